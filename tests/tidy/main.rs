//! The house is as ARCHITECTURE.md says: imports point one way, by its table, and no two files need each other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

mod house;
mod module;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use house::{House, ModulePath, rust_files};
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;

const ARCHITECTURE: &str = include_str!("../../ARCHITECTURE.md");

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The table of ARCHITECTURE.md under "Which module may import which": for each module or file of one, what it may
/// import. All that counts stands in backticks.
fn table(text: &str) -> BTreeMap<ModulePath, Vec<String>> {
    let lines = text
        .lines()
        .skip_while(|line| !line.starts_with("| module "));
    let rows = lines.skip(2).take_while(|line| line.starts_with('|'));
    let mut table = BTreeMap::new();
    for row in rows {
        let mut cells = row.trim_matches('|').split('|').map(quoted);
        let (modules, allowed) = (cells.next().unwrap(), cells.next().unwrap());
        for module in modules {
            let path = module.split("::").map(str::to_owned).collect();
            table.insert(path, allowed.clone());
        }
    }
    table
}

/// What stands in backticks.
fn quoted(cell: &str) -> Vec<String> {
    cell.split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// The row that governs a module: its own, or that of the folder it lies in.
fn allowed<'a>(
    table: &'a BTreeMap<ModulePath, Vec<String>>,
    module: &[String],
) -> Option<&'a [String]> {
    let depths = (1..=module.len()).rev();
    let mut rows = depths.filter_map(|depth| table.get(&module[..depth]));
    rows.next().map(Vec::as_slice)
}

/// Every use of something that a module may not know.
fn strays(house: &House, table: &BTreeMap<ModulePath, Vec<String>>) -> Vec<String> {
    let gated: BTreeSet<&String> = table
        .values()
        .flatten()
        .filter(|name| !house.has(name))
        .collect();
    let mut strays = Vec::new();
    for module in house.modules.keys().filter(|module| !module.is_empty()) {
        let allowed = allowed(table, module).unwrap_or_default();
        let may = |name: &String| allowed.contains(name);
        let needs = house.needs(module);
        let floors = needs
            .iter()
            .filter_map(|need| need.first())
            .filter(|&floor| *floor != module[0]);
        let crates = gated
            .iter()
            .copied()
            .filter(|name| house.names_crate(module, name));
        let wrong = floors.chain(crates).filter(|name| !may(name));
        strays.extend(wrong.map(|name| format!("{} names {name}", module.join("::"))));
    }
    strays
}

#[test]
fn imports_point_one_way() {
    let strays = strays(&House::read(&source()), &table(ARCHITECTURE));
    assert!(strays.is_empty(), "{strays:#?}");
}

#[test]
fn every_module_stands_in_the_table() {
    let table = table(ARCHITECTURE);
    let house = House::read(&source());
    let missing: Vec<_> = house
        .modules
        .keys()
        .filter(|path| path.len() == 1 && !table.contains_key(*path))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
    let stale: Vec<_> = table
        .keys()
        .filter(|path| !house.modules.contains_key(*path))
        .collect();
    assert!(stale.is_empty(), "{stale:?}");
}

/// Clippy can ban methods, but not one that a trait gives to one type alone.
#[test]
fn no_device_is_opened_by_default() {
    // Programs for others are written there: they open what burn takes for their device.
    let written = source().join("export/burn");
    for path in rust_files(&source()) {
        if path.starts_with(&written) {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let found = text.contains("Device::default") || text.contains("Device = Default");
        assert!(!found, "{}", path.display());
    }
}

#[test]
fn a_stray_import_is_found_however_it_is_written() {
    let house = House::of(&[
        ("state/mod.rs", "mod run; pub use crate::charts::Panel;"),
        (
            "state/run.rs",
            "use crate::{metrics::History, training::{Trainer, tick}}; // leptos::x\n fn f() { leptos::view() }",
        ),
        (
            "charts/mod.rs",
            "pub struct Panel; fn f(_: crate::state::Run) {} // burn::tensor",
        ),
        ("training/mod.rs", "pub struct Trainer; pub fn tick() {}"),
        ("metrics/mod.rs", "pub struct History;"),
        (
            "lib.rs",
            "mod charts; mod metrics; mod state; mod training;",
        ),
    ]);
    let table = table(
        "| module | may import |\n|---|---|\n| `state` | `metrics` |\n| `charts` | `leptos` |\n",
    );
    assert_eq!(
        strays(&house, &table),
        ["state::run names training", "state::run names leptos"]
    );
}

/// Who may check hyperparameters: those who take them from somebody. Everybody else is handed checked ones.
const CHECKERS: [(&str, &str); 24] = [
    (
        "app::study::exports",
        "a study's file, picked by the visitor",
    ),
    (
        "export::burn",
        "a setting that a visitor wants as a program",
    ),
    ("fit", "the command line's file"),
    ("fit::programme", "an experiment of a programme"),
    ("fit::record", "a figure's address, from the command line"),
    (
        "inside::panel",
        "the setting of a run whose weights are not here",
    ),
    ("model", "the setting in a model's file"),
    ("recording::text", "the values of a figure's recorded runs"),
    ("state::figure::recorded", "a recorded run, from a link"),
    ("state::form", "what is typed, field by field"),
    (
        "state::calibration",
        "a short run that is made up of the form's",
    ),
    (
        "state::studies::programme",
        "the next experiment of a programme",
    ),
    ("state::studies::start", "a study, when it is started"),
    ("state::studies::revise", "a study, when it is changed"),
    ("state::studies::editor", "a study, while it is typed"),
    ("state::studies::usual", "values that the page suggests"),
    (
        "state::runs::control",
        "a run, started by a press or a message",
    ),
    ("state::runs::kept", "the runs that a tab has kept"),
    ("state::runs::recorded", "the runs that a link has recorded"),
    ("state::runs::run", "a learning rate that the page suggests"),
    ("study::distribution", "the values of a sweep"),
    (
        "study::file",
        "a study, from a file or the browser's database",
    ),
    ("study::list", "a sweep, where commas may be points"),
    ("study::plan", "the settings that a study draws"),
];

#[test]
fn hyperparameters_are_checked_where_they_come_in() {
    let house = House::read(&source());
    let mut callers = house.callers("check");
    callers.retain(|caller| !caller.starts_with("hyperparams"));
    let known = CHECKERS.map(|(module, _)| module.to_owned());
    assert_eq!(callers, BTreeSet::from(known));
}

#[test]
fn a_call_is_found_and_a_test_that_calls_is_none() {
    let house = House::of(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "fn f(p: P) { assert!(p.check().is_ok()) }"),
        ("b.rs", "fn f(p: P) { g(HyperParams::check) }"),
        (
            "c.rs",
            "#[cfg(test)] mod tests { fn f(p: P) { p.check() } }",
        ),
        ("d.rs", "fn check(p: P) { p.check; check(p) } // p.check()"),
    ]);
    assert_eq!(house.callers("check"), ["a", "b"].map(str::to_owned).into());
}

