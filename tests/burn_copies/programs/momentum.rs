// A multilayer perceptron on MNIST with burn 0.22.1, trained as Keras 3 trains it.
//
// This is `src/main.rs`, and its `Cargo.toml` is
//
// ```toml
// [package]
// name = "mnist"
// version = "0.1.0"
// edition = "2024"
//
// [dependencies]
// flate2 = "1"
//
// [dependencies.burn]
// version = "=0.22.1"
// default-features = false
// features = ["std", "optim", "autodiff", "flex", "simd"]
// ```
//
// `cargo run --release` trains on the CPU; with `"wgpu"` in place of `"flex", "simd"`, on a GPU.
// The four files of MNIST are read from the folder `mnist`, by their own names:
// `train-images-idx3-ubyte.gz`, `train-labels-idx1-ubyte.gz`, `t10k-images-idx3-ubyte.gz` and
// `t10k-labels-idx1-ubyte.gz`, from <https://storage.googleapis.com/cvdf-datasets/mnist/>.
//
// Random numbers are burn's: a run agrees with one of Keras as two seeds do, not digit by digit.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;

use burn::grad_clipping::GradientClippingConfig;
use burn::module::{Initializer, Module, Param};
use burn::nn::Linear;
use burn::optim::momentum::MomentumConfig;
use burn::optim::{GradientsParams, ModuleOptimizer, SgdConfig};
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Distribution, Int, Tensor, TensorData};
use flate2::read::GzDecoder;

const EPOCHS: usize = 4;
const BATCH_SIZE: usize = 50;
const SEED: u64 = 42;
const LEARNING_RATE: f64 = 0.05;

fn main() -> io::Result<()> {
    let device = Device::default();
    device.seed(SEED);
    // Keras' validation_split holds the last images out.
    let images = Images::load("train", &device)?;
    let (train, validation) = (images.range(0..240), images.range(240..320));
    Training::new(&device.autodiff()).fit(&train, &validation);
    Ok(())
}

/// Images and what they show.
struct Images {
    /// `[images, 784]`, from 0 to 1.
    pixels: Tensor<2>,
    /// `[images, 10]`, one-hot.
    digits: Tensor<2>,
}

impl Images {
    /// - name: `train` or `t10k`
    fn load(name: &str, device: &Device) -> io::Result<Self> {
        let pixels = read_idx(&format!("mnist/{name}-images-idx3-ubyte.gz"), 16)?;
        let digits = read_idx(&format!("mnist/{name}-labels-idx1-ubyte.gz"), 8)?;
        Ok(Self::new(&pixels, &digits, device))
    }

    fn new(pixels: &[u8], digits: &[u8], device: &Device) -> Self {
        let images = digits.len();
        let pixels: Vec<f32> = pixels.iter().map(|&it| f32::from(it) / 255.0).collect();
        let digits: Vec<i32> = digits.iter().map(|&it| i32::from(it)).collect();
        let digits = Tensor::<1, Int>::from_data(TensorData::new(digits, [images]), device);
        Self {
            pixels: Tensor::from_data(TensorData::new(pixels, [images, 784]), device),
            digits: digits.one_hot::<2>(10).float(),
        }
    }

    fn len(&self) -> usize {
        self.digits.dims()[0]
    }

    fn range(&self, range: Range<usize>) -> Self {
        Self {
            pixels: self.pixels.clone().slice(range.clone()),
            digits: self.digits.clone().slice(range),
        }
    }

    /// The same images in a random order.
    fn shuffled(&self) -> Self {
        let keys = Tensor::<1>::random([self.len()], Distribution::Default, &self.pixels.device());
        let order = keys.argsort(0);
        Self {
            pixels: self.pixels.clone().select(0, order.clone()),
            digits: self.digits.clone().select(0, order),
        }
    }

    /// In order; the last batch may have fewer images.
    fn batches(&self) -> impl Iterator<Item = Self> {
        let starts = (0..self.len()).step_by(BATCH_SIZE);
        starts.map(move |at| self.range(at..self.len().min(at + BATCH_SIZE)))
    }
}

/// What a file holds behind its header.
fn read_idx(path: &str, header: usize) -> io::Result<Vec<u8>> {
    let file = File::open(path).map_err(|error| io::Error::other(format!("{path}: {error}")))?;
    let mut bytes = Vec::new();
    GzDecoder::new(file).read_to_end(&mut bytes)?;
    Ok(bytes.split_off(header))
}

/// The network.
#[derive(Module, Debug)]
struct Mlp {
    dense_1: Linear,
    dense_2: Linear,
    output: Linear,
}

impl Mlp {
    fn new(device: &Device) -> Self {
        Self {
            dense_1: dense(784, 16, device),
            dense_2: dense(16, 16, device),
            output: dense(16, 10, device),
        }
    }

