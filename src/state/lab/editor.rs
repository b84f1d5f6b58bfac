//! The study being edited. What is wrong stays as typed until somebody mends it.

use super::Dimension;
use crate::hyperparams::{CATALOG, HyperParams, Row, catalog::SEED};
use crate::study::experiments::Experiment;
use crate::study::{Listed, Plan, Pruner, Sampler, Study, StudyDefinition, StudyError};

/// What stands in the study's form.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyEditor {
    pub name: String,
    pub dimensions: Vec<Dimension>,
    /// Settings that an experiment lists one by one, in place of dimensions.
    pub listed: Vec<Listed>,
    pub sampler: SamplerKind,
    /// How many settings a random sampler draws.
    pub settings: String,
    /// Seeds per setting.
    pub seeds: String,
    pub pruner: Pruner,
    /// Whether experiments are taken in their quick form.
    pub quick: bool,
}

/// The samplers that somebody can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SamplerKind {
    Grid,
    ShuffledGrid,
    Random,
    QuasiRandom,
}

impl SamplerKind {
    pub const ALL: [Self; 4] = [
        Self::Grid,
        Self::ShuffledGrid,
        Self::Random,
        Self::QuasiRandom,
    ];

    pub fn label(self) -> &'static str {
        match self {
            Self::Grid => "Grid, in order",
            Self::ShuffledGrid => "Grid, shuffled",
            Self::Random => "Random",
            Self::QuasiRandom => "Quasi-random (Sobol)",
        }
    }

    /// Whether it draws as many settings as somebody says.
    pub fn draws(self) -> bool {
        matches!(self, Self::Random | Self::QuasiRandom)
    }
}

impl Default for StudyEditor {
    fn default() -> Self {
        Self {
            name: "My study".to_owned(),
            dimensions: Vec::new(),
            listed: Vec::new(),
            sampler: SamplerKind::Grid,
            settings: "20".to_owned(),
            seeds: "1".to_owned(),
            pruner: Pruner::None,
            quick: true,
        }
    }
}

impl From<&StudyDefinition> for StudyEditor {
    fn from(definition: &StudyDefinition) -> Self {
        let (sampler, settings, listed) = match &definition.sampler {
            Sampler::Grid => (SamplerKind::Grid, None, Vec::new()),
            Sampler::ShuffledGrid => (SamplerKind::ShuffledGrid, None, Vec::new()),
            Sampler::Random { settings } => (SamplerKind::Random, Some(*settings), Vec::new()),
            Sampler::QuasiRandom { settings } => {
                (SamplerKind::QuasiRandom, Some(*settings), Vec::new())
            }
            Sampler::Listed { settings } => (SamplerKind::Grid, None, settings.clone()),
        };
        let fresh = Self::default();
        Self {
            name: definition.name.clone(),
            dimensions: definition.space.iter().map(Dimension::from).collect(),
            listed,
            sampler,
            settings: settings.map_or(fresh.settings, |settings| settings.to_string()),
            seeds: definition.seeds.to_string(),
            pruner: definition.pruner,
            quick: fresh.quick,
        }
    }
}

impl StudyEditor {
    /// The study over these other hyperparameters.
    pub fn definition(&self, base: &HyperParams) -> StudyDefinition {
        StudyDefinition {
            name: self.name.clone(),
            base: base.clone(),
            space: self
                .dimensions
                .iter()
                .map(Dimension::distribution)
                .collect(),
            sampler: self.sampler(),
            seeds: whole(&self.seeds),
            pruner: self.pruner,
        }
    }

    /// The study before its first run.
    ///
    /// # Errors
    /// Sentences about what is wrong with it.
    pub fn study(&self, base: &HyperParams) -> Result<Study, Vec<String>> {
        let told = |errors: Vec<StudyError>| {
            let told = errors.iter().map(|error| sentence(&error.to_string()));
            told.collect::<Vec<_>>()
        };
        self.plan(base).map(Study::new).map_err(told)
    }

