//! What Keras 3.15.1 writes; the files are its own.

use super::*;
use crate::hyperparams::Value;
use crate::hyperparams::catalog::*;

fn object(json: &str) -> Object {
    serde_json::from_str(json).unwrap()
}

fn reading(json: &str) -> ReadConfig {
    read(&HyperParams::default(), &object(json))
}

/// The settings that differ from the defaults.
fn taken(json: &str) -> Vec<String> {
    let reading = reading(json);
    assert_eq!(reading.errors, [""; 0]);
    assert!(reading.hyperparams.check().is_ok());
    let changed = reading.hyperparams.differences(&HyperParams::default());
    let written = |(row, value): &(&'static ParamSpec, Value)| format!("{}={value}", row.key);
    changed.iter().map(written).collect()
}

fn refused(json: &str) -> String {
    reading(json).errors.join("; ")
}

#[test]
fn every_optimizer_is_read_with_its_schedule() {
    let optimizers = object(include_str!("tests/optimizers.json"));
    for (name, expected) in [
        ("adam", vec![]),
        (
            "sgd",
            vec![
                "optimizer=sgd",
                "learning_rate=0.05",
                "momentum=0.9",
                "nesterov=true",
                "clipnorm=1",
            ],
        ),
        (
            "adamw",
            vec![
                "optimizer=adamw",
                "learning_rate=0.1",
                "weight_decay=0.004",
                "lr_schedule=exponential_decay",
                "decay_steps=1000",
                "decay_rate=0.96",
                "staircase=true",
            ],
        ),
        (
            "adagrad",
            vec![
                "optimizer=adagrad",
                "use_ema=true",
                "ema_overwrite_frequency=100",
            ],
        ),
        (
            "rmsprop",
            vec![
                "optimizer=rmsprop",
                "learning_rate=0.1",
                "lr_schedule=cosine_decay",
                "decay_steps=1000",
                "warmup_steps=100",
            ],
        ),
        (
            "lion",
            vec![
                "optimizer=lion",
                "learning_rate=0.1",
                "beta_2=0.99",
                "lr_schedule=cosine_decay_restarts",
                "first_decay_steps=1000",
            ],
        ),
        (
            "nadam",
            vec![
                "optimizer=nadam",
                "lr_schedule=piecewise_constant_decay",
                "boundaries=100, 200",
                "values=0.1, 0.01, 0.001",
            ],
        ),
        (
            "adamax",
            vec![
                "optimizer=adamax",
                "learning_rate=0.1",
                "lr_schedule=polynomial_decay",
                "decay_steps=1000",
            ],
        ),
        (
            "adadelta",
            vec![
                "optimizer=adadelta",
                "learning_rate=0.5",
                "rho=0.95",
                "lr_schedule=inverse_time_decay",
                "decay_steps=1000",
            ],
        ),
    ] {
        let serialized = optimizers[name].to_string();
        assert_eq!(taken(&serialized), expected, "{name}");
        // get_config() is what stands within.
        let config = optimizers[name]["config"].to_string();
        assert_eq!(taken(&config), expected, "{name}");
    }
}

#[test]
fn fields_of_an_optimizers_own_are_read() {
    let optimizers = object(include_str!("tests/newer_optimizers.json"));
    for (name, expected) in [
        (
            "adafactor",
            vec![
                "optimizer=adafactor",
                "learning_rate=0.05",
                "clip_threshold=0.5",
            ],
        ),
        (
            "ftrl",
            vec![
                "optimizer=ftrl",
                "learning_rate=0.1",
                "l1_regularization_strength=0.001",
                "beta=0.5",
            ],
        ),
        (
            "lamb",
            vec![
                "optimizer=lamb",
                "learning_rate=0.01",
                "beta_1=0.8",
                "gradient_accumulation_steps=4",
                "loss_scale_factor=128",
            ],
        ),
        (
            "muon",
            vec![
                "optimizer=muon",
                "learning_rate=0.02",
                "momentum=0.95",
                "rms_rate=0",
                "exclude_layers=output",
                "weight_decay=0.004",
            ],
        ),
        (
            "muon_default",
            vec![
                "optimizer=muon",
                "momentum=0.95",
                "nesterov=true",
                "weight_decay=0.004",
            ],
        ),
    ] {
        assert_eq!(taken(&optimizers[name].to_string()), expected, "{name}");
    }
}

#[test]
fn what_a_loss_an_initializer_and_a_layer_say_of_themselves_is_read() {
    let expected = [
        "n_layers=1",
        "n_nodes=32",
        "output_activation=linear",
        "kernel_initializer=variance_scaling",
        "initializer_scale=2",
        "initializer_mode=fan_out",
        "initializer_distribution=uniform",
        "loss=binary_crossentropy",
        "label_smoothing=0.1",
        "from_logits=true",
        "dropout=0.2",
        "gaussian_dropout=0.1",
    ];
    assert_eq!(taken(include_str!("tests/binary.json")), expected);
}

#[test]
fn what_early_keras_wrote_of_an_optimizer_is_read() {
    let config = r#"{"name": "SGD", "learning_rate": 0.009999999776482582, "decay": 0.0, "momentum": 0.9,
        "nesterov": false, "jit_compile": true, "is_legacy_optimizer": false}"#;
    assert_eq!(
        taken(config),
        ["optimizer=sgd", "learning_rate=0.01", "momentum=0.9"]
    );
}

