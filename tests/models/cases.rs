//! The settings whose models are compared with Keras and ONNX Runtime, by name.

use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::HIDDEN_ACTIVATIONS;

/// Of every layer, and of every part of one, some.
const SETTINGS: [(&str, &str); 12] = [
    ("defaults", ""),
    (
        "bare",
        "n_layers=0 hidden_units= use_bias=false optimizer=muon exclude_layers=output",
    ),
    ("norm_before", "batch_norm=before_activation"),
    (
        "norm_after",
        "batch_norm=after_activation batch_norm_scale=false batch_norm_momentum=0.5",
    ),
    (
        "renorm",
        "batch_norm=before_activation batch_norm_renorm=true batch_norm_renorm_rmax=3 batch_norm_renorm_dmax=5 \
         batch_norm_center=false batch_norm_gamma_initializer=0.5 batch_norm_gamma_l2=0.1 \
         batch_norm_gamma_constraint=non_neg",
    ),
    (
        "noise",
        "dropout=0.1 dropout_noise_shape=1,none input_dropout=0.2 input_dropout_noise_shape=none,1 gaussian_noise=0.1 \
         gaussian_dropout=0.2",
    ),
    (
        "penalties",
        "l1=0.001 l2=0.001 bias_l1=0.001 activity_l2=0.001 kernel_constraint=min_max_norm constraint_axis=0,1 \
         bias_constraint=max_norm penalty_layers=all",
    ),
    (
        "first_without",
        "l2=0.001 kernel_constraint=unit_norm penalty_layers=hidden_after_first",
    ),
    (
        "starts",
        "kernel_initializer=variance_scaling initializer_scale=2 initializer_mode=fan_out \
         initializer_distribution=uniform bias_initializer=constant bias_initializer_value=0.1",
    ),
    (
        "orthogonal",
        "kernel_initializer=orthogonal bias_initializer=random_normal output_activation=linear",
    ),
    (
        "relu_bent",
        "relu_max_value=6 relu_negative_slope=0.1 relu_threshold=0.2 output_activation=sigmoid",
    ),
    (
        "gelu_approximate",
        "activation=gelu approximate=true batch_norm=before_activation kernel_initializer=he_normal",
    ),
];

/// What all of them share: a few steps, so that all variables have moved.
const COMMON: &str =
    "hidden_units=16,12 train_images=500 batch_size=50 learning_rate=0.01 epochs=1";

/// All cases: the settings, and one for each activation.
pub fn cases() -> Vec<(String, HyperParams)> {
    let settings = SETTINGS
        .iter()
        .map(|(name, rows)| (name.to_string(), rows.to_string()));
    let activations = HIDDEN_ACTIVATIONS.iter().map(|choice| {
        let rows = format!(
            "activation={} negative_slope=0.1 elu_alpha=0.7",
            choice.value
        );
        (format!("activation_{}", choice.value), rows)
    });
    let all = settings.chain(activations);
    all.map(|(name, rows)| (name, params(&rows))).collect()
}

/// The setting of these rows, over those that all cases share.
pub fn params(rows: &str) -> HyperParams {
    let pairs = COMMON.split(' ').chain(rows.split_whitespace());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap());
    HyperParams::from_named(pairs).unwrap()
}
