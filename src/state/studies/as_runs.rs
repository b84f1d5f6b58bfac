//! A setting's runs among the single runs, to be compared with those.

use crate::hyperparams::catalog::SEED;
use crate::metrics::Outcome;
use crate::protocol::Pace;
use crate::state::{Effect, Ending, Run, RunPhase, State, text};

impl State {
    /// Puts the runs of a setting that have ended into the table of single runs, each once. Where one was pruned or skipped
    /// there, it has stopped here.
    pub(super) fn open_runs(&mut self, setting: usize) -> Vec<Effect> {
        let device = self.study_device();
        let Some(active) = &self.studies.active else {
            return Vec::new();
        };
        let study = &active.study;
        let ended = study.trials_of(setting);
        let ended = ended.filter(|trial| trial.state.has_ended() && trial.epochs() > 0);
        let mut opened = 0;
        for trial in ended {
            let own = study.setting_of(trial);
            let checked = own.checked.clone().with_seed(trial.seed);
            let is_it = |run: &Run| run.checked == checked && run.history == trial.history;
            if self.runs.iter().any(is_it) {
                continue;
            }
            let hyperparams = own.hyperparams.clone().with(&SEED, f64::from(trial.seed));
            let id = self
                .runs
                .add(hyperparams, checked, device, Pace::Through)
                .id;
            let name = format!("{}, seed {}", own.label(), trial.seed);
            self.runs.rename(id, &name);
            if let Some(run) = self.runs.get_mut(id) {
                run.history = trial.history.clone();
                run.progress.epoch = run.history.epochs.len();
                let outcome = trial.state.outcome().unwrap_or(Outcome::Stopped);
                run.phase = RunPhase::Ended(Ending::Trained(outcome));
            }
            opened += 1;
        }
        let said = match opened {
            0 => "They are in the table of Single run already.".to_owned(),
            count => format!(
                "{} added to the table of Single run.",
                text::plural(count, "run")
            ),
        };
        vec![Effect::Announce(said)]
    }
}
