//! The same network, loss and penalties, written out number by number in float64.

use tuneground::hyperparams::{
    Activation, CheckedHyperParams, HyperParams, Loss, PenaltyLayers, Regularizer,
};

pub const BATCH: usize = 3;

/// `[3, 3]`
pub const IMAGES: [f64; 9] = [0.9, -0.4, 0.25, -0.7, 0.8, 0.1, 0.35, 0.6, -0.95];

/// `[3, 2]`, one-hot.
pub const TARGETS: [f64; 6] = [1.0, 0.0, 0.0, 1.0, 1.0, 0.0];

/// Kernel `[3, 4]` and bias of the hidden layer, kernel `[4, 2]` and bias of the output layer, one after the
/// other; each the same in float32.
pub fn weights() -> Vec<f64> {
    // Spread over ±1.2 without any order that a mistake could hide in.
    let spread = |at: usize| ((at * at * 37 + at * 11 + 5) % 97) as f64 / 40.0 - 1.2;
    let mut weights: Vec<f64> = (0..26).map(|at| f64::from(spread(at) as f32)).collect();
    // No image may leave both outputs of a ReLU at 0: cross-entropy divides by their sum.
    weights[24..].copy_from_slice(&[1.25, 0.75]);
    weights
}

pub struct Reference(CheckedHyperParams);

impl Reference {
    pub fn new(params: &HyperParams) -> Self {
        Self(params.check().unwrap())
    }

    /// The central difference of the loss by one weight.
    pub fn slope(&self, weights: &[f64], at: usize) -> f64 {
        const STEP: f64 = 1e-5;
        let moved = |step: f64| {
            let mut weights = weights.to_vec();
            weights[at] += step;
            self.loss(&weights)
        };
        (moved(STEP) - moved(-STEP)) / (2.0 * STEP)
    }

    /// The mean loss of the batch with all penalties.
    pub fn loss(&self, weights: &[f64]) -> f64 {
        let (hidden, output) = weights.split_at(16);
        let mut loss = self.weight_penalties(hidden, 12, 0) + self.weight_penalties(output, 8, 1);
        for (image, target) in IMAGES.chunks(3).zip(TARGETS.chunks(2)) {
            let activation = self.0.hidden_layers[0].activation;
            let outputs = activate_all(activation, &dense(image, hidden, 4));
            let logits = dense(&outputs, output, 2);
            let activities = self.activity_penalty(&outputs, 0)
                + self.activity_penalty(&activate_all(self.0.output_activation, &logits), 1);
            loss += (self.data_loss(&logits, target) + activities) / BATCH as f64;
        }
        loss
    }

    fn carries_penalties(&self, layer: usize) -> bool {
        match self.0.penalties.layers {
            PenaltyLayers::Hidden => layer == 0,
            PenaltyLayers::HiddenAfterFirst => false,
            PenaltyLayers::All => true,
        }
    }

    fn weight_penalties(&self, weights: &[f64], kernel: usize, layer: usize) -> f64 {
        let penalties = self.0.penalties;
        let (kernel, bias) = weights.split_at(kernel);
        let sum = penalty(penalties.kernel, kernel) + penalty(penalties.bias, bias);
        if self.carries_penalties(layer) {
            sum
        } else {
            0.0
        }
    }

    fn activity_penalty(&self, outputs: &[f64], layer: usize) -> f64 {
        let sum = penalty(self.0.penalties.activity, outputs);
        if self.carries_penalties(layer) {
            sum
        } else {
            0.0
        }
    }

