//! MNIST's own format: two zeros, the type of the numbers, how many dimensions, each of them, and the numbers.
//! <https://web.archive.org/web/2020/http://yann.lecun.com/exdb/mnist/>

use std::io::{Cursor, Read};

use flate2::read::MultiGzDecoder;

use super::array::{Array, PLAIN_LABELS, is_image_size, labels, pixels};

const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];
/// Unsigned bytes, of the types that the format has.
const BYTES: u8 = 8;

/// The array of a file, plain or as gzip.
///
/// # Errors
/// What is wrong, as a sentence without its end.
pub fn read(name: &str, bytes: &[u8]) -> Result<Array, String> {
    if bytes.starts_with(&GZIP_MAGIC) {
        plain(name, &mut MultiGzDecoder::new(bytes))
    } else {
        plain(name, &mut Cursor::new(bytes))
    }
}

fn plain(name: &str, from: &mut impl Read) -> Result<Array, String> {
    let unlike = || {
        format!(
            "{name} is neither IDX nor .npz, and no picture: images come as MNIST’s, Fashion-MNIST’s or EMNIST’s files do \
             (train-images-idx3-ubyte.gz and its labels), as numpy.savez saves x_train, y_train, x_test and y_test, \
             or as PNG or JPEG"
        )
    };
    let mut four = || {
        let mut word = [0; 4];
        from.read_exact(&mut word).map(|()| word)
    };
    let [0, 0, kind, dimensions] = four().map_err(|_| unlike())? else {
        return Err(unlike());
    };
    if !(1..=4).contains(&dimensions) || kind == 0 {
        return Err(unlike());
    }
    if kind != BYTES {
        return Err(format!(
            "{name} has numbers that are no unsigned bytes (type {kind:#04x}): pixels have to be 0 to 255, labels 0 to 9"
        ));
    }
    let mut sizes = Vec::new();
    for _ in 0..dimensions {
        sizes.push(u32::from_be_bytes(four().map_err(|_| unlike())?) as usize);
    }
    match sizes[..] {
        [count] => labels(name.to_owned(), count, PLAIN_LABELS, from),
        [count, rows, columns] => {
            is_image_size(name, rows, columns)?;
            pixels(name.to_owned(), count, from)
        }
        _ => Err(format!(
            "{name} has {dimensions} dimensions: images have three (how many, rows, columns), labels one"
        )),
    }
}
