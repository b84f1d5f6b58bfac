//! What a training step spends its time on: `cargo run --release --example steps -- batch_size=128` tells it natively,
//! and the benchmark asks it in Chromium. With `dense` as a further word no pixel is 0, so that the first layer is
//! multiplied as noise has it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

#[cfg(target_arch = "wasm32")]
mod browser;
mod parts;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    use std::path::Path;

    use tuneground::dataset::{TRAIN_IMAGES, read_dataset};
    use tuneground::hyperparams::{HyperParams, catalog};

    let (is_dense, rows): (Vec<_>, Vec<_>) =
        std::env::args().skip(1).partition(|word| word == "dense");
    let params = rows.iter().fold(HyperParams::default(), |params, row| {
        let (key, value) = row.split_once('=').expect("a row as key=value");
        params.with(catalog::spec(key).expect(key), value)
    });
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/mnist");
    let dataset = read_dataset(&folder, TRAIN_IMAGES).expect("the images are there");
    let dataset = match is_dense.is_empty() {
        true => dataset,
        false => parts::dense(&dataset),
    };
    let params = params.check().expect("it can be trained");
    let parts = parts::measure(params, dataset.into());
    for (name, microseconds) in parts::NAMES.iter().zip(parts) {
        println!("{microseconds:>9.1} µs {name}");
    }
}
