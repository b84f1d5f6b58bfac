//! Settings that stand for all that a study can try, each with its Keras script.

use std::collections::BTreeMap;

use crate::hyperparams::catalog::TRAIN_IMAGES;
use crate::hyperparams::keras_code::python::Code;
use crate::hyperparams::keras_code::{Parts, literal};
use crate::hyperparams::{HyperParams, Kind, ParamSpec, Value};
use crate::study::plan::over;
use crate::study::{Distribution, Plan, Sampler, Values};

/// What a script knows of a swept hyperparameter, where that means anything.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    /// Its value in Python.
    pub literal: String,
    /// Whether Python may ask for just this value. Of a range's many only those are worth a question at
    /// which something may begin or end.
    pub can_be_asked: bool,
    /// Whether Keras has it so, where nothing is said.
    pub is_default: bool,
}

/// A setting as the script that covers all of them sees it: what it can ask for, in the order of
/// [`Plan::varying`](crate::study::StudyDefinition::varying), and at last the number of the layer that is
/// being added.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub known: Vec<Option<Known>>,
}

impl Case {
    fn new(swept: &[Swept], params: &HyperParams) -> Self {
        let known = swept.iter().map(|one| one.known(params));
        Self {
            known: known.chain([None]).collect(),
        }
    }

    /// The same setting while a layer, numbered from 0, is added.
    pub fn at_layer(&self, layer: usize) -> Self {
        let mut case = self.clone();
        if let Some(last) = case.known.last_mut() {
            *last = Some(Known {
                literal: layer.to_string(),
                can_be_asked: true,
                is_default: false,
            });
        }
        case
    }
}

/// A swept hyperparameter, and the range that it is drawn from if it is.
struct Swept {
    row: &'static ParamSpec,
    range: Option<Distribution>,
}

impl Swept {
    fn all(plan: &Plan) -> Vec<Self> {
        let definition = plan.definition();
        let range = |row: &ParamSpec| {
            let mut space = definition.space.iter().filter(|_| is_drawn(plan));
            let own = space.find(|one| one.row.key == row.key);
            own.filter(|one| matches!(one.values, Values::Range { .. }))
                .cloned()
        };
        let varying = definition.varying().into_iter();
        varying
            .map(|row| Self {
                row,
                range: range(row),
            })
            .collect()
    }

    fn known(&self, params: &HyperParams) -> Option<Known> {
        let row = self.row;
        let value = params.get(row);
        let is_special = |range: &Distribution| special(range).contains(&value);
        (row.applies)(params).then(|| Known {
            literal: literal(row, &value).write(0, 0),
            can_be_asked: self.range.as_ref().is_none_or(is_special),
            is_default: !params.is_changed(row),
        })
    }
}

fn is_drawn(plan: &Plan) -> bool {
    matches!(
        plan.definition().sampler,
        Sampler::Random { .. } | Sampler::QuasiRandom { .. }
    )
}

/// Cases of the plan with their scripts. Every setting of a list or a grid is one; a study that draws from
/// ranges is stood for by its own settings and by all combinations of what may matter: ends, zeros,
/// defaults, and something between.
pub(super) fn cases(plan: &Plan) -> Vec<(Case, Parts)> {
    let swept = Swept::all(plan);
    let mut all: Vec<HyperParams> = plan
        .settings()
        .iter()
        .map(|setting| setting.hyperparams.clone())
        .collect();
    all.extend(combinations(plan));
    let scripts = all.iter().filter_map(|params| {
        let parts = params.to_keras_parts().ok()?;
        Some((Case::new(&swept, params), parts))
    });
    without_twins(scripts)
}

/// One case for all that know the same.
fn without_twins(cases: impl Iterator<Item = (Case, Parts)>) -> Vec<(Case, Parts)> {
    let (mut seen, mut once) = (BTreeMap::new(), Vec::new());
    for (case, parts) in cases {
        let known = case.known.iter().flatten().map(|one| one.literal.clone());
        let applies: Vec<bool> = case.known.iter().map(Option::is_some).collect();
        let key = (applies, known.collect::<Vec<String>>());
        if seen.insert(key, ()).is_none() {
            once.push((case, parts));
        }
    }
    once
}

/// Combinations looked at; of more, so many at random.
const MOST_COMBINATIONS: usize = 600;

