//! Every run, or every setting, epoch by epoch in one chart.

use super::names::Names;
use super::places::Lie;
use super::sheet::{Done, Drawing, MARGINS, Owner, Sheet, sheet};
use super::table::Table;
use super::words::{label, named, owner, plural};
use super::{key, words};
use crate::charts::axis::extent;
use crate::charts::frame::{self, Frame};
use crate::charts::region::Margins;
use crate::charts::style::Stroke;
use crate::charts::{Axis, Color, Quantity};
use crate::metrics::SampleStats;
use crate::protocol::{PlotLook, PlotResults};

/// A curve: of a run, or of a setting the mean over its runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub owner: Owner,
    /// Epoch by epoch, from the first on; NaN where nothing is known.
    pub points: Vec<SampleStats>,
}

/// All curves that have begun, in the order of runs or of settings.
pub fn lines(results: &PlotResults, by_setting: bool) -> Vec<Line> {
    let lines: Vec<Line> = if by_setting {
        let mut of: Vec<Vec<&[f64]>> = vec![Vec::new(); results.settings.len()];
        for run in &results.runs {
            if let Some(curves) = of.get_mut(run.setting) {
                curves.push(&run.curve);
            }
        }
        let line = |(setting, curves): (usize, Vec<&[f64]>)| {
            let longest = curves.iter().map(|curve| curve.len()).max().unwrap_or(0);
            let at = |epoch: usize| curves.iter().filter_map(move |curve| curve.get(epoch));
            let points = (0..longest).map(|epoch| SampleStats::of(at(epoch).copied()));
            Line {
                owner: Owner { run: None, setting },
                points: points.collect(),
            }
        };
        of.into_iter().enumerate().map(line).collect()
    } else {
        let runs = results.runs.iter().enumerate();
        let line = |(run, it): (usize, &crate::protocol::PlotRun)| Line {
            owner: owner(results, run),
            points: it
                .curve
                .iter()
                .map(|value| SampleStats::of([*value]))
                .collect(),
        };
        runs.map(line).collect()
    };
    lines
        .into_iter()
        .filter(|line| !line.points.is_empty())
        .collect()
}

impl Line {
    /// Its last value.
    fn last(&self) -> f64 {
        let finite = self.points.iter().rev().map(|point| point.mean);
        finite
            .into_iter()
            .find(|it| it.is_finite())
            .unwrap_or(f64::NAN)
    }
}

/// Up to so many settings have colours of their own, and a legend.
const MOST_NAMED: usize = 7;
/// Beyond so many lines, wide ones would hide each other.
const MANY: usize = 200;

pub fn draw(look: &PlotLook, results: &PlotResults) -> Drawing {
    let lines = lines(results, look.by_setting);
    let quantity = quantity(results);
    let title = match look.by_setting {
        true => "Intermediate values by setting",
        false => "Intermediate values",
    };
    let (svg, places) = sheet(look, title, Lie::OnCurves, |sheet| {
        draw_on(sheet, results, &lines, look.by_setting)
    });
    Drawing {
        svg,
        about: about(results, &lines, look.by_setting),
        places,
        table: table(results, &lines, quantity),
    }
}

fn quantity(results: &PlotResults) -> Quantity {
    match results.is_loss {
        true => Quantity::Loss,
        false => Quantity::Accuracy,
    }
}

fn draw_on(sheet: &mut Sheet, results: &PlotResults, lines: &[Line], by_setting: bool) -> Done {
    let quantity = quantity(results);
    let has_names = results.settings.len() <= MOST_NAMED;
    let labels: Vec<String> = (0..results.settings.len())
        .map(|setting| label(results, setting))
        .collect();
    let names = has_names.then(|| Names::new(sheet, &labels));
    let frame = match &names {
        Some(names) => names.frame(sheet),
        None => sheet.frame(Margins {
            right: key::WIDTH,
            ..MARGINS
        }),
    };
    let (x, y) = axes(&frame, lines, quantity);
    sheet.values(&frame, &y, Some(quantity))?;
    let ticks = frame.ticks_epochs(&x);
    frame.write_x(&mut sheet.painter, &frame::labels(&x, &ticks, None))?;
    frame.captions(&mut sheet.painter, "epoch", &name(results, quantity))?;
    let Some((worst, best)) = extent(lines.iter().map(Line::last), false) else {
        return sheet.nothing(&frame, "No run has come through an epoch yet.");
    };
    sheet.painter.clip_to(&frame.plot, 2.0);
    let theme = sheet.painter.theme;
    let (worst, best) = match quantity.rises() {
        true => (worst, best),
        false => (best, worst),
    };
    let width = match (lines.len() > MANY, by_setting) {
        (true, _) => 0.6,
        (false, true) => 2.0,
        (false, false) => 1.25,
    };
    for line in lines {
        let setting = line.owner.setting;
        let (color, dashes) = if has_names {
            (theme.run(setting), theme.dashes(setting))
        } else {
            let share = match worst == best {
                true => 1.0,
                false => (line.last() - worst) / (best - worst),
            };
            (theme.ramp.at(share), None)
        };
        if by_setting {
            draw_band(sheet, line, (&x, &y), color)?;
        }
        let stroke = Stroke {
            dashes,
            lone: Some(2.5),
            ..Stroke::new(color, width)
        };
        draw_line(sheet, results, line, (&x, &y), stroke)?;
    }
    match names {
        Some(names) => names.draw(sheet, &frame),
        None => {
            let [worst, best] = [worst, best].map(|value| quantity.written(value, 2));
            key::draw(sheet, &frame, [&worst, &best])
        }
    }
}

