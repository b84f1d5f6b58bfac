//! Settings that between them reach every concept and each of its kinds.

use tuneground::hyperparams::HyperParams;

/// By the names of their programs.
pub const SETTINGS: [(&str, &str); 14] = [
    ("plain", "{}"),
    (
        "momentum",
        r#"{"optimizer": "sgd", "momentum": 0.9, "nesterov": true, "learning_rate": 0.05,
            "clipnorm": 1, "activation": "tanh", "output_activation": "linear",
            "from_logits": true, "label_smoothing": 0.1, "kernel_initializer": "he_normal",
            "validation_split": 0.25, "bias_initializer": "constant", "bias_initializer_value": 0.01}"#,
    ),
    (
        "decayed",
        r#"{"optimizer": "sgd", "momentum": 0.5, "weight_decay": 0.01, "learning_rate": 0.1,
            "lr_schedule": "exponential_decay", "decay_steps": 5, "staircase": true, "clipvalue": 0.02,
            "hidden_units": "24:leaky_relu, 16:softsign, 16:hard_sigmoid",
            "kernel_initializer": "he_uniform", "shuffle": false, "loss": "mean_squared_error",
            "output_activation": "sigmoid"}"#,
    ),
    (
        "averaged",
        r#"{"optimizer": "rmsprop", "momentum": 0.5, "centered": true, "weight_decay": 0.004,
            "global_clipnorm": 0.5, "use_ema": true, "ema_momentum": 0.9, "swap_ema_weights": true,
            "lr_schedule": "cosine_decay", "decay_steps": 20, "warmup_steps": 3, "cosine_alpha": 0.1,
            "activation": "gelu", "kernel_initializer": "lecun_uniform", "shuffle": false}"#,
    ),
    (
        "normalized",
        r#"{"optimizer": "adamw", "amsgrad": true, "epsilon": 0.001, "batch_norm": "before_activation",
            "batch_norm_momentum": 0.8, "batch_norm_scale": false, "batch_norm_beta_l2": 0.01,
            "batch_norm_beta_initializer": 0.1, "batch_norm_moving_mean_initializer": 0.2,
            "l1": 0.0001, "l2": 0.001, "bias_l2": 0.01, "activity_l2": 0.001,
            "kernel_constraint": "max_norm", "constraint_max_value": 1, "bias_constraint": "non_neg",
            "lr_schedule": "reduce_lr_on_plateau", "reduce_lr_patience": 1, "reduce_lr_min_delta": 0.5,
            "reduce_lr_cooldown": 2, "learning_rate": 0.01, "activation": "elu", "kernel_initializer": "lecun_normal", "shuffle": false}"#,
    ),
    (
        "renormalized",
        r#"{"optimizer": "nadam", "batch_norm": "after_activation", "batch_norm_renorm": true,
            "batch_norm_renorm_rmax": "2", "batch_norm_renorm_dmax": "1", "batch_norm_gamma_l1": 0.001,
            "batch_norm_gamma_constraint": "unit_norm", "reduction": "sum", "loss": "huber", "huber_delta": 0.3,
            "gradient_accumulation_steps": 2, "loss_scale_factor": 8, "use_ema": true, "ema_momentum": 0.5,
            "ema_overwrite_frequency": 3, "learning_rate": 0.001, "activation": "silu", "shuffle": false,
            "early_stopping": true, "early_stopping_patience": 1, "early_stopping_min_delta": 0.05,
            "early_stopping_baseline": "2", "early_stopping_start_from_epoch": 1,
            "early_stopping_restore_best_weights": true}"#,
    ),
    (
        "noisy",
        r#"{"optimizer": "lion", "weight_decay": 0.01, "clipnorm": 1, "learning_rate": 0.003, "dropout": 0.3,
            "gaussian_noise": 0.1, "input_dropout": 0.1, "input_dropout_noise_shape": "none, 1",
            "gaussian_dropout": 0.2, "kernel_initializer": "orthogonal", "loss": "kl_divergence",
            "activation": "softplus"}"#,
    ),
    (
        "dropped",
        r#"{"optimizer": "adagrad", "learning_rate": 0.1, "dropout": 0.3, "dropout_noise_shape": "1, none",
            "input_dropout": 0.1, "kernel_initializer": "truncated_normal",
            "bias_initializer": "random_normal", "early_stopping": true,
            "early_stopping_monitor": "accuracy", "early_stopping_patience": 3}"#,
    ),
    (
        "adadelta",
        r#"{"optimizer": "adadelta", "learning_rate": 1, "hidden_units": "24:relu, 16:selu",
            "relu_negative_slope": 0.1, "relu_max_value": "2", "relu_threshold": 0.05,
            "loss": "mean_absolute_error", "lr_schedule": "inverse_time_decay", "decay_steps": 10,
            "kernel_initializer": "random_uniform", "bias_initializer": "ones",
            "kernel_constraint": "unit_norm", "constraint_axis": "1", "shuffle": false}"#,
    ),
    (
        "adamax",
        r#"{"optimizer": "adamax", "learning_rate": 0.01, "use_bias": false, "activation": "mish",
            "loss": "binary_crossentropy", "label_smoothing": 0.1, "lr_schedule": "cosine_decay_restarts",
            "first_decay_steps": 4, "t_mul": 1.5, "m_mul": 0.8, "cosine_alpha": 0.05,
            "kernel_initializer": "variance_scaling", "initializer_distribution": "untruncated_normal",
            "initializer_mode": "fan_out", "shuffle": false}"#,
    ),
    (
        "adafactor",
        r#"{"optimizer": "adafactor", "learning_rate": 0.05, "loss": "categorical_hinge",
            "output_activation": "linear", "lr_schedule": "piecewise_constant_decay", "boundaries": "4, 9",
            "values": "0.05, 0.02, 0.01", "kernel_constraint": "min_max_norm", "constraint_min_value": 0.5,
            "constraint_max_value": 1.5, "constraint_rate": 0.5, "constraint_axis": "0, 1",
            "penalty_layers": "hidden_after_first", "activity_l1": 0.0001, "kernel_initializer": "variance_scaling",
            "initializer_distribution": "uniform", "initializer_mode": "fan_avg", "shuffle": false}"#,
    ),
    (
        "ftrl",
        r#"{"optimizer": "ftrl", "n_layers": 0, "kernel_initializer": "zeros", "learning_rate": 0.1, "learning_rate_power": -0.4,
            "l1_regularization_strength": 0.001, "l2_regularization_strength": 0.01,
            "l2_shrinkage_regularization_strength": 0.001, "beta": 0.1, "penalty_layers": "all", "l2": 0.001,
            "activity_l1": 0.001, "lr_schedule": "polynomial_decay", "decay_steps": 6, "power": 2, "cycle": true,
            "output_activation": "softplus", "shuffle": false}"#,
    ),
    (
        "lamb",
        r#"{"optimizer": "lamb", "learning_rate": 0.02, "approximate": true, "activation": "gelu",
            "weight_decay": 0.01, "output_activation": "softmax", "from_logits": true,
            "kernel_initializer": "glorot_normal", "bias_initializer": "truncated_normal", "shuffle": false}"#,
    ),
    (
        "muon",
        r#"{"optimizer": "muon", "exclude_layers": "output", "learning_rate": 0.01, "loss": "binary_crossentropy",
            "from_logits": true, "output_activation": "linear", "activation": "sigmoid",
            "kernel_initializer": "random_normal", "bias_constraint": "max_norm",
            "bias_constraint_max_value": 0.02, "shuffle": false}"#,
    ),
];

/// What all of them have in common is small, but for the first, which is the defaults.
const SMALL: &str = r#"{"n_nodes": 16, "train_images": 320, "batch_size": 50, "epochs": 4}"#;

/// The setting of a program.
pub fn setting(name: &str) -> HyperParams {
    let (_, own) = SETTINGS.iter().find(|(other, _)| *other == name).unwrap();
    if name == "plain" {
        return HyperParams::default();
    }
    let mut all: serde_json::Map<String, serde_json::Value> = serde_json::from_str(SMALL).unwrap();
    let own: serde_json::Map<String, serde_json::Value> = serde_json::from_str(own).unwrap();
    all.extend(own);
    let params: HyperParams = serde_json::from_value(all.into()).unwrap();
    if let Err(errors) = params.check() {
        panic!("{name}: {errors:?}");
    }
    params
}
