//! A worker's global scope: what it hears and what it says, whatever it is there for.

use js_sys::global;
use serde::Serialize;
use wasm_bindgen::prelude::*;
#[cfg(feature = "worker")]
use web_sys::WorkerNavigator;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// Tells the page.
pub fn post(told: &impl Serialize) {
    // What is of numbers, texts and closed enums always has a JavaScript form, and posting it to a page
    // that is gone does nothing; so there is nobody to tell of a failure here.
    if let Ok(message) = serde_wasm_bindgen::to_value(told) {
        let _ = scope().post_message(&message);
    }
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
