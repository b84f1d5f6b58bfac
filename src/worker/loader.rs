//! Borrows images, or fetches shards and turns them into images.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::future::try_join_all;
use js_sys::{Reflect, Uint8Array, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response, WorkerGlobalScope};
use web_time::Instant;

use super::borrower::Borrower;
use super::port::post;
use crate::dataset::{Images, ShardEntry, ShardError, decode_shard};
use crate::protocol::TrainerEvent;

/// Where the shards lie, seen from the worker's own file.
const FOLDER: &str = "mnist/";

/// Progress is reported at most this often.
const REPORT_EVERY_MS: u128 = 50;

/// The images of these shards, in their order: borrowed where `lender` has them, the others fetched side by side
/// and decoded. A lender that fails is given up.
///
/// # Errors
/// The first shard that cannot be had or is not what it should be.
pub async fn load(
    shards: &[ShardEntry],
    lender: &mut Option<Borrower>,
) -> Result<Vec<Images>, ShardError> {
    let mut found = borrow(shards, lender).await;
    let missing = || {
        shards
            .iter()
            .zip(&found)
            .filter(|(_, found)| found.is_none())
    };
    let transfer = Transfer::default();
    let fetches = missing().map(|(entry, _)| fetch(entry, &transfer));
    let fetched = try_join_all(fetches).await?;
    let empty = shards.iter().zip(&mut found);
    let empty = empty.filter(|(_, found)| found.is_none());
    for ((entry, place), bytes) in empty.zip(fetched) {
        *place = Some(decode_shard(entry, &bytes)?);
    }
    Ok(found.into_iter().flatten().collect())
}

/// What the lender has of these shards, in their order.
async fn borrow(shards: &[ShardEntry], lender: &mut Option<Borrower>) -> Vec<Option<Images>> {
    if let Some(borrower) = lender {
        match borrower.borrow(shards).await {
            Ok(images) => return images,
            // Everything can be fetched, so this is nobody's trouble.
            Err(_) => *lender = None,
        }
    }
    shards.iter().map(|_| None).collect()
}

/// Counts the bytes of several fetches together.
#[derive(Default)]
struct Transfer {
    loaded: Cell<f64>,
    total: Cell<f64>,
    reported: Rc<Cell<Option<Instant>>>,
}

impl Transfer {
    fn expect(&self, bytes: f64) {
        self.total.set(self.total.get() + bytes);
    }

    fn arrived(&self, bytes: f64) {
        self.loaded.set(self.loaded.get() + bytes);
        let last = self.reported.get();
        if last.is_none_or(|at| at.elapsed().as_millis() >= REPORT_EVERY_MS) {
            self.reported.set(Some(Instant::now()));
            post(&TrainerEvent::Loading {
                loaded_bytes: self.loaded.get(),
                total_bytes: self.total.get(),
            });
        }
    }
}

async fn fetch(entry: &ShardEntry, transfer: &Transfer) -> Result<Vec<u8>, ShardError> {
    let missing = |reason: String| ShardError::Missing {
        file: entry.file,
        reason,
    };
    let response = respond(entry)
        .await
        .map_err(|error| missing(said(&error)))?;
    if !response.ok() {
        return Err(missing(format!(
            "the server answered {}",
            response.status()
        )));
    }
    read_body(&response, entry, transfer)
        .await
        .map_err(|error| missing(said(&error)))
}

async fn respond(entry: &ShardEntry) -> Result<Response, JsValue> {
    let scope: WorkerGlobalScope = global().unchecked_into();
    let url = format!("{FOLDER}{}", entry.file);
    JsFuture::from(scope.fetch_with_str(&url)).await?.dyn_into()
}

/// Reads a body as it arrives, so that its progress can be shown.
async fn read_body(
    response: &Response,
    entry: &ShardEntry,
    transfer: &Transfer,
) -> Result<Vec<u8>, JsValue> {
    let length = response.headers().get("content-length")?;
    let length = length.and_then(|text| text.parse().ok()).unwrap_or(0);
    transfer.expect(length as f64);
    // In one piece, because a worker's memory never shrinks; no shard is longer than its images.
    let mut bytes = Vec::with_capacity(length.min(entry.unzipped_len()));
    let Some(body) = response.body() else {
        return Ok(bytes);
    };
    let reader: ReadableStreamDefaultReader = body.get_reader().dyn_into()?;
    loop {
        let part = JsFuture::from(reader.read()).await?;
        if Reflect::get(&part, &"done".into())?.is_truthy() {
            return Ok(bytes);
        }
        let chunk: Uint8Array = Reflect::get(&part, &"value".into())?.dyn_into()?;
        let from = bytes.len();
        bytes.resize(from + chunk.length() as usize, 0);
        chunk.copy_to(&mut bytes[from..]);
        transfer.arrived(f64::from(chunk.length()));
    }
}

/// A thrown value in words.
fn said(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => error.message().into(),
        None => format!("{error:?}"),
    }
}
