//! The weights that a run had between its epochs, or after each of some steps, as they were handed out: all of them, or evenly thinned ones where they would be too
//! much.

use crate::model::{LayerKind, Model};

/// Bytes of all weights together, at most; the first and the last ones are kept whatever they weigh.
pub const BUDGET: usize = 64 * 1024 * 1024;

/// The frames of a run, in the order of its epochs.
#[derive(Debug, Default)]
pub struct Film {
    frames: Vec<Frame>,
    /// Of so many epochs from the first one on, one is kept; a power of two, or nothing yet.
    every: usize,
    bytes: usize,
    /// What the last frame's layers are compared with when the next one comes.
    last: Vec<Vec<f32>>,
}

/// The weights after an epoch.
#[derive(Debug)]
pub struct Frame {
    /// After how many epochs: 0 before the first one.
    pub epoch: usize,
    /// As [`to_bytes`](crate::model::to_bytes) writes them: single floats, exactly.
    pub weights: Vec<u8>,
    /// What became of each dense layer's kernel in this epoch.
    pub moves: Vec<Move>,
}

/// A kernel after an epoch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Move {
    /// The root of the sum of the squares of its weights.
    pub norm: f64,
    /// The same of how far they have come since the epoch before; nothing where nobody has seen that.
    pub way: Option<f64>,
}

impl Film {
    /// Takes in the weights after so many epochs. What does not come after the last frame is the beginning of another film.
    ///
    /// - model: the same weights, read
    /// - is_next: whether they came of the epoch's updates alone, and not of a choice among epochs or of their mean
    pub fn push(&mut self, epoch: usize, weights: Vec<u8>, model: &Model, is_next: bool) {
        if self.frames.last().is_some_and(|last| last.epoch >= epoch) {
            *self = Self::default();
        }
        let kernels = kernels(model);
        let before = self.frames.last().map(|frame| frame.epoch);
        let is_next = is_next && before.map(|it| it + 1) == Some(epoch);
        let moves = moves(&kernels, self.last.iter().filter(|_| is_next));
        self.last = kernels;
        if self.frames.last().is_some_and(|it| !self.stays(it.epoch)) {
            self.drop_last();
        }
        self.bytes += weights.len();
        self.frames.push(Frame {
            epoch,
            weights,
            moves,
        });
        while self.bytes > BUDGET && self.frames.len() > 2 {
            self.thin_out();
        }
    }

    /// The frames that are there.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The place of the frame of this epoch, or of the last one before it; of the first one where there is none before it.
    pub fn at(&self, epoch: usize) -> usize {
        let until = self.frames.partition_point(|frame| frame.epoch <= epoch);
        until.saturating_sub(1)
    }

    /// The places of some frames: evenly picked, by a power of two so that those of a shorter film are among those of a longer one,
    /// and the last.
    pub fn picked(&self, most: usize) -> Vec<usize> {
        let all = self.frames.len();
        let step = all.div_ceil(most).max(1).next_power_of_two();
        let mut places: Vec<usize> = (0..all).step_by(step).collect();
        let last = all.checked_sub(1);
        places.extend(last.filter(|last| !last.is_multiple_of(step)));
        places
    }

    /// Of how many epochs one is kept.
    pub fn every(&self) -> usize {
        self.every.max(1)
    }

    /// Whether a frame is kept once it is no longer the last one.
    fn stays(&self, epoch: usize) -> bool {
        let first = self.frames.first().map_or(0, |frame| frame.epoch);
        (epoch - first).is_multiple_of(self.every())
    }

    fn drop_last(&mut self) {
        let dropped = self.frames.pop();
        self.bytes -= dropped.map_or(0, |frame| frame.weights.len());
    }

    /// Drops every second frame, but for the last one.
    fn thin_out(&mut self) {
        self.every = 2 * self.every();
        let last = self.frames.last().map_or(0, |frame| frame.epoch);
        let mut frames = std::mem::take(&mut self.frames);
        let first = frames.first().map_or(0, |frame| frame.epoch);
        frames.retain(|it| it.epoch == last || (it.epoch - first).is_multiple_of(self.every));
        self.bytes = frames.iter().map(|frame| frame.weights.len()).sum();
        self.frames = frames;
    }
}

/// The kernels of the dense layers, first to last.
fn kernels(model: &Model) -> Vec<Vec<f32>> {
    let of = |at| {
        Some(
            model
                .variable(LayerKind::Dense, at, "kernel")?
                .values
                .clone(),
        )
    };
    (0..).map_while(of).collect()
}

fn moves<'a>(kernels: &[Vec<f32>], before: impl Iterator<Item = &'a Vec<f32>>) -> Vec<Move> {
    let mut before = before;
    let moved = kernels.iter().map(|kernel| {
        let way = before.next().map(|before| {
            let ways = kernel.iter().zip(before);
            norm(ways.map(|(now, then)| f64::from(*now) - f64::from(*then)))
        });
        Move {
            norm: norm(kernel.iter().copied().map(f64::from)),
            way,
        }
    });
    moved.collect()
}

fn norm(numbers: impl Iterator<Item = f64>) -> f64 {
    numbers.map(|it| it * it).sum::<f64>().sqrt()
}

#[cfg(test)]
mod tests;
