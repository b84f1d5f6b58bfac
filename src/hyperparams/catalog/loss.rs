//! What training makes small.

use super::{Choice, Group, ParamSpec, Scale};
use crate::hyperparams::HyperParams;

fn is_cross_entropy(params: &HyperParams) -> bool {
    params.text(&LOSS) == Some("categorical_crossentropy")
}

pub static LOSS: ParamSpec = ParamSpec::choice(
    "loss",
    "Loss",
    &[
        Choice::new("categorical_crossentropy", "Cross-entropy"),
        Choice::new("kl_divergence", "KL divergence"),
        Choice::new("mean_squared_error", "Mean squared error"),
        Choice::new("mean_absolute_error", "Mean absolute error"),
        Choice::new("categorical_hinge", "Hinge"),
    ],
    "categorical_crossentropy",
)
.group(Group::Loss)
.aliases(&["cost function", "objective", "criterion"])
.help("What counts as wrong: cross-entropy punishes sure mistakes hard, squared error mildly.")
.docs("https://keras.io/api/losses/");

pub static LABEL_SMOOTHING: ParamSpec = ParamSpec::real(
    "label_smoothing",
    "Label smoothing",
    (0.0, 1.0),
    Scale::Linear,
    0.0,
)
.group(Group::Loss)
.applies(is_cross_entropy)
.help("Asks for less than full certainty: less overconfident, then less decided.")
.docs("https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class");

pub static FROM_LOGITS: ParamSpec = ParamSpec::switch("from_logits", "From logits", false)
    .group(Group::Loss)
    .advanced()
    .applies(is_cross_entropy)
    .help("Takes the softmax within the loss; meant for a linear output activation.")
    .docs("https://keras.io/api/losses/probabilistic_losses/#categoricalcrossentropy-class");

pub static REDUCTION: ParamSpec = ParamSpec::choice(
    "reduction",
    "Reduction",
    &[
        Choice::new("sum_over_batch_size", "Mean of the batch"),
        Choice::new("sum", "Sum of the batch"),
    ],
    "sum_over_batch_size",
)
.group(Group::Loss)
.advanced()
.help("A sum makes gradients larger by the batch size, and so steps, unless the optimizer rescales them.")
.docs("https://keras.io/api/losses/#standalone-usage-of-losses");