    /// The study, if it can be trained.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn plan(&self, base: &HyperParams) -> Result<Plan, Vec<StudyError>> {
        self.definition(base).check()
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
            quick: self.quick,
            ..Self::from(&definition)
        };
        definition.base
    }

    /// The rows that could be swept and are not yet.
    pub fn free_rows(&self, base: &HyperParams) -> Vec<&'static Row> {
        let is_swept = |row: &Row| self.dimensions.iter().any(|one| one.row == row);
        let rows = CATALOG
            .iter()
            .copied()
            .filter(|row| **row != SEED && !is_swept(row));
        rows.filter(|row| (row.applies)(base) || self.may_apply(row))
            .collect()
    }

    /// A row that the base makes idle may apply in some of the settings.
    fn may_apply(&self, row: &Row) -> bool {
        self.dimensions.iter().any(|one| one.row.group == row.group)
    }

    /// Sweeps one more, with values around the base's.
    pub fn add(&mut self, row: &'static Row, base: &HyperParams) {
        self.listed.clear();
        self.dimensions.push(Dimension::around(row, &base.get(row)));
    }

    pub fn remove(&mut self, at: usize) {
        if at < self.dimensions.len() {
            self.dimensions.remove(at);
        }
    }
}

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
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::hyperparams::{Kind, Value};
    use crate::state::lab::Shape;
    use crate::study::Distribution;
    use crate::study::experiments::EXPERIMENTS;

    fn base() -> HyperParams {
        HyperParams::default()
    }

    #[test]
    fn every_row_can_be_added_and_has_values_that_are_allowed() {
        for row in CATALOG.iter().copied().filter(|row| **row != SEED) {
            let mut editor = StudyEditor::default();
            editor.add(row, &base());
            let is_idle_text = matches!(row.kind, Kind::Text(_));
            assert!(
                is_idle_text || editor.dimensions[0].errors().is_empty(),
                "{}",
                row.key
            );
            assert!(
                is_idle_text || editor.dimensions[0].distribution().len() >= 2,
                "{}",
                row.key
            );
        }
    }

    #[test]
    fn what_an_experiment_sweeps_stands_in_the_editor() {
        for experiment in &EXPERIMENTS {
            let mut editor = StudyEditor::default();
            let base = editor.take_experiment(experiment, None);
            let plan = editor.plan(&base).unwrap();
            assert_eq!(plan, experiment.definition(true).check().unwrap());
        }
    }

    #[test]
    fn an_experiment_leaves_seeds_and_pruner_alone() {
        let mut editor = StudyEditor {
            seeds: "3".to_owned(),
            quick: false,
            ..StudyEditor::default()
        };
        editor.take_experiment(&EXPERIMENTS[0], None);
        assert_eq!((editor.seeds.as_str(), editor.quick), ("3", false));
    }

    #[test]
    fn what_is_typed_wrong_stays_and_is_named() {
        let mut editor = StudyEditor::default();
        editor.add(&LEARNING_RATE, &base());
        editor.dimensions[0].list = "0.1, fast".to_owned();
        let errors = editor.dimensions[0].errors();
        assert!(errors[0].contains("found “fast”"), "{errors:?}");
        assert_eq!(editor.plan(&base()).unwrap_err().len(), 1);
        editor.dimensions[0].shape = Shape::LogRange;
        editor.dimensions[0].low = "nought".to_owned();
        assert!(!editor.dimensions[0].errors().is_empty());
    }

    #[test]
    fn ticking_a_choice_keeps_their_order() {
        let mut editor = StudyEditor::default();
        editor.add(&OPTIMIZER, &base());
        let dimension = &mut editor.dimensions[0];
        dimension.toggle(&Value::from("sgd"));
        dimension.toggle(&Value::from("adam"));
        dimension.toggle(&Value::from("sgd"));
        assert!(
            dimension.list.starts_with("sgd, rmsprop"),
            "{}",
            dimension.list
        );
        assert!(!dimension.list.contains(" adam,"), "{}", dimension.list);
    }

    #[test]
    fn a_swept_row_is_not_offered_twice_and_the_seed_never() {
        let mut editor = StudyEditor::default();
        let offered = |editor: &StudyEditor, row: &Row| editor.free_rows(&base()).contains(&row);
        assert!(
            offered(&editor, &OPTIMIZER)
                && !offered(&editor, &SEED)
                && !offered(&editor, &MOMENTUM)
        );
        editor.add(&OPTIMIZER, &base());
        assert!(!offered(&editor, &OPTIMIZER));
        assert!(
            offered(&editor, &MOMENTUM),
            "some of the optimizers have one"
        );
    }

    #[test]
    fn a_definition_comes_back_from_the_editor() {
        let definition = StudyDefinition {
            name: "Mine".to_owned(),
            space: vec![
                Distribution::parse(&LEARNING_RATE, "0.0001..0.1 log x4"),
                Distribution::parse(&N_NODES, "32, 64"),
            ],
            sampler: Sampler::QuasiRandom { settings: 7 },
            seeds: 2,
            pruner: Pruner::MEDIAN,
            ..StudyDefinition::default()
        };
        assert_eq!(
            StudyEditor::from(&definition).definition(&definition.base),
            definition
        );
    }
}
