//! The empirical distribution function of the results: of all of them, or for each value of a hyperparameter.

use super::groups::{Group, groups};
use super::names::{Names, stroke};
use super::places::Lie;
use super::score::{self, written};
use super::sheet::{Done, Drawing, MARGINS, Sheet, sheet};
use super::table::Table;
use super::words::{NOTHING, counted, named, owner, plural};
use crate::charts::frame;
use crate::charts::region::Pixel;
use crate::charts::{Axis, Quantity};
use crate::metrics::sorted_by_number;
use crate::protocol::{PlotLook, PlotResults};

/// A run's result, and the share of runs that came to no more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub run: usize,
    pub score: f64,
    pub share: f64,
}

/// From the worst result to the best of these runs.
pub fn edf(results: &PlotResults, runs: impl Iterator<Item = usize>) -> Vec<Step> {
    let scores = runs.map(|run| (run, results.runs[run].score));
    let scores: Vec<_> = scores.filter(|(_, score)| score.is_finite()).collect();
    let sorted = sorted_by_number(scores, |(_, score)| *score);
    let share = |score: f64| {
        let upto = sorted.partition_point(|(_, it)| *it <= score);
        upto as f64 / sorted.len() as f64
    };
    let step = |(run, score): &(usize, f64)| Step {
        run: *run,
        score: *score,
        share: share(*score),
    };
    sorted.iter().map(step).collect()
}

/// Of all runs of a study.
pub fn edf_of_all(results: &PlotResults) -> Vec<Step> {
    edf(results, 0..results.runs.len())
}

/// The results of runs that belong together; without a name where those are all.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub name: String,
    pub steps: Vec<Step>,
}

/// A line for each value of a hyperparameter, or one for all runs.
pub fn lines(results: &PlotResults, split: Option<usize>) -> Vec<Line> {
    let groups = split.map(|axis| groups(results, axis)).unwrap_or_default();
    if groups.is_empty() {
        return vec![Line {
            name: String::new(),
            steps: edf_of_all(results),
        }];
    }
    let line = |Group { name, runs }: Group| Line {
        steps: edf(results, runs.into_iter()),
        name,
    };
    groups.into_iter().map(line).collect()
}

pub fn draw(look: &PlotLook, results: &PlotResults) -> Drawing {
    let lines = lines(results, look.split);
    let title = "Empirical distribution function";
    let (svg, places) = sheet(look, title, Lie::Scattered, |sheet| {
        draw_on(sheet, results, &lines)
    });
    Drawing {
        svg,
        about: about(results, &lines),
        places,
        table: table(results, &lines),
    }
}

fn draw_on(sheet: &mut Sheet, results: &PlotResults, lines: &[Line]) -> Done {
    let labels: Vec<String> = lines.iter().map(|line| line.name.clone()).collect();
    let names = (lines.len() > 1 || !labels[0].is_empty()).then(|| Names::new(sheet, &labels));
    let frame = names
        .as_ref()
        .map_or_else(|| sheet.frame(MARGINS), |names| names.frame(sheet));
    let steps = || lines.iter().flat_map(|line| &line.steps);
    let (from, to) = score::range(results, steps().map(|it| it.score));
    let (x, y) = (frame.x_axis(from, to), frame.y_axis(0.0, 1.0, false));
    // A share is written as an accuracy is.
    sheet.values(&frame, &y, Some(Quantity::Accuracy))?;
    let labels = frame::labels(&x, &frame.ticks_x(&x), score::quantity(results));
    frame.write_x(&mut sheet.painter, &labels)?;
    frame.captions(&mut sheet.painter, &results.score, "share of runs")?;
    let count = steps().count();
    if count == 0 {
        return sheet.nothing(&frame, NOTHING);
    }
    match &names {
        Some(names) => names.draw(sheet, &frame)?,
        None => sheet.note(&frame, &format!("n={count}"))?,
    }
    sheet.painter.clip_to(&frame.plot, 8.0);
    let radius = if count > 200 { 2.0 } else { 3.5 };
    for (at, line) in lines.iter().enumerate() {
        let stroke = stroke(sheet.painter.theme, at);
        sheet.painter.line(outline(&line.steps, (&x, &y)), stroke)?;
        for it in &line.steps {
            if let Some(place) = x.pixel(it.score).zip(y.pixel(it.share)) {
                let text = reading(results, line, it);
                sheet.dot(owner(results, it.run), (place, radius), stroke.color, text)?;
            }
        }
    }
    Ok(())
}

/// A line's corners, from the left edge to the right one.
pub fn outline<'a>(
    steps: &'a [Step],
    (x, y): (&'a Axis, &'a Axis),
) -> impl Iterator<Item = Option<Pixel>> + 'a {
    let corner = |score: f64, share: f64| x.pixel(score).zip(y.pixel(share));
    let before = [0.0].into_iter().chain(steps.iter().map(|it| it.share));
    let stairs = steps
        .iter()
        .zip(before)
        .flat_map(move |(it, below)| [below, it.share].map(|share| corner(it.score, share)));
    [corner(x.from, 0.0)]
        .into_iter()
        .chain(stairs)
        .chain([corner(x.to, 1.0)])
}

pub fn reading(results: &PlotResults, line: &Line, it: &Step) -> String {
    let (score, share) = (written(results, it.score), it.share * 100.0);
    let run = named(results, it.run);
    let which = match line.name.as_str() {
        "" => String::new(),
        name => format!(" ({name})"),
    };
    format!("{run}: {score}; {share:.0} % of the runs{which} came to no more")
}

/// The middle one of the results, or the mean of the two.
pub fn median(steps: &[Step]) -> f64 {
    let middle = steps.len() / 2;
    match steps.len() % 2 {
        0 => f64::midpoint(steps[middle - 1].score, steps[middle].score),
        _ => steps[middle].score,
    }
}

fn about(results: &PlotResults, lines: &[Line]) -> String {
    let known = lines.iter().filter(|line| !line.steps.is_empty());
    let known: Vec<&Line> = known.collect();
    let [line] = known[..] else {
        return about_groups(results, &known);
    };
    format!(
        "The share of runs whose {} is no more than a value; {}. From {} to {}; half of them came to {} or less.",
        results.score,
        counted(results),
        written(results, line.steps[0].score),
        written(results, line.steps[line.steps.len() - 1].score),
        written(results, median(&line.steps))
    )
}

fn about_groups(results: &PlotResults, lines: &[&Line]) -> String {
    if lines.is_empty() {
        return NOTHING.to_owned();
    }
    let middle = |line: &&Line| {
        let runs = plural(line.steps.len(), "run");
        let median = written(results, median(&line.steps));
        format!("{}, {median} ({runs})", line.name)
    };
    let middles: Vec<String> = lines.iter().map(middle).collect();
    format!(
        "The share of runs whose {} is no more than a value. Half of them came to no more than: {}.",
        results.score,
        middles.join("; ")
    )
}

fn table(results: &PlotResults, lines: &[Line]) -> Table {
    let mut table = Table::of(["Run", "Result", "Share of runs"]);
    if lines.len() > 1 {
        table.heads.push("Among".to_owned());
    }
    for line in lines {
        for it in &line.steps {
            let mut row = vec![
                named(results, it.run),
                written(results, it.score),
                Quantity::Accuracy.written(it.share, 2),
            ];
            if lines.len() > 1 {
                row.push(line.name.clone());
            }
            table.rows.push(row);
        }
    }
    table
}
