//! What can be measured of a network's layers: how their weights, outputs and gradients are spread, which units are dead or
//! saturated, and what batch normalization has learned of them.
//!
//! | file | concern |
//! |---|---|
//! | `spread` | how numbers are spread |
//! | `histogram` | … drawn |
//! | `view` | all of it in the panel |

mod histogram;
mod spread;
mod view;

use super::activation::slope;
use super::backward::{LayerPass, Pass};
use super::images::Validation;
use super::network::Network;
use crate::hyperparams::{Activation, ActivationKind};
use crate::model::{LayerKind, Model};
use spread::Spread;
pub use view::view;

/// Images that are looked at, at most.
const MOST_IMAGES: usize = 1000;
/// Fewer where a network is so large that they would take seconds: weights times images.
const MOST_PRODUCTS: usize = 400_000_000;
/// But not fewer than these.
const LEAST_IMAGES: usize = 100;

/// A unit is saturated where its activation is flatter than this share of its steepest slope…
pub const FLAT: f64 = 0.05;
/// … at this share of the images or more.
pub const OFTEN: f64 = 0.95;

/// What was measured of a network.
#[derive(Clone, Debug)]
pub struct Health {
    /// How many images it was measured on.
    pub images: usize,
    /// Hidden layers first to last, and the output layer.
    pub layers: Vec<LayerHealth>,
}

/// What was measured of a layer.
#[derive(Clone, Debug)]
pub struct LayerHealth {
    pub units: usize,
    pub activation: ActivationKind,
    /// Of its kernel.
    pub weights: Spread,
    /// What its activation gives, unit by unit and image by image.
    pub outputs: Spread,
    /// Of the loss by its kernel.
    pub gradients: Spread,
    /// Of those by kernel and bias together.
    pub gradient_norm: f64,
    pub quiet: Option<Quiet>,
    pub norm: Option<Statistics>,
}

/// Units that pass no gradient on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quiet {
    /// Of a ReLU: active at none of the images.
    Dead(usize),
    /// Of an activation that is flat at both ends: at nearly all images there.
    Saturated(usize),
}

/// The moving statistics of a batch normalization.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Statistics {
    /// The least and the most of its variances.
    pub variances: [f64; 2],
    /// Units whose variance is below ε, so that they are divided by that.
    pub still: usize,
    pub epsilon: f64,
}

impl Health {
    pub fn new(model: &Model, network: &Network, images: &Validation) -> Self {
        let layers = network.layers();
        let weights: usize = layers.iter().map(|layer| layer.dense.kernel.len()).sum();
        let most = (MOST_PRODUCTS / weights.max(1)).clamp(LEAST_IMAGES, MOST_IMAGES);
        let places = images.sample(most);
        let (pixels, labels) = images.at(&places);
        let pass = Pass::new(network, &pixels, &labels);
        let measured = layers.iter().zip(&pass.layers).enumerate();
        let measured = measured.map(|(at, (layer, pass))| {
            let weights: Vec<f64> = layer.dense.kernel.iter().copied().map(f64::from).collect();
            let gradients = Spread::logarithmic(&pass.kernel);
            let of_bias = Spread::linear(&pass.bias);
            let has_bias = model.setting.use_bias;
            LayerHealth {
                units: layer.dense.units,
                activation: layer.activation.kind(),
                weights: Spread::linear(&weights),
                outputs: Spread::linear(&pass.outputs),
                gradient_norm: if has_bias {
                    gradients.norm.hypot(of_bias.norm)
                } else {
                    gradients.norm
                },
                gradients,
                quiet: quiet(layer.activation, layer.dense.units, pass),
                norm: statistics(model, at),
            }
        });
        Self {
            images: places.len(),
            layers: measured.collect(),
        }
    }
}

/// Units that pass no gradient on; nothing of an activation that always does.
fn quiet(activation: Activation, units: usize, pass: &LayerPass) -> Option<Quiet> {
    let images = pass.inputs.len() / units.max(1);
    let count = |is_quiet: &dyn Fn(&[f64], usize) -> bool, values: &[f64], least: f64| {
        let of_unit = |unit: usize| {
            let rows = values.chunks_exact(units);
            let quiet = rows.filter(|row| is_quiet(row, unit)).count();
            images > 0 && quiet as f64 >= least * images as f64
        };
        (0..units).filter(|unit| of_unit(*unit)).count()
    };
    match activation {
        Activation::Relu {
            negative_slope: 0.0,
            ..
        } => {
            let is_off = |row: &[f64], unit: usize| row[unit] == 0.0;
            Some(Quiet::Dead(count(&is_off, &pass.outputs, 1.0)))
        }
        Activation::Sigmoid | Activation::HardSigmoid | Activation::Tanh | Activation::Softsign => {
            // The steepest slope of each of them is in the middle.
            let least = FLAT * slope(activation, 0.0);
            let is_flat = |row: &[f64], unit: usize| slope(activation, row[unit]) < least;
            Some(Quiet::Saturated(count(&is_flat, &pass.inputs, OFTEN)))
        }
        _ => None,
    }
}

fn statistics(model: &Model, at: usize) -> Option<Statistics> {
    let epsilon = model.setting.batch_norm?.epsilon;
    let variable = model.variable(LayerKind::BatchNorm, at, "moving_variance")?;
    let variances = variable.values.iter().copied().map(f64::from);
    let ends = variances.clone().fold([f64::INFINITY, 0.0], |ends, it| {
        [f64::min(ends[0], it), f64::max(ends[1], it)]
    });
    Some(Statistics {
        variances: ends,
        still: variances.filter(|it| *it < epsilon).count(),
        epsilon,
    })
}

#[cfg(test)]
mod tests;
