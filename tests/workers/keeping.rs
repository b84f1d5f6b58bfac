//! Checkpoints in the browser's private file system: written, found by whoever comes next, and removed.

use std::time::Duration;

use tuneground::hyperparams::catalog::SEED;
use tuneground::hyperparams::{CheckedHyperParams, HyperParams};
use tuneground::training::helpers::Helpers;
use tuneground::worker::{Keeper, Leader};
use wasm_bindgen_test::wasm_bindgen_test;

fn params(seed: f64) -> CheckedHyperParams {
    HyperParams::default().with(&SEED, seed).check().unwrap()
}

/// What whoever comes next finds, once the browser has had time to write.
async fn found_anew(params: &CheckedHyperParams) -> Option<Vec<u8>> {
    // A leader without helpers waits as long as it is told.
    Leader::default().next(Duration::from_millis(500)).await;
    Keeper::open().find(params).await
}

#[wasm_bindgen_test]
async fn what_one_worker_writes_down_the_next_one_finds_until_the_run_has_ended() {
    let keeper = Keeper::open();
    let (one, other) = (params(8001.0), params(8002.0));
    assert_eq!(keeper.find(&one).await, None);
    keeper.write(&one, vec![1, 2, 3]);
    keeper.write(&one, vec![4, 5]);
    keeper.write(&other, vec![6]);
    assert_eq!(keeper.find(&one).await, Some(vec![4, 5]), "by itself");
    assert_eq!(found_anew(&one).await, Some(vec![4, 5]));
    assert_eq!(found_anew(&other).await, Some(vec![6]));
    keeper.remove(&one);
    keeper.remove(&other);
    assert_eq!(keeper.find(&one).await, None);
    assert_eq!(found_anew(&other).await, None);
}
