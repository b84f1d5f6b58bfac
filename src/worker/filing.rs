//! The loop of the worker that writes and reads models' files: a run's weights go in and a file comes out, or a file goes
//! in and a run comes out, judged by its images.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, File};

use super::fetching::load;
use super::own;
use super::scope::{listen, post_value, words_and_bytes};
use crate::dataset::{Images, ShardEntry};
use crate::hyperparams::{HyperParams, Regularizer};
use crate::inside::{Judged, Network, Validation};
use crate::model::files::{name, read, write};
use crate::model::{Format, Model, of_run, to_bytes};

/// How a loaded model is told to the page: of the file's name, the setting, and validation loss and accuracy.
pub type Told = fn(String, HyperParams, [f64; 2]) -> String;

/// Writes and reads files until the worker is terminated. A message is `[[format, id, name, link], ArrayBuffer]`, of a run
/// and the weights that it has kept, or `[[], File]`; the answer to the first one is `[name, Blob]`, to the second one
/// `[what `told` says, ArrayBuffer]`, the weights as a run hands them out. Where there is none, it is `[sentence]`.
pub fn file_models(told: Told) {
    console_error_panic_hook::set_once();
    listen(move |message| {
        let message = message.data();
        spawn_local(async move {
            let answer = match Array::from(&message).get(1).dyn_into::<File>() {
                Ok(file) => bring(&file, told).await,
                Err(_) => save(&message),
            };
            let answer = answer.map(|(text, it)| Array::of2(&text.into(), &it));
            post_value(&answer.unwrap_or_else(|sentence| Array::of1(&sentence.into())));
        });
    });
}

/// A file's name and its bytes; or a sentence.
fn save(message: &JsValue) -> Result<(String, JsValue), String> {
    let (words, weights) = words_and_bytes(message);
    let about = |error: &str| format!("The model could not be saved: {error}.");
    let [format, _, _, link] = &words[..] else {
        return Err(about("the page has not said which one"));
    };
    let mut formats = Format::ALL.into_iter();
    let format = formats.find(|it| it.extension() == format);
    let format = format.ok_or_else(|| about("there is no such format"))?;
    let model = of_run(link, weights.as_deref()).map_err(|error| about(&error))?;
    let blob = blob(&write(&model, format)).ok_or_else(|| about("the browser makes no file"))?;
    Ok((name(&model, format), blob.into()))
}

/// Bytes as the browser hands them to the visitor.
fn blob(bytes: &[u8]) -> Option<Blob> {
    let kind = BlobPropertyBag::new();
    kind.set_type("application/octet-stream");
    let parts: JsValue = Array::of1(&Uint8Array::from(bytes)).into();
    Blob::new_with_u8_array_sequence_and_options(&parts, &kind).ok()
}

/// A run as the page keeps it, and its weights; or a sentence.
async fn bring(file: &File, told: Told) -> Result<(String, JsValue), String> {
    let name = file.name();
    let about = |error: String| format!("The model {name} could not be loaded: {error}.");
    let bytes = bytes_of(file).await.map_err(about)?;
    let model = read(&name, &bytes).map_err(about)?;
    let judged = judge(&model).await.map_err(about)?;
    let weights = Uint8Array::from(&to_bytes(&model.variables)[..]).buffer();
    Ok((told(name, model.hyperparams, judged), weights.into()))
}

async fn bytes_of(file: &File) -> Result<Vec<u8>, String> {
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.and_then(|it| it.dyn_into::<ArrayBuffer>());
    let buffer = buffer.map_err(|_| "the browser cannot read it")?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

/// Loss and accuracy of the images that its setting is validated on; no loss where there are penalties, which are not worked
/// out here and are a part of it.
async fn judge(model: &Model) -> Result<[f64; 2], String> {
    let mut images = Validation::of(&model.setting);
    if images.own().is_some() {
        images.fill_own(&own::load(&model.setting.data).await?);
    } else {
        let (mut pixels, mut labels) = (Vec::new(), Vec::new());
        for entry in images.shards() {
            let shard = fetched(entry).await?;
            pixels.extend_from_slice(&shard.pixels);
            labels.extend_from_slice(&shard.labels);
        }
        images.fill(&pixels, &labels);
    }
    let judged = Judged::new(&Network::new(model), &images);
    let penalties = &model.setting.penalties;
    let all = [penalties.kernel, penalties.bias, penalties.activity];
    let is_whole = all.into_iter().all(Regularizer::is_off);
    let loss = if is_whole { judged.loss } else { f64::NAN };
    Ok([loss, judged.accuracy()])
}

/// A shard, asked for twice: the browser may have kept what is wrong.
async fn fetched(entry: &ShardEntry) -> Result<Images, String> {
    match load(entry, false).await {
        Ok(images) => Ok(images),
        Err(_) => load(entry, true).await.map_err(|error| error.to_string()),
    }
}
