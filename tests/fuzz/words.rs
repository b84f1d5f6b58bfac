//! What stands in inputs.

use tuneground::hyperparams::{CATALOG, Kind};

/// Numbers at the edges, as people and programs write them.
pub const NUMBERS: [&str; 40] = [
    "0",
    "-0",
    "-0.0",
    "1",
    "-1",
    "2",
    "0.5",
    "0.0010000000474974513",
    "1e-7",
    "1e-320",
    "5e-324",
    "1e308",
    "-1e308",
    "1e309",
    "1e999",
    "-1e999",
    "NaN",
    "nan",
    "Infinity",
    "-inf",
    "null",
    "1e400",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "0.1.2",
    "0,001",
    "1e",
    "0x10",
];

/// Letters that are easily mistaken for none: marks, directions, ends of lines, more than two bytes.
pub const LETTERS: [&str; 20] = [
    "\u{feff}",
    "\u{0}",
    "\u{1}",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\u{2028}",
    "\u{a0}",
    "\u{200d}",
    "\u{202e}",
    "é",
    "e\u{301}",
    "ß",
    "İ",
    "漢",
    "🙂",
    "\u{10ffff}",
    "%",
    "\\ud800",
];

/// The names of the catalogue, and the values that it knows.
pub fn of_catalog() -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for row in CATALOG {
        words.push(row.key.to_owned());
        words.push(row.default.value().to_string());
        match row.kind {
            Kind::Choice(choices) => {
                words.extend(choices.iter().map(|choice| choice.value.to_owned()));
            }
            Kind::Integer { min, max, .. } => words.extend([min, max].map(|end| end.to_string())),
            Kind::Real { min, max, .. } => words.extend([min, max].map(|end| end.to_string())),
            Kind::Switch => words.extend(["true", "false"].map(str::to_owned)),
            Kind::OptionalNumber | Kind::List(_) => words.push("128, 64:tanh".to_owned()),
        }
    }
    words.sort();
    words.dedup();
    words
}
