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

use burn::module::{Initializer, Module, ModuleMapper, Param, ParamId};
use burn::nn::Linear;
use burn::optim::GradientsParams;
use burn::tensor::activation::softplus;
use burn::tensor::container::TensorContainer;
use burn::tensor::{Device, Int, Tensor, TensorData};
use flate2::read::GzDecoder;

const EPOCHS: usize = 4;
const BATCH_SIZE: usize = 50;
const SEED: u64 = 42;
const KERNEL_L2: f64 = 0.001;
const ACTIVITY_L1: f64 = 0.001;
const LEARNING_RATE: f64 = 0.1;
const DECAY_STEPS: f64 = 6.0;
const END_LEARNING_RATE: f64 = 0.0001;
const LEARNING_RATE_POWER: f64 = -0.4;
const INITIAL_ACCUMULATOR_VALUE: f64 = 0.1;
const L2_SHRINKAGE: f64 = 0.001;
const L2_STRENGTH: f64 = 0.01;
const BETA: f64 = 0.1;
const L1_STRENGTH: f64 = 0.001;

fn main() -> io::Result<()> {
    let device = Device::default();
    device.seed(SEED);
    let train = Images::load("train", &device)?.range(0..320);
    let validation = Images::load("t10k", &device)?;
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
    output: Linear,
}

impl Mlp {
    fn new(device: &Device) -> Self {
        Self {
            output: dense(784, 10, device),
        }
    }

    /// `[batch, 784]` to `[batch, 10]`, and the penalty of the layers' outputs.
    fn forward(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
        let x = softplus(self.output.forward(x), 1.0);
        let activity = activity_penalty(x.clone());
        (x, activity)
    }

    /// What training makes small, with the outputs `[batch, 10]`.
    fn objective(&self, pixels: Tensor<2>, digits: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        let (outputs, activity) = self.forward(pixels);
        let loss = loss(outputs.clone(), digits) + activity + self.penalty();
        (loss, outputs)
    }

    /// Added to the loss as it is, in training and in evaluation; L2 has no half.
    fn penalty(&self) -> Tensor<1> {
        l2(self.output.weight.val(), KERNEL_L2)
    }
}

/// Keras' Dense. burn's `LinearConfig` would draw the biases as it draws the weights.
fn dense(inputs: usize, units: usize, device: &Device) -> Linear {
    let initializer = Initializer::Zeros;
    let weight = initializer.init_with([inputs, units], Some(inputs), Some(units), device);
    let bias = Some(Initializer::Zeros.init([units], device));
    Linear { weight, bias }
}

/// Keras' activity_regularizer: of all outputs, divided by the size of the batch.
fn activity_penalty(x: Tensor<2>) -> Tensor<1> {
    let [batch, _] = x.dims();
    x.abs().sum() * ACTIVITY_L1 / batch as f64
}

fn l2<const D: usize>(w: Tensor<D>, factor: f64) -> Tensor<1> {
    w.square().sum() * factor
}

/// Keras' cross-entropy divides the outputs by their sum and clips them before it takes logarithms.
fn loss(outputs: Tensor<2>, digits: Tensor<2>) -> Tensor<1> {
    let p = outputs.clone() / outputs.sum_dim(1);
    let log_p = p.clamp(1e-7, 1.0 - 1e-7).log();
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
    optimizer: Optimizer,
    /// Batches trained on.
    batches: usize,
}

impl Training {
    /// - device: one that records what is to be differentiated
    fn new(device: &Device) -> Self {
        Self {
            model: Mlp::new(device),
            optimizer: Optimizer::default(),
            batches: 0,
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
        for batch in images.batches() {
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
        let rate = learning_rate(self.batches);
        self.model = self.optimizer.step(rate, model, gradients);
        self.batches += 1;
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

/// Keras' PolynomialDecay; steps count from 0.
fn learning_rate(step: usize) -> f64 {
    let step = step as f64;
    let cycles = (step / DECAY_STEPS).ceil().max(1.0);
    let left = 1.0 - step / (DECAY_STEPS * cycles);
    (LEARNING_RATE - END_LEARNING_RATE) * left.powf(2.0) + END_LEARNING_RATE
}

/// FTRL, which burn has not. Weights follow from what is remembered: the first ones are forgotten.
#[derive(Default)]
struct Optimizer {
    /// What is remembered of each variable, by names.
    memory: TensorContainer<(ParamId, &'static str)>,
}

impl Optimizer {
    fn step(&mut self, rate: f64, model: Mlp, gradients: GradientsParams) -> Mlp {
        model.map(&mut Update {
            optimizer: self,
            rate,
            gradients,
        })
    }

    fn update<const D: usize>(
        &mut self,
        id: ParamId,
        lr: f64,
        w: Tensor<D>,
        g: Tensor<D>,
    ) -> Tensor<D> {
        let before = self.recall(id, "squares", INITIAL_ACCUMULATOR_VALUE, &w);
        let after = before.clone() + g.clone().square();
        self.keep(id, "squares", &after);
        let before = before.powf_scalar(-LEARNING_RATE_POWER);
        let after = after.powf_scalar(-LEARNING_RATE_POWER);
        let sigma = (after.clone() - before) / lr;
        let g = g + w.clone() * (2.0 * L2_SHRINKAGE);
        let linear = self.recall(id, "linear", 0.0, &w) + g - sigma * w;
        self.keep(id, "linear", &linear);
        let quadratic = after / lr + 2.0 * L2_STRENGTH + BETA / lr;
        (linear.clone().clamp(-L1_STRENGTH, L1_STRENGTH) - linear) / quadratic
    }

    /// - start: what there is at first, everywhere
    fn recall<const D: usize>(
        &self,
        id: ParamId,
        name: &'static str,
        start: f64,
        like: &Tensor<D>,
    ) -> Tensor<D> {
        let kept = self.memory.get::<Tensor<D>>(&(id, name));
        kept.unwrap_or_else(|| like.full_like(start))
    }

    fn keep<const D: usize>(&mut self, id: ParamId, name: &'static str, value: &Tensor<D>) {
        self.memory.register((id, name), value.clone());
    }
}

/// An update on its way through the variables.
struct Update<'a> {
    optimizer: &'a mut Optimizer,
    rate: f64,
    gradients: GradientsParams,
}

impl ModuleMapper for Update<'_> {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(g) = self.gradients.remove::<D>(param.id) else {
            return param;
        };
        let id = param.id;
        param.map(|w| {
            let w = self.optimizer.update(id, self.rate, w.inner(), g);
            Tensor::from_inner(w).require_grad()
        })
    }
}
