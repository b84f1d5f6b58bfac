//! Training on the CPU.

use serde_json::json;
use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::*;

use crate::figure_recordings::trained;
use crate::{LONG, SMALL, without_webgpu};

#[tokio::test]
async fn the_default_network_reaches_94_percent_on_the_first_shard() {
    without_webgpu(async |page| {
        page.open("").await;
        page.see("#device-badge", "CPU").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        assert_eq!(ending.curve("epoch").len(), 10);
        assert!(ending.val_accuracy() >= 0.94, "{ending:?}");
        page.see("#runs [data-cell='outcome']", "completed").await;
    })
    .await;
}

#[tokio::test]
async fn a_double_click_on_train_trains_and_pauses_nothing() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        let train = page.find("#train").await;
        let actions = page.chromium.driver.action_chain();
        let pressed = actions.double_click_element(&train).perform().await;
        pressed.expect("a button that can be clicked");
        page.hear("epoch-end", 3).await;
        page.wait_for_phase("running").await;
    })
    .await;
}

#[tokio::test]
async fn the_same_seed_gives_the_same_curve_twice() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        let mut curves = Vec::new();
        for seed in ["42", "42", "43"] {
            page.set("seed", seed).await;
            page.train().await;
            let ending = page.wait_for_end().await;
            curves.push((ending.curve("loss"), ending.curve("val_loss")));
        }
        assert_eq!(curves[0].1.len(), 3);
        assert_eq!(curves[0], curves[1]);
        assert_ne!(curves[0], curves[2], "another seed is another run");
    })
    .await;
}

#[tokio::test]
async fn a_large_batch_is_shared_by_the_cores_and_the_curve_is_that_of_one_thread() {
    without_webgpu(async |page| {
        page.open("#n_nodes=32&train_images=4000&batch_size=1000&epochs=20")
            .await;
        // A run that has paused keeps those who help with it.
        page.step().await;
        page.wait_for_phase("paused").await;
        let cores = page.run("return navigator.hardwareConcurrency", &[]).await;
        assert!(cores.as_u64() > Some(1), "a machine of several cores");
        page.see("#device-badge", "workers share each batch").await;
        page.train().await;
        let ending = page.wait_for_end().await;

        let params = HyperParams::default()
            .with(&N_NODES, 32.0)
            .with(&TRAIN_IMAGES, 4000.0)
            .with(&BATCH_SIZE, 1000.0)
            .with(&EPOCHS, 20.0);
        let alone = trained(&params).await.epochs.into_iter();
        let (losses, accuracies): (Vec<f64>, Vec<f64>) =
            alone.map(|it| (it.val_loss, it.val_accuracy)).unzip();
        assert_eq!(json!(ending.curve("val_loss")), json!(losses));
        assert_eq!(json!(ending.curve("val_accuracy")), json!(accuracies));
        let badge = page.text("#device-badge").await;
        assert!(!badge.contains("share"), "nobody helps now: {badge}");

        page.go("#train_images=4000&batch_size=1000&batch_norm=after_activation")
            .await;
        page.step().await;
        page.wait_for_phase("paused").await;
        page.see(
            "#device-badge",
            "batch normalization looks at the whole batch",
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn a_copied_link_reproduces_the_run() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.set("seed", "7").await;
        page.set("dropout", "0.25").await;
        page.train().await;
        let first = page.wait_for_end().await;
        page.click("#copy-link").await;
        page.see("#copy-link", "Copied").await;
        let link = page.wait_for("a copied link", "return __copied", &[]).await;
        let link = link.as_str().unwrap();
        assert!(link.starts_with(&page.site.url("")), "{link}");

        page.go_to(link).await;
        page.wait_for_phase("idle").await;
        assert_eq!(page.field("dropout").await, "0.25");
        page.train().await;
        let second = page.wait_for_end().await;
        assert_eq!(first.curve("val_loss"), second.curve("val_loss"));
    })
    .await;
}

#[tokio::test]
async fn the_curve_starts_with_the_steps_of_the_first_epoch() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train().await;
        page.wait_for_end().await;
        let script = "return Number(document.querySelector('#chart-loss').dataset.points) > 20";
        page.wait_for("points of the 20 steps and the epochs", script, &[])
            .await;
    })
    .await;
}

#[tokio::test]
async fn more_images_than_the_first_shard_are_fetched_when_asked_for() {
    without_webgpu(async |page| {
        page.open("#n_layers=0&epochs=1&batch_size=1000").await;
        assert_eq!(page.site.requests_for("mnist/train-1.bin.gz"), 0);
        page.set("train_images", "15000").await;
        page.wait_for_phase("idle").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        assert_eq!(page.site.requests_for("mnist/train-1.bin.gz"), 1);
        assert_eq!(page.site.requests_for("mnist/train-2.bin.gz"), 0);
    })
    .await;
}

#[tokio::test]
async fn a_page_without_webgpu_says_why_and_does_not_fetch_its_worker() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.see("#device-badge", "WebGPU").await;
        assert_eq!(page.site.requests_for("trainer_cpu_bg.wasm"), 1);
        assert_eq!(page.site.requests_for("trainer_webgpu_bg.wasm"), 0);
        assert_eq!(page.site.requests_for("trainer_webgpu.js"), 0);
        assert_eq!(page.site.requests_for("analyst.js"), 0);
    })
    .await;
}
