//! A study as somebody asks for it; it may be wrong.

use std::collections::HashSet;

use super::plan::{Plan, Setting};
use super::{Distribution, Pruner, Sampler, StudyError};
use crate::hyperparams::catalog::{CATALOG, SEED};
use crate::hyperparams::{HyperParams, Row};

/// What to sweep, how, and from where.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyDefinition {
    /// For people.
    pub name: String,
    /// Every hyperparameter that is not swept, and the first seed.
    pub base: HyperParams,
    /// The swept hyperparameters, in the order of the titles; rows and columns follow the first two.
    pub space: Vec<Distribution>,
    pub sampler: Sampler,
    /// Runs of each setting, with seeds counted up from the base's. 1 to [`MOST_SEEDS`].
    pub seeds: usize,
    pub pruner: Pruner,
}

/// Runs of a study at most.
pub const MOST_RUNS: usize = 1000;
/// Seeds per setting at most.
pub const MOST_SEEDS: usize = 20;

impl Default for StudyDefinition {
    fn default() -> Self {
        Self {
            name: "Study".to_owned(),
            base: HyperParams::default(),
            space: Vec::new(),
            sampler: Sampler::Grid,
            seeds: 1,
            pruner: Pruner::None,
        }
    }
}

impl StudyDefinition {
    /// Draws the settings.
    ///
    /// # Errors
    /// Everything that is wrong: first each part by itself, then its size, then each setting.
    pub fn check(self) -> Result<Plan, Vec<StudyError>> {
        let errors = self.errors();
        if !errors.is_empty() {
            return Err(errors);
        }
        let settings = self.settings();
        let errors = self.setting_errors(&settings);
        if errors.is_empty() {
            Ok(Plan::new(self, settings))
        } else {
            Err(errors)
        }
    }

