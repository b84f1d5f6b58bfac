//! An epoch and a WebGPU step beside jax-js', the fastest of the other trainers in a browser, on the same network, images
//! and optimizer. It comes from npm, so this part is measured only where it is named.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::browser::{Adapter, Damage, Playground};
use crate::example::{run, target_dir};
use crate::settings::checked;
use crate::table::Table;
use crate::{has_webgpu_worker, median, open_bench_page};

/// npm's name and version of it.
const PACKAGE: &str = "@jax-js/jax@0.1.25";
const HIDDEN: [u32; 2] = [128, 128];
const BATCH_SIZES: [u32; 3] = [128, 1_000, 30_000];
const IMAGES: u32 = 60_000;
/// An odd number, so that there is a median.
const ROUNDS: usize = 5;
/// Of a step on the software adapter; two runs that differ in their steps alone tell what one costs.
const GPU_BATCH_SIZE: u32 = 1_000;
const FEW_STEPS: u32 = 2;
const MORE_STEPS: u32 = 6;
const GPU_ROUNDS: usize = 3;

pub async fn measure(table: &mut Table) {
    let page = open_page(Adapter::None).await;
    for batch_size in BATCH_SIZES {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            theirs.push(jax_epoch(&page, "wasm", batch_size, IMAGES).await);
            ours.push(our_epoch(&page, "trainer_cpu", batch_size, IMAGES, 2).await);
        }
        let what = format!("an epoch on the CPU, batch {batch_size}");
        compare(table, what, ours, theirs);
    }
    page.close().await;
    if has_webgpu_worker() {
        let page = open_page(Adapter::Software).await;
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..GPU_ROUNDS {
            theirs.push(jax_step(&page).await);
            ours.push(our_step(&page).await);
        }
        page.close().await;
        let what = format!("a step on the software WebGPU adapter, batch {GPU_BATCH_SIZE}");
        compare(table, what, ours, theirs);
    }
}

fn compare(table: &mut Table, what: String, ours: Vec<f64>, theirs: Vec<f64>) {
    eprintln!("{what}: ours {ours:.0?} ms, jax-js {theirs:.0?} ms");
    // A ratio of neighbours: what else the machine does in the meantime slows both down.
    let ratios = ours.iter().zip(&theirs).map(|(ours, theirs)| ours / theirs);
    let ratio = median(ratios.collect());
    let (ours, theirs) = (median(ours), median(theirs));
    table.add_row(vec![
        what,
        format!("{ours:.0} ms"),
        format!("{theirs:.0} ms"),
        format!("{ratio:.2}"),
    ]);
}

/// The benchmark's page with jax-js beside the site's own worker.
async fn open_page(adapter: Adapter) -> Playground {
    let page = open_bench_page(adapter).await;
    let serve = |path: &str, bytes| page.site.damage(path, Damage::Replaced(bytes));
    serve("mnist.js", include_str!("mnist.js").into());
    serve("jax_worker.js", include_str!("jax_worker.js").into());
    let modules = fs::read_dir(fetched()).expect("npm has brought a folder");
    for module in modules.map(|entry| entry.expect("a file").path()) {
        if module.extension().is_some_and(|ending| ending == "js") {
            let name = module.file_name().and_then(|name| name.to_str());
            serve(name.expect("a name"), fs::read(&module).expect("a module"));
        }
    }
    page
}

/// The folder of the package's modules, brought by npm if it is not there.
fn fetched() -> std::path::PathBuf {
    let folder = target_dir().join("peers");
    let modules = folder.join("node_modules/@jax-js/jax/dist");
    if !modules.exists() {
        let install = ["install", "--no-save", "--ignore-scripts", "--prefix"];
        run(std::process::Command::new("npm")
            .args(install)
            .args([folder.as_path(), Path::new(PACKAGE)]));
    }
    modules
}

async fn jax_epoch(page: &Playground, device: &str, batch_size: u32, images: u32) -> f64 {
    let evaluates = device == "wasm";
    let asked = json!({
        "device": device, "hidden": HIDDEN, "batchSize": batch_size, "trainImages": images, "evaluates": evaluates,
    });
    let measured = page.run_async("return jax(arguments[0])", &[asked]).await;
    let accuracy = measured["accuracy"].as_f64().expect("an accuracy");
    // Two epochs of whole batches of 30,000 are four steps.
    let learned = batch_size > 1_000 || accuracy > 0.9;
    assert!(!evaluates || learned, "it has to train: {measured}");
    measured["milliseconds"]
        .as_f64()
        .expect("a number of milliseconds")
}

/// The last of so many epochs, with its evaluation.
async fn our_epoch(page: &Playground, bin: &str, batch_size: u32, images: u32, epochs: u32) -> f64 {
    let hyperparams = checked(json!({
        "n_layers": HIDDEN.len(), "n_nodes": HIDDEN[0], "activation": "relu", "optimizer": "adam",
        "train_images": images, "batch_size": batch_size, "epochs": epochs,
    }));
    let script = format!("return ours('{bin}', arguments[0])");
    let measured = page.run_async(&script, &[hyperparams]).await;
    measured.as_f64().expect("a number of milliseconds")
}

async fn jax_step(page: &Playground) -> f64 {
    let few = jax_epoch(page, "webgpu", GPU_BATCH_SIZE, FEW_STEPS * GPU_BATCH_SIZE).await;
    let more = jax_epoch(page, "webgpu", GPU_BATCH_SIZE, MORE_STEPS * GPU_BATCH_SIZE).await;
    (more - few) / f64::from(MORE_STEPS - FEW_STEPS)
}

async fn our_step(page: &Playground) -> f64 {
    let epoch = async |steps| {
        our_epoch(
            page,
            "trainer_webgpu",
            GPU_BATCH_SIZE,
            steps * GPU_BATCH_SIZE,
            2,
        )
        .await
    };
    let (few, more) = (epoch(FEW_STEPS).await, epoch(MORE_STEPS).await);
    (more - few) / f64::from(MORE_STEPS - FEW_STEPS)
}
