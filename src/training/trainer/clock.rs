//! How long a run has trained, without the time in which the machine slept.

use std::time::Duration;

/// Time spent in ticks.
///
/// A machine that is suspended, or a tab that is frozen, stands still in the middle of a tick, and no clock of a worker
/// tells of it. But ticks of a kind are alike: one that takes many times as long as the longest before it has slept.
pub struct Clock {
    elapsed: Duration,
    /// Ticks of a kind after which one can be told that has slept: on a device whose results are read together, the
    /// longest are few.
    wait: usize,
    training: Kind,
    evaluating: Kind,
}

#[derive(Default)]
struct Kind {
    ticks: usize,
    longest: Duration,
}

/// A tick that is shorter has not slept, whatever the others take: the system was busy.
const SHORTEST_SLEEP: Duration = Duration::from_secs(1);
/// How many times longer than any other it has to be.
const OUT_OF_ALL_PROPORTION: u32 = 8;

impl Clock {
    /// - `read_together`: results of how many steps are read at once at most
    pub fn new(read_together: usize) -> Self {
        Self {
            elapsed: Duration::ZERO,
            wait: 2 * read_together,
            training: Kind::default(),
            evaluating: Kind::default(),
        }
    }

    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Goes on from so much.
    pub fn set(&mut self, elapsed: Duration) {
        self.elapsed = elapsed;
    }

    /// Takes in a tick, and what it has taken.
    pub fn count(&mut self, is_training: bool, took: Duration) {
        let kind = if is_training {
            &mut self.training
        } else {
            &mut self.evaluating
        };
        let most = (kind.longest * OUT_OF_ALL_PROPORTION).max(SHORTEST_SLEEP);
        if kind.ticks >= self.wait && took > most {
            self.elapsed += kind.longest;
            return;
        }
        kind.ticks += 1;
        kind.longest = kind.longest.max(took);
        self.elapsed += took;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds after training ticks of so many.
    fn elapsed(read_together: usize, ticks: &[u64]) -> u128 {
        let mut clock = Clock::new(read_together);
        for tick in ticks {
            clock.count(true, Duration::from_millis(*tick));
        }
        clock.elapsed().as_millis()
    }

    #[test]
    fn a_machine_that_slept_has_not_trained() {
        assert_eq!(elapsed(1, &[20, 30, 20, 20_000, 20]), 120);
        // Again, and for longer.
        assert_eq!(elapsed(1, &[20, 30, 20_000, 3_600_000, 20]), 130);
    }

    #[test]
    fn ticks_that_take_long_have_trained() {
        assert_eq!(elapsed(1, &[3000, 4000, 5000, 20_000]), 32_000);
        assert_eq!(elapsed(1, &[1, 1, 1, 900]), 903);
        // The first ones wait for shaders, and for what the device has still to do.
        assert_eq!(elapsed(8, &[1, 1, 1, 1, 1, 1, 1, 2000]), 2007);
    }

    #[test]
    fn evaluating_is_measured_by_itself() {
        let mut clock = Clock::new(1);
        for _ in 0..10 {
            clock.count(true, Duration::from_millis(10));
        }
        clock.count(false, Duration::from_secs(2));
        assert_eq!(clock.elapsed().as_millis(), 2100);
    }
}
