//! What can be trained with and yet is hardly meant.

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
fn a_batch_of_more_images_than_there_are_is_a_warning() {
    let params = HyperParams::default().with(&TRAIN_IMAGES, 3000.0);
    let keys = |batch_size: f64, split: f64| {
        let params = params.clone().with(&BATCH_SIZE, batch_size);
        warned(params.with(&VALIDATION_SPLIT, split))
    };
    assert_eq!(keys(3000.0, 0.0), [""; 0]);
    assert_eq!(keys(3001.0, 0.0), ["batch_size"]);
    assert_eq!(keys(3000.0, 0.5), ["batch_size"]);
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
fn an_average_that_is_not_what_is_evaluated_is_a_warning() {
    let averaged = HyperParams::default().with(&USE_EMA, true);
    assert_eq!(warned(averaged.clone()), ["swap_ema_weights"]);
    let swapped = averaged.with(&SWAP_EMA_WEIGHTS, true);
    assert!(warned(swapped.clone()).is_empty());
    let stopping = swapped.with(&EARLY_STOPPING, true);
    assert!(warned(stopping.clone()).is_empty());
    let restored = stopping.with(&EARLY_STOPPING_RESTORE_BEST_WEIGHTS, true);
    assert_eq!(warned(restored), ["swap_ema_weights"]);
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
