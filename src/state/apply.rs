//! Every action, and what it means for the state.

use crate::hyperparams::catalog::{DATA, LEARNING_RATE, TRAIN_IMAGES};
use crate::hyperparams::{InvalidParam, ParamSpec};
use crate::protocol::{TrainerEvent, WorkerId};

use super::action::{Action, DeviceAction, FormAction, NoticeRequest, RunAction, ViewAction};
use super::areas::leaves_time;
use super::plot_view::KeptPlots;
use super::studies::StudyEditor;
use super::{Attempt, Brushes, Effect, Link, NoticeAction, Opened, PAGE_OF_ROWS, State, View};

impl State {
    /// Lets something happen; what has to be done outside.
    pub fn apply(&mut self, action: Action) -> Vec<Effect> {
        let effects = self.apply_here(action);
        self.drop_stub();
        effects
    }

    fn apply_here(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Form(action) => {
                let rests = action.may_change_size();
                let mut effects = if self.runs_by_itself() {
                    self.turn(action)
                } else {
                    self.apply_to_form(action)
                };
                if rests {
                    effects.extend(self.reconsider_device());
                }
                effects
            }
            Action::RangeTest(action) => self.apply_to_range_test(action),
            Action::Run(action) => self.apply_to_runs(action),
            Action::Device(action) => self.apply_to_devices(action),
            Action::Editor(action) => self.apply_to_editor(action),
            Action::Study(action) => self.apply_to_study(action),
            Action::Worker(id, event) => self.hear(id, event),
            Action::Store(event) => self.hear_of_store(event),
            Action::Page(request, id) => self.answer(request, id),
            Action::Notice(request) => self.apply_to_notices(request),
            Action::View(action) => self.apply_to_view(action),
            Action::Embed(action) => {
                self.apply_to_embed(action);
                Vec::new()
            }
            Action::Bring(found, id) => {
                self.bring(found, id);
                Vec::new()
            }
            Action::Link(link, errors) => self.follow(*link, &errors),
        }
    }

    /// What is asked of the form.
    pub fn apply_to_form(&mut self, action: FormAction) -> Vec<Effect> {
        match action {
            FormAction::Set(row, value) => {
                self.form.set(row, value);
                self.pass_on_learning_rate(row)
            }
            FormAction::Reset(row) => {
                self.form.set(row, row.default.value());
                let mut effects = self.pass_on_learning_rate(row);
                // Its default may depend on other choices, and then follows them again.
                self.form.reset(row);
                effects.extend(self.settle(row));
                effects
            }
            FormAction::Settle(row) => self.settle(row),
            FormAction::Enable(enabling) => {
                self.form.enable(&enabling);
                Vec::new()
            }
            FormAction::Fill(hyperparams) => self.fill_form(hyperparams),
            FormAction::Paste(pasted) => {
                // What differs is to be read, and stays until it was.
                pasted.notes.into_iter().for_each(|note| self.notify(note));
                self.fill_form(pasted.hyperparams)
            }
        }
    }

    /// A run in progress takes a new learning rate at once.
    fn pass_on_learning_rate(&mut self, row: &ParamSpec) -> Vec<Effect> {
        let rate = self.form.number(row);
        match rate.filter(|_| row.key == LEARNING_RATE.key) {
            Some(rate) => self.set_learning_rate(rate),
            None => Vec::new(),
        }
    }

    /// Images that a value asks for are fetched once it is no longer on the move.
    fn settle(&mut self, row: &ParamSpec) -> Vec<Effect> {
        if row.key == TRAIN_IMAGES.key || row.key == DATA.key {
            self.want_images_of_form()
        } else {
            Vec::new()
        }
    }

    /// What is asked of single runs.
    pub fn apply_to_runs(&mut self, action: RunAction) -> Vec<Effect> {
        let hyperparams = self.form.hyperparams().clone();
        match action {
            RunAction::Train => {
                let trained = self.train(&hyperparams);
                self.attempt(Attempt::Train, trained)
            }
            RunAction::Step => {
                let stepped = self.step(&hyperparams);
                self.attempt(Attempt::Train, stepped)
            }
            RunAction::Stop => self.stop_run(),
            RunAction::Reset => self.reset_run(),
            RunAction::Delete(id) => self.delete_run(id),
            RunAction::DeleteSelected => {
                let selected = self.selected_runs().into_iter();
                selected.flat_map(|id| self.delete_run(id)).collect()
            }
            RunAction::ShowSelected => {
                self.runs.show_only(&self.selected_runs());
                Vec::new()
            }
            RunAction::Watch(id) => self.watch_run(id),
            RunAction::WatchSteps => self.watch_steps(),
            RunAction::TrainOn(id) => {
                let trained = self.train_on(id);
                self.attempt(Attempt::Train, trained)
            }
            RunAction::Rename(id, name) => {
                self.runs.rename(id, &name);
                Vec::new()
            }
            RunAction::ToggleHidden(id) => {
                self.runs.toggle_hidden(id);
                Vec::new()
            }
            RunAction::StopUnanswered(id, waited) => self.stop_unanswered(id, waited),
            RunAction::StartUnanswered(start) => self.start_unanswered(start),
            RunAction::HaveTurn => self.have_turn(),
            RunAction::TurnIsLate => self.turn_is_late(),
        }
    }

    /// What follows from an attempt; where it has failed, that is said until it succeeds.
    pub(super) fn attempt(
        &mut self,
        about: Attempt,
        done: Result<Vec<Effect>, String>,
    ) -> Vec<Effect> {
        match done {
            Ok(effects) => {
                self.notices.settle(about);
                effects
            }
            Err(message) => {
                self.notices.fail(about, message);
                Vec::new()
            }
        }
    }

    fn apply_to_devices(&mut self, action: DeviceAction) -> Vec<Effect> {
        let mut effects = match action {
            DeviceAction::Remember(kept) => {
                self.devices.remember(&kept);
                return Vec::new();
            }
            DeviceAction::Found(adapter) => self.probed(adapter),
            DeviceAction::Choose(choice) => self.choose(choice),
        };
        effects.extend(self.work());
        effects.extend(self.calibrate());
        effects
    }

    /// Takes in what a worker tells. What single runs lose is lost for studies too.
    fn hear(&mut self, id: WorkerId, event: TrainerEvent) -> Vec<Effect> {
        if id.is_helper() {
            return self.hear_of_helper(id, &event);
        }
        if id == WorkerId::RANGE_TEST {
            return self.hear_of_range_test(event);
        }
        if id != WorkerId::MAIN {
            let mut effects = self.hear_of_study(id, event);
            // What could not be measured while a study had the machine is measured after it.
            effects.extend(self.calibrate());
            return effects;
        }
        let had_lost_gpu = self.devices.has_lost_gpu();
        if let TrainerEvent::TrainEnd { run_id, .. } = event {
            self.note_speed(run_id);
        }
        let leaves_time = leaves_time(&event);
        let mut effects = self.hear_of_runs(event);
        if leaves_time {
            effects.extend(self.conclude_test());
        }
        if leaves_time {
            effects.extend(self.calibrate());
        }
        if !had_lost_gpu && self.devices.has_lost_gpu() {
            effects.extend(self.work());
        }
        effects
    }

    fn apply_to_notices(&mut self, request: NoticeRequest) -> Vec<Effect> {
        match request {
            NoticeRequest::Take(NoticeAction::UndoDeleteStudy) => self.undo_delete_study(),
            other => self.apply_to_notices_of_runs(other),
        }
    }

    /// The same on a page without studies.
    pub fn apply_to_notices_of_runs(&mut self, request: NoticeRequest) -> Vec<Effect> {
        match request {
            NoticeRequest::Show(message) => self.notify(message),
            NoticeRequest::Fail(about, message) => self.notices.fail(about, message),
            NoticeRequest::Settle(about) => self.notices.settle(about),
            NoticeRequest::Dismiss(id) => self.notices.dismiss(id),
            NoticeRequest::Take(NoticeAction::Retry) => return self.retry(),
            NoticeRequest::Take(NoticeAction::UndoDelete) => return self.undo_delete_run(),
            NoticeRequest::Take(NoticeAction::UndoDeleteStudy) => {}
        }
        Vec::new()
    }

    pub(super) fn apply_to_view(&mut self, action: ViewAction) -> Vec<Effect> {
        let study = &mut self.view.study;
        match action {
            ViewAction::Show(view) => {
                self.view.shown = view;
                return self.calibrate();
            }
            ViewAction::SetTheme(theme) => self.view.theme = Some(theme),
            ViewAction::SetCurves(curves) => self.view.curves = curves,
            ViewAction::List(action) => self.apply_to_listing(action),
            ViewAction::Hover(panel) => study.hovered = panel,
            ViewAction::Enlarge(panel) => study.enlarged = panel,
            ViewAction::SetPanels(switch, on) => study.panels.set(switch, on),
            ViewAction::Sort(key) => study.sort.press(key),
            ViewAction::MoreRows => study.rows += PAGE_OF_ROWS,
            ViewAction::BeginBrush(axis, value) => study.brushes.begin(axis, value),
            ViewAction::DragBrush(value) => study.brushes.drag(value),
            ViewAction::EndBrush => study.brushes.end(),
            ViewAction::Box(settings) => study.brushes.set_box(settings),
            ViewAction::Unselect => study.brushes = Brushes::default(),
            ViewAction::Light(lit) => study.lit = lit,
            ViewAction::Plot(id, choice) => self.view.plots.choose(id, choice),
            ViewAction::RememberPlots(kept) => self.view.plots = KeptPlots::from_kept(&kept),
        }
        Vec::new()
    }

    /// Shows what an address says.
    fn follow(&mut self, link: Link, errors: &[InvalidParam]) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.opened = Opened::from(&link);
        self.view.theme = link.theme;
        self.view.curves = link.curves;
        if *self.form.hyperparams() != link.hyperparams {
            effects.extend(self.fill_form(link.hyperparams));
        }
        self.view.shown = match link.study {
            Some(study) => {
                self.studies.editor = StudyEditor::from(&study);
                View::Study
            }
            None => View::SingleRun,
        };
        self.tell_of_link(errors);
        self.take_recorded(link.recorded, &self.form.hyperparams().clone());
        effects.extend(self.apply_to_devices(DeviceAction::Choose(link.device)));
        effects
    }

    /// The link to what the page shows, for others.
    ///
    /// # Errors
    /// A sentence, where it would not hold all that is shown: what is out of range, nobody can read back.
    pub fn link_to_share(&self) -> Result<Link, String> {
        let wrong = match (self.form.trouble(), self.view.shown) {
            (None, View::Study) if !self.studies.editor.is_blank() => {
                let study = self.studies.editor.study(self.form.hyperparams());
                study.err().map(|errors| errors.join(" "))
            }
            (trouble, _) => trouble,
        };
        match wrong {
            Some(wrong) => Err(format!("The link was not copied. {wrong}")),
            None => Ok(Link {
                theme: None,
                id: None,
                ..self.link()
            }),
        }
    }

    /// What a link to this page says.
    pub fn link(&self) -> Link {
        let hyperparams = self.form.hyperparams().clone();
        let study = match self.view.shown {
            View::Study => Some(self.studies.editor.definition(&hyperparams)),
            View::SingleRun => None,
        };
        Link {
            hyperparams,
            study,
            device: self.devices.choice,
            theme: self.view.theme,
            curves: self.view.curves,
            id: self.opened.id.clone(),
            ..Link::default()
        }
    }
}
