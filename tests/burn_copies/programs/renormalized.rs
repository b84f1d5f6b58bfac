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

use burn::module::{
    Initializer, Module, ModuleMapper, ModuleVisitor, Param, ParamId, RunningState,
};
use burn::nn::Linear;
use burn::optim::{GradientsAccumulator, GradientsParams};
use burn::tensor::activation::{silu, softmax};
use burn::tensor::container::TensorContainer;
use burn::tensor::{Device, Int, Tensor, TensorData};
use flate2::read::GzDecoder;

const EPOCHS: usize = 4;
const BATCH_SIZE: usize = 50;
const SEED: u64 = 42;
const NORM_MOMENTUM: f64 = 0.99;
const NORM_EPSILON: f64 = 0.001;
const RENORM_MOMENTUM: f64 = 0.99;
const GAMMA_L1: f64 = 0.001;
const LEARNING_RATE: f64 = 0.001;
const LOSS_SCALE_FACTOR: f64 = 8.0;
const BATCHES_PER_UPDATE: usize = 2;
const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-7;
const EMA_MOMENTUM: f64 = 0.5;

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
    norm_1: BatchRenorm,
    dense_2: Linear,
    norm_2: BatchRenorm,
    output: Linear,
}

impl Mlp {
    fn new(device: &Device) -> Self {
        Self {
            dense_1: dense(784, 16, device),
            norm_1: BatchRenorm::new(16, device),
            dense_2: dense(16, 16, device),
            norm_2: BatchRenorm::new(16, device),
            output: dense(16, 10, device),
        }
    }

    /// `[batch, 784]` to `[batch, 10]`.
    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let x = silu(self.dense_1.forward(x));
        let x = self.norm_1.forward(x);
        let x = silu(self.dense_2.forward(x));
        let x = self.norm_2.forward(x);
        softmax(self.output.forward(x), 1)
    }

    /// What training makes small, with the outputs `[batch, 10]`.
    fn objective(&self, pixels: Tensor<2>, digits: Tensor<2>) -> (Tensor<1>, Tensor<2>) {
        let outputs = self.forward(pixels);
        let loss = loss(outputs.clone(), digits) + self.penalty();
        (loss, outputs)
    }

    /// Added to the loss as it is, in training and in evaluation; L2 has no half.
    fn penalty(&self) -> Tensor<1> {
        l1(self.norm_1.gamma.val(), GAMMA_L1) + l1(self.norm_2.gamma.val(), GAMMA_L1)
    }

    /// Brings variables back into their bounds.
    fn constrain(mut self) -> Self {
        self.norm_1.gamma = bound(self.norm_1.gamma, gamma_constraint);
        self.norm_2.gamma = bound(self.norm_2.gamma, gamma_constraint);
        self
    }
}

/// Keras' Dense. burn's `LinearConfig` would draw the biases as it draws the weights.
fn dense(inputs: usize, units: usize, device: &Device) -> Linear {
    let initializer = Initializer::XavierUniform { gain: 1.0 };
    let weight = initializer.init_with([inputs, units], Some(inputs), Some(units), device);
    let bias = Some(Initializer::Zeros.init([units], device));
    Linear { weight, bias }
}

/// Batch renormalization, which burn has no layer for: a batch is corrected by those before it.
#[derive(Module, Debug)]
struct BatchRenorm {
    gamma: Param<Tensor<1>>,
    beta: Param<Tensor<1>>,
    moving_mean: RunningState<Tensor<1>>,
    moving_stddev: RunningState<Tensor<1>>,
    renorm_mean: RunningState<Tensor<1>>,
    renorm_stddev: RunningState<Tensor<1>>,
}

impl BatchRenorm {
    fn new(units: usize, device: &Device) -> Self {
        let full = |value: f64| Tensor::full([units], value, device);
        Self {
            gamma: Param::from_tensor(full(1.0)),
            beta: Param::from_tensor(full(0.0)),
            moving_mean: RunningState::new(full(0.0)),
            moving_stddev: RunningState::new(full(1.0)),
            renorm_mean: RunningState::new(full(0.0)),
            renorm_stddev: RunningState::new(full(1.0)),
        }
    }

    fn forward(&self, x: Tensor<2>) -> Tensor<2> {
        let normalized = match x.device().is_autodiff() {
            true => self.normalize_batch(x),
            false => {
                let stddev = self.moving_stddev.value().clamp_min(NORM_EPSILON.sqrt());
                (x - self.moving_mean.value().unsqueeze()) / stddev.unsqueeze()
            }
        };
        normalized * self.gamma.val().unsqueeze() + self.beta.val().unsqueeze()
    }

