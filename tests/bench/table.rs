//! The tables that the benchmark prints and the README shows.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::Path;

/// What was measured, row by row; the first cell says what.
pub struct Table {
    /// Its place in the README is between two comments with this name.
    name: &'static str,
    heads: &'static [&'static str],
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(name: &'static str, heads: &'static [&'static str]) -> Self {
        let rows = Vec::new();
        Self { name, heads, rows }
    }

    /// Adds a row of the speeds and weights.
    pub fn add(&mut self, what: String, measured: String, budget: &str) {
        self.add_row(vec![what, measured, budget.to_owned()]);
    }

    pub fn add_row(&mut self, cells: Vec<String>) {
        assert_eq!(cells.len(), self.heads.len(), "a cell for each head");
        self.rows.push(cells);
    }

    /// Puts the table into its place in the README. Rows that are there and were not measured this time stay
    /// where `is_part` says that only some were.
    pub fn write_into_readme(mut self, is_part: bool) {
        if self.rows.is_empty() {
            return;
        }
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let readme = fs::read_to_string(&path).expect("there is a README");
        let [begin, end] = ["begin", "end"].map(|edge| format!("<!-- {}:{edge} -->", self.name));
        let (before, rest) = readme
            .split_once(&begin)
            .expect("the README has a place for the table");
        let (there, after) = rest.split_once(&end).expect("the place has an end");
        if is_part {
            self.rows = merged(rows_of(there), self.rows);
        }
        let written = format!("{before}{begin}\n{self}{end}{after}");
        fs::write(&path, written).expect("the README can be written");
    }
}

/// The rows of a table in Markdown, below its head.
fn rows_of(table: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| {
        let line = line.trim().trim_matches('|');
        line.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let lines = table.lines().filter(|line| line.starts_with('|'));
    lines.skip(2).map(cells).collect()
}

/// The new rows in the places of the old ones that they replace; those without one follow the row before them.
fn merged(old: Vec<Vec<String>>, new: Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut merged = old;
    let mut next = merged.len();
    for row in new {
        match merged.iter().position(|old| old[0] == row[0]) {
            Some(at) => {
                merged[at] = row;
                next = at + 1;
            }
            None => {
                merged.insert(next, row);
                next += 1;
            }
        }
    }
    merged
}

impl Display for Table {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| {} |", self.heads.join(" | "))?;
        writeln!(formatter, "|{}", "---|".repeat(self.heads.len()))?;
        for row in &self.rows {
            writeln!(formatter, "| {} |", row.join(" | "))?;
        }
        Ok(())
    }
}
