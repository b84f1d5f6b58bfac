//! The parts of a text that belong together: words, numbers, and what stands between brackets or quotes.

use std::ops::Range;

/// Where a word, a number or a sign begins.
pub fn starts(input: &[u8]) -> Vec<usize> {
    let begins = |at: &usize| *at == 0 || !is_word(input[at - 1]) || !is_word(input[*at]);
    (0..input.len()).filter(begins).collect()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_.-+".contains(&byte) || byte >= 0x80
}

/// The piece that begins at `start`: a bracket with all in it, a quoted text, a word, or one byte.
pub fn piece(input: &[u8], start: usize) -> Range<usize> {
    let end = match input[start] {
        b'{' | b'[' | b'(' => closing(input, start),
        b'"' => quote(input, start),
        byte if is_word(byte) => word(input, start),
        _ => start + 1,
    };
    start..end
}

/// A piece with the value that a colon or an equals sign gives to it, and with a comma or an `&` after it.
pub fn pair(input: &[u8], start: usize) -> Range<usize> {
    let mut end = piece(input, start).end;
    let after = |end: usize| input.get(end).copied().unwrap_or_default();
    if matches!(after(end), b':' | b'=') {
        end += 1;
        while after(end) == b' ' {
            end += 1;
        }
        if end < input.len() {
            end = piece(input, end).end;
        }
    }
    if matches!(after(end), b',' | b'&' | b';' | b'\n') {
        end += 1;
    }
    start..end
}

fn word(input: &[u8], start: usize) -> usize {
    let rest = &input[start..];
    start
        + rest
            .iter()
            .position(|&byte| !is_word(byte))
            .unwrap_or(rest.len())
}

fn quote(input: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < input.len() {
        match input[at] {
            b'\\' => at += 1,
            b'"' => return at + 1,
            _ => {}
        }
        at += 1;
    }
    input.len()
}

fn closing(input: &[u8], start: usize) -> usize {
    let (mut depth, mut at) = (0_usize, start);
    while at < input.len() {
        match input[at] {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'"' => at = quote(input, at) - 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            return at;
        }
    }
    input.len()
}

/// Every run of digits with their points, also within words: the 4 of `x4`, both ends of `1e-5..0.1`.
pub fn numbers(input: &[u8]) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = 0;
    while at < input.len() {
        let start = at;
        while at < input.len() && is_of_number(input, start, at) {
            at += 1;
        }
        if at > start {
            found.push(start..at);
        }
        at = at.max(start + 1);
    }
    found
}

/// Whether a number that began at `start` goes on: with digits, and a point before one.
fn is_of_number(input: &[u8], start: usize, at: usize) -> bool {
    let digit = |at: usize| input.get(at).is_some_and(u8::is_ascii_digit);
    digit(at) || (at > start && input[at] == b'.' && digit(at + 1))
}
