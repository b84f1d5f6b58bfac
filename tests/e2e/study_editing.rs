//! The study's editor: what stands in it is what will be trained.

use serde_json::json;
use tuneground::study::StudyFile;

use crate::browser::Playground;
use crate::browser::study::csv_column;
use crate::studies::{natively, slow};
use crate::without_webgpu;

impl Playground {
    /// The cards of the editor: what each sweeps, and whether it has something to edit.
    async fn cards(&self) -> serde_json::Value {
        let script = "return [...document.querySelectorAll('.dimensions .dimension')].map(card => \
                      [card.dataset.key, card.querySelector('strong').innerText, !!card.querySelector('input')])";
        self.run(script, &[]).await
    }
}

#[tokio::test]
async fn the_cards_are_those_of_what_is_swept() {
    without_webgpu(async |page| {
        page.open("").await;
        page.click("#view-study").await;
        page.see("#study-estimate", "add a hyperparameter").await;
        let errors = "return document.querySelectorAll('#study-estimate .error').length";
        assert_eq!(
            page.run(errors, &[]).await,
            json!(0),
            "nothing was done yet"
        );
        page.see(".experiments a", "neural networks iii").await;
        page.choose("#experiment", "optimizer").await;
        page.see("#study-estimate", "4 × 1 seed = 4 runs").await;
        assert_eq!(
            page.cards().await,
            json!([["optimizer", "Optimizer", true]])
        );
        page.choose("#experiment", "batch-size").await;
        page.see(
            ".dimension [data-reading]",
            "4 values: 333, 833, 1667 and 5000",
        )
        .await;
        assert_eq!(
            page.cards().await,
            json!([["batch_size", "Batch size", true]])
        );
        page.choose("#experiment", "").await;
        page.see("#study-estimate", "add a hyperparameter").await;
        assert_eq!(page.cards().await, json!([]), "a study of one's own");
        page.go("#study.vary=l2:0,1").await;
        page.see(
            ".dimension .error",
            "write 0.1 for one value, or 0, 1 for two",
        )
        .await;
        assert_eq!(page.cards().await, json!([["l2", "L2 penalty", true]]));
        page.type_into(".dimension input", "0, 0,01").await;
        page.see(".dimension [data-reading]", "2 values: 0 and 0.01")
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_kept_study_opened_over_another_one_shows_and_trains_its_own_values() {
    without_webgpu(async |page| {
        let base = "#n_layers=1&n_nodes=8&train_images=1000&batch_size=500&epochs=1";
        page.open(&format!("{base}&study.vary=l2:0, 0.1")).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.open(&format!("{base}&study.vary=learning_rate:0.01, 0.001"))
            .await;
        let rate = json!([["learning_rate", "Learning rate", true]]);
        assert_eq!(page.cards().await, rate);
        page.click_labelled("#saved-studies button", "Open").await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.cards().await, json!([["l2", "L2 penalty", true]]));
        let typed = "return document.querySelector('.dimension input').value";
        assert_eq!(page.run(typed, &[]).await, json!("0, 0.1"));
        page.type_into(".dimension input", "0.5").await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert_eq!(csv_column(&page.csv().await, "l2"), [0.5]);
    })
    .await;
}

/// As the study is exported, trained natively from the start.
async fn from_the_start(page: &Playground) -> String {
    let file = page.export("#export-json", ".json").await;
    natively(StudyFile::from_json(&file).unwrap())
}

#[tokio::test]
async fn a_study_that_is_changed_keeps_what_it_has_and_trains_what_is_missing() {
    without_webgpu(async |page| {
        let base = "#n_layers=1&n_nodes=8&train_images=1000&batch_size=500&epochs=2";
        page.open(&format!("{base}&study.vary=l2:0, 0.1")).await;
        let hidden = "return document.querySelector('#study-revise').hidden";
        assert_eq!(page.run(hidden, &[]).await, true, "there is none yet");
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.run(hidden, &[]).await, true, "it is the same");

        page.type_into(".dimension input", "0.1, 0.01, 0").await;
        page.see("#study-other", "keeps 2 runs of it and trains 1 more")
            .await;
        page.click("#study-revise").await;
        page.see("#study-progress", "3 of 3 runs").await;
        page.wait_for_study("Finished").await;
        let csv = page.csv().await;
        assert_eq!(csv_column(&csv, "l2"), [0.1, 0.1, 0.01, 0.01, 0.0, 0.0]);
        assert_eq!(csv, from_the_start(page).await);

        // A dimension more, and a number of seeds.
        page.type_into("#study-seeds", "2").await;
        page.see("#study-other", "keeps 3 runs of it and trains 3 more")
            .await;
        page.click("#study-revise").await;
        page.see("#study-progress", "6 of 6 runs").await;
        page.wait_for_study("Finished").await;

        // Nothing has to be trained for it, and then it is the study in the editor all the same.
        page.type_into("#study-seeds", "1").await;
        page.see("#study-other", "keeps 3 runs of it and trains no other")
            .await;
        page.click("#study-revise").await;
        page.see("#study-progress", "3 of 3 runs").await;
        let hidden = "return document.querySelector('#study-other').hidden";
        page.wait_for("no word of another study", hidden, &[]).await;

        // What the browser keeps is the changed one.
        page.chromium.driver.refresh().await.unwrap();
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await, from_the_start(page).await);
        let saved =
            "return document.querySelectorAll('#saved-studies li, #saved-studies tr').length";
        assert!(
            page.run(saved, &[]).await.as_i64().unwrap() <= 1,
            "it is one study"
        );
    })
    .await;
}

