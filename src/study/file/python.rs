//! JSON as Python writes it: numbers that are not finite are words without quotes, which JSON does not have. In our
//! files they are texts.

use std::borrow::Cow;

/// The same text with these words in quotes.
pub fn quote_literals(text: &str) -> Cow<'_, str> {
    const WORDS: [&str; 3] = ["-Infinity", "Infinity", "NaN"];
    if !WORDS.iter().any(|word| text.contains(word)) {
        return Cow::Borrowed(text);
    }
    // Every other piece between quotes that are not escaped is a text.
    let mut quoted = String::with_capacity(text.len());
    let (mut rest, mut in_text) = (text, false);
    while let Some(next) = rest.chars().next() {
        let word = WORDS
            .iter()
            .find(|word| !in_text && rest.starts_with(**word));
        let taken = match (word, next) {
            (Some(word), _) => {
                quoted.push_str(&format!("\"{word}\""));
                rest = &rest[word.len()..];
                continue;
            }
            // What is escaped is no end of a text.
            (None, '\\') => rest.char_indices().nth(2).map_or(rest.len(), |(at, _)| at),
            (None, _) => next.len_utf8(),
        };
        in_text ^= next == '"';
        quoted.push_str(&rest[..taken]);
        rest = &rest[taken..];
    }
    Cow::Owned(quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_numbers_are_quoted_and_texts_are_left_alone() {
        for (text, expected) in [
            (
                r#"[NaN, -Infinity,Infinity]"#,
                r#"["NaN", "-Infinity","Infinity"]"#,
            ),
            (r#"{"NaN": NaN}"#, r#"{"NaN": "NaN"}"#),
            (r#"["a \" NaN", "\\", NaN]"#, r#"["a \" NaN", "\\", "NaN"]"#),
            (r#"["Infinity", "ü", 1]"#, r#"["Infinity", "ü", 1]"#),
            (r#"["NaN\"#, r#"["NaN\"#),
            ("[1]", "[1]"),
        ] {
            assert_eq!(quote_literals(text), expected);
        }
    }
}
