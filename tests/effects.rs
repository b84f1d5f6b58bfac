//! Every hyperparameter has an effect: the same run, but for one row, comes to something else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use std::sync::Arc;

use tuneground::dataset::{Dataset, Images};
use tuneground::hyperparams::{CATALOG, HyperParams, catalog};
use tuneground::training::device::open_cpu;
use tuneground::training::{Reads, Trainer, fit};

/// What has to be set for a row to mean anything, the row, and another value for it.
const EFFECTS: &[(&str, &str, &str)] = &[
    ("", "n_layers", "1"),
    ("", "n_nodes", "7"),
    ("", "hidden_units", "8:tanh, 6"),
    ("", "activation", "tanh"),
    ("activation=leaky_relu", "negative_slope", "0.5"),
    ("activation=elu", "elu_alpha", "0.5"),
    ("activation=gelu", "approximate", "true"),
    ("", "relu_max_value", "0.5"),
    ("", "relu_negative_slope", "0.1"),
    ("", "relu_threshold", "0.2"),
    ("", "output_activation", "sigmoid"),
    ("", "kernel_initializer", "he_normal"),
    (
        "kernel_initializer=random_normal",
        "initializer_mean",
        "0.1",
    ),
    (
        "kernel_initializer=random_normal",
        "initializer_stddev",
        "0.1",
    ),
    ("kernel_initializer=orthogonal", "initializer_gain", "2"),
    (
        "kernel_initializer=variance_scaling",
        "initializer_scale",
        "2",
    ),
    (
        "kernel_initializer=variance_scaling",
        "initializer_mode",
        "fan_out",
    ),
    (
        "kernel_initializer=variance_scaling",
        "initializer_distribution",
        "uniform",
    ),
    (
        "kernel_initializer=random_uniform",
        "initializer_minval",
        "-0.1",
    ),
    (
        "kernel_initializer=random_uniform",
        "initializer_maxval",
        "0.1",
    ),
    ("", "use_bias", "false"),
    ("", "bias_initializer", "ones"),
    ("bias_initializer=constant", "bias_initializer_value", "0.1"),
    (
        "bias_initializer=random_normal",
        "bias_initializer_mean",
        "0.1",
    ),
    (
        "bias_initializer=truncated_normal",
        "bias_initializer_stddev",
        "0.1",
    ),
    ("", "batch_norm", "after_activation"),
    ("batch_norm=before_activation", "batch_norm_momentum", "0.5"),
    ("batch_norm=before_activation", "batch_norm_epsilon", "0.1"),
    ("batch_norm=before_activation", "batch_norm_center", "false"),
    ("batch_norm=before_activation", "batch_norm_scale", "false"),
    (NORM, "batch_norm_gamma_initializer", "0.5"),
    (NORM, "batch_norm_beta_initializer", "0.5"),
    (NORM, "batch_norm_moving_mean_initializer", "0.5"),
    (NORM, "batch_norm_moving_variance_initializer", "0.5"),
    (NORM, "batch_norm_gamma_l1", "0.1"),
    (NORM, "batch_norm_gamma_l2", "0.1"),
    (NORM, "batch_norm_beta_l1", "0.1"),
    (NORM, "batch_norm_beta_l2", "0.1"),
    (NORM, "batch_norm_gamma_constraint", "unit_norm"),
    (GAMMA, "batch_norm_gamma_constraint_min_value", "5"),
    (GAMMA_LONG, "batch_norm_gamma_constraint_max_value", "0.5"),
    (GAMMA, "batch_norm_gamma_constraint_rate", "0.5"),
    (NORM, "batch_norm_beta_constraint", "non_neg"),
    (BETA, "batch_norm_beta_constraint_min_value", "3"),
    (BETA_LONG, "batch_norm_beta_constraint_max_value", "0.05"),
    (BETA, "batch_norm_beta_constraint_rate", "0.5"),
    (NORM, "batch_norm_renorm", "true"),
    (RENORM, "batch_norm_renorm_momentum", "0.5"),
    (RENORM, "batch_norm_renorm_rmin", "0.9"),
    (RENORM, "batch_norm_renorm_rmax", "0.4"),
    (RENORM, "batch_norm_renorm_dmax", "0.05"),
    ("", "optimizer", "sgd"),
    ("", "learning_rate", "0.02"),
    ("optimizer=sgd", "momentum", "0.9"),
    ("optimizer=sgd momentum=0.9", "nesterov", "true"),
    ("optimizer=adadelta", "rho", "0.5"),
    ("optimizer=rmsprop", "centered", "true"),
    ("optimizer=adagrad", "initial_accumulator_value", "1"),
    ("", "beta_1", "0.5"),
    ("", "beta_2", "0.5"),
    ("beta_2=0.5", "amsgrad", "true"),
    ("", "epsilon", "0.1"),
    ("optimizer=adafactor", "beta_2_decay", "-0.2"),
    ("optimizer=adafactor", "clip_threshold", "0.1"),
    ("optimizer=adafactor", "epsilon_1", "1e-3"),
    ("optimizer=adafactor", "epsilon_2", "1"),
    ("optimizer=ftrl", "learning_rate_power", "-0.9"),
    ("optimizer=ftrl", "l1_regularization_strength", "0.1"),
    ("optimizer=ftrl", "l2_regularization_strength", "0.5"),
    (
        "optimizer=ftrl",
        "l2_shrinkage_regularization_strength",
        "0.5",
    ),
    ("optimizer=ftrl", "beta", "1"),
    ("optimizer=muon", "ns_steps", "2"),
    ("optimizer=muon", "rms_rate", "0.4"),
    ("optimizer=muon", "exclude_layers", "output"),
    ("optimizer=muon", "adam_lr_ratio", "0.5"),
    ("optimizer=muon", "adam_weight_decay", "0.5"),
    ("optimizer=muon", "adam_beta_1", "0.5"),
    ("optimizer=muon", "adam_beta_2", "0.5"),
    ("optimizer=muon", "muon_a", "3"),
    ("optimizer=muon", "muon_b", "-3"),
    ("optimizer=muon", "muon_c", "1"),
    ("", "weight_decay", "0.1"),
    ("optimizer=sgd", "clipnorm", "0.1"),
    ("optimizer=sgd", "clipvalue", "0.01"),
    ("optimizer=sgd", "global_clipnorm", "0.1"),
    ("", "use_ema", "true"),
    ("use_ema=true", "ema_momentum", "0.5"),
    ("use_ema=true", "ema_overwrite_frequency", "2"),
    ("use_ema=true", "swap_ema_weights", "true"),
    ("", "gradient_accumulation_steps", "3"),
    // It comes to the same but for rounding.
    ("", "loss_scale_factor", "0.3"),
    ("", "lr_schedule", "cosine_decay"),
    ("lr_schedule=cosine_decay", "decay_steps", "3"),
    ("lr_schedule=exponential_decay", "decay_rate", "1e-3"),
    (
        "lr_schedule=exponential_decay decay_steps=2",
        "staircase",
        "true",
    ),
    (
        "lr_schedule=piecewise_constant_decay boundaries=2,4",
        "boundaries",
        "1, 4",
    ),
    (
        "lr_schedule=piecewise_constant_decay boundaries=2,4",
        "values",
        "0.1, 0.01, 0.001",
    ),
    (
        "lr_schedule=polynomial_decay decay_steps=3",
        "end_learning_rate",
        "0",
    ),
    ("lr_schedule=polynomial_decay decay_steps=9", "power", "2"),
    (
        "lr_schedule=polynomial_decay decay_steps=3",
        "cycle",
        "true",
    ),
    (
        "lr_schedule=cosine_decay_restarts",
        "first_decay_steps",
        "2",
    ),
    (
        "lr_schedule=cosine_decay_restarts first_decay_steps=1",
        "t_mul",
        "1",
    ),
    (
        "lr_schedule=cosine_decay_restarts first_decay_steps=1",
        "m_mul",
        "0.5",
    ),
    (
        "lr_schedule=cosine_decay decay_steps=5",
        "cosine_alpha",
        "0.5",
    ),
    (
        "lr_schedule=cosine_decay decay_steps=5",
        "warmup_steps",
        "3",
    ),
    (
        "lr_schedule=cosine_decay warmup_steps=3",
        "initial_learning_rate",
        "0.005",
    ),
    // A loss falls and an accuracy rises, so by this mode the one gets worse and the other better.
    (
        "lr_schedule=reduce_lr_on_plateau reduce_lr_patience=1 reduce_lr_mode=max",
        "reduce_lr_monitor",
        "accuracy",
    ),
    (PLATEAU, "reduce_lr_factor", "0.5"),
    (PLATEAU, "reduce_lr_patience", "3"),
    (PLATEAU, "reduce_lr_min_delta", "0"),
    (PLATEAU, "reduce_lr_cooldown", "2"),
    (PLATEAU, "reduce_lr_min_lr", "0.005"),
    (
        "lr_schedule=reduce_lr_on_plateau reduce_lr_patience=1",
        "reduce_lr_mode",
        "max",
    ),
    ("", "epochs", "3"),
    ("", "batch_size", "30"),
    ("", "train_images", "110"),
    ("", "validation_split", "0.25"),
    ("", "shuffle", "false"),
    ("", "seed", "43"),
    ("", "loss", "mean_squared_error"),
    ("loss=huber", "huber_delta", "0.1"),
    ("", "label_smoothing", "0.1"),
    ("", "from_logits", "true"),
    ("", "reduction", "sum"),
    ("", "l1", "0.01"),
    ("", "l2", "0.01"),
    ("", "bias_l1", "0.1"),
    ("", "bias_l2", "0.1"),
    ("", "activity_l1", "0.01"),
    ("", "activity_l2", "0.01"),
    ("", "kernel_constraint", "unit_norm"),
    (
        "kernel_constraint=min_max_norm constraint_max_value=10",
        "constraint_min_value",
        "3",
    ),
    ("kernel_constraint=max_norm", "constraint_max_value", "0.5"),
    (
        "kernel_constraint=min_max_norm constraint_max_value=0.5",
        "constraint_rate",
        "0.5",
    ),
    ("kernel_constraint=unit_norm", "constraint_axis", "1"),
    ("", "bias_constraint", "non_neg"),
    (BIAS, "bias_constraint_min_value", "3"),
    (BIAS_LONG, "bias_constraint_max_value", "0.05"),
    (BIAS, "bias_constraint_rate", "0.5"),
    ("l2=0.01", "penalty_layers", "all"),
    ("", "dropout", "0.3"),
    ("dropout=0.3", "dropout_noise_shape", "none, 1"),
    ("", "input_dropout", "0.3"),
    ("input_dropout=0.3", "input_dropout_noise_shape", "1, none"),
    ("", "gaussian_dropout", "0.3"),
    ("", "gaussian_noise", "0.3"),
    (
        "epochs=6 early_stopping_min_delta=5",
        "early_stopping",
        "true",
    ),
    (
        "epochs=6 early_stopping=true early_stopping_mode=max",
        "early_stopping_monitor",
        "accuracy",
    ),
    (STOPPING, "early_stopping_patience", "3"),
    (STOPPING, "early_stopping_min_delta", "0"),
    ("epochs=6 early_stopping=true", "early_stopping_mode", "max"),
    (STOPPING, "early_stopping_baseline", "-1"),
    (STOPPING, "early_stopping_start_from_epoch", "2"),
    (STOPPING, "early_stopping_restore_best_weights", "true"),
];

