//! Asks another worker of the page for images that it has decoded already. See [`lender`](super::lender) for
//! the messages.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array, global};
use thiserror::Error;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessageEvent, MessagePort, WorkerGlobalScope};

use super::lender::{field, message, post};
use crate::dataset::{Images, ShardEntry, ShardError};

/// Asks under way at once: the lender fills one buffer while this side empties the other.
const AHEAD: usize = 2;

/// How long an answer may take: as long as fetching a shard may. A lender that trains answers between two steps.
const PATIENCE_MS: i32 = 1000;

/// The borrowing end of a channel between two workers.
pub struct Borrower {
    port: MessagePort,
    answers: UnboundedReceiver<JsValue>,
    /// Kept alive for the port.
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

/// Why a lender is not worth asking any more.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BorrowError {
    /// It is gone, or busy with one long step.
    #[error("no answer within {PATIENCE_MS} ms")]
    Silent,
    /// It has answered something else than what was asked.
    #[error("an answer about “{found}” instead of {expected}")]
    OffTopic {
        expected: &'static str,
        found: String,
    },
    #[error(transparent)]
    Shard(#[from] ShardError),
}

impl Borrower {
    /// Listens at this port until it is dropped.
    pub fn new(port: MessagePort) -> Self {
        let (sender, answers) = unbounded();
        let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            // Fails only where this borrower is gone.
            let _ = sender.unbounded_send(message.data());
        });
        port.set_onmessage(Some(listener.as_ref().unchecked_ref()));
        Self {
            port,
            answers,
            _listener: listener,
        }
    }

    /// Images of these shards, in their order; `None` where the lender has none.
    ///
    /// # Errors
    /// If the lender does not answer as it should; then it should not be asked again.
    pub async fn borrow(
        &mut self,
        shards: &[ShardEntry],
    ) -> Result<Vec<Option<Images>>, BorrowError> {
        let mut borrowed = Vec::with_capacity(shards.len());
        let mut spares = Vec::new();
        let mut to_ask = shards.iter();
        to_ask
            .by_ref()
            .take(AHEAD)
            .for_each(|entry| self.ask(entry, None));
        for entry in shards {
            let images = self.answer(entry).await?;
            borrowed.push(match images {
                Some(buffer) => {
                    let images = copied(entry, &buffer)?;
                    spares.push(buffer);
                    Some(images)
                }
                None => None,
            });
            if let Some(next) = to_ask.next() {
                self.ask(next, spares.pop());
            }
        }
        spares.into_iter().for_each(|spare| free(&spare));
        Ok(borrowed)
    }

    fn ask(&self, entry: &ShardEntry, spare: Option<ArrayBuffer>) {
        let message = message(entry.file, "spare", spare.as_ref());
        post(&self.port, &message, spare.as_ref());
    }

    /// The answer to the oldest open ask, which was about `entry`.
    async fn answer(&mut self, entry: &ShardEntry) -> Result<Option<ArrayBuffer>, BorrowError> {
        let Either::Left((Some(answer), _)) = select(self.answers.next(), sleep(PATIENCE_MS)).await
        else {
            return Err(BorrowError::Silent);
        };
        let file = field(&answer, "shard").as_string();
        if file.as_deref() != Some(entry.file) {
            return Err(BorrowError::OffTopic {
                expected: entry.file,
                found: file.unwrap_or_default(),
            });
        }
        Ok(field(&answer, "images").dyn_into().ok())
    }
}

/// What is still asked is answered to nobody.
impl Drop for Borrower {
    fn drop(&mut self) {
        self.port.set_onmessage(None);
        self.port.close();
    }
}

/// Straight into vectors of the right length: what a worker allocates on the way, it keeps for good.
fn copied(entry: &ShardEntry, buffer: &ArrayBuffer) -> Result<Images, ShardError> {
    let bytes = Uint8Array::new(buffer);
    let (labels, length) = (entry.images as u32, bytes.length());
    Images::from_parts(
        entry,
        bytes.subarray(0, labels).to_vec(),
        bytes.subarray(labels, length).to_vec(),
    )
}

/// Gives a buffer's memory back now, by posting it to a port that nobody has any more. Otherwise it is there until
/// garbage is collected, which a worker at work may not do for long; and `transfer(0)` does not change that for a
/// buffer that came in a message (measured in Chromium).
fn free(buffer: &ArrayBuffer) {
    // Where there are no channels there is no borrower either.
    if let Ok(channel) = MessageChannel::new() {
        channel.port2().close();
        let transferred = Array::of1(buffer);
        // What cannot be posted goes with the garbage.
        let _ = channel
            .port1()
            .post_message_with_transferable(&JsValue::NULL, &transferred);
        channel.port1().close();
    }
}

/// Comes after so long.
pub(super) fn sleep(milliseconds: i32) -> JsFuture {
    let scope: WorkerGlobalScope = global().unchecked_into();
    JsFuture::from(Promise::new(&mut |resolve, _| {
        // A worker always has timers.
        let _ = scope.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    }))
}
