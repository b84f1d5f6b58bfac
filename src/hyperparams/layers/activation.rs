//! What bends a layer's output.

use serde::{Deserialize, Serialize};

use super::{HIDDEN_UNITS, has_hidden_layers, hidden_units};
use crate::hyperparams::choice::{Choice, Choices, choices};
use crate::hyperparams::error::InvalidParam;
use crate::hyperparams::keras::Keras;
use crate::hyperparams::python::Code;
use crate::hyperparams::{Group, HyperParams, ParamSpec, Scale};

pub(super) const ROWS: &[&ParamSpec] = &[
    &ACTIVATION,
    &NEGATIVE_SLOPE,
    &ELU_ALPHA,
    &APPROXIMATE,
    &RELU_MAX_VALUE,
    &RELU_NEGATIVE_SLOPE,
    &RELU_THRESHOLD,
    &OUTPUT_ACTIVATION,
];

choices! {
    /// The name of an activation.
    pub enum ActivationKind, default Softmax {
        /// Of the output layer only, and so the first.
        Softmax => "softmax", "Softmax";
        Relu => "relu", "ReLU";
        LeakyRelu => "leaky_relu", "Leaky ReLU";
        Elu => "elu", "ELU";
        Selu => "selu", "SELU";
        Gelu => "gelu", "GELU";
        Silu => "silu", "SiLU (swish)", also "swish";
        Mish => "mish", "Mish";
        Sigmoid => "sigmoid", "Sigmoid";
        HardSigmoid => "hard_sigmoid", "Hard sigmoid";
        Tanh => "tanh", "Tanh";
        Softplus => "softplus", "Softplus";
        Softsign => "softsign", "Softsign";
        Linear => "linear", "Linear";
    }
}

/// Activations of hidden layers.
pub static HIDDEN_ACTIVATIONS: &[Choice] = ActivationKind::CHOICES.split_at(1).1;

pub static ACTIVATION: ParamSpec = ParamSpec::choice_among(
    "activation",
    "Activation",
    HIDDEN_ACTIVATIONS,
    ActivationKind::Relu.name(),
)
.group(Group::Architecture)
.applies(has_hidden_layers)
.aliases(&["nonlinearity", "transfer function"])
.help("The nonlinearity of each layer; without one (linear), any number of layers acts like one.")
.docs("https://keras.io/api/layers/activations/");

pub static NEGATIVE_SLOPE: ParamSpec = ParamSpec::real(
    "negative_slope",
    "Negative slope",
    (0.0, 1.0),
    Scale::Linear,
    0.2,
)
.group(Group::Architecture)
.applies(|params| activates_with(params, &NEGATIVE_SLOPE))
.help("How much of a negative input Leaky ReLU lets through: more keeps units from dying.")
.docs("https://keras.io/api/layers/activations/#leakyrelu-function");

pub static ELU_ALPHA: ParamSpec =
    ParamSpec::real("elu_alpha", "ELU alpha", (0.0, 10.0), Scale::Linear, 1.0)
        .group(Group::Architecture)
        .advanced()
        .applies(|params| activates_with(params, &ELU_ALPHA))
        .argument("alpha")
        .help("The value that ELU approaches for very negative inputs, below zero.")
        .docs("https://keras.io/api/layers/activations/#elu-function");

pub static APPROXIMATE: ParamSpec = ParamSpec::switch("approximate", "Approximate GELU", false)
    .group(Group::Architecture)
    .advanced()
    .applies(|params| activates_with(params, &APPROXIMATE))
    .help("Computes GELU with tanh instead of the error function: nearly the same.")
    .docs("https://keras.io/api/layers/activations/#gelu-function");

pub static RELU_MAX_VALUE: ParamSpec =
    ParamSpec::optional_number("relu_max_value", "ReLU saturates at")
        .group(Group::Architecture)
        .advanced()
        .applies(|params| activates_with(params, &RELU_MAX_VALUE))
        .argument("max_value")
        .help("The largest output of ReLU; leave empty for no limit.")
        .docs("https://keras.io/api/layers/activations/#relu-function");

pub static RELU_NEGATIVE_SLOPE: ParamSpec = ParamSpec::real(
    "relu_negative_slope",
    "ReLU negative slope",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| activates_with(params, &RELU_NEGATIVE_SLOPE))
.argument("negative_slope")
.help("How much of an input below the threshold ReLU lets through.")
.docs("https://keras.io/api/layers/activations/#relu-function");

pub static RELU_THRESHOLD: ParamSpec = ParamSpec::real(
    "relu_threshold",
    "ReLU threshold",
    (0.0, 10.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| activates_with(params, &RELU_THRESHOLD))
.argument("threshold")
.help("Inputs up to this value give no output: higher values make sparser layers.")
.docs("https://keras.io/api/layers/activations/#relu-function");

pub static OUTPUT_ACTIVATION: ParamSpec = ParamSpec::choice::<ActivationKind>(
    "output_activation",
    "Output activation",
)
.group(Group::Architecture)
.advanced()
.help("Turns the last layer into ten outputs; softmax makes them probabilities that add up to 1.")
.docs("https://keras.io/api/layers/activations/#softmax-function");

impl ActivationKind {
    /// Its arguments.
    pub(in crate::hyperparams) fn fields(self) -> &'static [&'static ParamSpec] {
        match self {
            Self::Relu => const { &[&RELU_NEGATIVE_SLOPE, &RELU_MAX_VALUE, &RELU_THRESHOLD] },
            Self::LeakyRelu => const { &[&NEGATIVE_SLOPE] },
            Self::Elu => const { &[&ELU_ALPHA] },
            Self::Gelu => const { &[&APPROXIMATE] },
            Self::Softmax
            | Self::Selu
            | Self::Silu
            | Self::Mish
            | Self::Sigmoid
            | Self::HardSigmoid
            | Self::Tanh
            | Self::Softplus
            | Self::Softsign
            | Self::Linear => &[],
        }
    }
}

