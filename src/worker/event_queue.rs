//! Events for a callback that may cause further ones.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

type Callback<T> = Box<dyn FnMut(T)>;

/// Calls one callback with one event after the other, in order. An event that is pushed while the callback runs waits
/// until it has returned: so whatever it does, it is never called inside itself.
pub struct EventQueue<T> {
    waiting: RefCell<VecDeque<T>>,
    /// Taken out while it runs.
    callback: Cell<Option<Callback<T>>>,
}

impl<T> EventQueue<T> {
    pub fn new(callback: impl FnMut(T) + 'static) -> Self {
        Self {
            waiting: RefCell::default(),
            callback: Cell::new(Some(Box::new(callback))),
        }
    }

    /// Calls the callback: at once, unless it is running already.
    pub fn push(&self, event: T) {
        self.waiting.borrow_mut().push_back(event);
        let Some(mut callback) = self.callback.take() else {
            return;
        };
        while let Some(event) = self.next() {
            callback(event);
        }
        self.callback.set(Some(callback));
    }

    /// Not in the loop's head, where the queue would stay borrowed while the callback runs.
    fn next(&self) -> Option<T> {
        self.waiting.borrow_mut().pop_front()
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn what_a_callback_causes_waits_until_it_has_returned() {
        let queue: Rc<RefCell<Option<Rc<EventQueue<u32>>>>> = Rc::default();
        let notes: Rc<RefCell<Vec<String>>> = Rc::default();
        let (inner, written) = (queue.clone(), notes.clone());
        let callback = move |number: u32| {
            written.borrow_mut().push(format!("begin {number}"));
            if number < 3 {
                let queue = inner.borrow().clone().unwrap();
                queue.push(number * 2);
                queue.push(number * 2 + 1);
            }
            written.borrow_mut().push(format!("end {number}"));
        };
        *queue.borrow_mut() = Some(Rc::new(EventQueue::new(callback)));
        let queue = queue.borrow().clone().unwrap();
        queue.push(1);
        queue.push(9);
        let told = [1, 2, 3, 4, 5, 9].map(|n| format!("begin {n}, end {n}"));
        assert_eq!(notes.borrow().join(", "), told.join(", "));
    }
}
