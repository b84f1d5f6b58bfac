//! What workers that share a run post each other: something small, and many numbers beside it.
//!
//! A message is a list: the small thing as bytes, the buffer with the numbers, and buffers that the other end may write
//! into next. All of them go along as transferables. Buffers go to and fro because a fresh one is dear: the system
//! clears each of its pages when it is touched for the first time.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Float32Array, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::MessagePort;

/// Buffers that are kept at most: as many as a batch has parts.
const MOST_SPARES: usize = 8;

/// Buffers that have come with a message and are of no more use.
#[derive(Clone, Default)]
pub struct Spares(Rc<RefCell<Vec<ArrayBuffer>>>);

impl Spares {
    fn keep(&self, buffer: ArrayBuffer) {
        let mut spares = self.0.borrow_mut();
        spares.push(buffer);
        if spares.len() > MOST_SPARES {
            // Perhaps of another run, and so of another length.
            spares.remove(0);
        }
    }

    /// A buffer of so many bytes, used or fresh.
    fn take(&self, bytes: u32) -> ArrayBuffer {
        let mut spares = self.0.borrow_mut();
        let fitting = spares.iter().position(|it| it.byte_length() == bytes);
        fitting.map_or_else(|| ArrayBuffer::new(bytes), |at| spares.swap_remove(at))
    }

    fn take_all(&self) -> Vec<ArrayBuffer> {
        self.0.take()
    }
}

/// What is posted along with the numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    /// All spare buffers: the other end will need them.
    Spares,
    Nothing,
}

/// Posts a message and numbers.
pub fn post(
    port: &MessagePort,
    message: &impl Serialize,
    numbers: &[f32],
    spares: &Spares,
    along: Along,
) {
    // What is sent here always has a form in bytes, and nobody at the other end is nobody's trouble.
    let Ok(bytes) = postcard::to_allocvec(message) else {
        return;
    };
    let bytes = Uint8Array::from(bytes.as_slice());
    let buffer = spares.take(size_of_val(numbers) as u32);
    Float32Array::new(&buffer).copy_from(numbers);
    let message = Array::of2(&bytes, &buffer);
    let transferred = Array::of2(&bytes.buffer(), &buffer);
    if along == Along::Spares {
        for spare in spares.take_all() {
            message.push(&spare);
            transferred.push(&spare);
        }
    }
    let _ = port.post_message_with_transferable(&message, &transferred);
}

/// What was posted; nothing where it makes no sense.
pub fn read<T: DeserializeOwned>(message: &JsValue, spares: &Spares) -> Option<(T, Vec<f32>)> {
    let mut parts = message.dyn_ref::<Array>()?.iter();
    let bytes: Uint8Array = parts.next()?.dyn_into().ok()?;
    let message = postcard::from_bytes(&bytes.to_vec()).ok()?;
    let buffer: ArrayBuffer = parts.next()?.dyn_into().ok()?;
    let is_whole = (buffer.byte_length() as usize).is_multiple_of(size_of::<f32>());
    let numbers = is_whole.then(|| Float32Array::new(&buffer).to_vec())?;
    spares.keep(buffer);
    parts
        .filter_map(|spare| spare.dyn_into().ok())
        .for_each(|spare| spares.keep(spare));
    Some((message, numbers))
}
