//! Whether layers have biases, and where those start.

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::concept::Concept;
use super::keras::Keras;
use super::python::Code;
use super::{Group, HyperParams, ParamSpec, Scale};

pub(super) const CONCEPT: Concept = Concept {
    rows: &[&[
        &USE_BIAS,
        &BIAS_INITIALIZER,
        &BIAS_INITIALIZER_VALUE,
        &BIAS_INITIALIZER_MEAN,
        &BIAS_INITIALIZER_STDDEV,
    ]],
    ..Concept::EMPTY
};

pub static USE_BIAS: ParamSpec = ParamSpec::switch("use_bias", "Biases", true)
    .group(Group::Architecture)
    .advanced()
    .help("Gives every node an offset of its own, so that it can fire without input.")
    .docs("https://keras.io/api/layers/core_layers/dense/");

choices! {
    /// The name of the biases' initializer.
    pub enum BiasInitializerKind, default Zeros {
        Zeros => "zeros", "Zeros", also "zero";
        Ones => "ones", "Ones", also "one";
        Constant => "constant", "Constant";
        RandomNormal => "random_normal", "Random normal";
        TruncatedNormal => "truncated_normal", "Truncated normal";
    }
}

pub static BIAS_INITIALIZER: ParamSpec = ParamSpec::choice::<BiasInitializerKind>(
    "bias_initializer",
    "Initial biases",
)
.group(Group::Architecture)
.advanced()
.applies(has_biases)
.help(
    "Where biases start: above zero, every ReLU fires at first; random ones differ from the start.",
)
.docs("https://keras.io/api/layers/initializers/");

pub static BIAS_INITIALIZER_VALUE: ParamSpec = ParamSpec::real(
    "bias_initializer_value",
    "Value of initial biases",
    (-10.0, 10.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| has_field(params, &BIAS_INITIALIZER_VALUE))
.argument("value")
.help("The bias every node starts with: higher values make it fire more readily.")
.docs("https://keras.io/api/layers/initializers/#constant-class");

pub static BIAS_INITIALIZER_MEAN: ParamSpec = ParamSpec::real(
    "bias_initializer_mean",
    "Mean of initial biases",
    (-1.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Architecture)
.advanced()
.applies(|params| has_field(params, &BIAS_INITIALIZER_MEAN))
.argument("mean")
.help("The mean of the initial biases: higher values make nodes fire more readily.")
.docs("https://keras.io/api/layers/initializers/#randomnormal-class");

pub static BIAS_INITIALIZER_STDDEV: ParamSpec = ParamSpec::real(
    "bias_initializer_stddev",
    "Spread of initial biases",
    (0.0, 1.0),
    Scale::Linear,
    0.05,
)
.group(Group::Architecture)
.advanced()
.applies(|params| has_field(params, &BIAS_INITIALIZER_STDDEV))
.argument("stddev")
.help(
    "The standard deviation of the initial biases: larger values make nodes differ more at first.",
)
.docs("https://keras.io/api/layers/initializers/#randomnormal-class");

pub(super) fn has_biases(params: &HyperParams) -> bool {
    params.switch(&USE_BIAS) != Some(false)
}

impl BiasInitializerKind {
    /// Its arguments.
    pub(super) fn fields(self) -> &'static [&'static ParamSpec] {
        match self {
            Self::Constant => const { &[&BIAS_INITIALIZER_VALUE] },
            Self::RandomNormal | Self::TruncatedNormal => {
                const { &[&BIAS_INITIALIZER_MEAN, &BIAS_INITIALIZER_STDDEV] }
            }
            Self::Zeros | Self::Ones => &[],
        }
    }

    /// Keras' class.
    fn class(self) -> &'static str {
        match self {
            Self::Zeros => "Zeros",
            Self::Ones => "Ones",
            Self::Constant => "Constant",
            Self::RandomNormal => "RandomNormal",
            Self::TruncatedNormal => "TruncatedNormal",
        }
    }
}

fn has_field(params: &HyperParams, field: &ParamSpec) -> bool {
    let kind: Option<BiasInitializerKind> = params.chosen(&BIAS_INITIALIZER);
    has_biases(params) && kind.is_some_and(|kind| kind.fields().contains(&field))
}

/// How biases start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum BiasInitializer {
    Constant(f64),
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
}

impl BiasInitializer {
    pub(super) fn read(params: &HyperParams) -> Self {
        let mean = params.real(&BIAS_INITIALIZER_MEAN);
        let stddev = params.real(&BIAS_INITIALIZER_STDDEV);
        match params.choice(&BIAS_INITIALIZER) {
            BiasInitializerKind::Zeros => Self::Constant(0.0),
            BiasInitializerKind::Ones => Self::Constant(1.0),
            BiasInitializerKind::Constant => Self::Constant(params.real(&BIAS_INITIALIZER_VALUE)),
            BiasInitializerKind::RandomNormal => Self::RandomNormal { mean, stddev },
            BiasInitializerKind::TruncatedNormal => Self::TruncatedNormal { mean, stddev },
        }
    }
}

/// Keras' default is left out; one without arguments goes by its name.
pub(super) fn spell(keras: &Keras) -> Option<Code> {
    keras.choose(&BIAS_INITIALIZER, |kind: BiasInitializerKind, keras| {
        let is_said = kind != BiasInitializerKind::default() || keras.chooses(&BIAS_INITIALIZER);
        is_said.then(|| {
            let arguments = keras.arguments(kind.fields().iter().copied());
            Code::object("initializers", kind.class(), kind.name(), arguments)
        })
    })
}
