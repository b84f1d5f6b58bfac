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

use burn::module::{Initializer, Module, ModuleMapper, Param, ParamId, RunningState};
use burn::nn::{BatchNorm, BatchNormConfig, Linear};
use burn::optim::GradientsParams;
use burn::tensor::activation::{log_softmax, relu};
use burn::tensor::container::TensorContainer;
use burn::tensor::{Device, Distribution, Int, Tensor, TensorData};
use flate2::read::GzDecoder;

const EPOCHS: usize = 4;
const BATCH_SIZE: usize = 50;
const SEED: u64 = 42;
const KERNEL_L1: f64 = 0.0001;
const KERNEL_L2: f64 = 0.001;
const BIAS_L2: f64 = 0.01;
const BETA_L2: f64 = 0.01;
const ACTIVITY_L2: f64 = 0.001;
const LEARNING_RATE: f64 = 0.01;
const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 0.001;
const WEIGHT_DECAY: f64 = 0.004;

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
    norm_1: BatchNorm,
    dense_2: Linear,
    norm_2: BatchNorm,
    output: Linear,
}

impl Mlp {
    fn new(device: &Device) -> Self {
        Self {
            dense_1: dense(784, 16, device),
            norm_1: batch_norm(16, device),
            dense_2: dense(16, 16, device),
            norm_2: batch_norm(16, device),
            output: dense(16, 10, device),
        }
    }

    /// `[batch, 784]` to `[batch, 10]`, and the penalty of the layers' outputs.
    fn forward(&self, x: Tensor<2>) -> (Tensor<2>, Tensor<1>) {
        let x = self.dense_1.forward(x);
        let activity = activity_penalty(x.clone());
        let x = elu(self.norm_1.forward(x), 1.0);
        let x = self.dense_2.forward(x);
        let activity = activity + activity_penalty(x.clone());
        let x = elu(self.norm_2.forward(x), 1.0);
        (self.output.forward(x), activity)
    }

    /// What training makes small, with the outputs `[batch, 10]`.
    fn objective(&self, pixels: Tensor<2>, digits: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        let (outputs, activity) = self.forward(pixels);
        let loss = loss(outputs.clone(), digits) + activity + self.penalty();
        (loss, outputs)
    }

    /// Added to the loss as it is, in training and in evaluation; L2 has no half.
    fn penalty(&self) -> Tensor<1> {
        l1(self.dense_1.weight.val(), KERNEL_L1)
            + l2(self.dense_1.weight.val(), KERNEL_L2)
            + l2(bias(&self.dense_1), BIAS_L2)
            + l2(self.norm_1.beta.val(), BETA_L2)
            + l1(self.dense_2.weight.val(), KERNEL_L1)
            + l2(self.dense_2.weight.val(), KERNEL_L2)
            + l2(bias(&self.dense_2), BIAS_L2)
            + l2(self.norm_2.beta.val(), BETA_L2)
    }

    /// Brings variables back into their bounds.
    fn constrain(mut self) -> Self {
        self.dense_1.weight = bound(self.dense_1.weight, kernel_constraint);
        self.dense_1.bias = self.dense_1.bias.map(|it| bound(it, bias_constraint));
        self.dense_2.weight = bound(self.dense_2.weight, kernel_constraint);
        self.dense_2.bias = self.dense_2.bias.map(|it| bound(it, bias_constraint));
        self
    }
}

