//! Which colour is good: a bar beside a plot.

use plotters::style::text_anchor::{HPos, VPos};

use super::sheet::{Done, Sheet};
use crate::charts::frame::Frame;
use crate::charts::region::Region;
use crate::charts::style::TextLook;

/// Room that it takes on the right, in CSS pixels.
pub const WIDTH: f64 = 84.0;
/// More steps would not be seen.
const STEPS: usize = 48;

/// From the worst below to the best above, with what these are.
pub fn draw(sheet: &mut Sheet, frame: &Frame, [worst, best]: [&str; 2]) -> Done {
    let ratio = frame.ratio;
    let left = frame.plot.right + 16.0 * ratio;
    let bar = Region {
        left,
        right: left + 12.0 * ratio,
        ..frame.plot
    };
    for step in 0..STEPS {
        let share = (step as f64 + 0.5) / STEPS as f64;
        let top = bar.top + bar.height() / STEPS as f64 * step as f64;
        // Down to the end, so that no seam shows between two steps.
        let rest = Region { top, ..bar };
        let color = sheet.painter.theme.ramp.at(1.0 - share);
        sheet.painter.fill(&rest, color, 1.0)?;
    }
    let (_, top, right, bottom) = bar.edges();
    let column = right + sheet.painter.px(5.0);
    let look = TextLook::new(frame.font_size, sheet.painter.theme.text);
    let place = (column, top);
    sheet
        .painter
        .write(best, place, look.at(HPos::Left, VPos::Top))?;
    let place = (column, bottom);
    sheet
        .painter
        .write(worst, place, look.at(HPos::Left, VPos::Bottom))
}
