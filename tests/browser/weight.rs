//! How heavy the built site is on its way to a visitor.

use std::fs;

use brotli::enc::BrotliEncoderParams;

use super::site::dist;

/// What a visitor of this page downloads before anything is trained, by the names in `dist/`: the page, and each
/// file that it names.
pub fn files_of(page: &str) -> Vec<String> {
    let text = fs::read_to_string(dist().join(page)).expect("the site is built");
    let entries = fs::read_dir(dist()).expect("the site is built");
    let names = entries.flatten().map(|entry| entry.file_name());
    let mut files: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name == page || is_named(name, &text))
        .collect();
    files.sort();
    files
}

/// Whether an address of `text` ends in the name of this file.
fn is_named(name: &str, text: &str) -> bool {
    let is_address = |at: usize| text[..at].ends_with(['"', '\'', '/']);
    text.match_indices(name).any(|(at, _)| is_address(at))
}

/// Thousands of bytes of the files of `dist/` together, each at brotli's highest quality.
pub fn brotli_kb<S: AsRef<str>>(files: impl IntoIterator<Item = S>) -> f64 {
    let sizes = files.into_iter().map(|file| brotli_bytes(file.as_ref()));
    sizes.sum::<usize>() as f64 / 1000.0
}

fn brotli_bytes(file: &str) -> usize {
    let bytes = fs::read(dist().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
    let parameters = BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut compressed, &parameters)
        .expect("a slice can be read and a vector written");
    compressed.len()
}
