//! Tuneground
