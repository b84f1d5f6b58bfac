//! Two hyperparameters as axes, and the settings on them.

use super::key;
use super::sheet::{Done, Sheet};
use crate::charts::axis::extent;
use crate::charts::frame::{self, Frame, Labels};
use crate::charts::region::{Margins, Pixel};
use crate::charts::text_metrics;
use crate::charts::value_labels;
use crate::charts::{Axis, AxisScale};
use crate::metrics::SampleStats;
use crate::protocol::{PlotAxis, PlotResults};

/// A setting that has a result and a value on both axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub setting: usize,
    /// Places of its values among those of the axes.
    pub places: [usize; 2],
    pub score: SampleStats,
}

/// Room for the numbers of the axis on the left, in CSS pixels.
const NUMBERS: f64 = 44.0;

/// The axes, of which none is there twice.
pub struct Plane<'a> {
    pub axes: [&'a PlotAxis; 2],
    pub scales: [AxisScale; 2],
    pub spots: Vec<Spot>,
}

impl<'a> Plane<'a> {
    /// Over these hyperparameters; nothing where there are no two.
    pub fn of(results: &'a PlotResults, [across, up]: [usize; 2]) -> Option<Self> {
        let axes = [results.axes.get(across)?, results.axes.get(up)?];
        if across == up {
            return None;
        }
        let mut runs: Vec<Vec<f64>> = vec![Vec::new(); results.settings.len()];
        for run in &results.runs {
            if let Some(of) = runs.get_mut(run.setting).filter(|_| run.score.is_finite()) {
                of.push(run.score);
            }
        }
        let spot = |(setting, scores): (usize, Vec<f64>)| {
            let places = &results.settings[setting].places;
            let place = |at: usize, axis: &PlotAxis| {
                let place = *places.get(at)?.as_ref()?;
                (place < axis.values.len().min(axis.labels.len())).then_some(place)
            };
            let places = [place(across, axes[0])?, place(up, axes[1])?];
            let score = SampleStats::of(scores);
            (score.n > 0).then_some(Spot {
                setting,
                places,
                score,
            })
        };
        let spots = runs.into_iter().enumerate().filter_map(spot).collect();
        Some(Self {
            axes,
            scales: axes.map(scale),
            spots,
        })
    }

    /// Where the place of a value lies on its axis.
    pub fn value(&self, of: usize, place: usize) -> f64 {
        match self.scales[of] {
            AxisScale::Categories => place as f64,
            AxisScale::Linear | AxisScale::Log => self.axes[of].values[place],
        }
    }

    /// Worst and best of all results.
    pub fn extent(&self, results: &PlotResults) -> Option<(f64, f64)> {
        let (least, greatest) = extent(self.spots.iter().map(|spot| spot.score.mean), false)?;
        Some(match results.is_lower_better {
            true => (greatest, least),
            false => (least, greatest),
        })
    }

    /// "learning_rate and n_nodes".
    pub fn names(&self) -> String {
        format!("{} and {}", self.axes[0].name, self.axes[1].name)
    }

    pub fn frame(&self, sheet: &Sheet) -> Frame {
        let room = sheet.painter.whole.width() / sheet.painter.ratio * 0.3;
        let widest = match self.scales[1] {
            AxisScale::Categories => {
                let labels = self.axes[1].labels.iter();
                let widths = labels.map(|label| text_metrics::width(label, Frame::FONT_SIZE));
                widths.fold(0.0, f64::max).min(room)
            }
            AxisScale::Linear | AxisScale::Log => NUMBERS,
        };
        let margins = Margins {
            left: widest + 2.0 * Frame::FONT_SIZE + 8.0,
            right: key::WIDTH,
            ..Frame::MARGINS
        };
        let frame = sheet.frame(margins);
        match self.names_below(&frame) {
            Some(below) => frame.above(&below),
            None => frame,
        }
    }

