//! Batch normalization of the hidden layers.

mod renorm;
mod variables;

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::concept::{Concept, ParamWarning};
use super::constraint::Constraint;
use super::keras::Keras;
use super::layers::has_hidden_layers;
use super::python::Code;
use super::regularizer::Regularizer;
use super::training::{BATCH_SIZE, training_images};
use super::{Group, HyperParams, ParamSpec, Scale};

pub use renorm::*;
pub use variables::*;

pub(super) const CONCEPT: Concept = Concept {
    rows: &[
        &[
            &BATCH_NORM,
            &BATCH_NORM_MOMENTUM,
            &BATCH_NORM_EPSILON,
            &BATCH_NORM_CENTER,
            &BATCH_NORM_SCALE,
        ],
        variables::ROWS,
        renorm::ROWS,
    ],
    checks: &[
        |params| GAMMA_BOUNDS.check(params),
        |params| BETA_BOUNDS.check(params),
        renorm::limits_are_sizes,
        renorm::limits_have_room,
    ],
    doubts: &[a_batch_of_one],
    ..Concept::EMPTY
};

const KERAS: &str = "https://keras.io/api/layers/normalization_layers/batch_normalization/";

choices! {
    /// Whether layers are normalized, and where.
    pub enum BatchNormKind, default Off {
        Off => "off", "Off";
        BeforeActivation => "before_activation", "Before the activation";
        AfterActivation => "after_activation", "After the activation";
    }
}

pub static BATCH_NORM: ParamSpec =
    ParamSpec::choice::<BatchNormKind>("batch_norm", "Batch normalization")
        .group(Group::Architecture)
        .applies(has_hidden_layers)
        .aliases(&["batchnorm"])
        .help("Rescales each node's outputs over the batch, which allows larger learning rates.")
        .docs(KERAS);

pub static BATCH_NORM_MOMENTUM: ParamSpec = ParamSpec::real(
    "batch_norm_momentum",
    "Batch norm momentum",
    (0.0, 1.0),
    Scale::Linear,
    0.99,
)
.group(Group::Architecture)
.advanced()
.applies(normalizes)
.argument("momentum")
.help(
    "A longer memory of past batches for the statistics used in evaluation: steadier, but lagging.",
)
.docs(KERAS);

pub static BATCH_NORM_EPSILON: ParamSpec = ParamSpec::real(
    "batch_norm_epsilon",
    "Batch norm epsilon",
    (1e-10, 1.0),
    Scale::Log,
    1e-3,
)
.group(Group::Architecture)
.advanced()
.applies(normalizes)
.argument("epsilon")
.help("Added to the variance: larger values amplify nearly constant outputs less.")
.docs(KERAS);

pub static BATCH_NORM_CENTER: ParamSpec =
    ParamSpec::switch("batch_norm_center", "Batch norm offset", true)
        .group(Group::Architecture)
        .advanced()
        .applies(normalizes)
        .argument("center")
        .help("Learns an offset (beta) for each normalized node.")
        .docs(KERAS);

pub static BATCH_NORM_SCALE: ParamSpec =
    ParamSpec::switch("batch_norm_scale", "Batch norm scale", true)
        .group(Group::Architecture)
        .advanced()
        .applies(normalizes)
        .argument("scale")
        .help("Learns a scale (gamma) for each normalized node.")
        .docs(KERAS);

fn normalizes(params: &HyperParams) -> bool {
    has_hidden_layers(params) && params.chosen(&BATCH_NORM) != Some(BatchNormKind::Off)
}

/// Batch normalization of the hidden layers;
/// <https://keras.io/api/layers/normalization_layers/batch_normalization/>
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BatchNormConfig {
    pub position: Norm,
    /// Memory of past batches in the moving statistics, 0 to 1.
    pub momentum: f64,
    /// Added to the variance.
    pub epsilon: f64,
    /// The learned factor of each unit, if there is one (Keras' scale).
    pub gamma: Option<NormVariable>,
    /// The learned offset of each unit, if there is one (Keras' center).
    pub beta: Option<NormVariable>,
    /// Where the moving mean starts.
    pub moving_mean: f64,
    /// Where the moving variance starts, 0 or more.
    pub moving_variance: f64,
    pub renorm: Option<Renorm>,
}

/// Where batch normalization stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Norm {
    BeforeActivation,
    AfterActivation,
}

impl BatchNormConfig {
    pub(super) fn read(params: &HyperParams) -> Option<Self> {
        let position = match params.choice(&BATCH_NORM) {
            BatchNormKind::Off => return None,
            BatchNormKind::BeforeActivation => Norm::BeforeActivation,
            BatchNormKind::AfterActivation => Norm::AfterActivation,
        };
        Some(Self {
            position,
            momentum: params.real(&BATCH_NORM_MOMENTUM),
            epsilon: params.real(&BATCH_NORM_EPSILON),
            gamma: NormVariable::gamma(params),
            beta: NormVariable::beta(params),
            moving_mean: params.real(&BATCH_NORM_MOVING_MEAN_INITIALIZER),
            moving_variance: params.real(&BATCH_NORM_MOVING_VARIANCE_INITIALIZER),
            renorm: Renorm::read(params),
        })
    }
}

/// The layer with what is not Keras' default.
pub(super) fn spell(keras: &Keras) -> Code {
    let rows = [
        &BATCH_NORM_MOMENTUM,
        &BATCH_NORM_EPSILON,
        &BATCH_NORM_CENTER,
        &BATCH_NORM_SCALE,
    ];
    Code::call("layers.BatchNormalization")
        .with_all(keras.arguments(rows))
        .with_all(variables::spell(keras))
        .with_all(renorm::spell(keras))
}

/// One image is its own mean: normalized it is all zeros. Renormalization corrects that by past batches.
fn a_batch_of_one(params: &HyperParams) -> Option<ParamWarning> {
    if !normalizes(params) || params.is_on(&BATCH_NORM_RENORM) {
        return None;
    }
    let (images, batch_size) = (training_images(params), params.whole(&BATCH_SIZE));
    let message = match (images % batch_size.max(1), batch_size) {
        (_, 1) => {
            "Batch normalization turns a batch of one image into zeros, so nothing is learned."
                .to_owned()
        }
        (1, _) => format!(
            "Of {images} images the last batch holds one, of which batch normalization leaves nothing; a batch size \
             that leaves more, or none, is better."
        ),
        _ => return None,
    };
    ParamWarning::new(&BATCH_SIZE, message)
}
