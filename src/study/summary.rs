//! What settings came to.

use super::{Study, Trial, TrialState};
use crate::metrics::Spread;

/// What the runs of one setting came to. Means are over those that were trained to their end.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Index in the plan.
    pub setting: usize,
    /// Validation accuracy of the epoch whose weights a run has kept; see [`Trial::result`].
    pub final_val_accuracy: Option<Spread>,
    /// Highest validation accuracy of any epoch.
    pub best_val_accuracy: Option<Spread>,
    /// Training accuracy less validation accuracy, of the epoch whose weights were kept: what was learned by heart.
    pub gap: Option<Spread>,
    /// Training time of a run.
    pub seconds: Option<Spread>,
    /// Epochs of a run, as far as it came.
    pub epochs: Option<Spread>,
    /// How its runs stand, by [`TrialState::name`], with their numbers; in the order of the runs.
    pub states: Vec<(&'static str, usize)>,
}

impl Summary {
    fn of(study: &Study, setting: usize) -> Self {
        let trials: Vec<&Trial> = study.trials_of(setting).collect();
        let over = |pick: &dyn Fn(&Trial) -> Option<f64>| {
            let spread = Spread::of(trials.iter().filter_map(|trial| pick(trial)));
            (spread.n > 0).then_some(spread)
        };
        Self {
            setting,
            final_val_accuracy: over(&|trial| Some(trial.result()?.val_accuracy)),
            best_val_accuracy: over(&|trial| trial.result().and_then(|_| best(trial))),
            gap: over(&|trial| trial.result().map(|kept| kept.accuracy - kept.val_accuracy)),
            seconds: over(&|trial| {
                Some(trial.result().and(trial.history.last())?.elapsed_ms / 1e3)
            }),
            epochs: over(&|trial| {
                let has_begun =
                    trial.state != TrialState::Waiting && trial.state != TrialState::Skipped;
                has_begun.then_some(trial.epochs() as f64)
            }),
            states: tally(&trials),
        }
    }

    /// Whether any of its runs diverged.
    pub fn has_diverged(&self) -> bool {
        self.states.iter().any(|(name, _)| *name == "diverged")
    }

    /// For people: "2 completed, 1 diverged".
    pub fn outcome(&self) -> String {
        match self.states.as_slice() {
            [(name, 1)] => (*name).to_owned(),
            states => {
                let states = states.iter().map(|(name, count)| format!("{count} {name}"));
                states.collect::<Vec<_>>().join(", ")
            }
        }
    }
}

fn best(trial: &Trial) -> Option<f64> {
    trial.history.best().map(|best| best.val_accuracy)
}

fn tally(trials: &[&Trial]) -> Vec<(&'static str, usize)> {
    let mut states: Vec<(&'static str, usize)> = Vec::new();
    for name in trials.iter().map(|trial| trial.state.name()) {
        match states.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => states.push((name, 1)),
        }
    }
    states
}

impl Study {
    /// A summary of each setting, in the plan's order.
    pub fn summaries(&self) -> Vec<Summary> {
        (0..self.plan().settings().len())
            .map(|setting| Summary::of(self, setting))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::metrics::Outcome;
    use crate::study::StudyEvent;
    use crate::study::testing::{apply, finished};

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-12
    }

    #[test]
    fn a_summary_is_over_the_seeds_of_its_setting() {
        let study = finished(2, &[0.9, 0.8, 0.7, 0.6, 0.94, 0.8, 0.7, 0.6]);
        let summary = &study.summaries()[0];
        let stat = summary.final_val_accuracy.unwrap();
        assert_eq!(stat.n, 2);
        assert!(close(stat.mean, 0.92));
        assert!(close(summary.gap.unwrap().mean, 0.01));
        assert!(close(summary.seconds.unwrap().mean, 0.2));
        assert_eq!(summary.outcome(), "2 completed");
    }

    #[test]
    fn what_diverges_has_no_final_accuracy_and_says_so() {
        let mut study = finished(1, &[0.8, 0.7]);
        let (trial, outcome) = (2, Outcome::Diverged { epoch: 1, step: 1 });
        apply(
            &mut study,
            &[
                StudyEvent::TrialBegin { trial },
                StudyEvent::TrialEnd { trial, outcome },
            ],
        );
        let summary = &study.summaries()[2];
        assert_eq!(
            (summary.final_val_accuracy, summary.outcome()),
            (None, "diverged".to_owned())
        );
        assert_eq!(summary.epochs.unwrap().mean, 0.0);
    }
}
