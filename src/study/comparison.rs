//! Which setting is ahead, and how sure that is.

use super::{Study, Trial};
use crate::metrics::{SampleStats, Welch, sorted_by_number};

/// Who is ahead.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    Winner(Winner),
    Tie(Tie),
}

/// The setting with the highest mean, and how sure that is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Winner {
    /// Index in the plan.
    pub setting: usize,
    pub val_accuracy: SampleStats,
    /// The second best, if there is one.
    pub runner_up: Option<RunnerUp>,
}

/// Several settings that share the highest mean, so that none of them has won.
#[derive(Clone, Debug, PartialEq)]
pub struct Tie {
    /// Indices in the plan; two at least.
    pub settings: Vec<usize>,
    pub val_accuracy: SampleStats,
    /// Their runs are the same in every epoch: between them, what is swept has no effect on what is measured.
    pub is_identical: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunnerUp {
    pub setting: usize,
    /// How much lower its mean is.
    pub difference: f64,
    pub chance: Chance,
}

/// What is known of whether a lead is chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Chance {
    /// Too few seeds, on the side that has fewer, to tell.
    Unknown {
        seeds: usize,
    },
    Tested(Welch),
}

/// Seeds a side from which on a lead is put to a test; of fewer the spread is hardly known.
pub const ENOUGH_SEEDS: usize = 5;
/// Means closer than this differ by rounding alone.
const NOTHING: f64 = 1e-9;

impl Study {
    /// The best setting so far by mean final accuracy; nothing where several are equally good.
    pub fn winner(&self) -> Option<Winner> {
        match self.comparison()? {
            Comparison::Winner(winner) => Some(winner),
            Comparison::Tie(_) => None,
        }
    }

    /// Who is ahead so far, by mean final accuracy. A setting whose runs diverged at times does not win.
    pub fn comparison(&self) -> Option<Comparison> {
        let ranked: Vec<(usize, SampleStats)> = self
            .summaries()
            .iter()
            .filter(|summary| !summary.has_diverged())
            .filter_map(|summary| Some((summary.setting, summary.final_val_accuracy?)))
            .collect();
        let ranked = sorted_by_number(ranked, |(_, stat)| -stat.mean);
        let &(setting, val_accuracy) = ranked.first()?;
        let is_equal = |(_, stat): &&(usize, SampleStats)| val_accuracy.mean - stat.mean < NOTHING;
        let equals = ranked.iter().take_while(is_equal);
        let settings: Vec<usize> = equals.map(|(setting, _)| *setting).collect();
        if settings.len() > 1 {
            return Some(Comparison::Tie(Tie {
                is_identical: settings[1..]
                    .iter()
                    .all(|other| self.are_identical(setting, *other)),
                settings,
                val_accuracy,
            }));
        }
        let runner_up = ranked
            .get(1)
            .map(|&(setting, stat)| RunnerUp::new(setting, &val_accuracy, &stat));
        Some(Comparison::Winner(Winner {
            setting,
            val_accuracy,
            runner_up,
        }))
    }

    /// Whether the runs of two settings that were trained to their end came to the same numbers, seed by seed and
    /// epoch by epoch.
    fn are_identical(&self, one: usize, other: usize) -> bool {
        let runs = |setting| {
            let trained = self.trials_of(setting);
            trained.filter(|trial| trial.result().is_some())
        };
        let bits = |trial: &Trial| -> Vec<[u64; 4]> {
            let epochs = trial.history.epochs.iter();
            epochs
                .map(|epoch| epoch.numbers().map(f64::to_bits))
                .collect()
        };
        let of = |trial: &Trial| (trial.seed, bits(trial));
        runs(one).map(of).eq(runs(other).map(of))
    }
}

