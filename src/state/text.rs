//! Numbers for people.

use crate::hyperparams::Value;
use crate::hyperparams::number::rounded;
use crate::study::Counts;
pub use crate::study::count;

/// Stands for a number that is not there.
const NONE: &str = "–";

/// A fraction as a percentage with two decimals: `95.12 %`.
pub fn percent(fraction: f64) -> String {
    if fraction.is_finite() {
        format!("{:.2} %", fraction * 100.0)
    } else {
        NONE.to_owned()
    }
}

/// Three significant digits or so: `0.0712`, `2.31`, `1.2e9`.
pub fn loss(loss: f64) -> String {
    match loss.abs() {
        _ if !loss.is_finite() => NONE.to_owned(),
        0.0 => "0".to_owned(),
        size if size < 1e-3 => format!("{loss:.1e}"),
        size if size < 1.0 => format!("{loss:.4}"),
        size if size < 100.0 => format!("{loss:.3}"),
        size if size < 1e5 => format!("{loss:.0}"),
        _ => format!("{loss:.1e}"),
    }
}

/// A loss that is known to three significant digits or so, as recorded ones are: `1.97`, `0.355`.
pub fn rounded_loss(value: f64) -> String {
    match value.abs() {
        size if (1e-3..100.0).contains(&size) => {
            let decimals = 2 - rounded(size, 3).log10().floor() as i32;
            format!("{value:.*}", decimals.max(0) as usize)
        }
        _ => loss(value),
    }
}

/// A learning rate to three significant digits, without zeros behind them: `0.001`, `3.16e-5`.
pub fn rate(rate: f64) -> String {
    Value::Number(rounded(rate, 3)).to_string()
}

/// A time from milliseconds: `0.8 s`, `42 s`, `3 min 05 s`, `2 h 10 min`.
pub fn duration(ms: f64) -> String {
    let seconds = ms / 1000.0;
    if !seconds.is_finite() || seconds < 0.0 {
        return NONE.to_owned();
    }
    if seconds < 9.95 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    match whole {
        0..60 => format!("{whole} s"),
        60..3600 => format!("{} min {:02} s", whole / 60, whole % 60),
        _ => format!("{} h {:02} min", whole / 3600, whole % 3600 / 60),
    }
}

/// Bytes in decimal megabytes: `3.2 MB`.
pub fn megabytes(bytes: f64) -> String {
    format!("{:.1} MB", bytes / 1e6)
}

/// `1 epoch`, `2 epochs`.
pub fn plural(number: usize, noun: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{} {noun}{end}", count(number))
}

/// A text's first letters, and a sign that there were more.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// `a, b and c`.
pub fn list(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [word] => (*word).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "12 of 36 runs": of those that are wanted; of a study that was stopped, of all.
pub fn runs_trained(counts: Counts, is_stopped: bool) -> String {
    let wanted = match is_stopped {
        true => counts.all(),
        false => counts.all() - counts.skipped,
    };
    format!("{} of {}", counts.trained(), plural(wanted, "run"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(percent(0.95123), "95.12 %");
        assert_eq!(percent(f64::NAN), "–");
        assert_eq!(count(60_000), "60,000");
        assert_eq!(count(999), "999");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(megabytes(3_210_000.0), "3.2 MB");
        assert_eq!(plural(1, "epoch"), "1 epoch");
        assert_eq!(plural(0, "epoch"), "0 epochs");
        assert_eq!(shortened("épée", 4), "épée");
        assert_eq!(shortened("épée", 2), "ép…");
    }

    #[test]
    fn a_loss_keeps_the_digits_that_say_something() {
        for (value, written) in [
            (0.07123, "0.0712"),
            (2.3126, "2.313"),
            (0.00001234, "1.2e-5"),
            (1.2e9, "1.2e9"),
            (0.0, "0"),
            (f64::INFINITY, "–"),
        ] {
            assert_eq!(loss(value), written);
        }
    }

    #[test]
    fn a_recorded_loss_has_no_more_digits_than_are_known() {
        for (value, written) in [
            (0.07123, "0.0712"),
            (0.3552, "0.355"),
            (0.99951, "1.00"),
            (1.9724, "1.97"),
            (45.67, "45.7"),
            (0.00001234, "1.2e-5"),
            (0.0, "0"),
            (f64::NAN, "–"),
        ] {
            assert_eq!(rounded_loss(value), written);
        }
    }

    #[test]
    fn a_rate_has_three_digits_that_say_something() {
        for (value, written) in [
            (0.001, "0.001"),
            (0.000_316_227_766, "0.000316"),
            (0.000_031_622, "3.16e-5"),
            (0.0, "0"),
            (10.0, "10"),
        ] {
            assert_eq!(rate(value), written);
        }
    }

    #[test]
    fn a_duration_has_the_units_of_its_size() {
        for (ms, written) in [
            (830.0, "0.8 s"),
            (42_400.0, "42 s"),
            (59_700.0, "1 min 00 s"),
            (185_000.0, "3 min 05 s"),
            (7_800_000.0, "2 h 10 min"),
            (f64::INFINITY, "–"),
        ] {
            assert_eq!(duration(ms), written);
        }
    }
}
