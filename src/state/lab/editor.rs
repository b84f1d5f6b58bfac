//! The study being edited. What is wrong stays as typed until somebody mends it.

use crate::hyperparams::{CATALOG, HyperParams, Kind, Row, Scale, Value, catalog::SEED};
use crate::study::experiments::Experiment;
use crate::study::{
    Distribution, Listed, Plan, Pruner, Sampler, StudyDefinition, StudyError, Values,
};

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

/// A swept hyperparameter, as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Dimension {
    pub row: &'static Row,
    pub shape: Shape,
    pub list: String,
    pub low: String,
    pub high: String,
    pub count: String,
}

/// How the values are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    List,
    Range,
    LogRange,
}

impl Shape {
    pub const ALL: [Self; 3] = [Self::List, Self::Range, Self::LogRange];

    pub fn label(self) -> &'static str {
        match self {
            Self::List => "List",
            Self::Range => "Range",
            Self::LogRange => "Log range",
        }
    }
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

impl From<&Distribution> for Dimension {
    fn from(distribution: &Distribution) -> Self {
        let row = distribution.row;
        match &distribution.values {
            Values::List(_) => Self {
                list: distribution.to_string(),
                ..Self::empty(row)
            },
            Values::Range {
                low,
                high,
                count,
                log,
            } => Self {
                shape: if *log { Shape::LogRange } else { Shape::Range },
                low: Value::Number(*low).to_string(),
                high: Value::Number(*high).to_string(),
                count: count.to_string(),
                ..Self::empty(row)
            },
        }
    }
}

impl Dimension {
    fn empty(row: &'static Row) -> Self {
        let (low, high) = bounds(row);
        Self {
            row,
            shape: Shape::List,
            list: String::new(),
            low,
            high,
            count: "5".to_owned(),
        }
    }

    /// A few values around one.
    fn around(row: &'static Row, value: &Value) -> Self {
        let values = Distribution::list(row, neighbours(row, value));
        Self {
            list: values.to_string(),
            ..Self::empty(row)
        }
    }

    /// As typed.
    pub fn distribution(&self) -> Distribution {
        let log = match self.shape {
            Shape::List => return Distribution::parse(self.row, &self.list),
            Shape::Range => "",
            Shape::LogRange => " log",
        };
        let Self {
            low, high, count, ..
        } = self;
        Distribution::parse(self.row, &format!("{low}..{high}{log} x{count}"))
    }

    /// Whether it may have a range.
    pub fn shapes(&self) -> &'static [Shape] {
        match self.row.kind {
            Kind::Integer { .. } | Kind::Real { .. } => &Shape::ALL,
            _ => &Shape::ALL[..1],
        }
    }

    /// The values that can be ticked: a choice's, with whether each is taken.
    pub fn options(&self) -> Vec<(Value, &'static str, bool)> {
        let taken = Distribution::parse(self.row, &self.list).grid();
        let options: Vec<(Value, &'static str)> = match self.row.kind {
            Kind::Choice(choices) => choices
                .iter()
                .map(|choice| (Value::from(choice.value), choice.label))
                .collect(),
            Kind::Switch => vec![(Value::Switch(true), "On"), (Value::Switch(false), "Off")],
            _ => Vec::new(),
        };
        let options = options.into_iter();
        options
            .map(|(value, label)| (value.clone(), label, taken.contains(&value)))
            .collect()
    }

    /// Ticks or unticks one of them; they keep the catalogue's order.
    pub fn toggle(&mut self, value: &Value) {
        let options = self.options().into_iter();
        let taken = options.filter(|(option, _, taken)| *taken != (option == value));
        let taken = taken.map(|(option, ..)| option);
        self.list = Distribution::list(self.row, taken).to_string();
    }

    /// What is wrong with it, as sentences.
    pub fn errors(&self) -> Vec<String> {
        let errors = self.distribution().errors().into_iter();
        errors.map(|error| format!("{error}.")).collect()
    }
}

fn bounds(row: &Row) -> (String, String) {
    let written = |low: f64, high: f64| {
        (
            Value::Number(low).to_string(),
            Value::Number(high).to_string(),
        )
    };
    match row.kind {
        Kind::Integer { min, max, .. } => written(f64::from(min), f64::from(max)),
        Kind::Real {
            min,
            max,
            scale: Scale::ZeroThenLog { from },
        } => written(min.max(10_f64.powi(from)), max),
        Kind::Real { min, max, .. } => written(min, max),
        _ => (String::new(), String::new()),
    }
}

/// A few values worth comparing with one.
fn neighbours(row: &Row, value: &Value) -> Vec<Value> {
    let number = value.number().unwrap_or_default();
    let numbers: Vec<f64> = match row.kind {
        Kind::Choice(choices) => {
            return choices
                .iter()
                .map(|choice| Value::from(choice.value))
                .collect();
        }
        Kind::Switch => return vec![Value::Switch(true), Value::Switch(false)],
        Kind::Text(_) => return vec![value.clone()],
        Kind::Integer {
            scale: Scale::Linear,
            ..
        } => vec![number - 1.0, number, number + 1.0],
        Kind::Integer { .. } => vec![(number / 2.0).round(), number, number * 2.0],
        Kind::Real {
            scale: Scale::Log, ..
        } => vec![tenth(number), number, tenth(number) * 100.0],
        Kind::Real {
            scale: Scale::ZeroThenLog { .. },
            ..
        } => vec![0.0, 1e-4, 1e-3, 1e-2],
        Kind::Real { max, .. } => vec![0.0, max / 4.0, max / 2.0],
    };
    let numbers = numbers
        .into_iter()
        .map(|number| format!("{number:.3e}").parse().unwrap_or(number));
    numbers
        .map(Value::Number)
        .filter(|value| row.check(value).is_ok())
        .collect()
}

fn tenth(number: f64) -> f64 {
    number / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
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
