//! What workers of one page do for each other, in a dedicated worker of a browser.

mod helping;
mod keeping;
mod lending;
mod pool;

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;

/// The next thing heard; a test that waits in vain is ended by its runner.
async fn next<T>(heard: &mut UnboundedReceiver<T>) -> T {
    heard.next().await.expect("somebody who may still speak")
}
