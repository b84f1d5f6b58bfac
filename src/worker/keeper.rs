//! Checkpoints of runs in the browser's private file system, a file each: written while a run is trained, gone when it
//! has ended, and found by the same run after a page was closed in the middle of it.
//!
//! All of it is done by a task of its own, in the order in which it was asked for. Where a browser keeps no files for
//! the page (in a frame without an origin, or in private windows) nothing is kept and nothing found.

use std::collections::HashSet;
use std::fmt::Write;
use std::pin::pin;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_channel::oneshot;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use js_sys::{Function, IteratorNext, Promise, Reflect, Uint8Array};
use sha2::{Digest, Sha256};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemWritableFileStream,
};

use super::borrower::sleep;
use super::scope::{navigator, path};
use crate::hyperparams::CheckedHyperParams;

const DIRECTORY: &str = "checkpoints";
/// Files that are left of runs that nobody has gone on with; older ones make room.
const MOST_FILES: usize = 32;
/// How long the browser may take to tell what there is.
const PATIENCE_MS: i32 = 1000;

/// What is asked of the task.
enum Order {
    Find(String, oneshot::Sender<Vec<u8>>),
    Write(String, Vec<u8>),
    Remove(String),
}

/// The checkpoints of the page's runs.
pub struct Keeper {
    orders: UnboundedSender<Order>,
}

impl Keeper {
    /// Looks for what there is.
    pub fn open() -> Self {
        let (orders, receiver) = unbounded();
        spawn_local(keep(receiver));
        Self { orders }
    }

    /// A run's checkpoint, if there is one.
    pub fn find(
        &self,
        params: &CheckedHyperParams,
    ) -> impl Future<Output = Option<Vec<u8>>> + use<> {
        let (answer, found) = oneshot::channel();
        self.ask(Order::Find(name(params), answer));
        async { found.await.ok() }
    }

    /// Writes a run's checkpoint, in place of the one before.
    pub fn write(&self, params: &CheckedHyperParams, bytes: Vec<u8>) {
        self.ask(Order::Write(name(params), bytes));
    }

    /// Forgets a run.
    pub fn remove(&self, params: &CheckedHyperParams) {
        self.ask(Order::Remove(name(params)));
    }

    fn ask(&self, order: Order) {
        // The task lives as long as the worker.
        let _ = self.orders.unbounded_send(order);
    }
}

/// A run's file: by its hyperparameters, and by the release that this worker is of, for another may compute otherwise.
fn name(params: &CheckedHyperParams) -> String {
    let params = postcard::to_allocvec(params).unwrap_or_default();
    let sum = Sha256::new().chain_update(params).chain_update(path());
    sum.finalize().iter().fold(String::new(), |mut name, byte| {
        // Writing to a text cannot fail.
        let _ = write!(name, "{byte:02x}");
        name
    })
}

async fn keep(mut orders: UnboundedReceiver<Order>) {
    let (opened, patience) = (pin!(open()), sleep(PATIENCE_MS));
    let mut files = match select(opened, patience).await {
        Either::Left((Ok(files), _)) => Some(files),
        _ => None,
    };
    while let Some(order) = orders.next().await {
        let Some(files) = &mut files else {
            // Who waits for a file hears that there is none.
            continue;
        };
        match order {
            Order::Find(name, answer) => {
                if let Some(bytes) = files.read(&name).await {
                    // Fails only where nobody wants to know any more.
                    let _ = answer.send(bytes);
                }
            }
            // A disk that is full keeps nothing; the run goes on.
            Order::Write(name, bytes) => drop(files.write(&name, &bytes).await),
            Order::Remove(name) => drop(files.remove(&name).await),
        }
    }
}

struct Files {
    directory: FileSystemDirectoryHandle,
    names: HashSet<String>,
}

async fn open() -> Result<Files, JsValue> {
    let storage = Reflect::get(&navigator(), &"storage".into())?;
    // Old browsers have neither, nor has a page that came without encryption.
    let get: Function = Reflect::get(&storage, &"getDirectory".into())?.dyn_into()?;
    let root: Promise = get.call0(&storage)?.dyn_into()?;
    let root: FileSystemDirectoryHandle = JsFuture::from(root).await?.dyn_into()?;
    let create = FileSystemGetDirectoryOptions::new();
    create.set_create(true);
    let directory = root.get_directory_handle_with_options(DIRECTORY, &create);
    let directory: FileSystemDirectoryHandle = JsFuture::from(directory).await?.dyn_into()?;
    let mut files = Files {
        names: HashSet::new(),
        directory,
    };
    let listed = files.directory.keys();
    loop {
        let next: IteratorNext = JsFuture::from(listed.next()?).await?.unchecked_into();
        if next.done() {
            break;
        }
        files.names.extend(next.value().as_string());
    }
    files.make_room().await?;
    Ok(files)
}

impl Files {
    /// Nothing where there is no such file.
    async fn read(&self, name: &str) -> Option<Vec<u8>> {
        if !self.names.contains(name) {
            return None;
        }
        let file = self.file(name).await.ok()?;
        let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
        Some(Uint8Array::new(&buffer).to_vec())
    }

    async fn file(&self, name: &str) -> Result<File, JsValue> {
        let handle = JsFuture::from(self.directory.get_file_handle(name)).await?;
        let handle: FileSystemFileHandle = handle.dyn_into()?;
        JsFuture::from(handle.get_file()).await?.dyn_into()
    }

    /// The file is there as a whole, or as it was before.
    async fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), JsValue> {
        let create = FileSystemGetFileOptions::new();
        create.set_create(true);
        let handle = self.directory.get_file_handle_with_options(name, &create);
        let handle: FileSystemFileHandle = JsFuture::from(handle).await?.dyn_into()?;
        let stream = JsFuture::from(handle.create_writable()).await?;
        let stream: FileSystemWritableFileStream = stream.dyn_into()?;
        let bytes = Uint8Array::from(bytes);
        JsFuture::from(stream.write_with_buffer_source(&bytes)?).await?;
        JsFuture::from(stream.close()).await?;
        self.names.insert(name.to_owned());
        Ok(())
    }

    async fn remove(&mut self, name: &str) -> Result<(), JsValue> {
        if self.names.remove(name) {
            JsFuture::from(self.directory.remove_entry(name)).await?;
        }
        Ok(())
    }

    /// Removes the oldest files where there are too many.
    async fn make_room(&mut self) -> Result<(), JsValue> {
        let surplus = self.names.len().saturating_sub(MOST_FILES);
        if surplus == 0 {
            return Ok(());
        }
        let mut dated = Vec::new();
        for name in &self.names {
            dated.push((self.file(name).await?.last_modified(), name.clone()));
        }
        dated.sort_by(|one, other| one.0.total_cmp(&other.0));
        for (_, name) in dated.into_iter().take(surplus) {
            self.remove(&name).await?;
        }
        Ok(())
    }
}
