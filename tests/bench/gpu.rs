//! What a step asks of the GPU, counted on the software adapter: its counts are those of any adapter.

use std::fs;

use serde_json::{Value, json};

use crate::browser::site::released;
use crate::browser::{Adapter, Damage, Playground};
use crate::open_bench_page;
use crate::settings::checked;
use crate::table::Table;

const BATCH_SIZE: u32 = 64;
const FEW_STEPS: u32 = 8;
const MORE_STEPS: u32 = 16;

/// What the worker has asked of the GPU.
#[derive(Clone, Copy)]
struct Counts {
    dispatches: f64,
    submits: f64,
    pipelines: f64,
}

/// Two runs that differ in their steps alone tell what a step costs: all else cancels out.
pub async fn measure(table: &mut Table) {
    let page = open_bench_page(Adapter::Software).await;
    let worker = fs::read(released("worker.js")).expect("the site has a worker");
    let counting = [include_bytes!("count_gpu.js").as_slice(), &worker].concat();
    page.site.damage("worker.js", Damage::Replaced(counting));
    let first = run(&page, FEW_STEPS).await;
    let few = run(&page, FEW_STEPS).await;
    let more = run(&page, MORE_STEPS).await;
    page.close().await;

    let steps = f64::from(MORE_STEPS - FEW_STEPS);
    let per_step =
        |of: fn(&Counts) -> f64| ((of(&more) - of(&few)) - (of(&few) - of(&first))) / steps;
    let (dispatches, submits) = (per_step(|it| it.dispatches), per_step(|it| it.submits));
    table.add(
        "dispatches of a WebGPU step".to_owned(),
        format!("{dispatches:.1}"),
        "≤ 25",
    );
    table.add(
        "submits of a WebGPU step".to_owned(),
        format!("{submits:.1}"),
        "",
    );
    let pipelines = more.pipelines;
    table.add(
        "pipelines in all".to_owned(),
        format!("{pipelines}"),
        "≤ 30",
    );
}

/// All counts after a run of one epoch of so many steps.
async fn run(page: &Playground, steps: u32) -> Counts {
    let hyperparams = json!({
        "n_layers": 2, "n_nodes": 128, "activation": "relu", "optimizer": "adam",
        "train_images": steps * BATCH_SIZE, "batch_size": BATCH_SIZE, "epochs": 1,
    });
    let script = "await ours('trainer_webgpu', arguments[0]); return gpuCounts()";
    let counts = page.run_async(script, &[checked(hyperparams)]).await;
    let count = |name: &str| counts.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
    Counts {
        dispatches: count("dispatches"),
        submits: count("submits"),
        pipelines: count("pipelines"),
    }
}
