//! The worker's port: what runs on each side of it.
//!
//! ```text
//! page:   TrainerPool ─► TrainerClient ──TrainerCommand──►  server ─► Session ─► Trainer     :worker
//!                                      ◄──TrainerEvent───
//!                        Shelf         ◄──weights────────
//!         Enquiry, Dialogue ──question──► answer_questions ─► analysis, export, plots :worker
//!                           ◄───answer───
//!         Dialogue ──words, weights──► look_inside ─► inside                         :worker
//!                  ◄───HTML───────────
//!         Enquiry ──words, weights, or a file──► file_models ─► model                :worker
//!                 ◄──a file, or a run and weights──
//!         Enquiry ──words, files──► bring_images ─► own images, kept in this browser  :worker
//!                 ◄──HTML, a setting──
//! worker: Borrower ──ask──► lend                                                     :another worker
//!                  ◄images─
//!         Leader ──weights, part of a batch──► Assistant
//!                ◄────────gradients──────────
//! ```
//!
//! A run that is interrupted by the end of its page goes on from a checkpoint (`keeper`), which no page ever sees.
//!
//! The weights that a single run has kept go into the page's `shelf`, for whoever looks into it; those that it has between two
//! epochs, or after each of some steps, pass through it, while somebody does.
//!
//! What one worker has, the next need not make again: the pool compiles the CPU worker's wasm once and posts it to
//! each of them, and gives each fresh worker a port to one that has images to lend. Who cannot borrow, or not all,
//! fetches.

#[cfg(all(
    any(
        feature = "analyst",
        feature = "plots",
        feature = "scripts",
        feature = "reporter"
    ),
    target_arch = "wasm32"
))]
mod answering;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod assistant;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod borrower;
#[cfg(all(feature = "images", target_arch = "wasm32"))]
mod bringing;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
mod client;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
mod enquiry;
#[cfg(any(test, all(feature = "browser", target_arch = "wasm32")))]
mod event_queue;
#[cfg(all(any(feature = "inside", feature = "models"), target_arch = "wasm32"))]
mod fetching;
#[cfg(all(feature = "models", target_arch = "wasm32"))]
mod filing;
#[cfg(feature = "training")]
mod filming;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod keeper;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod leader;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod lender;
#[cfg(any(test, all(feature = "worker", target_arch = "wasm32")))]
mod loaded;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod loader;
#[cfg(all(feature = "inside", target_arch = "wasm32"))]
mod looking;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
mod module;
#[cfg(all(
    any(
        feature = "worker",
        feature = "inside",
        feature = "models",
        feature = "images"
    ),
    target_arch = "wasm32"
))]
mod own;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod parcel;
#[cfg(any(test, all(feature = "browser", target_arch = "wasm32")))]
mod peer;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
mod pool;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod port;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
mod probe;
#[cfg(any(test, all(feature = "worker", target_arch = "wasm32")))]
#[cfg(feature = "training")]
mod range_answer;
#[cfg(all(
    any(
        feature = "worker",
        feature = "analyst",
        feature = "scripts",
        feature = "plots",
        feature = "inside",
        feature = "reporter",
        feature = "models",
        feature = "images"
    ),
    target_arch = "wasm32"
))]
mod scope;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
mod server;
#[cfg(feature = "training")]
mod session;
#[cfg(any(test, all(feature = "browser", target_arch = "wasm32")))]
mod shelf;
#[cfg(any(test, all(feature = "worker", target_arch = "wasm32")))]
#[cfg(feature = "training")]
mod waiting;

#[cfg(all(
    any(
        feature = "analyst",
        feature = "plots",
        feature = "scripts",
        feature = "reporter"
    ),
    target_arch = "wasm32"
))]
pub use answering::answer_questions;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub use assistant::Assistant;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub use borrower::{BorrowError, Borrower};
#[cfg(all(feature = "images", target_arch = "wasm32"))]
pub use bringing::bring_images;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
pub use enquiry::{Dialogue, Enquiry};
#[cfg(all(feature = "models", target_arch = "wasm32"))]
pub use filing::file_models;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub use keeper::Keeper;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub use leader::Leader;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub use lender::{Ask, lend};
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub use loaded::Loaded;
#[cfg(all(feature = "inside", target_arch = "wasm32"))]
pub use looking::look_inside;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
pub use pool::TrainerPool;
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
pub use probe::probe_adapter;
#[cfg(all(feature = "worker", target_arch = "wasm32"))]
pub use server::{Backend, serve};
#[cfg(feature = "training")]
pub use session::{Position, Session, SessionEffect};
#[cfg(all(feature = "browser", target_arch = "wasm32"))]
pub use shelf::Film;
