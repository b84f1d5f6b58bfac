//! Garbage, and what is nearly right, into everything that reads what somebody else has written.
//!
//! `cargo xtask fuzz` hunts for long; `tests/fuzz.rs` gives each target a few thousand inputs in every test run.
//! Inputs are mutants of seeds, made by a seeded generator: the same seed makes the same inputs, on any machine.
//! What a target says of an input steers the hunt: a mutant that is answered in words not heard before joins
//! those that are mutated.
//!
//! | file | concern |
//! |---|---|
//! | `mutate`, `pieces` | from inputs to other inputs |
//! | `words` | what stands in inputs: names, numbers at the edges, odd letters |
//! | `corpus` | seeds and what was found, in the repository |
//! | `limits` | memory, counted by allocation, and panics |
//! | `hunt` | one input after the other, against the limits |
//! | `shrink` | a found input, made smaller |
//! | `targets` | what is fed, and what has to hold of it |

pub mod corpus;
pub mod hunt;
pub mod limits;
pub mod mutate;
pub mod pieces;
pub mod shrink;
pub mod targets;
pub mod words;

#[global_allocator]
static ALLOCATOR: limits::Counting = limits::Counting;
