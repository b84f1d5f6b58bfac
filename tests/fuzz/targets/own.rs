//! Files of a visitor's own images.

use std::io::{Cursor, Write};

use flate2::{Compression, write::GzEncoder};
use image::{GrayImage, ImageFormat, Luma};
use tuneground::dataset::own::{from_bytes, read, sha256_of, to_bytes};
use zip::{ZipWriter, write::SimpleFileOptions};

/// Images in each seed: as few as a set may have to train on and to test on.
const COUNT: usize = 120;

pub fn check(input: &[u8]) -> String {
    // As images of good labels, as labels of good images, and as all of it.
    let files = |others: Vec<Vec<u8>>| {
        let all = std::iter::once(input.to_vec()).chain(others);
        let named = all
            .enumerate()
            .map(|(at, bytes)| (format!("{at} file"), bytes));
        named.collect::<Vec<_>>()
    };
    let sets = [vec![labels()], vec![images()], vec![]];
    let said = sets.map(|others| match read(&files(others)) {
        Ok(brought) => {
            let bytes = to_bytes(&brought.train, &brought.test);
            let kept = from_bytes(&bytes, &sha256_of(&bytes));
            let kept = kept.expect("what was read can be kept");
            assert_eq!(kept.train_len(), brought.train.len());
            assert_eq!(*kept.test, brought.test);
            brought.notes.join(" ")
        }
        Err(error) => error,
    });
    let kept = from_bytes(input, &sha256_of(input));
    let kept = kept.map_or_else(|error| error, |set| set.train_len().to_string());
    format!("{}\n{kept}", said.join("\n"))
}

fn labels() -> Vec<u8> {
    let labels = (0..COUNT).map(|at| (at % 10) as u8);
    [0, 0, 8, 1, 0, 0, 0, COUNT as u8]
        .into_iter()
        .chain(labels)
        .collect()
}

fn images() -> Vec<u8> {
    let head = [0, 0, 8, 3, 0, 0, 0, COUNT as u8, 0, 0, 0, 28, 0, 0, 0, 28];
    let pixels = (0..COUNT * 784).map(|at| (at % 251) as u8);
    head.into_iter().chain(pixels).collect()
}

fn npy(shape: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!("{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}\n");
    let length = (head.len() as u16).to_le_bytes();
    [&b"\x93NUMPY\x01\0"[..], &length, head.as_bytes(), bytes].concat()
}

/// Stored, so that mutants reach what is in it.
fn zip(files: &[(&str, Vec<u8>)]) -> Option<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in files {
        archive.start_file(*name, stored).ok()?;
        archive.write_all(bytes).ok()?;
    }
    Some(archive.finish().ok()?.into_inner())
}

/// Training images and labels.
fn npz() -> Option<Vec<u8>> {
    zip(&[
        ("x_train.npy", npy("(120, 28, 28)", &images()[16..])),
        ("y_train.npy", npy("(120,)", &labels()[8..])),
    ])
}

/// A picture, as it is and packed.
fn pictures() -> Option<[Vec<u8>; 3]> {
    let picture = GrayImage::from_fn(28, 28, |x, y| Luma([(x * y) as u8]));
    let [png, jpeg] = [ImageFormat::Png, ImageFormat::Jpeg].map(|format| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).ok()?;
        Some(bytes.into_inner())
    });
    let (png, jpeg) = (png?, jpeg?);
    let packed = zip(&[("train/7/1.png", png.clone()), ("8.jpg", jpeg.clone())])?;
    Some([png, jpeg, packed])
}

pub fn seeds() -> Vec<Vec<u8>> {
    let gzip = |bytes: &[u8]| {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(6));
        encoder
            .write_all(bytes)
            .and_then(|()| encoder.finish())
            .unwrap_or_default()
    };
    let kept = read(&[("a".to_owned(), images()), ("b".to_owned(), labels())]);
    let kept = kept.map(|set| to_bytes(&set.train, &set.test));
    vec![
        labels(),
        images(),
        gzip(&images()),
        gzip(&labels()),
        npz().unwrap_or_default(),
        kept.unwrap_or_default(),
    ]
    .into_iter()
    .chain(pictures().into_iter().flatten())
    .collect()
}