fn axes(frame: &Frame, lines: &[Line], quantity: Quantity) -> (Axis, Axis) {
    let longest = lines.iter().map(|line| line.points.len()).max();
    let x = frame.x_axis(1.0, longest.unwrap_or(1).max(2) as f64);
    let log = quantity == Quantity::Loss;
    let points = lines.iter().flat_map(|line| &line.points);
    let values = points.flat_map(|point| [point.low(), point.mean, point.high()]);
    let (from, to) = quantity.range(extent(values, log), true);
    (x, frame.y_axis(from, to, log))
}

/// "test accuracy".
fn name(results: &PlotResults, quantity: Quantity) -> String {
    format!("{} {}", results.held_out, quantity.name())
}

/// One standard deviation to either side.
fn draw_band(sheet: &mut Sheet, line: &Line, (x, y): (&Axis, &Axis), color: Color) -> Done {
    let edge = |of: fn(&SampleStats) -> f64| {
        let points = line.points.iter().enumerate();
        let points = points.filter(|(_, point)| point.n > 1);
        let place = |(at, point): (usize, &SampleStats)| {
            Some((x.pixel(at as f64 + 1.0)?, y.pixel(of(point).max(y.from))?))
        };
        points.filter_map(place).collect::<Vec<_>>()
    };
    let (low, high) = (edge(SampleStats::low), edge(SampleStats::high));
    if low.len() < 2 {
        return Ok(());
    }
    sheet.mark(line.owner, |sheet, opacity| {
        sheet.painter.band(&low, &high, color, 0.14 * opacity)
    })
}

fn draw_line(
    sheet: &mut Sheet,
    results: &PlotResults,
    line: &Line,
    (x, y): (&Axis, &Axis),
    stroke: Stroke,
) -> Done {
    let point = |(at, point): (usize, &SampleStats)| {
        Some((x.pixel(at as f64 + 1.0)?, y.pixel(point.mean)?))
    };
    let points: Vec<_> = line.points.iter().enumerate().map(point).collect();
    for (at, place) in points.iter().enumerate() {
        if let Some((column, row)) = *place {
            let text = reading(results, line, at);
            sheet.place(line.owner, [column, column], row, text);
        }
    }
    sheet.mark(line.owner, |sheet, opacity| {
        sheet
            .painter
            .line(points.into_iter(), stroke.faint(opacity))
    })
}

fn reading(results: &PlotResults, line: &Line, at: usize) -> String {
    let quantity = quantity(results);
    let point = line.points[at];
    let value = quantity.written(point.mean, 2);
    let epoch = at + 1;
    match line.owner.run {
        Some(run) => format!("{}, epoch {epoch}: {value}", named(results, run)),
        None if point.n < 2 => {
            format!(
                "{}, epoch {epoch}: {value}",
                label(results, line.owner.setting)
            )
        }
        None => format!(
            "{}, epoch {epoch}: {value} ± {} over {}",
            label(results, line.owner.setting),
            quantity.number(point.sd, 2),
            plural(point.n, "run")
        ),
    }
}

fn about(results: &PlotResults, lines: &[Line], by_setting: bool) -> String {
    if lines.is_empty() {
        return "No run has come through an epoch yet.".to_owned();
    }
    let quantity = quantity(results);
    let what = name(results, quantity);
    let shown = match by_setting {
        true => format!(
            "The mean {what} of {} over its runs, with one standard deviation",
            words::plural(lines.len(), "setting")
        ),
        false => format!("The {what} of {}", plural(lines.len(), "run")),
    };
    let lasts = lines.iter().map(|line| (line, line.last()));
    let finite = lasts.filter(|(_, last)| last.is_finite());
    let best = finite.max_by(|(_, one), (_, other)| match quantity.rises() {
        true => one.total_cmp(other),
        false => other.total_cmp(one),
    });
    let best = best.map_or_else(String::new, |(line, last)| {
        let name = match line.owner.run {
            Some(run) => named(results, run),
            None => label(results, line.owner.setting),
        };
        format!(
            " At the end the best is {}: {name}.",
            quantity.written(last, 2)
        )
    });
    format!("{shown}, epoch by epoch.{best}")
}

fn table(results: &PlotResults, lines: &[Line], quantity: Quantity) -> Table {
    let longest = lines.iter().map(|line| line.points.len()).max();
    let mut table = Table::of(["Of"]);
    for epoch in 1..=longest.unwrap_or(0) {
        table.heads.push(format!("Epoch {epoch}"));
    }
    for line in lines {
        let name = match line.owner.run {
            Some(run) => named(results, run),
            None => label(results, line.owner.setting),
        };
        let value = |point: &SampleStats| match point.n {
            0 => "–".to_owned(),
            1 => quantity.written(point.mean, 2),
            _ => format!(
                "{} ± {}",
                quantity.written(point.mean, 2),
                quantity.number(point.sd, 2)
            ),
        };
        let values = line.points.iter().map(value);
        table.rows.push([name].into_iter().chain(values).collect());
    }
    table
}
