//! Texts as other tools write them.

use csv::ReaderBuilder;
use serde_json::Value as Json;

use crate::hyperparams::error::cut;
use crate::hyperparams::number::decimal;
use crate::study::plain;

/// Letters of a name or a value at most.
const LONGEST: usize = 60;
/// Columns and rows of a table at most.
const MOST_COLUMNS: usize = 500;
const MOST_ROWS: usize = 10_000;

/// A table: its heads, and rows of as many cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    pub heads: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Sheet {
    /// Reads a table that has heads in its first line; commas, semicolons or tabs stand between its cells.
    ///
    /// # Errors
    /// What it lacks, as a clause.
    pub fn read(text: &str) -> Result<Self, String> {
        let first = text.lines().next().unwrap_or_default();
        let count = |separator: &u8| first.bytes().filter(|byte| byte == separator).count();
        // Of as many the first: `max_by_key` takes the last.
        let separator = [b'\t', b';', b','].into_iter().max_by_key(count);
        let mut reader = ReaderBuilder::new()
            .delimiter(separator.unwrap_or(b','))
            .flexible(true)
            .from_reader(text.as_bytes());
        let heads = reader.headers().map_err(|error| broken(&error))?;
        let heads: Vec<String> = heads.iter().map(named).collect();
        if heads.len() < 2 {
            return Err(format!(
                "it is neither JSON nor a table: its first line has no names with commas, semicolons or tabs between them; {}",
                super::KNOWN
            ));
        }
        if heads.len() > MOST_COLUMNS {
            return Err(format!("it has more than {MOST_COLUMNS} columns"));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| broken(&error))?;
            let mut row: Vec<String> = record.iter().map(named).collect();
            row.resize(heads.len(), String::new());
            rows.push(row);
            if rows.len() > MOST_ROWS {
                return Err(format!("it has more than {MOST_ROWS} rows"));
            }
        }
        match rows.is_empty() {
            true => Err("it has names in its first line and nothing below them".to_owned()),
            false => Ok(Self { heads, rows }),
        }
    }

    /// The place of a column, whatever the case of its head.
    pub fn column(&self, head: &str) -> Option<usize> {
        let is_it = |it: &String| it.eq_ignore_ascii_case(head);
        self.heads.iter().position(is_it)
    }

    /// The cells of a column, from the top.
    pub fn cells(&self, column: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row[column].as_str())
    }

    /// Its numbers, from the top; NaN where there is none.
    pub fn numbers(&self, column: usize) -> Vec<f64> {
        let number = |cell| number(cell).unwrap_or(f64::NAN);
        self.cells(column).map(number).collect()
    }

    /// Whether a column has a number, and nothing that is none.
    pub fn is_numbers(&self, column: usize) -> bool {
        let mut filled = self
            .cells(column)
            .filter(|cell| !is_missing(cell))
            .peekable();
        filled.peek().is_some() && filled.all(|cell| number(cell).is_some())
    }
}

fn broken(error: &csv::Error) -> String {
    format!("it is no table: {}", cut(&error.to_string(), 120))
}

/// A name or a value, safe to stand beside other texts.
pub fn named(text: &str) -> String {
    plain(text, LONGEST)
}

/// A number as Python writes it. NaN and infinite ones are numbers, too.
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    decimal(text).or_else(|| match text.to_ascii_lowercase().as_str() {
        "nan" => Some(f64::NAN),
        "inf" | "infinity" => Some(f64::INFINITY),
        "-inf" | "-infinity" => Some(f64::NEG_INFINITY),
        _ => None,
    })
}

/// Whether a cell says nothing.
pub fn is_missing(cell: &str) -> bool {
    matches!(cell, "" | "nan" | "NaN" | "None" | "null" | "<NA>" | "NaT")
}

/// JSON, also with the words that Python writes for what is no finite number; those are `null` then.
///
/// # Errors
/// Where it breaks off, as a clause.
pub fn json(text: &str) -> Result<Json, String> {
    let strict = serde_json::from_str(text);
    let read = strict.or_else(|error| serde_json::from_str(&without_nan(text)).map_err(|_| error));
    read.map_err(|error| format!("it is no JSON: {}", cut(&error.to_string(), 120)))
}

