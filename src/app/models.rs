//! Models as files: a program of its own writes them.

use js_sys::Array;
use leptos::prelude::{LocalStorage, SetValue, StoredValue};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use super::browser;
use super::context::Context;
use super::inside::{message, told};
use crate::worker::Enquiry;

/// Does what a `data-model` asks for: a run's id, and what is to become of its model.
pub fn ask(context: Context, asked: &str) {
    if let Some((id, format)) = asked.split_once(' ')
        && let Some((words, weights)) = told(context, format, id)
    {
        send(context, &message(words, weights.as_ref()));
    }
}

fn send(context: Context, question: &JsValue) {
    let gone: StoredValue<Option<Enquiry>, LocalStorage> = StoredValue::new_local(None);
    let hear = move |answer: Result<JsValue, String>| match answer {
        Ok(answer) => take(context, &Array::from(&answer)),
        Err(error) => context.notify(format!("The model could not be saved: {error}.")),
    };
    match Enquiry::tell(&browser::release_folder(), "models", question, hear) {
        Ok(asked) => gone.set_value(Some(asked)),
        Err(error) => context.notify(error),
    }
}

/// A name and its file, or a sentence.
fn take(context: Context, answer: &Array) {
    let said = answer.get(0).as_string().unwrap_or_default();
    match answer.get(1).dyn_ref::<Blob>() {
        Some(file) if browser::download_blob(&said, file) => {}
        Some(_) => context.notify("The browser blocked saving the file."),
        None => context.notify(said),
    }
}
