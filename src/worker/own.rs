//! Images that the visitor has brought, in the browser's cache under their SHA-256: there every worker of the page finds
//! them, also after a reload. They never leave the machine.
//!
//! In a cache and not in the private file system, because a worker reads them there as it reads what it has fetched.

use js_sys::{Uint8Array, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Response, WorkerGlobalScope};

use crate::dataset::Dataset;
use crate::dataset::own::from_bytes;
use crate::hyperparams::DataId;

/// None of those that the service worker looks after, and none of the site's addresses.
const CACHE: &str = "tuneground-own-images";
const ADDRESS: &str = "https://own-images.invalid/";

async fn open() -> Result<Cache, JsValue> {
    let scope: WorkerGlobalScope = global().unchecked_into();
    let opened = JsFuture::from(scope.caches()?.open(CACHE)).await?;
    Ok(opened.unchecked_into())
}

fn address(sha256: &str) -> String {
    format!("{ADDRESS}{sha256}")
}

/// Own images, where they are here and are what the setting names.
///
/// # Errors
/// A sentence without its end.
pub async fn load(data: &DataId) -> Result<Dataset, String> {
    // A page that may keep nothing has none.
    let kept = kept(data).await.ok().flatten();
    let bytes = kept.ok_or_else(|| data.missing())?;
    let altered = |why: String| {
        format!("Your own images were altered in this browser ({why}): bring their files again")
    };
    let dataset = from_bytes(&bytes, data.sha256()).map_err(altered)?;
    let found = (dataset.train_len(), dataset.test.len());
    if found != (data.train_images(), data.test_images()) {
        let (train, test) = found;
        return Err(altered(format!(
            "{train} are to train on and {test} to test on"
        )));
    }
    Ok(dataset)
}

async fn kept(data: &DataId) -> Result<Option<Vec<u8>>, JsValue> {
    let found = JsFuture::from(open().await?.match_with_str(&address(data.sha256()))).await?;
    if found.is_undefined() {
        return Ok(None);
    }
    let found: Response = found.unchecked_into();
    let body = JsFuture::from(found.array_buffer()?).await?;
    Ok(Some(Uint8Array::new(&body).to_vec()))
}

/// Sets that are kept at most: the oldest make room.
#[cfg(feature = "images")]
const MOST: u32 = 8;

/// Keeps images under their hash.
///
/// # Errors
/// What the browser says, where it keeps nothing or its disk is full.
#[cfg(feature = "images")]
pub async fn keep(sha256: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let cache = open().await?;
    let keys: js_sys::Array = JsFuture::from(cache.keys()).await?.unchecked_into();
    for at in 0..keys.length().saturating_sub(MOST - 1) {
        let oldest = js_sys::Reflect::get(&keys.get(at), &"url".into())?;
        let oldest = oldest.as_string().unwrap_or_default();
        JsFuture::from(cache.delete_with_str(&oldest)).await?;
    }
    let body = Response::new_with_opt_js_u8_array(Some(&Uint8Array::from(bytes)))?;
    JsFuture::from(cache.put_with_str(&address(sha256), &body)).await?;
    Ok(())
}

/// Lets images go, if they are here.
///
/// # Errors
/// As [`keep`].
#[cfg(feature = "images")]
pub async fn forget(data: &DataId) -> Result<(), JsValue> {
    JsFuture::from(open().await?.delete_with_str(&address(data.sha256()))).await?;
    Ok(())
}
