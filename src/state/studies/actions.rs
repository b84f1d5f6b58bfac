//! What is asked of studies and what the browser tells of them, one action after the other.

use super::{DimensionField, Intent, StudyId};
use crate::hyperparams::error::sentence;
use crate::state::action::{EditorAction, ReadStudy, StoreEvent, StudyAction};
use crate::state::{Attempt, Effect, State};

impl State {
    pub(in crate::state) fn apply_to_editor(&mut self, action: EditorAction) -> Vec<Effect> {
        let editor = &mut self.studies.editor;
        match action {
            EditorAction::Add(row) => editor.add(row, self.form.hyperparams()),
            EditorAction::Remove(at) => editor.remove(at),
            EditorAction::SetShape(at, shape) => {
                editor.edit(at, |dimension| dimension.set_shape(shape));
            }
            EditorAction::Toggle(at, value) => {
                editor.edit(at, |dimension| dimension.toggle(&value));
            }
            EditorAction::Type(at, field, text) => editor.edit(at, |dimension| {
                *match field {
                    DimensionField::List => &mut dimension.list,
                    DimensionField::Low => &mut dimension.low,
                    DimensionField::High => &mut dimension.high,
                    DimensionField::Count => &mut dimension.count,
                } = text;
            }),
            EditorAction::SetSampler(sampler) => editor.sampler = sampler,
            EditorAction::TypeSettings(text) => editor.settings = text,
            EditorAction::TypeRound(text) => editor.round = text,
            EditorAction::TypeSeeds(text) => editor.seeds = text,
            EditorAction::SetPruner(pruner) => editor.pruner = pruner,
            EditorAction::SetScore(score) => editor.score = score,
            EditorAction::Clear => editor.clear(),
            EditorAction::Take(experiment) => {
                let base = editor.take_experiment(experiment, None);
                return self.fill_form(base);
            }
            EditorAction::SetQuick(quick) => return self.set_quick(quick),
        }
        Vec::new()
    }

    /// The experiment that is shown becomes its other form.
    fn set_quick(&mut self, quick: bool) -> Vec<Effect> {
        let editor = &mut self.studies.editor;
        let shown = editor.experiment(self.form.hyperparams());
        editor.quick = quick;
        match shown {
            Some((experiment, _)) => {
                let base = editor.take_experiment(experiment, None);
                self.fill_form(base)
            }
            None => Vec::new(),
        }
    }

    pub(in crate::state) fn apply_to_study(&mut self, action: StudyAction) -> Vec<Effect> {
        match action {
            StudyAction::Start(id) => {
                let started = self.start_study(id).map_err(|errors| sentence(&errors));
                self.attempt(Attempt::Study, started)
            }
            StudyAction::Revise => {
                let revised = self.revise_study().map_err(|errors| sentence(&errors));
                self.attempt(Attempt::Study, revised)
            }
            StudyAction::Expect(id) => {
                self.studies.expect(id);
                Vec::new()
            }
            StudyAction::Pause => self.pause_study(),
            StudyAction::Resume => self.resume_study(),
            StudyAction::Stop => self.stop_study(),
            StudyAction::AddSeed => self.add_seed(),
            StudyAction::Skip(trial) => self.skip_trial(trial),
            StudyAction::Drop(setting) => self.drop_setting(setting),
            StudyAction::SetWorkers(workers) => self.set_workers(workers),
            StudyAction::Analyse => self.ask_analyst(),
            StudyAction::Analysed(answer) => {
                self.hear_of_analyst(answer.map(|it| *it));
                Vec::new()
            }
            StudyAction::SeedLeaders => self.seed_leaders(),
            StudyAction::Drawn(ticket, answer) => self.hear_of_draw(ticket, answer.map(|it| *it)),
            StudyAction::Use(setting, next) => self.use_setting(setting, next),
            StudyAction::LeaveAsBefore(next) => self.leave_as_before(next),
            StudyAction::OpenRuns(setting) => self.open_runs(setting),
            StudyAction::Test(setting) => self.test_setting(setting),
            StudyAction::Rename(name) => self.rename_study(&name),
            StudyAction::Note(note) => self.note_study(&note),
            StudyAction::Duplicate(of, id) => self.duplicate_study(of, id),
            StudyAction::Programme(action) => self.apply_to_programme(action),
            StudyAction::Open(id) => vec![Effect::Read(id, Intent::Open)],
            StudyAction::Delete(id) => vec![Effect::Read(id, Intent::Delete)],
            StudyAction::Reread(id, found) => {
                self.reread(id, found);
                Vec::new()
            }
            StudyAction::Forget(id) => {
                self.studies.forget_foreign(id);
                Vec::new()
            }
            StudyAction::Import(file, id) => {
                self.notices.settle(Attempt::Import);
                self.take_study_file(*file, id)
            }
        }
    }

    /// Takes in what the browser's database and its locks tell.
    pub(in crate::state) fn hear_of_store(&mut self, event: StoreEvent) -> Vec<Effect> {
        match event {
            StoreEvent::Saved(studies) => return self.take_saved(studies),
            StoreEvent::Failed(reason, studies) => self.storage_failed(&reason, &studies),
            StoreEvent::Undeleted(reason) => self.study_undeleted(&reason),
            StoreEvent::Locked(id) => return self.locked(id),
            StoreEvent::LockedElsewhere(Intent::GoOn) => {}
            StoreEvent::LockedElsewhere(Intent::Open | Intent::Delete) => self.notify(
                "This study is open in another tab of this browser. Continue there, or close that tab first.",
            ),
            StoreEvent::Read(_, ReadStudy::Found(stored)) => return self.refresh_study(stored),
            StoreEvent::Read(id, ReadStudy::Nothing) => return self.restore_study(id),
            StoreEvent::Read(_, ReadStudy::Unknown) => {}
            StoreEvent::Ready(id, Intent::Open) => return self.open_study(id),
            StoreEvent::Ready(id, Intent::GoOn) => return self.go_on_with_study(id),
            StoreEvent::Ready(id, Intent::Delete) => {
                let mut effects = self.delete_study(id);
                effects.push(Effect::Unlock(id));
                return effects;
            }
        }
        Vec::new()
    }

    /// A study that has been put aside meanwhile is let go.
    fn locked(&self, id: StudyId) -> Vec<Effect> {
        let active = self.studies.active.as_ref();
        match active.filter(|active| active.id == id) {
            Some(_) => Vec::new(),
            None => vec![Effect::Unlock(id)],
        }
    }
}
