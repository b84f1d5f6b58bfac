//! Numbers for people, as the page writes them.

/// An accuracy as a percentage: "97.52 %".
pub fn percent(fraction: f64) -> String {
    format!("{:.2} %", fraction * 100.0)
}

/// Both ends of an interval of accuracies: "97.10 to 97.94 %".
pub fn percents([low, high]: [f64; 2]) -> String {
    format!("{:.2} to {:.2} %", low * 100.0, high * 100.0)
}

/// "1 seed", "5 seeds".
pub fn count(number: usize, what: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {what}{s}")
}

/// "40 s", "3 min", "1.5 h".
pub fn duration(seconds: f64) -> String {
    match seconds {
        seconds if seconds < 90.0 => format!("{seconds:.0} s"),
        seconds if seconds < 5400.0 => format!("{:.0} min", seconds / 60.0),
        seconds => format!("{:.1} h", seconds / 3600.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_page_does() {
        assert_eq!(percent(0.975_249), "97.52 %");
        assert_eq!(percents([0.971, 0.9794]), "97.10 to 97.94 %");
        assert_eq!(
            (count(1, "seed"), count(5, "seed")),
            ("1 seed".into(), "5 seeds".into())
        );
        let said = [0.4, 89.0, 90.0, 5399.0, 5400.0].map(duration);
        assert_eq!(said, ["0 s", "89 s", "2 min", "90 min", "1.5 h"]);
    }
}