const NORM: &str = "batch_norm=before_activation";
const RENORM: &str = "batch_norm=before_activation batch_norm_renorm=true";

/// Norms that are not where training leads.
const GAMMA: &str = "batch_norm=before_activation batch_norm_gamma_constraint=min_max_norm \
                     batch_norm_gamma_constraint_min_value=4 batch_norm_gamma_constraint_max_value=6";
const BETA: &str = "batch_norm=before_activation batch_norm_beta_constraint=min_max_norm \
                    batch_norm_beta_constraint_min_value=2 batch_norm_beta_constraint_max_value=4";
const GAMMA_LONG: &str = "batch_norm=before_activation batch_norm_gamma_constraint=max_norm";
const BETA_LONG: &str = "batch_norm=before_activation batch_norm_beta_constraint=max_norm";
const BIAS_LONG: &str = "bias_constraint=max_norm";
const BIAS: &str =
    "bias_constraint=min_max_norm bias_constraint_min_value=2 bias_constraint_max_value=4";

/// No epoch but the first is better by so much, so the rate falls at the end of each.
const PLATEAU: &str = "lr_schedule=reduce_lr_on_plateau reduce_lr_patience=1 reduce_lr_min_delta=9";

/// No epoch but the first is better by so much, so the run stops after the third.
const STOPPING: &str =
    "epochs=6 early_stopping=true early_stopping_patience=2 early_stopping_min_delta=5";

