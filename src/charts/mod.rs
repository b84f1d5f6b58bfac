//! Curves of runs, drawn on any plotters backend: on a canvas in the page, as SVG text in tests.
//!
//! | file | concern |
//! |---|---|
//! | `axis` | a range, its ticks and its way to pixels |
//! | `theme` | colours of the light and the dark page, and of runs |
//! | `curves` | one chart: which curves, in which ranges |
//! | `paint` | strokes and letters |
//! | `read_out` | the values at an epoch, for whoever points at a chart |

mod axis;
mod curves;
mod paint;
mod read_out;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod theme;

pub use axis::Axis;
pub use curves::{Chart, Curve, PlotArea, Quantity};
pub use read_out::{Reading, read_out};
pub use theme::{Color, Theme};
