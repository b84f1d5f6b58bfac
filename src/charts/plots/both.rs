//! Two studies in one plot: how each came to its best, and how their results are distributed.

use plotters::style::text_anchor::{HPos, VPos};

use super::Judge;
use super::edf::{self, edf_of_all, median};
use super::history::{self, history};
use super::names::stroke;
use super::places::Lie;
use super::score::{self, merit, written};
use super::sheet::{Done, Drawing, MARGINS, Sheet, sheet};
use super::table::Table;
use super::words::{counted, label, named, owner};
use crate::charts::frame::{self, Frame};
use crate::charts::region::{Margins, Pixel};
use crate::charts::style::{Stroke, TextLook};
use crate::charts::{Axis, Quantity, text_metrics};
use crate::metrics::SampleStats;
use crate::protocol::{Plot, PlotLook, PlotResults};

/// The study on the page, and the one that it is compared with.
type Pair<'a> = [&'a PlotResults; 2];

/// Room for the names beside the lines, as a share of the drawing.
const NAMES: f64 = 0.28;
/// Between two names, in CSS pixels.
const APART: f64 = 15.0;

/// Draws both in one plot; nothing where that shows one study alone.
pub fn draw(plot: Plot, look: &PlotLook, pair: Pair, judge: Judge) -> Option<Drawing> {
    let (title, draw_on): (_, fn(&mut Sheet, Pair) -> Done) = match plot {
        Plot::History => ("Optimization history of two studies", draw_histories),
        Plot::Edf => ("Distributions of two studies", draw_distributions),
        Plot::Intermediate | Plot::Contour | Plot::Rank | Plot::Timeline => return None,
    };
    let trouble = trouble(pair);
    let (svg, places) = sheet(look, title, Lie::Scattered, |sheet| match &trouble {
        Some(_) => {
            let frame = sheet.frame(Frame::MARGINS);
            sheet.nothing(&frame, "They are judged by different measures.")
        }
        None => draw_on(sheet, pair),
    });
    Some(Drawing {
        svg,
        about: trouble.unwrap_or_else(|| about(pair, judge)),
        places,
        table: table(pair),
    })
}

/// Why one axis cannot show both.
fn trouble(pair: Pair) -> Option<String> {
    let [one, other] = pair;
    let has_scores = |of: &PlotResults| of.runs.iter().any(|run| run.score.is_finite());
    if let Some(empty) = pair.into_iter().find(|of| !has_scores(of)) {
        return Some(format!("“{}” has no result to compare.", empty.name));
    }
    let measure = |of: &PlotResults| (of.is_number, of.is_lower_better);
    let better = |of: &PlotResults| if of.is_lower_better { "less" } else { "more" };
    (measure(one) != measure(other)).then(|| {
        format!(
            "“{}” is judged by {}, of which {} is better, and “{}” by {}, of which {} is: they have no axis in common.",
            one.name, one.score, better(one), other.name, other.score, better(other)
        )
    })
}

fn scores(pair: Pair<'_>) -> impl Iterator<Item = f64> {
    pair.into_iter()
        .flat_map(|of| &of.runs)
        .map(|run| run.score)
}

/// A frame with room for the names on the right.
fn frame(sheet: &Sheet, pair: Pair) -> Frame {
    let room = sheet.painter.whole.width() / sheet.painter.ratio * NAMES;
    let width = |of: &PlotResults| text_metrics::width(&of.name, Frame::FONT_SIZE).min(room);
    sheet.frame(Margins {
        right: pair.into_iter().map(width).fold(0.0, f64::max) + 16.0,
        ..MARGINS
    })
}

fn draw_histories(sheet: &mut Sheet, pair: Pair) -> Done {
    let frame = frame(sheet, pair);
    let ended = pair.map(history);
    let (from, to) = score::range(pair[0], scores(pair));
    let y = frame.y_axis(from, to, false);
    let longest = ended.iter().map(Vec::len).max().unwrap_or(1);
    let x = frame.x_axis(0.5, longest as f64 + 0.5);
    sheet.values(&frame, &y, score::quantity(pair[0]))?;
    let ticks = frame.ticks_x(&x).whole();
    frame.write_x(&mut sheet.painter, &frame::labels(&x, &ticks, None))?;
    let left = format!("{}, best so far", pair[0].score);
    frame.captions(&mut sheet.painter, "runs, as they ended", &left)?;
    for (at, (results, ended)) in pair.into_iter().zip(&ended).enumerate() {
        draw_history(sheet, (at, results), ended, (&x, &y))?;
    }
    let ends = ended.each_ref().map(|ended| y.pixel(ended.last()?.best));
    names(sheet, &frame, pair, ends)
}