    /// The swept hyperparameters, in order.
    pub fn varying(&self) -> Vec<&'static Row> {
        let Sampler::Listed { settings } = &self.sampler else {
            return self.space.iter().map(|one| one.row).collect();
        };
        let is_listed = |row: &Row| {
            let mut named = settings.iter().flatten();
            named.any(|(other, _)| other.key == row.key)
        };
        CATALOG
            .iter()
            .copied()
            .filter(|row| is_listed(row))
            .collect()
    }

    /// The settings that differ in something that matters: momentum, say, tells two runs of Adam not apart.
    fn settings(&self) -> Vec<Setting> {
        let mut seen = HashSet::new();
        let drawn = self.sampler.draw(&self.space, self.base_seed());
        let settings = drawn
            .into_iter()
            .map(|listed| Setting::new(&self.base, listed));
        settings
            .filter(|setting| seen.insert(setting.identity()))
            .collect()
    }

    pub(super) fn base_seed(&self) -> u64 {
        self.base.get(&SEED).number().unwrap_or_default() as u64
    }

    fn errors(&self) -> Vec<StudyError> {
        let mut errors: Vec<StudyError> = self.part_errors();
        errors.extend(self.swept_twice());
        errors.extend(self.count_errors());
        errors.extend(self.pruner.errors());
        if errors.is_empty() {
            errors.extend(self.size_error());
        }
        errors
    }

    fn part_errors(&self) -> Vec<StudyError> {
        match &self.sampler {
            Sampler::Listed { settings } => {
                let named = settings.iter().flatten();
                named
                    .flat_map(|(row, value)| Distribution::list(row, [value.clone()]).errors())
                    .collect()
            }
            _ => self.space.iter().flat_map(Distribution::errors).collect(),
        }
    }

    fn swept_twice(&self) -> Vec<StudyError> {
        let earlier = |at: usize, key: &str| self.space[..at].iter().any(|one| one.row.key == key);
        let swept = self.space.iter().enumerate();
        swept
            .filter(|(at, one)| earlier(*at, one.row.key))
            .map(|(_, one)| StudyError::SweptTwice { key: one.row.key })
            .collect()
    }

    fn count_errors(&self) -> Vec<StudyError> {
        let count = |what, found, max| {
            let wrong = !(1..=max).contains(&found);
            wrong.then_some(StudyError::Count {
                what,
                found,
                min: 1,
                max,
            })
        };
        let settings = match self.sampler {
            Sampler::Random { settings } | Sampler::QuasiRandom { settings } => {
                count("settings", settings, MOST_RUNS)
            }
            _ => None,
        };
        let nothing = self
            .varying()
            .is_empty()
            .then_some(StudyError::NothingSwept);
        let seeds = count("seeds per setting", self.seeds, MOST_SEEDS);
        [nothing, settings, seeds].into_iter().flatten().collect()
    }

    /// How large, and what would make it fit.
    fn size_error(&self) -> Option<StudyError> {
        let runs = self
            .sampler
            .count(&self.space)
            .and_then(|settings| settings.checked_mul(self.seeds));
        if runs.is_some_and(|runs| runs <= MOST_RUNS) {
            return None;
        }
        Some(StudyError::TooLarge {
            product: self.product(),
            runs: runs.map_or_else(|| "far too many".to_owned(), grouped),
            allowed: grouped(MOST_RUNS),
            hint: self.fitting_hint(),
        })
    }

    /// "3 × 4 × 3 seeds", as the page writes it before the start.
    pub fn product(&self) -> String {
        let seeds = match self.seeds {
            1 => "1 seed".to_owned(),
            seeds => format!("{seeds} seeds"),
        };
        let mut factors: Vec<String> = match &self.sampler {
            Sampler::Grid | Sampler::ShuffledGrid => {
                self.space.iter().map(|one| one.len().to_string()).collect()
            }
            other => {
                let settings = other.count(&self.space).unwrap_or_default();
                vec![format!("{settings} settings")]
            }
        };
        factors.push(seeds);
        factors.join(" × ")
    }

    fn fitting_hint(&self) -> String {
        let settings = MOST_RUNS / self.seeds.max(1);
        let random = format!("draw {settings} settings at random instead of taking the whole grid");
        let fewer_seeds = self
            .sampler
            .count(&self.space)
            .filter(|settings| *settings <= MOST_RUNS);
        match (fewer_seeds, &self.sampler) {
            (Some(count), _) => {
                let seeds = MOST_RUNS / count.max(1);
                format!("It would fit with {seeds} per setting; or keep the seeds and {random}.")
            }
            (None, _) => match self.largest() {
                Some((key, count)) => format!("It would fit with {count} of {key}; or {random}."),
                None => format!("To make it fit, leave values out, or {random}."),
            },
        }
    }

    /// The longest list, and to how many values it had to shrink; nothing where that alone does not do.
    fn largest(&self) -> Option<(&'static str, String)> {
        let longest = self.space.iter().max_by_key(|one| one.len())?;
        let others = self
            .space
            .iter()
            .filter(|one| one.row.key != longest.row.key);
        let product = others
            .map(Distribution::len)
            .try_fold(self.seeds, usize::checked_mul)?;
        let fits = MOST_RUNS / product.max(1);
        let values = if fits == 1 { "value" } else { "values" };
        (fits > 0).then(|| (longest.row.key, format!("{fits} {values}")))
    }

    fn setting_errors(&self, settings: &[Setting]) -> Vec<StudyError> {
        const MOST: usize = 8;
        let idle = self
            .varying()
            .into_iter()
            .filter(|row| settings.iter().all(|setting| !setting.uses(row)));
        let mut errors: Vec<StudyError> = idle.map(|row| self.idle(row)).collect();
        let wrong = settings.iter().filter_map(Setting::error);
        errors.extend(wrong.take(MOST));
        errors
    }

    fn idle(&self, row: &'static Row) -> StudyError {
        let hint = format!(
            "change the other hyperparameters so that {} applies, or sweep another",
            row.label.to_lowercase()
        );
        StudyError::Idle { key: row.key, hint }
    }
}

