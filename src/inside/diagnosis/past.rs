//! How a run went.

use crate::hyperparams::number::decimal;

/// Loss, accuracy, validation loss and validation accuracy of an epoch; NaN where one is no finite number.
pub type Numbers = [f64; 4];

/// How a run went, epoch by epoch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Past {
    /// Its loss was no longer a finite number: where, in words.
    pub diverged: Option<String>,
    pub epochs: Vec<Numbers>,
    /// The learning rate of the last update, where it is known.
    pub rate: Option<f64>,
    /// The same of each epoch.
    rates: Vec<Option<f64>>,
}

impl Past {
    /// Reads it as the page tells it.
    ///
    /// - diverged: where its loss was no longer finite, in words; else nothing
    /// - epochs: of each loss, accuracy, validation loss, validation accuracy and the learning rate, where it is known, with
    ///   spaces between them
    pub fn read(diverged: &str, epochs: &[&str]) -> Self {
        let mut past = Self {
            diverged: Some(diverged.to_owned()).filter(|it| !it.is_empty()),
            ..Self::default()
        };
        for epoch in epochs {
            past.push(epoch);
        }
        past
    }

    fn push(&mut self, epoch: &str) {
        let mut numbers = epoch.split(' ').map(decimal);
        let mut next = || numbers.next().flatten();
        let read = [next(), next(), next(), next()];
        self.rate = next();
        self.rates.push(self.rate);
        self.epochs.push(read.map(|it| it.unwrap_or(f64::NAN)));
    }

    /// Takes in the epoch of this number, from 1, as [`read`](Self::read) takes it, where it is the next one.
    pub fn note(&mut self, number: usize, epoch: &str) {
        if number == self.epochs.len() + 1 {
            self.push(epoch);
        }
    }

    /// As it was after so many epochs.
    pub fn until(&self, epochs: usize) -> Self {
        let is_whole = epochs >= self.epochs.len();
        let epochs = epochs.min(self.epochs.len());
        Self {
            diverged: self.diverged.clone().filter(|_| is_whole),
            epochs: self.epochs[..epochs].to_vec(),
            rate: self.rates[..epochs].last().copied().flatten(),
            rates: self.rates[..epochs].to_vec(),
        }
    }

    pub fn last(&self) -> Option<&Numbers> {
        self.epochs.last()
    }

    /// A number of each epoch.
    pub fn all(&self, which: usize) -> Vec<f64> {
        self.epochs.iter().map(|numbers| numbers[which]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_past_is_read_as_it_is_told() {
        let past = Past::read("", &["2.5 0.1 2.25 0.125 0.01", "1e-3 1 NaN 0.5"]);
        assert_eq!(past.diverged, None);
        assert_eq!(past.epochs[0], [2.5, 0.1, 2.25, 0.125]);
        assert_eq!(past.epochs[1][0], 0.001);
        assert!(past.epochs[1][2].is_nan());
        assert_eq!(past.rate, None, "the last epoch does not say");
        let past = Past::read("at epoch 1, step 2", &["x"]);
        assert_eq!(past.diverged.as_deref(), Some("at epoch 1, step 2"));
        assert!(past.epochs[0].iter().all(|it| it.is_nan()));
    }

    #[test]
    fn a_past_grows_by_the_next_epoch_and_is_told_as_it_was_before() {
        let mut past = Past::read("", &["2.5 0.1 2.25 0.125 0.01"]);
        past.note(1, "9 9 9 9 9");
        past.note(3, "9 9 9 9 9");
        assert_eq!(past.epochs.len(), 1, "it is none of these");
        past.note(2, "1.5 0.3 1.25 0.5 0.005");
        assert_eq!((past.epochs.len(), past.rate), (2, Some(0.005)));
        let before = past.until(1);
        assert_eq!(before, Past::read("", &["2.5 0.1 2.25 0.125 0.01"]));
        assert_eq!(past.until(0), Past::default());
        let diverged = Past::read("at epoch 2, step 1", &["2.5 0.1 2.25 0.125"]);
        assert_eq!(diverged.until(0).diverged, None);
        assert_eq!(diverged.until(7), diverged);
    }
}
