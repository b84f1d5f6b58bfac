//! Looks into trained networks, in a worker that stays as long as the panel is open.

fn main() {
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_futures::spawn_local(tuneground::worker::look_inside());
}
