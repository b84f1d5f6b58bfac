//! Studies: the post's experiments and the visitor's own.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use tuneground::dataset::read_dataset;
use tuneground::fit::{images_needed, train_study};
use tuneground::study::{Study, StudyFile};

use crate::browser::study::csv_column;
use crate::browser::{Damage, Playground};
use crate::without_webgpu;

/// Two learning rates × two widths, a second each.
pub const SMALL: &str = "#n_layers=1&n_nodes=16&train_images=1000&batch_size=100&epochs=3&study.name=Small\
                     &study.vary=learning_rate:0.01, 0.001&study.vary=n_nodes:8, 16&study.seeds=1";

/// The same with runs that take a while.
pub fn slow() -> String {
    SMALL
        .replace("epochs=3", "epochs=40")
        .replace("train_images=1000", "train_images=4000")
        .replace("batch_size=100", "batch_size=20")
}

impl Playground {
    /// Runs that have ended, as the bar says it.
    pub async fn ended(&self) -> usize {
        let text = self.text("#study-progress").await;
        let number = text.split(": ").nth(1).unwrap_or_default();
        number
            .split(' ')
            .next()
            .and_then(|it| it.parse().ok())
            .unwrap_or(0)
    }

    pub async fn wait_for_ended(&self, count: usize) {
        let script = "const text = document.querySelector('#study-progress')?.innerText ?? ''; \
                      return Number(text.split(': ')[1]?.split(' ')[0]) >= arguments[0]";
        self.wait_for(&format!("{count} ended runs"), script, &[json!(count)])
            .await;
    }

    /// A column of the table of settings, top to bottom.
    async fn results(&self, cell: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(`#study-results td[data-cell=\"${arguments[0]}\"]`)] \
                      .map(cell => cell.innerText.trim())";
        let texts = self.run(script, &[json!(cell)]).await;
        let texts = texts.as_array().cloned().unwrap_or_default();
        texts
            .iter()
            .filter_map(|text| text.as_str().map(ToOwned::to_owned))
            .collect()
    }

    pub async fn panels(&self) -> usize {
        let script = "return [...document.querySelectorAll('#panels canvas')] \
                      .filter(canvas => Number(canvas.dataset.points) > 0).length";
        self.run(script, &[]).await.as_u64().unwrap_or_default() as usize
    }
}

#[tokio::test]
async fn the_learning_rate_experiment_runs_to_its_end_on_two_workers_and_leads_to_the_next() {
    without_webgpu(async |page| {
        page.open("").await;
        page.click("#view-study").await;
        page.choose("#experiment", "learning-rate").await;
        page.see("#study-estimate", "4 × 1 seed = 4 runs").await;
        page.see("#study-estimate", "on this machine").await;
        page.set_study_workers(2).await;
        page.start_study().await;
        page.see(".worker-lines", "Worker 2").await;
        page.wait_for_study("Finished").await;
        page.see("#winner", "Ahead").await;

        let csv = page.csv().await;
        assert_eq!(csv.lines().count(), 1 + 4 * 40);
        let finals: Vec<f64> = csv_column(&csv, "val_accuracy")
            .chunks(40)
            .map(|run| run[39])
            .collect();
        let shown = page.results("final").await;
        let expected: Vec<String> = finals
            .iter()
            .map(|value| format!("{:.2} %", value * 100.0))
            .collect();
        assert_eq!(shown, expected);
        assert_eq!(
            page.results("reported").await,
            ["30.24 %", "97.57 %", "97.52 %", "84.10 %"]
        );
        assert!(finals[0] < finals[3] && finals[3] < finals[1], "{finals:?}");
        assert_eq!(page.panels().await, 4);

        let won = page.text("#winner").await;
        page.click("#next-experiment").await;
        let chosen = "return document.querySelector('#experiment').value === 'momentum'";
        page.wait_for("the next experiment", chosen, &[]).await;
        let rate = page.field("learning_rate").await;
        let is_taken_over = won.contains(&format!("learning_rate={rate}"));
        assert!(is_taken_over, "{won}, {rate}");
    })
    .await;
}

#[tokio::test]
async fn the_same_study_gives_the_same_numbers_twice_and_natively() {
    without_webgpu(async |page| {
        let mut tables = Vec::new();
        for workers in [1, 2] {
            page.open(SMALL).await;
            page.set_study_workers(workers).await;
            page.start_study().await;
            page.wait_for_study("Finished").await;
            tables.push(page.csv().await);
        }
        assert_eq!(tables[0], tables[1]);
        let file = StudyFile::from_json(&page.export("#export-json", ".json").await).unwrap();
        assert_eq!(tables[0], natively(file));
    })
    .await;
}

/// What `fit --study` makes of the exported file.
pub fn natively(file: StudyFile) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/mnist");
    let dataset = Arc::new(read_dataset(&folder, images_needed(&file.plan)).unwrap());
    let study = train_study(Study::new(file.plan), &dataset, 1, &|_| {}).unwrap();
    study.to_csv()
}

