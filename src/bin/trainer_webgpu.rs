//! The WebGPU worker: burn on the GPU.

#[expect(
    clippy::expect_used,
    reason = "without its channel nobody could be told"
)]
#[cfg(target_arch = "wasm32")]
fn main() {
    use tuneground::protocol::{Adapter, DeviceInfo, DeviceKind};
    use tuneground::training::Reads;
    use tuneground::training::device::open_webgpu;
    use tuneground::worker::{Backend, probe_adapter, serve};

    wasm_bindgen_futures::spawn_local(async {
        let open = async || {
            let name = match probe_adapter().await {
                Adapter::Usable { name } | Adapter::Software { name } => name,
                Adapter::Unsuitable { reason } | Adapter::None { reason } => {
                    return Err(reason);
                }
            };
            let info = DeviceInfo {
                kind: DeviceKind::WebGpu,
                name,
            };
            let device = open_webgpu().await?;
            Ok(Backend {
                device,
                info,
                reads: Reads::ByTime,
            })
        };
        serve(open).await.expect("a worker has message channels");
    });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("trainer_webgpu runs in a browser's worker; natively use `fit`");
}
