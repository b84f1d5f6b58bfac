//! Settings that stand for all that a study can try, each with its Keras script.

use std::collections::BTreeMap;

use crate::hyperparams::catalog::TRAIN_IMAGES;
use crate::hyperparams::keras_code::python::Code;
use crate::hyperparams::keras_code::{Parts, literal};
use crate::hyperparams::{HyperParams, Kind, Row, Value};
use crate::study::{Distribution, Plan, Sampler, Setting, Values};

/// What a script knows of a swept hyperparameter, where that means anything.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Known {
    /// Its value in Python.
    pub literal: String,
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
    fn new(rows: &[&'static Row], params: &HyperParams) -> Self {
        let known = rows.iter().map(|row| known(row, params));
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
                is_default: false,
            });
        }
        case
    }
}

fn known(row: &Row, params: &HyperParams) -> Option<Known> {
    (row.applies)(params).then(|| Known {
        literal: literal(row, &params.get(row)).write(0, 0),
        is_default: !params.is_changed(row),
    })
}

/// Cases of the plan with their scripts. Every setting of a list or a grid is one; a study that draws from
/// ranges is stood for by its own settings and by all combinations of what may matter: ends, zeros,
/// defaults, and something between.
pub(super) fn cases(plan: &Plan) -> Vec<(Case, Parts)> {
    let rows = plan.definition().varying();
    let mut all: Vec<HyperParams> = plan
        .settings()
        .iter()
        .map(|setting| setting.hyperparams.clone())
        .collect();
    all.extend(combinations(plan));
    let scripts = all.iter().filter_map(|params| {
        let parts = params.to_keras_parts().ok()?;
        Some((Case::new(&rows, params), parts))
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
    if !matches!(
        definition.sampler,
        Sampler::Random { .. } | Sampler::QuasiRandom { .. }
    ) {
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
        .map(|listed| Setting::new(&definition.base, listed).hyperparams)
        .collect()
}

/// The values of a distribution at which a script may read differently, and some at which it does not.
fn telling(distribution: &Distribution) -> Vec<Value> {
    let Values::Range { low, high, log, .. } = distribution.values else {
        return distribution.grid();
    };
    let row = distribution.row;
    let evenly = |count| {
        let values = Values::Range {
            low,
            high,
            count,
            log,
        };
        Distribution::new(row, values).grid()
    };
    if matches!(row.kind, Kind::Integer { .. }) && high - low < 8.0 {
        return evenly((high - low) as usize + 1);
    }
    let inside = |value: &Value| {
        let number = value.number();
        number.is_some_and(|number| (low..=high).contains(&number))
    };
    let mut values = evenly(4);
    let special = [row.default.value(), Value::Number(0.0), Value::Number(1.0)];
    values.extend(special.into_iter().filter(inside));
    values
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
