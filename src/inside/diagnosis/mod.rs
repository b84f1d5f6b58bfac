//! Why a run went wrong, in words: from its setting, its curves and, where it has kept its weights, from what is measured of
//! them. Each finding has the measurement that says so, and the change that would test it. Where nothing is wrong nothing is
//! found.
//!
//! | file | concern |
//! |---|---|
//! | `past` | how the run went |
//! | `rules` | what may be wrong, one after the other |
//! | `view` | the findings in the panel |

mod past;
mod rules;
mod view;

use super::health::{Health, LayerHealth};
use super::judged::Judged;
use crate::dataset::CLASSES;
use crate::hyperparams::{
    CheckedHyperParams, HyperParams, ParamSpec, Reduction, UpdateRule, Value,
};
pub use past::Past;
pub use view::view;

/// A run that gets so many of its training images right has learned: what is wrong then is not that it does not.
const LEARNED: f64 = 0.85;
/// A network that says the same digit so often says it of everything.
const SAME: f64 = 0.98;

/// Something that is wrong, or might be.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is: for programs and tests.
    pub name: &'static str,
    /// What it is, for people.
    pub title: &'static str,
    /// The measurement that says so, and what follows from it.
    pub because: String,
    /// What would test it.
    pub change: Change,
}

/// A change of a setting that would show whether a finding is right.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Such as "Learning rate 0.1 → 0.01".
    pub label: String,
    /// The setting with the change.
    pub setting: HyperParams,
}

/// All that is known of a run.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub params: &'a HyperParams,
    pub setting: &'a CheckedHyperParams,
    pub past: &'a Past,
    /// Of the weights that it has kept.
    pub inside: Option<(&'a Judged, &'a Health)>,
}

impl Case<'_> {
    /// What is wrong, the most likely first. A cause that explains why nothing is learned ends the search for others.
    pub fn findings(&self) -> Vec<Finding> {
        if self.has_failed() {
            let cause = rules::CAUSES.iter().find_map(|rule| rule(self));
            return cause.into_iter().collect();
        }
        rules::FLAWS.iter().filter_map(|rule| rule(self)).collect()
    }

    /// In one sentence: what was looked at, and what came of it.
    pub fn symptom(&self) -> String {
        if let Some(place) = &self.past.diverged {
            return format!("It has diverged: its loss was no longer a finite number {place}.");
        }
        let Some([_, accuracy, _, val_accuracy]) = self.past.last() else {
            let why =
                "It has not come to the end of an epoch, so there are no curves to judge it by.";
            return why.to_owned();
        };
        let right = format!(
            "{:.1} % of the training images and {:.1} % of those that it was validated on are right",
            accuracy * 100.0,
            val_accuracy * 100.0
        );
        match self.one_digit() {
            Some(digit) => format!("It says {digit} whatever it is shown: {right}."),
            None if !self.has_failed() => format!("It has learned: {right}."),
            None if *val_accuracy < 0.2 => {
                format!("It has learned nothing, or hardly anything: {right}.")
            }
            None => format!("It has learned little: {right}."),
        }
    }

    /// Whether it has diverged, or not learned what any network of a few units does.
    fn has_failed(&self) -> bool {
        let right = |numbers: &past::Numbers| numbers[1].max(numbers[3]);
        let told = self.past.last().map(right);
        let judged = self.inside.map(|(judged, _)| judged.accuracy());
        let has_learned = told.or(judged).is_some_and(|it| it >= LEARNED);
        self.past.diverged.is_some() || !has_learned
    }

    /// The digit that it says of nearly everything.
    fn one_digit(&self) -> Option<usize> {
        let (judged, _) = self.inside?;
        let mut counts = [0; CLASSES];
        for said in &judged.said {
            counts[usize::from(said.digit)] += 1;
        }
        let enough = SAME * judged.said.len() as f64;
        counts
            .iter()
            .position(|count| *count > 0 && f64::from(*count) >= enough)
    }

    /// Its hidden layers, where it has kept its weights.
    fn hidden(&self) -> &[LayerHealth] {
        let layers = self.inside.map_or(&[][..], |(_, health)| &health.layers);
        layers.split_last().map_or(&[], |(_, hidden)| hidden)
    }

    /// How far an update of plain SGD moves the weights of a layer, as a share of them; nothing for other optimizers, which
    /// scale their steps.
    pub fn update_ratio(&self, layer: &LayerHealth) -> Option<f64> {
        let UpdateRule::Sgd(momentum) = &self.setting.optimizer.rule else {
            return None;
        };
        if self.setting.optimizer.clipping.is_some() {
            return None;
        }
        let images = match self.setting.reduction {
            Reduction::Mean => 1.0,
            Reduction::Sum => self.setting.batch_size as f64,
        };
        // In the long run momentum adds up steps to so many times one of them.
        let factor = images / (1.0 - momentum.momentum).max(1e-3);
        let rate = self.past.rate.unwrap_or(self.setting.learning_rate);
        Some(rate * factor * layer.gradients.norm / layer.weights.norm)
    }

    /// A change of one row.
    fn change(&self, row: &'static ParamSpec, value: impl Into<Value>) -> Change {
        let from = self.params.get(row);
        let setting = self.params.clone().with(row, value);
        Change {
            label: format!("{} {from} → {}", row.label, setting.get(row)),
            setting,
        }
    }
}
