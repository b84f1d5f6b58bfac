//! Where kernels start.

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::concept::{Concept, ParamWarning};
use super::error::InvalidParam;
use super::keras::Keras;
use super::layers::has_hidden_layers;
use super::python::Code;
use super::{Group, HyperParams, ParamSpec, Scale};

pub(super) const CONCEPT: Concept = Concept {
    rows: &[&[
        &KERNEL_INITIALIZER,
        &INITIALIZER_MEAN,
        &INITIALIZER_STDDEV,
        &INITIALIZER_GAIN,
        &INITIALIZER_MINVAL,
        &INITIALIZER_MAXVAL,
        &INITIALIZER_SCALE,
        &INITIALIZER_MODE,
        &INITIALIZER_DISTRIBUTION,
    ]],
    checks: &[bounds_are_in_order],
    doubts: &[zeros_with_hidden_layers],
    ..Concept::EMPTY
};

choices! {
    /// The name of a kernel's initializer.
    pub enum InitializerKind, default GlorotUniform {
        GlorotUniform => "glorot_uniform", "Glorot uniform", also "xavieruniform";
        GlorotNormal => "glorot_normal", "Glorot normal", also "xaviernormal";
        HeUniform => "he_uniform", "He uniform", also "kaiminguniform";
        HeNormal => "he_normal", "He normal", also "kaimingnormal";
        LecunUniform => "lecun_uniform", "LeCun uniform";
        LecunNormal => "lecun_normal", "LeCun normal";
        Orthogonal => "orthogonal", "Orthogonal";
        RandomNormal => "random_normal", "Random normal";
        TruncatedNormal => "truncated_normal", "Truncated normal";
        RandomUniform => "random_uniform", "Random uniform", also "uniform";
        VarianceScaling => "variance_scaling", "Variance scaling";
        Zeros => "zeros", "Zeros", also "zero";
    }
}

pub static KERNEL_INITIALIZER: ParamSpec = ParamSpec::choice::<InitializerKind>(
    "kernel_initializer",
    "Initial weights",
)
.group(Group::Architecture)
.aliases(&["initializer", "weight initialization"])
.help("Where training starts: He suits ReLU, Glorot suits tanh; zeros keep all nodes identical.")
.docs("https://keras.io/api/layers/initializers/");

