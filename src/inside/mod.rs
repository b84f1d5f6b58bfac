//! What a trained network gets right and wrong, computed without burn from what a run has kept, and told as finished
//! HTML. The page puts that in, and hands back what was pressed, picked and drawn; nothing else of it is known there.
//!
//! ```text
//! the page's events ─► Panel ─► parts of the panel as HTML
//!                        │ Network (a plain forward pass) over Validation (the images that the run was judged by)
//!                        └ Drawing ─► normalized as MNIST was ─► Network
//! ```
//!
//! | file | concern |
//! |---|---|
//! | `network`, `activation`, `loss` | a forward pass, and what Keras' losses make of it |
//! | `backward` | the same with the gradients of a loss |
//! | `images` | the images that a run was validated on |
//! | `judged` | what a network says of them |
//! | `confusion`, `mistakes`, `pair` | the table of mistakes, their images, and what two runs get right |
//! | `calibration` | whether it is right as often as it says to be sure |
//! | `health` | weights, outputs and gradients of its layers |
//! | `story` | the same over the epochs of a film |
//! | `diagnosis` | why a run went wrong, in words |
//! | `surface` | the loss around its weights |
//! | `picture` | the network in one picture |
//! | `ink`, `normalized`, `changed` | strokes as pixels, a drawing as MNIST has its digits, and what can be done to an image |
//! | `pad`, `drawing` | what is drawn, and the view of it |
//! | `film`, `reel` | the weights between the epochs of a run that trains, and which of them are shown |
//! | `view` | which of these is shown |
//! | `html` | texts and digits as HTML |
//! | `own` | the visitor's own images, counted and shown |
//! | `outside` | what is done with the network elsewhere |
//! | `panel` | all of it together |

mod activation;
mod backward;
mod calibration;
mod changed;
mod confusion;
mod diagnosis;
mod drawing;
mod film;
mod health;
mod html;
mod images;
mod ink;
mod judged;
mod loss;
mod mistakes;
mod network;
mod normalized;
mod outside;
mod own;
mod pad;
mod pair;
mod panel;
mod picture;
mod reel;
mod story;
mod surface;
mod view;

pub use backward::{LayerPass, Pass};
pub use calibration::calibration_error;
pub use diagnosis::{Case, Change, Finding, Past};
pub use health::Health;
pub use images::Validation;
pub use ink::raster;
pub use judged::Judged;
pub use network::{Dense, Network, Said};
pub use normalized::normalized;
pub use own::own_images;
pub use panel::{Panel, WANTS};
pub use surface::{Plane, Principal, filter_normalized};
