//! Ends trials that lag behind, or that have come to nothing.
//!
//! A trial is judged by the trials *before* it alone, at the same epoch; one that runs ahead of them waits.
//! So a study comes to the same on any number of workers.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value as Json};

use super::StudyError;
use crate::metrics::sort_numbers;

/// Which trials are ended early; by their test accuracies, or those on what is held out.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Pruner {
    #[default]
    None,
    /// A trial whose best accuracy so far is below the median of the earlier trials' at the same epoch;
    /// <https://optuna.readthedocs.io/en/stable/reference/generated/optuna.pruners.MedianPruner.html>.
    Median {
        /// So many earlier trials have to have come to the epoch, before anything is pruned.
        startup_trials: usize,
        /// Nothing is pruned before the end of this epoch.
        warmup_epochs: usize,
    },
    /// The same, below what the best so many per cent of the earlier trials had reached;
    /// <https://optuna.readthedocs.io/en/stable/reference/generated/optuna.pruners.PercentilePruner.html>.
    Percentile {
        percentile: usize,
        startup_trials: usize,
        warmup_epochs: usize,
    },
    /// At the end of epoch `min_epochs · reduction_factorʳ` only the best of `reduction_factor` trials goes
    /// on (asynchronous successive halving, <https://arxiv.org/abs/1810.05934>).
    SuccessiveHalving {
        min_epochs: usize,
        reduction_factor: usize,
    },
    /// Successive halving in several brackets, each of which begins to judge a rung later than the one before: so nobody has to
    /// know after how many epochs a lead says something (Hyperband, <https://arxiv.org/abs/1603.06560>);
    /// <https://optuna.readthedocs.io/en/stable/reference/generated/optuna.pruners.HyperbandPruner.html>.
    Hyperband {
        min_epochs: usize,
        max_epochs: usize,
        reduction_factor: usize,
    },
    /// A trial whose accuracy is below a bound, or no number;
    /// <https://optuna.readthedocs.io/en/stable/reference/generated/optuna.pruners.ThresholdPruner.html>.
    Threshold {
        /// 0 to 1.
        lower: f64,
        /// Nothing is pruned before the end of this epoch.
        warmup_epochs: usize,
    },
    /// A trial that has become no better for so many epochs;
    /// <https://optuna.readthedocs.io/en/stable/reference/generated/optuna.pruners.PatientPruner.html>.
    Patience {
        epochs: usize,
        /// By how much it may fall behind its best meanwhile, 0 to 1.
        min_delta: f64,
    },
}

/// One number of a pruner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PrunerNumber {
    /// In JSON.
    key: &'static str,
    /// For people.
    pub label: &'static str,
    pub value: f64,
    /// Whether it counts something.
    is_whole: bool,
    min: f64,
    max: f64,
}

