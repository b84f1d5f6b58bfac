//! The training core in a dedicated worker of a browser, on burn's CPU backend with SIMD128.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

mod keras;
#[path = "keras/in_browser.rs"]
mod keras_in_browser;
mod training;
