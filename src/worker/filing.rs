//! The loop of the worker that writes models as files: a run's weights go in, a file comes out.

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag};

use super::scope::{listen, post_value, words_and_bytes};
use crate::model::files::{name, write};
use crate::model::{Format, of_run};

/// Writes files until the worker is terminated. A message is `[[format, id, name, link], ArrayBuffer]`, of a run and the
/// weights that it has kept; the answer is `[name, Blob]`, or `[sentence]` where there is no file.
pub fn file_models() {
    console_error_panic_hook::set_once();
    listen(move |message| {
        let (words, weights) = words_and_bytes(&message.data());
        let file = save(&words, weights.as_deref());
        let told = file.map_or_else(
            |error| Array::of1(&format!("The model could not be saved: {error}.").into()),
            |(name, blob)| Array::of2(&name.into(), &blob),
        );
        post_value(&told);
    });
}

/// A file's name and its bytes.
fn save(words: &[String], weights: Option<&[u8]>) -> Result<(String, Blob), String> {
    let [format, _, _, link] = words else {
        return Err("the page has not said which one".to_owned());
    };
    let mut formats = Format::ALL.into_iter();
    let format = formats.find(|it| it.extension() == format);
    let format = format.ok_or("there is no such format")?;
    let model = of_run(link, weights)?;
    let blob = blob(&write(&model, format));
    Ok((
        name(&model, format),
        blob.ok_or("the browser makes no file")?,
    ))
}

/// Bytes as the browser hands them to the visitor.
fn blob(bytes: &[u8]) -> Option<Blob> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/octet-stream");
    let parts: JsValue = Array::of1(&Uint8Array::from(bytes)).into();
    Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()
}