    fn names_below(&self, frame: &Frame) -> Option<value_labels::Below<'_>> {
        if self.scales[0] != AxisScale::Categories {
            return None;
        }
        let names: Vec<&str> = self.axes[0].labels.iter().map(String::as_str).collect();
        let spacing = frame.plot.width() / frame.ratio / names.len().max(1) as f64;
        let height = frame.outer.height() / frame.ratio;
        Some(value_labels::side_by_side(
            &names,
            frame.font_size,
            spacing,
            height,
        ))
    }

    /// From left to right, and from bottom to top; with room beside the outermost values.
    pub fn pixels(&self, frame: &Frame) -> [Axis; 2] {
        let range = |of: usize| {
            let values = self.axes[of].values.iter().copied();
            self.scales[of].range(values, self.axes[of].labels.len(), 0.06)
        };
        let log = |of: usize| self.scales[of] == AxisScale::Log;
        let ((left, right), (low, high)) = (range(0), range(1));
        let across = Axis {
            log: log(0),
            ..frame.x_axis(left, right)
        };
        [across, frame.y_axis(low, high, log(1))]
    }

    /// Values and names of both axes.
    pub fn labels(&self, sheet: &mut Sheet, frame: &Frame, [x, y]: [&Axis; 2]) -> Done {
        frame.base(&mut sheet.painter)?;
        frame.captions(&mut sheet.painter, &self.axes[0].name, &self.axes[1].name)?;
        match self.names_below(frame) {
            Some(below) => frame.write_below(&mut sheet.painter, below, |at| x.pixel(at as f64))?,
            None => {
                let own = self.own_labels(0, x);
                let labels = if frame::fit(&own, frame.font_size, frame.ratio) {
                    own
                } else {
                    let values = self.axes[0].values.iter().copied();
                    frame::labels(x, &frame.ticks_x(x).like(values), None)
                };
                frame.write_x(&mut sheet.painter, &labels)?;
            }
        }
        let labels = match self.scales[1] {
            AxisScale::Categories => {
                let names: Vec<&str> = self.axes[1].labels.iter().map(String::as_str).collect();
                let apart = frame.plot.height() / frame.ratio / names.len().max(1) as f64;
                let room =
                    (frame.plot.left - frame.outer.left) / frame.ratio - 2.0 * frame.font_size;
                let placed = value_labels::stacked(&names, frame.font_size, apart, room);
                let placed = placed.into_iter();
                placed
                    .filter_map(|(at, label)| Some((y.pixel(at as f64)?, label.into_owned())))
                    .collect()
            }
            AxisScale::Linear | AxisScale::Log => {
                let own = self.own_labels(1, y);
                let apart = 1.25 * frame.font_size * frame.ratio;
                // Values come in order, and so their rows fall.
                let is_apart = |pair: &[(i32, String)]| f64::from(pair[0].0 - pair[1].0) >= apart;
                let widths = own
                    .iter()
                    .map(|it| text_metrics::width(&it.1, frame.font_size));
                let is_narrow = widths.fold(0.0, f64::max) <= NUMBERS;
                if is_narrow && own.windows(2).all(is_apart) {
                    own
                } else {
                    let values = self.axes[1].values.iter().copied();
                    frame::labels(y, &frame.ticks_y(y).like(values), None)
                }
            }
        };
        frame.write_y(&mut sheet.painter, &labels)
    }

    /// The values themselves, which stand on an axis of numbers where they have room.
    fn own_labels(&self, of: usize, axis: &Axis) -> Labels {
        let values = self.axes[of].values.iter().zip(&self.axes[of].labels);
        values
            .filter_map(|(value, label)| Some((axis.pixel(*value)?, label.clone())))
            .collect()
    }

    /// Where a setting's dot lies. Names have room beside them: there dots of several settings lie side by side.
    pub fn pixel(&self, spot: &Spot, [x, y]: [&Axis; 2]) -> Option<Pixel> {
        let at = |of: usize| {
            let value = self.value(of, spot.places[of]);
            match self.scales[of] {
                AxisScale::Categories => value + aside(spot.setting, of),
                AxisScale::Linear | AxisScale::Log => value,
            }
        };
        Some((x.pixel(at(0))?, y.pixel(at(1))?))
    }

    /// "learning_rate=0.01 n_nodes=64".
    pub fn at(&self, spot: &Spot) -> String {
        let value = |of: usize| {
            let axis = self.axes[of];
            format!("{}={}", axis.name, axis.labels[spot.places[of]])
        };
        format!("{} {}", value(0), value(1))
    }
}

fn scale(axis: &PlotAxis) -> AxisScale {
    let scale = match (axis.is_names, axis.is_log) {
        (true, _) => AxisScale::Categories,
        (false, true) => AxisScale::Log,
        (false, false) => AxisScale::Linear,
    };
    scale.for_values(axis.values.iter().copied())
}

/// A quarter of a place to either side at most, evenly spread: multiples of the golden ratio, and of another number
/// like it for the other axis.
fn aside(setting: usize, of: usize) -> f64 {
    let ratio = [0.618_034, 0.754_878][of];
    ((setting as f64 * ratio).fract() - 0.5) * 0.5
}
