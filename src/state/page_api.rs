//! What programs may ask of the page, and what they hear from it: version 2.
//!
//! The page dispatches a `CustomEvent` named `tuneground` on `window` for every [`PageEvent`], and posts
//! the same object to its parent when framed; with the `id` of the page's link, where that has one, so that a parent of
//! several tells them apart. It listens to messages from itself and from its parent:
//!
//! ```json
//! {"tuneground": "start", "hyperparameters": {"epochs": 3, "optimizer": "sgd"}}
//! {"tuneground": "stop"}
//! {"tuneground": "set", "hyperparameters": {"learning_rate": 0.01}}
//! {"tuneground": "reset"}
//! {"tuneground": "start-study"}
//! {"tuneground": "stop-study"}
//! {"tuneground": "measure"}
//! ```
//!
//! The `hyperparameters` of `start` are read over the defaults, so that the same message always starts the same run;
//! without them, it uses the form's. Those of `set` go into the form, over what is there, and start nothing; `reset`
//! throws the run in progress away and puts back what the link said. `start-study` trains the study that the page's link
//! names. `measure` is answered with `resize`, for a host that did not listen before. `"version": 1` or `2` may be added. A message without a `tuneground` field is somebody else's; one that is
//! malformed is answered with `error` and changes nothing.
//!
//! | file | concern |
//! |---|---|
//! | `event` | what programs hear |
//! | `request` | what they may ask |
//! | `inbox` | what they ask faster than it can be done |
//! | `height` | when a framed page tells how high it is |

mod event;
mod height;
mod inbox;
mod request;
#[cfg(test)]
mod tests;

pub use event::{Addressed, HistoryRow, PageEvent};
pub use height::{ContentHeight, Layout};
pub use inbox::{Inbox, Mail};
pub use request::PageRequest;

/// The version of these messages; it rises when a field changes its meaning or goes, or something is added.
pub const VERSION: u32 = 2;
