//! An epoch of the CPU worker against one of the bare loop.

use serde_json::{Value, json};

use crate::browser::{Adapter, Damage, Playground};
use crate::settings::checked;
use crate::table::Table;
use crate::{example, median, open_bench_page};

/// Batch sizes, and what an epoch may take of the bare loop's.
const BATCH_SIZES: [(u32, &str); 3] = [
    (30_000, "ratio ≤ 0.34"),
    (1_000, "ratio ≤ 0.34"),
    (128, "ratio ≤ 0.36"),
];
/// Batch sizes of which two workers train each batch.
const HELPED: [u32; 2] = [1_000, 30_000];
/// An odd number, so that there is a median.
const ROUNDS: usize = 5;

pub async fn measure(table: &mut Table) {
    let bare = example::build("bare", "trainer_cpu", "worker-cpu");
    let page = open_bench_page(Adapter::None).await;
    let worker = include_str!("bare_worker.js").into();
    for (path, bytes) in [
        ("bare.js", bare.script),
        ("bare_bg.wasm", bare.wasm),
        ("bare_worker.js", worker),
    ] {
        page.site.damage(path, Damage::Replaced(bytes));
    }
    for (batch_size, budget) in BATCH_SIZES {
        compare(&page, batch_size, budget, table).await;
    }
    for batch_size in HELPED {
        help(&page, batch_size, table).await;
    }
    page.close().await;
}

/// An epoch of two workers against one of one; their rounds alternate.
async fn help(page: &Playground, batch_size: u32, table: &mut Table) {
    let (mut one, mut two) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        one.push(our_epoch(page, batch_size).await);
        let script = "return helped(arguments[0])";
        two.push(milliseconds(page, script, hyperparams(batch_size)).await);
        eprintln!(
            "batch {batch_size}, round {round}: one worker {:.0} ms, two {:.0} ms",
            one[round], two[round]
        );
    }
    let ratios = two.iter().zip(&one).map(|(two, one)| two / one);
    let (ratio, one, two) = (median(ratios.collect()), median(one), median(two));
    table.add(
        format!("two workers share an epoch, batch {batch_size}"),
        format!("{two:.0} ms; one worker {one:.0} ms; ratio {ratio:.2}"),
        "ratio ≤ 0.62",
    );
}

/// Both have an epoch to warm up in each round; their rounds alternate.
async fn compare(page: &Playground, batch_size: u32, budget: &str, table: &mut Table) {
    let (mut ours, mut bare) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        bare.push(bare_epoch(page, batch_size).await);
        ours.push(our_epoch(page, batch_size).await);
        eprintln!(
            "batch {batch_size}, round {round}: ours {:.0} ms, bare {:.0} ms",
            ours[round], bare[round]
        );
    }
    // A ratio of neighbours: what else the machine does in the meantime slows both down.
    let ratios = ours.iter().zip(&bare).map(|(ours, bare)| ours / bare);
    let ratio = median(ratios.collect());
    let (ours, bare) = (median(ours), median(bare));
    table.add(
        format!("an epoch on the CPU, batch {batch_size}"),
        format!("{ours:.0} ms; bare loop {bare:.0} ms; ratio {ratio:.2}"),
        budget,
    );
}

async fn bare_epoch(page: &Playground, batch_size: u32) -> f64 {
    let script = "await bare(arguments[0]); return bare(arguments[0])";
    milliseconds(page, script, json!(batch_size)).await
}

async fn our_epoch(page: &Playground, batch_size: u32) -> f64 {
    let script = "return ours('trainer_cpu', arguments[0])";
    milliseconds(page, script, hyperparams(batch_size)).await
}

fn hyperparams(batch_size: u32) -> Value {
    checked(json!({
        "n_layers": 2, "n_nodes": 128, "activation": "relu", "optimizer": "adam",
        "train_images": 60_000, "batch_size": batch_size, "epochs": 2,
    }))
}

async fn milliseconds(page: &Playground, script: &str, argument: Value) -> f64 {
    let measured = page.run_async(script, &[argument]).await;
    measured.as_f64().expect("a number of milliseconds")
}
