//! How wide texts are, about, and what to do where they do not fit.
//!
//! Nothing measures text here: the same chart is drawn on a canvas, as SVG and in tests. The widths are
//! those of the wider of the usual system fonts, so that what fits here fits everywhere.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// Width of a text in the unit of its size.
pub fn width(text: &str, size: f64) -> f64 {
    text.chars().map(char_width).sum::<f64>() * size
}

/// A character's width over the font's size.
fn char_width(character: char) -> f64 {
    match character {
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

/// Each of the texts in the room that `room` gives it by its place. Where that takes off what tells them
/// apart, it is taken off elsewhere; where nothing helps, they are numbered. No two that differ become the
/// same, as long as their numbers fit.
pub fn shorten_all<'a>(
    texts: &[&'a str],
    size: f64,
    room: impl Fn(usize) -> f64,
) -> Vec<Cow<'a, str>> {
    let shortened = |share: f64| -> Vec<Cow<'a, str>> {
        let texts = texts.iter().enumerate();
        texts
            .map(|(at, text)| with_ending(text, size, room(at), share))
            .collect()
    };
    let apart = distinct(texts);
    let tells_apart = |shortened: &Vec<Cow<str>>| distinct(shortened) == apart;
    let found = [0.0, 0.5, 1.0].map(shortened).into_iter().find(tells_apart);
    found.unwrap_or_else(|| {
        let texts = texts.iter().enumerate();
        texts
            .map(|(at, text)| Cow::Owned(numbered(at, text, size, room(at))))
            .collect()
    })
}

/// How many of the texts differ.
pub fn distinct(texts: &[impl AsRef<str>]) -> usize {
    let mut seen = BTreeSet::new();
    let texts = texts.iter().map(AsRef::as_ref);
    texts.filter(|text: &&str| seen.insert(*text)).count()
}

/// Its place among others, from 1, and as much of the text as fits behind.
fn numbered(at: usize, text: &str, size: f64, room: f64) -> String {
    let number = format!("{} ", at + 1);
    let rest = shorten(text, size, room - width(&number, size));
    (number + &rest).trim_end().to_owned()
}

/// With `share` of the room for its end, the rest for its beginning, and an ellipsis between them.
fn with_ending(text: &str, size: f64, room: f64, share: f64) -> Cow<'_, str> {
    let left = room - width("…", size);
    let fits = width(text, size) <= room;
    if fits || share == 0.0 || left.is_nan() || left < 0.0 {
        return shorten(text, size, room);
    }
    let count = text.chars().count();
    let last = fitting(text.chars().rev(), size, left * share);
    let ending: String = text.chars().skip(count - last).collect();
    let rest = left * (1.0 - share);
    let first = fitting(text.chars(), size, rest).min(count - last);
    let beginning: String = text.chars().take(first).collect();
    Cow::Owned(format!("{beginning}…{ending}"))
}

/// How many of the characters fit.
fn fitting(characters: impl Iterator<Item = char>, size: f64, room: f64) -> usize {
    let mut used = 0.0;
    characters
        .take_while(|character| {
            used += char_width(*character) * size;
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

    const OPTIMIZERS: [&str; 7] = [
        "adam",
        "adamw",
        "adamax",
        "adadelta",
        "adagrad",
        "nadam",
        "adafactor",
    ];

    #[test]
    fn what_is_shortened_stays_apart_whatever_the_room() {
        let numbered: Vec<String> = (0..120).map(|at| format!("a{:0>40}z", at * 7)).collect();
        let numbered: Vec<&str> = numbered.iter().map(String::as_str).collect();
        let sets: [&[&str]; 5] = [
            &OPTIMIZERS,
            &[
                "kernel_regularizer",
                "kernel_initializer",
                "kernel_constraint",
            ],
            &[
                "variance_scaling_normal",
                "variance_scaling_uniform",
                "variance",
            ],
            &[
                "64, 64, 64, 64, 32, 64, 64, 64, 64",
                "64, 64, 64, 64, 64, 64, 64, 64, 64",
            ],
            &numbered,
        ];
        for texts in sets {
            let least = width(&texts.len().to_string(), 10.0).ceil() as u32;
            for room in least..400 {
                let room = f64::from(room);
                let short = shorten_all(texts, 10.0, |_| room);
                assert_eq!(distinct(&short), texts.len(), "{room}: {short:?}");
                for text in &short {
                    assert!(
                        !text.is_empty() && width(text, 10.0) <= room,
                        "{room}: {text}"
                    );
                }
            }
        }
    }

    #[test]
    fn texts_are_shortened_where_they_are_alike() {
        let short = |texts: &[&str], room| -> Vec<String> {
            let short = shorten_all(texts, 10.0, |_| room);
            short.into_iter().map(Cow::into_owned).collect()
        };
        assert_eq!(short(&["adam", "nadam"], 100.0), ["adam", "nadam"]);
        assert_eq!(
            short(&["glorot_uniform", "he_normal"], 40.0),
            ["glorot…", "he_no…"]
        );
        assert_eq!(
            short(&["glorot_uniform", "glorot_normal"], 40.0),
            ["glo…rm", "glo…al"]
        );
        assert_eq!(
            short(&["same_start_1_same_end", "same_start_2_same_end"], 30.0),
            ["1 s…", "2 s…"]
        );
        assert_eq!(short(&["same", "same"], 16.0), ["s…", "s…"]);
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
