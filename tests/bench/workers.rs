//! How soon and how heavily a further CPU worker starts, beside a first one.

use std::fs;
use std::time::Duration;

use serde_json::json;

use crate::browser::site::released;
use crate::browser::{Adapter, Chromium, Damage, Playground, Site};
use crate::example::{self, Example};
use crate::table::Table;
use crate::{median, processes};

/// Training images; each worker has the 10,000 test images as well.
const TRAIN_IMAGES: [u32; 2] = [10_000, 60_000];
const TEST_IMAGES: u32 = 10_000;
/// 784 pixels and a label.
const BYTES_PER_IMAGE: f64 = 785.0;

/// An odd number, so that there is a median.
const ROUNDS: usize = 9;

/// Started one after another, to tell what one of them weighs.
const FURTHER: usize = 3;

/// Until a browser has tidied up after starting workers.
const SETTLE: Duration = Duration::from_secs(3);

pub async fn measure(table: &mut Table) {
    let pool = example::build("pool", "playground", "page");
    let page = open_page(&pool).await;
    for train_images in TRAIN_IMAGES {
        time(&page, train_images, table).await;
    }
    for train_images in TRAIN_IMAGES {
        weigh_processes(&page, train_images, table).await;
    }
    page.close().await;
    // Workers that tell of their memory are not timed.
    let page = open_telling_page(&pool).await;
    for train_images in TRAIN_IMAGES {
        weigh_wasm(&page, train_images, table).await;
    }
    page.close().await;
}

/// A page of the site that has nothing but the pool; what it fetches is cached.
async fn open_page(pool: &Example) -> Playground {
    let site = Site::serve();
    site.let_browsers_cache();
    let html = "<!doctype html><title>bench</title><script type=module src=workers.js></script>";
    for (path, bytes) in [
        ("workers.html", html.as_bytes()),
        ("workers.js", include_bytes!("workers.js").as_slice()),
        ("pool.js", &pool.script),
        ("pool_bg.wasm", &pool.wasm),
    ] {
        site.damage(path, Damage::Replaced(bytes.to_vec()));
    }
    let page = Playground::new(site, Chromium::start(Adapter::None).await);
    page.go_to(&page.site.url_in_release("workers.html")).await;
    let is_ready = "return document.title === 'ready'";
    page.wait_for("the pool", is_ready, &[]).await;
    page
}

/// The same, whose workers tell how much memory they have.
pub async fn open_telling_page(pool: &Example) -> Playground {
    let page = open_page(pool).await;
    let worker = fs::read(released("worker.js")).expect("the site has a worker");
    let telling = [include_bytes!("tell_memory.js").as_slice(), &worker].concat();
    page.site.damage("worker.js", Damage::Replaced(telling));
    page
}

/// Each round has a first and a further worker, so that their ratio is one of neighbours.
async fn time(page: &Playground, train_images: u32, table: &mut Table) {
    // Fills the browser's cache.
    start(page, 0, train_images).await;
    end_all(page, 1).await;
    let (mut first, mut further) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        first.push(start(page, 0, train_images).await);
        further.push(start(page, 1, train_images).await);
        end_all(page, 2).await;
        eprintln!(
            "{train_images} images, round {round}: first {:.0} ms, further {:.0} ms",
            first[round], further[round]
        );
    }
    let ratios = further
        .iter()
        .zip(&first)
        .map(|(further, first)| further / first);
    let ratio = median(ratios.collect());
    let (first, further) = (median(first), median(further));
    table.add(
        format!("a further worker's start, {train_images} images"),
        format!("{further:.0} ms; a first one {first:.0} ms; ratio {ratio:.2}"),
        "≤ 50 ms",
    );
}

/// All that a further worker costs the browser, by what its processes grow.
async fn weigh_processes(page: &Playground, train_images: u32, table: &mut Table) {
    let browser = page.chromium.process();
    start(page, 0, train_images).await;
    let before = settled_memory(browser).await;
    for id in 1..=FURTHER {
        start(page, id, train_images).await;
    }
    let after = settled_memory(browser).await;
    end_all(page, FURTHER + 1).await;
    if let (Some(before), Some(after)) = (before, after) {
        let each = (after - before) / FURTHER as f64;
        table.add(
            format!("memory of a further worker, {train_images} images"),
            of_its_data(each, train_images),
            "≤ 1.3 of its data",
        );
    }
}

async fn settled_memory(browser: u32) -> Option<f64> {
    tokio::time::sleep(SETTLE).await;
    processes::memory_of(browser)
}

async fn weigh_wasm(page: &Playground, train_images: u32, table: &mut Table) {
    start(page, 0, train_images).await;
    start(page, 1, train_images).await;
    let sizes = wasm_sizes(page, 2).await;
    end_all(page, 2).await;
    let size = |index: usize| sizes[index];
    table.add(
        format!("wasm memory of a further worker, {train_images} images"),
        format!(
            "{}; of a first one {}",
            of_its_data(size(1), train_images),
            of_its_data(size(0), train_images)
        ),
        "≤ 1.3 of its data",
    );
}

/// Bytes of the wasm memory of so many workers, in the order of their starts.
pub async fn wasm_sizes(page: &Playground, count: usize) -> Vec<f64> {
    let script = "return memorySizes(arguments[0])";
    let sizes = page.run_async(script, &[json!(count)]).await;
    let size = |index: usize| sizes[index].as_f64().expect("a number of bytes");
    (0..count).map(size).collect()
}

fn of_its_data(bytes: f64, train_images: u32) -> String {
    let data = f64::from(train_images + TEST_IMAGES) * BYTES_PER_IMAGE;
    format!("{:.1} MB, {:.2} of its data", bytes / 1e6, bytes / data)
}

/// Milliseconds from the start of a worker until it has its images.
pub async fn start(page: &Playground, id: usize, train_images: u32) -> f64 {
    let script = "return startWorker(arguments[0], arguments[1])";
    let taken = page
        .run_async(script, &[json!(id), json!(train_images)])
        .await;
    let milliseconds = taken.as_f64();
    milliseconds.unwrap_or_else(|| panic!("worker {id} has not started: {taken}"))
}

async fn end_all(page: &Playground, count: usize) {
    page.run("endWorkers(arguments[0])", &[json!(count)]).await;
}
