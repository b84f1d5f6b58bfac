//! Tuneground

#[cfg(all(feature = "app", target_arch = "wasm32"))]
pub mod app;
#[cfg(feature = "charts")]
pub mod charts;
pub mod dataset;
#[cfg(feature = "fit")]
pub mod fit;
pub mod hyperparams;
pub mod metrics;
pub mod protocol;
pub mod state;
#[cfg(feature = "training")]
pub mod training;
pub mod worker;
