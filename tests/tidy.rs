//! Imports point one way. The table is ARCHITECTURE.md's; a module may use what stands in its row.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module with the modules of this crate and the gated crates that it may import.
const TABLE: [(&str, &[&str]); 11] = [
    ("hyperparams", &[]),
    ("metrics", &[]),
    ("dataset", &["metrics"]),
    ("training", &["hyperparams", "dataset", "metrics", "burn"]),
    ("protocol", &["hyperparams", "metrics"]),
    (
        "worker",
        &[
            "protocol",
            "hyperparams",
            "metrics",
            "training",
            "dataset",
            "burn",
            "web_sys",
            "js_sys",
        ],
    ),
    ("state", &["protocol", "study", "metrics", "hyperparams"]),
    ("charts", &["metrics", "plotters"]),
    (
        "app",
        &[
            "state",
            "study",
            "charts",
            "worker",
            "protocol",
            "metrics",
            "hyperparams",
            "leptos",
            "plotters",
            "plotters_canvas",
            "web_sys",
            "js_sys",
        ],
    ),
    (
        "fit",
        &["training", "study", "dataset", "metrics", "hyperparams"],
    ),
    ("study", &["hyperparams", "metrics"]),
];

/// Crates that only some modules may know.
const GATED: [&str; 6] = [
    "burn",
    "leptos",
    "plotters",
    "plotters_canvas",
    "web_sys",
    "js_sys",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    entries
        .flat_map(|entry| {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path)
            } else {
                vec![path]
            }
        })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Whether `text` names the path that starts with `head::`, outside comments.
fn names(text: &str, head: &str) -> bool {
    let path = format!("{head}::");
    let starts_a_path =
        |before: &str| !before.ends_with(|c: char| c.is_alphanumeric() || "_:".contains(c));
    text.lines().any(|line| {
        let code = line.split("//").next().unwrap_or_default();
        code.match_indices(&path)
            .any(|(at, _)| starts_a_path(&code[..at]))
    })
}

/// Every use of something that the file's module may not know.
fn strays(module: &str, allowed: &[&str], text: &str) -> Vec<String> {
    let modules = TABLE.iter().map(|(name, _)| format!("crate::{name}"));
    modules
        .chain(GATED.map(str::to_owned))
        .filter(|path| {
            let name = path.trim_start_matches("crate::");
            name != module && !allowed.contains(&name) && names(text, path)
        })
        .collect()
}

#[test]
fn imports_point_one_way() {
    let mut found = Vec::new();
    for (module, allowed) in TABLE {
        for path in sources(&source_folder().join(module)) {
            let text = fs::read_to_string(&path).unwrap();
            let strays = strays(module, allowed, &text);
            found.extend(
                strays
                    .into_iter()
                    .map(|stray| format!("{}: {stray}", path.display())),
            );
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_module_stands_in_the_table() {
    for entry in fs::read_dir(source_folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && name != "bin" {
            assert!(TABLE.iter().any(|(module, _)| *module == name), "{name}");
        }
    }
}

/// Clippy can ban methods, but not one that a trait gives to one type alone.
#[test]
fn no_device_is_opened_by_default() {
    for path in sources(&source_folder()) {
        let text = fs::read_to_string(&path).unwrap();
        let found = text.contains("Device::default") || text.contains("Device = Default");
        assert!(!found, "{}", path.display());
    }
}

#[test]
fn the_page_side_of_the_port_knows_no_training() {
    for file in [
        "client.rs",
        "ear.rs",
        "module.rs",
        "pool.rs",
        "probe.rs",
        "standing.rs",
    ] {
        let text = fs::read_to_string(source_folder().join("worker").join(file)).unwrap();
        for stranger in ["crate::training", "crate::dataset", "burn"] {
            assert!(!names(&text, stranger), "{file}: {stranger}");
        }
    }
}

#[test]
fn a_stray_import_is_found_and_a_word_in_a_comment_is_not() {
    let code = "use crate::training::Trainer; // leptos::x\nlet a = reburn::b;\n";
    assert_eq!(strays("state", &[], code), ["crate::training"]);
    assert_eq!(
        strays("state", &[], "fn f() { burn::tensor::x() }"),
        ["burn"]
    );
}
