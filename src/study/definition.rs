//! A study as somebody asks for it; it may be wrong.

use super::error::{Counted, count};
use super::limits::{MOST_RUNS, MOST_SEEDS};
use super::sampler::MOST_IN_ROUND;
use super::{Distribution, Learner, Pruner, Sampler, Score, StudyError, Values};
use crate::hyperparams::catalog::{CATALOG, SEED};
use crate::hyperparams::{HyperParams, ParamSpec};

/// What to sweep, how, and from where.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyDefinition {
    /// For people.
    pub name: String,
    /// What somebody wants to remember of it, in plain text; never in a link.
    pub note: String,
    /// Every hyperparameter that is not swept, and the first seed.
    pub base: HyperParams,
    /// The swept hyperparameters, in the order of the titles; rows and columns follow the first two.
    pub space: Vec<Distribution>,
    pub sampler: Sampler,
    /// Runs of each setting, with seeds counted up from the base's. 1 to [`MOST_SEEDS`].
    pub seeds: usize,
    pub pruner: Pruner,
    /// Which epoch of a run counts: for the winner, the table, the insights and the exports.
    pub score: Score,
}

impl Default for StudyDefinition {
    fn default() -> Self {
        Self {
            name: "Study".to_owned(),
            note: String::new(),
            base: HyperParams::default(),
            space: Vec::new(),
            sampler: Sampler::Grid,
            seeds: 1,
            pruner: Pruner::None,
            score: Score::default(),
        }
    }
}

impl StudyDefinition {
    /// The swept hyperparameters, in order.
    pub fn varying(&self) -> Vec<&'static ParamSpec> {
        let Sampler::Listed { settings } = &self.sampler else {
            return self.space.iter().map(|one| one.row).collect();
        };
        let is_listed = |row: &ParamSpec| {
            let mut named = settings.iter().flatten();
            named.any(|(other, _)| other.key == row.key)
        };
        CATALOG
            .iter()
            .copied()
            .filter(|row| is_listed(row))
            .collect()
    }

    pub(super) fn base_seed(&self) -> u64 {
        self.base.get(&SEED).number().unwrap_or_default() as u64
    }

    /// What is wrong before any setting is drawn.
    pub(super) fn errors(&self) -> Vec<StudyError> {
        // Before anything is looked at that takes time with their number.
        if let Some(error) = self.length_error() {
            return vec![error];
        }
        let mut errors: Vec<StudyError> = self.part_errors();
        errors.extend(self.swept_twice());
        errors.extend(self.count_errors());
        errors.extend(self.range_error());
        errors.extend(self.pruner.errors());
        if errors.is_empty() {
            errors.extend(self.size_error());
        }
        errors
    }

    fn length_error(&self) -> Option<StudyError> {
        let count = |what, found: usize, max| StudyError::Count {
            what,
            found: found.to_string(),
            min: 1,
            max,
        };
        let listed = match &self.sampler {
            Sampler::Listed { settings } => settings.as_slice(),
            _ => &[],
        };
        let rows = CATALOG.len();
        let longest = listed.iter().map(Vec::len).max().unwrap_or_default();
        [
            (Counted::Settings, listed.len(), MOST_RUNS),
            (Counted::SweptBySetting, longest, rows),
            (Counted::Swept, self.space.len(), rows),
        ]
        .into_iter()
        .find(|(_, found, max)| found > max)
        .map(|(what, found, max)| count(what, found, max))
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
        let count = |what, found: usize, max| {
            let wrong = !(1..=max).contains(&found);
            wrong.then_some(StudyError::Count {
                what,
                found: found.to_string(),
                min: 1,
                max,
            })
        };
        let settings = match self.sampler {
            Sampler::Random { settings }
            | Sampler::QuasiRandom { settings }
            | Sampler::Adaptive { settings, .. } => count(Counted::Settings, settings, MOST_RUNS),
            _ => None,
        };
        let round = self.sampler.round();
        let round = round.and_then(|round| count(Counted::SettingsPerRound, round, MOST_IN_ROUND));
        let nothing = self
            .varying()
            .is_empty()
            .then_some(StudyError::NothingSwept);
        let seeds = count(Counted::SeedsPerSetting, self.seeds, MOST_SEEDS);
        [nothing, settings, round, seeds]
            .into_iter()
            .flatten()
            .collect()
    }

    fn range_error(&self) -> Option<StudyError> {
        let is_list = |one: &Distribution| matches!(one.values, Values::List(_));
        let needs_one = self.sampler.learner() == Some(Learner::CmaEs);
        let has_none = !self.space.is_empty() && self.space.iter().all(is_list);
        (needs_one && has_none).then_some(StudyError::NoRange)
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
            runs: runs.map_or_else(|| "far too many".to_owned(), count),
            allowed: count(MOST_RUNS),
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
}

#[cfg(test)]
mod tests;
