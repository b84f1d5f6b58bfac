//! Whose weights are handed out while it trains, and when.

use crate::protocol::RunId;

/// Weights that are handed out: those that a run has kept at its end, or those that it has after so many epochs or steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    Kept,
    Epochs(usize),
    Steps(usize),
}

/// The run that somebody looks into, and how far it was handed out.
#[derive(Debug, Default)]
pub struct Filming {
    run: Option<RunId>,
    /// After how many epochs, last.
    epochs: Option<usize>,
    /// After how many steps, last.
    steps: Option<usize>,
    /// How often it is still to be, step by step.
    steps_left: usize,
}

impl Filming {
    /// Somebody looks into this run; so many steps are to be seen one by one, with the weights before the first of them.
    pub fn ask(&mut self, run: Option<RunId>, steps: usize) {
        if self.run != run {
            *self = Self {
                run,
                ..Self::default()
            };
        }
        if steps > 0 {
            (self.steps, self.steps_left) = (None, steps + 1);
        }
    }

    /// A run begins: none of its weights were handed out.
    pub fn rewind(&mut self) {
        (self.epochs, self.steps) = (None, None);
    }

    /// What is to be handed out of a run that has come to this, each once.
    ///
    /// - step: steps done in the epoch at hand
    /// - steps: steps done in all
    pub fn due(&mut self, run: RunId, epochs: usize, step: usize, steps: usize) -> Vec<Taken> {
        let mut due = Vec::new();
        if self.run != Some(run) {
            return due;
        }
        if step == 0 && self.epochs != Some(epochs) {
            self.epochs = Some(epochs);
            due.push(Taken::Epochs(epochs));
        }
        if self.steps_left > 0 && self.steps != Some(steps) {
            self.steps = Some(steps);
            self.steps_left -= 1;
            due.push(Taken::Steps(steps));
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: RunId = RunId(1);

    #[test]
    fn steps_are_handed_out_where_they_are_asked_for_and_each_once() {
        let mut filming = Filming::default();
        filming.ask(Some(ONE), 0);
        assert_eq!(filming.due(ONE, 0, 3, 3), []);
        filming.ask(Some(ONE), 2);
        assert_eq!(filming.due(ONE, 0, 3, 3), [Taken::Steps(3)]);
        assert_eq!(filming.due(ONE, 0, 3, 3), [], "while it is evaluated");
        assert_eq!(filming.due(ONE, 0, 4, 4), [Taken::Steps(4)]);
        // The fourth step was the epoch's last one; the fifth is the second and last that was asked for.
        assert_eq!(filming.due(ONE, 1, 0, 4), [Taken::Epochs(1)]);
        assert_eq!(filming.due(ONE, 1, 1, 5), [Taken::Steps(5)]);
        assert_eq!(filming.due(ONE, 1, 2, 6), []);
    }

    #[test]
    fn what_was_asked_for_outlasts_a_reminder_and_no_other_run() {
        let mut filming = Filming::default();
        filming.ask(Some(ONE), 5);
        filming.ask(Some(ONE), 0);
        assert_eq!(
            filming.due(ONE, 0, 0, 0),
            [Taken::Epochs(0), Taken::Steps(0)]
        );
        filming.ask(Some(RunId(2)), 0);
        assert_eq!(filming.due(RunId(2), 0, 1, 1), []);
        assert_eq!(filming.due(ONE, 0, 1, 1), []);
    }
}