fn draw_history(
    sheet: &mut Sheet,
    (at, results): (usize, &PlotResults),
    ended: &[history::Ended],
    (x, y): (&Axis, &Axis),
) -> Done {
    let mut steps = Vec::new();
    for (place, it) in (1..).zip(ended) {
        let sides = [f64::from(place) - 0.5, f64::from(place) + 0.5];
        steps.extend(sides.map(|side| Some((x.pixel(side)?, y.pixel(it.best)?))));
    }
    // The shorter of the two studies has nothing more to come: its best goes on to the names.
    steps.push(
        x.pixel(x.to)
            .zip(ended.last().and_then(|it| y.pixel(it.best))),
    );
    let stroke = stroke(sheet.painter.theme, at);
    sheet.painter.line(steps.into_iter(), stroke)?;
    for (place, it) in ended.iter().enumerate() {
        if let Some(pixel) = x.pixel(place as f64 + 1.0).zip(y.pixel(it.score)) {
            let text = history::reading(results, it);
            dot(sheet, (at, results), it.run, pixel, text)?;
        }
    }
    Ok(())
}

/// A result. Only those of the study on the page are lit in its other plots, too.
fn dot(
    sheet: &mut Sheet,
    (at, results): (usize, &PlotResults),
    run: usize,
    pixel: Pixel,
    text: String,
) -> Done {
    let color = sheet.painter.theme.run(at);
    let radius = if results.runs.len() > 200 { 2.0 } else { 3.5 };
    let text = format!("{}: {text}", results.name);
    if at == 0 {
        return sheet.dot(owner(results, run), (pixel, radius), color, text);
    }
    sheet.stray(pixel, text);
    sheet.painter.ring(pixel, radius, Stroke::new(color, 1.5))
}

fn draw_distributions(sheet: &mut Sheet, pair: Pair) -> Done {
    let frame = frame(sheet, pair);
    let (from, to) = score::range(pair[0], scores(pair));
    let (x, y) = (frame.x_axis(from, to), frame.y_axis(0.0, 1.0, false));
    sheet.values(&frame, &y, Some(Quantity::Accuracy))?;
    let labels = frame::labels(&x, &frame.ticks_x(&x), score::quantity(pair[0]));
    frame.write_x(&mut sheet.painter, &labels)?;
    frame.captions(&mut sheet.painter, &pair[0].score, "share of runs")?;
    let mut places = [None; 2];
    for (at, results) in pair.into_iter().enumerate() {
        let line = edf::Line {
            name: String::new(),
            steps: edf_of_all(results),
        };
        draw_distribution(sheet, (at, results), &line, (&x, &y))?;
        places[at] = (!line.steps.is_empty())
            .then(|| median(&line.steps))
            .and_then(|it| x.pixel(it));
    }
    // Each on the outer side of its line, where the other one is not.
    let is_left = places[0] <= places[1];
    let half = y.pixel(0.5);
    for (at, results) in pair.into_iter().enumerate() {
        let Some((column, row)) = places[at].zip(half) else {
            continue;
        };
        let side = (at == 0) == is_left;
        beside(sheet, &frame, (at, results), (column, row), side)?;
    }
    Ok(())
}

fn draw_distribution(
    sheet: &mut Sheet,
    (at, results): (usize, &PlotResults),
    line: &edf::Line,
    (x, y): (&Axis, &Axis),
) -> Done {
    let stroke = stroke(sheet.painter.theme, at);
    sheet
        .painter
        .line(edf::outline(&line.steps, (x, y)), stroke)?;
    for it in &line.steps {
        if let Some(pixel) = x.pixel(it.score).zip(y.pixel(it.share)) {
            let text = edf::reading(results, line, it);
            dot(sheet, (at, results), it.run, pixel, text)?;
        }
    }
    Ok(())
}

/// A name beside a line, on its left or on its right; on the other side where there is no room.
fn beside(
    sheet: &mut Sheet,
    frame: &Frame,
    (at, results): (usize, &PlotResults),
    (column, row): Pixel,
    is_left: bool,
) -> Done {
    let (left, _, right, _) = frame.plot.edges();
    let gap = sheet.painter.px(9.0);
    let outer = sheet.painter.whole.edges().2;
    let (to_left, to_right) = (column - gap - left, outer.max(right) - column - gap);
    let width = sheet
        .painter
        .px(text_metrics::width(&results.name, frame.font_size));
    let is_left = match is_left {
        true => to_left >= width || to_left > to_right,
        false => to_right < width && to_left > to_right,
    };
    let room = f64::from(if is_left { to_left } else { to_right }) / frame.ratio;
    let name = text_metrics::shorten(&results.name, frame.font_size, room);
    let look = TextLook::new(frame.font_size, sheet.painter.theme.run(at));
    // The second one lower, where the lines run into each other.
    let row = row + sheet.painter.px(APART) * i32::from(at == 1);
    match is_left {
        true => sheet.painter.write(
            &name,
            (column - gap, row),
            look.at(HPos::Right, VPos::Center),
        ),
        false => sheet.painter.write(
            &name,
            (column + gap, row),
            look.at(HPos::Left, VPos::Center),
        ),
    }
}