#[tokio::test]
async fn a_study_that_is_changed_while_it_is_trained_comes_to_what_it_would_have_from_the_start() {
    without_webgpu(async |page| {
        page.open(&slow()).await;
        page.start_study().await;
        page.wait_for_ended(1).await;
        page.click_labelled("#study-pause", "Pause").await;
        page.wait_for_study("Paused").await;
        let wider = "0.02, 0.01, 0.03";
        page.type_into(".dimension input", wider).await;
        page.click("#study-revise").await;
        page.wait_for_study("Paused").await;
        page.click_labelled("#study-pause", "Resume").await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await, from_the_start(page).await);
    })
    .await;
}

#[tokio::test]
async fn quick_stands_for_what_is_trained_and_the_next_experiment_is_where_keys_go_on() {
    without_webgpu(async |page| {
        let quick = "const quick = document.querySelector('#quick'); \
                     return quick.checkVisibility() ? quick.checked : null";
        page.open("#study.vary=dropout:0, 0.1").await;
        assert_eq!(page.run(quick, &[]).await, json!(null), "it is no experiment");
        page.choose("#experiment", "optimizer").await;
        page.wait_for("a quick experiment", quick, &[]).await;
        page.set("epochs", "1").await;
        page.set("train_images", "1000").await;
        assert_eq!(page.run(quick, &[]).await, json!(false));
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.click("#next-experiment").await;
        let is_there = "const { top, bottom } = document.activeElement.getBoundingClientRect(); \
                        return document.activeElement.id === 'study-editor' && top >= 0 && bottom <= innerHeight";
        page.wait_for("the editor in sight", is_there, &[]).await;
        let card = json!([["batch_size", "Batch size", true]]);
        assert_eq!(page.cards().await, card);
    })
    .await;
}

#[tokio::test]
async fn an_experiment_that_comes_to_no_more_than_there_was_can_be_left_out() {
    without_webgpu(async |page| {
        page.open(
            "#n_layers=1&n_nodes=32&train_images=1000&batch_size=50&epochs=2\
             &study.vary=learning_rate:0.1, 0.01, 0.001, 0.0001",
        )
        .await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.see("#winner", "learning_rate=0.01").await;
        page.click("#next-experiment").await;
        assert_eq!(page.field("optimizer").await, "sgd");
        // After so few steps no momentum comes to what Adam does.
        page.start_study().await;
        page.see("#before", "This is no more than there was before")
            .await;
        page.click("#leave-as-before").await;
        assert_eq!(page.field("optimizer").await, "adam");
        let chosen =
            "return document.querySelector('#experiment').value === 'weight-regularization'";
        page.wait_for("the experiment after it", chosen, &[]).await;
    })
    .await;
}