    /// `[batch, 784]` to `[batch, 10]`.
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = self.dense_1.forward(x).tanh();
        let x = self.dense_2.forward(x).tanh();
        self.output.forward(x)
    }

    /// What training makes small, with the outputs `[batch, 10]`.
    fn objective(&self, pixels: Tensor<2>, digits: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        let outputs = self.forward(pixels);
        let loss = loss(outputs.clone(), digits);
        (loss, outputs)
    }
}

/// Keras' Dense. burn's `LinearConfig` would draw the biases as it draws the weights.
fn dense(inputs: usize, units: usize, device: &Device) -> Linear {
    let weight = {
        // burn's normal initializers cut nothing off. What is cut has 0.8796 of its deviation left.
        let stddev = (2.0 / inputs as f64).sqrt() / 0.879_625_661_034_239_8;
        truncated_normal([inputs, units], device) * stddev
    };
    let weight = Param::from_tensor(weight);
    let bias = Some(Initializer::Constant { value: 0.01 }.init([units], device));
    Linear { weight, bias }
}

/// A standard normal that is cut off at two deviations: what lies beyond is drawn again.
fn truncated_normal<const D: usize>(shape: [usize; D], device: &Device) -> Tensor<D> {
    let draw = || Tensor::<D>::random(shape, Distribution::Normal(0.0, 1.0), device);
    // One in 22 lies beyond, so that after ten times none does.
    (0..10).fold(draw(), |drawn, _| {
        let is_beyond = drawn.clone().abs().greater_elem(2.0);
        drawn.mask_where(is_beyond, draw())
    })
}

/// Keras' cross-entropy from logits.
fn loss(outputs: Tensor<2>, digits: Tensor<2>) -> Tensor<1> {
    let digits = digits * (1.0 - 0.1) + 0.1 / 10.0;
    let log_p = log_softmax(outputs, 1);
    -(digits * log_p).sum_dim(1).mean()
}

/// Sums over images, so that their means do not depend on how these are cut into batches.
#[derive(Default)]
struct Metrics {
    images: f64,
    loss: f64,
    hits: f64,
}

impl Metrics {
    fn of(loss: Tensor<1>, outputs: Tensor<2>, digits: Tensor<2>) -> Self {
        let images = digits.dims()[0] as f64;
        let hits = outputs.argmax(1).equal(digits.argmax(1));
        Self {
            images,
            loss: loss.into_scalar::<f64>() * images,
            hits: hits.int().sum().into_scalar::<f64>(),
        }
    }

    fn add(&mut self, other: Self) {
        self.images += other.images;
        self.loss += other.loss;
        self.hits += other.hits;
    }

    fn loss(&self) -> f64 {
        self.loss / self.images
    }

    fn accuracy(&self) -> f64 {
        self.hits / self.images
    }
}

impl fmt::Display for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (loss, accuracy) = (self.loss(), self.accuracy());
        write!(f, "loss {loss:.4}, accuracy {accuracy:.4}")
    }
}

/// A run in the making.
struct Training {
    model: Mlp,
    optimizer: ModuleOptimizer,
}

impl Training {
    /// - device: one that records what is to be differentiated
    fn new(device: &Device) -> Self {
        Self {
            model: Mlp::new(device),
            optimizer: optimizer(),
        }
    }

    fn fit(&mut self, train: &Images, validation: &Images) {
        for epoch in 1..=EPOCHS {
            let trained = self.epoch(train);
            let validated = evaluate(&self.model.valid(), validation);
            println!("epoch {epoch}: {trained}; validation {validated}");
        }
    }

    fn epoch(&mut self, images: &Images) -> Metrics {
        let mut metrics = Metrics::default();
        for batch in images.shuffled().batches() {
            metrics.add(self.step(batch));
        }
        metrics
    }

    /// Trains on a batch.
    fn step(&mut self, batch: Images) -> Metrics {
        let pixels = Tensor::from_inner(batch.pixels);
        let digits = Tensor::from_inner(batch.digits.clone());
        let (loss, outputs) = self.model.objective(pixels, digits);
        let metrics = Metrics::of(loss.clone().inner(), outputs.inner(), batch.digits);
        let gradients = loss.backward();
        let gradients = GradientsParams::from_grads(gradients, &self.model);
        let model = self.model.clone();
        self.model = self.optimizer.step(LEARNING_RATE, model, gradients);
        metrics
    }
}

/// - model: a plain one, in which nothing is random
fn evaluate(model: &Mlp, images: &Images) -> Metrics {
    let mut metrics = Metrics::default();
    for batch in images.batches() {
        let (loss, outputs) = model.objective(batch.pixels, batch.digits.clone());
        metrics.add(Metrics::of(loss, outputs, batch.digits));
    }
    metrics
}

/// Keras does not dampen what a velocity takes in, burn does unless it is told not to.
fn optimizer() -> ModuleOptimizer {
    let momentum = MomentumConfig::new()
        .with_momentum(0.9)
        .with_dampening(0.0)
        .with_nesterov(true);
    let clipping = GradientClippingConfig::Norm(1.0);
    SgdConfig::new()
        .with_momentum(Some(momentum))
        .with_gradient_clipping(Some(clipping))
        .init()
}
