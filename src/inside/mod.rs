//! What a trained network gets right and wrong, computed without burn from what a run has kept, and told as finished
//! HTML. The page puts that in, and hands back what was pressed and picked; nothing else of it is known there.
//!
//! ```text
//! the page's events ─► Panel ─► parts of the panel as HTML
//!                        │ Network (a plain forward pass) over Validation (the images that the run was judged by)
//! ```
//!
//! | file | concern |
//! |---|---|
//! | `network`, `activation`, `loss` | a forward pass, and what Keras' losses make of it |
//! | `images` | the images that a run was validated on |
//! | `judged` | what a network says of them |
//! | `confusion`, `mistakes`, `pair` | the table of mistakes, their images, and what two runs get right |
//! | `html` | texts and digits as HTML |
//! | `panel` | all of it together |

mod activation;
mod confusion;
mod html;
mod images;
mod judged;
mod loss;
mod mistakes;
mod network;
mod pair;
mod panel;

pub use images::Validation;
pub use judged::Judged;
pub use network::{Network, Said};
pub use panel::{Panel, WANTS};
