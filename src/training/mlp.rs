//! The network: dense hidden layers, each with its activation and perhaps batch normalization, and a dense
//! output layer.

use burn::module::{Module, Param, ParamId};
use burn::nn::Linear;
use burn::tensor::{Device, Tensor};

use super::activation::{PLAIN_RELU, activate};
use super::batch_norm::{BatchNorm, Statistics};
use super::kernels::{Inputs, dense, dense_relu};
use super::{CLASSES, initializer};
use crate::dataset::IMAGE_PIXELS;
use crate::hyperparams::{Activation, CheckedHyperParams, HiddenLayer, Norm, PenaltyLayers};

/// A multilayer perceptron up to its logits; the [`Objective`](super::Objective) applies the output
/// activation, because it knows losses that are more exact from logits.
#[derive(Module, Debug)]
pub struct Mlp {
    pub(super) hidden: Vec<Hidden>,
    pub(super) output: Linear,
}

/// A hidden layer.
#[derive(Module, Debug)]
pub(super) struct Hidden {
    pub dense: Linear,
    pub norm: Option<BatchNorm>,
    #[module(skip)]
    activation: Activation,
    #[module(skip)]
    norm_position: Option<Norm>,
}

/// What a pass through the network leaves beside the logits.
pub struct Pass {
    /// Outputs of the hidden layers that are watched for an activity penalty, `[batch, units]` each.
    pub activities: Vec<Tensor<2>>,
    /// In training: the batch's statistics, one for each normalization.
    pub statistics: Vec<Statistics>,
    watched: Watched,
    is_training: bool,
}

/// The layers whose outputs a pass keeps, if any.
pub type Watched = Option<PenaltyLayers>;

impl Pass {
    fn new(is_training: bool, watched: Watched) -> Self {
        Self {
            activities: Vec::new(),
            statistics: Vec::new(),
            watched,
            is_training,
        }
    }

    fn watch(&mut self, layer: usize, outputs: &Tensor<2>) {
        if self.watched.is_some_and(|layers| layers.has_hidden(layer)) {
            self.activities.push(outputs.clone());
        }
    }
}

impl Mlp {
    /// The network as the run's seed starts it. Its weights are there at once, not drawn at first use.
    pub fn new(params: &CheckedHyperParams, device: &Device) -> Self {
        Self::with_ends(params, IMAGE_PIXELS, CLASSES, device)
    }

    /// The same for another number of inputs and outputs.
    pub fn with_ends(
        params: &CheckedHyperParams,
        inputs: usize,
        outputs: usize,
        device: &Device,
    ) -> Self {
        let mut widths = vec![inputs];
        widths.extend(params.hidden_layers.iter().map(|layer| layer.units));
        widths.push(outputs);
        let mut dense: Vec<Linear> = widths
            .windows(2)
            .enumerate()
            .map(|(layer, fan)| initializer::dense(params, layer, [fan[0], fan[1]], device))
            .collect();
        let output = dense.remove(dense.len() - 1);
        let hidden = dense.into_iter().zip(&params.hidden_layers);
        Self {
            hidden: hidden
                .map(|(dense, layer)| Hidden::new(params, dense, *layer, device))
                .collect(),
            output,
        }
    }

    /// A network of nothing, to stand in the place of one.
    pub(super) fn without_weights(device: &Device) -> Self {
        let weight = Param::initialized(ParamId::new(), Tensor::zeros([0, 0], device));
        Self {
            hidden: Vec::new(),
            output: Linear { weight, bias: None },
        }
    }

    /// The pass of a training step. `masks` holds a dropout mask for each hidden layer, or nothing.
    ///
    /// - images: `[batch, 784]`; a tensor on an autodiff device
    /// - masks: each `[batch, units]`, or 1 along what is dropped together
    /// - returns: logits `[batch, 10]`
    pub fn forward_training(
        &self,
        images: impl Into<Inputs>,
        masks: Vec<Tensor<2>>,
        watched: Watched,
    ) -> (Tensor<2>, Pass) {
        self.run(images.into(), masks, Pass::new(true, watched))
    }

