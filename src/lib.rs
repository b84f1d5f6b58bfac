//! Tuneground: a hyperparameter-tuning playground that trains real networks on MNIST in the visitor's browser.
//!
//! ```text
//!  CATALOG ──► HyperParams ──check──► CheckedHyperParams
//!                                          │ TrainerCommand            (protocol)
//!              ┌───────────────────────────▼──────────── worker ───┐
//!              │ Session (state machine) ─► Trainer ─► StepMetrics │   (worker, training)
//!              └───────────────────────────┬───────────────────────┘
//!                                          │ TrainerEvent              (protocol)
//!  charts ◄── History ◄── State::apply ◄─────┘                         (state, charts)
//!     ▲ drawn by app (Leptos); app is the only module that sees all of it
//! ```
//!
//! Nothing flows backwards. In reading order:
//!
//! | module | what it is |
//! |---|---|
//! | [`hyperparams`] | what to train: one catalogue row per hyperparameter, and the check |
//! | [`metrics`] | what a run came to, step by step and epoch by epoch |
//! | [`dataset`] | MNIST from bundled shards, and the order of an epoch |
//! | [`model`] | a trained network as something that leaves and comes back: its setting, its variables, its files |
//! | `training` | the only module that knows burn: the network, Keras' losses and optimizers, the trainer |
//! | [`inside`] | what a trained network gets right and wrong, without burn |
//! | [`protocol`] | the messages between the page and a worker |
//! | `analysis` | the statistics of a study's results |
//! | `worker` | what runs on either side of the messages |
//! | [`study`] | sweeps: which settings to train, and what they came to |
//! | `foreign` | results of other tools, out of their files |
//! | [`export`] | what leaves: scripts for Keras and for other tuners |
//! | [`state`] | what the user sees, as plain structs |
//! | `report` | what a programme of studies came to, as a document |
//! | `charts` | curves on any plotters backend |
//! | `app` | thin Leptos components over `state` |
//! | `fit` | the trainer without a browser |
//!
//! `training` and `fit` need a backend's feature, `analysis`, `charts`, `foreign` and `app` their own.

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test that fails should fail loudly"
    )
)]

#[cfg(feature = "analysis")]
pub mod analysis;
#[cfg(all(feature = "page", target_arch = "wasm32"))]
pub mod app;
#[cfg(feature = "charts")]
pub mod charts;
pub mod dataset;
pub mod export;
#[cfg(feature = "fit")]
pub mod fit;
#[cfg(feature = "foreign")]
pub mod foreign;
pub mod hyperparams;
pub mod inside;
pub mod metrics;
pub mod model;
pub mod protocol;
pub mod recording;
#[cfg(all(feature = "analysis", feature = "charts"))]
pub mod report;
pub mod state;
pub mod study;
#[cfg(feature = "training")]
pub mod training;
pub mod worker;
