//! A study that can be trained.

use std::collections::{HashMap, HashSet};

use super::{Distribution, Listed, Sampler, StudyDefinition, StudyError};
use crate::hyperparams::{CheckedHyperParams, HyperParams, InvalidParam, ParamSpec, Value};

/// A definition that passed [`StudyDefinition::check`], with its settings drawn. Where its sampler learns from results,
/// those are the first ones, and a study's plan grows.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    definition: StudyDefinition,
    settings: Vec<Setting>,
    /// Settings that there are before the first result.
    startup: usize,
    /// Settings that the space has at most.
    room: usize,
    merged: usize,
    is_merged_by_trained: bool,
}

impl Plan {
    /// Of settings of which none is wrong.
    pub(super) fn new(definition: StudyDefinition, drawn: Drawn) -> Self {
        Self {
            room: room(&definition.space),
            definition,
            startup: drawn.settings.len(),
            settings: drawn.settings,
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

    /// Settings that there are before the first result.
    pub(super) fn startup(&self) -> usize {
        self.startup
    }

    /// The same, called otherwise: what it trains stays.
    pub(super) fn describe(&mut self, name: String, note: String) {
        self.definition.name = name;
        self.definition.note = note;
    }

    /// As it is before the first result.
    #[must_use]
    pub fn at_start(mut self) -> Self {
        self.settings.truncate(self.startup);
        self
    }

    /// Settings that are still to be drawn, by results.
    pub fn to_draw(&self) -> usize {
        let Sampler::Adaptive { settings, .. } = self.definition.sampler else {
            return 0;
        };
        settings.min(self.room).saturating_sub(self.settings.len())
    }

    /// Settings in all, those included that are still to be drawn.
    pub fn size(&self) -> usize {
        self.settings.len() + self.to_draw()
    }

    /// Runs in all, before any seeds are added.
    pub fn runs(&self) -> usize {
        self.size() * self.definition.seeds
    }

    /// Whether its runs are those of another plan, whatever either is called.
    pub fn trains_as(&self, other: &Self) -> bool {
        let [own, others] = [self, other].map(|plan| &plan.definition);
        let learns = own.sampler.round().or(others.sampler.round()).is_some();
        own.seeds == others.seeds
            && own.pruner == others.pruner
            && self.at_startup().eq(other.at_startup())
            // Which runs follow depends on all of this.
            && (!learns
                || own.sampler == others.sampler
                    && own.space == others.space
                    && own.score == others.score)
    }

    fn at_startup(&self) -> impl Iterator<Item = &CheckedHyperParams> {
        let settings = self.settings.iter().take(self.startup);
        settings.map(|setting| &setting.checked)
    }

    /// These settings as they would be trained: those that can be, each once, and none that is there already.
    pub(super) fn new_settings(&self, listed: Vec<Listed>) -> Vec<Setting> {
        let mut drawn = Drawn::new(&self.definition.base, listed, Alike::Trained);
        let is_there = |new: &Setting| self.settings.iter().any(|it| it.checked == new.checked);
        drawn.settings.retain(|new| !is_there(new));
        drawn.settings
    }

    pub(super) fn grow(&mut self, settings: Vec<Setting>) {
        self.settings.extend(settings);
    }

    /// The seed of a setting's run, numbered from 0: counted up from the base's, so that all settings meet
    /// the same seeds; after the largest seed comes 0.
    pub fn seed(&self, replicate: usize) -> u32 {
        (self.definition.base_seed() + replicate as u64) as u32
    }
}

/// What runs that differ by their seed alone have in common.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The swept hyperparameters that mean something here, with their values.
    pub values: Listed,
    /// All of them as they are shown, linked and exported, with the base's seed.
    pub hyperparams: HyperParams,
    /// The same as they are trained.
    pub checked: CheckedHyperParams,
}

impl Setting {
    /// The value of a swept hyperparameter; the base's where this setting does not name it, nothing where it
    /// means nothing here.
    pub fn value(&self, row: &ParamSpec) -> Option<Value> {
        (row.applies)(&self.hyperparams).then(|| self.hyperparams.get(row))
    }

