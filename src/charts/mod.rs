//! Curves of runs, drawn on any plotters backend: on a canvas in the page, as SVG text in tests.
//!
//! | file | concern |
//! |---|---|
//! | `curves`, `curve`, `series` | one chart of runs, a run, and the points of its lines |
//! | `plot_area`, `hover`, `read_out`, `beside` | where somebody points at a chart, the values there, and where they are told |
//! | `panel`, `panel_layout`, `titles`, `shared_axes` | one setting of a study among the others |
//! | `panel_grid`, `grid_size`, `chart_row`, `svg` | all panels of a study or charts of runs in one picture, and a picture as a document |
//! | `slice`, `heat_map` | one swept hyperparameter, two of them |
//! | `parallel`, `parallel_area`, `parallel_labels` | three or more, and brushes on them |
//! | `quantity` | what is shown, and how it is written and compared |
//! | `axis`, `scale` | a range, its ticks and its way to pixels; the ranges of hyperparameters |
//! | `theme`, `ramp` | colours of the light and the dark page, of runs, and of values |
//! | `frame`, `legend`, `color_bar`, `value_labels` | what stands around a plot |
//! | `left_out` | what has no place on an axis |
//! | `plots` | all results of a study in one picture, as SVG whose marks can be told apart |
//! | `marks`, `epoch_marks` | signs for trials that were cut short, and for epochs |
//! | `paint`, `style` | strokes and texts |
//! | `clip`, `region`, `text_metrics` | lines within rows, rectangles, texts that have to fit |

mod axis;
mod beside;
mod chart_row;
mod clip;
mod color;
mod color_bar;
mod curve;
mod curves;
mod epoch_marks;
mod frame;
mod grid_size;
mod heat_map;
mod hover;
mod left_out;
mod legend;
mod marks;
mod paint;
mod panel;
mod panel_drawing;
mod panel_grid;
mod panel_layout;
mod panel_size;
mod parallel;
mod parallel_area;
mod parallel_drawing;
mod parallel_labels;
mod plot_area;
pub mod plots;
mod quantity;
mod ramp;
mod read_out;
mod region;
mod scale;
mod series;
mod shared_axes;
mod slice;
mod style;
mod svg;
#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
mod text_metrics;
mod theme;
mod titles;
mod value_labels;

pub use axis::Axis;
pub use chart_row::ChartRow;
pub use color::Color;
pub use curve::{Curve, EpochMarks};
pub use curves::{Chart, PENALTY};
pub use grid_size::{canvas_ratio, flowing_columns};
pub use heat_map::{AxisValues, HeatMapArea, HeatMapChart};
pub use hover::{Hover, Places};
pub use marks::{Mark, MarkKind};
pub use panel::{Emphasis, Panel};
pub use panel_grid::PanelGrid;
pub use parallel::{ParallelAxis, ParallelChart};
pub use parallel_area::{ParallelArea, PlacedAxis, is_brushed_in};
pub use plot_area::PlotArea;
pub use quantity::Quantity;
pub use ramp::Ramp;
pub use read_out::{Reading, ranked, read_band, read_out};
pub use region::Region;
pub use scale::AxisScale;
pub use series::step_along;
pub use shared_axes::SharedAxes;
pub use slice::{SliceArea, SliceChart, SliceChartPoint};
pub use svg::{SvgBackend, escaped, svg};
pub use theme::Theme;
pub use titles::Titles;
