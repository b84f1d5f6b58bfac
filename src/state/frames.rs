//! What is drawn in which of the browser's frames: in each as much as leaves it time for everything else.

use std::collections::VecDeque;

/// Milliseconds that drawing may take of one frame, going by what each task took last; a screen of 60 Hz gives it 16.
/// A task that takes longer has a frame for itself.
const BUDGET_MS: f64 = 6.0;

/// Tasks that wait for a frame, first come, first drawn.
#[derive(Clone, Debug)]
pub struct FrameQueue<T> {
    waiting: VecDeque<T>,
    /// Whether a frame has been asked for.
    is_coming: bool,
    /// Milliseconds that this frame's tasks have taken; `None` before the first.
    spent_ms: Option<f64>,
}

impl<T> Default for FrameQueue<T> {
    fn default() -> Self {
        Self {
            waiting: VecDeque::new(),
            is_coming: false,
            spent_ms: None,
        }
    }
}

impl<T> FrameQueue<T> {
    /// Has a task wait; whether a frame is to be asked for.
    pub fn add(&mut self, task: T) -> bool {
        self.waiting.push_back(task);
        !std::mem::replace(&mut self.is_coming, true)
    }

    /// A frame has come.
    pub fn begin(&mut self) {
        self.is_coming = false;
        self.spent_ms = None;
    }

    /// The next task of this frame; the first whatever it takes, another one where there is time for it.
    ///
    /// - last_took: milliseconds that a task took when it was drawn last
    pub fn next(&mut self, last_took: impl Fn(&T) -> f64) -> Option<T> {
        let spent = self.spent_ms;
        let fits = |task: &mut T| spent.is_none_or(|spent| last_took(task) < BUDGET_MS - spent);
        self.waiting.pop_front_if(fits)
    }

    /// The task that was given last has taken so many milliseconds.
    pub fn spend(&mut self, took_ms: f64) {
        self.spent_ms = Some(self.spent_ms.unwrap_or_default() + took_ms);
    }

    /// Ends the frame; whether another one is to be asked for.
    pub fn end(&mut self) -> bool {
        let is_wanted = !self.waiting.is_empty() && !self.is_coming;
        self.is_coming |= is_wanted;
        is_wanted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tasks of each frame until none waits; a task is what it takes.
    fn frames(tasks: &[f64]) -> Vec<Vec<f64>> {
        let mut queue = FrameQueue::default();
        let asked: Vec<bool> = tasks.iter().map(|task| queue.add(*task)).collect();
        let first = asked.iter().filter(|asked| **asked).count();
        assert_eq!(first, 1, "one frame is asked for");
        let mut frames = Vec::new();
        loop {
            queue.begin();
            let mut frame = Vec::new();
            while let Some(task) = queue.next(|task| *task) {
                queue.spend(task);
                frame.push(task);
            }
            frames.push(frame);
            if !queue.end() {
                return frames;
            }
        }
    }

    #[test]
    fn a_frame_draws_what_there_is_time_for_in_the_order_it_came() {
        assert_eq!(
            frames(&[2.0, 3.0, 2.0, 1.0]),
            [vec![2.0, 3.0], vec![2.0, 1.0]]
        );
    }

    #[test]
    fn what_takes_longer_than_a_frame_allows_has_one_for_itself() {
        assert_eq!(
            frames(&[1.0, 40.0, 1.0]),
            [vec![1.0], vec![40.0], vec![1.0]]
        );
    }

    #[test]
    fn what_is_added_while_a_frame_is_drawn_asks_for_the_next() {
        let mut queue = FrameQueue::default();
        queue.add(1.0);
        queue.begin();
        queue.next(|_| 1.0);
        assert!(queue.add(2.0), "this frame has begun");
        assert!(!queue.end(), "it was asked for already");
    }
}
