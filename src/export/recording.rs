//! A study's results as the recorded runs of a figure.

use crate::hyperparams::catalog::SEED;
use crate::recording::RecordedRun;
use crate::study::{Study, Trial, TrialState};

/// The trials that have trained to their end, in the study's order; each differs from the study's base by its
/// setting, and by its seed where that is another one.
pub fn recorded_runs(study: &Study) -> Vec<RecordedRun> {
    let base_seed = study.plan().definition().base.get(&SEED).number();
    let recorded = |trial: &Trial| {
        let TrialState::Complete { outcome } = trial.state else {
            return None;
        };
        let setting = study.plan().settings().get(trial.setting)?;
        let mut values = setting.values.clone();
        let seed = f64::from(trial.seed);
        if base_seed != Some(seed) {
            values.push((&SEED, seed.into()));
        }
        Some(RecordedRun::of("", values, &trial.history, outcome))
    };
    study.trials().iter().filter_map(recorded).collect()
}
