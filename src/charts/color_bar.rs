//! Which colour is which value.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::Frame;
use super::paint::{Drawn, Painter};
use super::ramp::Shades;
use super::region::Region;
use super::style::TextLook;

/// Distance from the plot, and width; CSS pixels.
const GAP: f64 = 16.0;
const WIDTH: f64 = 12.0;
/// Steps of the bar; more would not be seen.
const STEPS: usize = 48;

/// Beside the plot, from the least value below to the greatest above, with both written.
pub(super) fn draw<DB: DrawingBackend>(
    painter: &mut Painter<DB>,
    frame: &Frame,
    shades: Shades,
) -> Drawn<(), DB> {
    let left = frame.plot.right + GAP * frame.ratio;
    let bar = Region {
        left,
        right: left + WIDTH * frame.ratio,
        ..frame.plot
    };
    let high = bar.height() / STEPS as f64;
    for step in 0..STEPS {
        let share = (step as f64 + 0.5) / STEPS as f64;
        let value = shades.to - share * (shades.to - shades.from);
        // Down to the end, so that no seam shows between two steps.
        let top = bar.top + high * step as f64;
        let rest = Region { top, ..bar };
        painter.fill(&rest, shades.color(value), 1.0)?;
    }
    write_ends(painter, &bar, frame, shades)
}

fn write_ends<DB: DrawingBackend>(
    painter: &mut Painter<DB>,
    bar: &Region,
    frame: &Frame,
    shades: Shades,
) -> Drawn<(), DB> {
    let (_, top, right, bottom) = bar.edges();
    let column = right + painter.px(5.0);
    let look = TextLook::new(frame.font_size, painter.theme.text);
    let decimals = decimals(shades);
    let greatest = shades.quantity.written(shades.to, decimals);
    painter.write(&greatest, (column, top), look.at(HPos::Left, VPos::Top))?;
    let far = f64::from(bottom - top) >= 3.0 * frame.font_size * frame.ratio;
    if !far || shades.from == shades.to {
        return Ok(());
    }
    let least = shades.quantity.written(shades.from, decimals);
    let place = (column, bottom);
    painter.write(&least, place, look.at(HPos::Left, VPos::Bottom))?;
    let middle = (column, (top + bottom) / 2);
    let name = shades.quantity.name();
    let room = f64::from(bottom - top) / frame.ratio - 4.0 * frame.font_size;
    if super::text_metrics::width(name, frame.font_size) > room {
        return Ok(());
    }
    painter.write_upwards(name, middle, look.at(HPos::Center, VPos::Top))
}

/// So many that the ends differ.
fn decimals(shades: Shades) -> usize {
    let [one, two] = [1, 2].map(|decimals| {
        let written = |value| shades.quantity.written(value, decimals);
        written(shades.from) != written(shades.to)
    });
    match (one, two) {
        (true, _) => 1,
        (false, true) => 2,
        (false, false) => 3,
    }
}
