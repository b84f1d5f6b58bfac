//! Whether help pays. The curve is the same with it and without, so both are tried now and then.

use std::time::Duration;

/// Steps after which both are tried anew: what else the machine does may have changed.
const CYCLE: usize = 64;
/// Steps of each that are tried.
const TRIES: usize = 2;

/// How long the steps of a run take, with help and without.
#[derive(Default)]
pub struct Help {
    /// Of the cycle at hand.
    steps: usize,
    alone: Tried,
    helped: Tried,
    /// Whether the last steps that were tried of both told that it does not pay.
    was_in_vain: bool,
}

/// Steps of one kind in a cycle.
#[derive(Default)]
struct Tried {
    count: usize,
    /// Seconds an image, the least of the tries: what disturbs only adds.
    least: Option<f64>,
}

impl Help {
    /// Whether the next step is to have help, where there is some.
    pub fn is_wanted(&self) -> bool {
        if self.alone.count < TRIES {
            return false;
        }
        self.helped.count < TRIES || self.helped.least < self.alone.least
    }

    /// Whether what comes once an epoch is to have help: it does as steps do.
    pub fn is_wanted_by_the_way(&self) -> bool {
        !self.was_in_vain
    }

    /// Takes in a step.
    pub fn count(&mut self, was_helped: bool, took: Duration, images: usize) {
        let tried = match was_helped {
            true => &mut self.helped,
            false => &mut self.alone,
        };
        if tried.count < TRIES {
            tried.count += 1;
            let seconds = took.as_secs_f64() / images.max(1) as f64;
            tried.least = Some(tried.least.map_or(seconds, |least| least.min(seconds)));
        }
        if self.helped.count == TRIES {
            self.was_in_vain = self.helped.least >= self.alone.least;
        }
        self.steps += 1;
        if self.steps == CYCLE {
            *self = Self {
                was_in_vain: self.was_in_vain,
                ..Self::default()
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Steps of 1000 images, of which those with help take `helped` and the others 10 ms; which of them had help.
    fn steps(help: &mut Help, helped: Duration, count: usize) -> Vec<bool> {
        let step = |_| {
            let is_wanted = help.is_wanted();
            let took = if is_wanted { helped } else { 10 * MS };
            help.count(is_wanted, took, 1000);
            is_wanted
        };
        (0..count).map(step).collect()
    }

    #[test]
    fn both_are_tried_and_then_the_faster_is_kept() {
        for (helped, pays) in [(6 * MS, true), (12 * MS, false), (10 * MS, false)] {
            let mut help = Help::default();
            let steps = steps(&mut help, helped, CYCLE);
            assert_eq!(steps[..4], [false, false, true, true]);
            assert!(steps[4..].iter().all(|&step| step == pays), "{helped:?}");
        }
    }

    #[test]
    fn steps_before_anybody_helps_are_tries_without_help() {
        let mut help = Help::default();
        for _ in 0..10 {
            help.count(false, 10 * MS, 1000);
        }
        let steps = steps(&mut help, 6 * MS, CYCLE - 10);
        assert!(steps.iter().all(|&step| step));
    }

    #[test]
    fn help_that_has_become_slow_is_done_without_after_a_while_and_tried_again() {
        let mut help = Help::default();
        steps(&mut help, 6 * MS, CYCLE);
        let slow = steps(&mut help, 15 * MS, CYCLE);
        assert_eq!(slow.iter().filter(|&&step| step).count(), TRIES);
        let fast = steps(&mut help, 6 * MS, CYCLE);
        assert!(fast[4..].iter().all(|&step| step));
    }

    #[test]
    fn what_comes_once_an_epoch_does_as_steps_did() {
        let mut help = Help::default();
        assert!(help.is_wanted_by_the_way(), "nothing speaks against it");
        steps(&mut help, 15 * MS, CYCLE);
        assert!(!help.is_wanted_by_the_way(), "and so in the next cycle");
        steps(&mut help, 6 * MS, 4);
        assert!(help.is_wanted_by_the_way());
    }

    #[test]
    fn the_last_smaller_batch_counts_by_its_images() {
        let mut help = Help::default();
        for (was_helped, took, images) in [
            (false, MS, 100),
            (false, 10 * MS, 1000),
            (true, 6 * MS, 1000),
            (true, 6 * MS, 1000),
        ] {
            help.count(was_helped, took, images);
        }
        assert!(help.is_wanted());
    }
}
