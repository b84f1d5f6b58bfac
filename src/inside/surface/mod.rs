//! The loss around the weights of a network, along two directions: a grid that is worked out slice by slice.
//!
//! | file | concern |
//! |---|---|
//! | `ways` | the directions |
//! | `view` | what is worked out, as a map and in numbers |

mod view;
mod ways;

use super::images::Validation;
use super::loss::loss;
use super::network::{BLOCK, Dense, Network};
use crate::dataset::IMAGE_PIXELS;
pub use ways::{Principal, filter_normalized};
use ways::{Way, gaussian};

/// Images that the loss is of: always the same ones.
pub const IMAGES: usize = 500;
/// Points of a side of the grid; an odd number, so that the weights are one of them.
const SIDE: usize = 25;
/// Multiplications between two looks at what somebody wants meanwhile: a few hundredths of a second.
const SLICE: usize = 40_000_000;
/// How much farther than its path a map of it reaches.
const MARGIN: f64 = 0.25;

/// The loss along two directions from a network's weights. The first layer is worked out once: what it sums up along a direction
/// grows evenly, so a point costs the other layers alone.
#[derive(Debug)]
pub struct Plane {
    network: Network,
    ways: [Way; 2],
    /// What the first layer sums up of the images, `[images, units]`: with the weights, and with each direction alone.
    sums: [Vec<f32>; 3],
    labels: Vec<u8>,
}

impl Plane {
    /// - pixels: `[images, 784]`, 0.0 to 1.0
    pub fn new(network: &Network, ways: [Vec<Dense>; 2], pixels: &[f32], labels: &[u8]) -> Self {
        let layers = network.layers();
        let sum = |dense: Option<&Dense>| -> Vec<f32> {
            let blocks = pixels.chunks(BLOCK * IMAGE_PIXELS);
            let sums = dense.map(|dense| blocks.flat_map(|it| dense.forward(it, IMAGE_PIXELS)));
            sums.into_iter().flatten().collect()
        };
        let sums = [
            sum(layers.first().map(|layer| layer.dense)),
            sum(ways[0].first()),
            sum(ways[1].first()),
        ];
        Self {
            network: network.clone(),
            ways,
            sums,
            labels: labels.to_vec(),
        }
    }

    /// The mean loss of an image, without penalties, so far along both directions.
    pub fn loss_at(&self, steps: [f64; 2]) -> f64 {
        let [first, second] = steps.map(|step| step as f32);
        let sums = self.sums[0].iter().zip(&self.sums[1]).zip(&self.sums[2]);
        let sums: Vec<f32> = sums
            .map(|((sum, one), other)| sum + first * one + second * other)
            .collect();
        let layers = self.network.layers();
        let moved = layers.iter().enumerate().map(|(at, layer)| match at {
            // It is worked out.
            0 => Dense {
                units: layer.dense.units,
                kernel: Vec::new(),
                bias: Vec::new(),
            },
            _ => moved(
                layer.dense,
                [&self.ways[0][at], &self.ways[1][at]],
                [first, second],
            ),
        });
        let network = &self.network;
        let said = network.say_from(&sums, &moved.collect::<Vec<_>>());
        let costs = said.iter().zip(&self.labels);
        let costs = costs
            .map(|(said, label)| loss(network.loss(), network.output_activation(), said, *label));
        costs.sum::<f64>() / self.labels.len().max(1) as f64
    }

    /// Multiplications of a point.
    fn cost(&self) -> usize {
        let rest = self.network.layers().into_iter().skip(1);
        let weights: usize = rest.map(|layer| layer.dense.kernel.len()).sum();
        (weights * self.labels.len()).max(1)
    }
}

fn moved(dense: &Dense, ways: [&Dense; 2], steps: [f32; 2]) -> Dense {
    let add = |numbers: &[f32], one: &[f32], other: &[f32]| {
        let all = numbers.iter().zip(one).zip(other);
        all.map(|((number, one), other)| number + steps[0] * one + steps[1] * other)
            .collect()
    };
    let [one, other] = ways;
    Dense {
        units: dense.units,
        kernel: add(&dense.kernel, &one.kernel, &other.kernel),
        bias: add(&dense.bias, &one.bias, &other.bias),
    }
}

/// The map: what it is of, and what is worked out of it.
#[derive(Debug)]
pub struct Surface {
    plane: Plane,
    /// The ends of the grid along each direction.
    ends: [[f64; 2]; 2],
    /// Row by row, as far as it is worked out.
    losses: Vec<f64>,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// By this seed.
    Random(u64),
    /// Where each epoch lies, and the share of their distances that lies in the plane.
    Path {
        epochs: Vec<(usize, [f64; 2])>,
        share: f64,
    },
}

impl Surface {
    /// Along two random directions, by a seed: as far as the weights are long.
    pub fn random(network: &Network, images: &Validation, seed: u64) -> Self {
        let way = |seed| filter_normalized(network, &gaussian(network, seed));
        let ways = [way(2 * seed), way(2 * seed + 1)];
        Self::new(network, images, ways, [[-1.0, 1.0]; 2], Kind::Random(seed))
    }

    /// Along the directions in which the run's epochs lie; nothing where they span no plane.
    ///
    /// - epochs: their numbers and networks
    pub fn of_path(
        network: &Network,
        images: &Validation,
        epochs: &[(usize, Network)],
    ) -> Option<Self> {
        let dense = |network: &Network| -> Vec<Dense> {
            let layers = network.layers().into_iter();
            layers.map(|layer| layer.dense.clone()).collect()
        };
        let all: Vec<Vec<Dense>> = epochs.iter().map(|(_, network)| dense(network)).collect();
        let Principal { ways, path, share } = Principal::new(&all, &dense(network))?;
        let ends = [0, 1].map(|axis| {
            let along = path.iter().map(|point| point[axis]);
            let low = along.clone().fold(0.0, f64::min);
            let high = along.fold(0.0, f64::max);
            let margin = MARGIN * (high - low);
            [low - margin, high + margin]
        });
        let numbers = epochs.iter().map(|(epoch, _)| *epoch);
        let epochs = numbers.zip(path).collect();
        let kind = Kind::Path { epochs, share };
        Some(Self::new(network, images, ways, ends, kind))
    }

    fn new(
        network: &Network,
        images: &Validation,
        ways: [Way; 2],
        ends: [[f64; 2]; 2],
        kind: Kind,
    ) -> Self {
        let (pixels, labels) = images.at(&images.sample(IMAGES));
        Self {
            plane: Plane::new(network, ways, &pixels, &labels),
            ends,
            losses: Vec::new(),
            kind,
        }
    }

    pub fn is_done(&self) -> bool {
        self.losses.len() >= SIDE * SIDE
    }

    /// Works out some more points.
    pub fn go_on(&mut self) {
        let many = (SLICE / self.plane.cost()).max(1);
        for _ in 0..many {
            if self.is_done() {
                break;
            }
            let at = self.losses.len();
            let loss = self.plane.loss_at(self.place(at));
            self.losses.push(loss);
        }
    }

    /// Where a point of the grid lies along both directions.
    fn place(&self, at: usize) -> [f64; 2] {
        let share = |at: usize| at as f64 / (SIDE - 1) as f64;
        let [across, up] = self.ends;
        let along = |[low, high]: [f64; 2], share: f64| low + (high - low) * share;
        [along(across, share(at % SIDE)), along(up, share(at / SIDE))]
    }

    /// What is worked out, as HTML.
    pub fn view(&self) -> String {
        match self.is_done() {
            true => view::map(self),
            false => view::progress(self),
        }
    }
}

#[cfg(test)]
mod tests;
