//! Health over the epochs of a film, or over steps: what became of each layer from one to the next.
//!
//! | file | concern |
//! |---|---|
//! | `along` | epochs, or steps |
//! | `bins` | how weights are spread, so that epochs can be drawn side by side |
//! | `chart` | a line and a heat map |
//! | `view` | all of it in the panel, with what to look for |

mod along;
mod bins;
mod chart;
mod view;

use std::collections::BTreeMap;

use super::film::{Film, Frame};
use super::health::{Health, Quiet};
use super::images::Validation;
use super::network::Network;
use crate::model::{LayerKind, Model};
pub use along::Along;
use bins::Bins;

/// Epochs or steps that are measured and drawn, at most; and the last one.
const MOST: usize = 64;
/// Images that each is measured on: a quarter of those that one epoch alone is measured on, for there are many epochs.
const IMAGES: usize = 250;

/// What was measured of some of a film's epochs.
#[derive(Debug, Default)]
pub struct Story {
    rows: BTreeMap<usize, Vec<Measured>>,
}

/// What was measured of a layer after an epoch.
#[derive(Clone, Debug)]
struct Measured {
    /// The share of its units that pass no gradient on, 0 to 1; nothing of an activation that always does.
    quiet: Option<f64>,
    /// Of the loss by its kernel and bias.
    gradient: f64,
    weights: Bins,
}

impl Story {
    /// The next frame that is to be measured: its place in the film.
    pub fn missing(&self, film: &Film) -> Option<usize> {
        let is_missing = |at: &usize| !self.rows.contains_key(&film.frames()[*at].epoch);
        film.picked(MOST).into_iter().find(is_missing)
    }

    /// Measures the weights of an epoch of this film.
    pub fn measure(&mut self, epoch: usize, model: &Model, images: &Validation, film: &Film) {
        let network = Network::new(model);
        let health = Health::on(model, &network, images, IMAGES);
        let layers = health.layers.iter().enumerate().map(|(at, layer)| {
            let quiet = layer.quiet.map(|quiet| match quiet {
                Quiet::Dead(units) | Quiet::Saturated(units) => units,
            });
            let kernel = model.variable(LayerKind::Dense, at, "kernel");
            Measured {
                quiet: quiet.map(|units| units as f64 / layer.units.len().max(1) as f64),
                gradient: layer.gradient_norm,
                weights: Bins::new(kernel.map_or(&[], |kernel| &kernel.values)),
            }
        });
        self.rows.insert(epoch, layers.collect());
        // What a longer film does not draw any more is not kept.
        let kept = self.drawn(film);
        let kept: Vec<usize> = kept.iter().map(|(frame, _)| frame.epoch).collect();
        self.rows.retain(|epoch, _| kept.contains(epoch));
    }

    /// The epochs that are drawn and measured.
    fn drawn<'a>(&'a self, film: &'a Film) -> Vec<(&'a Frame, &'a [Measured])> {
        let drawn = film.picked(MOST).into_iter().filter_map(|at| {
            let frame = &film.frames()[at];
            Some((frame, self.rows.get(&frame.epoch)?.as_slice()))
        });
        drawn.collect()
    }

    /// How many epochs are measured.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// The view of it; nothing as long as there are not two epochs.
    ///
    /// - shown: the epoch whose weights are looked at elsewhere in the panel
    pub fn view(&self, film: &Film, health: &Health, along: Along, shown: Option<usize>) -> String {
        let drawn = &self.drawn(film);
        view::view(drawn, health, along, shown, film.frames().len())
    }
}

#[cfg(test)]
mod tests;
