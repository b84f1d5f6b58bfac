//! Draws what has changed, in the browser's frames: in each as much as leaves it time for everything else.

use std::collections::VecDeque;
use std::rc::Rc;

use leptos::prelude::*;

use super::browser;

/// Milliseconds that the pictures of one frame may take, going by what each took last; a screen of 60 Hz gives it 16.
/// A picture that takes longer has a frame for itself.
const PATIENCE_MS: f64 = 6.0;

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
    /// Milliseconds.
    last_took: StoredValue<f64>,
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
            last_took: StoredValue::new(0.0),
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
        let mut taken = 0.0;
        while let Some(picture) = self.next(PATIENCE_MS - taken, taken == 0.0) {
            taken += picture.paint();
        }
        if self.waiting.with_value(|waiting| !waiting.is_empty()) {
            self.ask_for_frame();
        }
    }

    /// The first in line, if it has time enough or `is_first`.
    fn next(self, patience_ms: f64, is_first: bool) -> Option<Picture> {
        let next = self.waiting.try_update_value(|waiting| {
            waiting.pop_front_if(|next| is_first || next.last_took() < patience_ms)
        });
        next.flatten()
    }
}

impl Picture {
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
