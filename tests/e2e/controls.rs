//! The transport bar, its keys, and the learning rate while a run goes on.

use serde_json::json;

use crate::{LONG, SMALL, without_webgpu};

#[tokio::test]
async fn pausing_holds_the_run_and_resuming_goes_on() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.train().await;
        page.hear("epoch-end", 2).await;
        page.click("#train").await;
        page.wait_for_phase("paused").await;
        let held = page.heard("epoch-end").await.len();
        // Long enough for many epochs of this network.
        tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
        assert_eq!(page.heard("epoch-end").await.len(), held);

        page.click("#train").await;
        page.wait_for_phase("running").await;
        page.hear("epoch-end", held + 2).await;
        assert_eq!(page.heard("train-begin").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_paused_and_resumed_run_has_the_same_curve() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train().await;
        let straight = page.wait_for_end().await;
        page.step().await;
        page.wait_for_phase("paused").await;
        page.click("#train").await;
        let stepped = page.wait_for_end().await;
        assert_eq!(straight.curve("val_loss"), stepped.curve("val_loss"));
    })
    .await;
}

#[tokio::test]
async fn a_step_trains_one_epoch() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.step().await;
        for epochs in 1..=2 {
            page.hear("epoch-end", epochs).await;
            page.wait_for_phase("paused").await;
            assert_eq!(page.heard("epoch-end").await.len(), epochs);
            page.click("#step").await;
        }
        let ending = page.wait_for_end().await;
        assert_eq!(ending.curve("epoch"), [json!(1), json!(2), json!(3)]);
        assert!(ending.outcome().contains("completed"), "{ending:?}");
    })
    .await;
}

#[tokio::test]
async fn stopping_ends_the_run_and_keeps_its_curve() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.train().await;
        page.hear("epoch-end", 2).await;
        page.click("#stop").await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("stopped"), "{ending:?}");
        assert!(ending.curve("val_accuracy").len() >= 2, "{ending:?}");
        page.wait_for_phase("idle").await;
        page.see("#runs [data-cell='outcome']", "stopped").await;
    })
    .await;
}

#[tokio::test]
async fn reset_discards_the_run() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.train().await;
        page.hear("epoch-end", 1).await;
        page.click("#reset").await;
        page.wait_for_phase("idle").await;
        assert_eq!(page.column("name").await, [""; 0]);

        page.set("epochs", "1").await;
        page.train().await;
        page.wait_for_end().await;
        assert_eq!(page.column("name").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn keys_do_what_the_buttons_do() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.press(" ").await;
        page.wait_for_phase("running").await;
        page.press(" ").await;
        page.wait_for_phase("paused").await;
        let held = page.heard("epoch-end").await.len();
        page.press("\u{e014}").await; // the right arrow
        page.hear("epoch-end", held + 1).await;
        page.wait_for_phase("paused").await;
        page.press("r").await;
        page.wait_for_phase("idle").await;
        assert_eq!(page.column("name").await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn keys_typed_into_a_field_do_not_train() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.type_into("#hp-seed", " r 1").await;
        page.see("#hp-seed-error", "r 1").await;
        assert_eq!(page.column("name").await, [""; 0]);
    })
    .await;
}

#[tokio::test]
async fn the_learning_rate_changes_the_run_that_goes_on() {
    without_webgpu(async |page| {
        page.open(&LONG.replace("epochs=1000", "epochs=6")).await;
        page.train().await;
        let untouched = page.wait_for_end().await;

        page.step().await;
        page.wait_for_phase("paused").await;
        page.set("learning_rate", "0.01").await;
        page.click("#train").await;
        let changed = page.wait_for_end().await;
        let (untouched, changed) = (untouched.curve("loss"), changed.curve("loss"));
        assert_eq!(untouched[0], changed[0], "the first epoch was the same");
        assert_ne!(untouched[1], changed[1], "the second had another rate");
        page.see("#runs", "learning rate changed").await;
    })
    .await;
}
