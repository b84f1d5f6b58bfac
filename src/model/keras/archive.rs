//! The zip archive.

use std::io::{Cursor, Read, Write};

use zip::result::ZipResult;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::super::MOST_BYTES;

/// An archive of these files, by name, which are stored as they are, as Keras stores them.
pub fn write(files: &[(&str, &[u8])]) -> Vec<u8> {
    let written = || -> ZipResult<Vec<u8>> {
        let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        for (name, bytes) in files {
            archive.start_file(*name, options)?;
            archive.write_all(bytes)?;
        }
        Ok(archive.finish()?.into_inner())
    };
    // Memory takes whatever is written.
    written().unwrap_or_default()
}

/// These files of an archive; whatever else is in it does not matter.
///
/// # Errors
/// If one of them is missing, damaged or larger than any model is.
pub fn read<const N: usize>(bytes: &[u8], names: [&str; N]) -> Result<[Vec<u8>; N], String> {
    let archive = ZipArchive::new(Cursor::new(bytes));
    let mut archive =
        archive.map_err(|error| format!("this is not a whole .keras file: {error}"))?;
    let mut files = [const { Vec::new() }; N];
    for (name, file) in names.into_iter().zip(&mut files) {
        *file = entry(&mut archive, name)?;
    }
    Ok(files)
}

fn entry(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, String> {
    let about = |error: String| format!("{name} in the file cannot be read: {error}");
    let found = archive.by_name(name);
    let found = found.map_err(|error| about(error.to_string()))?;
    let mut bytes = Vec::new();
    // What a header says of a size is not to be believed.
    let mut most = found.take(MOST_BYTES as u64 + 1);
    let read = most.read_to_end(&mut bytes);
    read.map_err(|error| about(error.to_string()))?;
    if bytes.len() > MOST_BYTES {
        return Err(about("it is larger than any model here".to_owned()));
    }
    Ok(bytes)
}
