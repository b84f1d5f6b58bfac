//! What can be wrong with a shard.

use thiserror::Error;

/// Why a shard cannot be used. The messages are for the visitor; `file` is the shard's file name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ShardError {
    /// The server did not hand it out; `reason` is what it or the browser said.
    #[error("{file} could not be loaded: {reason}")]
    Missing { file: &'static str, reason: String },
    /// The host has handed out something that never was this file; `what` says what it looks like.
    #[error(
        "{file} holds no images: the host sent {what} instead. It has to serve the mnist folder unchanged"
    )]
    NotAShard {
        file: &'static str,
        what: &'static str,
    },
    /// It ends too early; lengths in bytes, unzipped.
    #[error("{file} is cut short: {found} of {expected} bytes arrived")]
    CutShort {
        file: &'static str,
        expected: usize,
        found: usize,
    },
    /// It goes on past its end; `expected` is its length in bytes, unzipped.
    #[error("{file} is altered: it is longer than its {expected} bytes")]
    TooLong { file: &'static str, expected: usize },
    /// The compressed bytes make no sense to the decompressor.
    #[error("{file} is altered: it cannot be unzipped ({reason})")]
    NotUnzippable { file: &'static str, reason: String },
    /// It has the right length and the wrong content; both are SHA-256 in hexadecimal.
    #[error("{file} is altered: its SHA-256 is {found}, expected was {expected}")]
    Altered {
        file: &'static str,
        expected: &'static str,
        found: String,
    },
    /// One of its images shows none of the ten digits.
    #[error("{file} is altered: it has the label {label}")]
    NoDigit { file: &'static str, label: u8 },
}
