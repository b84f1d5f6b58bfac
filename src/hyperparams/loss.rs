//! What training makes small.

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::concept::{Concept, ParamWarning};
use super::keras::Keras;
use super::layers::{ActivationKind, OUTPUT_ACTIVATION};
use super::python::Code;
use super::{Group, HyperParams, ParamSpec, Scale};

pub(super) const CONCEPT: Concept = Concept {
    rows: &[&[
        &LOSS,
        &HUBER_DELTA,
        &LABEL_SMOOTHING,
        &FROM_LOGITS,
        &REDUCTION,
    ]],
    doubts: &[softmax_taken_twice, no_probabilities],
    ..Concept::EMPTY
};

choices! {
    /// The name of a loss.
    pub enum LossKind, default CategoricalCrossentropy {
        // The labels of this page are one-hot; the sparse loss is the same.
        CategoricalCrossentropy => "categorical_crossentropy", "Cross-entropy",
            also "sparsecategoricalcrossentropy" | "crossentropyloss";
        KlDivergence => "kl_divergence", "KL divergence", also "kld" | "kullbackleiblerdivergence";
        MeanSquaredError => "mean_squared_error", "Mean squared error", also "mse";
        MeanAbsoluteError => "mean_absolute_error", "Mean absolute error", also "mae";
        CategoricalHinge => "categorical_hinge", "Hinge";
        Huber => "huber", "Huber", also "huberloss";
        BinaryCrossentropy => "binary_crossentropy", "Binary cross-entropy", also "bce" | "bceloss";
    }
}

choices! {
    /// How the losses of a batch's images become one.
    pub enum Reduction, default Mean {
        Mean => "sum_over_batch_size", "Mean of the batch";
        Sum => "sum", "Sum of the batch";
    }
}

pub static LOSS: ParamSpec = ParamSpec::choice::<LossKind>("loss", "Loss")
    .group(Group::Loss)
    .aliases(&["cost function", "objective", "criterion"])
    .help("How errors are measured: cross-entropy punishes confident mistakes hard, squared error mildly.")
    .docs("https://keras.io/api/losses/");

pub static HUBER_DELTA: ParamSpec = ParamSpec::real(
    "huber_delta",
    "Delta",
    (1e-3, 10.0),
    Scale::Log,
    1.0,
)
.group(Group::Loss)
.applies(|params| has_field(params, &HUBER_DELTA))
.argument("delta")
.help(
    "Errors up to this are squared and larger ones count linearly: smaller values forgive outliers.",
)
.docs("https://keras.io/api/losses/regression_losses/#huber-class");

pub static LABEL_SMOOTHING: ParamSpec = ParamSpec::real(
    "label_smoothing",
    "Label smoothing",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Loss)
.applies(|params| has_field(params, &LABEL_SMOOTHING))
.help("Trains toward less than full certainty: less overconfident, then too hesitant.")
.docs("https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class");

pub static FROM_LOGITS: ParamSpec = ParamSpec::switch("from_logits", "From logits", false)
    .group(Group::Loss)
    .advanced()
    .applies(|params| has_field(params, &FROM_LOGITS))
    .help("Applies the softmax (binary: the sigmoid) inside the loss; meant for a linear output activation.")
    .docs("https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class");

pub static REDUCTION: ParamSpec = ParamSpec::choice::<Reduction>("reduction", "Reduction")
.group(Group::Loss)
.advanced()
.help("A sum multiplies gradients, and so steps, by the batch size, unless the optimizer rescales them.")
.docs("https://keras.io/api/losses/#standalone-usage-of-losses");

impl LossKind {
    /// Its arguments beside the reduction.
    pub(super) fn fields(self) -> &'static [&'static ParamSpec] {
        match self {
            Self::CategoricalCrossentropy | Self::BinaryCrossentropy => {
                const { &[&FROM_LOGITS, &LABEL_SMOOTHING] }
            }
            Self::Huber => const { &[&HUBER_DELTA] },
            Self::KlDivergence
            | Self::MeanSquaredError
            | Self::MeanAbsoluteError
            | Self::CategoricalHinge => &[],
        }
    }

    /// Keras' class.
    fn class(self) -> &'static str {
        match self {
            Self::CategoricalCrossentropy => "CategoricalCrossentropy",
            Self::KlDivergence => "KLDivergence",
            Self::MeanSquaredError => "MeanSquaredError",
            Self::MeanAbsoluteError => "MeanAbsoluteError",
            Self::CategoricalHinge => "CategoricalHinge",
            Self::Huber => "Huber",
            Self::BinaryCrossentropy => "BinaryCrossentropy",
        }
    }
}

