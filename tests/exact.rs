//! Runs come to the same bits on every machine: natively, in a debug or a release build, and, through `wasm_cpu`, in a
//! browser. What they come to stands in `exact/expected.txt`, a run a line: sums over the bits of the losses of its
//! steps, of the numbers of its epochs and of its final weights.
//!
//! Where the arithmetic changes on purpose, the file is written anew by
//! `TUNEGROUND_BLESS=1 cargo test --test exact`, and `cargo xtask record` has to follow.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use std::sync::Arc;

use crc::{CRC_32_ISO_HDLC, Crc};
use tuneground::dataset::{Dataset, Images, TEST_SHARD, TRAIN_SHARDS, decode_shard};
use tuneground::hyperparams::{HyperParams, catalog};
use tuneground::training::device::open_cpu;
use tuneground::training::{Reads, Trained, Trainer, fit};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Rows by their keys. Between them the runs use every choice that has arithmetic of its own, each optimizer,
/// activation, loss, initializer, schedule, constraint and place of a normalization; batches that are cut and batches that are
/// not.
const RUNS: &[(&str, &str)] = &[
    ("defaults", ""),
    (
        "sgd",
        "optimizer=sgd momentum=0.9 nesterov=true hidden_units=24:tanh,20:sigmoid,16:softsign \
         loss=mean_squared_error output_activation=sigmoid kernel_initializer=glorot_normal \
         lr_schedule=exponential_decay decay_steps=3 decay_rate=0.7 l2=0.01 penalty_layers=all clipnorm=0.5 \
         gaussian_noise=0.3",
    ),
    (
        "rmsprop",
        "optimizer=rmsprop momentum=0.5 centered=true hidden_units=20:gelu,17:elu loss=kl_divergence \
         kernel_initializer=he_normal lr_schedule=cosine_decay decay_steps=8 warmup_steps=2 \
         batch_norm=before_activation dropout=0.3 bias_initializer=constant bias_initializer_value=0.1",
    ),
    (
        "adagrad",
        "optimizer=adagrad hidden_units=20:mish,12:softplus loss=categorical_hinge output_activation=tanh \
         kernel_initializer=orthogonal lr_schedule=polynomial_decay decay_steps=7 power=1.7 cycle=true \
         activity_l1=0.001 activity_l2=0.001 global_clipnorm=0.2 input_dropout=0.2 bias_initializer=ones",
    ),
    (
        "adadelta",
        "optimizer=adadelta learning_rate=1 hidden_units=20:silu,20:selu loss=huber huber_delta=0.3 \
         kernel_initializer=lecun_normal lr_schedule=inverse_time_decay decay_steps=3 decay_rate=0.5 use_ema=true \
         ema_momentum=0.8 ema_overwrite_frequency=3 gaussian_dropout=0.2 dropout=0.1 dropout_noise_shape=none,1",
    ),
    (
        "adamw",
        "optimizer=adamw amsgrad=true hidden_units=33:leaky_relu,20:hard_sigmoid loss=binary_crossentropy \
         output_activation=sigmoid label_smoothing=0.1 kernel_initializer=truncated_normal \
         bias_initializer=random_normal lr_schedule=cosine_decay_restarts first_decay_steps=2 t_mul=1.5 m_mul=0.9 \
         kernel_constraint=max_norm constraint_max_value=0.9 bias_constraint=max_norm bias_constraint_max_value=0.1",
    ),
    (
        "nadam",
        "optimizer=nadam hidden_units=20:linear,20 from_logits=true output_activation=linear label_smoothing=0.1 \
         kernel_initializer=random_uniform lr_schedule=piecewise_constant_decay boundaries=2,4 \
         values=0.01,0.005,0.001 batch_norm=after_activation batch_norm_renorm=true batch_norm_gamma_l2=0.1 \
         batch_norm_gamma_constraint=unit_norm batch_norm_beta_constraint=max_norm bias_initializer=truncated_normal",
    ),
    (
        "adamax",
        "optimizer=adamax hidden_units=20,20:relu loss=mean_absolute_error relu_max_value=2 \
         relu_negative_slope=0.1 relu_threshold=0.2 kernel_initializer=he_uniform l1=0.001 bias_l1=0.01 bias_l2=0.01 \
         kernel_constraint=min_max_norm constraint_min_value=0.5 constraint_rate=0.5 \
         lr_schedule=reduce_lr_on_plateau reduce_lr_patience=1 reduce_lr_min_delta=9",
    ),
    (
        "lion",
        "optimizer=lion learning_rate=0.001 kernel_constraint=unit_norm constraint_axis=1 \
         kernel_initializer=lecun_uniform validation_split=0.2 batch_norm=before_activation \
         batch_norm_gamma_constraint=min_max_norm batch_norm_beta_constraint=min_max_norm early_stopping=true \
         early_stopping_restore_best_weights=true early_stopping_monitor=val_accuracy input_dropout=0.1 \
         input_dropout_noise_shape=1,none",
    ),
    (
        "adafactor",
        "optimizer=adafactor output_activation=sigmoid kernel_initializer=variance_scaling \
         initializer_distribution=truncated_normal kernel_constraint=non_neg bias_constraint=unit_norm \
         constraint_axis=0,1 batch_norm=after_activation batch_norm_gamma_constraint=max_norm \
         batch_norm_beta_constraint=unit_norm",
    ),
    (
        "ftrl",
        "optimizer=ftrl learning_rate=0.5 learning_rate_power=-0.7 l1_regularization_strength=0.01 n_layers=0 \
         reduction=sum kernel_initializer=random_normal bias_constraint=min_max_norm penalty_layers=all",
    ),
    (
        "lamb",
        "optimizer=lamb hidden_units=20:gelu,20:relu approximate=true loss=binary_crossentropy from_logits=true \
         output_activation=linear gradient_accumulation_steps=2 loss_scale_factor=0.3 weight_decay=0.01 \
         kernel_initializer=variance_scaling initializer_distribution=untruncated_normal bias_constraint=non_neg \
         batch_norm=before_activation batch_norm_gamma_constraint=non_neg batch_norm_beta_constraint=non_neg",
    ),
    (
        "muon",
        "optimizer=muon hidden_units=40,20 exclude_layers=output rms_rate=0.2 clipvalue=0.01 use_bias=false \
         kernel_initializer=variance_scaling initializer_mode=fan_out initializer_distribution=uniform shuffle=false",
    ),
    (
        "parts",
        "train_images=1400 batch_size=760 optimizer=sgd momentum=0.9 l2=0.01 activity_l1=0.001 penalty_layers=all",
    ),
    (
        "zeros",
        "optimizer=sgd n_layers=0 kernel_initializer=zeros output_activation=softplus loss=kl_divergence \
         bias_initializer=constant bias_initializer_value=0.5",
    ),
];

