//! A study of as many settings as there may be.

use serde_json::json;
use tuneground::metrics::{EpochMetrics, Outcome};
use tuneground::state::Link;
use tuneground::study::{MOST_RUNS, StudyEvent, StudyFile};

use crate::browser::Playground;
use crate::without_webgpu;

const STUDY: &str = "#n_layers=1&n_nodes=4&train_images=1000&batch_size=1000&epochs=1&study.name=Large\
                     &study.vary=learning_rate:0.0001..0.1 log x1000&study.vary=n_nodes:4..64 x61\
                     &study.sampler=random 1000&study.seeds=1";

/// All of it trained, as a file.
fn finished() -> String {
    let study = Link::parse(STUDY).0.study.expect("the link has a study");
    let plan = study.check().expect("it can be trained");
    let ended = (0..plan.runs()).flat_map(|trial| {
        let accuracy = 0.5 + trial as f64 / 3000.0;
        let metrics = EpochMetrics {
            epoch: 1,
            loss: 1.0,
            accuracy,
            val_loss: 1.0,
            val_accuracy: accuracy,
            elapsed_ms: 10.0,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        };
        let outcome = Outcome::Completed;
        [
            StudyEvent::TrialBegin { trial },
            StudyEvent::EpochEnd { trial, metrics },
            StudyEvent::TrialEnd { trial, outcome },
        ]
    });
    let log = ended.collect();
    StudyFile::new(plan, log).to_json()
}

/// Canvases on the page: a screen or two of panels, and what stands below them.
async fn canvases(page: &Playground) -> usize {
    let script = "return document.querySelectorAll('.study canvas').length";
    let count = page.run(script, &[]).await;
    count.as_u64().unwrap_or_default() as usize
}

#[tokio::test]
async fn of_a_thousand_settings_those_in_sight_are_drawn_and_all_leave_the_page() {
    without_webgpu(async |page| {
        page.open("").await;
        page.click("#view-study").await;
        page.import_study(&finished()).await;
        page.wait_for_study("Finished").await;
        let is_drawn = "const panel = document.querySelector(`#panels [data-setting='${arguments[0]}']`); \
                        panel.scrollIntoView(); return panel.querySelector('canvas')?.dataset.points > 0";
        for setting in [0, 999, 500] {
            page.wait_for("a panel", is_drawn, &[json!(setting)]).await;
            assert!(canvases(page).await < 150, "{}", canvases(page).await);
        }
        let rows = "return document.querySelectorAll('#study-results tbody tr').length";
        assert_eq!(page.run(rows, &[]).await, json!(100));
        page.click("#more-results").await;
        assert_eq!(page.run(rows, &[]).await, json!(200));
        page.see(".more", "200 of 1000 settings").await;
        page.see("#importance", "n=1000").await;
        assert_eq!(page.csv().await.lines().count(), 1 + MOST_RUNS);

        page.run("window.__files = {}", &[]).await;
        page.click("#export-png").await;
        let size = "const name = Object.keys(__files).find(name => name.endsWith('.png')); \
                    if (!name) return null; \
                    const picture = await createImageBitmap(__files[name]); \
                    return picture.width > 4000 && picture.height > 4000";
        let size = format!("return (async () => {{ {size} }})()");
        page.wait_for("a picture of all panels", &size, &[]).await;
    })
    .await;
}
