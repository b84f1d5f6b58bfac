//! A worker's global scope: what it hears and what it says, whatever it is there for.

use js_sys::global;
#[cfg(feature = "worker")]
use js_sys::{Array, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::*;
#[cfg(feature = "worker")]
use web_sys::WorkerNavigator;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

#[cfg(feature = "worker")]
use crate::protocol::RunId;

/// Tells the page.
pub fn post(told: &impl Serialize) {
    // What is of numbers, texts and closed enums always has a JavaScript form, and posting it to a page
    // that is gone does nothing; so there is nobody to tell of a failure here.
    if let Ok(message) = serde_wasm_bindgen::to_value(told) {
        let _ = scope().post_message(&message);
    }
}

/// Hands bytes that belong to a run to the page: a copy outside of wasm's memory, which the page gets without copying it
/// again.
#[cfg(feature = "worker")]
pub fn post_bytes(run_id: RunId, bytes: &[u8]) {
    let buffer = Uint8Array::from(bytes).buffer();
    let message = Array::of2(&run_id.0.into(), &buffer);
    // Who listens is there, or gone.
    let _ = scope().post_message_with_transfer(&message, &Array::of1(&buffer));
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
