//! The loop of the worker that looks into runs: what happened in the panel goes in, what it shows comes out. Images it
//! fetches itself, from the folder of its own release.

use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;
use js_sys::{Object, Promise, Reflect, Uint8Array, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use super::scope::{listen, post, words_and_bytes};
use crate::dataset::{Images, ShardEntry, ShardError, decode_shard};
use crate::inside::Panel;

#[wasm_bindgen]
extern "C" {
    fn fetch(url: &str, options: &Object) -> Promise;
}

/// Looks into runs until the worker is terminated. A message is `[words, ArrayBuffer]`, the second where weights come
/// with it; the answer to each are the panel's parts.
pub async fn look_inside() {
    console_error_panic_hook::set_once();
    let (sender, mut messages) = unbounded();
    listen(move |message| {
        // The receiver lives as long as the worker.
        let _ = sender.unbounded_send(message.data());
    });
    let mut panel = Panel::default();
    // The browser may have kept what is wrong.
    let mut distrusts_cache = false;
    while let Some(message) = messages.next().await {
        let (said, weights) = words_and_bytes(&message);
        panel.hear(&said, weights.as_deref());
        while let Some(entry) = panel.missing() {
            let images = load(&entry, distrusts_cache).await;
            distrusts_cache = images.is_err();
            panel.take_shard(&entry, images);
        }
        post(&Ok::<_, String>(panel.parts()));
    }
}

async fn load(entry: &ShardEntry, distrusts_cache: bool) -> Result<Images, ShardError> {
    let missing = |reason: String| ShardError::Missing {
        file: entry.file,
        reason,
    };
    let bytes = bytes_of(entry.file, distrusts_cache).await;
    decode_shard(entry, &bytes.map_err(missing)?)
}

async fn bytes_of(file: &str, distrusts_cache: bool) -> Result<Vec<u8>, String> {
    let said = |error: JsValue| match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => format!("{error:?}"),
    };
    let folder = Reflect::get(&global(), &"imagesFolder".into()).map_err(said)?;
    let url = folder.as_string().unwrap_or_default() + file;
    let options = Object::new();
    if distrusts_cache {
        Reflect::set(&options, &"cache".into(), &"reload".into()).map_err(said)?;
    }
    let response = JsFuture::from(fetch(&url, &options)).await.map_err(said)?;
    let response: Response = response.dyn_into().map_err(said)?;
    if !response.ok() {
        return Err(format!("the server answered {}", response.status()));
    }
    let body = JsFuture::from(response.array_buffer().map_err(said)?).await;
    Ok(Uint8Array::new(&body.map_err(said)?).to_vec())
}
