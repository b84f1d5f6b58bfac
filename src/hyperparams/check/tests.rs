use std::sync::LazyLock;

use crate::hyperparams::catalog::*;

mod contradictions;
mod warnings;

/// Settings in which all rows apply, each in one at least: of every row that applies, its choices are tried once.
static STAGES: LazyLock<Vec<HyperParams>> = LazyLock::new(|| {
    // Images of one's own come from outside, and by no choice.
    let own = DataId::new(200, 50, &"ab".repeat(32));
    let own = HyperParams::default()
        .with(&DATA, own.name())
        .with(&TRAIN_IMAGES, 200.0);
    let mut stages = vec![HyperParams::default(), own];
    let (mut at, mut tried) = (0, Vec::new());
    while at < stages.len() {
        let stage = stages[at].clone();
        for row in stage.applicable().filter(|row| !tried.contains(&row.key)) {
            let others = values(row)
                .into_iter()
                .map(|value| stage.clone().with(row, value));
            stages.extend(others.filter(|other| other.check().is_ok()));
        }
        tried.extend(stage.applicable().map(|row| row.key));
        at += 1;
    }
    stages
});

/// What may decide whether another row applies.
fn values(row: &ParamSpec) -> Vec<Value> {
    match row.kind {
        Kind::Choice(choices) => choices.iter().map(|choice| choice.value.into()).collect(),
        Kind::Switch => vec![true.into(), false.into()],
        Kind::Integer { min, max, .. } => {
            vec![f64::from(min).into(), f64::from(max.min(10)).into()]
        }
        Kind::Real { min, max, .. } => vec![((min + max) / 2.0).into()],
        Kind::OptionalNumber | Kind::List(_) => vec![],
    }
}

/// A setting in which a row applies.
fn stage(row: &ParamSpec) -> HyperParams {
    let mut stages = STAGES.iter();
    let found = stages.find(|stage| (row.applies)(stage));
    found
        .unwrap_or_else(|| panic!("{} applies nowhere", row.key))
        .clone()
}

/// Sets one value and expects it to be refused by name.
fn refuses(row: &ParamSpec, value: impl Into<Value>) {
    let errors = stage(row).with(row, value).check().unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].key, row.key);
    assert_eq!(errors[0].requirement, row.requirement());
}