/// Whether any layer has an activation with this argument.
fn activates_with(params: &HyperParams, field: &ParamSpec) -> bool {
    let has = |kind: ActivationKind| kind.fields().contains(&field);
    let chosen = |row| params.chosen::<ActivationKind>(row).is_some_and(has);
    let listed = params.text(&HIDDEN_UNITS).and_then(hidden_units);
    let listed = listed.filter(|layers| !layers.is_empty());
    let hidden = match listed {
        Some(layers) => layers
            .iter()
            .any(|(_, own)| own.map_or_else(|| chosen(&ACTIVATION), has)),
        None => has_hidden_layers(params) && chosen(&ACTIVATION),
    };
    hidden || chosen(&OUTPUT_ACTIVATION)
}

/// Keras' activations; formulas at <https://keras.io/api/layers/activations/>.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Activation {
    Linear,
    Relu {
        /// How much of an input below the threshold passes.
        negative_slope: f64,
        /// Where it saturates, if it does.
        max_value: Option<f64>,
        threshold: f64,
    },
    LeakyRelu {
        negative_slope: f64,
    },
    /// α (eˣ − 1) below 0.
    Elu {
        alpha: f64,
    },
    Selu,
    Gelu {
        /// By tanh rather than by the error function.
        approximate: bool,
    },
    Silu,
    Mish,
    Sigmoid,
    HardSigmoid,
    Tanh,
    Softplus,
    Softsign,
    /// Of the output layer only.
    Softmax,
}

impl Activation {
    pub(in crate::hyperparams) fn read(kind: ActivationKind, params: &HyperParams) -> Self {
        match kind {
            ActivationKind::Softmax => Self::Softmax,
            ActivationKind::Relu => Self::Relu {
                negative_slope: params.real(&RELU_NEGATIVE_SLOPE),
                max_value: params.optional(&RELU_MAX_VALUE),
                threshold: params.real(&RELU_THRESHOLD),
            },
            ActivationKind::LeakyRelu => Self::LeakyRelu {
                negative_slope: params.real(&NEGATIVE_SLOPE),
            },
            ActivationKind::Elu => Self::Elu {
                alpha: params.real(&ELU_ALPHA),
            },
            ActivationKind::Selu => Self::Selu,
            ActivationKind::Gelu => Self::Gelu {
                approximate: params.is_on(&APPROXIMATE),
            },
            ActivationKind::Silu => Self::Silu,
            ActivationKind::Mish => Self::Mish,
            ActivationKind::Sigmoid => Self::Sigmoid,
            ActivationKind::HardSigmoid => Self::HardSigmoid,
            ActivationKind::Tanh => Self::Tanh,
            ActivationKind::Softplus => Self::Softplus,
            ActivationKind::Softsign => Self::Softsign,
            ActivationKind::Linear => Self::Linear,
        }
    }

    pub(in crate::hyperparams) fn of_output(params: &HyperParams) -> Self {
        Self::read(params.choice(&OUTPUT_ACTIVATION), params)
    }

    pub fn kind(self) -> ActivationKind {
        match self {
            Self::Softmax => ActivationKind::Softmax,
            Self::Relu { .. } => ActivationKind::Relu,
            Self::LeakyRelu { .. } => ActivationKind::LeakyRelu,
            Self::Elu { .. } => ActivationKind::Elu,
            Self::Selu => ActivationKind::Selu,
            Self::Gelu { .. } => ActivationKind::Gelu,
            Self::Silu => ActivationKind::Silu,
            Self::Mish => ActivationKind::Mish,
            Self::Sigmoid => ActivationKind::Sigmoid,
            Self::HardSigmoid => ActivationKind::HardSigmoid,
            Self::Tanh => ActivationKind::Tanh,
            Self::Softplus => ActivationKind::Softplus,
            Self::Softsign => ActivationKind::Softsign,
            Self::Linear => ActivationKind::Linear,
        }
    }
}

impl ActivationKind {
    /// What Keras' function computes of `x` with its arguments, where any differs from Keras' default; without, an
    /// activation goes by its name.
    pub(in crate::hyperparams) fn call(self, keras: &Keras) -> Option<Code> {
        let arguments = keras.arguments(self.fields().iter().copied());
        let function = Code::call(format!("keras.activations.{}", self.name()));
        let call = function.arg(Code::plain("x"));
        (!arguments.is_empty()).then(|| call.with_all(arguments))
    }
}

pub(super) fn relu_has_room(params: &HyperParams) -> Option<InvalidParam> {
    let max = params.optional(&RELU_MAX_VALUE)?;
    if max >= 0.0 {
        return None;
    }
    params.contradiction(&RELU_MAX_VALUE, "must be at least 0, or empty")
}
