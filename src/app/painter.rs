//! Draws what has changed, in the browser's frames: in each as much as leaves it time for everything else.

use std::collections::VecDeque;
use std::rc::Rc;

use leptos::prelude::*;

use super::browser;

/// A frame that has drawn for so many milliseconds leaves the rest to the next: with its last picture it stays
/// within eight, half of what a screen of 60 Hz gives it.
const PATIENCE_MS: f64 = 4.0;

/// Handed to every component by context; a handful of indices, so copied freely.
#[derive(Clone, Copy)]
pub struct Painter {
    /// First come, first drawn.
    waiting: StoredValue<VecDeque<Picture>>,
    /// Whether a frame has been asked for.
    is_coming: StoredValue<bool>,
}

/// Something to draw; forgotten with the component that it belongs to.
#[derive(Clone, Copy)]
pub struct Picture {
    draw: StoredValue<Rc<dyn Fn()>, LocalStorage>,
    is_waiting: StoredValue<bool>,
}

/// The painter that the page has provided.
pub fn use_painter() -> Painter {
    expect_context()
}

impl Painter {
    pub fn new() -> Self {
        Self {
            waiting: StoredValue::new(VecDeque::new()),
            is_coming: StoredValue::new(false),
        }
    }

    pub fn picture(self, draw: impl Fn() + 'static) -> Picture {
        Picture {
            draw: StoredValue::new_local(Rc::new(draw)),
            is_waiting: StoredValue::new(false),
        }
    }

    /// Draws a picture in one of the next frames, once however often it is asked for until then.
    pub fn redraw(self, picture: Picture) {
        let was_waiting = picture
            .is_waiting
            .try_update_value(|it| std::mem::replace(it, true));
        if was_waiting == Some(false) {
            self.waiting
                .update_value(|waiting| waiting.push_back(picture));
            self.ask_for_frame();
        }
    }

    /// Draws what `read` gives, and does so again whenever something that it reads has changed.
    pub fn follow<T: 'static>(
        self,
        read: impl Fn() -> Option<T> + 'static,
        draw: impl Fn(&T) + 'static,
    ) {
        let latest = StoredValue::new_local(None::<T>);
        let picture =
            self.picture(move || latest.with_value(|latest| latest.iter().for_each(&draw)));
        Effect::new(move |_| {
            latest.set_value(read());
            self.redraw(picture);
        });
    }

    fn ask_for_frame(self) {
        let is_coming = self
            .is_coming
            .try_update_value(|it| std::mem::replace(it, true));
        if is_coming == Some(false) {
            request_animation_frame(move || self.paint());
        }
    }

    fn paint(self) {
        self.is_coming.set_value(false);
        let end = browser::clock_ms() + PATIENCE_MS;
        let next = || self.waiting.try_update_value(VecDeque::pop_front).flatten();
        while let Some(picture) = next() {
            picture.is_waiting.try_set_value(false);
            if let Some(draw) = picture.draw.try_get_value() {
                untrack(|| draw());
            }
            if browser::clock_ms() > end {
                break;
            }
        }
        if self.waiting.with_value(|waiting| !waiting.is_empty()) {
            self.ask_for_frame();
        }
    }
}
