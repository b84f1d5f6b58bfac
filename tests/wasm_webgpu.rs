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

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Device, Gradients, Tensor, TensorData};
use tuneground::dataset::{
    Dataset, IMAGE_PIXELS, Images, TEST_SHARD, TRAIN_SHARDS, decode_shard, ink,
};
use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::*;
use tuneground::metrics::Outcome;
use tuneground::training::device::open_webgpu;
use tuneground::training::{CLASSES, Mlp, NamedTensor, Objective, Reads, Trainer, fit};
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
    gradients_are_those_of_plain_arithmetic(&device).await;
    a_tiny_network_trains_and_its_losses_are_those_of_plain_arithmetic(&device).await;
    runs_that_keras_computed_are_followed(&device).await;
}

/// Images, inputs and units: within a tile of the kernels, at its borders and over them; with an odd and an even depth,
/// whole and in slices.
const SIZES: [[usize; 3]; 7] = [
    [1, 3, 7],
    [65, 1, 17],
    [70, 33, 70],
    [64, 65, 16],
    [128, 64, 128],
    [130, 17, 64],
    [129, 784, 130],
];

async fn gradients_are_those_of_plain_arithmetic(device: &Device) {
    for [images, inputs, units] in SIZES {
        let plain = Plain::new(images, inputs, units);
        let params = HyperParams::default().with(&HIDDEN_UNITS, units.to_string());
        let params = params.check().unwrap();
        let (device, inner) = (device.clone().autodiff(), device.clone());
        let model = Mlp::with_ends(&params, inputs, CLASSES, &device);
        let model = model.with_tensors(plain.weights.clone(), &device).unwrap();
        let images_at = |device: &Device| tensor(&plain.images, inputs, device);
        let targets = tensor(&plain.targets, CLASSES, &device);
        let objective = Objective::new(&params);

        let (logits, pass) = model.forward_training(images_at(&device), Vec::new(), None);
        let hits = objective.hits(logits.clone().inner(), targets.clone().inner());
        let loss = objective.of_batch(&logits, pass, targets);
        let mut found = Collected {
            gradients: loss.backward.backward(),
            tensors: Vec::new(),
        };
        model.visit(&mut found);
        let (without_history, _) = model.valid().forward_inference(images_at(&inner), None);

        let (loss_expected, hits_expected, expected) = plain.loss_hits_and_gradients();
        let what = format!("{images} images, {inputs} inputs, {units} units");
        let near = |found: &[f32], expected: &[f64], which: &str| {
            assert_eq!(found.len(), expected.len(), "{what}: {which}");
            for (at, (&found, &expected)) in found.iter().zip(expected).enumerate() {
                let error = (f64::from(found) - expected).abs();
                let size = expected.abs().max(0.1);
                assert!(
                    error < 1e-5 * size,
                    "{what}: {which}[{at}] {found}, not {expected}"
                );
            }
        };
        near(&read(loss.value).await, &[loss_expected], "loss");
        near(&read(hits).await, &[hits_expected], "hits");
        assert_eq!(found.tensors.len(), expected.len(), "{what}");
        for (at, (found, expected)) in found.tensors.into_iter().zip(&expected).enumerate() {
            near(&read(found).await, expected, &format!("gradient {at}"));
        }
        let (recorded, without_history) = (
            read(logits.inner().flatten(0, 1)).await,
            read(without_history.flatten(0, 1)).await,
        );
        assert_eq!(recorded, without_history, "{what}");
    }
}

fn tensor(values: &[f32], width: usize, device: &Device) -> Tensor<2> {
    let shape = [values.len() / width, width];
    Tensor::from_data(TensorData::new(values.to_vec(), shape), device)
}

async fn read(tensor: Tensor<1>) -> Vec<f32> {
    tensor.into_data_async().await.unwrap().iter().collect()
}

/// Gradients of all parameters, in the order of the layers.
struct Collected {
    gradients: Gradients,
    tensors: Vec<Tensor<1>>,
}

impl ModuleVisitor for Collected {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let gradient = param.val().grad(&self.gradients).unwrap();
        let elements = gradient.shape().num_elements();
        self.tensors.push(gradient.reshape([elements]));
    }
}