    fn data_loss(&self, logits: &[f64], target: &[f64]) -> f64 {
        let outputs = activate_all(self.0.output_activation, logits);
        let sum_of = |term: &dyn Fn(f64, f64) -> f64| -> f64 {
            let pairs = target.iter().zip(&outputs);
            pairs.map(|(&y, &p)| term(y, p)).sum()
        };
        match self.0.loss {
            Loss::CategoricalCrossentropy {
                from_logits,
                label_smoothing,
            } => {
                let smoothed = |y: f64| y * (1.0 - label_smoothing) + label_smoothing / 2.0;
                let exponentials: f64 = outputs.iter().map(|output| output.exp()).sum();
                let sum: f64 = outputs.iter().sum();
                let log_probability = |p: f64| match from_logits {
                    true => p - exponentials.ln(),
                    false => (p / sum).clamp(1e-7, 1.0 - 1e-7).ln(),
                };
                sum_of(&|y, p| -smoothed(y) * log_probability(p))
            }
            Loss::KlDivergence => sum_of(&|y, p| {
                let (y, p) = (y.clamp(1e-7, 1.0), p.clamp(1e-7, 1.0));
                y * (y / p).ln()
            }),
            Loss::MeanSquaredError => sum_of(&|y, p| (y - p).powi(2)) / 2.0,
            Loss::MeanAbsoluteError => sum_of(&|y, p| (y - p).abs()) / 2.0,
            Loss::BinaryCrossentropy {
                from_logits,
                label_smoothing,
            } => {
                let smoothed = |y: f64| y * (1.0 - label_smoothing) + label_smoothing / 2.0;
                let probability = |p: f64| match from_logits {
                    true => 1.0 / (1.0 + (-p).exp()),
                    // What is left of 1 is that of single precision, as in Keras.
                    false => p.clamp(1e-7, f64::from(0.999_999_9_f32)),
                };
                sum_of(&|y, p| {
                    let (y, p) = (smoothed(y), probability(p));
                    -y * p.ln() - (1.0 - y) * (1.0 - p).ln()
                }) / 2.0
            }
            Loss::Huber { delta } => {
                let cost = |error: f64| match error <= delta {
                    true => 0.5 * error * error,
                    false => delta * error - 0.5 * delta * delta,
                };
                sum_of(&|y, p| cost((y - p).abs())) / 2.0
            }
            Loss::CategoricalHinge => {
                let others = target.iter().zip(&outputs).map(|(y, p)| (1.0 - y) * p);
                let best = others.fold(f64::NEG_INFINITY, f64::max);
                (1.0 + best - sum_of(&|y, p| y * p)).max(0.0)
            }
        }
    }
}

fn penalty(Regularizer { l1, l2 }: Regularizer, of: &[f64]) -> f64 {
    of.iter()
        .map(|value| l1 * value.abs() + l2 * value * value)
        .sum()
}

/// Inputs times a kernel `[inputs, units]`, plus the bias that follows it.
fn dense(inputs: &[f64], weights: &[f64], units: usize) -> Vec<f64> {
    let (kernel, bias) = weights.split_at(inputs.len() * units);
    let unit = |unit: usize| {
        let weighted = inputs.iter().enumerate();
        let weighted = weighted.map(|(at, input)| input * kernel[at * units + unit]);
        weighted.sum::<f64>() + bias[unit]
    };
    (0..units).map(unit).collect()
}

fn activate_all(kind: Activation, inputs: &[f64]) -> Vec<f64> {
    if kind == Activation::Softmax {
        let sum: f64 = inputs.iter().map(|input| input.exp()).sum();
        return inputs.iter().map(|input| input.exp() / sum).collect();
    }
    inputs.iter().map(|&input| activate(kind, input)).collect()
}

fn activate(kind: Activation, x: f64) -> f64 {
    let elu = |alpha: f64| if x > 0.0 { x } else { alpha * x.exp_m1() };
    let sigmoid = 1.0 / (1.0 + (-x).exp());
    match kind {
        Activation::Linear | Activation::Softmax => x,
        Activation::Relu {
            negative_slope,
            max_value,
            threshold,
        } => {
            if x > threshold {
                x.min(max_value.unwrap_or(f64::INFINITY))
            } else {
                negative_slope * (x - threshold)
            }
        }
        Activation::LeakyRelu { negative_slope } => x.max(negative_slope * x),
        Activation::Elu { alpha } => elu(alpha),
        Activation::Selu => 1.050_700_987_355_480_5 * elu(1.673_263_242_354_377_2),
        Activation::Gelu { approximate: false } => 0.5 * x * (1.0 + erf(x / 2.0_f64.sqrt())),
        Activation::Gelu { approximate: true } => {
            let inner = (2.0 / std::f64::consts::PI).sqrt() * (x + 0.044_715 * x.powi(3));
            0.5 * x * (1.0 + inner.tanh())
        }
        Activation::Silu => x * sigmoid,
        Activation::Mish => x * x.exp().ln_1p().tanh(),
        Activation::Sigmoid => sigmoid,
        Activation::HardSigmoid => (x / 6.0 + 0.5).clamp(0.0, 1.0),
        Activation::Tanh => x.tanh(),
        Activation::Softplus => x.exp().ln_1p(),
        Activation::Softsign => x / (1.0 + x.abs()),
    }
}

/// The error function by its series, for |x| below 4.
fn erf(x: f64) -> f64 {
    let (mut term, mut sum) = (x, x);
    for n in 1..120 {
        let n = f64::from(n);
        term *= -x * x / n;
        sum += term / (2.0 * n + 1.0);
    }
    sum * 2.0 / std::f64::consts::PI.sqrt()
}
