//! Inputs in the repository: `seeds/TARGET/` to begin with, `found/TARGET/` that once did harm.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of this hunt, from the repository's root, where cargo runs tests and xtask this program.
pub const FOLDER: &str = "tests/fuzz";

/// The inputs of a folder by their names; none where there is no folder.
fn read(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
        .iter()
        .filter_map(|path| fs::read(path).ok())
        .collect()
}

pub fn seeds(target: &str) -> Vec<Vec<u8>> {
    read(&Path::new(FOLDER).join("seeds").join(target))
}

pub fn found(target: &str) -> Vec<Vec<u8>> {
    read(&Path::new(FOLDER).join("found").join(target))
}

/// FNV-1a: short, and the same for ever.
pub fn name_of(input: &[u8]) -> u64 {
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    input.iter().fold(0xcbf2_9ce4_8422_2325, mix)
}
