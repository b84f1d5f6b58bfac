//! What each feature adds to an epoch of the CPU worker.

use serde_json::{Value, json};

use crate::browser::{Adapter, Playground};
use crate::settings::checked;
use crate::table::Table;
use crate::{median, open_bench_page};

/// An odd number, so that there is a median.
const ROUNDS: usize = 3;

/// Without a pixel that is 0 the first layer has five times as much to multiply, so it has no budget here; that of the
/// noise itself is in `epochs`.
const NOISE: &str = "noise";

/// Hyperparameters that switch a feature on.
type Setting = fn() -> Value;

const FEATURES: [(&str, Setting); 11] = [
    ("l2", || json!({ "l2": 1e-4 })),
    ("l1", || json!({ "l1": 1e-4 })),
    ("max_norm", || json!({ "kernel_constraint": "max_norm" })),
    ("activity l2", || json!({ "activity_l2": 1e-4 })),
    ("dropout .25", || json!({ "dropout": 0.25 })),
    (NOISE, || json!({ "gaussian_noise": 0.1 })),
    (
        "batch norm",
        || json!({ "batch_norm": "before_activation" }),
    ),
    ("clipnorm", || json!({ "clipnorm": 1.0 })),
    ("EMA", || json!({ "use_ema": true })),
    ("label smoothing", || json!({ "label_smoothing": 0.1 })),
    ("AdamW", || json!({ "optimizer": "adamw" })),
];

/// The rounds of a feature alternate with rounds of none, and each ratio is one of neighbours.
pub async fn measure(table: &mut Table) {
    let page = open_bench_page(Adapter::None).await;
    for (name, feature) in FEATURES {
        let mut ratios = Vec::new();
        for _ in 0..ROUNDS {
            let without = epoch(&page, json!({})).await;
            ratios.push(epoch(&page, feature()).await / without);
        }
        let ratio = median(ratios);
        table.add(
            format!("an epoch with {name}, batch 1000"),
            format!("{ratio:.2} of one without"),
            if name == NOISE { "" } else { "≤ 1.10" },
        );
    }
    page.close().await;
}

async fn epoch(page: &Playground, feature: Value) -> f64 {
    let mut hyperparams = json!({
        "n_layers": 2, "n_nodes": 128, "activation": "relu", "optimizer": "adam",
        "train_images": 60_000, "batch_size": 1000, "epochs": 2,
    });
    for (key, value) in feature.as_object().into_iter().flatten() {
        hyperparams[key] = value.clone();
    }
    let script = "return ours('trainer_cpu', arguments[0])";
    let measured = page.run_async(script, &[checked(hyperparams)]).await;
    measured.as_f64().expect("a number of milliseconds")
}
