//! The loop of the worker that looks into runs: what happened in the panel goes in, what it shows comes out. Images it
//! fetches itself, from the folder of its own release.

use futures_channel::mpsc::{UnboundedReceiver, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use js_sys::{Date, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::fetching::load;
use super::own;
use super::scope::{listen, post, words_and_bytes};
use crate::inside::Panel;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(then: &Function, ms: f64) -> JsValue;
}

/// Looks into runs until the worker is terminated. A message is `[words, ArrayBuffer]`, the second where weights come
/// with it; what comes of them, and of time that passes, are the panel's parts.
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
    loop {
        let due_in = panel.due_in(Date::now());
        let mut next = next(&mut messages, due_in).await;
        // All that has come by now: while somebody drags, the last of it counts.
        while let Some(message) = next {
            let (said, weights) = words_and_bytes(&message);
            panel.hear(&said, weights.as_deref());
            next = messages.try_recv().ok();
        }
        let began = Date::now();
        panel.turn(began);
        while let Some(entry) = panel.missing() {
            let images = load(&entry, distrusts_cache).await;
            distrusts_cache = images.is_err();
            panel.take_shard(&entry, images);
        }
        if let Some(data) = panel.missing_own() {
            panel.take_own(own::load(&data).await);
        }
        let parts = panel.parts();
        panel.has_told(began, Date::now());
        if !parts.is_empty() {
            post(&Ok::<_, String>(parts));
        }
    }
}

/// The next message; nothing where none has come in this time.
async fn next(messages: &mut UnboundedReceiver<JsValue>, due_in: Option<f64>) -> Option<JsValue> {
    let Some(ms) = due_in else {
        return messages.next().await;
    };
    let pause = Promise::new(&mut |then, _| {
        set_timeout(&then, ms);
    });
    match select(messages.next(), JsFuture::from(pause)).await {
        Either::Left((message, _)) => message,
        Either::Right(_) => None,
    }
}
