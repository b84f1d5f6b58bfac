//! What to compute on.

use burn::tensor::Device;

/// burn's CPU backend, Flex: one thread, SIMD where the target has it.
#[cfg(feature = "flex")]
pub fn open_cpu() -> Device {
    Device::flex()
}

/// The GPU through WebGPU. Only once in the life of a program: what is lost cannot be opened again.
///
/// The caller has made sure that the adapter offers `timestamp-query`, without which the first tensor panics.
///
/// # Errors
/// Why there is no device, in the runtime's words.
#[cfg(feature = "webgpu")]
pub async fn open_webgpu() -> Result<Device, String> {
    // A step of a small network is some fifty dispatches; handing them over together costs the least.
    const TASKS_PER_SUBMIT: usize = 64;
    Device::wgpu_options()
        .tasks_max(TASKS_PER_SUBMIT)
        .init_async()
        .await
        .map_err(|error| error.to_string())
}
