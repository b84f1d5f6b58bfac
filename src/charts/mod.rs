//! Curves of runs, drawn on any plotters backend: on a canvas in the page, as SVG text in tests.
//!
//! | file | concern |
//! |---|---|
//! | `axis` | a range, its ticks and its way to pixels |
//! | `theme` | colours of the light and the dark page, and of runs |
//! | `curves` | one chart: which curves, in which ranges |
//! | `panel`, `panel_layout`, `shared_axes` | one setting of a study among others |
//! | `figure`, `svg` | all panels of a study in one picture, and a picture as a document |
//! | `frame` | what stands around a plot: rules, labels, captions |
//! | `legend`, `marks` | which line means what; signs for trials that were cut short |
//! | `paint`, `style` | strokes and letters |
//! | `clip`, `region`, `letters` | lines within rows, rectangles, texts that have to fit |
//! | `read_out` | the values at an epoch, for whoever points at a chart |

mod axis;
mod clip;
mod curves;
mod figure;
mod frame;
mod legend;
mod letters;
mod marks;
mod paint;
mod panel;
mod panel_layout;
mod read_out;
mod region;
mod shared_axes;
mod style;
mod svg;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod theme;

pub use axis::Axis;
pub use curves::{Chart, Curve, PlotArea, Quantity};
pub use figure::Figure;
pub use marks::{Mark, MarkKind};
pub use panel::{Emphasis, Panel};
pub use panel_layout::title_rows;
pub use read_out::{Reading, read_out};
pub use region::Region;
pub use shared_axes::SharedAxes;
pub use svg::{SvgBackend, svg};
pub use theme::{Color, Theme};