/// "12,345".
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut written = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(',');
        }
        written.push(digit);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;

    fn definition(space: Vec<Distribution>) -> StudyDefinition {
        StudyDefinition {
            space,
            ..StudyDefinition::default()
        }
    }

    fn errors(definition: StudyDefinition) -> Vec<String> {
        let errors = definition.check().unwrap_err();
        errors.iter().map(ToString::to_string).collect()
    }

    fn labels(definition: StudyDefinition) -> Vec<String> {
        let plan = definition.check().unwrap();
        plan.settings()
            .iter()
            .map(|setting| setting.label())
            .collect()
    }

    #[test]
    fn settings_that_train_alike_are_one() {
        let space = vec![
            Distribution::list(&OPTIMIZER, ["sgd", "adam"]),
            Distribution::list(&MOMENTUM, [0.0, 0.9]),
        ];
        assert_eq!(
            labels(definition(space)),
            [
                "optimizer=sgd momentum=0",
                "optimizer=sgd momentum=0.9",
                "optimizer=adam"
            ]
        );
    }

    #[test]
    fn a_grid_that_is_too_large_says_how_large_and_what_would_fit() {
        let space = vec![
            Distribution::parse(&LEARNING_RATE, "1e-4..0.1 log x20"),
            Distribution::parse(&DROPOUT, "0..0.5 x20"),
        ];
        let study = StudyDefinition {
            seeds: 3,
            ..definition(space.clone())
        };
        assert_eq!(
            errors(study),
            [
                "20 × 20 × 3 seeds is 1,200 runs; a study may have 1,000. It would fit with 2 per setting; or \
              keep the seeds and draw 333 settings at random instead of taking the whole grid."
            ]
        );
        let mut space = space;
        space.push(Distribution::list(&N_LAYERS, [1.0, 2.0, 3.0]));
        let error = errors(definition(space)).remove(0);
        assert!(
            error.contains("20 × 20 × 3 × 1 seed is 1,200 runs"),
            "{error}"
        );
        assert!(
            error.contains("It would fit with 16 values of dropout"),
            "{error}"
        );
    }

    #[test]
    fn a_grid_beyond_all_counting_is_no_panic() {
        let rows = [
            &LEARNING_RATE,
            &DROPOUT,
            &INPUT_DROPOUT,
            &L1,
            &L2,
            &LABEL_SMOOTHING,
            &GAUSSIAN_NOISE,
        ];
        let space = rows
            .map(|row| Distribution::parse(row, "0.001..0.5 x1000"))
            .to_vec();
        assert!(errors(definition(space))[0].contains("far too many runs"));
    }

    #[test]
    fn nothing_swept_is_no_study() {
        assert!(errors(definition(vec![]))[0].contains("nothing is swept"));
    }

    #[test]
    fn no_seeds_are_named() {
        let study = StudyDefinition {
            seeds: 0,
            ..definition(vec![Distribution::list(&L2, [0.1])])
        };
        assert_eq!(
            errors(study),
            ["seeds per setting: found 0; allowed is a whole number from 1 to 20"]
        );
    }

    #[test]
    fn no_random_settings_are_named() {
        let sampler = Sampler::Random { settings: 0 };
        let study = StudyDefinition {
            sampler,
            ..definition(vec![Distribution::parse(&L2, "0..0.1")])
        };
        assert!(errors(study)[0].starts_with("settings: found 0"));
    }

    #[test]
    fn a_hyperparameter_swept_twice_is_named() {
        let twice = || Distribution::list(&L2, [0.1]);
        assert!(errors(definition(vec![twice(), twice()]))[0].contains("l2 is swept twice"));
    }

    #[test]
    fn a_hyperparameter_that_does_nothing_is_named() {
        let space = vec![Distribution::list(&MOMENTUM, [0.1, 0.9])];
        assert!(errors(definition(space))[0].contains("momentum does nothing"));
    }

    #[test]
    fn values_that_contradict_each_other_are_named_with_their_setting() {
        let base = HyperParams::default().with(&CLIPNORM, 1.0);
        let space = vec![Distribution::list(&CLIPVALUE, [0.0, 1.0])];
        let found = errors(StudyDefinition {
            base,
            ..definition(space)
        });
        assert_eq!(found.len(), 1);
        assert!(
            found[0].starts_with("clipvalue=1 cannot be trained"),
            "{found:?}"
        );
    }

    #[test]
    fn a_listed_study_sweeps_what_its_settings_name() {
        let settings = vec![vec![(&L1, 0.1.into())], vec![(&L2, 0.1.into())]];
        let study = StudyDefinition {
            sampler: Sampler::Listed { settings },
            ..definition(vec![])
        };
        let keys: Vec<&str> = study.varying().iter().map(|row| row.key).collect();
        assert_eq!(keys, ["l1", "l2"]);
        assert_eq!(labels(study), ["l1=0.1", "l2=0.1"]);
    }
}
