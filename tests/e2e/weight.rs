//! What a visitor downloads, as a host would compress it. A KB here is 1,000 bytes.

use std::fs;
use std::path::Path;

use crate::browser::site::dist;
use crate::browser::weight::{brotli_kb, files_of};

fn assert_budget(what: &str, kb: f64, budget: f64) {
    println!("{what}: {kb:.0} KB of {budget:.0}");
    assert!(kb <= budget, "{what}: {kb:.0} KB, allowed are {budget:.0}");
}

#[test]
fn the_playground_weighs_at_most_675_kb() {
    assert_budget("playground", brotli_kb(files_of("index.html")), 675.0);
}

#[test]
fn the_figure_weighs_at_most_312_kb() {
    assert_budget("figure", brotli_kb(files_of("figure.html")), 312.0);
}

/// As it is: whoever takes the file to another host may not compress it.
#[test]
fn the_script_for_host_pages_weighs_at_most_3_kb() {
    let bytes = fs::metadata(dist().join("embed.js")).map_or(0, |file| file.len());
    assert!(bytes > 0, "embed.js is missing");
    assert_budget("embed.js", bytes as f64 / 1000.0, 3.0);
}

#[test]
fn the_cpu_worker_weighs_at_most_600_kb() {
    let files = ["trainer_cpu.js", "trainer_cpu_bg.wasm"];
    assert_budget("CPU worker", brotli_kb(files), 600.0);
}

#[test]
fn the_webgpu_worker_weighs_at_most_2100_kb() {
    let files = ["trainer_webgpu.js", "trainer_webgpu_bg.wasm"];
    assert_budget("WebGPU worker", brotli_kb(files), 2100.0);
}

#[test]
fn the_analyst_weighs_at_most_110_kb() {
    let files = ["analyst.js", "analyst_bg.wasm"];
    assert_budget("analyst", brotli_kb(files), 110.0);
}

#[test]
fn what_writes_scripts_weighs_at_most_245_kb() {
    let files = ["scripts.js", "scripts_bg.wasm"];
    assert_budget("scripts", brotli_kb(files), 245.0);
}

#[test]
fn what_draws_plots_weighs_at_most_100_kb() {
    let files = ["plots.js", "plots_bg.wasm"];
    assert_budget("plots", brotli_kb(files), 100.0);
}

#[test]
fn what_looks_into_runs_weighs_at_most_235_kb() {
    let files = ["inside.js", "inside_bg.wasm"];
    assert_budget("inside", brotli_kb(files), 235.0);
}

#[test]
fn what_writes_reports_weighs_at_most_210_kb() {
    let files = ["reporter.js", "reporter_bg.wasm"];
    assert_budget("reporter", brotli_kb(files), 210.0);
}

#[test]
fn what_reads_and_writes_models_weighs_at_most_370_kb() {
    let files = ["models.js", "models_bg.wasm"];
    assert_budget("models", brotli_kb(files), 370.0);
}

#[test]
fn what_takes_own_images_in_weighs_at_most_185_kb() {
    let files = ["images.js", "images_bg.wasm"];
    assert_budget("images", brotli_kb(files), 185.0);
}

#[test]
fn the_first_shard_and_the_test_shard_weigh_at_most_3300_kb() {
    let bytes = |path: &str| fs::metadata(dist().join(path)).map_or(0, |file| file.len());
    let kb = ["mnist/train-0.bin.gz", "mnist/test.bin.gz"].map(|path| bytes(path) as f64 / 1000.0);
    assert!(kb.iter().all(|&kb| kb > 0.0), "a shard is missing: {kb:?}");
    assert_budget("first shards", kb.iter().sum(), 3300.0);
}

#[test]
fn each_page_consists_of_markup_style_scripts_and_one_wasm() {
    for (page, expected) in [("index.html", [1, 1, 4, 1]), ("figure.html", [1, 1, 4, 1])] {
        let files = files_of(page);
        let count = |extension: &str| {
            let ends = |file: &&String| {
                Path::new(file)
                    .extension()
                    .is_some_and(|it| it == extension)
            };
            files.iter().filter(ends).count()
        };
        assert_eq!(
            ["html", "css", "js", "wasm"].map(count),
            expected,
            "{files:?}"
        );
        assert!(
            !files.iter().any(|file| [
                "trainer", "analyst", "scripts", "plots", "inside", "reporter", "models", "images"
            ]
            .iter()
            .any(|it| file.contains(it))),
            "{files:?}"
        );
    }
}
