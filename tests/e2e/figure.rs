//! The figure in a post.

use serde_json::json;

use crate::browser::weight::files_of;
use crate::browser::{Damage, Host, Playground};
use crate::{LONG, SMALL, without_webgpu};

/// Opens the figure with this hash, and waits until a reader could press Train.
async fn open(page: &Playground, hash: &str) {
    page.visit(&page.site.url(&format!("figure.html{hash}")))
        .await;
    page.wait_for_phase("idle").await;
    // Folds come with the program.
    page.unfold().await;
}

#[tokio::test]
async fn a_figure_fetches_nothing_to_train_with_before_the_reader_acts() {
    without_webgpu(async |page| {
        open(page, SMALL).await;
        page.see("#train", "Train").await;
        assert_eq!(page.points().await, 0);
        assert!(!page.started_worker("trainer").await);
        let mut fetched = page.site.requests();
        fetched.sort();
        fetched.dedup();
        assert_eq!(fetched, files_of("figure.html"));

        page.train().await;
        page.wait_for_end().await;
        assert!(page.site.requests_for("mnist/train-0.bin.gz") > 0);
    })
    .await;
}

#[tokio::test]
async fn train_draws_the_run_of_the_link() {
    without_webgpu(async |page| {
        open(page, SMALL).await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        assert_eq!(ending.curve("epoch").len(), 3);
        page.see("#legend-accuracy", "last epoch").await;
        assert!(page.points().await > 0);
        page.see("#progress", "after 3 epochs").await;

        page.open(SMALL).await;
        page.train().await;
        let playgrounds = page.wait_for_end().await;
        assert_eq!(ending.curve("val_loss"), playgrounds.curve("val_loss"));
    })
    .await;
}

#[tokio::test]
async fn a_run_in_a_figure_is_paused_and_resumed() {
    without_webgpu(async |page| {
        open(page, LONG).await;
        page.train().await;
        page.hear("epoch-end", 1).await;
        page.click("#train").await;
        page.wait_for_phase("paused").await;
        page.see("#train", "Resume").await;
        let before = page.heard("epoch-end").await.len();
        page.click("#train").await;
        page.hear("epoch-end", before + 1).await;
    })
    .await;
}

#[tokio::test]
async fn a_framed_figure_is_started_by_its_host_and_tells_it_everything() {
    without_webgpu(async |page| {
        let host = Host::framing([page.site.url(&format!("figure.html{SMALL}"))]);
        page.open_host(&host).await;
        page.enter_frame(0).await;
        page.wait_for_phase("idle").await;
        page.leave_frames().await;
        page.tell_frame(0, json!({ "tuneground": "start-study" }))
            .await;
        let refusal = page.host_hears("error", 1).await;
        assert!(
            refusal["message"].to_string().contains("no studies"),
            "{refusal}"
        );
        page.tell_frame(0, json!({ "tuneground": "start" })).await;
        let ending = page.host_hears("train-end", 1).await;
        assert_eq!(ending["history"].as_array().map(Vec::len), Some(3));
    })
    .await;
}

#[tokio::test]
async fn what_is_wrong_with_a_figures_link_is_named_and_the_rest_is_trained() {
    without_webgpu(async |page| {
        open(page, &format!("{SMALL}&speed=9")).await;
        page.see("#notices", "speed").await;
        page.click("#notices .icon").await;
        page.train().await;
        assert_eq!(page.wait_for_end().await.curve("epoch").len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_figure_whose_worker_does_not_come_offers_to_try_again() {
    without_webgpu(async |page| {
        page.site.damage("worker.js", Damage::Missing);
        open(page, SMALL).await;
        page.train().await;
        page.see("#notices", "could not be started").await;
        page.expect_console_errors().await;
        page.site.heal("worker.js");
        page.click_labelled("#notices button", "Retry").await;
        page.wait_for_enabled("#train").await;
        page.train().await;
        page.wait_for_end().await;
    })
    .await;
}

#[tokio::test]
async fn a_figure_whose_program_does_not_come_says_so_in_its_place() {
    without_webgpu(async |page| {
        for (file, words) in [
            ("figure.js", "the host answered 404"),
            ("figure_bg.wasm", "the host answered 404"),
            ("load.js", "the host answered 404"),
        ] {
            page.site.damage(file, Damage::Missing);
            page.go_to(&page.site.url("figure.html")).await;
            page.see("#start[role=alert]", words).await;
            page.expect_console_errors().await;
            page.site.heal(file);
        }
    })
    .await;
}
