//! Images for workers that do not train, from the folder of their own release.

use js_sys::{Object, Promise, Reflect, Uint8Array, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Response;

use crate::dataset::{Images, ShardEntry, ShardError, decode_shard};

#[wasm_bindgen]
extern "C" {
    fn fetch(url: &str, options: &Object) -> Promise;
}

/// A shard.
///
/// - distrusts_cache: whether the browser may have kept what is wrong
///
/// # Errors
/// Why it is not there.
pub async fn load(entry: &ShardEntry, distrusts_cache: bool) -> Result<Images, ShardError> {
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
