//! What the end-to-end tests and the benchmark share: the built site served as a small host would serve it,
//! headless Chromium, and the page as a visitor handles it.
#![allow(
    dead_code,
    unused_imports,
    reason = "each of the two that share this uses its own part of it"
)]

pub mod chromium;
pub mod firefox;
pub mod host;
pub mod playground;
pub mod plots;
pub mod program;
pub mod server;
pub mod site;
pub mod study;
pub mod weight;

pub use chromium::{Adapter, Chromium};
pub use host::Host;
pub use playground::Playground;
pub use plots::PLOTS;
pub use site::{Damage, Site};

use std::future::Future;
use std::time::{Duration, Instant};

/// Long enough for the slowest machine that the tests meet; waiting ends as soon as there is something to see.
pub const PATIENCE: Duration = Duration::from_secs(300);

/// Asks again and again until there is an answer; `None` when `patience` is over.
pub async fn eventually<T, F: Future<Output = Option<T>>>(
    patience: Duration,
    mut look: impl FnMut() -> F,
) -> Option<T> {
    let start = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return Some(seen);
        }
        if start.elapsed() > patience {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
