//! The version written into the built page: a hash of the workers' files.
//!
//! Trunk names the page's own files after their content, but not those of the workers. The page adds this version
//! to their addresses, so that no cache ever hands out an old one to a new page.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::root;

const META: &str = "<meta name=\"tuneground-version\" content=\"";

/// The files whose content makes the version; a site without WebGPU lacks two of them.
const WORKER_FILES: [&str; 5] = [
    "worker.js",
    "trainer_cpu.js",
    "trainer_cpu_bg.wasm",
    "trainer_webgpu.js",
    "trainer_webgpu_bg.wasm",
];

/// Writes the version into the `index.html` that Trunk has just built, else into that in `dist/`.
///
/// # Errors
///
/// If the page is missing, has no place for the version, or cannot be written.
pub fn stamp_built_site() -> Result<(), String> {
    let site =
        std::env::var_os("TRUNK_STAGING_DIR").map_or_else(|| root().join("dist"), PathBuf::from);
    let path = site.join("index.html");
    let told = |error: std::io::Error| format!("{}: {error}", path.display());
    let page = fs::read_to_string(&path).map_err(told)?;
    let page =
        stamped(&page, &version(&site)).ok_or_else(|| format!("{}: no {META}…", path.display()))?;
    fs::write(&path, page).map_err(told)
}

/// `page` with `version` in its meta element; `None` if it has none.
fn stamped(page: &str, version: &str) -> Option<String> {
    let start = page.find(META)? + META.len();
    let end = start + page[start..].find('"')?;
    Some(format!("{}{version}{}", &page[..start], &page[end..]))
}

fn version(site: &Path) -> String {
    let contents = WORKER_FILES.map(|file| fs::read(site.join(file)).unwrap_or_default());
    format!("{:016x}", fnv1a(contents.iter().flatten()))
}

/// The 64-bit FNV-1a hash: no defence against forgery, and enough to tell one build from the next.
fn fnv1a<'a>(bytes: impl Iterator<Item = &'a u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_takes_the_place_of_what_was_there() {
        let page = format!("<head>{META}\"><p>");
        let once = stamped(&page, "1").unwrap();
        assert_eq!(once, format!("<head>{META}1\"><p>"));
        assert_eq!(stamped(&once, "22"), Some(format!("<head>{META}22\"><p>")));
    }

    #[test]
    fn a_page_without_a_place_for_the_version_is_refused() {
        assert_eq!(stamped("<head>", "1"), None);
        assert_eq!(stamped(META, "1"), None);
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        // Test vectors of draft-eastlake-fnv.
        assert_eq!(fnv1a([].iter()), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar".iter()), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn the_page_has_a_place_for_the_version() {
        let page = fs::read_to_string(root().join("index.html")).unwrap();
        assert!(stamped(&page, "1").is_some());
    }
}