macro_rules! refused {
    ($($sentence:ident: $row:ident = $value:expr;)*) => {
        $(#[test] fn $sentence() { refuses(&$row, $value); })*
    };
}

refused! {
    learning_rate_cannot_be_zero: LEARNING_RATE = 0.0;
    learning_rate_cannot_be_negative: LEARNING_RATE = -0.1;
    learning_rate_cannot_be_nan: LEARNING_RATE = f64::NAN;
    learning_rate_cannot_be_infinite: LEARNING_RATE = f64::INFINITY;
    learning_rate_cannot_be_a_word: LEARNING_RATE = "fast";
    learning_rate_cannot_be_the_text_nan: LEARNING_RATE = "NaN";
    learning_rate_cannot_be_empty: LEARNING_RATE = "";
    learning_rate_cannot_be_a_switch: LEARNING_RATE = true;
    layers_cannot_be_a_fraction: N_LAYERS = 1.5;
    layers_cannot_be_more_than_eight: N_LAYERS = 9.0;
    layers_cannot_be_negative: N_LAYERS = -1.0;
    nodes_cannot_be_none: N_NODES = 0.0;
    nodes_cannot_be_more_than_1024: N_NODES = 1025.0;
    activation_cannot_be_unknown: ACTIVATION = "swoosh";
    optimizer_cannot_be_unknown: OPTIMIZER = "adamant";
    optimizer_cannot_be_a_number: OPTIMIZER = 3.0;
    epochs_cannot_be_none: EPOCHS = 0.0;
    epochs_cannot_be_more_than_1000: EPOCHS = 1001.0;
    batch_size_cannot_be_none: BATCH_SIZE = 0.0;
    batch_size_cannot_be_more_than_all_images: BATCH_SIZE = 60_001.0;
    training_images_cannot_be_fewer_than_100: TRAIN_IMAGES = 99.0;
    training_images_cannot_be_more_than_there_are: TRAIN_IMAGES = 60_001.0;
    shuffle_cannot_be_a_number: SHUFFLE = 1.0;
    seed_cannot_be_negative: SEED = -1.0;
    seed_cannot_be_a_fraction: SEED = 0.5;
    seed_cannot_exceed_32_bits: SEED = 4294967296.0;
    l1_cannot_be_negative: L1 = -1e-9;
    l2_cannot_be_above_one: L2 = 1.1;
    dropout_cannot_be_one: DROPOUT = 1.0;
    dropout_cannot_be_negative: DROPOUT = -0.1;
    dropout_cannot_have_a_shape_of_other_dimensions: DROPOUT_NOISE_SHAPE = "1";
    input_dropout_cannot_be_of_fixed_batches: INPUT_DROPOUT_NOISE_SHAPE = "128, 1";
    beta_1_cannot_be_one: BETA_1 = 1.0;
    beta_2_cannot_be_one: BETA_2 = 1.0;
    epsilon_cannot_be_zero: EPSILON = 0.0;
    amsgrad_cannot_be_a_word: AMSGRAD = "maybe";
    momentum_cannot_be_above_one: MOMENTUM = 1.1;
    nesterov_cannot_be_a_number: NESTEROV = 1.0;
    rho_cannot_be_one: RHO = 1.0;
    centered_cannot_be_a_number: CENTERED = 1.0;
    the_initial_accumulator_cannot_be_negative: INITIAL_ACCUMULATOR_VALUE = -0.1;
    weight_decay_cannot_be_negative: WEIGHT_DECAY = -0.1;
    weight_decay_cannot_be_nan: WEIGHT_DECAY = f64::NAN;
    clipnorm_cannot_be_negative: CLIPNORM = -1.0;
    clipvalue_cannot_be_a_word: CLIPVALUE = "little";
    global_clipnorm_cannot_be_infinite: GLOBAL_CLIPNORM = f64::INFINITY;
    use_ema_cannot_be_a_number: USE_EMA = 1.0;
    ema_momentum_cannot_be_above_one: EMA_MOMENTUM = 1.01;
    ema_overwrites_cannot_be_a_fraction: EMA_OVERWRITE_FREQUENCY = 2.5;
    swapping_ema_weights_cannot_be_a_number: SWAP_EMA_WEIGHTS = 1.0;
    a_list_of_layers_cannot_hold_an_empty_layer: HIDDEN_UNITS = "64, 0";
    a_list_of_layers_cannot_hold_an_unknown_activation: HIDDEN_UNITS = "64:swoosh";
    a_list_of_layers_cannot_be_a_switch: HIDDEN_UNITS = true;
    a_negative_slope_cannot_be_negative: NEGATIVE_SLOPE = -0.1;
    elu_alpha_cannot_be_negative: ELU_ALPHA = -1.0;
    approximate_cannot_be_a_word: APPROXIMATE = "roughly";
    relus_maximum_cannot_be_a_word: RELU_MAX_VALUE = "six";
    relus_slope_cannot_be_above_one: RELU_NEGATIVE_SLOPE = 2.0;
    relus_threshold_cannot_be_negative: RELU_THRESHOLD = -1.0;
    output_activation_cannot_be_unknown: OUTPUT_ACTIVATION = "argmax";
    kernel_initializer_cannot_be_unknown: KERNEL_INITIALIZER = "ones";
    initial_weights_cannot_have_a_mean_above_one: INITIALIZER_MEAN = 1.5;
    initial_weights_cannot_have_a_negative_spread: INITIALIZER_STDDEV = -0.1;
    initial_weights_cannot_have_a_gain_above_ten: INITIALIZER_GAIN = 11.0;
    use_bias_cannot_be_empty: USE_BIAS = "";
    batch_norm_cannot_stand_elsewhere: BATCH_NORM = "between";
    batch_norm_momentum_cannot_be_above_one: BATCH_NORM_MOMENTUM = 1.1;
    batch_norm_epsilon_cannot_be_zero: BATCH_NORM_EPSILON = 0.0;
    batch_norm_center_cannot_be_a_number: BATCH_NORM_CENTER = 0.0;
    batch_norm_scale_cannot_be_a_word: BATCH_NORM_SCALE = "x";
    gamma_cannot_start_beyond_ten: BATCH_NORM_GAMMA_INITIALIZER = 11.0;
    beta_cannot_start_at_nan: BATCH_NORM_BETA_INITIALIZER = f64::NAN;
    the_moving_mean_cannot_start_at_a_word: BATCH_NORM_MOVING_MEAN_INITIALIZER = "zeros";
    the_moving_variance_cannot_start_negative: BATCH_NORM_MOVING_VARIANCE_INITIALIZER = -0.1;
    gammas_l1_cannot_be_negative: BATCH_NORM_GAMMA_L1 = -0.1;
    gammas_l2_cannot_be_above_one: BATCH_NORM_GAMMA_L2 = 1.5;
    betas_l1_cannot_be_infinite: BATCH_NORM_BETA_L1 = f64::INFINITY;
    betas_l2_cannot_be_nan: BATCH_NORM_BETA_L2 = f64::NAN;
    gammas_constraint_cannot_be_unknown: BATCH_NORM_GAMMA_CONSTRAINT = "min_norm";
    gammas_smallest_norm_cannot_be_negative: BATCH_NORM_GAMMA_CONSTRAINT_MIN_VALUE = -1.0;
    gammas_largest_norm_cannot_be_above_ten: BATCH_NORM_GAMMA_CONSTRAINT_MAX_VALUE = 10.5;
    gammas_constraint_cannot_be_stricter_than_one: BATCH_NORM_GAMMA_CONSTRAINT_RATE = 1.1;
    betas_constraint_cannot_be_unknown: BATCH_NORM_BETA_CONSTRAINT = "min_norm";
    betas_smallest_norm_cannot_be_negative: BATCH_NORM_BETA_CONSTRAINT_MIN_VALUE = -1.0;
    betas_largest_norm_cannot_be_above_ten: BATCH_NORM_BETA_CONSTRAINT_MAX_VALUE = 10.5;
    betas_constraint_cannot_be_stricter_than_one: BATCH_NORM_BETA_CONSTRAINT_RATE = 1.1;
    renorm_cannot_be_a_number: BATCH_NORM_RENORM = 1.0;
    renorm_momentum_cannot_be_above_one: BATCH_NORM_RENORM_MOMENTUM = 1.1;
    renorms_rmin_cannot_be_a_word: BATCH_NORM_RENORM_RMIN = "least";
    renorms_rmax_cannot_be_infinite: BATCH_NORM_RENORM_RMAX = "inf";
    renorms_dmax_cannot_be_nan: BATCH_NORM_RENORM_DMAX = "NaN";
    bias_initializer_cannot_need_a_matrix: BIAS_INITIALIZER = "orthogonal";
    initial_biases_cannot_have_a_value_above_ten: BIAS_INITIALIZER_VALUE = 10.5;
    initial_biases_cannot_have_a_mean_above_one: BIAS_INITIALIZER_MEAN = 1.5;
    initial_biases_cannot_have_a_negative_spread: BIAS_INITIALIZER_STDDEV = -0.1;
    bias_constraint_cannot_be_unknown: BIAS_CONSTRAINT = "min_norm";
    the_smallest_norm_of_biases_cannot_be_negative: BIAS_CONSTRAINT_MIN_VALUE = -1.0;
    the_largest_norm_of_biases_cannot_be_above_ten: BIAS_CONSTRAINT_MAX_VALUE = 10.5;
    the_constraint_of_biases_cannot_be_stricter_than_one: BIAS_CONSTRAINT_RATE = 1.1;
    reduction_cannot_be_none: REDUCTION = "none";
    lr_schedule_cannot_be_unknown: LR_SCHEDULE = "linear";
    decay_steps_cannot_be_none: DECAY_STEPS = 0.0;
    decay_rate_cannot_be_negative: DECAY_RATE = -0.1;
    staircase_cannot_be_a_number: STAIRCASE = 1.0;
    boundaries_cannot_fall: BOUNDARIES = "600, 400";
    boundaries_cannot_be_empty: BOUNDARIES = "";
    values_cannot_be_words: VALUES = "fast, slow, slower";
    values_cannot_be_nan: VALUES = "0.1, NaN, 0.001";
    end_learning_rate_cannot_be_negative: END_LEARNING_RATE = -0.1;
    power_cannot_be_negative: POWER = -1.0;
    cycle_cannot_be_a_number: CYCLE = 2.0;
    first_decay_steps_cannot_be_none: FIRST_DECAY_STEPS = 0.0;
    periods_cannot_shrink: T_MUL = 0.5;
    restarts_cannot_have_a_negative_height: M_MUL = -1.0;
    cosine_alpha_cannot_be_above_one: COSINE_ALPHA = 1.1;
    warmup_steps_cannot_be_negative: WARMUP_STEPS = -1.0;
    initial_learning_rate_cannot_be_negative: INITIAL_LEARNING_RATE = -1e-9;
    a_plateau_cannot_be_of_an_unknown_metric: REDUCE_LR_MONITOR = "speed";
    a_plateau_cannot_raise_the_rate: REDUCE_LR_FACTOR = 1.0;
    a_plateaus_patience_cannot_be_negative: REDUCE_LR_PATIENCE = -1.0;
    a_plateaus_min_delta_cannot_be_negative: REDUCE_LR_MIN_DELTA = -0.1;
    a_plateaus_cooldown_cannot_be_a_fraction: REDUCE_LR_COOLDOWN = 0.5;
    a_plateaus_smallest_rate_cannot_be_negative: REDUCE_LR_MIN_LR = -0.1;
    a_plateaus_mode_cannot_be_unknown: REDUCE_LR_MODE = "median";
    validation_split_cannot_be_above_90_percent: VALIDATION_SPLIT = 0.91;
    validation_split_cannot_be_negative: VALIDATION_SPLIT = -0.1;
    loss_cannot_be_unknown: LOSS = "perplexity";
    label_smoothing_cannot_be_above_one: LABEL_SMOOTHING = 1.1;
    from_logits_cannot_be_a_number: FROM_LOGITS = 1.0;
    bias_l1_cannot_be_negative: BIAS_L1 = -0.1;
    bias_l2_cannot_be_nan: BIAS_L2 = f64::NAN;
    activity_l1_cannot_be_above_one: ACTIVITY_L1 = 1.1;
    activity_l2_cannot_be_negative: ACTIVITY_L2 = -0.1;
    kernel_constraint_cannot_be_unknown: KERNEL_CONSTRAINT = "short";
    the_smallest_norm_cannot_be_negative: CONSTRAINT_MIN_VALUE = -0.1;
    the_largest_norm_cannot_be_above_ten: CONSTRAINT_MAX_VALUE = 10.1;
    a_constraints_rate_cannot_be_above_one: CONSTRAINT_RATE = 1.1;
    a_constraints_axis_cannot_be_a_third_one: CONSTRAINT_AXIS = 2.0;
    penalty_layers_cannot_be_unknown: PENALTY_LAYERS = "odd";
    input_dropout_cannot_be_one: INPUT_DROPOUT = 1.0;
    gaussian_noise_cannot_be_above_one: GAUSSIAN_NOISE = 1.1;
    early_stopping_cannot_be_a_word: EARLY_STOPPING = "soon";
    early_stopping_cannot_watch_an_unknown_metric: EARLY_STOPPING_MONITOR = "val_speed";
    early_stopping_patience_cannot_be_a_fraction: EARLY_STOPPING_PATIENCE = 1.5;
    early_stopping_min_delta_cannot_be_negative: EARLY_STOPPING_MIN_DELTA = -0.1;
    early_stopping_baseline_cannot_be_a_word: EARLY_STOPPING_BASELINE = "good";
    early_stopping_baseline_cannot_be_infinite: EARLY_STOPPING_BASELINE = f64::INFINITY;
    early_stopping_cannot_start_before_the_first_epoch: EARLY_STOPPING_START_FROM_EPOCH = -1.0;
    restore_best_weights_cannot_be_a_number: EARLY_STOPPING_RESTORE_BEST_WEIGHTS = 1.0;
    early_stopping_mode_cannot_be_unknown: EARLY_STOPPING_MODE = "best";
}

#[test]
fn every_row_can_be_made_to_apply() {
    for row in CATALOG {
        assert!((row.applies)(&stage(row)), "{}", row.key);
    }
}

#[test]
fn a_bad_value_in_a_row_that_does_not_apply_stops_nobody() {
    let params = HyperParams::default().with(&MOMENTUM, 7.0);
    assert!(params.check().is_ok(), "Adam has no momentum");
}

#[test]
fn every_error_is_told_at_once() {
    let params = HyperParams::default()
        .with(&LEARNING_RATE, "x")
        .with(&EPOCHS, 0.0)
        .with(&N_LAYERS, 99.0);
    let keys: Vec<String> = params
        .check()
        .unwrap_err()
        .into_iter()
        .map(|e| e.key)
        .collect();
    assert_eq!(keys, ["n_layers", "learning_rate", "epochs"]);
}

#[test]
fn every_choice_becomes_a_configuration_of_its_own() {
    for row in CATALOG {
        let Kind::Choice(choices) = row.kind else {
            continue;
        };
        let becomes = |choice: &Choice| {
            let choose = |params: HyperParams| params.with(row, choice.value).check().unwrap();
            [stage(row), bent(stage(row))].map(choose)
        };
        let checked: Vec<_> = choices.iter().map(becomes).collect();
        for (at, one) in checked.iter().enumerate() {
            let choice = choices[at].value;
            assert!(!checked[..at].contains(one), "{}: {choice}", row.key);
        }
    }
}

/// Where by their defaults two choices say the same, these say something else.
fn bent(params: HyperParams) -> HyperParams {
    params
        .with(&BIAS_INITIALIZER_VALUE, 0.5)
        .with(&EARLY_STOPPING_MONITOR, "accuracy")
        .with(&REDUCE_LR_MONITOR, "accuracy")
}

#[test]
fn the_last_batch_of_an_epoch_may_be_smaller() {
    let params = HyperParams::default()
        .with(&TRAIN_IMAGES, 1000.0)
        .with(&BATCH_SIZE, 300.0);
    assert_eq!(params.check().unwrap().steps_per_epoch(), 4);
}

#[test]
fn a_split_holds_the_last_images_out_as_keras_does() {
    for (images, split, training) in [(10_000, 0.2, 8000), (512, 0.3, 358), (100, 0.001, 99)] {
        let params = HyperParams::default()
            .with(&TRAIN_IMAGES, f64::from(images))
            .with(&VALIDATION_SPLIT, split);
        assert_eq!(params.check().unwrap().images_per_epoch(), training);
    }
}