#[test]
fn an_optimizer_with_a_plain_rate_ends_the_schedule_and_leaves_a_callback_alone() {
    let adam = object(r#"{"name": "adam", "learning_rate": 0.01}"#);
    for (before, after) in [
        ("cosine_decay", "constant"),
        ("reduce_lr_on_plateau", "reduce_lr_on_plateau"),
    ] {
        let params = HyperParams::default().with(&LR_SCHEDULE, before);
        let reading = read(&params, &adam);
        assert_eq!(reading.hyperparams.get(&LR_SCHEDULE), Value::from(after));
    }
}

#[test]
fn the_network_of_a_tutorial_is_read_with_what_it_was_compiled_with() {
    let read = taken(include_str!("tests/tutorial.json"));
    assert_eq!(read, ["n_layers=1", "dropout=0.2"]);
}

#[test]
fn a_network_says_all_of_itself() {
    let params = HyperParams::default()
        .with(&DROPOUT, 0.5)
        .with(&L2, 0.1)
        .with(&BATCH_NORM, "after_activation")
        .with(&EPOCHS, 3.0);
    let reading = read(&params, &object(include_str!("tests/tutorial.json")));
    let expected = HyperParams::default()
        .with(&N_LAYERS, 1.0)
        .with(&DROPOUT, 0.2)
        .with(&EPOCHS, 3.0);
    assert_eq!(reading.hyperparams, expected);
}

#[test]
fn normalization_penalties_and_constraints_are_read() {
    let json = include_str!("tests/normalized.json");
    assert_eq!(
        taken(json),
        [
            "hidden_units=64, 32",
            "relu_max_value=6",
            "output_activation=linear",
            "kernel_initializer=he_normal",
            "batch_norm=before_activation",
            "batch_norm_momentum=0.9",
            "optimizer=sgd",
            "learning_rate=0.1",
            "label_smoothing=0.1",
            "from_logits=true",
            "l2=0.0001",
            "kernel_constraint=max_norm",
            "constraint_max_value=3",
            "dropout=0.25",
            "gaussian_noise=0.1",
        ]
    );
    let note = "The output layer had glorot_uniform as initial weights; here it has he_normal, as all layers do.";
    assert_eq!(reading(json).notes, [note]);
}

#[test]
fn layers_of_different_widths_and_activations_are_listed() {
    assert_eq!(
        taken(include_str!("tests/widths.json")),
        [
            "hidden_units=128, 64:leaky_relu",
            "activation=tanh",
            "negative_slope=0.1",
            "kernel_initializer=random_normal",
            "initializer_stddev=0.1",
            "use_bias=false",
            "input_dropout=0.1",
        ]
    );
}

#[test]
fn a_model_of_the_functional_kind_is_read() {
    assert_eq!(
        taken(include_str!("tests/functional.json")),
        [
            "n_layers=1",
            "n_nodes=32",
            "batch_norm=after_activation",
            "activity_l1=0.01",
            "activity_l2=0.001",
            "penalty_layers=all",
        ]
    );
}

#[test]
fn a_network_that_has_no_counterpart_is_refused_with_what_has_none() {
    let refusal = refused(include_str!("tests/convolution.json"));
    assert!(
        refusal.contains("Conv2D: there is no such layer here"),
        "{refusal}"
    );
    assert!(refusal.contains("MaxPooling2D"), "{refusal}");
    let refusal = refused(include_str!("tests/rates.json"));
    assert_eq!(refusal, "dropout must have one value, got 0.2 and 0.5");
    let one = include_str!("tests/tutorial.json").replace("\"units\":10", "\"units\":1");
    assert!(refused(&one).contains("has 1 units; here it has 10"));
    for (wrong, got) in [
        ("\"ten\"", "got \"ten\""),
        ("9.5", "got 9.5"),
        ("-3", "got -3"),
    ] {
        let output = include_str!("tests/tutorial.json")
            .replace("\"units\":10", &format!("\"units\":{wrong}"));
        let expected = format!("units of a Dense layer must be a whole number from 1 on, {got}");
        assert!(refused(&output).contains(&expected), "{}", refused(&output));
    }
    let loss =
        include_str!("tests/tutorial.json").replace("sparse_categorical_crossentropy", "poisson");
    assert!(refused(&loss).contains("got “poisson”"));
}

#[test]
fn near_names_are_taken_where_they_have_one_meaning_and_else_the_nearest_is_offered() {
    let near = r#"{"lr": 0.01, "kernel_initializer": "HeNormal", "activation": "relu6", "Batch Size": 64}"#;
    assert_eq!(
        taken(near),
        [
            "relu_max_value=6",
            "kernel_initializer=he_normal",
            "learning_rate=0.01",
            "batch_size=64"
        ]
    );
    assert!(refused(r#"{"decay": 0.01}"#).contains("did you mean weight_decay"));
    assert!(refused(r#"{"learning_rte": 0.01}"#).contains("did you mean learning_rate?"));
    assert!(refused(r#"{"patience": 3}"#).contains("patience is not a hyperparameter"));
    assert!(refused(r#"{"lr": 0.01, "learning_rate": 0.1}"#).contains("must have one value"));
}

#[test]
fn what_is_off_may_be_null_and_what_cannot_be_off_may_not() {
    assert_eq!(
        taken(r#"{"clipnorm": null, "relu_max_value": null}"#),
        [""; 0]
    );
    assert!(refused(r#"{"momentum": null}"#).contains("got “null”"));
}

#[test]
fn a_number_that_has_been_through_32_bits_is_the_one_that_was_written() {
    for (found, written) in [
        ("0.0020000000949949026", "learning_rate=0.002"),
        ("0.30000001192092896", "learning_rate=0.3"),
        ("0.25", "learning_rate=0.25"),
        ("0.30000000000000004", "learning_rate=0.30000000000000004"),
    ] {
        let json = format!(r#"{{"name": "adam", "learning_rate": {found}}}"#);
        assert_eq!(taken(&json)[0], written);
    }
}

#[test]
fn whatever_is_missing_or_misplaced_is_refused_and_no_panic() {
    for json in [
        r#"{"class_name": "Sequential"}"#,
        r#"{"class_name": "Sequential", "config": {"layers": []}}"#,
        r#"{"class_name": "Sequential", "config": {"layers": [1, null, {}, {"class_name": "Dense"}]}}"#,
        r#"{"class_name": "Dense", "config": {"units": 3}}"#,
        r#"{"layers": [{"class_name": "Dense", "config": {}}]}"#,
        r#"{"layers": [{"class_name": "Dense", "config": {"units": 10, "activation": {}}}]}"#,
        r#"{"optimizer": {}, "loss": {}}"#,
        r#"{"class_name": "Adam", "config": {"learning_rate": {}}}"#,
        r#"{"class_name": "Adam", "config": {"learning_rate": [1]}}"#,
    ] {
        assert!(!reading(json).errors.is_empty(), "{json}");
    }
}
