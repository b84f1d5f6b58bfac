//! The table that the benchmark prints and the README shows.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- bench:begin -->";
const END: &str = "<!-- bench:end -->";

/// What was measured, row by row.
#[derive(Default)]
pub struct Table {
    rows: Vec<Row>,
}

struct Row {
    what: String,
    measured: String,
    budget: &'static str,
}

impl Table {
    pub fn add(&mut self, what: String, measured: String, budget: &'static str) {
        self.rows.push(Row {
            what,
            measured,
            budget,
        });
    }

    /// Puts the table between the README's two markers.
    pub fn write_into_readme(&self) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
        let readme = fs::read_to_string(&path).expect("there is a README");
        let (before, rest) = readme
            .split_once(BEGIN)
            .expect("the README has a place for it");
        let (_, after) = rest.split_once(END).expect("the place has an end");
        let written = format!("{before}{BEGIN}\n{self}{END}{after}");
        fs::write(&path, written).expect("the README can be written");
    }
}

impl Display for Table {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "| what | measured | budget |")?;
        writeln!(formatter, "|---|---|---|")?;
        for Row {
            what,
            measured,
            budget,
        } in &self.rows
        {
            writeln!(formatter, "| {what} | {measured} | {budget} |")?;
        }
        Ok(())
    }
}
