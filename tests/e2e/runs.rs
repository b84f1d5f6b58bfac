//! The table of runs and the curves over each other.

use serde_json::json;

use crate::browser::{Playground, study::csv_column};
use crate::{SMALL, without_webgpu};

/// Trains two runs that differ in their nodes; the table has the second one first.
async fn train_two(page: &Playground) {
    page.open(SMALL).await;
    for n_nodes in ["16", "32"] {
        page.set("n_nodes", n_nodes).await;
        page.train().await;
        page.wait_for_end().await;
    }
}

/// The points that the chart shows once it is drawn again.
async fn see_points(page: &Playground, count: i64) {
    let script = "const chart = document.querySelector('#chart-accuracy'); \
                  return Number(chart.dataset.points) === arguments[0]";
    page.wait_for(&format!("{count} points"), script, &[json!(count)])
        .await;
}

#[tokio::test]
async fn runs_lie_over_each_other_and_the_table_says_what_differs() {
    without_webgpu(async |page| {
        train_two(page).await;
        assert_eq!(page.column("name").await.len(), 2);
        let differs = page.column("differs").await;
        assert!(differs[0].contains("32"), "{differs:?}");
        for cell in ["final", "best"] {
            let accuracies = page.column(cell).await;
            let are_percent = accuracies.iter().all(|text| text.contains('%'));
            assert!(are_percent, "{accuracies:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn runs_are_there_again_after_a_reload_and_one_in_the_middle_was_interrupted() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train().await;
        page.wait_for_end().await;
        page.set("epochs", "1000").await;
        page.train().await;
        page.hear("epoch-end", 2).await;
        page.chromium.driver.refresh().await.unwrap();
        page.see("#runs tr[data-run='1'] [data-cell='outcome']", "completed")
            .await;
        page.see(
            "#runs tr[data-run='2'] [data-cell='outcome']",
            "interrupted",
        )
        .await;
        page.wait_for_phase("idle").await;
        let curves = "return Number(document.querySelector('#chart-accuracy').dataset.points) > 3";
        page.wait_for("curves", curves, &[]).await;

        page.unfold().await;
        page.set("epochs", "1").await;
        page.click("#train").await;
        page.see("#runs tr[data-run='3'] [data-cell='outcome']", "completed")
            .await;
        assert_eq!(page.column("name").await, ["Run 3", "Run 2", "Run 1"]);
        page.open(SMALL).await;
        assert!(page.column("name").await.is_empty(), "in another tab");
    })
    .await;
}

#[tokio::test]
async fn runs_that_the_browser_has_no_room_for_are_told_of_until_it_has() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        let full = "window.setItem = Storage.prototype.setItem; \
                    Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }";
        page.run(full, &[]).await;
        page.train().await;
        page.see("#notices", "no room left for the runs of this tab").await;
        page.wait_for_end().await;
        page.run("Storage.prototype.setItem = window.setItem", &[]).await;
        page.train().await;
        let is_gone = "return document.querySelector('#notices').textContent === ''";
        page.wait_for("no word of it", is_gone, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn runs_are_found_sorted_grouped_selected_and_deleted_together() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        for (optimizer, epochs) in [("adam", "1"), ("sgd", "2"), ("adam", "3")] {
            page.set("optimizer", optimizer).await;
            page.set("epochs", epochs).await;
            page.train().await;
            page.wait_for_end().await;
        }
        page.type_into("#runs-find", "optimizer=adam").await;
page.wait_for("those with Adam", "return document.querySelectorAll('#runs tr[data-run]').length === 2", &[])
            .await;
        page.type_into("#runs-find", "").await;

        page.click("#runs th[data-column='epochs'] button").await;
        page.see("#runs tr[data-run]:first-child [data-cell='epochs']", "3 of 3").await;
        page.click("#runs th[data-column='epochs'] button").await;
        page.see("#runs tr[data-run]:first-child [data-cell='epochs']", "1 of 1").await;

        page.choose("#runs-group", "optimizer").await;
        let headed = "return [...document.querySelectorAll('#runs [data-group]')].map((cell) => cell.dataset.group)";
        let headings = page.run(headed, &[]).await;
        let headings = headings.to_string();
        assert!(headings.contains("Optimizer Adam · 2 runs, final "), "{headings}");
        page.choose("#runs-group", "").await;
        let is_plain = "return [...document.querySelectorAll('#runs [data-group]')].every((cell) => !cell.dataset.group)";
        page.wait_for("no groups", is_plain, &[]).await;

        page.click("#runs [data-list='all']").await;
        page.see("#runs-selected", "3 selected").await;
        page.click("#runs [data-list='all']").await;
        for run in [1, 3] {
            page.click(&format!("#runs tr[data-run='{run}'] input[type='checkbox']")).await;
        }
        page.see("#runs-selected", "2 selected").await;
        let csv = page.export("#runs-csv", ".csv").await;
        assert_eq!(csv_column(&csv, "epoch").len(), 1 + 3);
        page.click("#runs-selected [data-list='delete']").await;
        assert_eq!(page.column("name").await, ["Run 2"]);

        // Columns that were left out are so on the next visit.
        page.run("document.querySelector('#runs-columns').open = true", &[]).await;
        let leave_out = "document.querySelector(\"[data-list='column'][value='device']\").click()";
        page.run(leave_out, &[]).await;
        page.open(SMALL).await;
        let is_shown = "return getComputedStyle(document.querySelector(\"#runs th[data-column='device']\")).display !== 'none'";
        assert_eq!(page.run(is_shown, &[]).await, false);
    })
    .await;
}

