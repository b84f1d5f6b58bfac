//! The visitor's own images: a program of its own reads them, keeps them in this browser and tells of them as HTML.

use js_sys::{Array, Reflect};
use leptos::prelude::{LocalStorage, SetValue, StoredValue};
use wasm_bindgen::JsValue;

use super::browser;
use super::context::Context;
use crate::hyperparams::catalog::{DATA, TRAIN_IMAGES};
use crate::state::{Action, FormAction};
use crate::worker::Enquiry;

/// How names of such files end, where they are dropped among others.
const ENDINGS: [&str; 7] = ["ubyte", ".gz", ".npz", ".zip", ".png", ".jpg", ".jpeg"];

/// The panel: text, because a view is more to download.
pub const PANEL: &str = "<details class=\"fold\" id=\"own\"><summary><h4>Your own images</h4></summary><p class=\"help\">IDX files, plain or gzip (Fashion-MNIST, KMNIST, EMNIST digits), an .npz like mnist.npz, or PNG or JPEG pictures in folders named 0 to 9 (or a .zip of those): 28 × 28 pixels, ten classes. Drop them on the page or pick them; they stay in this browser.</p><p><label class=\"import\"><span>Pick files</span><input type=\"file\" multiple data-images></label> <label class=\"import\"><span>Pick a folder</span><input type=\"file\" webkitdirectory data-images></label> <button type=\"button\" class=\"quiet\" data-own=\"show\">Show those in use</button></p><div id=\"own-images\"></div></details>";

/// Whether a file is one of these by its name.
pub fn is_own(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ENDINGS.iter().any(|end| name.ends_with(end))
}

/// Does what a `data-own` asks for, or brings files.
pub fn ask(context: Context, asked: &str, files: &Array) {
    let said =
        context.peek(|state| [&DATA, &TRAIN_IMAGES].map(|row| state.form.value(row).to_string()));
    let [data, images] = said;
    let words = Array::of3(&asked.into(), &data.into(), &images.into());
    let gone: StoredValue<Option<Enquiry>, LocalStorage> = StoredValue::new_local(None);
    let hear = move |answer: Result<JsValue, String>| match answer {
        Ok(answer) => take(context, &Array::from(&answer)),
        Err(error) => context.notify(error),
    };
    let question = Array::of3(&words, files, &names(files));
    match Enquiry::tell(&browser::release_folder(), "images", &question, hear) {
        Ok(asked) => gone.set_value(Some(asked)),
        Err(error) => context.notify(error),
    }
}

/// What files are called, with their folders where they come from one: not every browser tells a worker of those.
fn names(files: &Array) -> Array {
    files.map(&mut |file, _, _| {
        let of = |key: &str| Reflect::get(&file, &key.into()).unwrap_or_default();
        let path = of("webkitRelativePath");
        if path.is_truthy() { path } else { of("name") }
    })
}

/// HTML and what the form is to say, or a sentence.
fn take(context: Context, answer: &Array) {
    let [said, data, images] = [0, 1, 2].map(|at| answer.get(at).as_string());
    let said = said.unwrap_or_default();
    let (Some(data), Some(images)) = (data, images) else {
        return context.notify(said);
    };
    context.edit(&DATA, data);
    context.edit(&TRAIN_IMAGES, images);
    context.send(Action::Form(FormAction::Settle(&DATA)));
    browser::put("own-images", &said);
}
