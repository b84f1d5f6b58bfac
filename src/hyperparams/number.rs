//! Numbers as people type them: where keypads offer nothing else, with a comma.

/// Reads a number. A comma is taken for the point where it can be nothing else: `0,001` is read, `1,000` may be a
/// thousand and is not.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    decimal(text).or_else(|| {
        let meant = with_point(text).filter(|_| !may_be_thousands(text));
        decimal(&meant?)
    })
}

/// Reads a number of digits, with a point and an exponent where it has them: the nearest one there is.
pub fn decimal(text: &str) -> Option<f64> {
    let is_part = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let is_decimal = !text.is_empty() && text.bytes().all(is_part);
    read_decimal(text).filter(|_| is_decimal)
}

#[cfg(not(target_arch = "wasm32"))]
fn read_decimal(text: &str) -> Option<f64> {
    text.parse().ok()
}

/// The browser reads them the same way, and has the tables for it: ten thousand bytes that nothing makes smaller.
#[cfg(target_arch = "wasm32")]
fn read_decimal(text: &str) -> Option<f64> {
    let number = wasm_bindgen::JsValue::from_str(text).unchecked_into_f64();
    (!number.is_nan()).then_some(number)
}

/// The number to so many significant digits, as it would be read where it is written so.
pub fn rounded(number: f64, digits: usize) -> f64 {
    let after_point = digits.saturating_sub(1);
    decimal(&format!("{number:.after_point$e}")).unwrap_or(number)
}

/// The same number with a point in place of its comma; nothing where there is no such comma.
pub fn with_point(text: &str) -> Option<String> {
    let (whole, rest) = text.split_once(',')?;
    let (fraction, exponent) = rest.split_once(['e', 'E']).unwrap_or((rest, "0"));
    let is_number = is_digits(unsigned(whole)) && is_digits(fraction);
    (is_number && is_digits(unsigned(exponent))).then(|| format!("{whole}.{rest}"))
}

/// What to write instead of a number whose comma is not read, as a clause; nothing for any other text.
pub(super) fn comma_hint(text: &str, is_whole: bool) -> Option<String> {
    let (point, joined) = (with_point(text.trim())?, text.trim().replace(',', ""));
    Some(if is_whole {
        format!("write {joined} without a comma")
    } else {
        format!("write {point} with a point, or {joined} without a comma")
    })
}

/// Whether it is a number whose first digits say nothing: `01` is what is left of `0,01`.
pub(super) fn has_idle_zero(text: &str) -> bool {
    text.strip_prefix('0').is_some_and(is_digits)
}

fn may_be_thousands(text: &str) -> bool {
    let (whole, rest) = text.split_once(',').unwrap_or((text, ""));
    let whole = unsigned(whole);
    (1..=3).contains(&whole.len()) && !whole.starts_with('0') && rest.len() == 3 && is_digits(rest)
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['-', '+']).unwrap_or(text)
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_a_point_where_it_can_be_nothing_else() {
        for (text, read) in [
            ("0,001", Some(0.001)),
            (" -0,5 ", Some(-0.5)),
            ("1,5", Some(1.5)),
            ("2,5e-3", Some(0.0025)),
            ("0.001", Some(0.001)),
            ("1e-3", Some(0.001)),
            ("1,000", None),
            ("60,000", None),
            ("1,2,3", None),
            ("0,1.5", None),
            ("0,", None),
            (",5", None),
            ("0, 1", None),
            ("a,5", None),
        ] {
            assert_eq!(number(text), read, "{text}");
        }
    }

    #[test]
    fn a_decimal_is_digits_a_point_and_an_exponent() {
        for (text, read) in [
            ("12", Some(12.0)),
            ("+.5", Some(0.5)),
            ("-5.", Some(-5.0)),
            ("2.5E+3", Some(2500.0)),
            ("1e999", Some(f64::INFINITY)),
            ("", None),
            (".", None),
            ("1e", None),
            ("e5", None),
            ("1-2", None),
            (" 1", None),
            ("0x1", None),
            ("1_000", None),
            ("inf", None),
            ("Infinity", None),
            ("NaN", None),
        ] {
            assert_eq!(decimal(text), read, "{text}");
        }
    }

    #[test]
    fn a_rounded_number_is_the_nearest_with_so_few_digits() {
        assert_eq!(rounded(0.1 + 0.2, 3), 0.3);
        assert_eq!(rounded(123_456.0, 2), 120_000.0);
        assert_eq!(rounded(f64::INFINITY, 2), f64::INFINITY);
        assert!(rounded(f64::NAN, 2).is_nan());
    }

    #[test]
    fn what_is_left_of_a_decimal_comma_is_known() {
        assert!(has_idle_zero("01") && has_idle_zero("000"));
        assert!(!has_idle_zero("0") && !has_idle_zero("0.1") && !has_idle_zero("10"));
    }
}