/// With `null` for `NaN` and for infinite numbers, but in texts.
fn without_nan(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for (at, piece) in pieces(text).enumerate() {
        match at % 2 {
            0 => {
                let piece = piece.replace("-Infinity", "null");
                clean += &piece.replace("Infinity", "null").replace("NaN", "null");
            }
            _ => clean += piece,
        }
    }
    clean
}

/// What lies outside of texts and texts with their quotes, by turns.
fn pieces(json: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(json);
    let mut is_text = true;
    std::iter::from_fn(move || {
        is_text = !is_text;
        let all = rest?;
        let end = match is_text {
            false => all.find('"'),
            true => end_of_text(all),
        };
        let (piece, after) = match end {
            Some(end) => (&all[..end], Some(&all[end..])),
            None => (all, None),
        };
        rest = after;
        Some(piece)
    })
}

/// Behind the quote that ends a text, which begins with one.
fn end_of_text(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !is_escaped => return Some(at + 1),
            _ => is_escaped = byte == b'\\' && !is_escaped,
        }
    }
    None
}

/// A file's name without its folders.
pub fn base(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

/// The same without its ending, as something is called by it.
pub fn stem(name: &str) -> String {
    let base = base(name);
    let stem = base.rsplit_once('.').map_or(base, |(stem, _)| stem);
    match named(stem) {
        empty if empty.is_empty() => "unnamed".to_owned(),
        stem => stem,
    }
}

/// “history.csv”.
pub fn quoted(text: &str) -> String {
    format!("“{}”", named(text))
}

/// "a, b and 3 more".
pub fn listed(names: &[String], most: usize) -> String {
    let shown = names[..names.len().min(most)].join(", ");
    match names.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_pythons_and_a_word_is_none() {
        for (text, expected) in [("1e-3", 0.001), (" 2 ", 2.0), ("-inf", f64::NEG_INFINITY)] {
            assert_eq!(number(text), Some(expected), "{text}");
        }
        assert!(number("nan").is_some_and(f64::is_nan));
        assert_eq!([number("adam"), number(""), number("1,5")], [None; 3]);
    }

    #[test]
    fn words_for_no_number_are_null_outside_of_texts_alone() {
        let read = json(r#"{"a NaN \" NaN": [NaN, -Infinity, 1.5], "b": "Infinity"}"#).unwrap();
        assert_eq!(
            read.to_string(),
            r#"{"a NaN \" NaN":[null,null,1.5],"b":"Infinity"}"#
        );
        for wrong in ["{", "{\"a\": nan}", "{\"", "{\"a\\"] {
            assert!(
                json(wrong).unwrap_err().starts_with("it is no JSON: "),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_table_has_commas_semicolons_or_tabs_and_rows_of_one_length() {
        for separator in [',', ';', '\t'] {
            let text = "a,b c,d\r\n1,2\n\"3,\n4\",,5,6\n".replace(',', &separator.to_string());
            let sheet = Sheet::read(&text).unwrap();
            assert_eq!(sheet.heads, ["a", "b c", "d"]);
            assert_eq!(sheet.rows.len(), 2, "{sheet:?}");
            assert_eq!(sheet.rows[0], ["1", "2", ""]);
            assert_eq!(sheet.rows[1][2], "5");
        }
    }

    #[test]
    fn what_is_no_table_says_what_it_lacks() {
        for (text, says) in [
            ("hello", "neither JSON nor a table"),
            ("a,b\n", "nothing below them"),
        ] {
            let error = Sheet::read(text).unwrap_err();
            assert!(error.contains(says), "{text}: {error}");
        }
        let wide = "a,".repeat(MOST_COLUMNS + 1) + "\n1";
        assert!(
            Sheet::read(&wide)
                .unwrap_err()
                .contains("more than 500 columns")
        );
        let long = format!("a,b\n{}", "1,2\n".repeat(MOST_ROWS + 1));
        assert!(
            Sheet::read(&long)
                .unwrap_err()
                .contains("more than 10000 rows")
        );
    }

    #[test]
    fn a_file_lends_its_name() {
        assert_eq!(stem("runs/adam run.csv"), "adam run");
        assert_eq!(stem(".csv"), "unnamed");
        assert_eq!(stem("a\\b"), "b");
    }
}
