//! The learning-rate range test: one click, a curve, a rate, and the form has it.

use crate::browser::Playground;
use crate::{LONG, SMALL, without_webgpu};

const STUDY: &str = "#n_layers=1&n_nodes=16&train_images=2000&batch_size=100&epochs=3&study.name=Rates\
                     &study.vary=learning_rate:0.01, 0.001&study.seeds=1";

impl Playground {
    /// What the button offers to use, without the word.
    async fn offered(&self, place: &str) -> String {
        let text = self.see(&format!("{place} [data-use]"), "use").await;
        text.trim_start_matches("Use ").to_owned()
    }
}

#[tokio::test]
async fn a_rate_is_found_by_one_click_and_goes_into_the_form_by_another() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.click(".range-test button").await;
        let rate = page.offered(".range-test").await;
        let curve = "return document.querySelector('.range-curve polyline').getAttribute('points').split(' ').length";
        let points = page.run(curve, &[]).await.as_i64().unwrap();
        assert!((20..=100).contains(&points), "{points}");
        page.see(".range-test .help", "a tenth of the rate").await;
        page.see(".range-test .help", "went over").await;
        assert_eq!(page.field("learning_rate").await, "0.001");
        page.click(".range-test [data-use]").await;
        assert_eq!(page.field("learning_rate").await, rate);
        assert_eq!(page.text(".range-test .warning").await, "");
        page.set("batch_size", "50").await;
        page.see(".range-test .warning", "has changed since").await;
        page.click_labelled(".range-test button", "Find a rate").await;
        page.see(".range-test [data-use]", "use").await;
        assert_eq!(page.text(".range-test .warning").await, "");
        page.click_labelled(".range-test button", "Close").await;
        assert_eq!(page.text(".range-test").await.trim(), "Find a rate");
    })
    .await;
}

#[tokio::test]
async fn a_run_under_way_goes_on_while_rates_are_tested() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.train().await;
        page.hear("epoch-end", 2).await;
        page.click(".range-test button").await;
        page.offered(".range-test").await;
        let so_far = page.heard("epoch-end").await.len();
        page.hear("epoch-end", so_far + 2).await;
        page.click("#stop").await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("stopped"), "{ending:?}");
    })
    .await;
}

#[tokio::test]
async fn a_study_is_proposed_a_range_and_has_it_only_when_somebody_takes_it() {
    without_webgpu(async |page| {
        page.open(STUDY).await;
        let place = ".dimension .range-test";
        let typed = "return [...document.querySelectorAll('.dimension input')].map(it => it.value).join(' ')";
        let before = page.run(typed, &[]).await;
        page.click(&format!("{place} button")).await;
        let range = page.offered(place).await;
        assert_eq!(page.run(typed, &[]).await, before);
        page.click(&format!("{place} [data-use]")).await;
        let taken = page.run(typed, &[]).await;
        let taken = taken.as_str().unwrap_or_default();
        let ends = range.replace(" to ", " ");
        assert!(taken.starts_with(&ends), "{taken} is not {ends}");
        page.see(".dimension [data-reading]", "5 values").await;
    })
    .await;
}