    /// As the post titles its panels: "n_layers=2 n_nodes=128".
    pub fn label(&self) -> String {
        label(&self.values)
    }
}

/// Settings that a space has at most, whatever means anything in them.
fn room(space: &[Distribution]) -> usize {
    let values = space.iter().map(|one| one.values_at_most());
    let settings = values.map(|values| values.unwrap_or(usize::MAX));
    settings.fold(1, usize::saturating_mul)
}

fn label(values: &Listed) -> String {
    let named = values
        .iter()
        .map(|(row, value)| format!("{}={value}", row.key));
    named.collect::<Vec<_>>().join(" ")
}

/// The base with these values in place of its own.
pub(super) fn over(base: &HyperParams, listed: &Listed) -> HyperParams {
    let values = listed.iter();
    values.fold(base.clone(), |params, (row, value)| {
        params.with(row, value.clone())
    })
}

/// A setting that was drawn; it may be wrong.
struct Draft {
    values: Listed,
    hyperparams: HyperParams,
}

impl Draft {
    fn new(base: &HyperParams, listed: Listed) -> Self {
        let hyperparams = over(base, &listed);
        let used = listed
            .into_iter()
            .filter(|(row, _)| (row.applies)(&hyperparams));
        Self {
            values: used.collect(),
            hyperparams,
        }
    }

    /// The same for settings that agree, word for word, in everything that applies: where they differ, it is in one of
    /// these rows.
    fn identity(&self, listed: &[&'static ParamSpec]) -> Vec<u8> {
        let params = &self.hyperparams;
        let mut identity = Vec::new();
        for row in listed.iter().filter(|row| (row.applies)(params)) {
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
    fn tidied(mut self, checked: CheckedHyperParams) -> Setting {
        for (row, value) in &mut self.values {
            *value = row.tidied(value);
            self.hyperparams.set(row, value.clone());
        }
        Setting {
            values: self.values,
            hyperparams: self.hyperparams,
            checked,
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
    settings: Vec<Setting>,
    /// Those that cannot be trained, and why not.
    wrong: Vec<(Draft, Vec<InvalidParam>)>,
    merged: usize,
    is_merged_by_trained: bool,
}

impl Drawn {
    pub fn new(base: &HyperParams, listed: Vec<Listed>, alike: Alike) -> Self {
        let mut drawn = Self {
            settings: Vec::new(),
            wrong: Vec::new(),
            merged: listed.len(),
            is_merged_by_trained: false,
        };
        let (mut written, mut trained) = (HashSet::new(), HashMap::new());
        let mut rows: Vec<&ParamSpec> = Vec::new();
        for (row, _) in listed.iter().flatten() {
            if !rows.contains(row) {
                rows.push(row);
            }
        }
        let drafts = listed
            .into_iter()
            .map(|listed| Draft::new(base, listed))
            .filter(|draft| written.insert(draft.identity(&rows)));
        for draft in drafts {
            match draft.hyperparams.check() {
                Ok(checked) if alike == Alike::Trained && !is_new(&mut trained, &checked) => {
                    drawn.is_merged_by_trained = true;
                }
                Ok(checked) => drawn.settings.push(draft.tidied(checked)),
                Err(errors) => drawn.wrong.push((draft, errors)),
            }
        }
        drawn.merged -= drawn.settings.len() + drawn.wrong.len();
        drawn
    }

    /// Whether a hyperparameter means anything in any setting.
    pub fn uses(&self, row: &ParamSpec) -> bool {
        let right = self.settings.iter().map(|setting| &setting.hyperparams);
        let wrong = self.wrong.iter().map(|(draft, _)| &draft.hyperparams);
        right.chain(wrong).any(row.applies)
    }

    /// What is wrong with the settings, by setting.
    pub fn errors(&self) -> impl Iterator<Item = StudyError> + '_ {
        self.wrong
            .iter()
            .map(|(draft, errors)| StudyError::Setting {
                setting: label(&draft.values),
                errors: errors.clone(),
            })
    }
}

/// Those that may be the same, by [`rough`].
type Trained = HashMap<[u64; 5], Vec<CheckedHyperParams>>;

/// A few numbers, in which settings agree that train the same: comparing each with all others would take long.
pub(super) fn rough(checked: &CheckedHyperParams) -> [u64; 5] {
    let nodes: usize = checked.hidden_layers.iter().map(|layer| layer.units).sum();
    [
        checked.learning_rate.to_bits(),
        checked.batch_size as u64,
        checked.epochs as u64,
        checked.train_images as u64,
        nodes as u64,
    ]
}

fn is_new(trained: &mut Trained, checked: &CheckedHyperParams) -> bool {
    let alike = trained.entry(rough(checked)).or_default();
    let is_new = !alike.contains(checked);
    if is_new {
        alike.push(checked.clone());
    }
    is_new
}