fn has_field(params: &HyperParams, field: &ParamSpec) -> bool {
    let kind: Option<LossKind> = params.chosen(&LOSS);
    kind.is_some_and(|kind| kind.fields().contains(&field))
}

/// Keras' losses of an image; <https://keras.io/api/losses/>.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Loss {
    CategoricalCrossentropy {
        /// The outputs are taken as logits and not clipped.
        from_logits: bool,
        /// The share of certainty that is spread over all classes, 0 to 1.
        label_smoothing: f64,
    },
    KlDivergence,
    /// The mean over the outputs.
    MeanSquaredError,
    /// The mean over the outputs.
    MeanAbsoluteError,
    CategoricalHinge,
    /// The mean over the outputs: half the square of an error up to delta, in a straight line beyond.
    Huber {
        delta: f64,
    },
    /// Each output by itself, is it the digit or not: the mean over the outputs.
    BinaryCrossentropy {
        /// The outputs are taken as logits, of which a sigmoid makes probabilities, and not clipped.
        from_logits: bool,
        /// The share of certainty that is given up for one half, 0 to 1.
        label_smoothing: f64,
    },
}

impl Loss {
    pub(super) fn read(params: &HyperParams) -> Self {
        match params.choice(&LOSS) {
            LossKind::CategoricalCrossentropy => Self::CategoricalCrossentropy {
                from_logits: params.is_on(&FROM_LOGITS),
                label_smoothing: params.real(&LABEL_SMOOTHING),
            },
            LossKind::KlDivergence => Self::KlDivergence,
            LossKind::MeanSquaredError => Self::MeanSquaredError,
            LossKind::MeanAbsoluteError => Self::MeanAbsoluteError,
            LossKind::CategoricalHinge => Self::CategoricalHinge,
            LossKind::BinaryCrossentropy => Self::BinaryCrossentropy {
                from_logits: params.is_on(&FROM_LOGITS),
                label_smoothing: params.real(&LABEL_SMOOTHING),
            },
            LossKind::Huber => Self::Huber {
                delta: params.real(&HUBER_DELTA),
            },
        }
    }
}

/// By its name where nothing else is to be said.
pub(super) fn spell(keras: &Keras) -> Option<Code> {
    keras.choose(&LOSS, |kind: LossKind, keras| {
        let rows = kind.fields().iter().copied().chain([&REDUCTION]);
        Some(Code::object(
            "losses",
            kind.class(),
            kind.name(),
            keras.arguments(rows),
        ))
    })
}

fn softmax_taken_twice(params: &HyperParams) -> Option<ParamWarning> {
    let is_softmax = params.choice::<ActivationKind>(&OUTPUT_ACTIVATION) == ActivationKind::Softmax;
    if !params.is_on(&FROM_LOGITS) || !is_softmax {
        return None;
    }
    let message = "The output activation is already softmax; logits come from a linear one.";
    ParamWarning::new(&FROM_LOGITS, message)
}

fn no_probabilities(params: &HyperParams) -> Option<ParamWarning> {
    use ActivationKind::{HardSigmoid, Sigmoid, Softmax, Softplus};
    let output: ActivationKind = params.choice(&OUTPUT_ACTIVATION);
    let message = match Loss::read(params) {
        // Cross-entropy divides by the sum first, so any positive outputs do.
        Loss::CategoricalCrossentropy { from_logits, .. }
            if !from_logits && ![Softmax, Sigmoid, Softplus].contains(&output) =>
        {
            format!(
                "This loss needs probabilities, which {} does not give.",
                output.name()
            )
        }
        Loss::BinaryCrossentropy { from_logits, .. }
            if !from_logits && ![Softmax, Sigmoid, HardSigmoid].contains(&output) =>
        {
            format!(
                "This loss needs probabilities, which {} does not give.",
                output.name()
            )
        }
        Loss::KlDivergence if output != Softmax => format!(
            "This loss needs probabilities that add up to 1. {} can make all of them large at once: the loss falls \
             to 0, at times below, and little is learned.",
            output.name()
        ),
        Loss::CategoricalCrossentropy { .. }
        | Loss::BinaryCrossentropy { .. }
        | Loss::KlDivergence
        | Loss::MeanSquaredError
        | Loss::MeanAbsoluteError
        | Loss::CategoricalHinge
        | Loss::Huber { .. } => return None,
    };
    ParamWarning::new(&OUTPUT_ACTIVATION, message)
}