    /// The pass of an evaluation: no dropout, moving statistics.
    ///
    /// - images: `[batch, 784]`; a tensor on a plain device
    /// - returns: logits `[batch, 10]`
    pub fn forward_inference(
        &self,
        images: impl Into<Inputs>,
        watched: Watched,
    ) -> (Tensor<2>, Pass) {
        self.run(images.into(), Vec::new(), Pass::new(false, watched))
    }

    fn run(&self, images: Inputs, masks: Vec<Tensor<2>>, mut pass: Pass) -> (Tensor<2>, Pass) {
        let mut masks = masks.into_iter();
        let hidden = self.hidden.iter().enumerate();
        let outputs = hidden.fold(images, |inputs, (at, layer)| {
            let outputs = layer.forward(inputs, at, &mut pass);
            Inputs::Tensor(match masks.next() {
                Some(mask) => outputs * mask,
                None => outputs,
            })
        });
        (dense(&self.output, outputs), pass)
    }

    /// Takes a training batch's statistics into the moving ones.
    pub fn move_statistics(&mut self, batch: Vec<Statistics>) {
        for (norm, batch) in self.norms_mut().zip(batch) {
            norm.move_to(batch);
        }
    }

    pub(super) fn norms_mut(&mut self) -> impl Iterator<Item = &mut BatchNorm> {
        let layers = self.hidden.iter_mut();
        layers.filter_map(|layer| layer.norm.as_mut())
    }

    /// The dense layers that carry penalties and constraints.
    pub(super) fn penalized(&self, layers: PenaltyLayers) -> impl Iterator<Item = &Linear> {
        let hidden = self.hidden.iter().enumerate();
        let hidden = hidden.filter(move |(at, _)| layers.has_hidden(*at));
        let output = layers.has_output().then_some(&self.output);
        hidden.map(|(_, layer)| &layer.dense).chain(output)
    }

    /// As [`penalized`](Self::penalized), to be changed.
    pub(super) fn penalized_mut(
        &mut self,
        layers: PenaltyLayers,
    ) -> impl Iterator<Item = &mut Linear> {
        let hidden = self.hidden.iter_mut().enumerate();
        let hidden = hidden.filter(move |(at, _)| layers.has_hidden(*at));
        let output = layers.has_output().then_some(&mut self.output);
        hidden.map(|(_, layer)| &mut layer.dense).chain(output)
    }
}

impl Hidden {
    fn new(
        params: &CheckedHyperParams,
        dense: Linear,
        layer: HiddenLayer,
        device: &Device,
    ) -> Self {
        let norm = params.batch_norm;
        Self {
            dense,
            norm: norm.map(|config| BatchNorm::new(config, layer.units, device)),
            activation: layer.activation,
            norm_position: norm.map(|config| config.position),
        }
    }

    /// What is watched is the output of Keras' Dense, which holds the activation unless normalization comes
    /// first.
    fn forward(&self, inputs: Inputs, at: usize, pass: &mut Pass) -> Tensor<2> {
        if self.norm_position == Some(Norm::BeforeActivation) {
            let linear = dense(&self.dense, inputs);
            pass.watch(at, &linear);
            return activate(self.activation, self.normalize(linear, pass));
        }
        let outputs = match self.activation {
            PLAIN_RELU => dense_relu(&self.dense, inputs),
            activation => activate(activation, dense(&self.dense, inputs)),
        };
        pass.watch(at, &outputs);
        self.normalize(outputs, pass)
    }

    fn normalize(&self, inputs: Tensor<2>, pass: &mut Pass) -> Tensor<2> {
        match &self.norm {
            Some(norm) if pass.is_training => {
                let (outputs, statistics) = norm.forward_training(inputs);
                pass.statistics.push(statistics);
                outputs
            }
            Some(norm) => norm.forward_inference(inputs),
            None => inputs,
        }
    }
}
