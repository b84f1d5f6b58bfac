//! WebGPU that is computed in software.

use crate::with_software_webgpu;

#[tokio::test]
async fn a_software_adapter_is_not_used_by_itself() {
    with_software_webgpu(async |page| {
        page.open("").await;
        page.see("#device-badge", "CPU").await;
        page.see("#device-badge", "software").await;
        assert!(!page.started_worker("trainer_webgpu").await);
        assert_eq!(page.site.requests_for("trainer_webgpu_bg.wasm"), 0);
    })
    .await;
}
