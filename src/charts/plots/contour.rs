//! The results over two hyperparameters, and what lies between them.

use super::key;
use super::places::Lie;
use super::plane::{Plane, Spot};
use super::score::{merit, spread, written};
use super::sheet::{Done, Drawing, Owner, Sheet, sheet};
use super::surface::Surface;
use super::table::Table;
use super::words::{self, NOTHING, counted, plural};
use crate::charts::frame::Frame;
use crate::charts::region::Region;
use crate::charts::style::Stroke;
use crate::charts::{Axis, AxisScale};
use crate::protocol::{PlotLook, PlotResults};

/// Cells along a hyperparameter of numbers.
const CELLS: usize = 64;
/// Colours that are told apart.
const LEVELS: f64 = 12.0;
/// What is said where there are no two hyperparameters.
const NEEDS_TWO: &str = "It needs two hyperparameters that vary, and they have to differ.";

pub fn draw(look: &PlotLook, results: &PlotResults) -> Drawing {
    let contour = OverTwo {
        title: "Contour",
        rest: "what lies between them is interpolated",
        draw_on,
        table,
    };
    contour.draw(look, results)
}

/// A plot over two hyperparameters.
pub struct OverTwo {
    pub title: &'static str,
    /// What is said of it beside what is plotted.
    pub rest: &'static str,
    pub draw_on: fn(&mut Sheet, &PlotResults, &Plane) -> Done,
    pub table: fn(&PlotResults, &Plane) -> Table,
}

impl OverTwo {
    pub fn draw(self, look: &PlotLook, results: &PlotResults) -> Drawing {
        let plane = Plane::of(results, look.axes);
        let (svg, places) = sheet(look, self.title, Lie::Scattered, |sheet| match &plane {
            Some(plane) => (self.draw_on)(sheet, results, plane),
            None => {
                let frame = sheet.frame(Frame::MARGINS);
                sheet.nothing(&frame, NEEDS_TWO)
            }
        });
        let (about, table) = match &plane {
            Some(plane) => (
                about(results, plane, self.rest),
                (self.table)(results, plane),
            ),
            None => (NEEDS_TWO.to_owned(), Table::default()),
        };
        Drawing {
            svg,
            about,
            places,
            table,
        }
    }
}

fn draw_on(sheet: &mut Sheet, results: &PlotResults, plane: &Plane) -> Done {
    let frame = plane.frame(sheet);
    let [x, y] = &plane.pixels(&frame);
    plane.labels(sheet, &frame, [x, y])?;
    let Some((worst, best)) = plane.extent(results) else {
        return sheet.nothing(&frame, NOTHING);
    };
    draw_surface(sheet, &frame, plane, [x, y], (worst, best))?;
    sheet.painter.clip_to(&frame.plot, 8.0);
    let theme = sheet.painter.theme;
    let radius = if plane.spots.len() > 200 { 2.0 } else { 3.5 };
    for spot in &plane.spots {
        let Some(place) = plane.pixel(spot, [x, y]) else {
            continue;
        };
        let owner = Owner {
            run: None,
            setting: spot.setting,
        };
        sheet.dot(owner, (place, radius), theme.ink, reading(results, spot))?;
        sheet
            .painter
            .ring(place, radius, Stroke::new(theme.surface, 1.0))?;
        if spot.score.mean == best {
            sheet.ring(place)?;
        }
    }
    key::draw(
        sheet,
        &frame,
        [worst, best]
            .map(|it| written(results, it))
            .each_ref()
            .map(String::as_str),
    )
}

