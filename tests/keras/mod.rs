//! Comparing runs with those that Keras computed. Nothing here reads files, so that the same cases can run in
//! a browser: cases, weights and images are passed in.

#[cfg(target_arch = "wasm32")]
#[allow(
    dead_code,
    reason = "on WebGPU a handful of the public cases is enough"
)]
pub mod bundled;
mod case;
mod compare;
mod fields;
mod safetensors;
pub mod suite;
mod vocabulary;
