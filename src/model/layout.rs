//! The variables of a setting's network, as Keras lists those of its Sequential model.

use crate::dataset::{CLASSES, IMAGE_PIXELS};
use crate::hyperparams::{CheckedHyperParams, UpdateRule};

/// Where a variable belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Keras' path, such as `dense_1/kernel`.
    pub name: String,
    pub shape: Vec<usize>,
    pub kind: LayerKind,
    /// Which of the layers of this kind, from 0; the output layer is the last dense one.
    pub at: usize,
    /// Its name within the layer, such as `kernel`.
    pub variable: &'static str,
}

/// The kinds of layers that have variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    Dense,
    BatchNorm,
}

impl LayerKind {
    /// The name that Keras gives to the first layer of this kind.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Dense => "dense",
            Self::BatchNorm => "batch_normalization",
        }
    }

    /// The name that Keras gives to one of them, counted from 0.
    pub fn numbered(self, at: usize) -> String {
        match at {
            0 => self.name().to_owned(),
            at => format!("{}_{at}", self.name()),
        }
    }
}

impl CheckedHyperParams {
    /// The variables of this setting's network, in Keras' order: layer by layer, each layer's as it makes them.
    pub fn variables(&self) -> Vec<Place> {
        let mut places = Vec::new();
        let mut inputs = IMAGE_PIXELS;
        for (at, layer) in self.hidden_layers.iter().enumerate() {
            self.dense(&mut places, at, [inputs, layer.units]);
            self.norm(&mut places, at, layer.units);
            inputs = layer.units;
        }
        self.dense(&mut places, self.hidden_layers.len(), [inputs, CLASSES]);
        places
    }

    /// The name of a dense layer, from 0.
    pub fn dense_name(&self, at: usize) -> String {
        // By this name Keras' Muon leaves it to Adam.
        let has_name =
            matches!(&self.optimizer.rule, UpdateRule::Muon(muon) if muon.excludes_output);
        if has_name && at == self.hidden_layers.len() {
            return "output".to_owned();
        }
        LayerKind::Dense.numbered(at)
    }

    fn dense(&self, places: &mut Vec<Place>, at: usize, [inputs, units]: [usize; 2]) {
        let bias = self.use_bias.then(|| ("bias", vec![units]));
        let variables = [("kernel", vec![inputs, units])].into_iter().chain(bias);
        let name = self.dense_name(at);
        places.extend(variables.map(|(variable, shape)| Place {
            name: format!("{name}/{variable}"),
            shape,
            kind: LayerKind::Dense,
            at,
            variable,
        }));
    }

    fn norm(&self, places: &mut Vec<Place>, at: usize, units: usize) {
        let Some(norm) = &self.batch_norm else {
            return;
        };
        let variables = [
            ("gamma", norm.gamma.is_some()),
            ("beta", norm.beta.is_some()),
            ("moving_mean", true),
            ("moving_variance", true),
            ("moving_stddev", norm.renorm.is_some()),
            ("renorm_mean", norm.renorm.is_some()),
            ("renorm_stddev", norm.renorm.is_some()),
        ];
        let name = LayerKind::BatchNorm.numbered(at);
        let there = variables.into_iter().filter(|(_, is_there)| *is_there);
        places.extend(there.map(|(variable, _)| Place {
            name: format!("{name}/{variable}"),
            shape: vec![units],
            kind: LayerKind::BatchNorm,
            at,
            variable,
        }));
    }
}