pub static INITIALIZER_MEAN: ParamSpec = ParamSpec::real(
    "initializer_mean",
    "Mean of initial weights",
    (-1.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| has_field(params, &INITIALIZER_MEAN))
.argument("mean")
.help("The mean of the initial weights; far from zero, all nodes start alike.")
.docs("https://keras.io/api/layers/initializers/#randomnormal-class");

pub static INITIALIZER_STDDEV: ParamSpec = ParamSpec::real(
    "initializer_stddev",
    "Spread of initial weights",
    (0.0, 1.0),
    Scale::Linear,
    0.05,
)
.group(Group::Architecture)
.applies(|params| has_field(params, &INITIALIZER_STDDEV))
.argument("stddev")
.help("The standard deviation of the initial weights: too large saturates, too small stalls.")
.docs("https://keras.io/api/layers/initializers/#randomnormal-class");

pub static INITIALIZER_GAIN: ParamSpec = ParamSpec::real(
    "initializer_gain",
    "Gain of initial weights",
    (0.0, 10.0),
    Scale::Linear,
    1.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| has_field(params, &INITIALIZER_GAIN))
.argument("gain")
.help("A factor on the orthogonal matrix: how much a layer stretches its input at the start.")
.docs("https://keras.io/api/layers/initializers/#orthogonal-class");

pub static INITIALIZER_MINVAL: ParamSpec = ParamSpec::real(
    "initializer_minval",
    "Smallest initial weight",
    (-1.0, 1.0),
    Scale::Linear,
    -0.05,
)
.group(Group::Architecture)
.applies(|params| has_field(params, &INITIALIZER_MINVAL))
.argument("minval")
.help("Where the range of initial weights begins: a wider range saturates, a narrower one stalls.")
.docs("https://keras.io/api/layers/initializers/#randomuniform-class");

pub static INITIALIZER_MAXVAL: ParamSpec = ParamSpec::real(
    "initializer_maxval",
    "Largest initial weight",
    (-1.0, 1.0),
    Scale::Linear,
    0.05,
)
.group(Group::Architecture)
.applies(|params| has_field(params, &INITIALIZER_MAXVAL))
.argument("maxval")
.help("Where the range of initial weights ends: a wider range saturates, a narrower one stalls.")
.docs("https://keras.io/api/layers/initializers/#randomuniform-class");

choices! {
    /// What the variance of initial weights is divided by.
    pub enum FanMode, default In {
        In => "fan_in", "Inputs of a node";
        Out => "fan_out", "Nodes of the layer";
        Average => "fan_avg", "Their mean";
    }
}

choices! {
    /// How initial weights are distributed about zero.
    pub enum InitializerDistribution, default TruncatedNormal {
        /// Cut off at two deviations, with the variance asked for after that.
        TruncatedNormal => "truncated_normal", "Normal, cut off", also "normal";
        UntruncatedNormal => "untruncated_normal", "Normal";
        Uniform => "uniform", "Uniform";
    }
}

pub static INITIALIZER_SCALE: ParamSpec = ParamSpec::real(
    "initializer_scale",
    "Scale of initial weights",
    (1e-3, 100.0),
    Scale::Log,
    1.0,
)
.group(Group::Architecture)
.applies(|params| has_field(params, &INITIALIZER_SCALE))
.argument("scale")
.help("A factor on the variance of initial weights: 2 suits ReLU (He), 1 suits tanh (LeCun).")
.docs("https://keras.io/api/layers/initializers/#variancescaling-class");

pub static INITIALIZER_MODE: ParamSpec =
    ParamSpec::choice::<FanMode>("initializer_mode", "Variance divided by")
        .group(Group::Architecture)
        .applies(|params| has_field(params, &INITIALIZER_MODE))
        .argument("mode")
        .help(
            "Inputs keep the scale of a layer’s outputs at the start, nodes that of its gradients.",
        )
        .docs("https://keras.io/api/layers/initializers/#variancescaling-class");

pub static INITIALIZER_DISTRIBUTION: ParamSpec = ParamSpec::choice::<InitializerDistribution>(
    "initializer_distribution",
    "Distribution of initial weights",
)
.group(Group::Architecture)
.applies(|params| has_field(params, &INITIALIZER_DISTRIBUTION))
.argument("distribution")
.help("How weights of this variance are drawn; it matters little beside the variance.")
.docs("https://keras.io/api/layers/initializers/#variancescaling-class");

impl InitializerKind {
    /// Its arguments.
    pub(super) fn fields(self) -> &'static [&'static ParamSpec] {
        match self {
            Self::RandomNormal | Self::TruncatedNormal => {
                const { &[&INITIALIZER_MEAN, &INITIALIZER_STDDEV] }
            }
            Self::Orthogonal => const { &[&INITIALIZER_GAIN] },
            Self::RandomUniform => const { &[&INITIALIZER_MINVAL, &INITIALIZER_MAXVAL] },
            Self::VarianceScaling => {
                const {
                    &[
                        &INITIALIZER_SCALE,
                        &INITIALIZER_MODE,
                        &INITIALIZER_DISTRIBUTION,
                    ]
                }
            }
            Self::GlorotUniform
            | Self::GlorotNormal
            | Self::HeUniform
            | Self::HeNormal
            | Self::LecunUniform
            | Self::LecunNormal
            | Self::Zeros => &[],
        }
    }

    /// Keras' class.
    fn class(self) -> &'static str {
        match self {
            Self::GlorotUniform => "GlorotUniform",
            Self::GlorotNormal => "GlorotNormal",
            Self::HeUniform => "HeUniform",
            Self::HeNormal => "HeNormal",
            Self::LecunUniform => "LecunUniform",
            Self::LecunNormal => "LecunNormal",
            Self::Orthogonal => "Orthogonal",
            Self::RandomNormal => "RandomNormal",
            Self::TruncatedNormal => "TruncatedNormal",
            Self::RandomUniform => "RandomUniform",
            Self::VarianceScaling => "VarianceScaling",
            Self::Zeros => "Zeros",
        }
    }
}

fn has_field(params: &HyperParams, field: &ParamSpec) -> bool {
    let kind: Option<InitializerKind> = params.chosen(&KERNEL_INITIALIZER);
    kind.is_some_and(|kind| kind.fields().contains(&field))
}

