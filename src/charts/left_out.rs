//! What a logarithmic axis has no place for.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::Frame;
use super::paint::{Drawn, Painter};
use super::style::TextLook;
use super::{Axis, text_metrics};

/// Says in the plot's lower left, which falling losses leave free, how many of the values are 0 or less: they are
/// numbers like the others, and a curve that lacks them would tell another story.
pub(super) fn tell<DB: DrawingBackend>(
    painter: &mut Painter<DB>,
    frame: &Frame,
    axis: &Axis,
    values: impl Iterator<Item = f64>,
) -> Drawn<(), DB> {
    let count = values.filter(|value| axis.log && *value <= 0.0).count();
    if count == 0 {
        return Ok(());
    }
    let room = frame.plot.width() / painter.ratio;
    let sentence = sentence(count);
    let text = text_metrics::shorten(&sentence, frame.font_size, room);
    let (left, _, _, bottom) = frame.plot.edges();
    let gap = painter.px(3.0);
    let look = TextLook::new(frame.font_size, painter.theme.text).at(HPos::Left, VPos::Bottom);
    painter.write(&text, (left + gap, bottom - gap), look)
}

fn sentence(count: usize) -> String {
    match count {
        1 => "1 point ≤ 0 is not on a log axis".to_owned(),
        _ => format!("{count} points ≤ 0 are not on a log axis"),
    }
}
