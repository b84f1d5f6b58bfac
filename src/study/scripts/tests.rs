//! What the scripts look like.
