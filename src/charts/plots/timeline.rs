//! Which worker was at which run when.

use super::places::Lie;
use super::score::written;
use super::sheet::{Done, Drawing, Sheet, sheet};
use super::table::Table;
use super::words::{label, named, number, owner, plural};
use crate::charts::Color;
use crate::charts::frame::{self, Frame};
use crate::charts::legend::{self, Entry, Sample};
use crate::charts::region::{Margins, Region};
use crate::charts::style::Stroke;
use crate::protocol::{PlotLook, PlotResults};

/// A run in the lane of its worker; in seconds since the first began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    pub run: usize,
    pub lane: usize,
    pub from: f64,
    pub to: f64,
}

/// All runs of which it is known when they were trained, and the workers of the lanes.
pub fn bars(results: &PlotResults) -> (Vec<Bar>, Vec<u32>) {
    let runs = results.runs.iter().enumerate();
    let spans = runs.filter_map(|(run, it)| Some((run, it.span?)));
    let is_right = |span: &crate::protocol::PlotSpan| {
        span.from_ms.is_finite() && span.to_ms.is_finite() && span.from_ms <= span.to_ms
    };
    let spans: Vec<_> = spans.filter(|(_, span)| is_right(span)).collect();
    let mut workers: Vec<u32> = spans.iter().map(|(_, span)| span.worker).collect();
    workers.sort_unstable();
    workers.dedup();
    let start = spans.iter().map(|(_, span)| span.from_ms);
    let start = start.fold(f64::INFINITY, f64::min);
    let bar = |(run, span): &(usize, crate::protocol::PlotSpan)| Bar {
        run: *run,
        lane: workers.partition_point(|worker| *worker < span.worker),
        from: (span.from_ms - start) / 1e3,
        to: (span.to_ms - start) / 1e3,
    };
    (spans.iter().map(bar).collect(), workers)
}

/// How a bar is coloured, by how its run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Whole,
    Pruned,
    Broken,
    Running,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Whole, Self::Pruned, Self::Broken, Self::Running];

    fn of(state: &str) -> Self {
        match state {
            "pruned" => Self::Pruned,
            "diverged" | "failed" => Self::Broken,
            "running" => Self::Running,
            _ => Self::Whole,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Whole => "trained to its end",
            Self::Pruned => "pruned",
            Self::Broken => "diverged or failed",
            Self::Running => "under way",
        }
    }

    /// Of the colours of runs.
    fn color(self) -> usize {
        match self {
            Self::Whole => 0,
            Self::Pruned => 4,
            Self::Broken => 1,
            Self::Running => 2,
        }
    }
}

const NO_TIMES: &str = "Of this study's runs it is not known when they were trained.";

pub fn draw(look: &PlotLook, results: &PlotResults) -> Drawing {
    let (bars, workers) = bars(results);
    let (svg, places) = sheet(look, "Timeline", Lie::Scattered, |sheet| {
        draw_on(sheet, results, &bars, &workers)
    });
    Drawing {
        svg,
        about: about(results, &bars, &workers),
        places,
        table: table(results, &bars, &workers),
    }
}

