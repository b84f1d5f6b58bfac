//! Arrays as `numpy.savez` saves them: the `.npy` files of a zip archive.
//! <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>
//!
//! Of an array's head three things count, and what it says of sizes is believed of nothing; crates that read such files make
//! room for what the head says.

use std::io::Read;

use super::array::{Array, is_image_size, labels, pixels};

/// A head is longer only where somebody wants it to be.
const LONGEST_HEAD: usize = 10_000;

/// Reads an array.
///
/// # Errors
/// What is wrong, as a sentence without its end.
pub fn array(name: String, from: &mut impl Read) -> Result<Array, String> {
    let head = head(from).ok_or_else(|| {
        format!("{name} is no array as numpy saves it (numpy.savez with x_train, y_train, x_test and y_test)")
    })?;
    let Head {
        numbers,
        is_fortran,
        shape,
    } = head;
    if is_fortran {
        return Err(format!(
            "{name} is in Fortran’s order: save numpy.ascontiguousarray of it"
        ));
    }
    match shape[..] {
        [count] => {
            let width = width(&numbers).ok_or_else(|| {
                format!("{name} has labels of the type {numbers}: they have to be whole numbers; save them as uint8")
            })?;
            labels(name, count, width, from)
        }
        [count, rows, columns] | [count, rows, columns, 1] => {
            is_bytes(&name, &numbers)?;
            is_image_size(&name, rows, columns)?;
            pixels(name, count, from)
        }
        [count, 784] => {
            is_bytes(&name, &numbers)?;
            pixels(name, count, from)
        }
        _ => Err(format!(
            "{name} has the shape {shape:?}: images are (count, 28, 28), labels (count,) and no vectors of zeros and ones"
        )),
    }
}

fn is_bytes(name: &str, numbers: &str) -> Result<(), String> {
    match numbers {
        "|u1" => Ok(()),
        _ => Err(format!(
            "{name} has pixels of the type {numbers}: they have to be uint8, 0 to 255; save them as such, times 255 where they are fractions"
        )),
    }
}

/// Bytes of whole numbers whose lowest byte comes first.
fn width(numbers: &str) -> Option<usize> {
    match numbers {
        "|u1" | "|i1" => Some(1),
        "<u2" | "<i2" => Some(2),
        "<u4" | "<i4" => Some(4),
        "<u8" | "<i8" => Some(8),
        _ => None,
    }
}

struct Head {
    /// How numpy calls their type.
    numbers: String,
    is_fortran: bool,
    shape: Vec<usize>,
}

fn head(from: &mut impl Read) -> Option<Head> {
    let mut mark = [0; 8];
    from.read_exact(&mut mark).ok()?;
    let [magic @ .., major, _] = mark;
    let length = match (&magic, major) {
        (b"\x93NUMPY", 1) => {
            let mut length = [0; 2];
            from.read_exact(&mut length).ok()?;
            usize::from(u16::from_le_bytes(length))
        }
        (b"\x93NUMPY", 2 | 3) => {
            let mut length = [0; 4];
            from.read_exact(&mut length).ok()?;
            u32::from_le_bytes(length) as usize
        }
        _ => return None,
    };
    let mut text = String::new();
    let is_short = length <= LONGEST_HEAD;
    let mut head = from.take(is_short.then_some(length as u64)?);
    let read = head.read_to_string(&mut text).ok()?;
    (read == length).then(|| parsed(&text))?
}

/// Reads `{'descr': '|u1', 'fortran_order': False, 'shape': (60000, 28, 28), }`.
fn parsed(text: &str) -> Option<Head> {
    let value = |key: &str| {
        let (_, after) = text.split_once(&format!("'{key}':"))?;
        Some(after.trim_start())
    };
    let numbers = value("descr")?.strip_prefix('\'')?.split('\'').next()?;
    let order = value("fortran_order")?;
    let shape = value("shape")?.strip_prefix('(')?.split(')').next()?;
    let sizes = shape.split(',').map(str::trim).filter(|it| !it.is_empty());
    let shape: Option<Vec<usize>> = sizes.map(|it| it.parse().ok()).collect();
    Some(Head {
        numbers: numbers.chars().take(20).collect(),
        is_fortran: !order.starts_with("False"),
        shape: shape.filter(|it| it.len() <= 8)?,
    })
}