/// Functions of floats whose last bits the standard library leaves to the platform. What is exact by IEEE 754, such as a
/// root, is not among them; a fused `mul_add` is, for what it replaces rounds twice.
const INEXACT: [&str; 29] = [
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "exp",
    "exp2", "exp_m1", "hypot", "ln", "ln_1p", "ln_gamma", "log", "log10", "log1p", "log2",
    "mul_add", "powf", "powi", "sin", "sin_cos", "sinh", "tan", "tanh",
];

/// What a run depends on.
const EXACT: [&str; 10] = [
    "hyperparams",
    "dataset",
    "training",
    "study::distribution",
    "analysis::chance",
    "analysis::cma_es",
    "analysis::gp",
    "analysis::line",
    "analysis::normal",
    "analysis::tpe",
];

/// What runs on a GPU, whose functions are its own: of its curves nobody promises the last bit.
const ON_GPU: &str = "training::kernels::functions::gpu";

fn inexact(house: &House) -> Vec<String> {
    let is_exact =
        |caller: &String| caller != ON_GPU && EXACT.iter().any(|module| caller.starts_with(module));
    let calls = INEXACT.iter().flat_map(|name| {
        let callers = house.float_callers(name).into_iter().filter(is_exact);
        callers.map(move |caller| format!("{caller} calls {name}"))
    });
    calls.collect()
}

/// Clippy can ban them, but only everywhere: a chart may have them.
#[test]
fn what_a_run_depends_on_is_computed_alike_on_every_platform() {
    let found = inexact(&House::read(&source()));
    assert!(found.is_empty(), "take the crate libm's: {found:#?}");
}

#[test]
fn a_function_of_floats_is_found_however_it_is_called() {
    let house = House::of(&[
        (
            "lib.rs",
            "mod charts; mod dataset; mod hyperparams; mod training;",
        ),
        ("charts.rs", "fn f(x: f64) -> f64 { x.ln() }"),
        (
            "dataset.rs",
            "fn f(x: f64) -> f64 { libm::exp(x).sqrt() } // x.exp()",
        ),
        ("hyperparams.rs", "fn f(x: f64) -> f64 { g(f64::powf) }"),
        ("training.rs", "fn f(x: f64) -> f64 { x.exp() }"),
    ]);
    assert_eq!(
        inexact(&house),
        ["training calls exp", "hyperparams calls powf"]
    );
}

/// Files of which each needs the next, and the last the first.
fn cycles(house: &House) -> Vec<Vec<String>> {
    let paths: Vec<&ModulePath> = house.modules.keys().collect();
    let index = |path: &ModulePath| paths.binary_search(&path).ok();
    let mut graph = DiGraphMap::<usize, ()>::new();
    for (from, path) in paths.iter().enumerate() {
        let needs = house.needs(path);
        // What a parent defines is there for all its children.
        let others = needs.iter().filter(|need| !path.starts_with(need));
        for to in others.filter_map(index) {
            graph.add_edge(from, to, ());
        }
    }
    let circles = tarjan_scc(&graph)
        .into_iter()
        .filter(|circle| circle.len() > 1);
    circles
        .map(|circle| circle.into_iter().map(|at| paths[at].join("::")).collect())
        .collect()
}

#[test]
fn no_two_files_need_each_other() {
    let cycles = cycles(&House::read(&source()));
    assert!(cycles.is_empty(), "{cycles:#?}");
}

#[test]
fn two_files_that_need_each_other_are_found_through_a_parent_that_hands_their_names_on() {
    let house = House::of(&[
        ("lib.rs", "mod state;"),
        (
            "state/mod.rs",
            "mod form; mod link; pub use form::Form; pub struct Page; fn f() { form::g() }",
        ),
        (
            "state/form.rs",
            "use super::{Page, link::Link}; pub struct Form; pub fn g() {}",
        ),
        ("state/link.rs", "pub struct Link(super::Form);"),
    ]);
    let mut cycles = cycles(&house);
    cycles.iter_mut().for_each(|cycle| cycle.sort());
    assert_eq!(cycles, [["state::form", "state::link"]]);
}