/// Whether a run has been written down: "yes" or "no".
const WRITTEN: &str = "return (async () => { try { \
    const root = await navigator.storage.getDirectory(); \
    const directory = await root.getDirectoryHandle('checkpoints'); \
    for await (const file of directory.values()) \
      if ((await file.getFile()).size > 0) return 'yes'; \
  } catch { /* Not yet. */ } \
  return 'no'; })()";
/// How long the first epoch has taken: no two trainings of it take the same to the last digit.
const FIRST_EPOCH: &str =
    "return __events.find(({ tuneground }) => tuneground === 'epoch-end')?.elapsed_ms ?? 0";

#[tokio::test]
async fn a_run_that_was_interrupted_goes_on_from_its_checkpoint() {
    without_webgpu(async |page| {
        let until = |answer: &str| format!("{WRITTEN}.then(it => it === '{answer}')");
        page.open("#n_layers=1&n_nodes=16&train_images=10000&epochs=1000")
            .await;
        page.click("#train").await;
        let first = page.wait_for("an epoch", FIRST_EPOCH, &[]).await;
        page.wait_for("a checkpoint", &until("yes"), &[]).await;
        page.chromium.driver.refresh().await.unwrap();
        page.wait_for_phase("idle").await;
        page.click("#train").await;
        let again = page.wait_for("an epoch", FIRST_EPOCH, &[]).await;
        assert_eq!(again, first, "the first epoch was trained anew");
        let is_one = "return document.querySelectorAll('#runs tr[data-run]').length === 1";
        page.wait_for("the same run", is_one, &[]).await;
        assert_eq!(page.column("name").await, ["Run 1"]);

        // Who stops a run does not want it to go on.
        page.click("#stop").await;
        page.wait_for("no checkpoint", &until("no"), &[]).await;
    })
    .await;
}

#[tokio::test]
async fn runs_leave_as_csv_and_as_json() {
    without_webgpu(async |page| {
        train_two(page).await;
        let csv = page.export("#runs-csv", ".csv").await;
        let rows = |name: &str| csv.lines().filter(|row| row.starts_with(name)).count();
        assert_eq!((rows("Run 1,"), rows("Run 2,")), (3, 3), "{csv}");
        assert_eq!(csv_column(&csv, "n_nodes")[2..4], [16.0, 32.0], "{csv}");

        let json = page.export("#runs-json", ".json").await;
        let runs: serde_json::Value = serde_json::from_str(&json).unwrap();
        let nodes = [0, 1].map(|run| &runs[run]["hyperparameters"]["n_nodes"]);
        assert_eq!(nodes, [16, 32], "{json}");
        assert_eq!(
            runs[1]["history"].as_array().map(Vec::len),
            Some(3),
            "{json}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_hidden_run_leaves_the_chart_and_comes_back() {
    without_webgpu(async |page| {
        train_two(page).await;
        let both = page.points().await;
        page.click("#runs tr[data-run='1'] .swatch").await;
        see_points(page, both / 2).await;
        page.click("#runs tr[data-run='1'] .swatch").await;
        see_points(page, both).await;
    })
    .await;
}

#[tokio::test]
async fn a_run_takes_the_name_that_is_typed() {
    without_webgpu(async |page| {
        train_two(page).await;
        page.type_into("#runs tr[data-run='1'] input.name", "narrow")
            .await;
        assert_eq!(page.column("name").await[1], "narrow");
    })
    .await;
}

#[tokio::test]
async fn a_deleted_run_leaves_table_and_chart() {
    without_webgpu(async |page| {
        train_two(page).await;
        let both = page.points().await;
        page.click("#runs tr[data-run='2'] [data-action='delete']")
            .await;
        see_points(page, both / 2).await;
        assert_eq!(page.column("name").await.len(), 1);
        page.see("#notices", "Run 2 was deleted.").await;
        page.click_labelled("#notices button", "Undo").await;
        see_points(page, both).await;
        assert_eq!(page.column("name").await, ["Run 2", "Run 1"]);
        assert_eq!(page.text("#notices").await, "");
        page.click("#runs tr[data-run='2'] [data-action='link']")
            .await;
        page.see("#runs tr[data-run='2'] [data-action='link']", "Copied")
            .await;
    })
    .await;
}

#[tokio::test]
async fn restoring_a_run_puts_its_settings_into_the_form() {
    without_webgpu(async |page| {
        train_two(page).await;
        page.set("epochs", "7").await;
        page.click("#runs tr[data-run='1'] [data-action='restore']")
            .await;
        assert_eq!(page.field("n_nodes").await, "16");
        assert_eq!(page.field("epochs").await, "3");
    })
    .await;
}

#[tokio::test]
async fn held_out_images_are_called_validation_and_an_epoch_tells_its_learning_rate() {
    without_webgpu(async |page| {
        page.open(&format!(
            "{SMALL}&validation_split=0.2&lr_schedule=reduce_lr_on_plateau&reduce_lr_patience=1\
             &reduce_lr_min_delta=1&reduce_lr_factor=0.5&learning_rate=0.01"
        ))
        .await;
        page.see(".runs-panel .count", "test accuracy").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert_eq!(ending.curve("learning_rate"), [0.01, 0.01, 0.005]);
        page.see(".runs-panel .count", "validation accuracy").await;
        // The first arrow goes to the first epoch, the others to the last.
        for _ in 0..3 {
            let press = "document.querySelector('#chart-loss').dispatchEvent( \
                         new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }))";
            page.run(press, &[]).await;
        }
        let read = page.see("#legend-loss", "Epoch 3").await;
        for word in ["validation", "training", "learning rate", "0.005"] {
            assert!(read.contains(word), "{word}: {read}");
        }
    })
    .await;
}