fn combinations(plan: &Plan) -> Vec<HyperParams> {
    let definition = plan.definition();
    if !is_drawn(plan) {
        return Vec::new();
    }
    let space: Vec<Distribution> = definition
        .space
        .iter()
        .map(|one| Distribution::list(one.row, telling(one)))
        .collect();
    let count = Sampler::Grid.count(&space);
    let sampler = match count {
        Some(count) if count <= MOST_COMBINATIONS => Sampler::Grid,
        _ => Sampler::Random {
            settings: MOST_COMBINATIONS,
        },
    };
    let drawn = sampler.draw(&space, 0).into_iter();
    drawn
        .map(|listed| over(&definition.base, &listed))
        .collect()
}

/// The values of a distribution at which a script may read differently, and some at which it does not.
fn telling(distribution: &Distribution) -> Vec<Value> {
    match distribution.values {
        Values::List(_) => distribution.tidied_grid(),
        Values::Range { .. } => {
            let mut values = points(distribution, 4);
            values.extend(special(distribution));
            values
        }
    }
}

/// The values of a range at which a script may read differently: zeros, ones and defaults; of a few whole
/// numbers each.
fn special(range: &Distribution) -> Vec<Value> {
    let Values::Range { low, high, .. } = range.values else {
        return Vec::new();
    };
    if matches!(range.row.kind, Kind::Integer { .. }) && high - low < 10.0 {
        return points(range, (high - low) as usize + 1);
    }
    let is_inside = |value: &Value| {
        let number = value.number();
        number.is_some_and(|number| (low..=high).contains(&number))
    };
    let special = [
        Value::Number(0.0),
        Value::Number(1.0),
        range.row.default.value(),
    ];
    special.into_iter().filter(is_inside).collect()
}

/// So many values of a range, its ends included.
fn points(range: &Distribution, count: usize) -> Vec<Value> {
    let last = count.saturating_sub(1).max(1) as f64;
    (0..count).map(|at| range.at(at as f64 / last)).collect()
}

/// Whether the script has to take its images by the setting.
pub(super) fn sweeps_images(plan: &Plan) -> bool {
    let varying = plan.definition().varying();
    varying.iter().any(|row| row.key == TRAIN_IMAGES.key)
}

/// The functions for activations, each with those of the cases that use it, and what it computes there; the
/// layers then name the function wherever any case needs one.
pub(super) fn name_activations(
    cases: &mut [(Case, Parts)],
) -> Vec<(&'static str, Vec<(Case, Code)>)> {
    let defined = cases.iter().flat_map(|(_, parts)| &parts.definitions);
    let mut names: Vec<&'static str> = defined.map(|(name, _)| *name).collect();
    names.sort_unstable();
    names.dedup();
    let function = |name: &'static str| (name, with_function(name, cases));
    let functions: Vec<_> = names.iter().map(|name| function(name)).collect();
    let layers = cases.iter_mut().flat_map(|(_, parts)| &mut parts.layers);
    layers.for_each(|layer| call_by_name(layer, &names));
    functions
}

fn with_function(name: &'static str, cases: &[(Case, Parts)]) -> Vec<(Case, Code)> {
    let by_default = || Code::call(format!("keras.activations.{name}")).arg(Code::plain("x"));
    let code = |parts: &Parts| {
        let mut defined = parts.definitions.iter();
        let own = defined.find(|(other, _)| *other == name);
        let is_used = || {
            let mut layers = parts.layers.iter();
            layers.any(|layer| mentions(layer, &Code::text(name)))
        };
        match own {
            Some((_, code)) => Some(code.clone()),
            None => is_used().then(by_default),
        }
    };
    let used = cases.iter();
    used.filter_map(|(case, parts)| Some((case.clone(), code(parts)?)))
        .collect()
}

fn mentions(code: &Code, wanted: &Code) -> bool {
    match code {
        Code::Call { arguments, .. } => arguments.iter().any(|(_, code)| mentions(code, wanted)),
        _ => code == wanted,
    }
}

fn call_by_name(code: &mut Code, names: &[&'static str]) {
    if let Code::Call { arguments, .. } = code {
        for (_, argument) in arguments {
            call_by_name(argument, names);
        }
    } else if let Some(name) = names.iter().find(|name| Code::text(name) == *code) {
        *code = Code::plain(*name);
    }
}