fn draw_on(sheet: &mut Sheet, results: &PlotResults, bars: &[Bar], workers: &[u32]) -> Done {
    let theme = sheet.painter.theme;
    let kind = |bar: &Bar| Kind::of(&results.runs[bar.run].state);
    let kinds = Kind::ALL
        .into_iter()
        .filter(|it| bars.iter().any(|bar| kind(bar) == *it));
    let entry = |kind: Kind| Entry {
        name: kind.name(),
        sample: Sample::Line(Stroke::new(theme.run(kind.color()), 8.0)),
    };
    let entries: Vec<Entry> = kinds.map(entry).collect();
    let left = 78.0;
    let room = sheet.painter.whole.width() / sheet.painter.ratio - left - Frame::MARGINS.right;
    let frame = sheet.frame(Margins {
        left,
        top: legend::height(&entries, room) + 12.0,
        ..Frame::MARGINS
    });
    if bars.is_empty() {
        return sheet.nothing(&frame, NO_TIMES);
    }
    let last = bars.iter().map(|bar| bar.to).fold(0.0, f64::max);
    let (unit, name) = unit(last);
    let x = frame.x_axis(0.0, (last / unit).max(1e-3));
    let ticks = frame.ticks_x(&x);
    frame.rules_x(&mut sheet.painter, frame::places(&x, &ticks))?;
    frame.base(&mut sheet.painter)?;
    frame.write_x(&mut sheet.painter, &frame::labels(&x, &ticks, None))?;
    let below = format!("{name} since the first run began");
    frame.captions(&mut sheet.painter, &below, "")?;
    let high = frame.plot.height() / workers.len().max(1) as f64;
    let middle = |lane: usize| (frame.plot.top + high * (lane as f64 + 0.5)).round() as i32;
    let lanes = workers.iter().enumerate();
    let lanes = lanes.map(|(lane, worker)| (middle(lane), format!("worker {worker}")));
    frame.write_y(&mut sheet.painter, &lanes.collect())?;
    let half = (high * 0.36).min(18.0 * frame.ratio);
    for bar in bars {
        let pixels = x.pixel(bar.from / unit).zip(x.pixel(bar.to / unit));
        let Some((from, to)) = pixels else { continue };
        let row = middle(bar.lane);
        // A gap between two runs, and a sliver of the shortest.
        let to = (to - sheet.painter.px(0.75)).max(from + sheet.painter.px(0.5));
        let body = Region {
            left: f64::from(from),
            right: f64::from(to),
            top: f64::from(row) - half,
            bottom: f64::from(row) + half,
        };
        let color: Color = theme.run(kind(bar).color());
        let owner = owner(results, bar.run);
        sheet.place(owner, [from, to], row, reading(results, bar, workers));
        sheet.mark(owner, |sheet, opacity| {
            sheet.painter.fill(&body, color, opacity)
        })?;
    }
    let top = Region {
        top: frame.outer.top + 4.0 * frame.ratio,
        bottom: frame.plot.top,
        ..frame.plot
    };
    legend::in_rows(&mut sheet.painter, &top, &entries)
}

/// Seconds in the unit of an axis that long, and its name.
fn unit(seconds: f64) -> (f64, &'static str) {
    match seconds {
        long if long > 5400.0 => (3600.0, "hours"),
        some if some > 180.0 => (60.0, "minutes"),
        _ => (1.0, "seconds"),
    }
}

fn reading(results: &PlotResults, bar: &Bar, workers: &[u32]) -> String {
    let run = &results.runs[bar.run];
    let result = match run.score.is_finite() {
        true => written(results, run.score),
        false => run.state.clone(),
    };
    format!(
        "{}: worker {}, from {:.1} s to {:.1} s; {result}",
        named(results, bar.run),
        workers[bar.lane],
        bar.from,
        bar.to
    )
}

fn about(results: &PlotResults, bars: &[Bar], workers: &[u32]) -> String {
    if bars.is_empty() {
        return NO_TIMES.to_owned();
    }
    let last = bars.iter().map(|bar| bar.to).fold(0.0, f64::max);
    let busy: f64 = bars.iter().map(|bar| bar.to - bar.from).sum();
    let share = busy / (last * workers.len() as f64).max(1e-9) * 100.0;
    let unknown = results.runs.len() - bars.len();
    let unknown = match unknown {
        0 => String::new(),
        n => format!(" Of {} it is not known.", plural(n, "run")),
    };
    format!(
        "When {} trained {}: {last:.1} s in all, of which they were busy {share:.0} %.{unknown}",
        plural(workers.len(), "worker"),
        plural(bars.len(), "run")
    )
}

fn table(results: &PlotResults, bars: &[Bar], workers: &[u32]) -> Table {
    let mut table = Table::of(["Run", "Setting", "Worker", "Began", "Ended", "State"]);
    for bar in bars {
        let run = &results.runs[bar.run];
        table.rows.push(vec![
            number(results, bar.run),
            label(results, run.setting),
            workers[bar.lane].to_string(),
            format!("{:.1} s", bar.from),
            format!("{:.1} s", bar.to),
            run.state.clone(),
        ]);
    }
    table
}
