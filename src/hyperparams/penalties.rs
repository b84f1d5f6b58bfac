//! The penalties and constraints of the Dense layers, and which of the layers carry them.

use serde::{Deserialize, Serialize};

use super::bias::has_biases;
use super::choice::choices;
use super::concept::Concept;
use super::constraint::{self, Axis, Bounds, Constraint};
use super::keras::{Keras, LAYER};
use super::layers::has_hidden_layers;
use super::python::Code;
use super::regularizer::{self, Regularizer, factor};
use super::{Group, HyperParams, ParamSpec};

pub(super) const CONCEPT: Concept = Concept {
    rows: &[
        &[&L1, &L2, &BIAS_L1, &BIAS_L2, &ACTIVITY_L1, &ACTIVITY_L2],
        &[
            &KERNEL_CONSTRAINT,
            &CONSTRAINT_MIN_VALUE,
            &CONSTRAINT_MAX_VALUE,
            &CONSTRAINT_RATE,
            &CONSTRAINT_AXIS,
        ],
        &[
            &BIAS_CONSTRAINT,
            &BIAS_CONSTRAINT_MIN_VALUE,
            &BIAS_CONSTRAINT_MAX_VALUE,
            &BIAS_CONSTRAINT_RATE,
        ],
        &[&PENALTY_LAYERS],
    ],
    checks: &[
        |params| KERNEL_BOUNDS.check(params),
        |params| BIAS_BOUNDS.check(params),
    ],
    ..Concept::EMPTY
};

pub static L1: ParamSpec = factor("l1", "L1 penalty")
    .aliases(&["lasso", "l1 regularization", "l1 kernel regularizer"])
    .applies(has_penalty_layers)
    .group(Group::Regularization)
    .help("Pulls weights to exactly zero: simpler networks, then underfitting.");

pub static L2: ParamSpec = factor("l2", "L2 penalty")
    .aliases(&["ridge", "l2 regularization", "l2 kernel regularizer"])
    .applies(has_penalty_layers)
    .group(Group::Regularization)
    .help("Shrinks large weights: less overfitting, then underfitting.");

pub static BIAS_L1: ParamSpec = factor("bias_l1", "L1 penalty of biases")
    .advanced()
    .applies(has_penalized_biases)
    .group(Group::Regularization)
    .help("Pulls biases to exactly zero, as the L1 penalty does to weights.");

pub static BIAS_L2: ParamSpec = factor("bias_l2", "L2 penalty of biases")
    .advanced()
    .applies(has_penalized_biases)
    .group(Group::Regularization)
    .help("Shrinks large biases, as the L2 penalty does to weights.");

pub static ACTIVITY_L1: ParamSpec = factor("activity_l1", "L1 penalty of outputs")
    .advanced()
    .applies(has_penalty_layers)
    .group(Group::Regularization)
    .help("Pulls the layers' outputs to zero, so that fewer nodes fire for each image.");

pub static ACTIVITY_L2: ParamSpec = factor("activity_l2", "L2 penalty of outputs")
    .advanced()
    .applies(has_penalty_layers)
    .group(Group::Regularization)
    .help("Shrinks large outputs of the layers.");

pub static KERNEL_CONSTRAINT: ParamSpec =
    constraint::kind("kernel_constraint", "Weight constraint")
        .applies(has_penalty_layers)
        .group(Group::Regularization)
        .help("Forces the weights into bounds after every step, which no penalty can guarantee.");

pub static CONSTRAINT_MIN_VALUE: ParamSpec =
    constraint::smallest_norm("constraint_min_value", "Smallest norm")
        .applies(|params| KERNEL_BOUNDS.has(params, &CONSTRAINT_MIN_VALUE))
        .group(Group::Regularization)
        .help("Weights whose norm is below this are stretched to it.");

pub static CONSTRAINT_MAX_VALUE: ParamSpec =
    constraint::largest_norm("constraint_max_value", "Largest norm")
        .applies(|params| KERNEL_BOUNDS.has(params, &CONSTRAINT_MAX_VALUE))
        .varying(|params| KERNEL_BOUNDS.default_max_value(params))
        .group(Group::Regularization)
        .help(
            "Weights whose norm is above this are shortened to it: smaller values regularize more.",
        );

