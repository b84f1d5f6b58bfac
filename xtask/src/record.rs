//! The sample posts' figures, recorded anew: each is an `<iframe>` whose address says what it shows.

use std::fs;
use std::path::Path;

use crate::process::{capture, command, root};

const POSTS: &str = "public/posts";
/// What an address begins with in a post; it ends with the quotation mark.
const BEGIN: &str = "=\"../figure.html#";

/// Trains what the figures name, natively, and writes the curves into their addresses.
///
/// # Errors
///
/// If no day is given, a post cannot be read or written, or a figure names what cannot be trained.
pub fn record(options: &[&str]) -> Result<(), String> {
    let [date, names @ ..] = options else {
        return Err("of which day are the recordings? cargo xtask record 2026-11-26".to_owned());
    };
    let folder = root().join(POSTS);
    let about = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let entries = fs::read_dir(&folder).map_err(|error| about(&folder, error))?;
    for path in entries.flatten().map(|entry| entry.path()) {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let is_meant = names.is_empty() || names.iter().any(|part| name.contains(part));
        if !name.ends_with(".html") || !is_meant {
            continue;
        }
        let post = fs::read_to_string(&path).map_err(|error| about(&path, error))?;
        println!("xtask: {name}");
        let recorded = recorded(&post, |address| trained(address, date))?;
        fs::write(&path, recorded).map_err(|error| about(&path, error))?;
    }
    Ok(())
}

fn trained(address: &str, date: &str) -> Result<String, String> {
    let fit = [
        "run",
        "-q",
        "--release",
        "--bin",
        "fit",
        "--",
        "--date",
        date,
        "--record",
        address,
    ];
    Ok(capture(&mut command("cargo", fit))?.trim().to_owned())
}

/// A post with what `record` makes of each figure's address.
fn recorded(post: &str, record: impl Fn(&str) -> Result<String, String>) -> Result<String, String> {
    let mut parts = post.split(BEGIN);
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (hash, rest) = part.split_once('"').ok_or("an address without its end")?;
        let address = record(&format!("figure.html#{}", hash.replace("&amp;", "&")))?;
        let hash = address.split_once('#').map_or("", |(_, hash)| hash);
        whole += BEGIN;
        whole += &hash.replace('&', "&amp;");
        whole += "\"";
        whole += rest;
    }
    Ok(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_recorded_and_all_else_stays() {
        let post =
            "<p><iframe src=\"../figure.html#epochs=3&amp;title=A\" title=\"A\"></iframe> <b>";
        let record = |address: &str| Ok(format!("{address}&recording=AQ"));
        let expected = "<p><iframe src=\"../figure.html#epochs=3&amp;title=A&amp;recording=AQ\" title=\"A\"></iframe> <b>";
        assert_eq!(recorded(post, record).as_deref(), Ok(expected));
        let refuse = |_: &str| Err("no".to_owned());
        assert_eq!(recorded(post, refuse), Err("no".to_owned()));
        assert!(recorded("=\"../figure.html#open", record).is_err());
    }
}