/// The first 120 training images and 60 test images.
fn dataset() -> Arc<Dataset> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("public/mnist");
    let all = tuneground::dataset::read_dataset(&folder, 1).unwrap();
    let first = |images: &Images, count: usize| {
        let pixels = images.pixels[..count * 784].to_vec();
        let labels = images.labels[..count].to_vec();
        Arc::new(Images { pixels, labels })
    };
    Arc::new(Dataset {
        train: vec![first(&all.train[0], 120)],
        test: first(&all.test, 60),
    })
}

/// A small run in which these rows, `key=value` each, are set.
fn staged(stage: &str) -> HyperParams {
    const BASE: &str = "n_nodes=8 train_images=120 batch_size=20 epochs=4 learning_rate=0.01";
    let rows = BASE.split(' ').chain(stage.split_whitespace());
    rows.fold(HyperParams::default(), |params, row| {
        let (key, value) = row.split_once('=').unwrap();
        params.with(catalog::spec(key).unwrap(), value)
    })
}

/// All that a run comes to, but for its times.
fn result(params: &HyperParams, dataset: &Arc<Dataset>) -> String {
    let checked = params.check().unwrap();
    let trainer = Trainer::new(checked, Arc::clone(dataset), &open_cpu(), Reads::Every(1));
    let mut trained = pollster::block_on(fit(trainer)).unwrap();
    for epoch in &mut trained.epochs {
        epoch.elapsed_ms = 0.0;
    }
    format!("{trained:?}")
}

#[test]
fn every_row_has_an_effect() {
    let dataset = dataset();
    for (stage, key, value) in EFFECTS {
        let row = catalog::spec(key).unwrap();
        let before = staged(stage);
        assert!((row.applies)(&before) || *key == "early_stopping", "{key}");
        let after = before.clone().with(row, *value);
        assert_ne!(before, after, "{key}");
        assert_ne!(result(&before, &dataset), result(&after, &dataset), "{key}");
    }
}

#[test]
fn no_row_is_left_out() {
    // Which images a run gets is for whoever hands them to it: tests/e2e/own.rs.
    let rows = CATALOG.iter().filter(|row| row.key != "data");
    for row in rows {
        let found = EFFECTS.iter().any(|(_, key, _)| *key == row.key);
        assert!(found, "{}", row.key);
    }
}
