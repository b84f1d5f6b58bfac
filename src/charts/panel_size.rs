//! What depends on a panel's size alone.

use super::frame::Frame;

/// Room on either side of a title, in CSS pixels.
pub(super) const SIDE: f64 = 8.0;
/// From this size on a panel is the enlarged version; CSS pixels.
const LARGE: (f64, f64) = (300.0, 240.0);
/// Below this height it has room for its curves and one row of letters; CSS pixels.
const LOW: f64 = 64.0;

/// Sizes of the labels' and the title's fonts, for a panel of this size; all in CSS pixels.
pub(super) fn font_sizes(width: f64, height: f64) -> (f64, f64) {
    let labels = (width / 22.0)
        .min(height / 16.0)
        .clamp(9.0, Frame::FONT_SIZE);
    let title = if is_large(width, height) {
        15.0
    } else {
        labels + 1.0
    };
    (labels, title)
}

/// Whether there is room for one row of letters at most.
pub(super) fn is_low(height: f64) -> bool {
    height < LOW
}

/// Whether there is room for captions and a legend.
pub(super) fn is_large(width: f64, height: f64) -> bool {
    width >= LARGE.0 && height >= LARGE.1
}
