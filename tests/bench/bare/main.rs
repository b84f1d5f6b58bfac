//! The bare loop: what training costs with burn alone, without anything of ours around it.
//!
//! Dense layers with relu between them, burn's own Adam and cross-entropy, one thread, no shuffling: every batch is gathered
//! from the bytes of its images once per step. The benchmark holds the CPU worker against it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

#[cfg(target_arch = "wasm32")]
mod bare_loop;

fn main() {}