/// A network of one hidden ReLU layer and its batch, written out in float64.
struct Plain {
    images: Vec<f32>,
    targets: Vec<f32>,
    weights: Vec<NamedTensor>,
    inputs: usize,
    units: usize,
}

impl Plain {
    fn new(images: usize, inputs: usize, units: usize) -> Self {
        let number = |at: usize| ((at * 7919 + 13) % 101) as f32 / 101.0 - 0.5;
        // Many inputs are small ones: no loss is so large that it would be clipped.
        let size = 64.0 / inputs.max(64) as f32;
        let numbers = |count: usize| (0..count).map(number).collect::<Vec<f32>>();
        let target = |at: usize| f32::from(u8::from(at % CLASSES == at / CLASSES * 3 % CLASSES));
        let named = |name: &str, shape: &[usize]| NamedTensor {
            name: name.to_owned(),
            shape: shape.to_vec(),
            values: numbers(shape.iter().product()),
        };
        Self {
            images: (0..images * inputs).map(|at| number(at) * size).collect(),
            targets: (0..images * CLASSES).map(target).collect(),
            weights: vec![
                named("dense_0.kernel", &[inputs, units]),
                named("dense_0.bias", &[units]),
                named("dense_1.kernel", &[units, CLASSES]),
                named("dense_1.bias", &[CLASSES]),
            ],
            inputs,
            units,
        }
    }

    fn loss_hits_and_gradients(&self) -> (f64, f64, Vec<Vec<f64>>) {
        let count = (self.images.len() / self.inputs) as f64;
        let (mut loss, mut hits) = (0.0, 0.0);
        let zeros = |tensor: &NamedTensor| vec![0.0; tensor.values.len()];
        let mut gradients: Vec<Vec<f64>> = self.weights.iter().map(zeros).collect();
        let images = self.images.chunks_exact(self.inputs);
        for (image, targets) in images.zip(self.targets.chunks_exact(CLASSES)) {
            let image: Vec<f64> = image.iter().map(|&value| value.into()).collect();
            let hidden = dense(&image, &self.weights[0], &self.weights[1]);
            let hidden: Vec<f64> = hidden.into_iter().map(|value| value.max(0.0)).collect();
            let logits = dense(&hidden, &self.weights[2], &self.weights[3]);
            let label = targets.iter().position(|&target| target == 1.0).unwrap();
            let sum: f64 = logits.iter().map(|logit| logit.exp()).sum();
            loss += (sum.ln() - logits[label]) / count;
            let is_first_largest = (0..CLASSES).all(|class| match class < label {
                true => logits[class] < logits[label],
                false => logits[class] <= logits[label],
            });
            hits += f64::from(u8::from(is_first_largest));
            let slopes = logits.iter().zip(targets);
            let slopes =
                slopes.map(|(logit, &target)| (logit.exp() / sum - f64::from(target)) / count);
            let slopes: Vec<f64> = slopes.collect();
            add_products(&mut gradients[2], &hidden, &slopes);
            add_products(&mut gradients[3], &[1.0], &slopes);
            let kernel = self.weights[2].values.chunks_exact(CLASSES);
            let back = kernel.zip(&hidden).map(|(row, &output)| {
                let sum = row
                    .iter()
                    .zip(&slopes)
                    .map(|(&w, slope)| f64::from(w) * slope);
                if output > 0.0 { sum.sum() } else { 0.0 }
            });
            let back: Vec<f64> = back.collect();
            assert_eq!(back.len(), self.units);
            add_products(&mut gradients[0], &image, &back);
            add_products(&mut gradients[1], &[1.0], &back);
        }
        (loss, hits, gradients)
    }
}

fn add_products(sums: &mut [f64], left: &[f64], right: &[f64]) {
    for (sums, left) in sums.chunks_exact_mut(right.len()).zip(left) {
        for (sum, right) in sums.iter_mut().zip(right) {
            *sum += left * right;
        }
    }
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
    let trainer = Trainer::new(
        params.check().unwrap(),
        dataset.clone(),
        device,
        Reads::ByTime,
    );
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
