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

use std::f64::consts::{PI, SQRT_2};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;

use burn::module::{Initializer, Module, ModuleMapper, ModuleVisitor, Param, ParamId};
use burn::nn::Linear;
use burn::optim::GradientsParams;
use burn::tensor::activation::log_softmax;
use burn::tensor::container::TensorContainer;
use burn::tensor::{Device, Int, Tensor, TensorData};
use flate2::read::GzDecoder;

const EPOCHS: usize = 4;
const BATCH_SIZE: usize = 50;
const SEED: u64 = 42;
const LEARNING_RATE: f64 = 0.001;
const DECAY_STEPS: f64 = 20.0;
const WARMUP_STEPS: f64 = 3.0;
const GLOBAL_CLIPNORM: f64 = 0.5;
const RHO: f64 = 0.9;
const MOMENTUM: f64 = 0.5;
const EPSILON: f64 = 1e-7;
const WEIGHT_DECAY: f64 = 0.004;
const EMA_MOMENTUM: f64 = 0.9;

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

/// The network up to its logits; what bends the output is a part of the loss.
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
        let x = gelu(self.dense_1.forward(x));
        let x = gelu(self.dense_2.forward(x));
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
    let initializer = Initializer::KaimingUniform {
        gain: 1.0,
        fan_out_only: false,
    };
    let weight = initializer.init_with([inputs, units], Some(inputs), Some(units), device);
    let bias = Some(Initializer::Zeros.init([units], device));
    Linear { weight, bias }
}

/// burn's own has, on some backends, the gradient of another approximation.
fn gelu(x: Tensor<2>) -> Tensor<2> {
    let share = ((x.clone() / SQRT_2).erf() + 1.0) * 0.5;
    x * share
}

/// Keras' cross-entropy of a softmax. Probabilities are clipped to [1e-7, 1 - 1e-7] before their
/// logarithm is taken, or rather that is, and no gradient flows through what is clipped; burn's
/// `CrossEntropyLoss` clips nothing.
fn loss(logits: Tensor<2>, digits: Tensor<2>) -> Tensor<1> {
    let log_p = log_softmax(logits, 1).clamp(1e-7_f64.ln(), (1.0 - 1e-7_f64).ln());
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
    ema: Ema,
}

impl Training {
    /// - device: one that records what is to be differentiated
    fn new(device: &Device) -> Self {
        Self {
            model: Mlp::new(device),
            optimizer: Optimizer::default(),
            batches: 0,
            ema: Ema::default(),
        }
    }

    fn fit(&mut self, train: &Images, validation: &Images) {
        for epoch in 1..=EPOCHS {
            let trained = self.epoch(train);
            // Keras' SwapEMAWeights has epochs evaluated with the average.
            let model = self.ema.replace(self.model.clone()).valid();
            let validated = evaluate(&model, validation);
            println!("epoch {epoch}: {trained}; validation {validated}");
        }
        self.model = self.ema.replace(self.model.clone());
        println!("kept: {}", evaluate(&self.model.valid(), validation));
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
        let gradients = clip_together(&self.model, gradients);
        let model = self.model.clone();
        let rate = learning_rate(self.batches);
        self.model = self.optimizer.step(rate, model, gradients);
        self.model = self.ema.after_batch(self.model.clone(), self.batches);
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

/// Keras' CosineDecay; steps count from 0.
fn learning_rate(step: usize) -> f64 {
    let step = step as f64;
    if step < WARMUP_STEPS {
        return LEARNING_RATE * step / WARMUP_STEPS;
    }
    let passed = (step - WARMUP_STEPS).min(DECAY_STEPS) / DECAY_STEPS;
    let wave = 0.5 * (1.0 + (PI * passed).cos());
    LEARNING_RATE * ((1.0 - 0.1) * wave + 0.1)
}

/// Keras' global_clipnorm. burn clips each variable's gradient by itself.
fn clip_together(model: &Mlp, gradients: GradientsParams) -> GradientsParams {
    struct Squares<'a> {
        gradients: &'a GradientsParams,
        sum: f64,
    }
    impl ModuleVisitor for Squares<'_> {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = self.gradients.get::<D>(param.id) {
                self.sum += gradient.square().sum().into_scalar::<f64>();
            }
        }
    }
    let mut squares = Squares {
        gradients: &gradients,
        sum: 0.0,
    };
    model.visit(&mut squares);
    let factor = GLOBAL_CLIPNORM / squares.sum.sqrt().max(GLOBAL_CLIPNORM);
    scaled(model, gradients, factor)
}

/// Each gradient times a factor.
fn scaled(model: &Mlp, gradients: GradientsParams, factor: f64) -> GradientsParams {
    struct Scaling {
        gradients: GradientsParams,
        factor: f64,
    }
    impl ModuleVisitor for Scaling {
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if let Some(gradient) = self.gradients.remove::<D>(param.id) {
                self.gradients.register(param.id, gradient * self.factor);
            }
        }
    }
    let mut scaling = Scaling { gradients, factor };
    model.visit(&mut scaling);
    scaling.gradients
}

/// RMSprop as Keras has it: epsilon is inside the root, burn's outside.
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
        // Keras' weight_decay is decoupled from the gradients, of all optimizers.
        let w = w * (1.0 - WEIGHT_DECAY * lr);
        let squares = self.average(id, "squares", RHO, g.clone().square());
        let mean = self.average(id, "mean", RHO, g.clone());
        let squares = squares - mean.square();
        let step = g * lr / (squares + EPSILON).sqrt();
        let step = self.recall(id, "step", 0.0, &w) * MOMENTUM + step;
        self.keep(id, "step", &step);
        w - step
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

/// Keras' use_ema: a moving average of what is trained, which becomes the network when training ends.
#[derive(Default)]
struct Ema {
    updates: usize,
    averages: TensorContainer<ParamId>,
}

impl Ema {
    /// Up to the first update the weights are the average.
    fn after_batch(&mut self, model: Mlp, batch: usize) -> Mlp {
        self.updates = batch;
        model.visit(self);
        model
    }

    /// The network with the averages in place of its weights.
    fn replace(&mut self, model: Mlp) -> Mlp {
        model.map(self)
    }
}

impl ModuleVisitor for Ema {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if !param.val().is_require_grad() {
            return;
        }
        let weights = param.val().inner();
        let average = match self.averages.remove::<Tensor<D>>(&param.id) {
            Some(average) if self.updates > 0 => {
                average * EMA_MOMENTUM + weights * (1.0 - EMA_MOMENTUM)
            }
            _ => weights,
        };
        self.averages.register(param.id, average);
    }
}

impl ModuleMapper for Ema {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        match self.averages.get::<Tensor<D>>(&param.id) {
            Some(average) => param.map(|_| Tensor::from_inner(average).require_grad()),
            None => param,
        }
    }
}
