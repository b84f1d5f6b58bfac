//! What settings came to, and which one won.

use super::{Study, Trial, TrialState};
use crate::metrics::Spread;

/// What the runs of one setting came to. Means are over those that were trained to their end.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Index in the plan.
    pub setting: usize,
    /// Test accuracy after the last epoch.
    pub final_val_accuracy: Option<Spread>,
    /// Highest test accuracy of any epoch.
    pub best_val_accuracy: Option<Spread>,
    /// Training accuracy less test accuracy, after the last epoch: what was learned by heart.
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
            gap: over(&|trial| trial.result().map(|last| last.accuracy - last.val_accuracy)),
            seconds: over(&|trial| trial.result().map(|last| last.elapsed_ms / 1e3)),
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

/// The setting with the highest mean, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Winner {
    /// Index in the plan.
    pub setting: usize,
    pub val_accuracy: Spread,
    /// The second best, if there is one.
    pub runner_up: Option<RunnerUp>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunnerUp {
    pub setting: usize,
    /// How much lower its mean is.
    pub difference: f64,
    /// The difference in its standard errors (Welch's t); nothing where a seed alone tells of no spread.
    pub standard_errors: Option<f64>,
}

impl Study {
    /// A summary of each setting, in the plan's order.
    pub fn summaries(&self) -> Vec<Summary> {
        (0..self.plan().settings().len())
            .map(|setting| Summary::of(self, setting))
            .collect()
    }

    /// The best setting so far by mean final test accuracy. One whose runs diverged at times does not win.
    pub fn winner(&self) -> Option<Winner> {
        let mut ranked: Vec<(usize, Spread)> = self
            .summaries()
            .iter()
            .filter(|summary| !summary.has_diverged())
            .filter_map(|summary| Some((summary.setting, summary.final_val_accuracy?)))
            .collect();
        ranked.sort_by(|(_, one), (_, other)| other.mean.total_cmp(&one.mean));
        let &(setting, val_accuracy) = ranked.first()?;
        let runner_up = ranked
            .get(1)
            .map(|&(setting, stat)| RunnerUp::new(setting, &val_accuracy, &stat));
        Some(Winner {
            setting,
            val_accuracy,
            runner_up,
        })
    }
}

impl RunnerUp {
    fn new(setting: usize, winner: &Spread, own: &Spread) -> Self {
        let difference = winner.mean - own.mean;
        let errors = winner.standard_error().zip(own.standard_error());
        let error = errors.map(|(one, other)| one.hypot(other));
        Self {
            setting,
            difference,
            standard_errors: error
                .filter(|error| *error > 0.0)
                .map(|error| difference / error),
        }
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
    fn the_winners_lead_is_told_in_standard_errors() {
        let study = finished(2, &[0.90, 0.8, 0.7, 0.6, 0.94, 0.84, 0.7, 0.6]);
        let winner = study.winner().unwrap();
        let runner_up = winner.runner_up.unwrap();
        assert_eq!((winner.setting, runner_up.setting), (0, 1));
        assert!(close(runner_up.difference, 0.1));
        // Both have a standard deviation of 0.04 / √2, and so a standard error of 0.02 each.
        let expected = 0.1 / (2.0_f64 * 0.02 * 0.02).sqrt();
        assert!((runner_up.standard_errors.unwrap() - expected).abs() < 1e-9);
    }

    #[test]
    fn a_lead_of_single_seeds_says_nothing_of_chance() {
        let winner = finished(1, &[0.9, 0.8, 0.7, 0.6]).winner().unwrap();
        assert_eq!(winner.runner_up.unwrap().standard_errors, None);
    }

    #[test]
    fn what_diverges_does_not_win() {
        let mut study = finished(1, &[0.8, 0.7]);
        let (trial, outcome) = (2, Outcome::Diverged { epoch: 1, step: 1 });
        apply(
            &mut study,
            &[
                StudyEvent::TrialBegin { trial },
                StudyEvent::TrialEnd { trial, outcome },
            ],
        );
        assert_eq!(study.winner().unwrap().setting, 0);
        let summary = &study.summaries()[2];
        assert_eq!(
            (summary.final_val_accuracy, summary.outcome()),
            (None, "diverged".to_owned())
        );
        assert_eq!(summary.epochs.unwrap().mean, 0.0);
    }

    #[test]
    fn before_anything_has_ended_nobody_has_won() {
        assert_eq!(finished(1, &[]).winner(), None);
    }
}
