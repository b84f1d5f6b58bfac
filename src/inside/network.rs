//! A trained network without burn: the forward pass of an evaluation, plainly.

use super::activation::{activate, softmax};
use crate::dataset::{CLASSES, IMAGE_PIXELS};
use crate::hyperparams::{Activation, BatchNormConfig, Loss, Norm};
use crate::model::{LayerKind, Model};

/// Images of one pass: few enough that what a layer gives stays in the cache, enough to read each weight once for many.
pub const BLOCK: usize = 32;

/// Dense layers with their activations and normalizations; dropout and noise are off.
#[derive(Clone, Debug)]
pub struct Network {
    hidden: Vec<Hidden>,
    output: Dense,
    output_activation: Activation,
    loss: Loss,
}

/// What a network says of an image.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Said {
    /// Before the output activation.
    pub logits: [f32; CLASSES],
    /// After it.
    pub outputs: [f32; CLASSES],
    /// The digit with the largest output, the first of equal ones, as the accuracy counts it.
    pub digit: u8,
}

#[derive(Clone, Debug)]
pub struct Dense {
    pub units: usize,
    /// `[inputs, units]`, row-major.
    pub kernel: Vec<f32>,
    /// `[units]`.
    pub bias: Vec<f32>,
}

#[derive(Clone, Debug)]
struct Hidden {
    dense: Dense,
    activation: Activation,
    norm: Option<(Norm, Scaling)>,
}

/// A normalization with what it has learned: a factor and an offset for each unit.
#[derive(Clone, Debug)]
pub struct Scaling {
    pub factor: Vec<f32>,
    pub offset: Vec<f32>,
}

/// A dense layer with what follows it.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a> {
    pub dense: &'a Dense,
    pub activation: Activation,
    pub norm: Option<&'a (Norm, Scaling)>,
}

impl Network {
    pub fn new(model: &Model) -> Self {
        let setting = &model.setting;
        let hidden = setting.hidden_layers.iter().enumerate();
        Self {
            hidden: hidden
                .map(|(at, layer)| Hidden {
                    dense: Dense::new(model, at, layer.units),
                    activation: layer.activation,
                    norm: setting
                        .batch_norm
                        .map(|config| (config.position, Scaling::new(model, at, config))),
                })
                .collect(),
            output: Dense::new(model, setting.hidden_layers.len(), CLASSES),
            output_activation: setting.output_activation,
            loss: setting.loss,
        }
    }

    pub fn loss(&self) -> Loss {
        self.loss
    }

    pub fn output_activation(&self) -> Activation {
        self.output_activation
    }

    /// Hidden layers first to last, and the output layer.
    pub fn layers(&self) -> Vec<Layer<'_>> {
        let hidden = self.hidden.iter().map(|layer| Layer {
            dense: &layer.dense,
            activation: layer.activation,
            norm: layer.norm.as_ref(),
        });
        let output = Layer {
            dense: &self.output,
            activation: self.output_activation,
            norm: None,
        };
        hidden.chain([output]).collect()
    }

    /// What it says of images.
    ///
    /// - images: `[images, 784]`, 0.0 to 1.0; any number of them
    pub fn say(&self, images: &[f32]) -> Vec<Said> {
        let blocks = images.chunks(BLOCK * IMAGE_PIXELS);
        blocks.flat_map(|block| self.of_block(block)).collect()
    }

    fn of_block(&self, images: &[f32]) -> Vec<Said> {
        let mut values = images.to_vec();
        let mut width = IMAGE_PIXELS;
        for layer in &self.hidden {
            values = layer.forward(&values, width);
            width = layer.dense.units;
        }
        let logits = self.output.forward(&values, width);
        let (rows, _) = logits.as_chunks::<CLASSES>();
        rows.iter().map(|row| self.said(*row)).collect()
    }

    /// What it says where the first dense layer has summed this up, and the others are these.
    ///
    /// - sums: `[images, units of the first layer]`, before its activation
    /// - dense: all dense layers; the first one is not looked at
    pub fn say_from(&self, sums: &[f32], dense: &[Dense]) -> Vec<Said> {
        let Some(first) = dense.first() else {
            return Vec::new();
        };
        let blocks = sums.chunks(BLOCK * first.units);
        let say = |block: &[f32]| {
            let (mut values, mut width) = (block.to_vec(), first.units);
            for (hidden, next) in self.hidden.iter().zip(&dense[1..]) {
                hidden.bend(&mut values);
                values = next.forward(&values, width);
                width = next.units;
            }
            let (rows, _) = values.as_chunks::<CLASSES>();
            rows.iter().map(|row| self.said(*row)).collect::<Vec<_>>()
        };
        blocks.flat_map(say).collect()
    }

    fn said(&self, logits: [f32; CLASSES]) -> Said {
        let mut outputs = logits;
        activate(self.output_activation, &mut outputs);
        // Softmax keeps the order, and makes equal what was not.
        let ranked = match self.output_activation {
            Activation::Softmax => &logits,
            _ => &outputs,
        };
        Said {
            digit: largest(ranked),
            logits,
            outputs,
        }
    }

    /// The probability of each digit, where the network's outputs are meant as such: those of a softmax, and what the
    /// loss makes of logits. Else nothing, for the outputs are just numbers.
    pub fn probabilities(&self, said: &Said) -> Option<[f32; CLASSES]> {
        let mut shares = said.outputs;
        let is_of_logits = matches!(
            self.loss,
            Loss::CategoricalCrossentropy {
                from_logits: true,
                ..
            }
        );
        if is_of_logits {
            softmax(&mut shares);
        }
        (is_of_logits || self.output_activation == Activation::Softmax).then_some(shares)
    }

    /// How sure the network is of the digit that it says: its probability, or else its output.
    pub fn sureness(&self, said: &Said) -> f32 {
        let shares = self.probabilities(said).unwrap_or(said.outputs);
        shares[usize::from(said.digit)]
    }
}