#[tokio::test]
async fn a_worker_that_dies_costs_its_run_a_retry_and_the_study_completes() {
    without_webgpu(async |page| {
        page.open(&slow()).await;
        page.set_study_workers(2).await;
        page.start_study().await;
        page.wait_for_ended(1).await;
        page.kill_worker("trainer_cpu").await;
        page.see("#notices", "tried once more").await;
        page.wait_for_study("Finished").await;
        let csv = page.csv().await;
        assert_eq!(csv.lines().count(), 1 + 4 * 40);
        assert!(csv.lines().skip(1).all(|row| row.ends_with(",completed")));
    })
    .await;
}

#[tokio::test]
async fn a_study_pauses_skips_drops_and_stops() {
    without_webgpu(async |page| {
        page.open(&slow().replace("epochs=40", "epochs=1000")).await;
        page.start_study().await;
        page.see(".worker-lines", "learning_rate=0.01 n_nodes=8")
            .await;
        page.click("#study-pause").await;
        page.wait_for_study("Paused").await;
        page.click("#study-pause").await;
        page.wait_for_study("Running").await;
        let has_curve =
            "return document.querySelector('#panels canvas')?.ariaLabel.includes('val_acc')";
        page.wait_for("the first epoch", has_curve, &[]).await;
        page.click_labelled(".worker-lines button", "Skip").await;
        // It has a curve; a run that never began is skipped.
        page.see("#study-results tbody tr:first-child", "stopped")
            .await;
        // There is no way back, so the first press only asks.
        let drop = "document.querySelector('[data-setting=\"3\"] .drop').click()";
        page.run(drop, &[]).await;
        page.see("[data-setting='3'] .drop", "Drop?").await;
        page.run(drop, &[]).await;
        page.see("#study-results tbody tr:last-child", "skipped")
            .await;
        page.see("#study-start", "Start study").await;
        page.click("#study-stop").await;
        page.wait_for_study("Stopped").await;
        page.click("#study-add-seed").await;
        page.wait_for_study("Running").await;
        page.see("#study-progress", "of 3 runs").await;
        page.click("#study-stop").await;
    })
    .await;
}

