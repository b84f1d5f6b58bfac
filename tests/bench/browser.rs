//! `cargo xtask bench`: the built site's speed and weight in headless Chromium, as tables.
//!
//! `--write` also puts them into the README; the names of parts measure those parts alone. Every ratio is
//! taken within one run, from interleaved measurements; absolute figures vary from machine to machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

#[path = "../browser/mod.rs"]
mod browser;

mod epochs;
mod example;
mod features;
mod figure;
mod gpu;
mod large;
mod memory;
mod page;
mod peers;
mod post;
mod processes;
mod redraw;
mod settings;
mod studies;
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
    let tables = runtime.expect("a runtime").block_on(measure());
    for table in tables {
        println!("\n{table}");
        if std::env::args().any(|argument| argument == "--write") {
            table.write_into_readme(!wants_all());
        }
    }
}

async fn measure() -> [Table; 3] {
    let mut table = Table::new("bench", &["what", "measured", "budget"]);
    if is_wanted("epochs") {
        epochs::measure(&mut table).await;
    }
    if is_wanted("features") {
        features::measure(&mut table).await;
    }
    if is_wanted("studies") {
        studies::measure(&mut table).await;
    }
    if is_wanted("workers") {
        workers::measure(&mut table).await;
    }
    if is_wanted("memory") {
        memory::measure(&mut table).await;
    }
    if is_wanted("redraw") {
        redraw::measure(&mut table).await;
    }
    if is_wanted("large") {
        large::measure(&mut table).await;
    }
    if is_wanted("page") {
        page::measure(&mut table).await;
    }
    if is_wanted("figure") {
        figure::measure(&mut table).await;
    }
    if is_wanted("weight") {
        page::weigh(&mut table);
    }
    if is_wanted("gpu") && has_webgpu_worker() {
        gpu::measure(&mut table).await;
    }
    let mut post = Table::new("post", &["setting", "Tuneground", "the post", "Keras"]);
    if is_wanted("post") {
        post::measure(&mut post).await;
    }
    let mut peers = Table::new("peers", &["what", "Tuneground", "jax-js 0.1.25", "ratio"]);
    if parts().any(|name| name == "peers") {
        peers::measure(&mut peers).await;
    }
    [table, post, peers]
}

/// Whether a part was asked for: without any name all are.
fn is_wanted(part: &str) -> bool {
    wants_all() || parts().any(|name| name == part)
}

fn wants_all() -> bool {
    parts().next().is_none()
}

fn parts() -> impl Iterator<Item = String> {
    let arguments = std::env::args().skip(1);
    arguments.filter(|argument| !argument.starts_with('-'))
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
    page.go_to(&page.site.url_in_release("bench.html")).await;
    page
}

/// The middle of an odd number of measurements.
fn median(mut measured: Vec<f64>) -> f64 {
    measured.sort_by(f64::total_cmp);
    measured[measured.len() / 2]
}
