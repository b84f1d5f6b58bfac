//! A callback that may cause what it is called for.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

type Callback<T> = Box<dyn FnMut(T)>;

/// Tells one callback one thing after the other, in order. What is heard while the callback works waits until
/// it is done: so whatever it does, it is never called inside itself.
pub struct Ear<T> {
    waiting: RefCell<VecDeque<T>>,
    /// Away while it works.
    callback: Cell<Option<Callback<T>>>,
}

impl<T> Ear<T> {
    pub fn new(callback: impl FnMut(T) + 'static) -> Self {
        Self {
            waiting: RefCell::default(),
            callback: Cell::new(Some(Box::new(callback))),
        }
    }

    /// Tells the callback; at once, unless it is at work already.
    pub fn hear(&self, told: T) {
        self.waiting.borrow_mut().push_back(told);
        let Some(mut callback) = self.callback.take() else {
            return;
        };
        while let Some(told) = self.next() {
            callback(told);
        }
        self.callback.set(Some(callback));
    }

    /// Not in the loop's head, where the queue would stay borrowed while the callback works.
    fn next(&self) -> Option<T> {
        self.waiting.borrow_mut().pop_front()
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;

    #[test]
    fn what_a_callback_causes_is_told_when_it_is_done() {
        let ear: Rc<RefCell<Option<Rc<Ear<u32>>>>> = Rc::default();
        let notes: Rc<RefCell<Vec<String>>> = Rc::default();
        let (inner, written) = (ear.clone(), notes.clone());
        let callback = move |number: u32| {
            written.borrow_mut().push(format!("begin {number}"));
            if number < 3 {
                let ear = inner.borrow().clone().unwrap();
                ear.hear(number * 2);
                ear.hear(number * 2 + 1);
            }
            written.borrow_mut().push(format!("end {number}"));
        };
        *ear.borrow_mut() = Some(Rc::new(Ear::new(callback)));
        let ear = ear.borrow().clone().unwrap();
        ear.hear(1);
        ear.hear(9);
        let told = [1, 2, 3, 4, 5, 9].map(|n| format!("begin {n}, end {n}"));
        assert_eq!(notes.borrow().join(", "), told.join(", "));
    }
}
