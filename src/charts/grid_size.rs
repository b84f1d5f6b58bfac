//! How large a figure of many panels may become.

/// Columns of a figure whose panels flow, at least, where there are so many.
const FEWEST_COLUMNS: usize = 4;
/// Sides of a canvas beyond which some browser gives a blank picture or none, in pixels; and its area.
const MOST_SIDE: f64 = 16_384.0;
const MOST_PIXELS: f64 = 67_108_864.0;
/// Canvas pixels in a CSS pixel, where there is room.
const SHARP: f64 = 2.0;

/// Columns for panels of a size that may flow: so that the figure of many is about as wide as high.
pub fn flowing_columns(panels: usize, (width, height): (f64, f64)) -> usize {
    let square = (panels as f64 * height / width).sqrt().ceil() as usize;
    square.max(FEWEST_COLUMNS).min(panels.max(1))
}

/// Canvas pixels in a CSS pixel for a picture of a size in CSS pixels: two, or as many as browsers have room for.
pub fn canvas_ratio((width, height): (u32, u32)) -> f64 {
    let (width, height) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let by_side = MOST_SIDE / width.max(height);
    let by_area = (MOST_PIXELS / (width * height)).sqrt();
    SHARP.min(by_side).min(by_area)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANEL: (f64, f64) = (280.0, 200.0);

    #[test]
    fn a_few_panels_flow_in_four_columns_and_many_make_a_square() {
        let columns = [1, 3, 4, 12, 20, 100, 1000].map(|panels| flowing_columns(panels, PANEL));
        assert_eq!(columns, [1, 3, 4, 4, 4, 9, 27]);
        assert_eq!(flowing_columns(0, PANEL), 1);
    }

    #[test]
    fn a_thousand_panels_fit_on_a_canvas_on_which_they_can_be_read() {
        let columns = flowing_columns(1000, PANEL) as f64;
        let size = (
            (columns * 292.0) as u32,
            ((1000.0 / columns).ceil() * 212.0) as u32,
        );
        let ratio = canvas_ratio(size);
        let pixels = [size.0, size.1].map(|side| f64::from(side) * ratio);
        assert!(
            ratio > 0.9 && pixels[0] * pixels[1] <= MOST_PIXELS + 1.0,
            "{ratio}"
        );
        assert!(pixels.iter().all(|side| *side <= MOST_SIDE), "{pixels:?}");
    }

    #[test]
    fn a_small_figure_is_as_sharp_as_ever_and_a_long_one_fits_its_longer_side() {
        assert_eq!(canvas_ratio((1200, 900)), 2.0);
        assert_eq!(canvas_ratio((100, 32_768)), 0.5);
    }
}
