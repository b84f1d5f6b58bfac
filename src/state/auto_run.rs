//! Runs that start by themselves when a control was moved, where somebody has asked for that.

use super::speeds::Training;
use super::{State, View};
use crate::protocol::DeviceKind;
use crate::study::Work;

/// What takes longer is left to the Train button.
const LONGEST_SECONDS: f64 = 2.0;
/// Of the runs that started by themselves so many stay.
const MOST: usize = 6;

impl State {
    /// Whether a control that is moved starts a run.
    pub(super) fn runs_by_itself(&self) -> bool {
        self.view.curves.auto_run && self.view.shown == View::SingleRun
    }

    /// Whether the form's setting is trained in a moment, by what was measured; where nothing was, the first run tells. In a
    /// figure the writer has chosen what is trained.
    pub(super) fn is_quick(&self) -> bool {
        let Some(params) = self.form.checked().filter(|_| self.runs_by_itself()) else {
            return true;
        };
        let device = self.runs_device().unwrap_or(DeviceKind::Cpu);
        let speed = self.devices.speeds.of(device, Training::SingleRun, &params);
        speed.is_none_or(|speed| {
            let epoch = Work::of_epoch(&params, speed.launch).0;
            speed.seconds_per_work * epoch * params.epochs as f64 <= LONGEST_SECONDS
        })
    }

    /// The run that was just started has started by itself; of those before it the oldest goes.
    pub(super) fn note_automatic(&mut self) {
        if self.runs_by_itself() {
            self.runs.note_automatic(MOST);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::{EPOCHS, LEARNING_RATE};
    use crate::metrics::{EpochMetrics, Outcome};
    use crate::protocol::{RunId, TrainerCommand, TrainerEvent, WorkerId};
    use crate::state::{
        Action, CurvesView, DeviceChoice, Effect, FormAction, RunAction, State, ViewAction,
    };

    fn page() -> State {
        let mut page = State::new(DeviceChoice::Cpu, HyperParams::default(), 3);
        page.apply(Action::View(ViewAction::SetCurves(CurvesView {
            auto_run: true,
            ..CurvesView::default()
        })));
        page
    }

    fn set(page: &mut State, value: f64) -> Vec<Effect> {
        page.apply(Action::Form(FormAction::Set(&LEARNING_RATE, value.into())))
    }

    fn settle(page: &mut State) -> Vec<Effect> {
        page.apply(Action::Form(FormAction::Settle(&LEARNING_RATE)))
    }

    fn starts(effects: &[Effect]) -> usize {
        let starts = effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Send(_, TrainerCommand::Start { .. })));
        starts.count()
    }

    fn end(page: &mut State, seconds: f64) {
        let run_id = page.runs.active().unwrap().id;
        for epoch in 1..=10 {
            let metrics = EpochMetrics {
                epoch,
                loss: 1.0,
                accuracy: 0.5,
                val_loss: 1.0,
                val_accuracy: 0.5,
                elapsed_ms: seconds * 1e2 * epoch as f64,
                learning_rate: None,
                penalty: None,
                val_penalty: None,
            };
            let event = TrainerEvent::EpochEnd {
                run_id,
                metrics,
                images_per_second: 1.0,
                steps: vec![],
            };
            page.apply(Action::Worker(WorkerId::MAIN, event));
        }
        let outcome = Outcome::Completed;
        let event = TrainerEvent::TrainEnd { run_id, outcome };
        page.apply(Action::Worker(WorkerId::MAIN, event));
    }

    #[test]
    fn a_control_that_rests_starts_a_run_over_the_pale_one_before() {
        let mut page = page();
        assert_eq!(starts(&set(&mut page, 0.1)), 0, "it is on the move");
        assert_eq!(starts(&settle(&mut page)), 1);
        assert_eq!(starts(&settle(&mut page)), 0, "nothing is new");
        end(&mut page, 0.5);
        set(&mut page, 0.2);
        assert_eq!(starts(&settle(&mut page)), 1);
        let pale: Vec<bool> = page.shown_runs().iter().map(|run| run.is_pale).collect();
        assert_eq!(pale, [true, false]);
        page.view.curves.auto_run = false;
        set(&mut page, 0.3);
        assert_eq!(starts(&settle(&mut page)), 0);
        assert!(page.shown_runs().iter().all(|run| !run.is_pale));
    }

    #[test]
    fn a_run_that_a_control_has_overtaken_leaves_no_stub_and_keeps_its_rate() {
        let mut page = page();
        set(&mut page, 0.1);
        settle(&mut page);
        set(&mut page, 0.2);
        assert!(page.runs.active().unwrap().learning_rates.is_empty());
        settle(&mut page);
        let (run_id, outcome) = (RunId(1), Outcome::Stopped);
        let event = TrainerEvent::TrainEnd { run_id, outcome };
        page.apply(Action::Worker(WorkerId::MAIN, event));
        let names: Vec<&str> = page.runs.iter().map(|run| run.name.as_str()).collect();
        assert_eq!(names, ["Run 2"]);
    }

    #[test]
    fn what_would_take_longer_than_a_moment_waits_for_train() {
        let mut page = page();
        set(&mut page, 0.1);
        settle(&mut page);
        end(&mut page, 1.5);
        assert!(page.is_quick());
        let epochs = FormAction::Set(&EPOCHS, 100.0.into());
        page.apply(Action::Form(epochs));
        assert!(!page.is_quick());
        assert_eq!(starts(&settle(&mut page)), 0);
        assert_eq!(starts(&page.apply(Action::Run(RunAction::Train))), 1);
    }

    #[test]
    fn of_many_runs_that_started_by_themselves_the_last_stay_and_all_others() {
        let mut page = page();
        page.apply(Action::Run(RunAction::Train));
        end(&mut page, 0.1);
        for step in 1..=20 {
            set(&mut page, 0.01 * f64::from(step));
            settle(&mut page);
            end(&mut page, 0.1);
        }
        let ids: Vec<u32> = page.runs.iter().map(|run| run.id.0).collect();
        assert_eq!(ids, [1, 16, 17, 18, 19, 20, 21]);
    }
}
