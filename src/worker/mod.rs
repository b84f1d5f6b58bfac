//! The worker's port: what runs on each side of it.
//!
//! ```text
//! page:   TrainerClient ──TrainerCommand──►  server ─► Session ─► Trainer     :worker
//!                        ◄──TrainerEvent───
//! ```

#[cfg(all(feature = "app", target_arch = "wasm32"))]
mod client;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod loader;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod port;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
mod probe;
#[cfg(any(test, all(feature = "worker", target_arch = "wasm32")))]
#[cfg(feature = "training")]
mod rate;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod server;
#[cfg(feature = "training")]
mod session;

#[cfg(all(feature = "app", target_arch = "wasm32"))]
pub use client::TrainerClient;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
pub use probe::probe_adapter;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub use server::{Backend, serve};
#[cfg(feature = "training")]
pub use session::{Effect, Position, Session};
