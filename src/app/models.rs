//! Models as files: a program of its own writes and reads them.

use js_sys::{Array, ArrayBuffer};
use leptos::prelude::{LocalStorage, SetValue, StoredValue};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, File};

use super::browser;
use super::context::Context;
use super::inside::{message, told};
use crate::state::{Action, RunAction};
use crate::worker::Enquiry;

/// How the names of models' files end.
const ENDINGS: [&str; 3] = [".keras", ".onnx", ".safetensors"];

/// The way to pick files: text, because a view is more to download.
pub const LOAD: &str = "<label class=\"import\" title=\"A model as safetensors, .keras or ONNX: one saved here or by fit, or by Keras; it can also be dropped on the page\"><span>Load a model</span><input type=\"file\" multiple accept=\".keras,.onnx,.safetensors\" data-bring></label>";

/// Does what a `data-model` asks for: a run's id, and what is to become of its model.
pub fn ask(context: Context, asked: &str) {
    if let Some((id, what)) = asked.split_once(' ')
        && let Some((words, weights, run)) = told(context, what, id)
    {
        match what {
            "train" => context.run(RunAction::TrainOn(run)),
            _ => send(context, &message(words, weights.as_ref())),
        }
    }
}

/// Takes a file, where it is a model's by its name.
pub fn load(context: Context, file: &File) -> bool {
    let name = file.name().to_ascii_lowercase();
    let is_model = ENDINGS.iter().any(|end| name.ends_with(end));
    if is_model {
        send(context, &Array::of2(&Array::new(), file));
    }
    is_model
}

fn send(context: Context, question: &JsValue) {
    let gone: StoredValue<Option<Enquiry>, LocalStorage> = StoredValue::new_local(None);
    let hear = move |answer: Result<JsValue, String>| match answer {
        Ok(answer) => take(context, &Array::from(&answer)),
        Err(error) => context.notify(format!("Models cannot be saved or loaded: {error}.")),
    };
    match Enquiry::tell(&browser::release_folder(), "models", question, hear) {
        Ok(asked) => gone.set_value(Some(asked)),
        Err(error) => context.notify(error),
    }
}

/// A name and its file, a run and its weights, or a sentence.
fn take(context: Context, answer: &Array) {
    let said = answer.get(0).as_string().unwrap_or_default();
    let it = answer.get(1);
    if let Some(file) = it.dyn_ref::<Blob>() {
        if !browser::download_blob(&said, file) {
            context.notify("The browser blocked saving the file.");
        }
    } else if let Some(weights) = it.dyn_ref::<ArrayBuffer>() {
        let found = vec![vec![said, String::new()]];
        context.send(Action::Bring(found, browser::new_study_id()));
        context.shelve_last(weights);
    } else {
        context.notify(said);
    }
}
