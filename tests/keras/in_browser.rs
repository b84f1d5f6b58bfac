//! The same runs in a browser's worker, with everything that they need built in.

use std::sync::Arc;

use tuneground::training::device::open_cpu;
use wasm_bindgen_test::{console_log, wasm_bindgen_test};

use crate::keras::case::CaseSet;
use crate::keras::compare::{check, first_images};
use crate::training::dataset;

/// Files of the cases by name, relative to their folder.
macro_rules! bundled {
    ($($file:literal)*) => {
        &[$(($file, include_bytes!(concat!("cases/", $file)))),*]
    };
}

const FILES: &[(&str, &[u8])] = bundled!(
    "cases.json"
    "init-784-10.safetensors"
    "init-784-16-12-10.safetensors"
    "init-784-16-12-10-bn.safetensors"
    "final/sgd.safetensors"
    "final/sgd-momentum.safetensors"
    "final/sgd-nesterov.safetensors"
    "final/rmsprop.safetensors"
    "final/rmsprop-momentum.safetensors"
    "final/rmsprop-centered.safetensors"
    "final/adagrad.safetensors"
    "final/adadelta.safetensors"
    "final/adam.safetensors"
    "final/adam-full-batch.safetensors"
    "final/adam-amsgrad.safetensors"
    "final/adamw.safetensors"
    "final/nadam.safetensors"
    "final/adamax.safetensors"
    "final/lion.safetensors"
    "final/loss-label-smoothing.safetensors"
    "final/loss-from-logits.safetensors"
    "final/loss-kl-divergence.safetensors"
    "final/loss-mse.safetensors"
    "final/loss-mse-sigmoid-output.safetensors"
    "final/loss-mae.safetensors"
    "final/loss-hinge.safetensors"
    "final/loss-renormalised.safetensors"
    "final/activation-linear.safetensors"
    "final/activation-silu.safetensors"
    "final/activation-softplus.safetensors"
    "final/activation-leaky-relu.safetensors"
    "final/kernel-l1.safetensors"
    "final/kernel-l2.safetensors"
    "final/adam-l2.safetensors"
    "final/kernel-l1-l2.safetensors"
    "final/activity-l1.safetensors"
    "final/activity-l2.safetensors"
    "final/constraint-max-norm.safetensors"
    "final/constraint-unit-norm.safetensors"
    "final/constraint-min-max-norm.safetensors"
    "final/constraint-non-neg.safetensors"
    "final/batch-norm-before.safetensors"
    "final/batch-norm-after.safetensors"
    "final/batch-norm-adamw.safetensors"
    "final/schedule-exponential.safetensors"
    "final/schedule-cosine.safetensors"
    "final/schedule-cosine-warmup.safetensors"
    "final/schedule-polynomial.safetensors"
    "final/schedule-inverse-time.safetensors"
    "final/schedule-piecewise.safetensors"
    "final/reduce-lr-on-plateau.safetensors"
    "final/clipnorm.safetensors"
    "final/clipvalue.safetensors"
    "final/global-clipnorm.safetensors"
    "final/ema.safetensors"
    "final/ema-overwrite.safetensors"
    "final/stop-val-loss.safetensors"
    "final/stop-val-loss-restore.safetensors"
    "final/stop-overfit.safetensors"
    "final/stop-val-accuracy.safetensors"
    "final/stop-baseline.safetensors"
    "final/combined.safetensors"
);

fn file(name: &str) -> Result<Vec<u8>, String> {
    let file = FILES.iter().find(|(file, _)| *file == name);
    let file = file.map(|(_, bytes)| bytes.to_vec());
    file.ok_or_else(|| format!("{name} is not built in"))
}

#[wasm_bindgen_test]
async fn every_run_that_keras_computed_comes_out_the_same() {
    let set = CaseSet::read(&file("cases.json").unwrap()).unwrap();
    let [train, validation] = set.counts;
    let dataset = Arc::new(first_images(&dataset(), train, validation));
    let mut left_keras = Vec::new();
    for (id, case) in set.cases {
        match check(case, &file, &dataset, &set.tolerance, &open_cpu()).await {
            Ok(()) => console_log!("{id} … ok"),
            Err(error) => left_keras.push(format!("{id}: {error}")),
        }
    }
    assert!(left_keras.is_empty(), "{left_keras:#?}");
}
