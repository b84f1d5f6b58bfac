//! A histogram as SVG.

use std::fmt::Write;

use super::spread::{BINS, Spread};
use crate::inside::html::{percent, short};

const WIDTH: f64 = 224.0;
const HEIGHT: f64 = 56.0;

/// - title: whose numbers they are
/// - is_logarithmic: whether its ends are powers of ten
pub fn figure(title: &str, spread: &Spread, is_logarithmic: bool) -> String {
    let [least, most] = spread.ends.map(|end| match is_logarithmic {
        true => short(libm::exp10(end)),
        false => short(end),
    });
    let zeros = match spread.zeros {
        0.0 => String::new(),
        share => format!(", {} are 0", percent(share, 1)),
    };
    if spread.bins == [0; BINS] {
        return format!("<figure><figcaption>{title}: all are 0</figcaption></figure>");
    }
    format!(
        r#"<figure><figcaption>{title}{zeros}</figcaption><svg viewBox="0 0 {WIDTH} {}" role="img" aria-label="{title} from {least} to {most}{zeros}">{}<text x="0" y="{}">{least}</text><text x="{WIDTH}" y="{}" text-anchor="end">{most}</text></svg></figure>"#,
        HEIGHT + 16.0,
        bars(spread, is_logarithmic),
        HEIGHT + 13.0,
        HEIGHT + 13.0,
    )
}

fn bars(spread: &Spread, is_logarithmic: bool) -> String {
    let tallest = spread.bins.iter().copied().max().unwrap_or(1).max(1) as f64;
    let width = WIDTH / BINS as f64;
    let mut path = String::new();
    for (at, count) in spread.bins.iter().enumerate().filter(|(_, it)| **it > 0) {
        // What is there is seen, however little it is.
        let height = (*count as f64 / tallest * HEIGHT).max(1.0);
        // Writing to a text cannot fail.
        let _ = write!(
            path,
            "M{:.1} {HEIGHT}v{:.1}h{:.1}v{height:.1}z",
            at as f64 * width,
            -height,
            width - 1.0
        );
    }
    let [least, most] = spread.ends;
    let zero = match !is_logarithmic && least < 0.0 && most > 0.0 {
        true => format!(
            r#"<path class="zero" d="M{:.1} 0V{HEIGHT}"/>"#,
            -least / (most - least) * WIDTH
        ),
        false => String::new(),
    };
    format!(r#"<path d="{path}"/>{zero}<path class="axis" d="M0 {HEIGHT}H{WIDTH}"/>"#)
}
