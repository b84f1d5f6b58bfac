//! Images that do not arrive as they should.

use serde_json::json;
use std::time::Duration;

use crate::browser::site::released;
use crate::browser::{Damage, Playground};
use crate::{SMALL, without_webgpu};

const TRAIN_SHARD: &str = "mnist/train-0.bin.gz";

/// Harms a shard, waits for the message about it, heals it, and retries.
async fn fail_then_retry(page: &Playground, shard: &str, damage: Damage) {
    page.site.damage(shard, damage);
    page.go(SMALL).await;
    let name = shard.trim_start_matches("mnist/");
    page.see("#notices", name).await;
    assert!(!page.find("#train").await.is_enabled().await.unwrap());

    page.site.heal(shard);
    page.click_labelled("#notices button", "Retry").await;
    page.wait_for_phase("idle").await;
    page.train().await;
    let ending = page.wait_for_end().await;
    assert!(ending.outcome().contains("completed"), "{ending:?}");
}

#[tokio::test]
async fn a_missing_shard_is_named_and_fetched_again_on_retry() {
    without_webgpu(async |page| fail_then_retry(page, TRAIN_SHARD, Damage::Missing).await).await;
}

#[tokio::test]
async fn a_shard_cut_short_is_named_and_fetched_again_on_retry() {
    without_webgpu(async |page| {
        fail_then_retry(page, TRAIN_SHARD, Damage::CutShort(500_000)).await;
    })
    .await;
}

#[tokio::test]
async fn an_altered_shard_is_named_and_fetched_again_on_retry() {
    without_webgpu(async |page| {
        fail_then_retry(page, "mnist/test.bin.gz", Damage::Altered).await;
    })
    .await;
}

/// Lets the worker's timers run so much faster that nobody has to wait for them.
fn hurry(page: &Playground) {
    let worker = std::fs::read_to_string(released("worker.js")).unwrap();
    let clock = "const slow = self.setTimeout; \
                 self.setTimeout = (act, ms, ...rest) => slow.call(self, act, ms / 20, ...rest);\n";
    let hurried = Damage::Replaced(format!("{clock}{worker}").into());
    page.site.damage("worker.js", hurried);
}

#[tokio::test]
async fn a_shard_that_stalls_is_given_up_and_fetched_again_on_retry() {
    without_webgpu(async |page| {
        hurry(page);
        fail_then_retry(page, TRAIN_SHARD, Damage::Stalled(100_000)).await;
        let notices = page.text("#notices").await;
        assert_eq!(notices, "", "what was retried is over");
    })
    .await;
}

#[tokio::test]
async fn a_run_that_is_stopped_and_started_again_fetches_what_stalls_anew() {
    without_webgpu(async |page| {
        page.site.damage(TRAIN_SHARD, Damage::Stalled(100_000));
        page.go(SMALL).await;
        page.see("#progress", "Loading images").await;
        page.train().await;
        tokio::time::sleep(Duration::from_secs(5)).await;
        page.click("#stop").await;
        assert!(page.wait_for_end().await.outcome().contains("stopped"));
        page.site.heal(TRAIN_SHARD);
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
    })
    .await;
}

#[tokio::test]
async fn a_page_of_html_instead_of_a_shard_is_not_taken_for_images() {
    without_webgpu(async |page| {
        let page_not_found = Damage::Replaced("<!doctype html><p>Not found".into());
        page.site.damage(TRAIN_SHARD, page_not_found.clone());
        page.go(SMALL).await;
        page.see("#notices", "sent a web page").await;
        fail_then_retry(page, TRAIN_SHARD, page_not_found).await;
    })
    .await;
}

#[tokio::test]
async fn a_later_shard_that_is_missing_leaves_the_page_usable() {
    without_webgpu(async |page| {
        page.site.damage("mnist/train-1.bin.gz", Damage::Missing);
        page.open(SMALL).await;
        page.set("train_images", "20000").await;
        page.see("#notices", "train-1.bin.gz").await;

        page.set("train_images", "2000").await;
        page.wait_for_enabled("#train").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert_eq!(ending.curve("epoch").last(), Some(&json!(3)));
    })
    .await;
}
