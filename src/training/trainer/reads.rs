//! When the results of steps are read. A read waits for the device and for all that it still has to do, so it is also
//! what keeps the device's queue from growing without bound.

use std::time::Duration;

use web_time::Instant;

/// When the results of steps are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reads {
    /// After so many steps. On the CPU a read costs nothing.
    Every(usize),
    /// After as many steps as take long beside the way there and back, which is a tenth of a second in some browsers,
    /// and few enough to show a slow device's progress.
    ByTime,
}

/// Steps that a device may have before it at most, and images of theirs: those are on their way to it, 3 KB each.
const MOST_STEPS: usize = 64;
const MOST_IMAGES: usize = 16_384;
/// Steps before anything is known of the device.
const FIRST_STEPS: usize = 8;
/// From one read to the next.
const SHORTEST: Duration = Duration::from_millis(250);
const LONGEST: Duration = Duration::from_millis(500);

/// The reads of a run.
pub struct Pace {
    reads: Reads,
    steps: usize,
    /// When the last read was over, if nothing else was done since.
    since: Option<Instant>,
}

impl Pace {
    pub fn new(reads: Reads) -> Self {
        Self {
            reads,
            steps: match reads {
                Reads::Every(steps) => steps,
                Reads::ByTime => FIRST_STEPS,
            },
            since: None,
        }
    }

    /// Whether so many steps, of so many images in all, are to be read.
    pub fn is_due(&self, steps: usize, images: usize) -> bool {
        steps >= self.steps || (self.reads == Reads::ByTime && images >= MOST_IMAGES)
    }

    /// Something else was done: the next interval tells nothing.
    pub fn interrupt(&mut self) {
        self.since = None;
    }

    /// So many steps were read.
    pub fn count(&mut self, steps: usize) {
        let now = Instant::now();
        if let Some(since) = self.since.replace(now) {
            self.take(steps, now - since);
        }
    }

    /// - interval: from the read before
    fn take(&mut self, steps: usize, interval: Duration) {
        // Fewer were read where they had too many images, or the epoch had no more.
        if self.reads != Reads::ByTime || steps < self.steps {
            return;
        }
        self.steps = match interval {
            interval if interval < SHORTEST => (2 * steps).min(MOST_STEPS),
            interval if interval > LONGEST => (steps / 2).max(1),
            _ => steps,
        };
    }

    /// Steps that are read together at most.
    pub fn most(&self) -> usize {
        match self.reads {
            Reads::Every(steps) => steps,
            Reads::ByTime => MOST_STEPS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Steps that are read together in the end, where each takes so long and a read so much more.
    fn settled(step: Duration, way: Duration) -> usize {
        let mut pace = Pace::new(Reads::ByTime);
        for _ in 0..20 {
            let steps = pace.steps;
            pace.take(steps, step * steps as u32 + way);
        }
        pace.steps
    }

    #[test]
    fn a_fast_device_is_read_seldom_and_a_slow_one_often() {
        const MS: Duration = Duration::from_millis(1);
        assert_eq!(settled(MS, Duration::ZERO), 64);
        assert_eq!(
            settled(MS, 103 * MS),
            64,
            "a way that takes long counts little"
        );
        assert_eq!(settled(20 * MS, Duration::ZERO), 16);
        assert_eq!(settled(160 * MS, Duration::ZERO), 2);
        assert_eq!(settled(2000 * MS, Duration::ZERO), 1);
    }

    #[test]
    fn images_on_their_way_are_bounded() {
        let pace = Pace::new(Reads::ByTime);
        assert!(!pace.is_due(2, 2_000));
        assert!(pace.is_due(2, 60_000));
        assert!(pace.is_due(8, 256));
        assert!(!Pace::new(Reads::Every(3)).is_due(2, 60_000));
    }

    #[test]
    fn what_takes_long_because_something_else_was_done_tells_nothing() {
        let mut pace = Pace::new(Reads::ByTime);
        pace.count(8);
        pace.interrupt();
        std::thread::sleep(Duration::from_millis(1));
        pace.count(8);
        assert_eq!(pace.steps, 8);
        pace.count(8);
        assert_eq!(pace.steps, 16);
    }

    #[test]
    fn the_last_steps_of_an_epoch_tell_nothing() {
        let mut pace = Pace::new(Reads::ByTime);
        pace.take(3, Duration::from_millis(3));
        assert_eq!(pace.steps, 8);
    }
}
