//! Texts, numbers and digits as HTML.

use std::fmt::Write;

use crate::dataset::IMAGE_PIXELS;

/// Pixels of a side of an image.
const SIDE: usize = 28;
/// How many shades of ink are told apart: as many as the eye needs, and few enough to be quickly drawn.
const SHADES: u8 = 8;

/// A text that somebody has written, where HTML has one or within double quotes.
pub use html_escape::encode_double_quoted_attribute as escaped;

/// A share from 0 to 1 for people, with so many digits after the point.
pub fn percent(share: f64, digits: usize) -> String {
    format!("{:.digits$} %", share * 100.0)
}

/// A count with a comma at the thousands.
pub fn count(number: usize) -> String {
    match number {
        0..1000 => number.to_string(),
        _ => format!("{},{:03}", number / 1000, number % 1000),
    }
}

/// A number of any size with three digits.
pub fn short(number: f64) -> String {
    let size = number.abs();
    match size {
        0.0 => "0".to_owned(),
        _ if !number.is_finite() => "not a number".to_owned(),
        1e-3..100.0 => {
            let digits = 2 - libm::floor(libm::log10(size)) as i32;
            format!("{number:.*}", digits.clamp(0, 5) as usize)
        }
        100.0..1e5 => format!("{number:.0}"),
        _ => format!("{number:.1e}"),
    }
}

/// How sure a network is: a probability as a percentage, any other output as a number.
pub fn sure(value: f32, is_probability: bool) -> String {
    match is_probability {
        // What is not certain is not called certain.
        true if value < 1.0 => percent(f64::from(value).min(0.9999), 2),
        true => percent(1.0, 0),
        false => format!("{value:.3}"),
    }
}

/// A button, pressed or not, that asks for something.
pub fn toggle(id: &str, ask: &str, is_on: bool, label: &str) -> String {
    format!(
        r#"<button type="button" id="{id}" data-ask="{ask}" aria-pressed="{is_on}">{label}</button>"#
    )
}

/// An image, `[784]`, as a drawing without words: a path for each shade, in which a run of pixels is a line.
pub fn digit(image: &[u8]) -> String {
    format!(
        r#"<svg class="digit" viewBox="0 0 28 28" aria-hidden="true">{}</svg>"#,
        shades(image)
    )
}

/// The paths of an image in a box of 28 by 28.
pub fn shades(image: &[u8]) -> String {
    let mut svg = String::new();
    let shade = |pixel: u8| (u16::from(pixel) * u16::from(SHADES) + 127) / 255;
    for level in 1..=SHADES {
        let path = runs(image, |pixel| shade(pixel) == u16::from(level));
        if !path.is_empty() {
            let opacity = f64::from(level) / f64::from(SHADES);
            // Writing to a text cannot fail.
            let _ = write!(svg, r#"<path opacity="{opacity}" d="{path}"/>"#);
        }
    }
    svg
}

/// What draws the pixels of which something holds, in a box of 28 by 28: a line for each run of them in a row.
///
/// - image: `[784]`
pub fn runs<T: Copy>(image: &[T], is_it: impl Fn(T) -> bool) -> String {
    let mut path = String::new();
    for (y, row) in image[..IMAGE_PIXELS.min(image.len())]
        .chunks(SIDE)
        .enumerate()
    {
        let mut x = 0;
        while x < row.len() {
            let length = row[x..].iter().take_while(|pixel| is_it(**pixel)).count();
            if length > 0 {
                // Writing to a text cannot fail.
                let _ = write!(path, "M{x} {y}.5h{length}");
            }
            x += length + 1;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_have_written_stays_a_text() {
        let found = escaped(r#"<img src="x" onerror=alert(1)>&"#);
        assert_eq!(found, "&lt;img src=&quot;x&quot; onerror=alert(1)&gt;&amp;");
    }

    #[test]
    fn an_image_is_drawn_by_lines_of_the_same_shade() {
        let mut image = [0; IMAGE_PIXELS];
        image[29..32].fill(255);
        image[33] = 255;
        image[28 * 27 + 27] = 128;
        let svg = digit(&image);
        assert!(
            svg.contains(r#"<path opacity="1" d="M1 1.5h3M5 1.5h1"/>"#),
            "{svg}"
        );
        assert!(
            svg.contains(r#"<path opacity="0.5" d="M27 27.5h1"/>"#),
            "{svg}"
        );
        assert_eq!(svg.matches("<path").count(), 2);
    }

    #[test]
    fn a_number_of_any_size_has_three_digits() {
        let numbers = [
            0.0, 1.0, -0.123_45, 0.001_234, 12.345, 4567.8, 1e-5, -2.345e7,
        ];
        let expected = [
            "0", "1.00", "-0.123", "0.00123", "12.3", "4568", "1.0e-5", "-2.3e7",
        ];
        assert_eq!(numbers.map(short), expected);
        assert_eq!(short(f64::INFINITY), "not a number");
    }

    #[test]
    fn nobody_is_called_certain_who_is_not() {
        assert_eq!(sure(0.999_999, true), "99.99 %");
        assert_eq!(sure(1.0, true), "100 %");
        assert_eq!(sure(0.5, true), "50.00 %");
        assert_eq!(sure(3.25, false), "3.250");
    }
}
