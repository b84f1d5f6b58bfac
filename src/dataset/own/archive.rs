//! What is packed as zip: arrays, as `numpy.savez` does, or pictures.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::array::Array;
use super::npz::array;
use super::pairs;
use super::pictures::{MOST_BYTES, Pictures};

/// Whether these bytes begin as an archive does.
pub fn is_archive(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Adds what is in an archive.
///
/// # Errors
/// What is wrong, as a sentence without its end.
pub fn read(
    name: &str,
    bytes: &[u8],
    arrays: &mut Vec<Array>,
    pictures: &mut Pictures,
) -> Result<(), String> {
    let damaged = |error: &dyn std::fmt::Display| {
        format!("{name} is damaged: it cannot be unpacked ({error}); save or download it again")
    };
    let archive = ZipArchive::new(Cursor::new(bytes));
    let mut archive = archive.map_err(|error| damaged(&error))?;
    let own = archive.file_names().filter_map(Result::ok);
    let found = own.filter(|own| is_array(own)).count();
    if found > pairs::MOST {
        return Err(format!(
            "{name} has {found} arrays: there may be x_train, y_train, x_test and y_test, and nothing else"
        ));
    }
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).map_err(|error| damaged(&error))?;
        let own = file.name().map_err(|error| damaged(&error))?.into_owned();
        if is_picture(&own) {
            let mut bytes = Vec::new();
            let read = (&mut file).take(MOST_BYTES).read_to_end(&mut bytes);
            read.map_err(|error| damaged(&error))?;
            pictures.add(&format!("{name}/{own}"), &bytes)?;
        }
        if !is_array(&own) {
            continue;
        }
        let own = own.trim_end_matches(".npy");
        // One that was saved alone goes by its file's name.
        let own = match own.starts_with("arr_") {
            true => name.to_owned(),
            false => format!("{own} in {name}"),
        };
        arrays.push(array(own, &mut file)?);
    }
    Ok(())
}

fn is_picture(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let endings = [".png", ".jpg", ".jpeg"];
    !is_leftover(name) && endings.iter().any(|ending| lower.ends_with(ending))
}

fn is_array(name: &str) -> bool {
    let is_folder = name.ends_with('/');
    !is_folder && !is_leftover(name) && !is_picture(name)
}

/// What systems add to an archive by themselves.
fn is_leftover(name: &str) -> bool {
    let mut parts = name.split('/');
    let is_way = |part: &str| part == "." || part == "..";
    parts.any(|part| part == "__MACOSX" || part.starts_with('.') && !is_way(part))
}
