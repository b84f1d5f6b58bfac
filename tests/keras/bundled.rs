//! The cases as they are built into a test, for a browser, which has no files.

use include_dir::{Dir, include_dir};
use tuneground::dataset::Dataset;

use super::suite::Suite;

static CASES: Dir = include_dir!("$CARGO_MANIFEST_DIR/tests/keras/cases");
static MORE: Dir = include_dir!("$CARGO_MANIFEST_DIR/tests/keras/more");

/// Reads a file of the set by its name.
type ReadFile = fn(&str) -> Result<Vec<u8>, String>;

/// The public cases.
pub fn bundled(dataset: &Dataset) -> Result<Suite<ReadFile>, String> {
    Suite::open(read as ReadFile, dataset)
}

/// The cases that were made beside them.
pub fn more(dataset: &Dataset) -> Result<Suite<ReadFile>, String> {
    Suite::open(read_more as ReadFile, dataset)
}

fn read(name: &str) -> Result<Vec<u8>, String> {
    contents(&CASES, name)
}

/// Those start from the public cases' weights.
fn read_more(name: &str) -> Result<Vec<u8>, String> {
    match name.strip_prefix("../cases/") {
        Some(name) => contents(&CASES, name),
        None => contents(&MORE, name),
    }
}

fn contents(folder: &Dir, name: &str) -> Result<Vec<u8>, String> {
    let file = folder
        .get_file(name)
        .ok_or(format!("{name} is not there"))?;
    Ok(file.contents().to_vec())
}