/// The place of the largest number, the first of equal ones.
fn largest(row: &[f32; CLASSES]) -> u8 {
    let mut best = 0;
    for (digit, value) in row.iter().enumerate() {
        if *value > row[best] {
            best = digit;
        }
    }
    best as u8
}

impl Dense {
    fn new(model: &Model, at: usize, units: usize) -> Self {
        let values = |name| model.variable(LayerKind::Dense, at, name);
        let values = |name| values(name).map(|variable| variable.values.clone());
        Self {
            units,
            kernel: values("kernel").unwrap_or_default(),
            bias: values("bias").unwrap_or_else(|| vec![0.0; units]),
        }
    }

    /// Weight by weight over all images of a block, so that each is read once. Nothing is added for a zero: most pixels
    /// are background.
    ///
    /// - inputs: `[images, width]`
    /// - returns: `[images, units]`
    pub fn forward(&self, inputs: &[f32], width: usize) -> Vec<f32> {
        let images = inputs.len() / width;
        let mut outputs = self.bias.repeat(images);
        for (at, weights) in self.kernel.chunks_exact(self.units).enumerate() {
            let column = inputs.iter().skip(at).step_by(width);
            for (sums, &input) in outputs.chunks_exact_mut(self.units).zip(column) {
                if input != 0.0 {
                    for (sum, weight) in sums.iter_mut().zip(weights) {
                        *sum += input * weight;
                    }
                }
            }
        }
        outputs
    }
}

impl Hidden {
    fn forward(&self, inputs: &[f32], width: usize) -> Vec<f32> {
        let mut values = self.dense.forward(inputs, width);
        self.bend(&mut values);
        values
    }

    /// What follows the dense layer.
    ///
    /// - values: `[images, units]`
    fn bend(&self, values: &mut [f32]) {
        for row in values.chunks_exact_mut(self.dense.units) {
            match &self.norm {
                Some((Norm::BeforeActivation, scaling)) => {
                    scaling.apply(row);
                    activate(self.activation, row);
                }
                Some((Norm::AfterActivation, scaling)) => {
                    activate(self.activation, row);
                    scaling.apply(row);
                }
                None => activate(self.activation, row),
            }
        }
    }
}

impl Scaling {
    /// γ (x − mean) / √(variance + ε) + β as one factor and one offset.
    fn new(model: &Model, at: usize, config: BatchNormConfig) -> Self {
        let values = |name| model.variable(LayerKind::BatchNorm, at, name);
        let values = |name| values(name).map_or(&[][..], |variable| &variable.values);
        let (gamma, beta) = (values("gamma"), values("beta"));
        let (mean, variance) = (values("moving_mean"), values("moving_variance"));
        let (mut factor, mut offset) = (Vec::new(), Vec::new());
        for (unit, (mean, variance)) in mean.iter().zip(variance).enumerate() {
            let deviation = (f64::from(*variance) + config.epsilon).sqrt();
            let gamma = gamma.get(unit).copied().map_or(1.0, f64::from);
            let beta = beta.get(unit).copied().map_or(0.0, f64::from);
            factor.push((gamma / deviation) as f32);
            offset.push((beta - f64::from(*mean) * gamma / deviation) as f32);
        }
        Self { factor, offset }
    }

    fn apply(&self, row: &mut [f32]) {
        for ((x, factor), offset) in row.iter_mut().zip(&self.factor).zip(&self.offset) {
            *x = *x * factor + offset;
        }
    }
}
