//! Counting tests by the lines that test runners close with.

/// Tests counted so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    /// Counts `line` if it closes a run, as in `test result: ok. 3 passed; 0 failed; …`.
    pub fn see(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ") else {
            return;
        };
        self.passed += count(counts, "passed");
        self.failed += count(counts, "failed");
    }

    /// Counts a stage that failed as a whole, or a runner that died before it counted its failures.
    pub fn fail_once(&mut self) {
        self.failed += 1;
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)
    }
}

/// The number before `what`, or 0 where there is none.
fn count(counts: &str, what: &str) -> u64 {
    let mut words = counts
        .split([' ', ';', '.'])
        .filter(|word| !word.is_empty());
    let mut number = None;
    words
        .find_map(|word| {
            let before = number.replace(word)?;
            (word == what).then(|| before.parse().ok()).flatten()
        })
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally_of(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.see(line));
        tally
    }

    #[test]
    fn closing_lines_of_native_and_browser_runners_add_up() {
        let tally = tally_of(&[
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.52s",
            "    test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out",
        ]);
        assert_eq!((tally.passed, tally.failed), (15, 2));
    }

    #[test]
    fn other_lines_do_not_count() {
        let tally = tally_of(&[
            "running 5 tests",
            "test a ... ok",
            "5 passed; 5 failed;",
            "",
        ]);
        assert_eq!(tally, Tally::default());
    }

    #[test]
    fn a_garbled_closing_line_counts_nothing() {
        let tally = tally_of(&["test result: ok. many passed; failed;", "test result: "]);
        assert_eq!(tally, Tally::default());
    }

    #[test]
    fn the_sum_is_spoken_in_one_line() {
        let mut tally = tally_of(&["test result: ok. 2 passed; 0 failed;"]);
        tally.fail_once();
        assert_eq!(tally.to_string(), "2 passed, 1 failed");
    }
}