pub static CONSTRAINT_RATE: ParamSpec = constraint::strictness("constraint_rate", "Strictness")
    .applies(|params| KERNEL_BOUNDS.has(params, &CONSTRAINT_RATE))
    .group(Group::Regularization)
    .help("How far each step moves toward the bounds; 1 enforces them fully.");

pub static CONSTRAINT_AXIS: ParamSpec = ParamSpec::choice::<Axis>("constraint_axis", "Norm over")
    .group(Group::Regularization)
    .advanced()
    .applies(|params| KERNEL_BOUNDS.has(params, &CONSTRAINT_AXIS))
    .argument("axis")
    .help("Which weights are measured together (Keras' axis).")
    .docs("https://keras.io/api/layers/constraints/#maxnorm-class");

pub static BIAS_CONSTRAINT: ParamSpec = constraint::kind("bias_constraint", "Constraint of biases")
    .applies(has_penalized_biases)
    .group(Group::Regularization)
    .help("Forces the biases into bounds after every step.");

pub static BIAS_CONSTRAINT_MIN_VALUE: ParamSpec =
    constraint::smallest_norm("bias_constraint_min_value", "Smallest norm of biases")
        .applies(|params| BIAS_BOUNDS.has(params, &BIAS_CONSTRAINT_MIN_VALUE))
        .group(Group::Regularization)
        .help("Biases whose norm is below this are stretched to it.");

pub static BIAS_CONSTRAINT_MAX_VALUE: ParamSpec =
    constraint::largest_norm("bias_constraint_max_value", "Largest norm of biases")
        .applies(|params| BIAS_BOUNDS.has(params, &BIAS_CONSTRAINT_MAX_VALUE))
        .varying(|params| BIAS_BOUNDS.default_max_value(params))
        .group(Group::Regularization)
        .help(
            "Biases whose norm is above this are shortened to it: smaller values regularize more.",
        );

pub static BIAS_CONSTRAINT_RATE: ParamSpec =
    constraint::strictness("bias_constraint_rate", "Strictness for biases")
        .applies(|params| BIAS_BOUNDS.has(params, &BIAS_CONSTRAINT_RATE))
        .group(Group::Regularization)
        .help("How far each step moves toward the bounds; 1 enforces them fully.");

pub static PENALTY_LAYERS: ParamSpec =
    ParamSpec::choice::<PenaltyLayers>("penalty_layers", "Penalized layers")
        .group(Group::Regularization)
        .advanced()
        .applies(penalizes)
        .help("The layers that carry the penalties and the constraints.")
        .docs("https://keras.io/api/layers/regularizers/");

pub(super) static KERNEL_BOUNDS: Bounds = Bounds {
    kind: &KERNEL_CONSTRAINT,
    min_value: &CONSTRAINT_MIN_VALUE,
    max_value: &CONSTRAINT_MAX_VALUE,
    rate: &CONSTRAINT_RATE,
    axis: Some(&CONSTRAINT_AXIS),
};

pub(super) static BIAS_BOUNDS: Bounds = Bounds {
    kind: &BIAS_CONSTRAINT,
    min_value: &BIAS_CONSTRAINT_MIN_VALUE,
    max_value: &BIAS_CONSTRAINT_MAX_VALUE,
    rate: &BIAS_CONSTRAINT_RATE,
    axis: None,
};

choices! {
    /// Which layers carry the penalties.
    pub enum PenaltyLayers, default Hidden {
        Hidden => "hidden", "Hidden layers";
        HiddenAfterFirst => "hidden_after_first", "Hidden layers after the first";
        All => "all", "All layers";
    }
}

/// Whether there is a layer for penalties and constraints.
fn has_penalty_layers(params: &HyperParams) -> bool {
    has_hidden_layers(params) || params.chosen(&PENALTY_LAYERS) == Some(PenaltyLayers::All)
}

