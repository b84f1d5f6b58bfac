//! What has no place on an axis.

use plotters::prelude::DrawingBackend;
use plotters::style::text_anchor::{HPos, VPos};

use super::frame::Frame;
use super::paint::{Drawn, Painter};
use super::series::Series;
use super::style::TextLook;
use super::{Axis, text_metrics};

/// Says the same of runs that have no place on a horizontal axis of seconds: what has come with a link has no times.
pub(super) fn tell_of_runs<DB: DrawingBackend>(
    painter: &mut Painter<DB>,
    frame: &Frame,
    series: &[Series],
) -> Drawn<(), DB> {
    let has_place = |(place, _): &(f64, f64)| place.is_finite();
    let is_lost = |[_, train, ..]: &&Series| !train.is_empty() && !train.iter().any(has_place);
    match series.iter().filter(is_lost).count() {
        0 => Ok(()),
        1 => write(painter, frame, "1 run without times is not shown"),
        count => write(
            painter,
            frame,
            &format!("{count} runs without times are not shown"),
        ),
    }
}

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
    write(painter, frame, &sentence(count))
}

fn write<DB: DrawingBackend>(
    painter: &mut Painter<DB>,
    frame: &Frame,
    sentence: &str,
) -> Drawn<(), DB> {
    let room = frame.plot.width() / painter.ratio;
    let text = text_metrics::shorten(sentence, frame.font_size, room);
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
