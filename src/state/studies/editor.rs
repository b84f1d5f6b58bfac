//! The study being edited. What is wrong stays as typed until somebody mends it.

use super::Dimension;
use super::naming::{experiment_name, is_no_name, no_longer_quick, swept_name};
use crate::hyperparams::error::{MOST_NAMED, capped, cut};
use crate::hyperparams::{
    CATALOG, HyperParams, ParamSpec, Value,
    catalog::{DATA, SEED},
};
use crate::study::experiments::Experiment;
use crate::study::{
    Counted, DEFAULT_ROUND, Learner, Listed, Plan, Pruner, Sampler, Score, Study, StudyDefinition,
    StudyError,
};

/// What stands in the study's form.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyEditor {
    /// Empty where nobody has given one: then it is called by what it sweeps.
    pub(super) name: String,
    pub dimensions: Vec<Dimension>,
    /// Settings that an experiment lists one by one, in place of dimensions.
    pub listed: Vec<Listed>,
    pub sampler: SamplerKind,
    /// How many settings a random sampler draws.
    pub settings: String,
    /// How many of them are drawn at once, by a sampler that learns from results.
    pub round: String,
    /// Seeds per setting.
    pub seeds: String,
    pub pruner: Pruner,
    pub score: Score,
    /// Whether the next experiment is taken in its quick form.
    pub quick: bool,
}

/// The samplers that somebody can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SamplerKind {
    Grid,
    ShuffledGrid,
    Random,
    QuasiRandom,
    Adaptive(Learner),
}

impl SamplerKind {
    pub const ALL: [Self; 7] = [
        Self::Grid,
        Self::ShuffledGrid,
        Self::Random,
        Self::QuasiRandom,
        Self::Adaptive(Learner::Tpe),
        Self::Adaptive(Learner::Gp),
        Self::Adaptive(Learner::CmaEs),
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Grid => "Grid, in order",
            Self::ShuffledGrid => "Grid, shuffled",
            Self::Random => "Random",
            Self::QuasiRandom => "Quasi-random (Sobol)",
            Self::Adaptive(Learner::Tpe) => "TPE: adaptive",
            Self::Adaptive(Learner::Gp) => "Gaussian process: adaptive",
            Self::Adaptive(Learner::CmaEs) => "CMA-ES: adaptive",
        }
    }

    /// When it is the one to take, where it learns from results.
    pub fn advice(self) -> Option<&'static str> {
        let Self::Adaptive(learner) = self else {
            return None;
        };
        Some(match learner {
            Learner::Tpe => {
                "TPE draws near what did best: for any space, and for hundreds of settings."
            }
            Learner::Gp => {
                "A Gaussian process makes the most of few settings: for long runs, up to some 200 settings of up to \
                 20 hyperparameters."
            }
            Learner::CmaEs => {
                "CMA-ES moves on ranges of numbers, a generation after the other: for a hundred settings and more. \
                 Choices, and what matters in some settings alone, are drawn at random."
            }
        })
    }

    /// Whether it draws as many settings as somebody says.
    pub fn draws(self) -> bool {
        matches!(self, Self::Random | Self::QuasiRandom | Self::Adaptive(_))
    }

    /// Whether it draws them in rounds, by what came of those before.
    pub fn learns(self) -> bool {
        matches!(self, Self::Adaptive(_))
    }
}

impl Default for StudyEditor {
    fn default() -> Self {
        Self {
            name: String::new(),
            dimensions: Vec::new(),
            listed: Vec::new(),
            sampler: SamplerKind::Grid,
            settings: "20".to_owned(),
            round: DEFAULT_ROUND.to_string(),
            seeds: "1".to_owned(),
            pruner: Pruner::None,
            score: Score::default(),
            quick: true,
        }
    }
}

