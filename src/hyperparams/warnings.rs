//! What can be trained with and yet is hardly meant.

use super::HyperParams;
use super::catalog::*;
use super::checked::training_share;

/// Something worth knowing about a value that is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParamWarning {
    /// The catalogue key.
    pub key: &'static str,
    /// A sentence.
    pub message: String,
}

type Doubt = fn(&HyperParams) -> Option<ParamWarning>;

const DOUBTS: [Doubt; 9] = [
    |params| {
        outlasts_the_run(
            params,
            &EARLY_STOPPING_PATIENCE,
            "the run never stops early",
        )
    },
    |params| {
        outlasts_the_run(
            params,
            &EARLY_STOPPING_START_FROM_EPOCH,
            "nothing is watched",
        )
    },
    |params| outlasts_the_run(params, &REDUCE_LR_PATIENCE, "the rate is never reduced"),
    softmax_taken_twice,
    no_probabilities,
    adadelta_at_a_crawl,
    a_batch_of_one,
    adamw_without_decay,
    zeros_with_hidden_layers,
];

impl HyperParams {
    /// What is allowed and yet hardly meant; nothing where the [check](Self::check) fails.
    pub fn warnings(&self) -> Vec<ParamWarning> {
        if !self.errors().is_empty() {
            return Vec::new();
        }
        DOUBTS.iter().filter_map(|doubt| doubt(self)).collect()
    }
}

fn warning(row: &ParamSpec, message: impl Into<String>) -> Option<ParamWarning> {
    Some(ParamWarning {
        key: row.key,
        message: message.into(),
    })
}

fn outlasts_the_run(params: &HyperParams, row: &ParamSpec, then: &str) -> Option<ParamWarning> {
    let epochs = params.whole(&EPOCHS);
    if !(row.applies)(params) || params.whole(row) < epochs {
        return None;
    }
    warning(row, format!("The run has {epochs} epochs, so {then}."))
}

fn softmax_taken_twice(params: &HyperParams) -> Option<ParamWarning> {
    if !params.is_on(&FROM_LOGITS) || params.name(&OUTPUT_ACTIVATION) != "softmax" {
        return None;
    }
    let message = "The output activation is softmax already; logits come from a linear one.";
    warning(&FROM_LOGITS, message)
}

fn no_probabilities(params: &HyperParams) -> Option<ParamWarning> {
    let output = params.name(&OUTPUT_ACTIVATION);
    let is_one_of = |names: &[&str]| names.contains(&output.as_str());
    let message = match params.name(&LOSS).as_str() {
        // Cross-entropy divides by the sum first, so any positive outputs do.
        "categorical_crossentropy"
            if !params.is_on(&FROM_LOGITS) && !is_one_of(&["softmax", "sigmoid", "softplus"]) =>
        {
            format!("This loss wants probabilities, which {output} does not give.")
        }
        "kl_divergence" if !is_one_of(&["softmax"]) => format!(
            "This loss wants probabilities that add up to 1. {output} can make all of them large at once: the loss falls \
             to 0, at times below, and little is learned."
        ),
        _ => return None,
    };
    warning(&OUTPUT_ACTIVATION, message)
}

/// Keras' default is 0.001; with it six epochs leave accuracy at 10 %. At 0.01 the second ends at 27 %, at 0.1 the
/// first at 75 %, at 1 at 90 %.
fn adadelta_at_a_crawl(params: &HyperParams) -> Option<ParamWarning> {
    let is_slow = (LEARNING_RATE.applies)(params) && params.real(&LEARNING_RATE) < 0.1;
    if params.name(&OPTIMIZER) != "adadelta" || !is_slow {
        return None;
    }
    let message = "Adadelta hardly moves at such a rate, though Keras’ default is 0.001. The rule was published with 1.";
    warning(&LEARNING_RATE, message)
}

/// One image is its own mean: normalized it is all zeros. Renormalization corrects that by past batches.
fn a_batch_of_one(params: &HyperParams) -> Option<ParamWarning> {
    let normalizes = (BATCH_NORM_RENORM.applies)(params) && !params.is_on(&BATCH_NORM_RENORM);
    let batch_size = params.whole(&BATCH_SIZE);
    let images = training_share(params.whole(&TRAIN_IMAGES), params.real(&VALIDATION_SPLIT));
    let message = match (images % batch_size.max(1), batch_size) {
        _ if !normalizes => return None,
        (_, 1) => "Batch normalization of one image leaves nothing of it, so nothing is learned."
            .to_owned(),
        (1, _) => format!(
            "Of {images} images the last batch holds one, of which batch normalization leaves nothing; a batch size \
             that leaves more, or none, is better."
        ),
        _ => return None,
    };
    warning(&BATCH_SIZE, message)
}

fn adamw_without_decay(params: &HyperParams) -> Option<ParamWarning> {
    if params.name(&OPTIMIZER) != "adamw" || params.real(&WEIGHT_DECAY) > 0.0 {
        return None;
    }
    warning(&WEIGHT_DECAY, "AdamW without weight decay is Adam.")
}

