//! The worker's end of the message port, and its turns of the event loop.

use std::cell::Cell;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageChannel, MessageEvent, MessagePort};
use web_time::Instant;

use super::scope::listen;
use crate::protocol::{PeerRole, RunId, TrainerCommand};

/// How long the worker may compute before the event loop gets a turn.
const TURN_EVERY_MS: u128 = 16;

/// Something that the server waits for.
pub enum Incoming<L> {
    Command(TrainerCommand),
    /// One end of a channel to another worker of the page.
    Peer(PeerRole, MessagePort),
    /// The weights that a run has kept, as they were handed out.
    Weights(RunId, Vec<u8>),
    /// A message that is no command; what is wrong with it.
    Unreadable(String),
    /// From a task of the worker itself.
    Own(L),
}

impl<L> From<MessageEvent> for Incoming<L> {
    fn from(message: MessageEvent) -> Self {
        let read = match message.ports().get(0).dyn_into() {
            Ok(port) => {
                serde_wasm_bindgen::from_value(message.data()).map(|role| Self::Peer(role, port))
            }
            Err(_) => match weights(&message.data()) {
                Some((run_id, bytes)) => Ok(Self::Weights(run_id, bytes)),
                None => serde_wasm_bindgen::from_value(message.data()).map(Self::Command),
            },
        };
        read.unwrap_or_else(|error| Self::Unreadable(error.to_string()))
    }
}

/// What `[run, ArrayBuffer]` says.
fn weights(message: &JsValue) -> Option<(RunId, Vec<u8>)> {
    let message: &Array = message.dyn_ref()?;
    let buffer: ArrayBuffer = message.get(1).dyn_into().ok()?;
    let run_id = RunId(message.get(0).as_f64()? as u32);
    Some((run_id, Uint8Array::new(&buffer).to_vec()))
}

/// What arrives, in the order of arrival.
pub struct Mailbox<L> {
    sender: UnboundedSender<Incoming<L>>,
    receiver: UnboundedReceiver<Incoming<L>>,
    turn: MessageChannel,
    last_turn: Cell<Instant>,
}

impl<L: 'static> Mailbox<L> {
    /// Listens to the page from now on.
    ///
    /// # Errors
    /// If the browser has no message channels.
    pub fn open() -> Result<Self, JsValue> {
        let (sender, receiver) = unbounded();
        let to_inbox = sender.clone();
        listen(move |message| {
            // The receiver lives as long as the worker.
            let _ = to_inbox.unbounded_send(message.into());
        });
        Ok(Self {
            sender,
            receiver,
            turn: MessageChannel::new()?,
            last_turn: Cell::new(Instant::now()),
        })
    }

    /// For tasks of the worker itself.
    pub fn sender(&self) -> UnboundedSender<Incoming<L>> {
        self.sender.clone()
    }

    /// The next arrival, if there is one already.
    pub fn try_next(&mut self) -> Option<Incoming<L>> {
        self.receiver.try_recv().ok()
    }

    /// Waits for the next arrival.
    pub async fn next(&mut self) -> Option<Incoming<L>> {
        self.receiver.next().await
    }

    /// Gives the event loop a turn if it has had none for a while. Without it messages are never heard:
    /// on the CPU no future of a training step ever waits.
    pub async fn yield_to_event_loop(&self) {
        if self.last_turn.get().elapsed().as_millis() >= TURN_EVERY_MS {
            self.turn().await;
        }
    }

    /// Gives the event loop a turn.
    pub async fn turn(&self) {
        let (one, other) = (self.turn.port1(), self.turn.port2());
        let turn = Promise::new(&mut |resolve, _| {
            one.set_onmessage(Some(&resolve));
            // Posting nothing to one's own port cannot fail.
            let _ = other.post_message(&JsValue::NULL);
        });
        let _ = JsFuture::from(turn).await;
        self.last_turn.set(Instant::now());
    }
}