/// The names on the right, at these rows, and one below the other where they would touch.
fn names(sheet: &mut Sheet, frame: &Frame, pair: Pair, rows: [Option<i32>; 2]) -> Done {
    let apart = sheet.painter.px(APART);
    let [Some(one), Some(other)] = rows else {
        return Ok(());
    };
    let rows = match other - one {
        near if near.abs() >= apart => [one, other],
        below if below >= 0 => [one, one + apart],
        _ => [other + apart, other],
    };
    let (_, _, right, _) = frame.plot.edges();
    let column = right + sheet.painter.px(8.0);
    let room = (frame.outer.right - frame.plot.right) / frame.ratio - 10.0;
    for (at, (results, row)) in pair.into_iter().zip(rows).enumerate() {
        let name = text_metrics::shorten(&results.name, frame.font_size, room);
        let look = TextLook::new(frame.font_size, sheet.painter.theme.run(at));
        let look = look.at(HPos::Left, VPos::Center);
        sheet.painter.write(&name, (column, row), look)?;
    }
    Ok(())
}

/// A setting, and what its runs came to.
struct Best {
    setting: usize,
    scores: Vec<f64>,
    mean: f64,
}

/// The best setting, by the mean of its runs, and how many settings there are.
fn best(results: &PlotResults) -> Option<(Best, usize)> {
    let mut scores: Vec<Vec<f64>> = vec![Vec::new(); results.settings.len()];
    for run in results.runs.iter().filter(|run| run.score.is_finite()) {
        if let Some(of) = scores.get_mut(run.setting) {
            of.push(run.score);
        }
    }
    let known = scores
        .into_iter()
        .enumerate()
        .filter(|(_, scores)| !scores.is_empty());
    let known: Vec<Best> = known
        .map(|(setting, scores)| Best {
            setting,
            mean: SampleStats::of(scores.iter().copied()).mean,
            scores,
        })
        .collect();
    let settings = known.len();
    let better =
        |one: Best, other: Best| match merit(results, other.mean) > merit(results, one.mean) {
            true => other,
            false => one,
        };
    Some((known.into_iter().reduce(better)?, settings))
}

/// The best of each, whether these are told apart, and what speaks against comparing them.
fn about(pair: Pair, judge: Judge) -> String {
    let [Some((one, ones)), Some((other, others))] = pair.map(best) else {
        return String::new();
    };
    let told = |of: &PlotResults, best: &Best| {
        let mean = if best.scores.len() > 1 {
            " on average"
        } else {
            ""
        };
        let label = match label(of, best.setting) {
            empty if empty.is_empty() => String::new(),
            label => format!(" by {label}"),
        };
        format!(
            "“{}”: {}{mean}{label}, of {}.",
            of.name,
            written(of, best.mean),
            counted(of)
        )
    };
    let [first, second] = [told(pair[0], &one), told(pair[1], &other)];
    let lead = merit(pair[0], one.mean) - merit(pair[0], other.mean);
    let ahead = match lead {
        lead if lead > 0.0 => Some((&pair[0].name, lead)),
        lead if lead < 0.0 => Some((&pair[1].name, -lead)),
        _ => None,
    };
    let compared = match ahead {
        None => " Their best settings came to the same.".to_owned(),
        Some((name, lead)) => {
            let lead = match pair[0].is_number {
                true => score::spread(pair[0], lead),
                false => format!("{:.2} percentage points", lead * 100.0),
            };
            let verdict = judge(&one.scores, &other.scores, ones * others);
            format!(" The best setting of “{name}” is {lead} ahead{verdict}")
        }
    };
    format!("{first} {second}{compared}{}", differences(pair))
}

/// In what they differ beside their settings.
fn differences(pair: Pair) -> String {
    let [one, other] = pair;
    let mut differ = Vec::new();
    if one.score != other.score {
        differ.push((one.score.clone(), other.score.clone()));
    }
    if let Some(unknown) = pair.into_iter().find(|of| of.terms.is_empty()) {
        let score = match differ.first() {
            Some((one, other)) => format!(" They are judged by {one} and by {other}."),
            None => String::new(),
        };
        return format!(
            "{score} What “{}” was trained and judged on is not known here: if that differs, so may the results.",
            unknown.name
        );
    }
    let terms = one.terms.iter().zip(&other.terms);
    let terms = terms.filter(|(one, other)| one != other);
    differ.extend(terms.map(|(one, other)| (one.clone(), other.clone())));
    match differ.is_empty() {
        true => String::new(),
        false => {
            let differ = differ
                .iter()
                .map(|(one, other)| format!("{one} against {other}"));
            let differ = differ.collect::<Vec<_>>().join(", ");
            format!(" They are not alike beside their settings: {differ}.")
        }
    }
}

fn table(pair: Pair) -> Table {
    let mut table = Table::of(["Study", "Ended", "Run", "Result", "Best so far"]);
    for results in pair {
        for (at, it) in history(results).iter().enumerate() {
            table.rows.push(vec![
                results.name.clone(),
                (at + 1).to_string(),
                named(results, it.run),
                written(results, it.score),
                written(results, it.best),
            ]);
        }
    }
    table
}
