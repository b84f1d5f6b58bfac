//! Curves of runs, drawn on any plotters backend: on a canvas in the page, as SVG text in tests.
//!
//! | file | concern |
//! |---|---|
//! | `curves` | one chart of runs |
//! | `hover`, `read_out` | where somebody points at a chart, and the values there |
//! | `panel`, `panel_layout`, `titles`, `shared_axes` | one setting of a study among the others |
//! | `figure`, `figure_size`, `svg` | all panels of a study in one picture, and a picture as a document |
//! | `slice`, `heat_map` | one swept hyperparameter, two of them |
//! | `parallel`, `parallel_area`, `parallel_labels` | three or more, and brushes on them |
//! | `quantity` | what is shown, and how it is written and compared |
//! | `axis`, `scale` | a range, its ticks and its way to pixels; the ranges of hyperparameters |
//! | `theme`, `ramp` | colours of the light and the dark page, of runs, and of values |
//! | `frame`, `legend`, `color_bar`, `value_labels` | what stands around a plot |
//! | `left_out` | what a logarithmic axis has no place for |
//! | `marks` | signs for trials that were cut short |
//! | `paint`, `style` | strokes and letters |
//! | `clip`, `region`, `letters` | lines within rows, rectangles, texts that have to fit |

mod axis;
mod clip;
mod color;
mod color_bar;
mod curves;
mod figure;
mod figure_size;
mod frame;
mod heat_map;
mod hover;
mod left_out;
mod legend;
mod letters;
mod marks;
mod paint;
mod panel;
mod panel_drawing;
mod panel_layout;
mod panel_size;
mod parallel;
mod parallel_area;
mod parallel_drawing;
mod parallel_labels;
mod quantity;
mod ramp;
mod read_out;
mod region;
mod scale;
mod shared_axes;
mod slice;
mod style;
mod svg;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod theme;
mod titles;
mod value_labels;

pub use axis::Axis;
pub use color::Color;
pub use curves::{Chart, Curve, PlotArea};
pub use figure::Figure;
pub use figure_size::{canvas_ratio, flowing_columns};
pub use heat_map::{HeatMap, HeatMapArea, Swept};
pub use hover::{Hover, Places};
pub use marks::{Mark, MarkKind};
pub use panel::{Emphasis, Panel};
pub use parallel::{Parallel, ParallelAxis};
pub use parallel_area::{ParallelArea, PlacedAxis, is_brushed_in};
pub use quantity::Quantity;
pub use ramp::Ramp;
pub use read_out::{Reading, read_band, read_out};
pub use region::Region;
pub use scale::Scale;
pub use shared_axes::SharedAxes;
pub use slice::{Slice, SliceArea, SlicePoint};
pub use svg::{SvgBackend, svg};
pub use theme::Theme;
pub use titles::Titles;
