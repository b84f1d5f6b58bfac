//! What Python prints of a dictionary, as JSON.

/// `{'name': 'adam', 'clipnorm': None}` as `{"name": "adam", "clipnorm": null}`: quotes, names and tuples are JSON's
/// then. What is neither stays as it is, for the JSON reader to name.
pub fn to_json(python: &str) -> String {
    let mut json = String::with_capacity(python.len());
    let mut rest = python;
    while let Some(next) = rest.chars().next() {
        rest = match next {
            '\'' | '"' => text(&mut json, &rest[1..], next),
            '(' => keep(&mut json, "[", &rest[1..]),
            ')' => close(&mut json, "]", &rest[1..]),
            '}' | ']' => close(&mut json, &rest[..1], &rest[1..]),
            _ => word(&mut json, rest),
        };
    }
    json
}

fn keep<'a>(json: &mut String, written: &str, rest: &'a str) -> &'a str {
    json.push_str(written);
    rest
}

/// Python lets a comma stand before a bracket.
fn close<'a>(json: &mut String, bracket: &str, rest: &'a str) -> &'a str {
    let end = json.trim_end();
    let kept = end.strip_suffix(',').unwrap_or(end).len();
    json.truncate(kept);
    keep(json, bracket, rest)
}

/// A text up to its closing quote, in JSON's quotes.
fn text<'a>(json: &mut String, rest: &'a str, quote: char) -> &'a str {
    json.push('"');
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices() {
        match letter {
            // JSON knows no such escape.
            '\'' if is_escaped => {
                json.pop();
                json.push(letter);
            }
            _ if letter == quote && !is_escaped => {
                json.push('"');
                return &rest[at + letter.len_utf8()..];
            }
            '"' if !is_escaped => json.push_str("\\\""),
            _ => json.push(letter),
        }
        is_escaped = letter == '\\' && !is_escaped;
    }
    ""
}

/// A word, or a letter that begins none.
fn word<'a>(json: &mut String, rest: &'a str) -> &'a str {
    let is_letter = |letter: char| letter.is_alphanumeric() || letter == '_';
    let end = rest.find(|letter| !is_letter(letter)).unwrap_or(rest.len());
    let end = if end == 0 {
        rest.chars().next().map_or(0, char::len_utf8)
    } else {
        end
    };
    let written = match &rest[..end] {
        "None" => "null",
        "True" => "true",
        "False" => "false",
        other => other,
    };
    keep(json, written, &rest[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dictionary_is_json() {
        for (python, json) in [
            (
                "{'a': None, 'b': True, \"c\": False}",
                r#"{"a": null, "b": true, "c": false}"#,
            ),
            (
                "{'a': (1, None), 'b': [1, 2,],}",
                r#"{"a": [1, null], "b": [1, 2]}"#,
            ),
            (r#"{'a': 'it\'s "so"'}"#, r#"{"a": "it's \"so\""}"#),
            ("{'None': 'True'}", r#"{"None": "True"}"#),
            ("{'lr': 1e-07}", r#"{"lr": 1e-07}"#),
        ] {
            assert_eq!(to_json(python), json, "{python}");
            let read = serde_json::from_str::<serde_json::Value>(&to_json(python));
            assert!(read.is_ok(), "{python}");
        }
    }

    #[test]
    fn garbage_ends_somewhere() {
        for python in ["'", "\"", "{'a", "\\", "'\\", "é(", ")))", ",,,}", ""] {
            let _ = to_json(python);
        }
    }
}