/// How kernels start; <https://keras.io/api/layers/initializers/>. V is the variance that the layer's width
/// asks for: 2 / (fan_in + fan_out) for Glorot, 2 / fan_in for He, 1 / fan_in for LeCun.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Initializer {
    /// Even over ±√(3V).
    Uniform(Fan),
    /// A normal of variance V after being cut off at two deviations.
    Normal(Fan),
    /// A random rotation (a part of one, where the kernel is not square) times `gain`.
    Orthogonal {
        gain: f64,
    },
    /// A normal that nothing cuts off.
    RandomNormal {
        mean: f64,
        stddev: f64,
    },
    /// A normal cut off at two deviations, without making up for it.
    TruncatedNormal {
        mean: f64,
        stddev: f64,
    },
    /// Even over a range.
    RandomUniform {
        minval: f64,
        maxval: f64,
    },
    /// Of variance `scale` / n, where n is the mode's.
    VarianceScaling {
        scale: f64,
        mode: FanMode,
        distribution: InitializerDistribution,
    },
    Zeros,
}

/// Whose rule gives the variance of initial weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fan {
    Glorot,
    He,
    Lecun,
}

impl Initializer {
    pub(super) fn read(params: &HyperParams) -> Self {
        let mean = params.real(&INITIALIZER_MEAN);
        let stddev = params.real(&INITIALIZER_STDDEV);
        match params.choice(&KERNEL_INITIALIZER) {
            InitializerKind::GlorotUniform => Self::Uniform(Fan::Glorot),
            InitializerKind::GlorotNormal => Self::Normal(Fan::Glorot),
            InitializerKind::HeUniform => Self::Uniform(Fan::He),
            InitializerKind::HeNormal => Self::Normal(Fan::He),
            InitializerKind::LecunUniform => Self::Uniform(Fan::Lecun),
            InitializerKind::LecunNormal => Self::Normal(Fan::Lecun),
            InitializerKind::Orthogonal => Self::Orthogonal {
                gain: params.real(&INITIALIZER_GAIN),
            },
            InitializerKind::RandomNormal => Self::RandomNormal { mean, stddev },
            InitializerKind::TruncatedNormal => Self::TruncatedNormal { mean, stddev },
            InitializerKind::RandomUniform => Self::RandomUniform {
                minval: params.real(&INITIALIZER_MINVAL),
                maxval: params.real(&INITIALIZER_MAXVAL),
            },
            InitializerKind::VarianceScaling => Self::VarianceScaling {
                scale: params.real(&INITIALIZER_SCALE),
                mode: params.choice(&INITIALIZER_MODE),
                distribution: params.choice(&INITIALIZER_DISTRIBUTION),
            },
            InitializerKind::Zeros => Self::Zeros,
        }
    }
}

/// Keras' default is left out; one without arguments goes by its name.
pub(super) fn spell(keras: &Keras) -> Option<Code> {
    keras.choose(&KERNEL_INITIALIZER, |kind: InitializerKind, keras| {
        let is_said = kind != InitializerKind::default() || keras.chooses(&KERNEL_INITIALIZER);
        is_said.then(|| {
            let arguments = keras.arguments(kind.fields().iter().copied());
            Code::object("initializers", kind.class(), kind.name(), arguments)
        })
    })
}

fn bounds_are_in_order(params: &HyperParams) -> Option<InvalidParam> {
    let largest = params.real(&INITIALIZER_MAXVAL);
    if !has_field(params, &INITIALIZER_MINVAL) || params.real(&INITIALIZER_MINVAL) <= largest {
        return None;
    }
    let requirement = format!("must be at most the largest initial weight, {largest}");
    params.contradiction(&INITIALIZER_MINVAL, requirement)
}

fn zeros_with_hidden_layers(params: &HyperParams) -> Option<ParamWarning> {
    let is_zero = params.choice::<InitializerKind>(&KERNEL_INITIALIZER) == InitializerKind::Zeros;
    if !is_zero || !has_hidden_layers(params) {
        return None;
    }
    let message = "With hidden layers, all nodes stay identical: a network of zeros barely learns.";
    ParamWarning::new(&KERNEL_INITIALIZER, message)
}