const EXPECTED: &str = include_str!("exact/expected.txt");

/// The first 1,400 training images and 200 test images, built in so that a browser has them too.
fn dataset() -> Arc<Dataset> {
    let train = include_bytes!("../public/mnist/train-0.bin.gz");
    let test = include_bytes!("../public/mnist/test.bin.gz");
    let first = |images: Images, count: usize| {
        let pixels = images.pixels[..count * 784].to_vec();
        let labels = images.labels[..count].to_vec();
        Arc::new(Images { pixels, labels })
    };
    Arc::new(Dataset {
        train: vec![first(decode_shard(&TRAIN_SHARDS[0], train).unwrap(), 1400)],
        test: first(decode_shard(&TEST_SHARD, test).unwrap(), 200),
    })
}

/// Five steps an epoch, the last of them with fewer images, where nothing else is said.
fn params(rows: &str) -> HyperParams {
    const BASE: &str = "train_images=300 batch_size=64 epochs=3 learning_rate=0.01";
    let rows = BASE.split(' ').chain(rows.split_whitespace());
    rows.fold(HyperParams::default(), |params, row| {
        let (key, value) = row.split_once('=').unwrap();
        params.with(catalog::spec(key).expect(key), value)
    })
}

/// What a run comes to, as its line in the file.
fn line(name: &str, rows: &str, dataset: &Arc<Dataset>) -> String {
    let checked = params(rows).check();
    let checked = checked.unwrap_or_else(|errors| panic!("{name}: {errors:?}"));
    let trainer = Trainer::new(checked, Arc::clone(dataset), &open_cpu(), Reads::Every(1));
    // On the CPU nothing ever waits, so this works in a browser too.
    let trained = pollster::block_on(fit(trainer)).unwrap();
    assert!(trained.step_losses.iter().all(|loss| loss.is_finite()));
    let Trained {
        step_losses,
        epochs,
        weights,
        ..
    } = trained;
    let losses = sum_of(step_losses.iter().map(|loss| loss.to_bits()));
    let numbers = epochs.iter().flat_map(|epoch| epoch.numbers());
    let epochs = sum_of(numbers.map(f64::to_bits));
    let values = weights.iter().flat_map(|tensor| &tensor.values);
    let weights = sum_of(values.map(|value| value.to_bits().into()));
    format!("{name}: losses {losses:08x} epochs {epochs:08x} weights {weights:08x}\n")
}

