//! Borrows images, or fetches shards and turns them into images.

use std::cell::{Cell, RefCell};
use std::pin::pin;

use futures_util::future::{Either, select, try_join_all};
use js_sys::{Object, Promise, Reflect, Uint8Array, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStreamDefaultReader, Response};
use web_time::Instant;

use super::borrower::{Borrower, sleep};
use super::scope::post;
use crate::dataset::{Images, ShardEntry, ShardError, decode_shard};
use crate::protocol::TrainerEvent;

/// Where the shards lie, if `worker.js` does not say: seen from the worker's own file.
const FOLDER: &str = "mnist/";

/// Progress is reported at most this often.
const REPORT_EVERY_MS: u128 = 50;

/// Seconds without a byte after which a transfer is given up.
const STALLED_AFTER: u32 = 30;

/// Seconds without a byte after which who asks again is served anew.
const QUIET_AFTER: u32 = 3;

#[wasm_bindgen]
extern "C" {
    fn fetch(url: &str, options: &Object) -> Promise;

    type AbortController;

    #[wasm_bindgen(constructor)]
    fn new() -> AbortController;

    #[wasm_bindgen(method, getter)]
    fn signal(this: &AbortController) -> JsValue;

    #[wasm_bindgen(method)]
    fn abort(this: &AbortController);
}

/// The images of these shards, in their order: borrowed where `lender` has them, the others fetched side by side
/// and decoded. A lender that fails is given up, and a transfer that stalls.
///
/// # Errors
/// The first shard that cannot be had or is not what it should be.
pub async fn load(
    shards: &[ShardEntry],
    lender: &mut Option<Borrower>,
    transfer: &Transfer,
) -> Result<Vec<Images>, ShardError> {
    let mut found = borrow(shards, lender).await;
    let missing: Vec<ShardEntry> = shards
        .iter()
        .zip(&found)
        .filter_map(|(entry, found)| found.is_none().then_some(*entry))
        .collect();
    let fetched = fetch_all(&missing, transfer).await?;
    let empty = shards.iter().zip(&mut found);
    let empty = empty.filter(|(_, found)| found.is_none());
    for ((entry, place), bytes) in empty.zip(fetched) {
        let images = decode_shard(entry, &bytes);
        // The browser may have kept what is wrong.
        transfer.distrusts_cache.set(images.is_err());
        *place = Some(images?);
    }
    Ok(found.into_iter().flatten().collect())
}

/// The bytes of these shards. Where somebody asks again for what does not come, they are fetched anew.
async fn fetch_all(shards: &[ShardEntry], transfer: &Transfer) -> Result<Vec<Vec<u8>>, ShardError> {
    loop {
        transfer.begin(shards);
        let controller = AbortController::new();
        let signal = controller.signal();
        let fetches = shards
            .iter()
            .map(|entry| fetch_shard(entry, &signal, transfer));
        let fetches = pin!(try_join_all(fetches));
        match select(fetches, pin!(transfer.stall())).await {
            Either::Left((fetched, _)) => return fetched,
            Either::Right((Stall::AskedAgain, _)) => controller.abort(),
            Either::Right((Stall::Over, _)) => {
                // What hangs would take the connections that a retry needs.
                controller.abort();
                return Err(transfer.stalled());
            }
        }
    }
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

/// Several fetches together: how far they have come, and whether they still move.
#[derive(Default)]
pub struct Transfer {
    loaded: Cell<f64>,
    total: Cell<f64>,
    reported: Cell<Option<Instant>>,
    /// Files that have not arrived.
    pending: RefCell<Vec<&'static str>>,
    /// Seconds since the last byte.
    quiet: Cell<u32>,
    asked_again: Cell<bool>,
    /// Whether what came last was not what it should be.
    distrusts_cache: Cell<bool>,
}

enum Stall {
    Over,
    AskedAgain,
}

impl Transfer {
    /// Somebody wants the images, and may have waited for them already.
    pub fn ask_again(&self) {
        if self.quiet.get() >= QUIET_AFTER {
            self.asked_again.set(true);
        }
    }

    fn begin(&self, shards: &[ShardEntry]) {
        self.loaded.set(0.0);
        self.total.set(0.0);
        self.quiet.set(0);
        self.asked_again.set(false);
        let files = shards.iter().map(|entry| entry.file);
        self.pending.replace(files.collect());
    }

    fn expect(&self, bytes: f64) {
        self.total.set(self.total.get() + bytes);
    }

    fn arrived(&self, bytes: f64) {
        self.loaded.set(self.loaded.get() + bytes);
        self.quiet.set(0);
        let last = self.reported.get();
        if last.is_none_or(|at| at.elapsed().as_millis() >= REPORT_EVERY_MS) {
            self.reported.set(Some(Instant::now()));
            post(&TrainerEvent::Loading {
                loaded_bytes: self.loaded.get(),
                total_bytes: self.total.get(),
            });
        }
    }

    fn has_all_of(&self, entry: &ShardEntry) {
        self.pending.borrow_mut().retain(|file| *file != entry.file);
    }

    fn stalled(&self) -> ShardError {
        ShardError::Missing {
            file: self.pending.borrow().first().copied().unwrap_or("a file"),
            reason: format!("nothing arrived for {STALLED_AFTER} seconds"),
        }
    }

    /// Waits until nothing has arrived for too long. Seconds are counted one by one, because a machine that slept has
    /// not waited.
    async fn stall(&self) -> Stall {
        while self.quiet.get() < STALLED_AFTER {
            // A timer does not fail.
            let _ = sleep(1000).await;
            self.quiet.set(self.quiet.get() + 1);
            if self.asked_again.get() {
                return Stall::AskedAgain;
            }
        }
        Stall::Over
    }
}

async fn fetch_shard(
    entry: &ShardEntry,
    signal: &JsValue,
    transfer: &Transfer,
) -> Result<Vec<u8>, ShardError> {
    let missing = |reason: String| ShardError::Missing {
        file: entry.file,
        reason,
    };
    let response = respond(entry, signal, transfer.distrusts_cache.get())
        .await
        .map_err(|error| missing(said(&error)))?;
    if !response.ok() {
        return Err(missing(format!(
            "the server answered {}",
            response.status()
        )));
    }
    let body = read_body(&response, entry, transfer).await;
    let body = body.map_err(|error| missing(said(&error)))?;
    transfer.has_all_of(entry);
    Ok(body)
}

async fn respond(
    entry: &ShardEntry,
    signal: &JsValue,
    distrusts_cache: bool,
) -> Result<Response, JsValue> {
    let folder = Reflect::get(&global(), &"imagesFolder".into())?.as_string();
    let folder = folder.as_deref().unwrap_or(FOLDER);
    let url = format!("{folder}{}", entry.file);
    let options = Object::new();
    Reflect::set(&options, &"signal".into(), signal)?;
    if distrusts_cache {
        Reflect::set(&options, &"cache".into(), &"reload".into())?;
    }
    JsFuture::from(fetch(&url, &options)).await?.dyn_into()
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