impl From<&StudyDefinition> for StudyEditor {
    fn from(definition: &StudyDefinition) -> Self {
        let (sampler, settings, listed) = match &definition.sampler {
            Sampler::Adaptive {
                learner, settings, ..
            } => (SamplerKind::Adaptive(*learner), Some(*settings), Vec::new()),
            Sampler::Grid => (SamplerKind::Grid, None, Vec::new()),
            Sampler::ShuffledGrid => (SamplerKind::ShuffledGrid, None, Vec::new()),
            Sampler::Random { settings } => (SamplerKind::Random, Some(*settings), Vec::new()),
            Sampler::QuasiRandom { settings } => {
                (SamplerKind::QuasiRandom, Some(*settings), Vec::new())
            }
            Sampler::Listed { settings } => (SamplerKind::Grid, None, settings.clone()),
        };
        let round = definition.sampler.round();
        let fresh = Self::default();
        let own = Some(&definition.name).filter(|name| !is_no_name(name, definition));
        Self {
            name: own.map_or_else(String::new, |name| experiment_name(name).to_owned()),
            dimensions: definition.space.iter().map(Dimension::from).collect(),
            listed,
            sampler,
            settings: settings.map_or(fresh.settings, |settings| settings.to_string()),
            round: round.map_or(fresh.round, |round| round.to_string()),
            seeds: definition.seeds.to_string(),
            pruner: definition.pruner,
            score: definition.score,
            quick: fresh.quick,
        }
    }
}

impl StudyEditor {
    /// The study over these other hyperparameters.
    pub fn definition(&self, base: &HyperParams) -> StudyDefinition {
        let mut definition = self.unnamed(base);
        if definition.name.is_empty() {
            definition.name = swept_name(&definition);
        }
        no_longer_quick(&mut definition);
        definition
    }

    /// The experiment of the post that it sweeps over these hyperparameters, and whether that is in its quick form.
    pub fn experiment(&self, base: &HyperParams) -> Option<(&'static Experiment, bool)> {
        let experiment = Experiment::of(&self.definition(base))?;
        Some((experiment, experiment.trains_alike(base, true)))
    }

    fn unnamed(&self, base: &HyperParams) -> StudyDefinition {
        StudyDefinition {
            name: self.name.clone(),
            note: String::new(),
            base: base.clone(),
            space: self
                .dimensions
                .iter()
                .map(Dimension::distribution)
                .collect(),
            sampler: self.sampler(),
            seeds: whole(&self.seeds),
            pruner: self.pruner,
            score: self.score,
        }
    }

    /// The study before its first run.
    ///
    /// # Errors
    /// Sentences about what is wrong with it.
    pub fn study(&self, base: &HyperParams) -> Result<Study, Vec<String>> {
        let told = |errors: Vec<StudyError>| {
            let told = capped(&errors, MOST_NAMED).into_iter();
            told.map(|error| sentence(&error)).collect::<Vec<_>>()
        };
        self.plan(base).map(Study::new).map_err(told)
    }

    /// Whether nothing has been asked for yet, so that nothing can be wrong.
    pub fn is_blank(&self) -> bool {
        self.dimensions.is_empty() && self.listed.is_empty()
    }

