//! The last step of a build: a folder for the release, and its name and the policy in what lies beside it.
//!
//! Trunk puts all that a release consists of into `release/`. It is named after its content here: so no cache ever
//! hands out an old file to a new page, and a page whose release was taken away finds nothing rather than something
//! else. Beside it lie the two pages, the service worker, and what is the same in every release.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process::root;

/// Where Trunk puts the files of a release.
const RELEASE: &str = "release";

/// The figure's page and the service worker, in the site; and where they are here.
const COPIED: [(&str, &str); 2] = [("figure.html", "figure.html"), ("sw.js", "public/sw.js")];

/// What a page may load and run. It has no script or style of its own in it, and the workers of a sandboxed frame are
/// made of a blob.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
                      img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; font-src 'self'";

/// What the whole page may do beyond that: show a figure that is put together.
const WITH_FRAMES: &str = "; frame-src 'self'";

/// Stamps the site that Trunk has just built.
///
/// # Errors
///
/// If a page or a file of one is missing, has no place for the version, or cannot be written.
pub fn stamp_built_site() -> Result<(), String> {
    let site =
        std::env::var_os("TRUNK_STAGING_DIR").map_or_else(|| root().join("dist"), PathBuf::from);
    let release = site.join(RELEASE);
    for file in files_below(&release)?.iter().filter(|file| is_code(file)) {
        write(file, &bare(&read(file)?))?;
    }
    let index = read(&site.join("index.html"))?;
    let mut pages = vec![("index.html", policy(&index), index)];
    for (name, source) in COPIED {
        pages.push((name, POLICY.to_owned(), read(&root().join(source))?));
    }
    let mut joined = BTreeSet::new();
    for (name, _, text) in &mut pages {
        *text = with_one_sheet(text, name, &release, &mut joined)?;
    }
    for sheet in joined {
        fs::remove_file(&sheet).map_err(|error| format!("{}: {error}", sheet.display()))?;
    }
    let version = version(&release)?;
    for (name, policy, text) in pages {
        let text = filled(&text, &version, &policy).map_err(|error| format!("{name}: {error}"))?;
        write(&site.join(name), &text)?;
    }
    let named = site.join(version);
    fs::rename(&release, named).map_err(|error| format!("{}: {error}", release.display()))
}

/// `cargo xtask serve` puts a script into the page that loads it anew after each build; such a page is not published,
/// and an empty policy lets that script run.
fn policy(page: &str) -> String {
    if page.contains("<script>") {
        String::new()
    } else {
        format!("{POLICY}{WITH_FRAMES}")
    }
}

fn is_code(file: &Path) -> bool {
    let ending = file.extension();
    ending.is_some_and(|ending| ending == "js" || ending == "css")
}

/// A script or style without what only people read: comments that have lines to themselves, and what stands before a
/// line.
fn bare(text: &str) -> String {
    let mut bare = String::new();
    let mut is_comment = false;
    for line in text.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !is_comment && !line.starts_with("//") && !line.is_empty() {
            bare.push_str(line);
            bare.push('\n');
        }
        is_comment &= !line.contains("*/");
    }
    bare
}

