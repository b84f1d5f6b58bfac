//! A figure in a post: the state of a page that has single runs alone, and nothing to train with before somebody asks
//! for a run. Nothing of studies is reached from here, so that the figure does not carry it.

use crate::hyperparams::InvalidParam;
use crate::protocol::WorkerId;

use super::{Action, Data, DeviceAction, Effect, Link, State};

impl State {
    /// A figure as its link asks for it, with what was wrong with that.
    pub fn open_figure(link: Link, errors: &[InvalidParam]) -> Self {
        let mut state = Self::new(link.device, link.hyperparams, 1);
        state.images.data = Data::Unasked;
        state.view.theme = link.theme;
        state.tell_of_link(errors);
        state
    }

    /// [`apply`](Self::apply) in a figure.
    pub fn apply_in_figure(&mut self, action: Action) -> Vec<Effect> {
        let mut effects = match action {
            Action::Form(action) => self.apply_to_form(action),
            Action::Run(action) => self.apply_to_runs(action),
            Action::Device(DeviceAction::Found(adapter)) => self.probed(adapter),
            Action::Device(DeviceAction::Choose(choice)) => self.choose(choice),
            Action::Worker(WorkerId::MAIN, event) => self.hear_of_runs(event),
            Action::Page(request, _) => self.answer_of_runs(request),
            Action::Notice(request) => self.apply_to_notices_of_runs(request),
            Action::Link(link, errors) => self.follow_in_figure(*link, &errors),
            Action::Worker(..)
            | Action::Editor(_)
            | Action::Study(_)
            | Action::Store(_)
            | Action::View(_) => Vec::new(),
        };
        effects.extend(self.wake());
        effects
    }

    fn follow_in_figure(&mut self, link: Link, errors: &[InvalidParam]) -> Vec<Effect> {
        self.view.theme = link.theme;
        self.tell_of_link(errors);
        let mut effects = self.fill_form(link.hyperparams);
        effects.extend(self.choose(link.device));
        effects
    }

    /// The first run has a device looked for; its worker comes with what was found.
    fn wake(&mut self) -> Vec<Effect> {
        if self.runs.active().is_none() || self.devices.is_sought {
            return Vec::new();
        }
        self.devices.is_sought = true;
        vec![Effect::SeekDevice]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::EPOCHS;
    use crate::protocol::{Adapter, DeviceKind, TrainerCommand};
    use crate::state::page_api::PageRequest;
    use crate::state::studies::StudyId;
    use crate::state::{Phase, RunAction, Theme};

    fn figure() -> State {
        let (link, errors) = Link::parse_single_run("#epochs=3&theme=dark");
        State::open_figure(link, &errors)
    }

    fn page(request: PageRequest) -> Action {
        Action::Page(request, StudyId::new(1.0, 1))
    }

    fn found() -> Action {
        let reason = "no".to_owned();
        Action::Device(DeviceAction::Found(Adapter::None { reason }))
    }

    #[test]
    fn a_figure_that_nobody_has_touched_is_idle_and_has_no_worker() {
        let mut figure = figure();
        assert_eq!(figure.phase(), Phase::Idle);
        assert_eq!(figure.run_progress(), Default::default());
        assert_eq!(figure.view.theme, Some(Theme::Dark));
        let (link, errors) = Link::parse_single_run("#epochs=5&device=cpu");
        let effects = figure.apply_in_figure(Action::Link(Box::new(link), errors));
        assert_eq!(effects, []);
        assert_eq!(figure.phase(), Phase::Idle);
    }

    #[test]
    fn the_first_run_has_a_device_looked_for_once_and_begins_when_its_worker_comes() {
        let mut figure = figure();
        let asked = figure.apply_in_figure(Action::Run(RunAction::Train));
        assert!(asked.contains(&Effect::SeekDevice), "{asked:?}");
        let starts = |effects: &[Effect]| {
            let start = Effect::StartWorker(WorkerId::MAIN, DeviceKind::Cpu);
            effects.contains(&start)
        };
        assert!(!starts(&asked));
        let again = figure.apply_in_figure(Action::Run(RunAction::Train));
        assert!(!again.contains(&Effect::SeekDevice), "{again:?}");

        let effects = figure.apply_in_figure(found());
        assert!(starts(&effects), "{effects:?}");
        let begins = effects.iter().any(|effect| {
            matches!(
                effect,
                Effect::Send(WorkerId::MAIN, TrainerCommand::Start { .. })
            )
        });
        assert!(begins, "{effects:?}");
    }

    #[test]
    fn a_program_starts_a_run_of_its_own_and_hears_that_there_are_no_studies() {
        let mut figure = figure();
        let refused = figure.apply_in_figure(page(PageRequest::StartStudy));
        assert!(matches!(&refused[..], [Effect::Publish(_)]), "{refused:?}");
        let hyperparameters = Some(HyperParams::default().with(&EPOCHS, 2.0));
        let effects = figure.apply_in_figure(page(PageRequest::Start { hyperparameters }));
        assert!(effects.contains(&Effect::SeekDevice), "{effects:?}");
        assert_eq!(figure.form.number(&EPOCHS), Some(2.0));
    }

    #[test]
    fn a_new_link_is_what_the_next_run_trains() {
        let mut figure = figure();
        let (link, errors) = Link::parse_single_run("#epochs=7&speed=9");
        figure.apply_in_figure(Action::Link(Box::new(link), errors));
        assert_eq!(figure.form.number(&EPOCHS), Some(7.0));
        assert!(figure.notices.list()[0].message.contains("speed"));
    }
}
