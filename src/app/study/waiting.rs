//! What is asked of a program again and again, one at a time.

use leptos::prelude::*;

/// One at a time: while one is under way, the last of all others waits.
pub struct Waiting<T> {
    is_under_way: bool,
    next: Option<T>,
}

impl<T> Waiting<T> {
    pub fn new() -> StoredValue<Self, LocalStorage>
    where
        T: 'static,
    {
        StoredValue::new_local(Self {
            is_under_way: false,
            next: None,
        })
    }

    /// The same again, if it may begin now.
    pub fn begin(&mut self, it: T) -> Option<T> {
        if std::mem::replace(&mut self.is_under_way, true) {
            self.next = Some(it);
            return None;
        }
        Some(it)
    }

    /// What is to begin next.
    pub fn end(&mut self) -> Option<T> {
        self.is_under_way = false;
        self.next.take()
    }

    /// What waits is not wanted any more.
    pub fn forget(&mut self) {
        self.next = None;
    }
}
