//! The few operations that decide how fast a run trains, as operations of burn's with backward passes of their own. What
//! a GPU has no kernel of ours for is composed of burn's.
//!
//! On the CPU everything is written once, over four numbers at a time (wasm's vectors), and the code alone decides in which order
//! numbers are added: so a run comes to the same bits in a browser and natively. Nothing is fused that a machine may
//! not have, and nothing depends on how many numbers a machine can take at once.
//!
//! | file | concern |
//! |---|---|
//! | `dense` | a dense layer, forward and backward, and the product of two matrices |
//! | `dense_cpu` | the same on burn's CPU backend |
//! | `dense_gpu` | the same on burn's GPU backend |
//! | `flex` | tensors of that backend: their numbers, and what is recorded of them |
//! | `functions` | exponentials, logarithms, sums, softmax and the like |
//! | `rows` | matrices of which most is 0 |
//! | `sparse` | products over what is not 0 |
//! | `elements` | what a rule for each element computes with: a tensor, or four numbers |
//! | `one_pass` | such a rule, applied to a variable |
//! | `cube` | tensors of burn's GPU backend |
//! | `gemm` | the product of two matrices, in tiles |
//! | `product_gpu` | the same on a GPU |
//! | `lanes` | four numbers at a time |
//! | `sums` | sums of all numbers and of columns |

#[cfg(feature = "webgpu")]
mod cube;
mod dense;
#[cfg(feature = "flex")]
mod dense_cpu;
#[cfg(feature = "webgpu")]
mod dense_gpu;
mod elements;
#[cfg(feature = "flex")]
mod flex;
pub mod functions;
#[cfg(feature = "flex")]
mod gemm;
#[cfg(feature = "flex")]
mod lanes;
mod one_pass;
#[cfg(feature = "webgpu")]
mod product_gpu;
mod rows;
#[cfg(feature = "flex")]
mod sparse;
#[cfg(feature = "flex")]
mod sums;

#[cfg(all(test, feature = "flex"))]
mod testing;

pub use dense::{Inputs, dense, dense_relu, product};
pub use elements::{ElementRule, Elements, Memory};
pub use one_pass::{Before, update};
pub use rows::{Element, Rows};
