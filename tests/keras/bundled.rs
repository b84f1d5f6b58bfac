//! The cases as they are built into a test, for a browser, which has no files.

use include_dir::{Dir, include_dir};
use tuneground::dataset::Dataset;

use super::suite::Suite;

static CASES: Dir = include_dir!("$CARGO_MANIFEST_DIR/tests/keras/cases");

/// Reads a file of the set by its name.
type ReadFile = fn(&str) -> Result<Vec<u8>, String>;

/// The public cases.
pub fn bundled(dataset: &Dataset) -> Result<Suite<ReadFile>, String> {
    Suite::open(read as ReadFile, dataset)
}

fn read(name: &str) -> Result<Vec<u8>, String> {
    let file = CASES.get_file(name).ok_or(format!("{name} is not there"))?;
    Ok(file.contents().to_vec())
}