/// Keras' Dense. burn's `LinearConfig` would draw the biases as it draws the weights.
fn dense(inputs: usize, units: usize, device: &Device) -> Linear {
    let weight = {
        // burn's normal initializers cut nothing off. What is cut has 0.8796 of its deviation left.
        let stddev = (1.0 / inputs as f64).sqrt() / 0.879_625_661_034_239_8;
        truncated_normal([inputs, units], device) * stddev
    };
    let weight = Param::from_tensor(weight);
    let bias = Some(Initializer::Zeros.init([units], device));
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

/// Keras' momentum is the share of what was, burn's that of what is new.
fn batch_norm(units: usize, device: &Device) -> BatchNorm {
    let mut norm = BatchNormConfig::new(units)
        .with_epsilon(0.001)
        .with_momentum(1.0 - 0.8)
        .init(device);
    // Keras' scale=False: it stays as it is.
    norm.gamma = norm.gamma.set_require_grad(false);
    norm.beta = Param::from_tensor(Tensor::full([units], 0.1, device));
    norm.running_mean = RunningState::new(Tensor::full([units], 0.2, device));
    norm
}

/// burn's own has infinities on its way where inputs are large, and then a gradient that is no number.
fn elu(x: Tensor<2>, alpha: f64) -> Tensor<2> {
    let above = relu(x.clone());
    let below = (x - above.clone()).exp() - 1.0;
    above + below * alpha
}

/// Keras' activity_regularizer: of all outputs, divided by the size of the batch.
fn activity_penalty(x: Tensor<2>) -> Tensor<1> {
    let [batch, _] = x.dims();
    x.square().sum() * ACTIVITY_L2 / batch as f64
}

fn l1<const D: usize>(w: Tensor<D>, factor: f64) -> Tensor<1> {
    w.abs().sum() * factor
}

fn l2<const D: usize>(w: Tensor<D>, factor: f64) -> Tensor<1> {
    w.square().sum() * factor
}

fn bias(layer: &Linear) -> Tensor<1> {
    layer.bias.as_ref().expect("every layer has biases").val()
}

/// What is bounded is not differentiated.
fn bound<const D: usize>(
    variable: Param<Tensor<D>>,
    rule: fn(Tensor<D>) -> Tensor<D>,
) -> Param<Tensor<D>> {
    variable.map(|w| Tensor::from_inner(rule(w.inner())).require_grad())
}

/// Keras' MaxNorm of the kernel.
fn kernel_constraint(w: Tensor<2>) -> Tensor<2> {
    let norm = w.clone().square().sum_dim(0).sqrt();
    let wanted = norm.clone().clamp(0.0, 1.0);
    w * (wanted / (norm + 1e-7))
}

/// Keras' NonNeg of the bias.
fn bias_constraint(w: Tensor<1>) -> Tensor<1> {
    w.clamp_min(0.0)
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
    rate: f64,
}

impl Training {
    /// - device: one that records what is to be differentiated
    fn new(device: &Device) -> Self {
        Self {
            model: Mlp::new(device),
            optimizer: Optimizer::default(),
            rate: LEARNING_RATE,
        }
    }

    fn fit(&mut self, train: &Images, validation: &Images) {
        let mut plateau = Plateau::default();
        for epoch in 1..=EPOCHS {
            let trained = self.epoch(train);
            let validated = evaluate(&self.model.valid(), validation);
            println!("epoch {epoch}: {trained}; validation {validated}");
            self.rate = plateau.end_epoch(validated.loss(), self.rate);
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
        self.model = self.optimizer.step(self.rate, model, gradients);
        self.model = self.model.clone().constrain();
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

/// Adam as Keras has it: epsilon is added to the root as it is, burn's to the corrected one.
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
        // Keras' weight_decay is decoupled from the gradients, of all optimizers.
        let w = w * (1.0 - WEIGHT_DECAY * lr);
        let m = self.average(id, "m", BETA_1, g.clone());
        let v = self.average(id, "v", BETA_2, g.square());
        let v = self.recall(id, "largest", 0.0, &v).max_pair(v);
        self.keep(id, "largest", &v);
        let t = self.updates;
        let alpha = lr * (1.0 - BETA_2.powi(t)).sqrt() / (1.0 - BETA_1.powi(t));
        w - m * alpha / (v.sqrt() + EPSILON)
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

/// Keras' ReduceLROnPlateau.
#[derive(Default)]
struct Plateau {
    best: Option<f64>,
    waited: usize,
    cooldown: usize,
}

impl Plateau {
    /// The rate after an epoch.
    fn end_epoch(&mut self, value: f64, rate: f64) -> f64 {
        if self.cooldown > 0 {
            self.cooldown -= 1;
            self.waited = 0;
        }
        if self.best.is_none_or(|best| value < best - 0.5) {
            self.best = Some(value);
            self.waited = 0;
            return rate;
        }
        if self.cooldown > 0 {
            return rate;
        }
        self.waited += 1;
        if self.waited < 1 || rate <= 0.0 {
            return rate;
        }
        self.cooldown = 2;
        self.waited = 0;
        (rate * 0.1).max(0.0)
    }
}
