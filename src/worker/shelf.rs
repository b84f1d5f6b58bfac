//! The weights that single runs have kept, in the page: as they came, outside of wasm's memory, the latest ones.

#[cfg(target_arch = "wasm32")]
use std::cell::{Cell, RefCell};
#[cfg(target_arch = "wasm32")]
use std::rc::Rc;

#[cfg(target_arch = "wasm32")]
use js_sys::{Array, ArrayBuffer};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::JsCast;

#[cfg(target_arch = "wasm32")]
use crate::protocol::RunId;

/// Bytes at most of all weights together; the latest ones are kept whatever they weigh.
pub const BUDGET: u32 = 64 * 1024 * 1024;

/// How many of the oldest have to go, so that the others are within the budget.
///
/// - sizes: oldest first, in bytes
fn surplus(sizes: &[u32]) -> usize {
    let mut kept = sizes.len().saturating_sub(1);
    let mut total = sizes.last().copied().unwrap_or_default();
    while let Some(&size) = kept.checked_sub(1).and_then(|at| sizes.get(at)) {
        total = total.saturating_add(size);
        if total > BUDGET {
            break;
        }
        kept -= 1;
    }
    kept
}

/// Weights by run, oldest first. A page that looks into no runs keeps none.
#[cfg(target_arch = "wasm32")]
#[derive(Default)]
pub struct Shelf {
    is_open: Cell<bool>,
    weights: RefCell<Vec<(RunId, ArrayBuffer)>>,
    film: RefCell<Option<Film>>,
}

/// Hears `[run, ArrayBuffer, epochs]`, the weights that a run had after so many epochs, or `[run, ArrayBuffer, steps, true]`.
#[cfg(target_arch = "wasm32")]
pub type Film = Rc<dyn Fn(&Array)>;

#[cfg(target_arch = "wasm32")]
impl Shelf {
    /// Keeps what comes from now on.
    pub fn open(&self) {
        self.is_open.set(true);
    }

    /// Has somebody hear of weights between epochs, of which none are kept here; or nobody any more.
    pub fn film(&self, film: Option<Film>) {
        self.film.replace(film);
    }

    /// Takes in `[run, ArrayBuffer]`.
    pub fn put(&self, message: &Array) {
        if message.length() > 2 {
            // What hears it may call back.
            let film = self.film.borrow().clone();
            return film.into_iter().for_each(|film| film(message));
        }
        let run = message.get(0).as_f64();
        let (Some(run), Ok(buffer)) = (run, message.get(1).dyn_into()) else {
            return;
        };
        if !self.is_open.get() {
            return;
        }
        let mut weights = self.weights.borrow_mut();
        let run = RunId(run as u32);
        weights.retain(|(id, _)| *id != run);
        weights.push((run, buffer));
        let sizes: Vec<u32> = weights.iter().map(|(_, it)| it.byte_length()).collect();
        weights.drain(..surplus(&sizes));
    }

    /// What a run has kept; nothing where that was never handed out, or is forgotten.
    pub fn get(&self, run: RunId) -> Option<ArrayBuffer> {
        let weights = self.weights.borrow();
        let found = weights.iter().find(|(id, _)| *id == run);
        found.map(|(_, buffer)| buffer.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_are_forgotten_once_there_is_too_much() {
        let third = BUDGET / 3;
        assert_eq!(surplus(&[]), 0);
        assert_eq!(surplus(&[third; 3]), 0);
        assert_eq!(surplus(&[third; 4]), 1);
        assert_eq!(surplus(&[1, BUDGET, 1]), 2);
        assert_eq!(surplus(&[third, 2 * BUDGET]), 1, "the latest stays");
        assert_eq!(surplus(&[u32::MAX, u32::MAX]), 1);
    }
}
