//! What settings came to.

use super::{Study, Trial, TrialState};
use crate::metrics::SampleStats;

/// What the runs of one setting came to. Means are over those that were trained to their end.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Index in the plan.
    pub setting: usize,
    /// Validation accuracy of the epoch whose weights a run has kept; see [`Trial::result`].
    pub final_val_accuracy: Option<SampleStats>,
    /// Highest validation accuracy of any epoch.
    pub best_val_accuracy: Option<SampleStats>,
    /// Of runs that were pruned: validation accuracy of the last epoch, and of the best.
    pub pruned: Option<[SampleStats; 2]>,
    /// Training accuracy less validation accuracy, of the epoch whose weights were kept: the overfitting gap.
    pub gap: Option<SampleStats>,
    /// Training time of a run.
    pub seconds: Option<SampleStats>,
    /// Epochs of a run, as far as it came.
    pub epochs: Option<SampleStats>,
    /// How its runs stand, by [`Trial::standing`], with their numbers; in the order of the runs.
    pub states: Vec<(&'static str, usize)>,
    /// Runs that seem to name the same digit for every test image.
    pub one_digit: usize,
}

impl Summary {
    fn of(study: &Study, setting: usize) -> Self {
        let trials: Vec<&Trial> = study.trials_of(setting).collect();
        let over = |pick: &dyn Fn(&Trial) -> Option<f64>| {
            let spread = SampleStats::of(trials.iter().filter_map(|trial| pick(trial)));
            (spread.n > 0).then_some(spread)
        };
        Self {
            setting,
            final_val_accuracy: over(&|trial| Some(trial.result()?.val_accuracy)),
            best_val_accuracy: over(&|trial| trial.result().and_then(|_| best(trial))),
            pruned: over(&|trial| Some(pruned(trial)?.history.last()?.val_accuracy))
                .zip(over(&|trial| best(pruned(trial)?)))
                .map(|(last, best)| [last, best]),
            gap: over(&|trial| trial.result().map(|kept| kept.accuracy - kept.val_accuracy)),
            seconds: over(&|trial| {
                Some(trial.result().and(trial.history.last())?.elapsed_ms / 1e3)
            }),
            epochs: over(&|trial| {
                let has_begun = match trial.state {
                    TrialState::Waiting => false,
                    TrialState::Skipped => trial.epochs() > 0,
                    _ => true,
                };
                has_begun.then_some(trial.epochs() as f64)
            }),
            states: tally(&trials),
            one_digit: trials
                .iter()
                .filter(|trial| study.names_one_digit(trial))
                .count(),
        }
    }

    /// Whether any of its runs diverged.
    pub fn has_diverged(&self) -> bool {
        self.states.iter().any(|(name, _)| *name == "diverged")
    }

    /// For people: "2 completed, 1 diverged; 1 seems to predict one digit".
    pub fn outcome(&self) -> String {
        let states = match self.states.as_slice() {
            [(name, 1)] => (*name).to_owned(),
            states => {
                let states = states.iter().map(|(name, count)| format!("{count} {name}"));
                states.collect::<Vec<_>>().join(", ")
            }
        };
        match (self.one_digit, self.states.as_slice()) {
            (0, _) => states,
            (_, [(_, 1)]) => format!("{states}; seems to predict one digit"),
            (1, _) => format!("{states}; 1 seems to predict one digit"),
            (count, _) => format!("{states}; {count} seem to predict one digit"),
        }
    }
}

fn pruned(trial: &Trial) -> Option<&Trial> {
    Some(trial).filter(|trial| trial.state == TrialState::Pruned)
}

fn best(trial: &Trial) -> Option<f64> {
    trial.history.best().map(|best| best.val_accuracy)
}

fn tally(trials: &[&Trial]) -> Vec<(&'static str, usize)> {
    let mut states: Vec<(&'static str, usize)> = Vec::new();
    for name in trials.iter().map(|trial| trial.standing()) {
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
    use crate::hyperparams::catalog::VALIDATION_SPLIT;
    use crate::study::testing::{apply, diverged_trial, finished, whole_trial};
    use crate::study::{Study, StudyEvent, Summary};

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
    fn runs_that_name_one_digit_are_counted() {
        let outcomes = |finals: &[f64], seeds: usize| {
            let summaries = finished(seeds, finals).summaries();
            summaries
                .iter()
                .map(Summary::outcome)
                .take(2)
                .collect::<Vec<_>>()
        };
        let one = "completed; seems to predict one digit";
        assert_eq!(outcomes(&[0.1135, 0.9, 0.9, 0.9], 1), [one, "completed"]);
        let finals = [0.098, 0.1009, 0.9, 0.9, 0.9, 0.0892, 0.9, 0.9];
        let one = "2 completed; 1 seems to predict one digit";
        let both = "2 completed; 2 seem to predict one digit";
        assert_eq!(outcomes(&finals, 2), [one, both]);
    }

    #[test]
    fn what_was_pruned_keeps_the_accuracy_that_it_had_come_to() {
        let mut study = finished(1, &[0.8]);
        let mut events = whole_trial(1, &[0.5, 0.7, 0.6]);
        events.pop();
        apply(&mut study, &events);
        apply(&mut study, &[StudyEvent::TrialPruned { trial: 1 }]);
        let summaries = study.summaries();
        assert_eq!(summaries[0].pruned, None);
        let pruned = summaries[1].pruned.unwrap();
        assert_eq!(pruned.map(|stat| stat.mean), [0.6, 0.7]);
        assert_eq!(summaries[1].final_val_accuracy, None, "it is no result");
    }

    #[test]
    fn of_images_that_are_held_out_nobody_knows_the_digits() {
        let mut definition = crate::study::testing::definition(1);
        definition.base = definition.base.with(&VALIDATION_SPLIT, 0.2);
        let mut study = Study::new(definition.check().unwrap());
        apply(&mut study, &whole_trial(0, &[0.1135]));
        assert_eq!(study.summaries()[0].outcome(), "completed");
    }

    #[test]
    fn what_diverges_has_no_final_accuracy_and_says_so() {
        let mut study = finished(1, &[0.8, 0.7]);
        apply(&mut study, &diverged_trial(2));
        let summary = &study.summaries()[2];
        assert_eq!(
            (summary.final_val_accuracy, summary.outcome()),
            (None, "diverged".to_owned())
        );
        assert_eq!(summary.epochs.unwrap().mean, 0.0);
    }
}