/// A page that asks for one style sheet in place of its own, which has all of them in their order: they are fetched at
/// once, and what they have in common is compressed once.
///
/// - joined: takes what is now in a page's one sheet
fn with_one_sheet(
    page: &str,
    name: &str,
    release: &Path,
    joined: &mut BTreeSet<PathBuf>,
) -> Result<String, String> {
    const BEFORE: &str = "<link rel=\"stylesheet\" href=\"{version}/";
    let own = Path::new(name).with_extension("css");
    let (mut text, mut sheet) = (String::new(), String::new());
    for line in page.split_inclusive('\n') {
        let href = line.trim().strip_prefix(BEFORE);
        let Some(href) = href.and_then(|rest| rest.strip_suffix("\">")) else {
            text.push_str(line);
            continue;
        };
        if sheet.is_empty() {
            text.push_str(&line.replace(href, &own.to_string_lossy()));
        }
        sheet.push_str(&read(&release.join(href))?);
        joined.insert(release.join(href));
    }
    if !sheet.is_empty() {
        write(&release.join(own), &sheet)?;
    }
    Ok(text)
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// A page or script with its places for the version and the policy filled in.
fn filled(text: &str, version: &str, policy: &str) -> Result<String, String> {
    const VERSION: &str = "{version}";
    if !text.contains(VERSION) {
        return Err(format!("no place for the version, {VERSION}"));
    }
    Ok(text.replace(VERSION, version).replace("{policy}", policy))
}

/// A hash of all files of the release, with their names.
fn version(release: &Path) -> Result<String, String> {
    let mut files = files_below(release)?;
    files.sort();
    let mut hash = FNV_OFFSET;
    for file in files {
        let contents = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let name = file.strip_prefix(release).unwrap_or(&file);
        hash = fnv1a(hash, name.to_string_lossy().as_bytes());
        hash = fnv1a(hash, &contents);
    }
    Ok(format!("{hash:016x}"))
}

fn files_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files = Vec::new();
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;

/// The 64-bit FNV-1a hash, begun or gone on with: no defence against forgery, and enough to tell one build from the
/// next.
fn fnv1a(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str) -> String {
        fs::read_to_string(root().join(name)).unwrap()
    }

    #[test]
    fn the_hash_is_fnv_1a() {
        // Test vectors of draft-eastlake-fnv.
        assert_eq!(fnv1a(FNV_OFFSET, &[]), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(FNV_OFFSET, b"foobar"), 0x8594_4171_f739_67e8);
        assert_eq!(
            fnv1a(fnv1a(FNV_OFFSET, b"foo"), b"bar"),
            0x8594_4171_f739_67e8
        );
    }

    #[test]
    fn a_visitor_does_not_download_comments_and_indentation() {
        let script =
            "// One.\nif (a) {\n  /** Two\n   * lines. */\n  b(\"//\"); // Said here.\n\n}\n";
        assert_eq!(bare(script), "if (a) {\nb(\"//\"); // Said here.\n}\n");
        let style = "/* One. */\na {\n  color: red;\n}\n";
        assert_eq!(bare(style), "a {\ncolor: red;\n}\n");
    }

    #[test]
    fn version_and_policy_take_their_places() {
        let text = filled("<{version}> {policy} {version}/a.js", "7", "none").unwrap();
        assert_eq!(text, "<7> none 7/a.js");
        assert!(filled("<head>", "7", "none").is_err());
    }

    #[test]
    fn a_page_asks_for_one_style_sheet_that_has_all_of_its_own_in_their_order() {
        let folder = std::env::temp_dir().join(format!("tuneground-sheets-{}", std::process::id()));
        fs::create_dir_all(folder.join("style")).unwrap();
        for name in ["a", "b", "c"] {
            fs::write(
                folder.join(format!("style/{name}.css")),
                format!("{name} {{}}\n"),
            )
            .unwrap();
        }
        let link = |href: &str| format!("<link rel=\"stylesheet\" href=\"{{version}}/{href}\">");
        let page = format!(
            "<head>\n  {}\n  {}\n</head>\n",
            link("style/c.css"),
            link("style/a.css")
        );
        let mut joined = BTreeSet::new();
        let one = with_one_sheet(&page, "index.html", &folder, &mut joined).unwrap();
        assert_eq!(one, format!("<head>\n  {}\n</head>\n", link("index.css")));
        assert_eq!(read(&folder.join("index.css")).unwrap(), "c {}\na {}\n");
        let all = ["style/a.css", "style/c.css"].map(|name| folder.join(name));
        assert_eq!(joined, BTreeSet::from(all));
        let plain = with_one_sheet("// {version}\n", "sw.js", &folder, &mut joined).unwrap();
        assert_eq!(plain, "// {version}\n");
        assert!(!folder.join("sw.css").exists());
        let missing = with_one_sheet(&link("style/d.css"), "index.html", &folder, &mut joined);
        assert!(missing.unwrap_err().contains("style/d.css"));
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_page_that_trunk_serves_has_no_policy() {
        let published = policy("<script src=a.js></script>");
        assert_eq!(published, format!("{POLICY}{WITH_FRAMES}"));
        assert_eq!(policy("<script>new WebSocket()</script>"), "");
    }

    #[test]
    fn nothing_in_the_pages_needs_a_weaker_policy() {
        for page in ["index.html", "figure.html"] {
            let text = source(page);
            let place = "<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">";
            assert!(text.contains(place), "{page}");
            for inline in ["<script>", "<style", "style=\"", "onclick", "onload"] {
                assert!(!text.contains(inline), "{page}: {inline}");
            }
        }
    }

    #[test]
    fn what_a_host_has_to_allow_is_what_the_pages_allow_themselves() {
        let told = POLICY.strip_prefix("default-src 'none'; ").unwrap();
        assert!(source("js/start.js").contains(told));
    }

    #[test]
    fn the_release_is_named_after_its_content() {
        let folder = std::env::temp_dir().join(format!("tuneground-stamp-{}", std::process::id()));
        fs::create_dir_all(folder.join("style")).unwrap();
        fs::write(folder.join("a.js"), "1").unwrap();
        fs::write(folder.join("style/b.css"), "2").unwrap();
        let first = version(&folder).unwrap();
        assert_eq!(version(&folder).unwrap(), first);
        assert_eq!(first.len(), 16);
        fs::write(folder.join("style/b.css"), "3").unwrap();
        assert_ne!(version(&folder).unwrap(), first);
        fs::remove_dir_all(&folder).unwrap();
        assert!(version(&folder).is_err());
    }
}