/// Cells of one colour after the other as one.
fn draw_surface(
    sheet: &mut Sheet,
    frame: &Frame,
    plane: &Plane,
    axes: [&Axis; 2],
    (worst, best): (f64, f64),
) -> Done {
    let surface = surface(plane, axes);
    let level = |value: f64| match worst == best {
        true => LEVELS - 1.0,
        false => ((value - worst) / (best - worst) * LEVELS)
            .floor()
            .min(LEVELS - 1.0),
    };
    let plot = frame.plot;
    let wide = plot.width() / surface.columns.max(1) as f64;
    let high = plot.height() / surface.rows.max(1) as f64;
    for row in (0..surface.rows).rev() {
        let levels: Vec<f64> = (0..surface.columns)
            .map(|column| level(surface.at(column, row)))
            .collect();
        let mut from = 0;
        for piece in levels.chunk_by(|one, other| one == other || (one.is_nan() && other.is_nan()))
        {
            let to = from + piece.len();
            if piece[0].is_finite() {
                // Under the next ones, so that no seam shows.
                let under = 0.5 * frame.ratio;
                let bottom = plot.bottom - high * row as f64 + under;
                let right = plot.left + wide * to as f64 + under;
                let cells = Region {
                    left: plot.left + wide * from as f64,
                    right: right.min(plot.right),
                    top: plot.bottom - high * (row as f64 + 1.0),
                    bottom: bottom.min(plot.bottom),
                };
                let color = sheet.painter.theme.ramp.at((piece[0] + 0.5) / LEVELS);
                sheet.painter.fill(&cells, color, 1.0)?;
            }
            from = to;
        }
    }
    Ok(())
}

/// A cell for each name, and many for numbers.
pub fn surface(plane: &Plane, axes: [&Axis; 2]) -> Surface {
    let joins = plane.scales.map(|scale| scale != AxisScale::Categories);
    let cells = [0, 1].map(|of| match joins[of] {
        true => CELLS,
        false => plane.axes[of].labels.len(),
    });
    let cell = |of: usize, place: usize| match plane.scales[of] {
        AxisScale::Categories => Some(place),
        AxisScale::Linear | AxisScale::Log => {
            let axis = axes[of];
            let pixel = f64::from(axis.pixel(plane.value(of, place))?);
            let share = (pixel - axis.from_px) / (axis.to_px - axis.from_px);
            Some(((share * CELLS as f64) as usize).min(CELLS - 1))
        }
    };
    let known = plane.spots.iter().filter_map(|spot| {
        let [column, row] = [cell(0, spot.places[0])?, cell(1, spot.places[1])?];
        Some((column, row, spot.score.mean))
    });
    let known: Vec<_> = known.collect();
    Surface::through(&known, cells, joins)
}

/// "learning_rate=0.01 n_nodes=64: 97.73 % ± 0.12 over 3 runs".
pub fn reading(results: &PlotResults, spot: &Spot) -> String {
    let label = words::label(results, spot.setting);
    let score = written(results, spot.score.mean);
    match spot.score.n {
        1 => format!("{label}: {score}"),
        n => format!(
            "{label}: {score} ± {} over {}",
            spread(results, spot.score.sd),
            plural(n, "run")
        ),
    }
}

/// What there is, and where the best lies.
fn about(results: &PlotResults, plane: &Plane, rest: &str) -> String {
    let spots = plane.spots.iter();
    let merit = |spot: &Spot| merit(results, spot.score.mean);
    let best = spots.max_by(|one, other| merit(one).total_cmp(&merit(other)));
    let Some(best) = best else {
        return NOTHING.to_owned();
    };
    format!(
        "The {} of {} over {}, {}; {rest}. The best, {}, is at {}.",
        results.score,
        plural(plane.spots.len(), "setting"),
        plane.names(),
        counted(results),
        written(results, best.score.mean),
        plane.at(best)
    )
}

pub fn table(results: &PlotResults, plane: &Plane) -> Table {
    let names = plane.axes.map(|axis| axis.name.as_str());
    let mut table = Table::of([names[0], names[1], "Setting", "Result", "Runs"]);
    for spot in &plane.spots {
        let value = |of: usize| plane.axes[of].labels[spot.places[of]].clone();
        table.rows.push(vec![
            value(0),
            value(1),
            words::label(results, spot.setting),
            written(results, spot.score.mean),
            spot.score.n.to_string(),
        ]);
    }
    table
}