fn sum_of(bits: impl Iterator<Item = u64>) -> u32 {
    let sum = Crc::<u32>::new(&CRC_32_ISO_HDLC);
    let mut digest = sum.digest();
    bits.for_each(|bits| digest.update(&bits.to_le_bytes()));
    digest.finalize()
}

#[test]
fn runs_come_to_the_same_bits_on_every_machine() {
    let dataset = dataset();
    let found: String = RUNS
        .iter()
        .map(|(name, rows)| line(name, rows, &dataset))
        .collect();
    if std::env::var_os("TUNEGROUND_BLESS").is_some() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/exact/expected.txt");
        return std::fs::write(file, found).unwrap();
    }
    let pairs = found.lines().zip(EXPECTED.lines());
    let others: Vec<_> = pairs
        .filter(|(found, expected)| found != expected)
        .collect();
    assert!(others.is_empty(), "found, expected: {others:#?}");
    assert_eq!(found.lines().count(), EXPECTED.lines().count());
}

#[cfg(not(target_arch = "wasm32"))]
#[test]
fn every_choice_is_among_the_runs() {
    use catalog::*;
    use tuneground::hyperparams::Kind;

    let runs: Vec<HyperParams> = RUNS.iter().map(|(_, rows)| params(rows)).collect();
    let mut missing = Vec::new();
    for row in [
        &OPTIMIZER,
        &ACTIVATION,
        &LOSS,
        &REDUCTION,
        &KERNEL_INITIALIZER,
        &BIAS_INITIALIZER,
        &INITIALIZER_DISTRIBUTION,
        &LR_SCHEDULE,
        &BATCH_NORM,
        &BATCH_NORM_GAMMA_CONSTRAINT,
        &BATCH_NORM_BETA_CONSTRAINT,
        &KERNEL_CONSTRAINT,
        &BIAS_CONSTRAINT,
    ] {
        let Kind::Choice(choices) = row.kind else {
            panic!("{} is a choice", row.key)
        };
        for choice in choices {
            let is_used = |run: &HyperParams| {
                // A layer's activation may be told with its units.
                let is_activation = row.key == ACTIVATION.key;
                let layers = run.get(&HIDDEN_UNITS).to_string();
                (row.applies)(run) && run.get(row) == choice.value.into()
                    || is_activation && layers.contains(&format!(":{}", choice.value))
            };
            if !runs.iter().any(is_used) {
                missing.push(format!("{}={}", row.key, choice.value));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
