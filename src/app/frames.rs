//! Draws what has changed, in the browser's frames: in each as much as leaves it time for everything else.

use std::rc::Rc;

use leptos::prelude::*;

use super::browser;
use crate::state::FrameQueue;

/// Handed to every component by context; a handful of indices, so copied freely.
#[derive(Clone, Copy)]
pub struct FrameScheduler {
    queue: StoredValue<FrameQueue<DrawTask>>,
}

/// Something to draw; forgotten with the component that it belongs to.
#[derive(Clone, Copy)]
pub struct DrawTask {
    draw: StoredValue<Rc<dyn Fn()>, LocalStorage>,
    is_waiting: StoredValue<bool>,
    /// Milliseconds.
    last_took: StoredValue<f64>,
}

/// The scheduler that the page has provided.
pub fn use_frames() -> FrameScheduler {
    expect_context()
}

impl FrameScheduler {
    pub fn new() -> Self {
        Self {
            queue: StoredValue::new(FrameQueue::default()),
        }
    }

    pub fn task(self, draw: impl Fn() + 'static) -> DrawTask {
        DrawTask {
            draw: StoredValue::new_local(Rc::new(draw)),
            is_waiting: StoredValue::new(false),
            last_took: StoredValue::new(0.0),
        }
    }

    /// Draws a task in one of the next frames, once however often it is asked for until then.
    pub fn redraw(self, task: DrawTask) {
        let was_waiting = task
            .is_waiting
            .try_update_value(|it| std::mem::replace(it, true));
        if was_waiting == Some(false) {
            let is_first = self.queue.try_update_value(|queue| queue.add(task));
            if is_first == Some(true) {
                self.ask_for_frame();
            }
        }
    }

    /// Draws what `read` gives, and does so again whenever something that it reads has changed.
    pub fn follow<T: 'static>(
        self,
        read: impl Fn() -> Option<T> + 'static,
        draw: impl Fn(&T) + 'static,
    ) {
        let latest = StoredValue::new_local(None::<T>);
        let task = self.task(move || latest.with_value(|latest| latest.iter().for_each(&draw)));
        Effect::new(move |_| {
            latest.set_value(read());
            self.redraw(task);
        });
    }

    fn ask_for_frame(self) {
        request_animation_frame(move || self.paint());
    }

    /// Draws what waits now, as much as a frame has time for.
    pub fn paint(self) {
        self.queue.update_value(FrameQueue::begin);
        while let Some(task) = self.next() {
            let took = task.paint();
            self.queue.update_value(|queue| queue.spend(took));
        }
        if self.queue.try_update_value(FrameQueue::end) == Some(true) {
            self.ask_for_frame();
        }
    }

    fn next(self) -> Option<DrawTask> {
        let next = self
            .queue
            .try_update_value(|queue| queue.next(DrawTask::last_took));
        next.flatten()
    }
}

impl DrawTask {
    /// What it took to draw it last; 0 where it is gone or was never drawn.
    fn last_took(&self) -> f64 {
        self.last_took.try_get_value().unwrap_or_default()
    }

    /// Draws it, unless it is gone; milliseconds that this took.
    fn paint(self) -> f64 {
        let Some(draw) = self.draw.try_get_value() else {
            return 0.0;
        };
        self.is_waiting.try_set_value(false);
        let begin = browser::clock_ms();
        untrack(|| draw());
        let took = browser::clock_ms() - begin;
        self.last_took.try_set_value(took);
        took
    }
}
