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
use burn::tensor::activation::relu;
use burn::tensor::container::TensorContainer;
use burn::tensor::{Device, Distribution, Int, Tensor, TensorData};
use flate2::read::GzDecoder;

const EPOCHS: usize = 4;
const BATCH_SIZE: usize = 50;
const SEED: u64 = 42;
const ACTIVITY_L1: f64 = 0.0001;
const BETA_2_DECAY: f64 = -0.8;
const EPSILON_1: f64 = 1e-30;
const EPSILON_2: f64 = 0.001;
const CLIP_THRESHOLD: f64 = 1.0;

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

    /// `[batch, 784]` to `[batch, 10]`, and the penalty of the layers' outputs.
    fn forward(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
        let x = relu(self.dense_1.forward(x));
        let x = relu(self.dense_2.forward(x));
        let activity = activity_penalty(x.clone());
        (self.output.forward(x), activity)
    }

    /// What training makes small, with the outputs `[batch, 10]`.
    fn objective(&self, pixels: Tensor<2>, digits: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        let (outputs, activity) = self.forward(pixels);
        let loss = loss(outputs.clone(), digits) + activity;
        (loss, outputs)
    }

    /// Brings variables back into their bounds.
    fn constrain(mut self) -> Self {
        self.dense_2.weight = bound(self.dense_2.weight, kernel_constraint);
        self
    }
}

/// Keras' Dense. burn's `LinearConfig` would draw the biases as it draws the weights.
fn dense(inputs: usize, units: usize, device: &Device) -> Linear {
    let weight = {
        let limit = (3.0 * 1.0 * 2.0 / (inputs + units) as f64).sqrt();
        let uniform = Distribution::Uniform(-limit, limit);
        Tensor::random([inputs, units], uniform, device)
    };
    let weight = Param::from_tensor(weight);
    let bias = Some(Initializer::Zeros.init([units], device));
    Linear { weight, bias }
}

/// Keras' activity_regularizer: of all outputs, divided by the size of the batch.
fn activity_penalty(x: Tensor<2>) -> Tensor<1> {
    let [batch, _] = x.dims();
    x.abs().sum() * ACTIVITY_L1 / batch as f64
}

/// What is bounded is not differentiated.
fn bound<const D: usize>(
    variable: Param<Tensor<D>>,
    rule: fn(Tensor<D>) -> Tensor<D>,
) -> Param<Tensor<D>> {
    variable.map(|w| Tensor::from_inner(rule(w.inner())).require_grad())
}

/// Keras' MinMaxNorm of the kernel.
fn kernel_constraint(w: Tensor<2>) -> Tensor<2> {
    let norm = w.clone().square().sum_dim(0).sum_dim(1).sqrt();
    let wanted = norm.clone().clamp(0.5, 1.5) * 0.5 + norm.clone() * (1.0 - 0.5);
    w * (wanted / (norm + 1e-7))
}

/// Keras' categorical hinge. Among the others the entry of the right digit is 0, so that their
/// largest is never below.
fn loss(outputs: Tensor<2>, digits: Tensor<2>) -> Tensor<1> {
    let others = ((-digits.clone() + 1.0) * outputs.clone()).max_dim(1);
    let right = (digits * outputs).sum_dim(1);
    relu(others - right + 1.0).mean()
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
        self.model = self.model.clone().constrain();
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

/// Keras' PiecewiseConstantDecay; steps count from 0.
fn learning_rate(step: usize) -> f64 {
    match step {
        ..=4 => 0.05,
        ..=9 => 0.02,
        _ => 0.01,
    }
}

/// Adafactor as Keras has it: steps are relative to the weights, and the rate is at most 1/√t.
#[derive(Default)]
struct Optimizer {
    updates: i32,
    /// What is remembered of each variable, by names.
    memory: TensorContainer<(ParamId, &'static str)>,
}

impl Optimizer {
    fn step(&mut self, rate: f64, model: Mlp, gradients: GradientsParams) -> Mlp {
        self.updates += 1;
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
        let t = f64::from(self.updates);
        let memory = 1.0 - t.powf(BETA_2_DECAY);
        let squares = g.clone().square() + EPSILON_1;
        let v = if D < 2 {
            self.average(id, "squares", memory, squares)
        } else {
            // Of a matrix only the means of rows and of columns are kept.
            let rows = self.average(id, "rows", memory, squares.clone().mean_dim(D - 1));
            let columns = self.average(id, "columns", memory, squares.mean_dim(D - 2));
            rows.clone() / rows.mean_dim(D - 2) * columns
        };
        let u = g / v.sqrt();
        let rate = lr.min(1.0 / t.sqrt()) * rms(&w).max(EPSILON_2);
        let cut = (rms(&u) / CLIP_THRESHOLD).max(1.0);
        w - u * (rate / cut)
    }

    /// A moving average, from zeros on.
    fn average<const D: usize>(
        &mut self,
        id: ParamId,
        name: &'static str,
        memory: f64,
        value: Tensor<D>,
    ) -> Tensor<D> {
        let average = self.recall(id, name, 0.0, &value) * memory + value * (1.0 - memory);
        self.keep(id, name, &average);
        average
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

/// The root of the mean square.
fn rms<const D: usize>(x: &Tensor<D>) -> f64 {
    x.clone().square().mean().into_scalar::<f64>().sqrt()
}
