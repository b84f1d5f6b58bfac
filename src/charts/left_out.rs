//! What a logarithmic axis has no place for.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::Frame;
use super::paint::{Drawn, Painter};
use super::style::Letters;
use super::{Axis, letters};

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
    let text = letters::shorten(&sentence, frame.letters, room);
    let (left, _, _, bottom) = frame.plot.edges();
    let gap = painter.px(3.0);
    let letters = Letters::new(frame.letters, painter.theme.text).at(HPos::Left, VPos::Bottom);
    painter.write(&text, (left + gap, bottom - gap), letters)
}

fn sentence(count: usize) -> String {
    match count {
        1 => "1 point ≤ 0 is not on a log axis".to_owned(),
        _ => format!("{count} points ≤ 0 are not on a log axis"),
    }
}
