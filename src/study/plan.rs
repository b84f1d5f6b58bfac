//! A study that can be trained.

use std::collections::{HashMap, HashSet};

use super::{Listed, StudyDefinition, StudyError};
use crate::hyperparams::catalog::SEED;
use crate::hyperparams::{CheckedHyperParams, HyperParams, ParamSpec, Value};

/// A definition that passed [`StudyDefinition::check`], with its settings drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    definition: StudyDefinition,
    settings: Vec<Setting>,
    /// Each setting as trained, with the base's seed.
    checked: Vec<CheckedHyperParams>,
    merged: usize,
    is_merged_by_trained: bool,
}

impl Plan {
    /// Of settings without an error.
    pub(super) fn new(definition: StudyDefinition, drawn: Drawn) -> Self {
        let mut settings = drawn.settings;
        settings.iter_mut().for_each(Setting::tidy);
        Self {
            definition,
            settings,
            checked: drawn.checked,
            merged: drawn.merged,
            is_merged_by_trained: drawn.is_merged_by_trained,
        }
    }

    /// Settings that were drawn and left out, because an earlier one trains the same.
    pub fn merged(&self) -> usize {
        self.merged
    }

    /// Whether its settings are numbered otherwise than [`Alike::Written`] numbers them.
    pub(super) fn is_merged_by_trained(&self) -> bool {
        self.is_merged_by_trained
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
        let set = |params: HyperParams, (row, value): &(&'static ParamSpec, Value)| {
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
    pub fn value(&self, row: &ParamSpec) -> Option<Value> {
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

    pub(super) fn uses(&self, row: &ParamSpec) -> bool {
        (row.applies)(&self.hyperparams)
    }

    /// The same for settings that agree, word for word, in everything that applies.
    fn identity(&self) -> Vec<u8> {
        let params = &self.hyperparams;
        let mut identity = Vec::new();
        for row in params.applicable() {
            identity.extend(row.key.as_bytes());
            if let Some(number) = params.number(row) {
                identity.extend(number.to_le_bytes());
            } else if let Some(text) = params.text(row) {
                identity.extend(text.len().to_le_bytes());
                identity.extend(text.as_bytes());
            } else {
                identity.push(u8::from(params.switch(row) == Some(true)));
            }
        }
        identity
    }

    /// Writes lists in one way, so that what is the same is called the same.
    fn tidy(&mut self) {
        for (row, value) in &mut self.values {
            *value = row.tidied(value);
            self.hyperparams.set(row, value.clone());
        }
    }
}

/// When two settings are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alike {
    /// When the same is trained: momentum, say, tells two runs of Adam not apart, nor a space two lists.
    Trained,
    /// When they also say it in the same words: so the logs of before number their trials.
    Written,
}

/// The settings of a definition, each once.
pub(super) struct Drawn {
    pub settings: Vec<Setting>,
    /// Of those without an error.
    checked: Vec<CheckedHyperParams>,
    /// Of the others.
    pub errors: Vec<StudyError>,
    merged: usize,
    is_merged_by_trained: bool,
}

impl Drawn {
    pub fn new(base: &HyperParams, listed: Vec<Listed>, alike: Alike) -> Self {
        let mut drawn = Self {
            settings: Vec::new(),
            checked: Vec::new(),
            errors: Vec::new(),
            merged: listed.len(),
            is_merged_by_trained: false,
        };
        let (mut written, mut trained) = (HashSet::new(), HashMap::new());
        let settings = listed
            .into_iter()
            .map(|listed| Setting::new(base, listed))
            .filter(|setting| written.insert(setting.identity()));
        for setting in settings {
            match setting.hyperparams.check() {
                Ok(checked) if alike == Alike::Trained && !is_new(&mut trained, &checked) => {
                    drawn.is_merged_by_trained = true;
                    continue;
                }
                Ok(checked) => drawn.checked.push(checked),
                Err(errors) => drawn.errors.push(StudyError::Setting {
                    setting: setting.label(),
                    errors,
                }),
            }
            drawn.settings.push(setting);
        }
        drawn.merged -= drawn.settings.len();
        drawn
    }
}

/// Those that may be the same, by a few of their numbers: comparing each with all others would take long.
type Trained = HashMap<[u64; 5], Vec<CheckedHyperParams>>;

fn is_new(trained: &mut Trained, checked: &CheckedHyperParams) -> bool {
    let nodes: usize = checked.hidden_layers.iter().map(|layer| layer.units).sum();
    let key = [
        checked.learning_rate.to_bits(),
        checked.batch_size as u64,
        checked.epochs as u64,
        checked.train_images as u64,
        nodes as u64,
    ];
    let alike = trained.entry(key).or_default();
    let is_new = !alike.contains(checked);
    if is_new {
        alike.push(checked.clone());
    }
    is_new
}