impl RunnerUp {
    fn new(setting: usize, winner: &SampleStats, own: &SampleStats) -> Self {
        let seeds = winner.n.min(own.n);
        let test = Welch::test(winner, own).filter(|_| seeds >= ENOUGH_SEEDS);
        Self {
            setting,
            difference: winner.mean - own.mean,
            chance: test.map_or(Chance::Unknown { seeds }, Chance::Tested),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;
    use crate::study::testing::{apply, diverged_trial, finished, whole_trial};
    use crate::study::{Distribution, StudyDefinition};

    fn close(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-12
    }

    /// Final accuracies of `seeds` seeds for two settings: around .9 and, so much lower, around the other.
    fn two_settings(seeds: usize, lower: f64) -> Study {
        let around = |mean: f64, seed: usize| mean + 0.01 * (seed % 3) as f64;
        let finals: Vec<f64> = (0..seeds)
            .flat_map(|seed| [around(0.9, seed), around(0.9 - lower, seed), 0.5, 0.4])
            .collect();
        finished(seeds, &finals)
    }

    fn chance(study: &Study) -> Chance {
        let winner = study.winner().unwrap();
        let runner_up = winner.runner_up.unwrap();
        assert_eq!((winner.setting, runner_up.setting), (0, 1));
        runner_up.chance
    }

    #[test]
    fn below_five_seeds_a_side_a_lead_is_not_judged() {
        for seeds in 1..5 {
            assert_eq!(chance(&two_settings(seeds, 0.1)), Chance::Unknown { seeds });
        }
    }

    #[test]
    fn the_winners_lead_is_put_to_welchs_test() {
        let study = two_settings(5, 0.01);
        let runner_up = study.winner().unwrap().runner_up.unwrap();
        assert!(close(runner_up.difference, 0.01));
        let Chance::Tested(welch) = runner_up.chance else {
            panic!("{runner_up:?}");
        };
        // Both sides are 0, .01, .02, 0, .01 above their mean: a variance of .00007.
        let error = (2.0 * 7e-5_f64 / 5.0).sqrt();
        assert!((welch.t - 0.01 / error).abs() < 1e-9, "{welch:?}");
        assert!((welch.df - 8.0).abs() < 1e-9 && welch.p > 0.05, "{welch:?}");
        let Chance::Tested(clear) = chance(&two_settings(5, 0.05)) else {
            panic!("five seeds are enough");
        };
        assert!(clear.p < 0.001, "{clear:?}");
    }

    #[test]
    fn settings_that_came_to_the_same_have_no_winner() {
        let tie = |study: &Study| match study.comparison() {
            Some(Comparison::Tie(tie)) => (tie.settings, tie.is_identical),
            other => panic!("{other:?}"),
        };
        let study = finished(2, &[0.7, 0.9, 0.9, 0.6, 0.7, 0.8, 0.8, 0.6]);
        assert_eq!(tie(&study), (vec![1, 2], true));
        assert_eq!(study.winner(), None);
        // The same mean, by other runs.
        let study = finished(2, &[0.7, 0.9, 0.8, 0.6, 0.7, 0.8, 0.9, 0.6]);
        assert_eq!(tie(&study), (vec![1, 2], false));
    }

    #[test]
    fn restored_weights_are_what_a_setting_is_judged_by() {
        let definition = StudyDefinition {
            base: HyperParams::default()
                .with(&EARLY_STOPPING, true)
                .with(&EARLY_STOPPING_MONITOR, "val_accuracy")
                .with(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, true),
            space: vec![Distribution::list(&DROPOUT, [0.0, 0.5])],
            ..StudyDefinition::default()
        };
        let mut study = Study::new(definition.check().unwrap());
        apply(&mut study, &whole_trial(0, &[0.5, 0.9, 0.6]));
        apply(&mut study, &whole_trial(1, &[0.5, 0.6, 0.8]));
        let winner = study.winner().unwrap();
        assert_eq!((winner.setting, winner.val_accuracy.mean), (0, 0.9));
        let summary = &study.summaries()[0];
        // The time is that of all epochs, not of those up to the best.
        assert!(close(summary.seconds.unwrap().mean, 0.3));
        assert!(close(summary.gap.unwrap().mean, 0.01));
    }

    #[test]
    fn what_diverges_does_not_win() {
        let mut study = finished(1, &[0.8, 0.7]);
        apply(&mut study, &diverged_trial(2));
        assert_eq!(study.winner().unwrap().setting, 0);
    }

    #[test]
    fn before_anything_has_ended_nobody_has_won() {
        assert_eq!(finished(1, &[]).winner(), None);
    }
}
