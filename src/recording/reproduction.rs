//! What a run trained anew says of a recorded one.

use super::{Curves, RecordedRun, fingerprint};
use crate::metrics::History;

/// How a run came out beside the one that was recorded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reproduction {
    /// Every number of every epoch is the recorded one, to the last bit.
    Exact,
    /// The curves part.
    Differs {
        /// The first epoch in which one can see it, from 1; the last one where nobody can.
        epoch: usize,
        /// The largest difference of the validation accuracy in any epoch that both have.
        val_accuracy: f64,
    },
}

impl RecordedRun {
    /// Compares a run that has ended.
    pub fn compare(&self, trained: &History) -> Reproduction {
        if fingerprint(trained) == self.fingerprint && self.epochs() == trained.epochs.len() {
            return Reproduction::Exact;
        }
        let (recorded, rounded) = (self.history(), Curves::of(trained).history());
        let pairs = || recorded.epochs.iter().zip(&rounded.epochs);
        let parts = |one: &f64, other: &f64| one != other && !(one.is_nan() && other.is_nan());
        let is_apart = |at: &usize| {
            let pair = recorded.epochs.get(*at).zip(rounded.epochs.get(*at));
            pair.is_none_or(|(one, other)| {
                let (one, other) = (one.numbers(), other.numbers());
                one.iter().zip(&other).any(|(one, other)| parts(one, other))
            })
        };
        let most = recorded.epochs.len().max(rounded.epochs.len());
        let epoch = (0..most).find(is_apart).map_or(most, |at| at + 1);
        let apart = pairs().map(|(one, other)| (one.val_accuracy - other.val_accuracy).abs());
        Reproduction::Differs {
            epoch,
            val_accuracy: apart.fold(0.0, f64::max),
        }
    }

    fn epochs(&self) -> usize {
        self.history().epochs.len()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{history, recorded};
    use super::*;

    #[test]
    fn the_same_numbers_are_the_same_run() {
        assert_eq!(recorded().compare(&history()), Reproduction::Exact);
        let mut slower = history();
        slower.epochs[0].elapsed_ms += 1.0;
        assert_eq!(recorded().compare(&slower), Reproduction::Exact);
    }

    #[test]
    fn one_bit_is_a_difference_that_nobody_can_see() {
        let mut other = history();
        let loss = other.epochs[1].loss;
        other.epochs[1].loss = f64::from_bits(loss.to_bits() + 1);
        let last = Reproduction::Differs {
            epoch: 3,
            val_accuracy: 0.0,
        };
        assert_eq!(recorded().compare(&other), last);
    }

    #[test]
    fn curves_part_where_they_can_be_seen_to() {
        let mut other = history();
        other.epochs[1].val_accuracy += 0.01;
        let Reproduction::Differs {
            epoch,
            val_accuracy,
        } = recorded().compare(&other)
        else {
            panic!("they differ");
        };
        assert_eq!(epoch, 2);
        assert!((val_accuracy - 0.01).abs() < 1e-9);
    }

    #[test]
    fn a_run_that_was_cut_short_parts_where_it_ends() {
        let mut short = history();
        short.epochs.pop();
        let at_its_end = Reproduction::Differs {
            epoch: 3,
            val_accuracy: 0.0,
        };
        assert_eq!(recorded().compare(&short), at_its_end);
    }
}
