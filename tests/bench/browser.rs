//! `cargo xtask bench`: the built site's speed and weight in headless Chromium, as a table.
//!
//! `--write` also puts the table into the README; the name of a part measures that part alone. Every ratio
//! is taken within one run, from interleaved measurements; absolute figures vary from machine to machine.

#[path = "../browser/mod.rs"]
mod browser;

mod epochs;
mod example;
mod features;
mod gpu;
mod page;
mod processes;
mod table;
mod workers;

use browser::{Adapter, Chromium, Damage, Playground, Site};
use table::Table;

fn main() {
    // `cargo test --benches` runs benchmarks as tests; measuring is not meant then.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let table = runtime.expect("a runtime").block_on(measure());
    println!("\n{table}");
    if std::env::args().any(|argument| argument == "--write") {
        table.write_into_readme();
    }
}

async fn measure() -> Table {
    let mut table = Table::default();
    if is_wanted("epochs") {
        epochs::measure(&mut table).await;
    }
    if is_wanted("features") {
        features::measure(&mut table).await;
    }
    if is_wanted("workers") {
        workers::measure(&mut table).await;
    }
    if is_wanted("page") {
        page::measure(&mut table).await;
    }
    if is_wanted("weight") {
        page::weigh(&mut table);
    }
    if is_wanted("gpu") && has_webgpu_worker() {
        gpu::measure(&mut table).await;
    }
    table
}

/// Whether a part was asked for: without any name all are.
fn is_wanted(part: &str) -> bool {
    let mut names = std::env::args()
        .skip(1)
        .filter(|name| !name.starts_with('-'));
    let all = std::env::args().skip(1).all(|name| name.starts_with('-'));
    all || names.any(|name| name == part)
}

/// Whether the site was built with the WebGPU worker.
fn has_webgpu_worker() -> bool {
    std::env::var_os("TUNEGROUND_CPU_ONLY").is_none()
}

/// A page of the site that has nothing but the benchmark's script.
async fn open_bench_page(adapter: Adapter) -> Playground {
    let site = Site::serve();
    let page = "<!doctype html><title>bench</title><script type=module src=bench.js></script>";
    site.damage("bench.html", Damage::Replaced(page.into()));
    site.damage(
        "bench.js",
        Damage::Replaced(include_str!("bench.js").into()),
    );
    let page = Playground::new(site, Chromium::start(adapter).await);
    page.go_to(&page.site.url("bench.html")).await;
    page
}

/// The middle of an odd number of measurements.
fn median(mut measured: Vec<f64>) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured[measured.len() / 2]
}