    /// The swept hyperparameters, in order: what tells one card from another.
    pub fn swept(&self) -> Vec<&'static str> {
        self.dimensions.iter().map(|one| one.row.key).collect()
    }

    /// The study, if it can be trained.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self, base: &HyperParams) -> Result<Plan, Vec<StudyError>> {
        let as_typed = |error| match error {
            StudyError::Count {
                what,
                found,
                min,
                max,
            } => StudyError::Count {
                what,
                found: self.typed(what).unwrap_or(found),
                min,
                max,
            },
            other => other,
        };
        let plan = self.definition(base).check();
        plan.map_err(|errors| errors.into_iter().map(as_typed).collect())
    }

    /// What was typed as a count that is no number.
    fn typed(&self, what: Counted) -> Option<String> {
        let text = match what {
            Counted::Settings => &self.settings,
            Counted::SettingsPerRound => &self.round,
            Counted::SeedsPerSetting => &self.seeds,
            Counted::Swept | Counted::SweptBySetting => return None,
        };
        match text.trim() {
            "" => Some("nothing".to_owned()),
            text if text.parse::<usize>().is_ok() => None,
            text => Some(format!("“{}”", cut(text, MOST_TYPED))),
        }
    }

    fn sampler(&self) -> Sampler {
        let settings = whole(&self.settings);
        match self.sampler {
            _ if !self.listed.is_empty() => Sampler::Listed {
                settings: self.listed.clone(),
            },
            SamplerKind::Grid => Sampler::Grid,
            SamplerKind::ShuffledGrid => Sampler::ShuffledGrid,
            SamplerKind::Random => Sampler::Random { settings },
            SamplerKind::QuasiRandom => Sampler::QuasiRandom { settings },
            SamplerKind::Adaptive(learner) => Sampler::Adaptive {
                learner,
                settings,
                round: whole(&self.round),
            },
        }
    }

    /// Takes an experiment of the post, and gives the hyperparameters that go with it: the post's, or what an
    /// earlier experiment has found.
    pub fn take_experiment(
        &mut self,
        experiment: &Experiment,
        from: Option<&HyperParams>,
    ) -> HyperParams {
        let definition = match from {
            Some(base) => experiment.definition_from(base, self.quick),
            None => experiment.definition(self.quick),
        };
        *self = Self {
            seeds: self.seeds.clone(),
            pruner: self.pruner,
            score: self.score,
            quick: self.quick,
            ..Self::from(&definition)
        };
        definition.base
    }

    /// The rows that could be swept and are not yet: those that do something in at least one of the settings.
    pub fn free_rows(&self, base: &HyperParams) -> Vec<&'static ParamSpec> {
        let is_swept = |row: &ParamSpec| self.dimensions.iter().any(|one| one.row == row);
        let samples = self.samples(base);
        let does_something =
            |row: &&'static ParamSpec| samples.iter().any(|params| (row.applies)(params));
        let rows = CATALOG.iter().copied();
        rows.filter(|row| **row != SEED && **row != DATA && !is_swept(row))
            .filter(does_something)
            .collect()
    }

    /// Of each swept hyperparameter, whether it does nothing in any of the settings, for what else is swept.
    pub fn idle(&self, base: &HyperParams) -> Vec<bool> {
        let samples = self.samples(base);
        let is_idle = |one: &Dimension| !samples.iter().any(|params| (one.row.applies)(params));
        self.dimensions.iter().map(is_idle).collect()
    }

    /// What the settings will be like: the first values of all that is swept, and each other value beside them. The
    /// whole grid may have thousands.
    fn samples(&self, base: &HyperParams) -> Vec<HyperParams> {
        let sweeps: Vec<(&'static ParamSpec, Vec<Value>)> = self
            .dimensions
            .iter()
            .map(|one| (one.row, one.distribution().grid()))
            .collect();
        let first =
            |params: HyperParams, (row, values): &(&'static ParamSpec, Vec<Value>)| match values
                .first()
            {
                Some(value) => params.with(row, value.clone()),
                None => params,
            };
        let first = sweeps.iter().fold(base.clone(), first);
        let others = sweeps.iter().flat_map(|(row, values)| {
            let others = values.iter().skip(1).take(MOST_SAMPLES);
            others.map(|value| first.clone().with(row, value.clone()))
        });
        std::iter::once(first.clone()).chain(others).collect()
    }

    /// Sweeps one more, with values around the base's.
    pub fn add(&mut self, row: &'static ParamSpec, base: &HyperParams) {
        self.listed.clear();
        // Nor is it an experiment any more.
        self.name.clear();
        self.dimensions.push(Dimension::around(row, &base.get(row)));
    }

    /// Changes the swept hyperparameter at this place, if there is one.
    pub(super) fn edit(&mut self, at: usize, change: impl FnOnce(&mut Dimension)) {
        if let Some(dimension) = self.dimensions.get_mut(at) {
            change(dimension);
        }
    }

    pub fn remove(&mut self, at: usize) {
        if at < self.dimensions.len() {
            self.name.clear();
            self.dimensions.remove(at);
        }
    }

    /// Takes out everything that is swept, and the settings that an experiment has listed.
    pub fn clear(&mut self) {
        self.name.clear();
        self.dimensions.clear();
        self.listed.clear();
    }
}

/// Values of each swept hyperparameter that are looked at to tell what it makes idle; choices have fewer.
const MOST_SAMPLES: usize = 32;

/// Of what was typed in place of a number, so many characters are told.
const MOST_TYPED: usize = 30;

/// What was typed as a count; what is none counts as none.
fn whole(text: &str) -> usize {
    text.trim().parse().unwrap_or_default()
}

/// A clause with a full stop, unless it has one.
fn sentence(clause: &str) -> String {
    let end = if clause.ends_with('.') { "" } else { "." };
    format!("{clause}{end}")
}

#[cfg(test)]
mod tests;
