//! The last step of a build: the version of the site in its pages, and the figure's page beside the playground's.
//!
//! Trunk names the playground's own files after their content, but not those of the figure and of the workers. The
//! version is a hash of these, and stands in their addresses: so no cache ever hands out an old one to a new page.

use std::fs;
use std::path::{Path, PathBuf};

use crate::process::root;

const META: &str = "<meta name=\"tuneground-version\" content=\"";

/// The files whose content makes the version; a site without WebGPU lacks two of them.
const UNHASHED_FILES: [&str; 9] = [
    "load.js",
    "figure.css",
    "figure.js",
    "figure_bg.wasm",
    "worker.js",
    "trainer_cpu.js",
    "trainer_cpu_bg.wasm",
    "trainer_webgpu.js",
    "trainer_webgpu_bg.wasm",
];

/// The figure's page, here and in the site.
const FIGURE: &str = "figure.html";

/// Stamps the site that Trunk has just built, else the one in `dist/`.
///
/// # Errors
///
/// If a page or a file of one is missing, has no place for the version, or cannot be written.
pub fn stamp_built_site() -> Result<(), String> {
    let site =
        std::env::var_os("TRUNK_STAGING_DIR").map_or_else(|| root().join("dist"), PathBuf::from);
    let version = version(&site);
    let index = site.join("index.html");
    let page = stamped(&read(&index)?, &version)
        .ok_or_else(|| format!("{}: no {META}…", index.display()))?;
    write(&index, &page)?;
    let names = file_names(&site)?;
    let figure = figure_page(&read(&root().join(FIGURE))?, &version, &names)?;
    write(&site.join(FIGURE), &figure)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn file_names(folder: &Path) -> Result<Vec<String>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name());
    Ok(names
        .map(|name| name.to_string_lossy().into_owned())
        .collect())
}

/// `page` with `version` in its meta element; `None` if it has none.
fn stamped(page: &str, version: &str) -> Option<String> {
    let start = page.find(META)? + META.len();
    let end = start + page[start..].find('"')?;
    Some(format!("{}{version}{}", &page[..start], &page[end..]))
}

/// The figure's page with what stands in braces filled in: `{version}`, and for the path of a source the name of
/// the file that Trunk has made of it.
fn figure_page(source: &str, version: &str, built: &[String]) -> Result<String, String> {
    let mut parts = source.split('{');
    let mut page = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (place, rest) = part
            .split_once('}')
            .ok_or_else(|| format!("{FIGURE}: a brace that is not closed"))?;
        page += match place {
            "version" => version,
            path => hashed(path, built)
                .ok_or_else(|| format!("{FIGURE}: Trunk has built nothing of {path}"))?,
        };
        page += rest;
    }
    Ok(page)
}

/// The built file of a source: Trunk puts a hash into its name.
fn hashed<'a>(path: &str, built: &'a [String]) -> Option<&'a str> {
    let path = Path::new(path);
    let (stem, extension) = (path.file_stem()?.to_str()?, path.extension()?.to_str()?);
    let is_built_of_it = |name: &&String| {
        let hash = name.strip_prefix(stem).and_then(|it| it.strip_prefix('-'));
        let hash = hash.and_then(|it| it.strip_suffix(extension)?.strip_suffix('.'));
        hash.is_some_and(|hash| hash.chars().all(|letter| letter.is_ascii_hexdigit()))
    };
    built.iter().find(is_built_of_it).map(String::as_str)
}

fn version(site: &Path) -> String {
    let contents = UNHASHED_FILES.map(|file| fs::read(site.join(file)).unwrap_or_default());
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

    #[test]
    fn the_figures_page_names_the_files_that_were_built() {
        let built = ["start.js", "base-0f.css", "base-x.css", "start-1a.js"].map(str::to_owned);
        let source = "<{style/base.css} {src/start.js} v={version}>";
        let page = figure_page(source, "7", &built);
        assert_eq!(page.as_deref(), Ok("<base-0f.css start-1a.js v=7>"));
    }

    #[test]
    fn a_file_that_was_not_built_is_named() {
        let error = figure_page("{style/base.css}", "7", &[]).unwrap_err();
        assert!(error.contains("style/base.css"), "{error}");
        assert!(figure_page("{version", "7", &[]).is_err());
    }

    #[test]
    fn the_figures_page_asks_for_sources_that_the_playgrounds_page_has_built() {
        let index = fs::read_to_string(root().join("index.html")).unwrap();
        let figure = fs::read_to_string(root().join(FIGURE)).unwrap();
        let places = figure.split('{').skip(1);
        let sources = places.filter_map(|part| part.split('}').next());
        for source in sources.filter(|place| *place != "version") {
            let link = |attribute| format!("{attribute}=\"{source}\" data-integrity");
            assert!(
                index.contains(&link("href")) || index.contains(&link("src")),
                "{source}"
            );
        }
    }
}
