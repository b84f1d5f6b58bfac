//! The training core in a dedicated worker of a browser, on burn's CPU backend with SIMD128; and what workers do for
//! each other.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use tuneground::training::device::open_cpu;
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

mod exact;
mod keras;
mod numbers;
mod port;
mod training;
mod workers;

#[wasm_bindgen_test]
async fn every_run_that_keras_computed_is_followed_in_the_browser() {
    let dataset = training::dataset();
    let tell = |id: &str, verdict: &Result<(), String>| console_log!("{id} … {verdict:?}");
    let public = keras::bundled::bundled(&dataset).unwrap();
    let (passed, failed) = public.run(&open_cpu(), |_| true, tell).await;
    assert_eq!((passed, failed), (58, 0));
    let more = keras::bundled::more(&dataset).unwrap();
    let (passed, failed) = more.run(&open_cpu(), |_| true, tell).await;
    assert!(passed > 80, "{passed}");
    assert_eq!(failed, 0);
}
