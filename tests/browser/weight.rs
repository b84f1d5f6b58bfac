//! How heavy the built site is on its way to a visitor.

use std::fs;

use brotli::enc::BrotliEncoderParams;

use super::site::dist;

/// The files that every visitor downloads before anything is trained, by their names in `dist/`.
pub fn page_files() -> Vec<String> {
    let entries = fs::read_dir(dist()).expect("the site is built");
    let names = entries.flatten().map(|entry| entry.file_name());
    let mut files: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !name.starts_with("trainer_") && name != "worker.js")
        .filter(|name| {
            let extension = name.rsplit('.').next().unwrap_or_default();
            ["html", "css", "js", "wasm", "svg"].contains(&extension)
        })
        .collect();
    files.sort();
    files
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
