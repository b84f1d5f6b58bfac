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
pub use view::{MANY, UNEVEN, name, view};

/// Images that are looked at, at most.
const MOST_IMAGES: usize = 1000;
/// Fewer where a network is so large that they would take seconds: weights times images.
const MOST_PRODUCTS: usize = 400_000_000;
/// But not fewer than these.
const LEAST_IMAGES: usize = 100;

/// Images that are kept of what excites a unit most.
const MOST_EXCITED: usize = 8;

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
    pub units: Vec<UnitHealth>,
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

/// What was measured of a unit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct UnitHealth {
    /// The mean of what it gives.
    pub mean: f64,
    /// The norm of the gradient of the loss by its weights.
    pub gradient: f64,
    /// Dead or saturated.
    pub is_quiet: bool,
    /// The images at which it gives most, by their places among all, and what it gives there; the largest first.
    pub excited: Vec<(usize, f64)>,
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
        Self::on(model, network, images, MOST_IMAGES)
    }

    /// The same on so many images at most.
    pub fn on(model: &Model, network: &Network, images: &Validation, most: usize) -> Self {
        let layers = network.layers();
        let weights: usize = layers.iter().map(|layer| layer.dense.kernel.len()).sum();
        let fast = (MOST_PRODUCTS / weights.max(1)).clamp(LEAST_IMAGES, MOST_IMAGES);
        let most = fast.min(most);
        let places = images.sample(most);
        let (pixels, labels) = images.at(&places);
        let pass = Pass::new(network, &pixels, &labels);
        let measured = layers.iter().zip(&pass.layers).enumerate();
        let measured = measured.map(|(at, (layer, pass))| {
            let weights: Vec<f64> = layer.dense.kernel.iter().copied().map(f64::from).collect();
            let gradients = Spread::logarithmic(&pass.kernel);
            let of_bias = Spread::linear(&pass.bias);
            let has_bias = model.setting.use_bias;
            let quiet = is_quiet(layer.activation, layer.dense.units, pass);
            LayerHealth {
                units: units(layer.dense.units, pass, &places, quiet.as_deref()),
                activation: layer.activation.kind(),
                weights: Spread::linear(&weights),
                outputs: Spread::linear(&pass.outputs),
                gradient_norm: if has_bias {
                    gradients.norm.hypot(of_bias.norm)
                } else {
                    gradients.norm
                },
                gradients,
                quiet: quiet.map(|quiet| counted(layer.activation, &quiet)),
                norm: statistics(model, at),
            }
        });
        Self {
            images: places.len(),
            layers: measured.collect(),
        }
    }
}

/// Which units pass no gradient on; nothing of an activation that always does.
fn is_quiet(activation: Activation, units: usize, pass: &LayerPass) -> Option<Vec<bool>> {
    let images = pass.inputs.len() / units.max(1);
    let find = |values: &[f64], is_quiet: &dyn Fn(f64) -> bool, least: f64| {
        let of_unit = |unit: usize| {
            let of_images = values.iter().skip(unit).step_by(units);
            let quiet = of_images.filter(|value| is_quiet(**value)).count();
            images > 0 && quiet as f64 >= least * images as f64
        };
        (0..units).map(of_unit).collect()
    };
    match activation {
        Activation::Relu {
            negative_slope: 0.0,
            ..
        } => Some(find(&pass.outputs, &|output| output == 0.0, 1.0)),
        Activation::Sigmoid | Activation::HardSigmoid | Activation::Tanh | Activation::Softsign => {
            // The steepest slope of each of them is in the middle.
            let least = FLAT * slope(activation, 0.0);
            let is_flat = |input| slope(activation, input) < least;
            Some(find(&pass.inputs, &is_flat, OFTEN))
        }
        _ => None,
    }
}

fn counted(activation: Activation, quiet: &[bool]) -> Quiet {
    let count = quiet.iter().filter(|it| **it).count();
    match activation {
        Activation::Relu { .. } => Quiet::Dead(count),
        _ => Quiet::Saturated(count),
    }
}

fn units(
    count: usize,
    pass: &LayerPass,
    places: &[usize],
    quiet: Option<&[bool]>,
) -> Vec<UnitHealth> {
    let of_unit = |unit: usize| {
        let outputs = pass.outputs.iter().skip(unit).step_by(count).copied();
        let mut excited: Vec<(usize, f64)> = places.iter().copied().zip(outputs).collect();
        let total: f64 = excited.iter().map(|(_, output)| output).sum();
        excited.sort_by(|one, other| other.1.total_cmp(&one.1));
        excited.truncate(MOST_EXCITED);
        let gradients = pass.kernel.iter().skip(unit).step_by(count);
        UnitHealth {
            mean: total / places.len().max(1) as f64,
            gradient: gradients.map(|it| it * it).sum::<f64>().sqrt(),
            is_quiet: quiet.is_some_and(|quiet| quiet[unit]),
            excited,
        }
    };
    (0..count).map(of_unit).collect()
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