#[tokio::test]
async fn seeds_become_a_mean_with_its_spread() {
    without_webgpu(async |page| {
        page.open(&SMALL.replace("seeds=1", "seeds=3")).await;
        page.see("#study-estimate", "2 × 2 × 3 seeds = 12 runs")
            .await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert!(
            page.results("final")
                .await
                .iter()
                .all(|cell| cell.contains('±'))
        );
        page.see("#winner", "over 3 seeds").await;
        page.see("#winner", "percentage points ahead of").await;
        page.see("#winner", "(paired over 3 seeds, df 2; 95 % interval")
            .await;
        page.see("#winner", "Holm-corrected for 4 settings")
            .await;
        page.see(".insights-panel", "What mattered").await;
        page.see("#importance", "n=12").await;
        for picture in ["heat-map", "slice-0", "slice-1"] {
            let is_drawn = "const canvas = document.getElementById(arguments[0]); \
                            const { width, height } = canvas; \
                            const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data; \
                            return new Set(pixels).size > 10";
            page.wait_for(picture, is_drawn, &[json!(picture)]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_analyst_is_fetched_when_there_is_something_to_ask_and_missed_in_words() {
    without_webgpu(async |page| {
        let wasm = "analyst_bg.wasm";
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.see("#winner", "One seed says nothing about chance")
            .await;
        assert_eq!(page.site.requests_for(wasm), 0);
        page.site.damage(wasm, Damage::Missing);
        page.click("#study-add-seed").await;
        page.wait_for_study("Finished").await;
        page.see(
            "#winner",
            "could not be worked out: the server answered 404",
        )
        .await;
        page.expect_console_errors().await;
        page.site.heal(wasm);
        page.click("#study-add-seed").await;
        page.wait_for_study("Finished").await;
        page.see("#winner", "(paired over 3 seeds, df 2").await;
        page.see("#importance", "n=12").await;
    })
    .await;
}

#[tokio::test]
async fn the_winner_goes_into_the_form() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        let won = page.text("#winner").await;
        page.click("#use-winner").await;
        let rate = page.field("learning_rate").await;
        assert!(
            won.contains(&format!("learning_rate={rate}")),
            "{won}, {rate}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_winner_picked_by_images_held_out_is_tested_once() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.see(".results-panel", "who is picked by them is flattered")
            .await;
        let offered = "return document.querySelector('#test-winner') !== null";
        assert_eq!(page.run(offered, &[]).await, false);

        page.open(&format!("{SMALL}&validation_split=0.2")).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.click("#test-winner").await;
        page.see("#runs .marks", "tested once").await;
        assert_eq!(
            page.field("validation_split").await,
            "0.2",
            "the form is the study's"
        );
        let name = page.column("name").await;
        assert!(name[0].starts_with("Test of learning_rate="), "{name:?}");
    })
    .await;
}

#[tokio::test]
async fn a_study_of_ones_own_is_defined_by_hand_and_in_the_link() {
    without_webgpu(async |page| {
        page.open("#epochs=2&train_images=1000&n_layers=1&n_nodes=16")
            .await;
        page.click("#view-study").await;
        page.choose("#study-add", "optimizer").await;
        page.choose("#study-add", "learning_rate").await;
        page.click_labelled("[data-key='learning_rate'] button", "Log range")
            .await;
        page.type_into("[data-key='learning_rate'] [data-field='From']", "0.001")
            .await;
        page.type_into("[data-key='learning_rate'] [data-field='To']", "0.1")
            .await;
        page.type_into("[data-key='learning_rate'] label:last-child input", "3")
            .await;
        page.see("#study-estimate", "13 × 3 × 1 seed = 39 runs")
            .await;
        page.choose("#study-sampler", "Random").await;
        page.type_into("#study-settings", "5").await;
        page.see("#study-estimate", "5 settings × 1 seed = 5 runs")
            .await;
        page.click("#copy-link").await;
        let link = page.wait_for("a copied link", "return __copied", &[]).await;
        page.go_to(link.as_str().unwrap()).await;
        page.see("#study-estimate", "5 settings × 1 seed = 5 runs")
            .await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await.lines().count(), 1 + 5 * 2);
    })
    .await;
}

#[tokio::test]
async fn a_pruned_study_marks_what_it_has_ended() {
    without_webgpu(async |page| {
        let wide = SMALL.replace("0.01, 0.001", "0.01, 0.003, 0.000001, 0.000002, 0.000003");
        let wide = wide.replace("&study.vary=n_nodes:8, 16", "&study.pruner=median 1 1");
        page.open(&wide).await;
        page.set_study_workers(2).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert!(page.text("#study-progress").await.contains("pruned"));
        assert!(page.csv().await.contains(",pruned"));
    })
    .await;
}

#[tokio::test]
async fn a_pruner_that_is_chosen_is_in_the_link_and_prunes() {
    without_webgpu(async |page| {
        let wide = SMALL.replace("0.01, 0.001", "0.01, 0.003, 0.000001, 0.000002, 0.000003");
        page.open(&wide.replace("&study.vary=n_nodes:8, 16", "")).await;
        page.choose("#study-pruner", "asha").await;
        page.choose("#study-score", "best-epoch").await;
        let in_link = "const link = new URLSearchParams(location.hash.slice(1)); \
            return link.get('study.pruner') === 'asha 2 3' && link.get('study.score') === 'best-epoch'";
        page.wait_for("the pruner in the link", in_link, &[]).await;

        page.chromium.driver.refresh().await.unwrap();
        let is_chosen = "return document.querySelector('#study-pruner')?.value === 'asha'";
        page.wait_for("the pruner in the editor", is_chosen, &[]).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert!(page.text("#study-progress").await.contains("pruned"));
        assert!(page.csv().await.contains(",pruned"));
        page.see("#study-results thead", "Best val_accuracy").await;
    })
    .await;
}

#[tokio::test]
async fn figures_and_scripts_leave_the_page() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        let svg = page.export("#export-svg", ".svg").await;
        assert!(svg.starts_with("<svg") && svg.contains("learning_rate=0.01"));
        assert!(svg.contains("test") && svg.contains("training"), "the legend is in it");
        page.click("#export-png").await;
        let there = "const name = Object.keys(__files).find(name => name.endsWith('.png')); \
                     return name && __files[name].type === 'image/png' && __files[name].size > 5000";
        page.wait_for("a picture", there, &[]).await;
        for (tuner, file) in [("KerasTuner", "keras_tuner.py"), ("Optuna", "optuna.py"), ("Ray Tune", "ray_tune.py")] {
            let script = page.export(&format!("[data-tuner='{tuner}']"), file).await;
            assert!(script.contains("learning_rate"), "{tuner}");
        }
        page.site.damage("scripts.js", Damage::Missing);
        page.click("[data-tuner='Optuna']").await;
        page.see("#notices", "could not be written: the server answered 404 for scripts.js")
            .await;
        page.expect_console_errors().await;
    })
    .await;
}

#[tokio::test]
async fn a_grid_that_is_too_large_says_what_would_fit() {
    without_webgpu(async |page| {
        page.open("#study.vary=learning_rate:0.0001..0.1 log x60&study.vary=dropout:0..0.5 x40")
            .await;
        page.see("#study-estimate", "2,400 runs").await;
        page.see("#study-estimate", "It would fit with").await;
        let start = page
            .run(
                "return document.querySelector('#study-start').disabled",
                &[],
            )
            .await;
        assert_eq!(start, json!(true));
    })
    .await;
}

#[tokio::test]
async fn images_that_are_missing_pause_a_study_until_they_are_there() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.site.damage("mnist/train-1.bin.gz", Damage::Missing);
        page.go(&SMALL.replace("train_images=1000", "train_images=11000"))
            .await;
        page.start_study().await;
        page.see("#notices", "press Resume").await;
        page.wait_for_study("Paused").await;
        page.site.heal("mnist/train-1.bin.gz");
        page.click("#study-pause").await;
        page.wait_for_study("Finished").await;
        assert!(
            page.csv()
                .await
                .lines()
                .skip(1)
                .all(|row| row.ends_with(",completed"))
        );
        page.expect_console_errors().await;
    })
    .await;
}
