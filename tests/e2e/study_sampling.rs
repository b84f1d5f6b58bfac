//! Studies whose settings are drawn by results.

use tuneground::study::StudyFile;

use crate::browser::{Damage, Playground};
use crate::studies::natively;
use crate::without_webgpu;

const BASE: &str = "#n_layers=1&n_nodes=16&train_images=2000&batch_size=50&epochs=4";

/// 16 settings over a learning rate, of which six are drawn by results, in rounds of three.
async fn define(page: &Playground) {
    page.open(BASE).await;
    page.click("#view-study").await;
    page.choose("#study-add", "learning_rate").await;
    page.click_labelled("[data-key='learning_rate'] button", "Log range")
        .await;
    page.type_into("[data-key='learning_rate'] [data-field='From']", "0.00001")
        .await;
    page.type_into("[data-key='learning_rate'] [data-field='To']", "1")
        .await;
    page.choose("#study-sampler", "TPE: adaptive").await;
    page.type_into("#study-settings", "16").await;
    page.type_into("#study-round", "0").await;
    page.see("#study-estimate", "settings per round must be")
        .await;
    page.type_into("#study-round", "3").await;
    page.see("#study-estimate", "16 settings × 1 seed = 16 runs")
        .await;
}

async fn link(page: &Playground) -> String {
    page.click("#copy-link").await;
    let link = page.wait_for("a copied link", "return __copied", &[]).await;
    link.as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_study_that_learns_comes_to_the_same_over_a_reload_and_natively() {
    without_webgpu(async |page| {
        define(page).await;
        let link = link(page).await;
        assert!(link.contains("tpe+16+3"), "{link}");
        assert_eq!(page.site.requests_for("analyst_bg.wasm"), 0);
        page.set_study_workers(2).await;
        page.start_study().await;
        page.wait_for_ended(11).await;
        assert!(page.site.requests_for("analyst_bg.wasm") > 0);
        page.go_to(&link).await;
        page.wait_for_study("Finished").await;
        page.see("#study-progress", "16 of 16 runs").await;
        let settings = "return document.querySelectorAll('#panels [data-setting]').length";
        assert_eq!(page.run(settings, &[]).await, 16);
        let csv = page.csv().await;
        let file = StudyFile::from_json(&page.export("#export-json", ".json").await).unwrap();
        assert!(!file.log.is_empty());
        assert_eq!(csv, natively(file));
    })
    .await;
}

#[tokio::test]
async fn a_study_whose_analyst_does_not_come_waits_says_so_and_goes_on() {
    without_webgpu(async |page| {
        define(page).await;
        page.site.damage("analyst_bg.wasm", Damage::Missing);
        page.start_study().await;
        page.wait_for_study("Paused").await;
        page.see(
            "#notices",
            "the next settings could not be drawn: the server answered 404",
        )
        .await;
        page.see("#study-progress", "10 of 16 runs").await;
        page.expect_console_errors().await;
        page.site.heal("analyst_bg.wasm");
        page.click("#study-pause").await;
        page.wait_for_study("Finished").await;
        page.see("#study-progress", "16 of 16 runs").await;
        // What was drawn has its panels and its rows.
        let settings = "return document.querySelectorAll('#panels [data-setting]').length";
        assert_eq!(page.run(settings, &[]).await, 16);
    })
    .await;
}

#[tokio::test]
async fn a_study_that_learns_is_stopped_and_changed() {
    without_webgpu(async |page| {
        define(page).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.type_into("#study-settings", "18").await;
        page.see("#study-other", "keeps 16 runs of it and trains 2 more")
            .await;
        page.click("#study-revise").await;
        page.see("#study-progress", "18 of 18 runs").await;
        page.wait_for_study("Finished").await;
        page.type_into("#study-settings", "900").await;
        page.click("#study-revise").await;
        page.wait_for_study("Running").await;
        page.click("#study-stop").await;
        page.wait_for_study("Stopped").await;
    })
    .await;
}