impl PrunerNumber {
    fn whole([key, label]: [&'static str; 2], value: usize, [min, max]: [usize; 2]) -> Self {
        Self {
            key,
            label,
            value: value as f64,
            is_whole: true,
            min: min as f64,
            max: max as f64,
        }
    }

    fn share([key, label]: [&'static str; 2], value: f64) -> Self {
        Self {
            key,
            label,
            value,
            is_whole: false,
            min: 0.0,
            max: 1.0,
        }
    }

    /// For people: "a whole number from 1 to 1000".
    pub fn allowed(self) -> String {
        let kind = if self.is_whole {
            "a whole number"
        } else {
            "a number"
        };
        format!("{kind} from {} to {}", self.min, self.max)
    }

    fn error(self, pruner: &'static str) -> Option<StudyError> {
        let is_allowed = (self.min..=self.max).contains(&self.value);
        (!is_allowed).then(|| StudyError::Pruner {
            pruner,
            label: self.label,
            allowed: self.allowed(),
            found: self.value.to_string(),
        })
    }
}

/// So many trials, or epochs, at most.
const MOST: usize = 1000;

impl Pruner {
    pub const MEDIAN: Self = Self::Median {
        startup_trials: 4,
        warmup_epochs: 2,
    };

    pub const HALVING: Self = Self::SuccessiveHalving {
        min_epochs: 2,
        reduction_factor: 3,
    };

    /// Each kind, as it is before anybody changes its numbers.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::MEDIAN,
        Self::Percentile {
            percentile: 25,
            startup_trials: 4,
            warmup_epochs: 2,
        },
        Self::HALVING,
        Self::Hyperband {
            min_epochs: 1,
            max_epochs: 27,
            reduction_factor: 3,
        },
        Self::Threshold {
            lower: 0.5,
            warmup_epochs: 2,
        },
        Self::Patience {
            epochs: 3,
            min_delta: 0.0,
        },
    ];

    /// As links have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Median { .. } => "median",
            Self::Percentile { .. } => "percentile",
            Self::SuccessiveHalving { .. } => "asha",
            Self::Hyperband { .. } => "hyperband",
            Self::Threshold { .. } => "threshold",
            Self::Patience { .. } => "patience",
        }
    }

    /// The pruner of a name, as it is before anybody changes its numbers; also by the name that links of earlier versions have.
    pub fn called(name: &str) -> Option<Self> {
        let name = match name {
            "successive-halving" => "asha",
            name => name,
        };
        Self::ALL.into_iter().find(|pruner| pruner.name() == name)
    }

    /// Its numbers, in the order that links have them.
    pub fn numbers(self) -> Vec<PrunerNumber> {
        use PrunerNumber as N;
        let startup = |trials| N::whole(["startup_trials", "startup trials"], trials, [1, MOST]);
        let warmup = |epochs| N::whole(["warmup_epochs", "warm-up epochs"], epochs, [0, MOST]);
        let first = |epochs| N::whole(["min_epochs", "first epochs"], epochs, [1, MOST]);
        let factor = |by| N::whole(["reduction_factor", "reduction factor"], by, [2, 10]);
        match self {
            Self::None => Vec::new(),
            Self::Median {
                startup_trials,
                warmup_epochs,
            } => vec![startup(startup_trials), warmup(warmup_epochs)],
            Self::Percentile {
                percentile,
                startup_trials,
                warmup_epochs,
            } => vec![
                N::whole(["percentile", "per cent that go on"], percentile, [1, 99]),
                startup(startup_trials),
                warmup(warmup_epochs),
            ],
            Self::SuccessiveHalving {
                min_epochs,
                reduction_factor,
            } => vec![first(min_epochs), factor(reduction_factor)],
            Self::Hyperband {
                min_epochs,
                max_epochs,
                reduction_factor,
            } => vec![
                first(min_epochs),
                N::whole(["max_epochs", "most epochs"], max_epochs, [1, MOST]),
                factor(reduction_factor),
            ],
            Self::Threshold {
                lower,
                warmup_epochs,
            } => vec![
                N::share(["lower", "least accuracy"], lower),
                warmup(warmup_epochs),
            ],
            Self::Patience { epochs, min_delta } => vec![
                N::whole(["epochs", "patience in epochs"], epochs, [1, MOST]),
                N::share(["min_delta", "least change"], min_delta),
            ],
        }
    }

    /// The same kind with other numbers; nothing where there are more or fewer, or one that counts something is none.
    pub fn with_numbers(self, numbers: &[f64]) -> Option<Self> {
        let whole = |at: usize| {
            let number = numbers[at];
            let is_whole = number >= 0.0 && number.fract() == 0.0 && number <= f64::from(u32::MAX);
            is_whole.then_some(number as usize)
        };
        if numbers.len() != self.numbers().len() {
            return None;
        }
        Some(match self {
            Self::None => Self::None,
            Self::Median { .. } => Self::Median {
                startup_trials: whole(0)?,
                warmup_epochs: whole(1)?,
            },
            Self::Percentile { .. } => Self::Percentile {
                percentile: whole(0)?,
                startup_trials: whole(1)?,
                warmup_epochs: whole(2)?,
            },
            Self::SuccessiveHalving { .. } => Self::SuccessiveHalving {
                min_epochs: whole(0)?,
                reduction_factor: whole(1)?,
            },
            Self::Hyperband { .. } => Self::Hyperband {
                min_epochs: whole(0)?,
                max_epochs: whole(1)?,
                reduction_factor: whole(2)?,
            },
            Self::Threshold { .. } => Self::Threshold {
                lower: numbers[0],
                warmup_epochs: whole(1)?,
            },
            Self::Patience { .. } => Self::Patience {
                epochs: whole(0)?,
                min_delta: numbers[1],
            },
        })
    }

    /// Whether a trial is judged by others, so that it waits for them.
    pub fn compares(self) -> bool {
        match self {
            Self::None | Self::Threshold { .. } | Self::Patience { .. } => false,
            Self::Median { .. }
            | Self::Percentile { .. }
            | Self::SuccessiveHalving { .. }
            | Self::Hyperband { .. } => true,
        }
    }

    /// In which of the pruner's brackets a trial is: it is judged by those of its own alone. The earlier a bracket judges, the
    /// more trials it has, so that each is to train about as long as another.
    pub fn bracket(self, trial: usize) -> usize {
        let budgets = self.budgets();
        let all: f64 = budgets.iter().sum();
        // Multiples of the golden section fall evenly, however many there are.
        let place = ((trial + 1) as f64 * GOLDEN_SECTION).fract() * all;
        let mut end = 0.0;
        let is_beyond = |budget: &&f64| {
            end += **budget;
            end <= place
        };
        budgets.iter().take_while(is_beyond).count()
    }

    /// How many brackets it has.
    pub fn brackets(self) -> usize {
        self.budgets().len()
    }

    /// A share of the trials for each bracket, as Hyperband has them.
    fn budgets(self) -> Vec<f64> {
        let Self::Hyperband {
            min_epochs,
            max_epochs,
            reduction_factor,
        } = self
        else {
            return vec![1.0];
        };
        let rungs = rungs(min_epochs, reduction_factor).take_while(|rung| *rung <= max_epochs);
        let count = rungs.count().max(1);
        let later = (0..count).rev();
        later
            .map(|later| {
                let halvings = (reduction_factor as f64).powi(later as i32);
                (count as f64 * halvings / (later + 1) as f64).ceil()
            })
            .collect()
    }

    /// The pruner of one of its brackets.
    pub fn of_bracket(self, bracket: usize) -> Self {
        match self {
            Self::Hyperband {
                min_epochs,
                reduction_factor,
                ..
            } => Self::SuccessiveHalving {
                min_epochs: rungs(min_epochs, reduction_factor)
                    .nth(bracket)
                    .unwrap_or(min_epochs),
                reduction_factor,
            },
            other => other,
        }
    }

    /// Whether trials are judged at the end of this epoch, counted from 1.
    pub fn judges(self, epoch: usize) -> bool {
        match self {
            // Its brackets judge.
            Self::None | Self::Hyperband { .. } => false,
            Self::Median { warmup_epochs, .. }
            | Self::Percentile { warmup_epochs, .. }
            | Self::Threshold { warmup_epochs, .. } => epoch >= warmup_epochs.max(1),
            Self::SuccessiveHalving {
                min_epochs,
                reduction_factor,
            } => rungs(min_epochs, reduction_factor)
                .take_while(|rung| *rung <= epoch)
                .any(|rung| rung == epoch),
            Self::Patience { epochs, .. } => epoch > epochs.saturating_add(1),
        }
    }

    /// Whether a trial is to end, by its own accuracies up to this epoch and the earlier trials' at it.
    pub fn prunes(self, own: &[f64], earlier: &[f64]) -> bool {
        let Some(last) = own.last() else {
            return false;
        };
        match self {
            Self::None | Self::Hyperband { .. } => false,
            Self::Median { startup_trials, .. } => {
                earlier.len() >= startup_trials.max(1) && best(own) < median(earlier)
            }
            Self::Percentile {
                percentile,
                startup_trials,
                ..
            } => earlier.len() >= startup_trials.max(1) && best(own) < reached(earlier, percentile),
            Self::SuccessiveHalving {
                reduction_factor, ..
            } => {
                let better = earlier.iter().filter(|other| *other > last).count();
                let promoted = (earlier.len() + 1) / reduction_factor.max(1);
                better >= promoted.max(1)
            }
            Self::Threshold { lower, .. } => last.is_nan() || *last < lower,
            Self::Patience { epochs, min_delta } => {
                let (before, since) = own.split_at(own.len().saturating_sub(epochs + 1));
                !before.is_empty() && best(before) - min_delta > best(since)
            }
        }
    }

    /// What it must have and has not; nothing where all of its numbers are right.
    pub(super) fn trouble(self) -> Option<String> {
        let mut numbers = self.numbers().into_iter();
        let wrong = numbers.find(|number| number.error(self.name()).is_some())?;
        let (label, allowed) = (wrong.label.to_lowercase(), wrong.allowed());
        Some(format!("must have as {label} {allowed}"))
    }

    pub(super) fn errors(self) -> Vec<StudyError> {
        let numbers = self.numbers().into_iter();
        let mut errors: Vec<StudyError> = numbers
            .filter_map(|number| number.error(self.name()))
            .collect();
        if let Self::Hyperband {
            min_epochs,
            max_epochs,
            ..
        } = self
            && max_epochs < min_epochs
        {
            errors.push(StudyError::Pruner {
                pruner: self.name(),
                label: "most epochs",
                allowed: format!("as many as the first epochs, {min_epochs}, or more"),
                found: max_epochs.to_string(),
            });
        }
        errors
    }
}

