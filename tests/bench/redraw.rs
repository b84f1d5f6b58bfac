//! How long a frame takes that draws a study of 100 runs of 100 epochs anew.

use std::time::Duration;

use serde_json::Value;
use tuneground::metrics::{EpochMetrics, Outcome};
use tuneground::state::Link;
use tuneground::study::{StudyEvent, StudyFile};

use crate::browser::{Adapter, Chromium, Playground, Site};
use crate::median;
use crate::table::Table;

const RUNS: usize = 100;
const EPOCHS: usize = 100;
const STUDY: &str = "#n_layers=1&n_nodes=16&train_images=1000&batch_size=100&epochs=100&study.name=Redraw\
                     &study.vary=learning_rate:0.0001..0.01 log x100&study.seeds=1";

/// Sums up what the page does in each of its frames.
const WATCH_FRAMES: &str = "
  window.__frames = new Map();
  const ask = requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (draw) => ask((at) => {
    const begin = performance.now();
    draw(at);
    __frames.set(at, (__frames.get(at) ?? 0) + performance.now() - begin);
  });
";

pub async fn measure(table: &mut Table) {
    let page = Playground::new(Site::serve(), Chromium::start(Adapter::None).await);
    page.chromium.inject(WATCH_FRAMES).await;
    page.open("").await;
    page.click("#view-study").await;
    page.import_study(&nearly_finished()).await;
    page.wait_for_study("Paused").await;
    settle().await;

    // What is drawn for the first time waits for fonts and for the browser's compiler.
    redraw_all(&page).await;
    frames(&page).await;
    page.click("#study-pause").await;
    page.wait_for_study("Finished").await;
    let last_run = frames(&page).await;
    redraw_all(&page).await;
    let all = frames(&page).await;
    page.close().await;
    eprintln!("all redrawn in frames of {all:?} ms");

    let longest = |frames: &[f64]| frames.iter().copied().fold(0.0, f64::max);
    table.add(
        format!("a frame while one of {RUNS} runs × {EPOCHS} epochs trains"),
        format!(
            "{:.1} ms; the longest {:.1} ms",
            median(last_run.clone()),
            longest(&last_run)
        ),
        "≤ 8 ms",
    );
    table.add(
        "the longest frame that draws all panels in sight anew".to_owned(),
        format!("{:.1} ms", longest(&all)),
        "≤ 8 ms",
    );
}

/// Shows the losses, then the accuracies again, and points at a panel: each time all in sight are drawn anew.
async fn redraw_all(page: &Playground) {
    for script in [
        "document.querySelector('#panels-loss').click()",
        "document.querySelector('#panels-loss').click()",
        "document.querySelector('[data-setting=\"0\"] canvas').dispatchEvent(new PointerEvent('pointerenter'))",
        "document.querySelector('[data-setting=\"0\"] canvas').dispatchEvent(new PointerEvent('pointerleave'))",
    ] {
        page.run(script, &[]).await;
        settle().await;
    }
}

/// Until nothing is left to draw.
async fn settle() {
    tokio::time::sleep(Duration::from_secs(2)).await;
}

/// Milliseconds of each frame since the last time that this was asked.
async fn frames(page: &Playground) -> Vec<f64> {
    let script = "const taken = [...__frames.values()]; __frames.clear(); return taken";
    let taken = page.run(script, &[]).await;
    let taken = taken.as_array().into_iter().flatten();
    taken.filter_map(Value::as_f64).collect()
}

/// A study whose last run is still to come, as a file.
fn nearly_finished() -> String {
    let study = Link::parse(STUDY).0.study.expect("the link has a study");
    let plan = study.check().expect("it can be trained");
    let ended = (0..RUNS - 1).flat_map(|trial| {
        let epochs = (1..=EPOCHS).map(move |epoch| StudyEvent::EpochEnd {
            trial,
            metrics: made_up(trial, epoch),
        });
        let end = StudyEvent::TrialEnd {
            trial,
            outcome: Outcome::Completed,
        };
        [StudyEvent::TrialBegin { trial }]
            .into_iter()
            .chain(epochs)
            .chain([end])
    });
    let log = ended.collect();
    StudyFile::new(plan, log).to_json()
}

/// A learning curve with some noise in it.
fn made_up(trial: usize, epoch: usize) -> EpochMetrics {
    let learned = 1.0 - 1.0 / (epoch as f64 / (trial + 2) as f64 + 1.2);
    let noise = (((trial * 37 + epoch * 101) % 17) as f64 - 8.0) / 500.0;
    let accuracy = learned + noise;
    EpochMetrics {
        epoch,
        loss: 1.0 - accuracy,
        accuracy,
        val_loss: 1.05 - accuracy,
        val_accuracy: accuracy - 0.01,
        elapsed_ms: epoch as f64 * 20.0,
        learning_rate: None,
        penalty: None,
        val_penalty: None,
    }
}
