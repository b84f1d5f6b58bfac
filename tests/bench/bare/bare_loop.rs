//! The loop, as JavaScript calls it.

use burn::module::Module;
use burn::nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig};
use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams, ModuleOptimizer};
use burn::tensor::{Device, Int, Tensor, TensorData, activation};
use wasm_bindgen::prelude::wasm_bindgen;

const PIXELS: usize = 28 * 28;
const CLASSES: usize = 10;
const LEARNING_RATE: f64 = 0.001;
/// Images of the test set that are evaluated at once.
const CHUNK: usize = 2000;

#[derive(Module, Debug)]
struct Network {
    layers: Vec<Linear>,
}

impl Network {
    /// - hidden: the widths of the hidden layers
    fn new(hidden: &[usize], device: &Device) -> Self {
        let widths = [&[PIXELS], hidden, &[CLASSES]].concat();
        let layer = |fan: &[usize]| LinearConfig::new(fan[0], fan[1]).init(device);
        Self {
            layers: widths.windows(2).map(layer).collect(),
        }
    }

    /// `[batch, 784]` to `[batch, 10]`.
    fn forward(&self, images: Tensor<2>) -> Tensor<2> {
        let (last, hidden) = self.layers.split_last().expect("a network has layers");
        let outputs = hidden.iter().fold(images, |inputs, layer| {
            activation::relu(layer.forward(inputs))
        });
        last.forward(outputs)
    }
}

/// A network in training on images that it owns.
#[wasm_bindgen]
pub struct BareLoop {
    pixels: Vec<u8>,
    labels: Vec<u8>,
    test: Vec<(Tensor<2>, Tensor<1, Int>)>,
    device: Device,
    network: Network,
    optimizer: ModuleOptimizer,
    loss: CrossEntropyLoss,
}

#[wasm_bindgen]
impl BareLoop {
    /// - pixels: `[count, 784]`; labels: `[count]`; the same of the test set
    #[wasm_bindgen(constructor)]
    pub fn new(pixels: Vec<u8>, labels: Vec<u8>, test_pixels: &[u8], test_labels: &[u8]) -> Self {
        let plain = Device::flex();
        let device = plain.clone().autodiff();
        let chunks = test_pixels.chunks(CHUNK * PIXELS);
        let chunks = chunks.zip(test_labels.chunks(CHUNK));
        Self {
            test: chunks
                .map(|(pixels, labels)| batch(pixels, labels, &plain))
                .collect(),
            network: Network::new(&[], &device),
            optimizer: AdamConfig::new().init(),
            loss: CrossEntropyLossConfig::new().init(&device),
            pixels,
            labels,
            device,
        }
    }

    /// Begins anew with hidden layers of these widths.
    pub fn begin(&mut self, hidden: &[usize]) {
        self.network = Network::new(hidden, &self.device);
        self.optimizer = AdamConfig::new().init();
    }

    /// Trains on every image once; the mean of the batches' losses.
    pub fn train_epoch(&mut self, batch_size: usize) -> f32 {
        let pixels = self.pixels.chunks(batch_size * PIXELS);
        let batches = pixels.zip(self.labels.chunks(batch_size));
        let (mut steps, mut total) = (0.0, 0.0);
        for (pixels, labels) in batches {
            let (images, targets) = batch(pixels, labels, &self.device);
            let loss = self.loss.forward(self.network.forward(images), targets);
            total += scalar(loss.clone().inner());
            let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
            let network = self.network.clone();
            self.network = self.optimizer.step(LEARNING_RATE, network, gradients);
            steps += 1.0;
        }
        total / steps
    }

    /// The share of the test images that the network knows.
    #[expect(
        clippy::disallowed_methods,
        reason = "the bare loop is burn's own, bits and all"
    )]
    pub fn evaluate(&self) -> f32 {
        let network = self.network.valid();
        let right = self.test.iter().map(|(images, targets)| {
            let logits = network.forward(images.clone());
            let found = logits.argmax(1).squeeze_dim::<1>(1);
            scalar(found.equal(targets.clone()).float().mean())
        });
        right.sum::<f32>() / self.test.len() as f32
    }
}

fn batch(pixels: &[u8], labels: &[u8], device: &Device) -> (Tensor<2>, Tensor<1, Int>) {
    let scaled: Vec<f32> = pixels
        .iter()
        .map(|&pixel| f32::from(pixel) / 255.0)
        .collect();
    let labels: Vec<i32> = labels.iter().map(|&label| i32::from(label)).collect();
    let images = TensorData::new(scaled, [labels.len(), PIXELS]);
    let count = labels.len();
    (
        Tensor::from_data(images, device),
        Tensor::from_data(TensorData::new(labels, [count]), device),
    )
}

#[expect(
    clippy::disallowed_methods,
    reason = "on the CPU backend, where alone this runs, nothing waits"
)]
fn scalar(tensor: Tensor<1>) -> f32 {
    tensor.into_scalar::<f32>()
}
