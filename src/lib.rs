//! Tuneground

pub mod dataset;
pub mod hyperparams;
pub mod metrics;
pub mod protocol;
