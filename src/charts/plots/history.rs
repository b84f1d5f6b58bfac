//! Each run's result in the order in which they ended, and the best so far.

use super::places::Lie;
use super::score::{self, merit, written};
use super::sheet::{Done, Drawing, MARGINS, Sheet, sheet};
use super::table::Table;
use super::words::{NOTHING, counted, label, named, number, owner};
use crate::charts::frame;
use crate::charts::legend::{self, Entry, Sample};
use crate::charts::region::Region;
use crate::charts::style::Stroke;
use crate::protocol::{PlotLook, PlotResults};

/// A run that has a result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ended {
    pub run: usize,
    pub score: f64,
    /// The best result by then, its own included.
    pub best: f64,
}

/// All runs with a result, in the order of their ends.
pub fn history(results: &PlotResults) -> Vec<Ended> {
    let runs = results.runs.iter().enumerate();
    let ended = runs.filter_map(|(run, it)| Some((it.end?, run, it.score)));
    let mut ended: Vec<_> = ended.filter(|(_, _, score)| score.is_finite()).collect();
    ended.sort_by_key(|(end, run, _)| (*end, *run));
    let mut best = f64::NAN;
    let with_best = |(_, run, score): (usize, usize, f64)| {
        if best.is_nan() || merit(results, score) > merit(results, best) {
            best = score;
        }
        Ended { run, score, best }
    };
    ended.into_iter().map(with_best).collect()
}

pub fn draw(look: &PlotLook, results: &PlotResults) -> Drawing {
    let ended = history(results);
    let (svg, places) = sheet(look, "Optimization history", Lie::Scattered, |sheet| {
        draw_on(sheet, results, &ended)
    });
    Drawing {
        svg,
        about: about(results, &ended),
        places,
        table: table(results, &ended),
    }
}

fn draw_on(sheet: &mut Sheet, results: &PlotResults, ended: &[Ended]) -> Done {
    let frame = sheet.frame(MARGINS);
    let (from, to) = score::range(results, ended.iter().map(|it| it.score));
    let y = frame.y_axis(from, to, false);
    let x = frame.x_axis(0.5, ended.len().max(1) as f64 + 0.5);
    sheet.values(&frame, &y, score::quantity(results))?;
    let ticks = frame.ticks_x(&x).whole();
    frame.write_x(&mut sheet.painter, &frame::labels(&x, &ticks, None))?;
    frame.captions(&mut sheet.painter, "runs, as they ended", &results.score)?;
    if ended.is_empty() {
        return sheet.nothing(&frame, NOTHING);
    }
    let theme = sheet.painter.theme;
    let [dot, best] = [theme.run(0), theme.run(1)];
    let mut steps = Vec::new();
    for (at, it) in (1..).zip(ended) {
        let sides = [f64::from(at) - 0.5, f64::from(at) + 0.5];
        steps.extend(sides.map(|side| Some((x.pixel(side)?, y.pixel(it.best)?))));
    }
    sheet.painter.clip_to(&frame.plot, 8.0);
    sheet
        .painter
        .line(steps.into_iter(), Stroke::new(best, 2.0))?;
    let radius = if ended.len() > 200 { 2.5 } else { 4.0 };
    let first = first_best(ended);
    for (at, it) in ended.iter().enumerate() {
        let Some(place) = x.pixel(at as f64 + 1.0).zip(y.pixel(it.score)) else {
            continue;
        };
        sheet.dot(
            owner(results, it.run),
            (place, radius),
            dot,
            reading(results, it),
        )?;
        if first == Some(at) {
            sheet.ring(place)?;
        }
    }
    let entries = [
        Entry {
            name: "a run",
            sample: Sample::Line(Stroke::new(dot, 4.0)),
        },
        Entry {
            name: "best so far",
            sample: Sample::Line(Stroke::new(best, 2.0)),
        },
    ];
    let top = Region {
        bottom: frame.plot.top,
        top: frame.outer.top + 5.0 * frame.ratio,
        ..frame.plot
    };
    legend::in_rows(&mut sheet.painter, &top, &entries)
}

/// Of runs that are equally good the first.
fn first_best(ended: &[Ended]) -> Option<usize> {
    let best = ended.last()?.best;
    ended.iter().position(|it| it.score == best)
}

pub fn reading(results: &PlotResults, it: &Ended) -> String {
    let (name, score) = (named(results, it.run), written(results, it.score));
    if it.score == it.best {
        return format!("{name}: {score}, the best so far");
    }
    format!("{name}: {score}; best so far {}", written(results, it.best))
}

fn about(results: &PlotResults, ended: &[Ended]) -> String {
    let Some(last) = ended.last() else {
        return NOTHING.to_owned();
    };
    let at = first_best(ended).unwrap_or(0);
    let best = named(results, ended[at].run);
    format!(
        "The {} of {}. The best, {}, ended as number {}: {best}.",
        results.score,
        counted(results),
        written(results, last.best),
        at + 1
    )
}

fn table(results: &PlotResults, ended: &[Ended]) -> Table {
    let mut table = Table::of(["Ended", "Run", "Setting", "Seed", "Result", "Best so far"]);
    for (at, it) in ended.iter().enumerate() {
        let run = &results.runs[it.run];
        table.rows.push(vec![
            (at + 1).to_string(),
            number(results, it.run),
            label(results, run.setting),
            run.seed.to_string(),
            written(results, it.score),
            written(results, it.best),
        ]);
    }
    table
}
