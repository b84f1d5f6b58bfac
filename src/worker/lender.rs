//! Gives copies of images to other workers of the page.
//!
//! A borrower asks `{ shard, spare }`: a shard's file name, and a buffer of that length that it has no more use for, if
//! it has one. The answer is `{ shard, images }`: the shard unzipped, labels first, in that buffer or a fresh one;
//! no `images` where the lender has none. Buffers go to and fro as transferables: so there are never more
//! of them than asks under way, and their pages are touched for the first time once only.

use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

use crate::dataset::Images;

/// Somebody wants the images of a shard.
pub struct Ask {
    port: MessagePort,
    file: String,
    spare: Option<ArrayBuffer>,
}

/// Hears what is asked at this port, for as long as the worker lives.
pub fn lend(port: MessagePort, mut hear: impl FnMut(Ask) + 'static) {
    let asked = port.clone();
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        // Something that names no shard is nothing to answer: who waits for an answer stops waiting by itself.
        if let Some(file) = field(&message.data(), "shard").as_string() {
            hear(Ask {
                port: asked.clone(),
                file,
                spare: field(&message.data(), "spare").dyn_into().ok(),
            });
        }
    });
    port.set_onmessage(Some(listener.into_js_value().unchecked_ref()));
}

impl Ask {
    /// The file name of the shard.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Sends a copy, or says that there are no such images.
    pub fn answer(self, images: Option<&Images>) {
        let buffer = images.map(|images| filled(images, self.spare));
        let message = message(&self.file, "images", buffer.as_ref());
        post(&self.port, &message, buffer.as_ref());
    }
}

/// The images in `spare`, if it fits, or else in a fresh buffer.
fn filled(images: &Images, spare: Option<ArrayBuffer>) -> ArrayBuffer {
    let labels = images.labels.len() as u32;
    let length = labels + images.pixels.len() as u32;
    let buffer = spare
        .filter(|spare| spare.byte_length() == length)
        .unwrap_or_else(|| ArrayBuffer::new(length));
    let bytes = Uint8Array::new(&buffer);
    bytes.subarray(0, labels).copy_from(&images.labels);
    bytes.subarray(labels, length).copy_from(&images.pixels);
    buffer
}

/// `{ shard, [name]: buffer }`, of either direction.
pub(super) fn message(file: &str, name: &str, buffer: Option<&ArrayBuffer>) -> Object {
    let message = Object::new();
    // Setting a field of a fresh object cannot fail.
    let _ = Reflect::set(&message, &"shard".into(), &file.into());
    let _ = Reflect::set(&message, &name.into(), &JsValue::from(buffer.cloned()));
    message
}

/// Posts, and lets the buffer go along instead of being copied.
pub(super) fn post(port: &MessagePort, message: &Object, buffer: Option<&ArrayBuffer>) {
    let transferred: Array = buffer.into_iter().collect();
    // A buffer that is not shared can be transferred; and nobody at the other end is nobody's trouble.
    let _ = port.post_message_with_transferable(message, &transferred);
}

/// A field of a message; `undefined` where it has none or is no object.
pub(super) fn field(message: &JsValue, name: &str) -> JsValue {
    Reflect::get(message, &name.into()).unwrap_or_default()
}
