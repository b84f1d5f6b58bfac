//! How wide letters are, about, and what to do where they do not fit.
//!
//! Nothing measures text here: the same chart is drawn on a canvas, as SVG and in tests. The widths are
//! those of the wider of the usual system fonts, so that what fits here fits everywhere.

use std::borrow::Cow;

/// Width of a text in the unit of its size.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(share).sum::<f64>() * size
}

/// A letter's width over the font's size.
fn share(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '|' => 0.3,
        ' ' | '.' | ',' | ':' | ';' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' => {
            0.4
        }
        'm' | 'w' | 'M' | 'W' | '%' | '…' => 0.95,
        'A'..='Z' => 0.7,
        '=' | '+' | '±' | '<' | '>' | '−' | '×' | '~' => 0.75,
        '\0'..='\u{2ff}' => 0.6,
        'Ͱ'..='῿' => 0.65,
        _ => 1.0,
    }
}

/// The text, or as much of its beginning as fits into `room`, with an ellipsis; nothing where not even
/// that has room.
pub fn shorten(text: &str, size: f64, room: f64) -> Cow<'_, str> {
    if width(text, size) <= room {
        return Cow::Borrowed(text);
    }
    let ellipsis = width("…", size);
    if room.is_nan() || room < ellipsis {
        return Cow::Borrowed("");
    }
    let kept = fitting(text.chars(), size, room - ellipsis);
    let kept: String = text.chars().take(kept).collect();
    Cow::Owned(format!("{}…", kept.trim_end()))
}

/// How many of the letters fit.
fn fitting(letters: impl Iterator<Item = char>, size: f64, room: f64) -> usize {
    let mut used = 0.0;
    letters
        .take_while(|letter| {
            used += share(*letter) * size;
            used <= room
        })
        .count()
}

/// The text in at most `rows` rows, broken between words. Where it needs more, its middle is left out: a
/// title's end says how well it did.
pub fn wrap(text: &str, size: f64, room: f64, rows: usize) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut wrapped = greedy(&words, size, room);
    if wrapped.len() > rows {
        wrapped.truncate(rows.saturating_sub(1));
        let used = wrapped.iter().map(|row| row.split(' ').count()).sum();
        wrapped.extend((rows > 0).then(|| ending(&words[used..], size, room)));
    }
    wrapped
        .iter()
        .map(|row| shorten(row, size, room).into_owned())
        .collect()
}

/// As many words in each row as fit, and one at least.
fn greedy(words: &[&str], size: f64, room: f64) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in words {
        match rows.last_mut() {
            Some(row) if width(row, size) + width(" ", size) + width(word, size) <= room => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push((*word).to_owned()),
        }
    }
    rows
}

/// An ellipsis and the last words that fit behind it; the last word alone where even that is too long.
fn ending(words: &[&str], size: f64, room: f64) -> String {
    let candidates = (1..words.len()).map(|from| format!("… {}", words[from..].join(" ")));
    candidates
        .into_iter()
        .find(|row| width(row, size) <= room)
        .or_else(|| words.last().map(|word| (*word).to_owned()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "n_layers=2 n_nodes=128 val_acc=0.9773";

    #[test]
    fn wide_letters_are_wider_than_narrow_ones() {
        assert!(width("mmm", 10.0) > width("nnn", 10.0));
        assert!(width("nnn", 10.0) > width("iii", 10.0));
        assert_eq!(width("nn", 20.0), 2.0 * width("nn", 10.0));
    }

    #[test]
    fn a_text_that_fits_stays_whole() {
        assert_eq!(shorten("adam", 10.0, 100.0), "adam");
        assert_eq!(wrap(TITLE, 10.0, 400.0, 2), [TITLE]);
    }

    #[test]
    fn a_text_that_does_not_fit_ends_in_an_ellipsis_within_the_room() {
        let short = shorten("kernel_initializer", 10.0, 50.0);
        assert!(short.ends_with('…') && short.starts_with("kern"), "{short}");
        assert!(width(&short, 10.0) <= 50.0);
        assert_eq!(shorten("kernel", 10.0, 3.0), "");
        assert_eq!(shorten("kernel", 10.0, f64::NAN), "");
    }

    #[test]
    fn a_long_title_is_broken_between_its_words() {
        assert_eq!(
            wrap(TITLE, 10.0, 200.0, 2),
            ["n_layers=2 n_nodes=128", "val_acc=0.9773"]
        );
    }

    #[test]
    fn a_title_too_long_for_its_rows_loses_its_middle_but_not_its_end() {
        let title = format!("optimizer=adam {TITLE}");
        let rows = wrap(&title, 10.0, 120.0, 2);
        assert_eq!(rows, ["optimizer=adam", "… val_acc=0.9773"]);
        for row in wrap(&title, 10.0, 60.0, 2) {
            assert!(width(&row, 10.0) <= 60.0, "{row}");
        }
    }

    #[test]
    fn no_rows_and_no_words_are_no_text() {
        assert!(wrap(TITLE, 10.0, 100.0, 0).is_empty());
        assert!(wrap("", 10.0, 100.0, 2).is_empty());
    }
}
