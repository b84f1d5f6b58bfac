//! The loop of the worker that looks into runs: what happened in the panel goes in, what it shows comes out. Images it
//! fetches itself, from the folder of its own release.

use futures_channel::mpsc::unbounded;
use futures_util::StreamExt;

use super::fetching::load;
use super::scope::{listen, post, words_and_bytes};
use crate::inside::Panel;

/// Looks into runs until the worker is terminated. A message is `[words, ArrayBuffer]`, the second where weights come
/// with it; the answer to each are the panel's parts.
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
    while let Some(message) = messages.next().await {
        let (said, weights) = words_and_bytes(&message);
        panel.hear(&said, weights.as_deref());
        while let Some(entry) = panel.missing() {
            let images = load(&entry, distrusts_cache).await;
            distrusts_cache = images.is_err();
            panel.take_shard(&entry, images);
        }
        post(&Ok::<_, String>(panel.parts()));
    }
}
