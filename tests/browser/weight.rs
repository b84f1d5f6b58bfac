//! How heavy the built site is on its way to a visitor.

use std::fs;

use brotli::enc::BrotliEncoderParams;

use super::site::{dist, release, released};

/// What a visitor of this page downloads before anything is trained: the page, each file that it names, and what
/// load.js starts last. Files of the release go by their paths in it.
pub fn files_of(page: &str) -> Vec<String> {
    let text = fs::read_to_string(dist().join(page)).expect("the site is built");
    let named = text.split(['"', '?']);
    let folder = format!("{}/", release());
    let named = named.filter_map(|address| address.strip_prefix(&folder));
    let mut files: Vec<String> = named.chain([page, "keep.js"]).map(str::to_owned).collect();
    files.sort();
    files.dedup();
    files
}

/// Thousands of bytes of these files of the site together, each at brotli's highest quality.
pub fn brotli_kb<S: AsRef<str>>(files: impl IntoIterator<Item = S>) -> f64 {
    let sizes = files.into_iter().map(|file| brotli_bytes(file.as_ref()));
    sizes.sum::<usize>() as f64 / 1000.0
}

fn brotli_bytes(file: &str) -> usize {
    let path = [released(file), dist().join(file)]
        .into_iter()
        .find(|path| path.is_file());
    let path = path.unwrap_or_else(|| panic!("the site has no {file}"));
    let bytes = fs::read(path).expect("a file of the site can be read");
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