fn zeros_with_hidden_layers(params: &HyperParams) -> Option<ParamWarning> {
    if params.name(&KERNEL_INITIALIZER) != "zeros" || params.hidden_layers().is_empty() {
        return None;
    }
    let message = "With hidden layers all nodes stay alike: a network of zeros hardly learns.";
    warning(&KERNEL_INITIALIZER, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warned(params: HyperParams) -> Vec<&'static str> {
        params
            .warnings()
            .iter()
            .map(|warning| warning.key)
            .collect()
    }

    #[test]
    fn the_defaults_raise_no_doubt() {
        assert_eq!(HyperParams::default().warnings(), []);
    }

    #[test]
    fn patience_beyond_the_epochs_is_a_warning() {
        let params = HyperParams::default()
            .with(&EARLY_STOPPING, true)
            .with(&EARLY_STOPPING_PATIENCE, 10.0);
        assert_eq!(warned(params.clone()), ["early_stopping_patience"]);
        assert!(params.check().is_ok());
        assert_eq!(warned(params.with(&EPOCHS, 11.0)), [""; 0]);
    }

    #[test]
    fn patience_of_a_plateau_beyond_the_epochs_is_a_warning() {
        let params = HyperParams::default().with(&LR_SCHEDULE, "reduce_lr_on_plateau");
        assert_eq!(warned(params), ["reduce_lr_patience"]);
    }

    #[test]
    fn watching_that_begins_after_the_run_is_a_warning() {
        let params = HyperParams::default()
            .with(&EARLY_STOPPING, true)
            .with(&EARLY_STOPPING_START_FROM_EPOCH, 10.0);
        assert_eq!(warned(params), ["early_stopping_start_from_epoch"]);
    }

    #[test]
    fn a_softmax_taken_twice_is_a_warning() {
        let params = HyperParams::default().with(&FROM_LOGITS, true);
        assert_eq!(warned(params.clone()), ["from_logits"]);
        assert_eq!(warned(params.with(&OUTPUT_ACTIVATION, "linear")), [""; 0]);
    }

    #[test]
    fn outputs_that_are_no_probabilities_are_a_warning() {
        let params = HyperParams::default().with(&OUTPUT_ACTIVATION, "tanh");
        assert_eq!(warned(params.clone()), ["output_activation"]);
        assert_eq!(warned(params.with(&LOSS, "mean_squared_error")), [""; 0]);
    }

    #[test]
    fn kl_divergence_of_outputs_that_do_not_add_up_to_1_is_a_warning() {
        let params = HyperParams::default().with(&LOSS, "kl_divergence");
        assert_eq!(warned(params.clone()), [""; 0]);
        for output in ["softplus", "sigmoid", "linear"] {
            let params = params.clone().with(&OUTPUT_ACTIVATION, output);
            assert_eq!(warned(params.clone()), ["output_activation"]);
            let is_normalized = ["softplus", "sigmoid"].contains(&output);
            let with_cross_entropy = warned(params.with(&LOSS, "categorical_crossentropy"));
            assert_eq!(with_cross_entropy.is_empty(), is_normalized, "{output}");
        }
    }

    #[test]
    fn adadelta_at_the_rate_of_other_rules_is_a_warning() {
        let params = HyperParams::default().with(&OPTIMIZER, "adadelta");
        assert_eq!(warned(params.clone()), ["learning_rate"]);
        assert_eq!(warned(params.clone().with(&LEARNING_RATE, 0.1)), [""; 0]);
        assert_eq!(warned(params.with(&OPTIMIZER, "adagrad")), [""; 0]);
    }

    #[test]
    fn batch_normalization_of_one_image_is_a_warning() {
        let params = HyperParams::default().with(&BATCH_NORM, "before_activation");
        let warned_with = |batch_size: f64, images: f64, split: f64| {
            let params = params.clone().with(&BATCH_SIZE, batch_size);
            let params = params
                .with(&TRAIN_IMAGES, images)
                .with(&VALIDATION_SPLIT, split);
            let message = |warning: &ParamWarning| warning.message.clone();
            params.warnings().iter().map(message).collect::<String>()
        };
        assert!(warned_with(1.0, 300.0, 0.0).contains("nothing is learned"));
        assert!(warned_with(100.0, 1001.0, 0.0).contains("Of 1001 images the last batch"));
        assert!(
            warned_with(100.0, 2002.0, 0.5).contains("Of 1001 images"),
            "after the split"
        );
        for (batch_size, images) in [(100.0, 1000.0), (100.0, 1002.0), (2.0, 2000.0)] {
            assert_eq!(warned_with(batch_size, images, 0.0), "");
        }
    }

    #[test]
    fn a_batch_of_one_that_is_not_normalized_by_itself_is_no_warning() {
        let params = HyperParams::default().with(&BATCH_SIZE, 1.0);
        assert_eq!(warned(params.clone()), [""; 0]);
        let params = params.with(&BATCH_NORM, "after_activation");
        assert_eq!(warned(params.clone()), ["batch_size"]);
        assert_eq!(
            warned(params.clone().with(&BATCH_NORM_RENORM, true)),
            [""; 0]
        );
        assert_eq!(warned(params.with(&N_LAYERS, 0.0)), [""; 0]);
    }

    #[test]
    fn adamw_without_decay_is_a_warning() {
        let params = HyperParams::default().with(&OPTIMIZER, "adamw");
        assert_eq!(warned(params.clone()), [""; 0]);
        assert_eq!(warned(params.with(&WEIGHT_DECAY, 0.0)), ["weight_decay"]);
    }

    #[test]
    fn hidden_layers_of_zeros_are_a_warning() {
        let params = HyperParams::default().with(&KERNEL_INITIALIZER, "zeros");
        assert_eq!(warned(params.clone()), ["kernel_initializer"]);
        assert_eq!(warned(params.with(&N_LAYERS, 0.0)), [""; 0]);
    }
}
