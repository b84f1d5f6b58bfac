//! The training core in a dedicated worker of a browser, on WebGPU. The work is tiny, because a machine
//! without a graphics card plays one, some two thousand times slower.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use std::sync::Arc;

use burn::tensor::Device;
use tuneground::dataset::{
    Dataset, IMAGE_PIXELS, Images, TEST_SHARD, TRAIN_SHARDS, decode_shard, ink,
};
use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::*;
use tuneground::metrics::Outcome;
use tuneground::training::device::open_webgpu;
use tuneground::training::{NamedTensor, Trainer, fit};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

mod keras;

const TRAIN_IMAGES: usize = 100;

/// A hundred images to train on and fifty to be judged by.
fn dataset() -> Arc<Dataset> {
    let all = decode_shard(&TEST_SHARD, include_bytes!("../public/mnist/test.bin.gz")).unwrap();
    let cut = |from: usize, to: usize| {
        Arc::new(Images {
            pixels: all.pixels[from * IMAGE_PIXELS..to * IMAGE_PIXELS].to_vec(),
            labels: all.labels[from..to].to_vec(),
        })
    };
    Arc::new(Dataset {
        train: vec![cut(0, TRAIN_IMAGES)],
        test: cut(TRAIN_IMAGES, TRAIN_IMAGES + 50),
    })
}

/// The cross-entropy of `images` by plain arithmetic, for a network of one hidden ReLU layer.
fn loss_by_hand(weights: &[NamedTensor], images: &Images) -> f64 {
    let losses = (0..images.len() as u32)
        .map(|index| images.image(index))
        .map(|(pixels, label)| {
            let image: Vec<f64> = pixels.iter().map(|&pixel| f64::from(ink(pixel))).collect();
            let mut hidden = dense(&image, &weights[0], &weights[1]);
            hidden.iter_mut().for_each(|value| *value = value.max(0.0));
            let logits = dense(&hidden, &weights[2], &weights[3]);
            let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
            sum.ln() - logits[usize::from(label)]
        });
    losses.sum::<f64>() / images.len() as f64
}

fn dense(inputs: &[f64], kernel: &NamedTensor, bias: &NamedTensor) -> Vec<f64> {
    let units = bias.values.len();
    let mut outputs: Vec<f64> = bias.values.iter().map(|&value| value.into()).collect();
    for (input, row) in inputs.iter().zip(kernel.values.chunks_exact(units)) {
        for (output, &weight) in outputs.iter_mut().zip(row) {
            *output += input * f64::from(weight);
        }
    }
    outputs
}

/// Runs that Keras computed, few because each takes some twenty steps.
const KERAS_CASES: [&str; 4] = ["sgd-momentum", "adam", "kernel-l1-l2", "batch-norm-after"];

/// One test, because a device can be opened only once in the life of a program.
#[wasm_bindgen_test]
async fn training_on_webgpu_is_right() {
    let device = open_webgpu().await.unwrap();
    a_tiny_network_trains_and_its_losses_are_those_of_plain_arithmetic(&device).await;
    runs_that_keras_computed_are_followed(&device).await;
}

async fn runs_that_keras_computed_are_followed(device: &Device) {
    let train = include_bytes!("../public/mnist/train-0.bin.gz");
    let test = include_bytes!("../public/mnist/test.bin.gz");
    let dataset = Dataset {
        train: vec![Arc::new(decode_shard(&TRAIN_SHARDS[0], train).unwrap())],
        test: Arc::new(decode_shard(&TEST_SHARD, test).unwrap()),
    };
    let suite = keras::bundled::bundled(&dataset).unwrap();
    let tell = |id: &str, verdict: &Result<(), String>| console_log!("{id} … {verdict:?}");
    let is_wanted = |id: &str| KERAS_CASES.contains(&id);
    let (passed, failed) = suite.run(device, is_wanted, tell).await;
    assert_eq!((passed, failed), (KERAS_CASES.len(), 0));
}

async fn a_tiny_network_trains_and_its_losses_are_those_of_plain_arithmetic(device: &Device) {
    let params = HyperParams::default()
        .with(&N_LAYERS, 1.0)
        .with(&N_NODES, 16.0)
        .with(&BATCH_SIZE, 64.0)
        .with(&EPOCHS, 2.0)
        .with(
            &tuneground::hyperparams::catalog::TRAIN_IMAGES,
            TRAIN_IMAGES as f64,
        )
        .with(&LEARNING_RATE, 0.01);
    let dataset = dataset();
    let trainer = Trainer::new(params.check().unwrap(), dataset.clone(), device, 8);
    let initial = trainer.model().named_tensors().await.unwrap();
    let before = loss_by_hand(&initial, &dataset.train[0]);

    let trained = fit(trainer).await.unwrap();

    assert_eq!(trained.outcome, Outcome::Completed);
    assert_eq!(
        trained.step_losses.len(),
        4,
        "two batches in each of two epochs"
    );
    assert!(trained.epochs[1].loss < before, "{trained:?}");
    let last = trained.epochs[1];
    let val_loss = loss_by_hand(&trained.weights, &dataset.test);
    assert!(
        (last.val_loss - val_loss).abs() < 1e-4 * val_loss,
        "{last:?}: {val_loss}"
    );
}
