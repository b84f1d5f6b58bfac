//! Training on WebGPU, which Chromium computes in software here: seconds a step, so these runs are tiny.

use crate::{built_for_cpu_only, with_software_webgpu};

/// Two steps an epoch.
const TINY: &str = "n_layers=1&n_nodes=16&train_images=100&batch_size=64&epochs=1";

#[tokio::test]
async fn a_software_adapter_is_not_used_by_itself() {
    with_software_webgpu(async |page| {
        page.open(&format!("#{TINY}")).await;
        page.see("#device-badge", "CPU").await;
        page.see("#device-badge", "software").await;
        assert!(!page.started_worker("trainer_webgpu").await);
        assert_eq!(page.site.requests_for("trainer_webgpu_bg.wasm"), 0);
    })
    .await;
}

#[tokio::test]
async fn a_tiny_network_trains_on_webgpu_when_it_is_chosen() {
    if built_for_cpu_only() {
        return;
    }
    with_software_webgpu(async |page| {
        page.open(&format!("#{TINY}")).await;
        page.choose("#device-choice", "webgpu").await;
        page.see("#device-badge", "WebGPU ·").await;
        page.wait_for_phase("idle").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        assert!(ending.val_accuracy() > 0.05, "{ending:?}");
        page.see("#runs [data-cell='device']", "WebGPU").await;
    })
    .await;
}

#[tokio::test]
async fn a_gpu_worker_that_dies_in_a_run_is_followed_by_the_same_run_on_the_cpu() {
    if built_for_cpu_only() {
        return;
    }
    with_software_webgpu(async |page| {
        page.open(&format!("#{TINY}&device=webgpu")).await;
        page.see("#device-badge", "WebGPU ·").await;
        page.train().await;
        page.hear("train-begin", 1).await;
        page.kill_worker("trainer_webgpu").await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        page.see("#device-badge", "CPU").await;
        page.see("#runs tr[data-run]", "restarted").await;
        assert_eq!(page.column("name").await.len(), 1);

        page.open(&format!("#{TINY}&device=cpu")).await;
        page.train().await;
        let on_the_cpu = page.wait_for_end().await;
        assert_eq!(ending.curve("val_loss"), on_the_cpu.curve("val_loss"));
    })
    .await;
}
