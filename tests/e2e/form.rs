//! The form: presets, search, folds, and its settings out and in.

use serde_json::json;

use crate::browser::{Damage, Playground};
use crate::{SMALL, without_webgpu};

/// The keys of the controls that can be seen.
async fn seen(page: &Playground) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.row [id^=hp-]')] \
                  .filter(one => one.matches('select, [type=text], [role=switch]')) \
                  .filter(one => one.checkVisibility()).map(one => one.id.slice(3))";
    let keys = page.run(script, &[]).await;
    let keys = keys.as_array().cloned().unwrap_or_default();
    keys.iter()
        .map(|key| key.as_str().unwrap_or_default().to_owned())
        .collect()
}

/// The text that was copied last.
async fn copied(page: &Playground) -> String {
    let script = "return window.__copied ?? ''";
    let text = page.wait_for("something copied", script, &[]).await;
    text.as_str().unwrap_or_default().to_owned()
}

/// Folds everything as it is at first.
async fn fold_all(page: &Playground) {
    let script = "document.querySelectorAll('details').forEach(fold => { fold.open = false })";
    page.run(script, &[]).await;
}

#[tokio::test]
async fn a_search_shows_what_it_finds_wherever_it_was_folded_away() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        fold_all(page).await;
        page.type_into("#search", "weight decay").await;
        assert_eq!(seen(page).await, ["weight_decay"]);
        page.type_into("#search", "global clip").await;
        assert_eq!(seen(page).await, ["global_clipnorm"], "an advanced one");
        page.type_into("#search", "flux capacitor").await;
        page.see("#search-note", "no hyperparameter").await;
        assert_eq!(seen(page).await, [""; 0]);
        page.type_into("#search", "centered").await;
        page.see("#search-note", "centered").await;
        page.click("#search-enable [data-key='centered']").await;
        assert_eq!(page.field("centered").await, "false", "it can be set now");
        page.type_into("#search", "optimiser").await;
        page.see("#search-note", "showing optimizer").await;
        assert_eq!(page.field("optimizer").await, "rmsprop");
    })
    .await;
}

#[tokio::test]
async fn a_preset_fills_the_form_and_says_what_there_is_to_see() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.choose("#preset", "sgd_with_momentum").await;
        page.see("#preset-lesson", "simplest optimizer").await;
        assert_eq!(page.field("optimizer").await, "sgd");
        assert_eq!(page.field("momentum").await, "0.9");
        assert_eq!(page.field("n_nodes").await, "128", "the link's 16 are gone");
        page.set("momentum", "0.8").await;
        let own = "return document.querySelector('#preset').value === ''";
        page.wait_for("settings of one's own", own, &[]).await;
        page.click("#reset-all").await;
        page.see("#preset-lesson", "small network").await;
    })
    .await;
}

#[tokio::test]
async fn the_form_is_copied_as_a_keras_script() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.click("#copy-keras").await;
        let script = copied(page).await;
        assert!(script.starts_with("import keras\n"), "{script}");
        assert!(
            script.contains("layers.Dense(16, activation=\"relu\")"),
            "{script}"
        );
        assert!(script.contains("epochs=3"), "{script}");
        page.set("epochs", "0").await;
        assert!(!page.find("#copy-keras").await.is_enabled().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn the_form_is_copied_as_a_program_for_burn() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.click("#copy-burn").await;
        let program = copied(page).await;
        assert!(
            program.starts_with("// A multilayer perceptron on MNIST with burn"),
            "{program}"
        );
        assert!(
            program.contains("dense_1: dense(784, 16, device)"),
            "{program}"
        );
        assert!(program.contains("const EPOCHS: usize = 3;"), "{program}");
        page.see("#said", "burn program was copied").await;
        page.set("epochs", "0").await;
        assert!(!page.find("#copy-burn").await.is_enabled().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn copied_json_restores_the_form() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.set("optimizer", "rmsprop").await;
        page.set("hidden_units", "32, 16:tanh").await;
        page.click("#copy-json").await;
        let json = copied(page).await;
        page.click("#reset-all").await;
        page.click("#paste-json").await;
        let fill = "document.querySelector('#paste-text').value = arguments[0]";
        page.find("#paste-text").await;
        page.run(fill, &[json!(json)]).await;
        page.click("#paste-apply").await;
        page.see("#said", "settings applied").await;
        assert_eq!(page.field("optimizer").await, "rmsprop");
        assert_eq!(page.field("hidden_units").await, "32, 16:tanh");
        assert_eq!(page.field("epochs").await, "3");
    })
    .await;
}

#[tokio::test]
async fn what_keras_prints_is_read_by_a_program_that_is_fetched_for_it() {
    without_webgpu(async |page| {
        let wasm = "scripts_bg.wasm";
        page.open(SMALL).await;
        assert_eq!(page.site.requests_for(wasm), 0);
        page.site.damage(wasm, Damage::Missing);
        page.click("#paste-json").await;
        let keras = "{\"class_name\": \"RMSprop\", \"config\": {\"learning_rate\": 0.02}}";
        page.type_into("#paste-text", keras).await;
        page.click("#paste-apply").await;
        page.see(
            "#paste-errors",
            "could not be read: the server answered 404",
        )
        .await;
        page.expect_console_errors().await;
        page.site.heal(wasm);
        page.click("#paste-apply").await;
        page.see("#said", "settings applied").await;
        assert_eq!(page.field("optimizer").await, "rmsprop");
        assert_eq!(page.field("learning_rate").await, "0.02");
        assert_eq!(page.field("epochs").await, "3");
    })
    .await;
}

#[tokio::test]
async fn wrong_json_is_named_and_changes_nothing() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.click("#paste-json").await;
        page.type_into("#paste-text", "{\"epochs\": 5, \"seed\": -1}")
            .await;
        page.click("#paste-apply").await;
        page.see("#paste-errors", "seed").await;
        assert_eq!(page.field("epochs").await, "3");
        let kept = "return document.querySelector('#paste-text').value";
        assert_eq!(page.run(kept, &[]).await, "{\"epochs\": 5, \"seed\": -1}");
    })
    .await;
}

#[tokio::test]
async fn a_doubtful_value_is_warned_of_and_can_be_trained_with() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.unfold().await;
        page.click("#hp-early_stopping").await;
        page.set("early_stopping_patience", "9").await;
        page.see("#hp-early_stopping_patience-warning", "3 epochs")
            .await;
        assert!(page.find("#train").await.is_enabled().await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn the_schedule_is_drawn_beside_its_control() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        let points = "return document.querySelector('#lr-curve polyline').getAttribute('points')";
        let constant = page.run(points, &[]).await;
        page.set("lr_schedule", "cosine_decay").await;
        page.see("#lr-curve", "60 steps").await;
        assert_ne!(page.run(points, &[]).await, constant);
    })
    .await;
}
