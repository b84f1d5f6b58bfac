//! The CPU worker: burn's Flex backend with SIMD128.

#[expect(
    clippy::expect_used,
    reason = "without its channel nobody could be told"
)]
#[cfg(target_arch = "wasm32")]
fn main() {
    use tuneground::protocol::{DeviceInfo, DeviceKind};
    use tuneground::training::Reads;
    use tuneground::training::device::open_cpu;
    use tuneground::worker::{Backend, serve};

    wasm_bindgen_futures::spawn_local(async {
        let backend = Backend {
            device: open_cpu(),
            info: DeviceInfo {
                kind: DeviceKind::Cpu,
                name: "SIMD".to_owned(),
            },
            reads: Reads::Every(1),
        };
        serve(async || Ok(backend))
            .await
            .expect("a worker has message channels");
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("trainer_cpu runs in a browser's worker; natively use `fit`");
}
