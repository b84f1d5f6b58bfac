//! A study that can be trained.

use super::{Listed, StudyDefinition, StudyError};
use crate::hyperparams::catalog::SEED;
use crate::hyperparams::{CheckedHyperParams, HyperParams, Row, Value};

/// A definition that passed [`StudyDefinition::check`], with its settings drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    definition: StudyDefinition,
    settings: Vec<Setting>,
    /// Each setting as trained, with the base's seed.
    checked: Vec<CheckedHyperParams>,
}

impl Plan {
    /// Of settings without an error.
    pub(super) fn new(definition: StudyDefinition, settings: Vec<Setting>) -> Self {
        let checked = settings
            .iter()
            .filter_map(|setting| setting.hyperparams.check().ok());
        let checked = checked.collect();
        Self {
            definition,
            settings,
            checked,
        }
    }

    pub fn definition(&self) -> &StudyDefinition {
        &self.definition
    }

    /// In the order in which they are tried.
    pub fn settings(&self) -> &[Setting] {
        &self.settings
    }

    /// What a setting trains, but for the seed.
    pub(super) fn checked(&self, setting: usize) -> &CheckedHyperParams {
        &self.checked[setting]
    }

    /// Runs in all, before any seeds are added.
    pub fn runs(&self) -> usize {
        self.settings.len() * self.definition.seeds
    }

    /// The seed of a setting's run, numbered from 0: counted up from the base's, so that all settings meet
    /// the same seeds.
    pub fn seed(&self, replicate: usize) -> u64 {
        let seeds = u64::from(u32::MAX) + 1;
        (self.definition.base_seed() + replicate as u64) % seeds
    }

    /// The hyperparameters of a setting's run with this seed.
    pub fn hyperparams(&self, setting: usize, seed: u64) -> HyperParams {
        let setting = &self.settings[setting];
        setting.hyperparams.clone().with(&SEED, seed as f64)
    }
}

/// What runs that differ by their seed alone have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The swept hyperparameters that mean something here, with their values.
    pub values: Listed,
    /// All of them, with the base's seed.
    pub hyperparams: HyperParams,
}

impl Setting {
    pub(super) fn new(base: &HyperParams, listed: Listed) -> Self {
        let set = |params: HyperParams, (row, value): &(&'static Row, Value)| {
            params.with(row, value.clone())
        };
        let hyperparams = listed.iter().fold(base.clone(), set);
        let used = listed
            .into_iter()
            .filter(|(row, _)| (row.applies)(&hyperparams));
        Self {
            values: used.collect(),
            hyperparams,
        }
    }

    /// The value of a swept hyperparameter; the base's where this setting does not name it, nothing where it
    /// means nothing here.
    pub fn value(&self, row: &Row) -> Option<Value> {
        (row.applies)(&self.hyperparams).then(|| self.hyperparams.get(row))
    }

    /// As the post titles its panels: "n_layers=2 n_nodes=128".
    pub fn label(&self) -> String {
        let named = self
            .values
            .iter()
            .map(|(row, value)| format!("{}={value}", row.key));
        named.collect::<Vec<_>>().join(" ")
    }

    pub(super) fn uses(&self, row: &Row) -> bool {
        (row.applies)(&self.hyperparams)
    }

    /// The same for settings that agree in everything that applies.
    pub(super) fn identity(&self) -> String {
        self.hyperparams.to_permalink()
    }

    pub(super) fn error(&self) -> Option<StudyError> {
        let errors = self.hyperparams.errors();
        (!errors.is_empty()).then(|| StudyError::Setting {
            setting: self.label(),
            errors,
        })
    }
}
