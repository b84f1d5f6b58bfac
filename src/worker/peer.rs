//! What a pool knows of each of its workers, from their events.

use crate::protocol::TrainerEvent;

/// A worker as the others see it: what it can lend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// Training images that it has; the test images are there when there are any.
    train_images: usize,
    is_training: bool,
    is_lost: bool,
    is_up: bool,
}

impl Peer {
    /// Takes in an event of the worker.
    pub fn apply(&mut self, event: &TrainerEvent) {
        use TrainerEvent as E;
        match event {
            E::Ready { .. } => self.is_up = true,
            E::Loaded { train_images } => self.train_images = *train_images,
            E::TrainBegin { .. } | E::Resumed { .. } => self.is_training = true,
            E::Paused { .. } | E::TrainEnd { .. } => self.is_training = false,
            E::Failed { run_id, .. } => {
                self.is_training = false;
                self.is_lost |= run_id.is_none();
            }
            E::Unavailable { .. } => self.is_lost = true,
            _ => {}
        }
    }

    /// Whether it has ever come up.
    pub fn is_up(self) -> bool {
        self.is_up
    }

    /// Higher is better: one that trains answers late, one with fewer images leaves more to fetch. `None` where
    /// there is nothing to borrow.
    pub fn worth_as_lender(self) -> Option<(bool, usize)> {
        let has_images = self.train_images > 0 && !self.is_lost;
        has_images.then_some((!self.is_training, self.train_images))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Outcome;
    use crate::protocol::{DeviceInfo, DeviceKind, RunId};

    const RUN: RunId = RunId(1);

    fn loaded(train_images: usize) -> TrainerEvent {
        TrainerEvent::Loaded { train_images }
    }

    fn begun() -> TrainerEvent {
        TrainerEvent::TrainBegin {
            run_id: RUN,
            epochs: 1,
            steps_per_epoch: 1,
        }
    }

    fn failed(run_id: Option<RunId>) -> TrainerEvent {
        let message = String::new();
        TrainerEvent::Failed { run_id, message }
    }

    fn worth(events: &[TrainerEvent]) -> Option<(bool, usize)> {
        let mut peer = Peer::default();
        events.iter().for_each(|event| peer.apply(event));
        peer.worth_as_lender()
    }

    #[test]
    fn an_idle_worker_lends_better_than_a_training_one_and_then_the_one_with_more_images() {
        let few = worth(&[loaded(10_000)]);
        let many = worth(&[loaded(10_000), loaded(60_000)]);
        let busy = worth(&[loaded(60_000), begun()]);
        assert!(few < many && busy < few && None < busy);
    }

    #[test]
    fn a_worker_is_idle_again_after_its_run_and_in_a_pause() {
        let idle = worth(&[loaded(10_000)]);
        let outcome = Outcome::Completed;
        for calm in [
            TrainerEvent::Paused { run_id: RUN },
            TrainerEvent::TrainEnd {
                run_id: RUN,
                outcome,
            },
            failed(Some(RUN)),
        ] {
            assert_eq!(worth(&[loaded(10_000), begun(), calm]), idle);
        }
        let paused = TrainerEvent::Paused { run_id: RUN };
        let resumed = TrainerEvent::Resumed { run_id: RUN };
        assert!(worth(&[loaded(10_000), begun(), paused, resumed]) < idle);
    }

    #[test]
    fn a_worker_is_up_once_it_has_said_so() {
        let mut peer = Peer::default();
        assert!(!peer.is_up());
        let device = DeviceInfo {
            kind: DeviceKind::Cpu,
            name: String::new(),
        };
        peer.apply(&TrainerEvent::Ready { device });
        assert!(peer.is_up());
    }

    #[test]
    fn a_worker_without_images_or_without_life_lends_nothing() {
        let reason = String::new();
        for events in [
            vec![],
            vec![begun()],
            vec![loaded(10_000), failed(None)],
            vec![loaded(10_000), TrainerEvent::Unavailable { reason }],
        ] {
            assert_eq!(worth(&events), None, "{events:?}");
        }
    }
}
