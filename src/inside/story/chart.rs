//! A line over epochs or steps, and a heat map, small.

use std::fmt::Write;

use super::Along;
use crate::inside::html::short;

const WIDTH: f64 = 140.0;
const HEIGHT: f64 = 64.0;
/// Beneath for the epochs.
const FOOT: f64 = 14.0;
const ROWS: usize = 36;
const SHADES: usize = 6;

/// Where numbers lie from bottom to top.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    low: f64,
    high: f64,
    is_logarithmic: bool,
}

impl Scale {
    /// From 0 to the largest of these, or to a number that is at least as large.
    pub fn from_zero(numbers: impl Iterator<Item = f64>, least: f64) -> Self {
        Self {
            low: 0.0,
            high: numbers.filter(|it| it.is_finite()).fold(least, f64::max),
            is_logarithmic: false,
        }
    }

    /// From the power of ten below the least of those above 0 to the one above the largest.
    pub fn logarithmic(numbers: impl Iterator<Item = f64>) -> Self {
        let logs = numbers.filter(|it| it.is_finite() && *it > 0.0);
        let logs: Vec<f64> = logs.map(libm::log10).collect();
        let low = logs.iter().copied().fold(f64::INFINITY, f64::min);
        let high = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let (low, high) = if low <= high {
            (low, high)
        } else {
            (-1.0, 0.0)
        };
        let low = libm::floor(low);
        Self {
            low,
            high: libm::ceil(high).max(low + 1.0),
            is_logarithmic: true,
        }
    }

    /// Where a number lies; nothing where it does not.
    fn y(&self, number: f64) -> Option<f64> {
        let place = match self.is_logarithmic {
            true => libm::log10(number),
            false => number,
        };
        let share = (place - self.low) / (self.high - self.low);
        share
            .is_finite()
            .then(|| HEIGHT * (1.0 - share.clamp(0.0, 1.0)))
    }

    fn ends(&self) -> [String; 2] {
        match self.is_logarithmic {
            true => [self.low, self.high].map(|it| short(libm::exp10(it))),
            false => [self.low, self.high].map(short),
        }
    }
}

/// A line through points of epochs, or steps, and numbers.
///
/// - marked: a number that is drawn across, where it is in sight
/// - shown: an epoch that gets a dot
pub fn line(
    title: &str,
    points: &[(usize, Option<f64>)],
    along: Along,
    scale: Scale,
    (marked, shown): (Option<f64>, Option<usize>),
) -> String {
    let first = points.first().map_or(0, |(epoch, _)| *epoch);
    let last = points.last().map_or(first, |(epoch, _)| *epoch);
    let x = |epoch: usize| WIDTH * (epoch - first) as f64 / (last - first).max(1) as f64;
    let mut path = String::new();
    let mut dot = String::new();
    let mut is_down = false;
    for (epoch, number) in points {
        let y = number.and_then(|it| scale.y(it));
        if let Some(y) = y {
            let x = x(*epoch);
            // Writing to a text cannot fail.
            let _ = write!(path, "{}{x:.1} {y:.1}", if is_down { 'L' } else { 'M' });
            if shown == Some(*epoch) {
                dot = format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="3.5"/>"#);
            }
        }
        is_down = y.is_some();
    }
    let across = marked.filter(|it| scale.y(*it).is_some_and(|y| y > 0.0 && y < HEIGHT));
    let across = across
        .and_then(|it| scale.y(it))
        .map_or_else(String::new, |y| {
            format!(r#"<path class="zero" d="M0 {y:.1}h{WIDTH}"/>"#)
        });
    let latest = points.iter().rev().find_map(|(_, number)| *number);
    let latest = latest.map_or_else(|| "–".to_owned(), short);
    figure(
        &format!("{title}: {latest}"),
        &format!(r#"{across}<path class="line" d="{path}"/>{dot}"#),
        scale.ends(),
        along,
        [first, last],
    )
}

/// Shares of weights by size, an epoch beside the other.
///
/// - columns: of each epoch, lowest first
/// - end: weights from minus this to this
pub fn heat(title: &str, columns: &[(usize, Vec<f64>)], along: Along, end: f64) -> String {
    let most = columns.iter().flat_map(|(_, shares)| shares).copied();
    let most = most.fold(0.0, f64::max);
    let level = |share: f64| (SHADES as f64 * (share / most).sqrt()).round() as usize;
    let mut paths = vec![String::new(); SHADES + 1];
    for (x, (_, shares)) in columns.iter().enumerate() {
        let mut row = 0;
        while row < shares.len() {
            let shade = level(shares[row]);
            let same = shares[row..].iter().take_while(|it| level(**it) == shade);
            let length = same.count();
            // From above.
            let top = ROWS - row - length;
            let _ = write!(paths[shade.min(SHADES)], "M{x} {top}h1v{length}h-1z");
            row += length;
        }
    }
    let mut drawn = format!(
        r#"<svg viewBox="0 0 {} {ROWS}" width="{WIDTH}" height="{HEIGHT}" preserveAspectRatio="none" shape-rendering="crispEdges">"#,
        columns.len().max(1)
    );
    for (shade, path) in paths.iter().enumerate().skip(1) {
        let opacity = shade as f64 / SHADES as f64;
        let _ = write!(drawn, r#"<path opacity="{opacity:.2}" d="{path}"/>"#);
    }
    let epochs = [columns.first(), columns.last()].map(|it| it.map_or(0, |(epoch, _)| *epoch));
    let ends = [-end, end].map(short);
    figure(title, &(drawn + "</svg>"), ends, along, epochs)
}

/// How many rows a heat map has.
pub const fn rows() -> usize {
    ROWS
}

fn figure(title: &str, drawn: &str, ends: [String; 2], along: Along, epochs: [usize; 2]) -> String {
    let (one, many) = (along.one(), along.many());
    let [low, high] = ends;
    let [first, last] = epochs;
    let base = HEIGHT + FOOT - 2.0;
    format!(
        r#"<figure><figcaption>{title}</figcaption><svg viewBox="-44 -6 190 {}" role="img" aria-label="{title}; from {low} to {high}, {many} {first} to {last}"><path class="axis" d="M0 0v{HEIGHT}h{WIDTH}"/>{drawn}<text x="-4" y="8" text-anchor="end">{high}</text><text x="-4" y="{HEIGHT}" text-anchor="end">{low}</text><text y="{base}">{first}</text><text x="{WIDTH}" y="{base}" text-anchor="end">{one} {last}</text></svg></figure>"#,
        HEIGHT + FOOT + 8.0,
    )
}
