//! The way through all views.

use serde_json::json;

use super::Judge;
use super::browser::PLOTS;

/// Runs of a moment.
const QUICK: &str = "#n_layers=2&n_nodes=16&train_images=2000&batch_size=100&epochs=3";
const STUDY: &str = "#n_layers=1&n_nodes=8&train_images=1000&batch_size=100&epochs=2&validation_split=0.2\
                     &study.name=Small&study.vary=optimizer:sgd, adam&study.vary=learning_rate:0.001, 0.01\
                     &study.seeds=2";
const OPTUNA: &str = include_str!("../foreign/optuna.csv");
const DROP: &str = "const data = new DataTransfer(); data.items.add(new File([arguments[1]], arguments[0])); \
                    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))";

pub async fn all(judge: &mut Judge) {
    single_run(judge).await;
    inside(judge).await;
    study(judge).await;
    elsewhere(judge).await;
}

async fn single_run(judge: &mut Judge) {
    judge.page.open(QUICK).await;
    judge.look("the form").await;
    let explain = "document.querySelectorAll('[data-explain]').forEach(one => one.click())";
    judge.page.run(explain, &[]).await;
    let all = "return document.querySelectorAll('.explained math').length > 20";
    judge.page.wait_for("explanations", all, &[]).await;
    judge.look("the explanations").await;

    judge
        .page
        .open(&format!("{QUICK}&optimizer=adagrad&learning_rate=-1"))
        .await;
    judge.look("a wrong setting").await;

    judge.page.open(QUICK).await;
    judge
        .page
        .run(DROP, &[json!("cat.gz"), json!("no images")])
        .await;
    judge.page.see("#notices", "cat.gz").await;
    judge.look("a notice").await;
    judge.page.train().await;
    judge.page.wait_for_end().await;
    judge.page.set("learning_rate", "0.1").await;
    judge.page.train().await;
    judge.page.wait_for_end().await;
    judge.look("two runs").await;
    judge.page.click("#share").await;
    judge.page.see("#share-dialog", "A figure for a post").await;
    judge.look("a figure to share").await;
    judge.page.click("#share-close").await;
}

/// Of the run before.
async fn inside(judge: &mut Judge) {
    judge
        .page
        .click("#runs tr[data-run='1'] [data-action='inside']")
        .await;
    for view in [
        "mistakes",
        "drawing",
        "calibration",
        "health",
        "network",
        "surface",
    ] {
        judge
            .page
            .see("#inside .inside-lead", "images are right")
            .await;
        judge.page.click(&format!("#inside-{view}")).await;
        let shown = "return document.querySelector(`#inside-${arguments[0]}`)?.getAttribute('aria-pressed') === 'true' \
                     && document.querySelector('#inside-body').getAttribute('aria-busy') !== 'true'";
        judge.page.wait_for(view, shown, &[json!(view)]).await;
        judge.look(&format!("inside a run: {view}")).await;
    }
}

async fn study(judge: &mut Judge) {
    judge.page.open(STUDY).await;
    judge.look("a study's editor").await;
    judge.page.start_study().await;
    judge.page.wait_for_study("Finished").await;
    for plot in PLOTS {
        judge.page.open_plot(plot).await;
    }
    judge.page.see("#importance", "n=").await;
    judge.look("a study with its plots").await;
    judge.page.drag_around("rank", ".s2", 12).await;
    judge.page.see(".selected", "settings selected").await;
    judge.look("a selection").await;
    judge
        .page
        .run(DROP, &[json!("optuna.csv"), json!(OPTUNA)])
        .await;
    let found = "return document.querySelector('[data-study] table') !== null";
    judge.page.wait_for("trials of Optuna", found, &[]).await;
    judge.look("results from elsewhere").await;
}

async fn elsewhere(judge: &mut Judge) {
    for address in ["posts/sample.html", "figure.html"] {
        let url = judge.page.site.url(address);
        judge.page.go_to(&url).await;
        let drawn = "return document.readyState === 'complete'";
        judge.page.wait_for(address, drawn, &[]).await;
        judge.look(address).await;
    }
}
