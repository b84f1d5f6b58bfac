//! Names that people give and notes that they take, made safe to stand beside other texts.

/// Unicode's marks that override or embed a direction of writing.
const TURNING: [char; 9] = [
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}',
];

/// A name in so many characters at most, without space around it, and without what would turn the direction of what
/// stands beside it.
pub fn plain(name: &str, most: usize) -> String {
    let is_shown = |letter: &char| !letter.is_control() && !TURNING.contains(letter);
    short(name.chars().filter(is_shown).collect(), most)
}

/// The same of a text that may have several lines.
pub fn plain_lines(text: &str, most: usize) -> String {
    let is_shown =
        |letter: &char| *letter == '\n' || !letter.is_control() && !TURNING.contains(letter);
    short(text.chars().filter(is_shown).collect(), most)
}

fn short(shown: String, most: usize) -> String {
    let short: String = shown.trim().chars().take(most).collect();
    short.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_has_lines_and_turns_nothing_around() {
        assert_eq!(plain_lines(" one\r\n\u{202e}two\t\n ", 100), "one\ntwo");
        assert_eq!(plain_lines("one\ntwo", 4), "one");
    }

    #[test]
    fn a_name_is_short_and_turns_nothing_around() {
        for (given, expected) in [
            ("  two  words ", "two  words"),
            ("\u{202e}evil", "evil"),
            ("a\u{0}b\nc", "abc"),
            ("abcdefghijkl", "abcdefghij"),
            ("123456789 end", "123456789"),
            (" \u{2066} ", ""),
            ("שלום", "שלום"),
        ] {
            assert_eq!(plain(given, 10), expected, "{given:?}");
        }
    }
}