fn has_penalized_biases(params: &HyperParams) -> bool {
    has_penalty_layers(params) && has_biases(params)
}

/// Whether there is anything for those layers to carry; without hidden layers the choice comes first.
fn penalizes(params: &HyperParams) -> bool {
    let on = |row: &ParamSpec| (row.applies)(params) && params.number(row) != Some(0.0);
    let penalties = [&L1, &L2, &BIAS_L1, &BIAS_L2, &ACTIVITY_L1, &ACTIVITY_L2];
    let bounds = [&KERNEL_BOUNDS, &BIAS_BOUNDS];
    !has_hidden_layers(params)
        || penalties.into_iter().any(on)
        || bounds.into_iter().any(|bounds| bounds.binds(params))
}

/// What the penalized layers carry.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Penalties {
    pub layers: PenaltyLayers,
    pub kernel: Regularizer,
    pub bias: Regularizer,
    /// Of a layer's whole output, divided by the size of the batch.
    pub activity: Regularizer,
    /// Applied to the kernels after every step.
    pub constraint: Option<Constraint>,
    /// Applied to the biases after every step; its axis is that of the inputs.
    pub bias_constraint: Option<Constraint>,
}

impl Penalties {
    pub(super) fn read(params: &HyperParams) -> Self {
        Self {
            layers: params.choice(&PENALTY_LAYERS),
            kernel: Regularizer::read(params, [&L1, &L2]),
            bias: Regularizer::read(params, [&BIAS_L1, &BIAS_L2]),
            activity: Regularizer::read(params, [&ACTIVITY_L1, &ACTIVITY_L2]),
            constraint: Constraint::read(params, &KERNEL_BOUNDS),
            bias_constraint: Constraint::read(params, &BIAS_BOUNDS),
        }
    }
}

impl PenaltyLayers {
    /// Whether a hidden layer, numbered from 0, is one of them.
    pub fn has_hidden(self, layer: usize) -> bool {
        self != Self::HiddenAfterFirst || layer > 0
    }

    /// Whether the output layer is one of them.
    pub fn has_output(self) -> bool {
        self == Self::All
    }
}

/// What a Dense layer, a hidden one or the output, carries by which argument.
pub(super) fn spell(keras: &Keras, is_output: bool) -> Vec<(String, Code)> {
    let carried = |spell: &dyn Fn(&Keras) -> Option<Code>| {
        keras.choose(&PENALTY_LAYERS, |layers, keras| {
            let spelled = || spell(keras);
            match layers {
                PenaltyLayers::Hidden if is_output => None,
                PenaltyLayers::Hidden | PenaltyLayers::All => spelled(),
                PenaltyLayers::HiddenAfterFirst if is_output => None,
                PenaltyLayers::HiddenAfterFirst => {
                    keras.strength(&LAYER, |at, keras| at.and_then(|_| spell(keras)))
                }
            }
        })
    };
    let penalty = |rows| carried(&move |keras| regularizer::spell(keras, rows));
    let arguments = [
        ("kernel_regularizer", penalty([&L1, &L2])),
        ("bias_regularizer", penalty([&BIAS_L1, &BIAS_L2])),
        (
            "activity_regularizer",
            penalty([&ACTIVITY_L1, &ACTIVITY_L2]),
        ),
        (
            "kernel_constraint",
            carried(&|keras| KERNEL_BOUNDS.spell(keras)),
        ),
        (
            "bias_constraint",
            carried(&|keras| BIAS_BOUNDS.spell(keras)),
        ),
    ];
    let given = arguments.into_iter();
    given
        .filter_map(|(name, code)| Some((name.to_owned(), code?.or_none())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn penalties_of_a_network_without_hidden_layers_are_for_all_layers_or_none() {
        let params = HyperParams::default().with(&crate::hyperparams::N_LAYERS, 0.0);
        assert!((PENALTY_LAYERS.applies)(&params) && !(L2.applies)(&params));
        assert!((L2.applies)(&params.with(&PENALTY_LAYERS, "all")));
    }
}