    /// By the batch's own statistics and r and d, through which no gradient flows.
    fn normalize_batch(&self, x: Tensor<2>) -> Tensor<2> {
        let mean = x.clone().mean_dim(0);
        let centered = x - mean.clone();
        let stddev = (centered.clone().square().mean_dim(0) + NORM_EPSILON).sqrt();
        let normalized = centered / stddev.clone();
        let mean = mean.detach().squeeze_dim::<1>(0);
        let stddev = stddev.detach().squeeze_dim::<1>(0);
        let least = NORM_EPSILON.sqrt();
        let past_stddev = self.renorm_stddev.value_sync().clamp_min(least);
        let past_mean = self.renorm_mean.value_sync();
        let r = stddev.clone() / past_stddev.clone();
        let d = (mean.clone() - past_mean) / past_stddev;
        let r = r.clamp_max(2.0);
        let d = d.clamp(-1.0, 1.0);
        for (state, batch, momentum) in [
            (&self.moving_mean, &mean, NORM_MOMENTUM),
            (&self.moving_stddev, &stddev, NORM_MOMENTUM),
            (&self.renorm_mean, &mean, RENORM_MOMENTUM),
            (&self.renorm_stddev, &stddev, RENORM_MOMENTUM),
        ] {
            state.update(state.value_sync() * momentum + batch.clone() * (1.0 - momentum));
        }
        normalized * r.unsqueeze() + d.unsqueeze()
    }
}

fn l1<const D: usize>(w: Tensor<D>, factor: f64) -> Tensor<1> {
    w.abs().sum() * factor
}

/// What is bounded is not differentiated.
fn bound<const D: usize>(
    variable: Param<Tensor<D>>,
    rule: fn(Tensor<D>) -> Tensor<D>,
) -> Param<Tensor<D>> {
    variable.map(|w| Tensor::from_inner(rule(w.inner())).require_grad())
}

/// Keras' UnitNorm of the gamma.
fn gamma_constraint(w: Tensor<1>) -> Tensor<1> {
    let norm = w.clone().square().sum_dim(0).sqrt();
    w / (norm + 1e-7)
}

/// Half the square of an error up to delta, a straight line beyond.
/// Keras' reduction="sum": of a batch's images.
fn loss(outputs: Tensor<2>, digits: Tensor<2>) -> Tensor<1> {
    let size = (outputs - digits).abs();
    let is_far = size.clone().greater_elem(0.3);
    let far = size.clone() * 0.3 - 0.045;
    let near = size.square() * 0.5;
    near.mask_where(is_far, far).mean_dim(1).sum()
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
    /// Gradients of batches since the last update.
    gathered: GradientsAccumulator<Mlp>,
    ema: Ema,
}

impl Training {
    /// - device: one that records what is to be differentiated
    fn new(device: &Device) -> Self {
        Self {
            model: Mlp::new(device),
            optimizer: Optimizer::default(),
            batches: 0,
            gathered: GradientsAccumulator::new(),
            ema: Ema::default(),
        }
    }

    fn fit(&mut self, train: &Images, validation: &Images) {
        let mut early_stopping = EarlyStopping::default();
        for epoch in 1..=EPOCHS {
            let trained = self.epoch(train);
            let validated = evaluate(&self.model.valid(), validation);
            println!("epoch {epoch}: {trained}; validation {validated}");
            if early_stopping.end_epoch(epoch, validated.loss(), &self.model) {
                break;
            }
        }
        self.model = self.ema.replace(self.model.clone());
        if let Some(best) = early_stopping.best_model {
            self.model = best.train();
        }
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
        // Keras takes the mean of the gradients that are gathered.
        let gradients = (loss * (LOSS_SCALE_FACTOR / BATCHES_PER_UPDATE as f64)).backward();
        let gradients = GradientsParams::from_grads(gradients, &self.model);
        let gradients = scaled(&self.model, gradients, 1.0 / LOSS_SCALE_FACTOR);
        self.gathered.accumulate(&self.model, gradients);
        if (self.batches + 1).is_multiple_of(BATCHES_PER_UPDATE) {
            let gradients = self.gathered.grads();
            let model = self.model.clone();
            self.model = self.optimizer.step(LEARNING_RATE, model, gradients);
        }
        self.model = self.ema.after_batch(self.model.clone(), self.batches);
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

/// Nadam, which burn has not.
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
        let m = self.average(id, "m", BETA_1, g.clone());
        let v = self.average(id, "v", BETA_2, g.clone().square());
        let t = self.updates;
        let momentum = |t: i32| BETA_1 * (1.0 - 0.5 * 0.96_f64.powi(t));
        let product: f64 = (1..=t).map(momentum).product();
        let (now, next) = (momentum(t), momentum(t + 1));
        let m = m * (next / (1.0 - product * next)) + g * ((1.0 - now) / (1.0 - product));
        let v = v / (1.0 - BETA_2.powi(t));
        w - m * lr / (v.sqrt() + EPSILON)
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

/// Keras' EarlyStopping.
#[derive(Default)]
struct EarlyStopping {
    best: Option<f64>,
    waited: usize,
    best_model: Option<Mlp>,
}

impl EarlyStopping {
    /// Whether the run ends. The first epoch never ends it, nor does one that is better.
    fn end_epoch(&mut self, epoch: usize, value: f64, model: &Mlp) -> bool {
        if epoch <= 1 {
            return false;
        }
        self.waited += 1;
        if self.best.is_none_or(|best| value < best - 0.05) {
            self.best = Some(value);
            self.best_model = Some(model.valid());
            if value < 2.0 - 0.05 {
                self.waited = 0;
            }
            return false;
        }
        self.waited >= 1 && epoch > 1
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
        self.updates = batch / BATCHES_PER_UPDATE;
        model.visit(self);
        match (self.updates + 1).is_multiple_of(3) {
            true => self.replace(model),
            false => model,
        }
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
