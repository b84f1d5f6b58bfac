//! The empirical distribution function of the results.

use super::places::Lie;
use super::score::{self, written};
use super::sheet::{Done, Drawing, MARGINS, Sheet, sheet};
use super::table::Table;
use super::words::{NOTHING, counted, named, owner};
use crate::charts::Quantity;
use crate::charts::frame;
use crate::charts::style::Stroke;
use crate::metrics::sorted_by_number;
use crate::protocol::{PlotLook, PlotResults};

/// A run's result, and the share of runs that came to no more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub run: usize,
    pub score: f64,
    pub share: f64,
}

/// From the worst result to the best.
pub fn edf(results: &PlotResults) -> Vec<Step> {
    let runs = results.runs.iter().enumerate();
    let scores = runs.map(|(run, it)| (run, it.score));
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

pub fn draw(look: &PlotLook, results: &PlotResults) -> Drawing {
    let steps = edf(results);
    let title = "Empirical distribution function";
    let (svg, places) = sheet(look, title, Lie::Scattered, |sheet| {
        draw_on(sheet, results, &steps)
    });
    Drawing {
        svg,
        about: about(results, &steps),
        places,
        table: table(results, &steps),
    }
}

fn draw_on(sheet: &mut Sheet, results: &PlotResults, steps: &[Step]) -> Done {
    let frame = sheet.frame(MARGINS);
    let (from, to) = score::range(results, steps.iter().map(|it| it.score));
    let (x, y) = (frame.x_axis(from, to), frame.y_axis(0.0, 1.0, false));
    // A share is written as an accuracy is.
    sheet.values(&frame, &y, Some(Quantity::Accuracy))?;
    let labels = frame::labels(&x, &frame.ticks_x(&x), score::quantity(results));
    frame.write_x(&mut sheet.painter, &labels)?;
    frame.captions(&mut sheet.painter, &results.score, "share of runs")?;
    if steps.is_empty() {
        return sheet.nothing(&frame, NOTHING);
    }
    let color = sheet.painter.theme.run(0);
    let mut line = vec![x.pixel(from).zip(y.pixel(0.0))];
    let mut below = 0.0;
    for it in steps {
        line.extend([below, it.share].map(|share| x.pixel(it.score).zip(y.pixel(share))));
        below = it.share;
    }
    line.push(x.pixel(to).zip(y.pixel(1.0)));
    sheet.painter.clip_to(&frame.plot, 8.0);
    sheet
        .painter
        .line(line.into_iter(), Stroke::new(color, 2.0))?;
    let radius = if steps.len() > 200 { 2.0 } else { 3.5 };
    for it in steps {
        if let Some(place) = x.pixel(it.score).zip(y.pixel(it.share)) {
            let text = reading(results, it);
            sheet.dot(owner(results, it.run), (place, radius), color, text)?;
        }
    }
    sheet.note(&frame, &format!("n={}", steps.len()))
}

pub fn reading(results: &PlotResults, it: &Step) -> String {
    let (score, share) = (written(results, it.score), it.share * 100.0);
    let name = named(results, it.run);
    format!("{name}: {score}; {share:.0} % of the runs came to no more")
}

/// The middle one of the results, or the mean of the two.
pub fn median(steps: &[Step]) -> f64 {
    let middle = steps.len() / 2;
    match steps.len() % 2 {
        0 => f64::midpoint(steps[middle - 1].score, steps[middle].score),
        _ => steps[middle].score,
    }
}

fn about(results: &PlotResults, steps: &[Step]) -> String {
    let (Some(worst), Some(best)) = (steps.first(), steps.last()) else {
        return NOTHING.to_owned();
    };
    format!(
        "The share of runs whose {} is no more than a value; {}. From {} to {}; half of them came to {} or less.",
        results.score,
        counted(results),
        written(results, worst.score),
        written(results, best.score),
        written(results, median(steps))
    )
}

fn table(results: &PlotResults, steps: &[Step]) -> Table {
    let mut table = Table::of(["Run", "Result", "Share of runs"]);
    for it in steps {
        table.rows.push(vec![
            named(results, it.run),
            written(results, it.score),
            Quantity::Accuracy.written(it.share, 2),
        ]);
    }
    table
}
