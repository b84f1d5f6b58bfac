//! Changing the study on the page into the one in the editor.

use std::collections::HashMap;

use super::naming::{is_experiments, is_no_name, numbered};
use super::start::is_same;
use super::{ActiveStudy, SavedStudy, StoreCommand};
use crate::protocol::WorkerId;
use crate::state::workers::{Job, Task};
use crate::state::{Effect, PageEvent, State, StudyView, text};
use crate::study::{Plan, Revision, Study, StudyDefinition, StudyError};

impl State {
    /// Makes the study on the page the one in the editor, over the form's hyperparameters. What it has trained and
    /// still belongs is kept, runs under way go on, and what is missing is trained.
    ///
    /// # Errors
    /// Everything that is wrong with what is in the editor; nothing has changed then.
    pub fn revise_study(&mut self) -> Result<Vec<Effect>, Vec<StudyError>> {
        let mut definition = self.studies.editor.definition(self.form.hyperparams());
        let Some(active) = &self.studies.active else {
            return Ok(Vec::new());
        };
        let before = active.study.plan().definition();
        definition.note = before.note.clone();
        definition.name = self.revised_name(before, definition.name);
        let plan = definition.check()?;
        let revision = active.study.revised(plan);
        let (id, is_paused, changes) = (active.id, active.is_paused, active.changes + 1);
        let begun = active.begun_as(&revision.moved);
        let mut effects = self.reassign(&revision);
        let mut revised = ActiveStudy::resumed(id, revision.study, revision.log);
        revised.changes = changes;
        revised.set_begun(begun);
        revised.is_paused = is_paused && !revised.study.is_finished();
        let kept = SavedStudy::of(&revised);
        effects.push(Effect::Store(StoreCommand::create(kept)));
        effects.push(Effect::Announce(changed(&revised.study)));
        self.studies.active = Some(revised);
        self.view.study = StudyView::default();
        effects.extend(self.tell_if_open(PageEvent::study_begin));
        effects.extend(self.carry_on());
        Ok(effects)
    }

    /// What changing the study on the page into this one would keep: a sentence; nothing where it is this one.
    pub fn revision_told(&self, plan: &Plan) -> Option<String> {
        let active = self.studies.active.as_ref();
        let active = active.filter(|active| !is_same(active, plan.definition()))?;
        let [kept, to_train] = active.study.shared_with(plan);
        Some(format!(
            "“Change this study” keeps {} of it and trains {}.",
            text::plural(kept, "run"),
            match to_train {
                0 => "no other".to_owned(),
                more => format!("{more} more"),
            }
        ))
    }

    /// A name that somebody has given stays; one that says what is swept says what is swept by now.
    fn revised_name(&self, before: &StudyDefinition, own: String) -> String {
        let was_given = !is_no_name(&before.name, before) && !is_experiments(&before.name);
        if was_given {
            return before.name.clone();
        }
        let others = self.studies.names().into_iter();
        let others: Vec<&str> = others.filter(|name| *name != before.name).collect();
        numbered(own, &others)
    }

    /// Runs that go on are known by their new numbers; the others are taken from their workers.
    fn reassign(&mut self, revision: &Revision) -> Vec<Effect> {
        let moved: HashMap<usize, usize> = revision.moved.iter().copied().collect();
        let trial = |(id, job): (WorkerId, Job)| match job.task {
            Task::Trial(trial) => Some((id, trial)),
            Task::Calibration => None,
        };
        let jobs: Vec<_> = self.workers.jobs().filter_map(trial).collect();
        let (going_on, others): (Vec<_>, Vec<_>) = jobs
            .into_iter()
            .partition(|(_, trial)| moved.contains_key(trial));
        // First, as long as they are known by their numbers of before.
        let called_off = others
            .into_iter()
            .flat_map(|(_, trial)| self.call_off(trial));
        let effects = called_off.collect();
        for (id, trial) in going_on {
            self.workers.retask(id, Task::Trial(moved[&trial]));
        }
        effects
    }
}

fn changed(study: &Study) -> String {
    let (counts, name) = (study.counts(), &study.plan().definition().name);
    let kept = text::plural(counts.trained() + counts.running, "run");
    format!(
        "{name} changed: {kept} kept, {} to train.",
        counts.waiting + counts.to_draw
    )
}
