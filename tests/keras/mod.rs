//! Comparing runs with those that Keras computed. Nothing here reads files, so that the same cases can run in
//! a browser: cases, weights and images are passed in.

pub mod case;
pub mod compare;
pub mod fields;
pub mod safetensors;
pub mod vocabulary;
