//! Whether training leaves memory behind: of a worker's wasm, which never gives any back.

use serde_json::{Value, json};

use crate::browser::Playground;
use crate::example;
use crate::settings::checked;
use crate::table::Table;
use crate::workers::{open_telling_page, start, wasm_sizes};

const TRAIN_IMAGES: u32 = 10_000;
const EPOCHS: u32 = 1_000;
const RUNS: u32 = 2;
const STARTS: u32 = 200;

pub async fn measure(table: &mut Table) {
    let pool = example::build("pool", "playground", "page");
    let page = open_telling_page(&pool).await;
    start(&page, 0, TRAIN_IMAGES).await;
    // What a run needs at all.
    train(&page, params(2)).await;
    let before = megabytes(&page).await;
    for _ in 0..RUNS {
        train(&page, params(EPOCHS)).await;
    }
    add(
        table,
        format!("{} epochs", EPOCHS * RUNS),
        before,
        megabytes(&page).await,
    );
    let before = megabytes(&page).await;
    let script = "return startAndStop(0, arguments[0], arguments[1])";
    let times = json!(STARTS);
    let done = page.run_async(script, &[params(EPOCHS), times]).await;
    assert_eq!(done, Value::Null, "runs that could be started");
    add(
        table,
        format!("{STARTS} starts and stops"),
        before,
        megabytes(&page).await,
    );
    page.close().await;
}

fn add(table: &mut Table, what: String, before: f64, after: f64) {
    table.add(
        format!("wasm memory of a worker after {what}"),
        format!("{after:.1} MB; {before:.1} MB before"),
        "no more than before",
    );
}

/// Every kind of memory that a run may keep: an optimizer's, averages, noise, weights to be restored.
fn params(epochs: u32) -> Value {
    checked(json!({
        "n_nodes": 16, "train_images": 600, "batch_size": 200, "epochs": epochs, "dropout": 0.1,
        "use_ema": true, "batch_norm": "after_activation", "early_stopping": true,
        "early_stopping_restore_best_weights": true, "early_stopping_patience": 1000,
    }))
}

async fn train(page: &Playground, params: Value) {
    let script = "return trainOn(0, arguments[0])";
    let outcome = page.run_async(script, &[params]).await;
    assert_eq!(outcome["kind"], "completed");
}

async fn megabytes(page: &Playground) -> f64 {
    wasm_sizes(page, 1).await[0] / 1e6
}
