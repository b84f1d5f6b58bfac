//! What a button says for a moment after it was pressed.

use std::time::Duration;

use leptos::prelude::*;

/// Long enough to be read, short enough to be over before the next press.
pub const MOMENT: Duration = Duration::from_secs(3);

/// Whether it is the moment after something.
#[derive(Clone, Copy)]
pub struct Moment(RwSignal<bool>);

impl Moment {
    pub fn new() -> Self {
        Self(RwSignal::new(false))
    }

    /// Begins the moment. The button may be gone before it is over.
    pub fn begin(self) {
        self.0.try_set(true);
        let end = move || {
            self.0.try_set(false);
        };
        set_timeout(end, MOMENT);
    }

    pub fn is_now(self) -> bool {
        self.0.get_untracked()
    }

    /// The button's label: the usual one, and that of the moment.
    pub fn label(
        self,
        usual: &'static str,
        then: &'static str,
    ) -> impl Fn() -> &'static str + Copy {
        move || if self.0.get() { then } else { usual }
    }
}
