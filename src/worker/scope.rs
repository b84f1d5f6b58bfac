//! A worker's global scope: what it hears and what it says, whatever it is there for.

use js_sys::global;
#[cfg(any(
    feature = "worker",
    feature = "inside",
    feature = "models",
    feature = "images"
))]
use js_sys::{Array, Uint8Array};
#[cfg(any(feature = "inside", feature = "models", feature = "images"))]
use js_sys::{ArrayBuffer, Reflect};
use wasm_bindgen::prelude::*;
#[cfg(feature = "worker")]
use web_sys::WorkerNavigator;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

#[cfg(feature = "worker")]
use super::filming::Taken;
#[cfg(feature = "worker")]
use crate::protocol::RunId;

/// Tells the page.
#[cfg(any(
    feature = "worker",
    feature = "analyst",
    feature = "scripts",
    feature = "plots",
    feature = "inside",
    feature = "reporter"
))]
pub fn post(told: &impl serde::Serialize) {
    // What is of numbers, texts and closed enums always has a JavaScript form, and posting it to a page
    // that is gone does nothing; so there is nobody to tell of a failure here.
    if let Ok(message) = serde_wasm_bindgen::to_value(told) {
        let _ = scope().post_message(&message);
    }
}

/// Hands bytes that belong to a run to the page: a copy outside of wasm's memory, which the page gets without copying it
/// again.
///
/// A message is `[run, ArrayBuffer]` of what it has kept at its end, `[…, epochs]` after so many of them, and `[…, steps, true]`
/// after so many of those.
#[cfg(feature = "worker")]
pub fn post_bytes(run_id: RunId, bytes: &[u8], taken: Taken) {
    let buffer = Uint8Array::from(bytes).buffer();
    let message = Array::of2(&run_id.0.into(), &buffer);
    match taken {
        Taken::Kept => {}
        Taken::Epochs(epochs) => {
            message.push(&(epochs as f64).into());
        }
        Taken::Steps(steps) => {
            message.push(&(steps as f64).into());
            message.push(&true.into());
        }
    }
    // Who listens is there, or gone.
    let _ = scope().post_message_with_transfer(&message, &Array::of1(&buffer));
}

/// Tells the page what is in JavaScript's form already.
#[cfg(any(feature = "models", feature = "images"))]
pub fn post_value(told: &JsValue) {
    // As in `post`.
    let _ = scope().post_message(told);
}

/// The words of a message, and the weights that come with it: `[words, ArrayBuffer]`, the second where there are some.
#[cfg(any(feature = "inside", feature = "models", feature = "images"))]
pub fn words_and_bytes(message: &JsValue) -> (Vec<String>, Option<Vec<u8>>) {
    let field = |at: u32| Reflect::get_u32(message, at).ok();
    let words: Option<Array> = field(0).and_then(|it| it.dyn_into().ok());
    let words = words.into_iter().flat_map(|it| it.to_vec());
    let weights: Option<ArrayBuffer> = field(1).and_then(|it| it.dyn_into().ok());
    (
        words.filter_map(|word| word.as_string()).collect(),
        weights.map(|it| Uint8Array::new(&it).to_vec()),
    )
}

/// Listens to the page from now on.
pub fn listen(on_message: impl FnMut(MessageEvent) + 'static) {
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(on_message);
    scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // It hears as long as the worker lives.
    listener.forget();
}

#[cfg(feature = "worker")]
pub fn navigator() -> WorkerNavigator {
    scope().navigator()
}

/// The folder of the release that this worker is of, and its script.
#[cfg(feature = "worker")]
pub fn path() -> String {
    scope().location().pathname()
}

fn scope() -> DedicatedWorkerGlobalScope {
    global().unchecked_into()
}
