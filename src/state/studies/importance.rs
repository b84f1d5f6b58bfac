//! Which hyperparameters mattered. Finding it out takes seconds where there are many runs, so a worker of its own does
//! it, and rarely while the study goes on.

use super::ActiveStudy;
use super::active::{Importances, Question};
use crate::protocol::{DeviceKind, TrainerCommand, TrainerEvent, WorkerId};
use crate::state::{Effect, State};
use crate::study::{FEWEST_RUNS, Importance};

/// While a study goes on it is asked again when there are so many times the runs: a thousand runs ask a dozen times.
const GROWTH: f64 = 1.5;

impl ActiveStudy {
    /// The importances, largest first, and the number of runs that they are drawn from.
    pub fn importances(&self) -> Option<&(usize, Vec<Importance>)> {
        self.importances.known.as_ref()
    }

    fn wants_importances(&self) -> bool {
        let Importances { asked, runs, .. } = &self.importances;
        let results = self.study.results();
        let is_due = if self.is_running() {
            results as f64 >= *runs as f64 * GROWTH
        } else {
            results != *runs
        };
        asked.is_none() && is_due && results >= FEWEST_RUNS
    }
}

impl State {
    /// Whether there is something new to be asked of the importances.
    pub fn wants_importances(&self) -> bool {
        self.studies
            .active()
            .is_some_and(ActiveStudy::wants_importances)
    }

    /// Asks for the importances, where they are wanted.
    pub fn ask_for_importances(&mut self) -> Vec<Effect> {
        let Some(active) = self
            .studies
            .active
            .as_mut()
            .filter(|it| it.wants_importances())
        else {
            return Vec::new();
        };
        active.importances.runs = active.study.results();
        let Some(table) = active.study.importance_table() else {
            return Vec::new();
        };
        let (columns, target) = (table.columns, table.target);
        active.importances.asked = Some(Question {
            rows: table.rows,
            runs: target.len(),
        });
        // In place of one that may still be at an earlier study.
        let id = WorkerId::ANALYST;
        self.workers.put(id, DeviceKind::Cpu);
        vec![
            Effect::StartWorker(id, DeviceKind::Cpu),
            Effect::Send(id, TrainerCommand::ExplainVariance { columns, target }),
        ]
    }

    /// Takes in what was found out. Without an answer those before stay.
    pub(super) fn hear_of_importances(&mut self, event: &TrainerEvent) -> Vec<Effect> {
        let shares = match event {
            TrainerEvent::VarianceExplained { shares } => shares.as_slice(),
            TrainerEvent::Failed { .. } | TrainerEvent::Unavailable { .. } => &[],
            _ => return Vec::new(),
        };
        if let Some(active) = &mut self.studies.active
            && let Some(Question { rows, runs }) = active.importances.asked.take()
            && shares.len() == rows.len()
        {
            active.importances.known = Some((runs, Importance::ranked(&rows, shares)));
        }
        vec![self.end_worker(WorkerId::ANALYST)]
    }
}
