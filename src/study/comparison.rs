//! Which setting is ahead.

use super::{Study, Trial};
use crate::metrics::{SampleStats, sorted_by_number};

/// Who is ahead.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    Winner(Winner),
    Tie(Tie),
}

/// The setting with the highest mean.
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
    pub val_accuracy: SampleStats,
}

/// What tells whether a lead is chance: all settings that might have won, with their results.
#[derive(Clone, Debug, PartialEq)]
pub struct LeadTable {
    /// Indices in the plan.
    pub settings: Vec<usize>,
    /// Of each of these, what its runs came to, each with its seed.
    pub results: Vec<Vec<(u32, f64)>>,
    /// Who leads, as a place in `settings`.
    pub winner: usize,
    /// Over whom.
    pub runner_up: usize,
    /// How often they were looked at to give leaders more seeds; 0 where that never was.
    pub looks: usize,
}

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

    /// Who is ahead so far, by mean final accuracy. A setting does not win of which a run diverged, or seems to name one
    /// digit whatever it is shown: its mean says nothing of what it can learn.
    pub fn comparison(&self) -> Option<Comparison> {
        let ranked = sorted_by_number(self.rivals(), |(_, stat)| -stat.mean);
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
        let runner_up = ranked.get(1).map(|&(setting, val_accuracy)| RunnerUp {
            setting,
            val_accuracy,
        });
        Some(Comparison::Winner(Winner {
            setting,
            val_accuracy,
            runner_up,
        }))
    }

    /// What tells whether the winner's lead is chance; nothing while one seed is all that either side has, which says
    /// nothing of chance.
    pub fn lead_table(&self) -> Option<LeadTable> {
        let winner = self.winner()?;
        let runner_up = winner.runner_up?;
        if winner.val_accuracy.n.min(runner_up.val_accuracy.n) < 2 {
            return None;
        }
        let rivals = self.rivals().into_iter();
        let settings: Vec<usize> = rivals.map(|(setting, _)| setting).collect();
        let place = |of: usize| settings.iter().position(|setting| *setting == of);
        let results = |setting: &usize| self.seeded_results(*setting);
        Some(LeadTable {
            results: settings.iter().map(results).collect(),
            winner: place(winner.setting)?,
            runner_up: place(runner_up.setting)?,
            settings,
            looks: self.looks(),
        })
    }

    /// What the runs of a setting came to, each with its seed.
    pub(super) fn seeded_results(&self, setting: usize) -> Vec<(u32, f64)> {
        let result = |trial: &Trial| Some((trial.seed, trial.result()?.val_accuracy));
        self.trials_of(setting).filter_map(result).collect()
    }

    /// Settings that are compared, in the plan's order, with what their runs came to: all that might win, but only leaders
    /// where these have more seeds. What has met fewer may have been luckier with those.
    pub(super) fn rivals(&self) -> Vec<(usize, SampleStats)> {
        let candidates = self.candidates();
        let Some(raced) = self.raced() else {
            return candidates;
        };
        let is_in = |(setting, _): &&(usize, SampleStats)| raced.contains(setting);
        let leaders: Vec<_> = candidates.iter().filter(is_in).copied().collect();
        match leaders.is_empty() {
            true => candidates,
            false => leaders,
        }
    }

    /// Settings that might win, in the plan's order, with what their runs came to.
    fn candidates(&self) -> Vec<(usize, SampleStats)> {
        self.summaries()
            .iter()
            .filter(|summary| !summary.has_diverged() && summary.one_digit == 0)
            .filter_map(|summary| Some((summary.setting, summary.final_val_accuracy?)))
            .collect()
    }

    /// Whether a setting is one of those that might win.
    pub fn is_compared(&self, setting: usize) -> bool {
        self.rivals().iter().any(|(rival, _)| *rival == setting)
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

    #[test]
    fn a_lead_is_told_by_all_that_might_have_won() {
        let mut study = finished(2, &[0.8, 0.9, 0.7, 0.6, 0.82, 0.91, 0.7]);
        let winner = study.winner().unwrap();
        let runner_up = winner.runner_up.unwrap();
        assert_eq!((winner.setting, runner_up.setting), (1, 0));
        assert!(close(runner_up.val_accuracy.mean, 0.81));
        apply(&mut study, &diverged_trial(7));
        let table = study.lead_table().unwrap();
        assert_eq!(table.settings, [0, 1, 2]);
        assert_eq!((table.winner, table.runner_up), (1, 0));
        let seed = study.trials()[0].seed;
        assert_eq!(table.results[1], [(seed, 0.9), (seed + 1, 0.91)]);
        assert_eq!(table.results[2].len(), 2);
    }

    #[test]
    fn one_seed_says_nothing_of_chance() {
        assert_eq!(finished(1, &[0.8, 0.9, 0.7, 0.6]).lead_table(), None);
        // The second best has met one seed so far.
        assert_eq!(finished(2, &[0.9, 0.8, 0.7, 0.6, 0.9]).lead_table(), None);
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
    fn what_names_one_digit_is_neither_winner_nor_second_nor_one_of_all_pairs() {
        let study = finished(2, &[0.8, 0.1135, 0.7, 0.6, 0.8, 0.99, 0.1135, 0.6]);
        let winner = study.winner().unwrap();
        let runner_up = winner.runner_up.unwrap();
        assert_eq!((winner.setting, runner_up.setting), (0, 3));
        assert_eq!(study.lead_table().unwrap().settings, [0, 3]);
        assert_eq!(finished(1, &[0.1135, 0.098]).comparison(), None);
    }

    #[test]
    fn before_anything_has_ended_nobody_has_won() {
        assert_eq!(finished(1, &[]).winner(), None);
    }
}
