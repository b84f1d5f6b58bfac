//! An array out of a file: images, or labels.

use std::io::{self, ErrorKind, Read};

use super::super::IMAGE_PIXELS;
use super::{MOST_TO_TEST, MOST_TO_TRAIN};

/// Images of one array that are kept at most; of what comes after them only the number is known.
pub const MOST_KEPT: usize = MOST_TO_TRAIN + MOST_TO_TEST;
/// Images or labels that an array may have: more than EMNIST's digits, and few enough to be looked through.
const MOST: usize = 300_000;

/// Images or labels, and what its file calls it.
#[derive(Clone, Debug)]
pub struct Array {
    pub name: String,
    /// All that there are.
    pub count: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug)]
pub enum Kind {
    /// `[kept, 784]`.
    Pixels(Vec<u8>),
    /// `[kept]`, each 0 to 9.
    Labels(Vec<u8>),
}

/// How numbers of labels are written down: bytes of each, the lowest first.
pub const PLAIN_LABELS: usize = 1;

/// Reads images from where they begin to the end of their file.
///
/// - count: how many its head says; believed once they are there
///
/// # Errors
/// What is wrong, as a sentence without its end.
pub fn pixels(name: String, count: usize, from: &mut impl Read) -> Result<Array, String> {
    is_allowed(&name, count, "images")?;
    let kept = count.min(MOST_KEPT);
    let pixels = first(&name, from, kept * IMAGE_PIXELS)?;
    let more = skipped(&name, from, (count - kept) * IMAGE_PIXELS)?;
    let found = (pixels.len() + more) / IMAGE_PIXELS;
    is_whole(
        &name,
        count,
        found,
        pixels.len() + more,
        count * IMAGE_PIXELS,
        "images",
    )?;
    let kind = Kind::Pixels(pixels);
    Ok(Array { name, count, kind })
}

/// Reads labels in the same way.
///
/// - width: bytes of each
///
/// # Errors
/// As there.
pub fn labels(
    name: String,
    count: usize,
    width: usize,
    from: &mut impl Read,
) -> Result<Array, String> {
    is_allowed(&name, count, "labels")?;
    let bytes = first(&name, from, count * width)?;
    let more = skipped(&name, from, 0)?;
    let found = bytes.len() / width;
    is_whole(
        &name,
        count,
        found,
        bytes.len() + more,
        count * width,
        "labels",
    )?;
    for label in bytes.chunks(width) {
        let is_digit = label[0] <= 9 && label[1..].iter().all(|byte| *byte == 0);
        if !is_digit {
            let found = match width {
                1 => label[0].to_string(),
                _ => "that is larger or negative".to_owned(),
            };
            return Err(format!(
                "{name} has a label {found}: there are ten classes, 0 to 9, and nothing else can be learned here"
            ));
        }
    }
    let kept = bytes.chunks(width).take(MOST_KEPT);
    let kind = Kind::Labels(kept.map(|label| label[0]).collect());
    Ok(Array { name, count, kind })
}

/// Refuses images of another size.
///
/// # Errors
/// A sentence without its end.
pub fn is_image_size(name: &str, rows: usize, columns: usize) -> Result<(), String> {
    match (rows, columns) {
        (28, 28) => Ok(()),
        _ => Err(format!(
            "{name} has images of {rows} × {columns} pixels: they have to be 28 × 28, as MNIST’s are; scale them before"
        )),
    }
}

fn is_allowed(name: &str, count: usize, what: &str) -> Result<(), String> {
    match count {
        0 => Err(format!("{name} has no {what}")),
        1..=MOST => Ok(()),
        _ => Err(format!(
            "{name} says that it has {count} {what}: more than 300,000 are not read; save fewer of them"
        )),
    }
}

/// At most so many bytes, in as much memory as there are of them.
fn first(name: &str, from: &mut impl Read, most: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    match from.take(most as u64).read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        // Of what is cut short the number is told.
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(bytes),
        Err(error) => Err(unreadable(name, &error)),
    }
}

/// How many bytes there still are, as far as so many and one more.
fn skipped(name: &str, from: &mut impl Read, most: usize) -> Result<usize, String> {
    match io::copy(&mut from.take(most as u64 + 1), &mut io::sink()) {
        Ok(bytes) => Ok(bytes as usize),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
            Err(format!("{name} is cut short: download it again"))
        }
        Err(error) => Err(unreadable(name, &error)),
    }
}

fn unreadable(name: &str, error: &io::Error) -> String {
    format!("{name} is damaged: it cannot be unpacked ({error}); download it again")
}

fn is_whole(
    name: &str,
    count: usize,
    found: usize,
    bytes: usize,
    expected: usize,
    what: &str,
) -> Result<(), String> {
    if bytes < expected {
        return Err(format!(
            "{name} is cut short: it says that it has {count} {what}, and {found} of them are there; download it again"
        ));
    }
    if bytes > expected {
        return Err(format!(
            "{name} goes on after its {count} {what}: it is damaged, or something else"
        ));
    }
    Ok(())
}