/// `{"kind": "median", "startup_trials": 4, "warmup_epochs": 2}`. By hand, for what serde derives of it is a hundredth of
/// the page.
impl Serialize for Pruner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let numbers = self.numbers().into_iter().map(|number| {
            let value = match number.is_whole {
                true => Json::from(number.value as u64),
                false => Json::from(number.value),
            };
            (number.key.to_owned(), value)
        });
        let kind = ("kind".to_owned(), Json::from(self.name()));
        std::iter::once(kind)
            .chain(numbers)
            .collect::<Map<_, _>>()
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Pruner {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut fields = Map::deserialize(deserializer)?;
        let kind = fields.remove("kind").unwrap_or_default();
        let named = kind.as_str().and_then(Self::called);
        let pruner =
            named.ok_or_else(|| D::Error::custom(format!("there is no pruner of kind {kind}")))?;
        let mut number = |number: PrunerNumber| {
            let value = fields.remove(number.key).as_ref().and_then(Json::as_f64);
            value.ok_or_else(|| {
                let (name, key) = (pruner.name(), number.key);
                D::Error::custom(format!("the {name} pruner has no number {key}"))
            })
        };
        let numbers = pruner.numbers().into_iter().map(&mut number);
        let numbers = numbers.collect::<Result<Vec<f64>, _>>()?;
        if let Some(unknown) = fields.keys().next() {
            let name = pruner.name();
            return Err(D::Error::custom(format!(
                "the {name} pruner knows no {unknown}"
            )));
        }
        let whole = "the numbers of a pruner that count trials or epochs are whole and not below 0";
        pruner
            .with_numbers(&numbers)
            .ok_or_else(|| D::Error::custom(whole))
    }
}

const GOLDEN_SECTION: f64 = 0.618_033_988_749_894_9;

/// Epochs at whose ends trials are judged by halving.
fn rungs(min_epochs: usize, factor: usize) -> impl Iterator<Item = usize> {
    let next = move |rung: &usize| rung.checked_mul(factor.max(2));
    std::iter::successors(Some(min_epochs.max(1)), next)
}

fn best(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sort_numbers(&mut sorted);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        (sorted[middle - 1] + sorted[middle]) / 2.0
    }
}

/// What the best so many per cent have reached; between two values, as far as it is.
fn reached(values: &[f64], percent: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.retain(|value| !value.is_nan());
    sort_numbers(&mut sorted);
    let place = (1.0 - percent as f64 / 100.0) * sorted.len().saturating_sub(1) as f64;
    let at = |place: f64| sorted.get(place as usize).copied();
    match (at(place.floor()), at(place.ceil())) {
        (Some(low), Some(high)) => low + (high - low) * place.fract(),
        _ => f64::NEG_INFINITY,
    }
}

#[cfg(test)]
mod tests;
