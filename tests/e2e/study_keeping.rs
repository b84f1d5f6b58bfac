//! Studies over reloads, in several tabs, and as files.

use crate::studies::{SMALL, slow};
use crate::without_webgpu;

#[tokio::test]
async fn a_study_whose_tab_was_closed_goes_on_where_it_was() {
    without_webgpu(async |page| {
        let slow = slow();
        page.open(&slow).await;
        page.start_study().await;
        page.wait_for_ended(1).await;
        page.open(&slow).await;
        page.wait_for_study("Running").await;
        assert!(
            page.ended().await >= 1,
            "what had ended is not trained again"
        );
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await.lines().count(), 1 + 4 * 40);
    })
    .await;
}

#[tokio::test]
async fn an_exported_study_comes_back_and_a_wrong_file_loses_nothing() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        let (json, csv) = (page.export("#export-json", ".json").await, page.csv().await);
        for (file, reason) in [
            ("learning rate", "not a study"),
            (
                r#"{"format": "tuneground-study", "version": 9}"#,
                "newer Tuneground",
            ),
        ] {
            page.import_study(file).await;
            page.see("#notices", reason).await;
            assert_eq!(page.csv().await, csv);
        }
        page.open("").await;
        page.click("#view-study").await;
        page.import_study(&json).await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await, csv);
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_trains_all_the_same() {
    without_webgpu(async |page| {
        let forbid =
            "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }";
        page.chromium.inject(forbid).await;
        page.open(SMALL).await;
        page.see("#notices", "does not keep studies").await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await.lines().count(), 1 + 4 * 3);
    })
    .await;
}

#[tokio::test]
async fn a_study_is_trained_in_one_tab_at_a_time() {
    without_webgpu(async |page| {
        let (driver, slow) = (&page.chromium.driver, slow());
        page.open(&slow).await;
        page.start_study().await;
        page.wait_for_ended(1).await;
        let first = driver.window().await.unwrap();
        let second = driver.new_tab().await.unwrap();
        driver.switch_to_window(second.clone()).await.unwrap();
        page.open(&slow).await;
        page.click_labelled("#kept button", "Open").await;
        page.see("#notices", "open in another tab").await;
        assert_eq!(page.text("#study-progress [data-study-state]").await, "");

        driver.switch_to_window(first).await.unwrap();
        driver.close_window().await.unwrap();
        driver.switch_to_window(second).await.unwrap();
        page.click_labelled("#kept button", "Open").await;
        page.see("#study-progress", "of 4 runs").await;
        assert!(page.ended().await >= 1, "the first tab's runs are there");
        page.wait_for_study("Finished").await;
        let panels = page.panels().await;
        assert_eq!(panels, 4);
    })
    .await;
}

#[tokio::test]
async fn runs_that_have_ended_come_along_to_the_studies() {
    without_webgpu(async |page| {
        page.open(crate::SMALL).await;
        page.train().await;
        page.wait_for_end().await;
        let told = page.column("final").await;
        page.click("#view-study").await;
        page.find("#study-start").await;
        page.click("#view-run").await;
        assert_eq!(page.column("final").await, told);
        page.train().await;
        page.wait_for_end().await;
        assert_eq!(page.column("final").await.len(), 2);
    })
    .await;
}
