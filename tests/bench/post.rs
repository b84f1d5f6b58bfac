//! The post's first experiment, whole and unattended.

use std::time::{Duration, Instant};

use tuneground::study::experiments::EXPERIMENTS;

use crate::browser::study::csv_column;
use crate::browser::{Adapter, Chromium, Playground, Site, eventually};
use crate::table::Table;

const WORKERS: usize = 2;

/// Final test accuracies of Keras 3.15.1 (JAX, one seed) for the networks that the post's text describes.
const KERAS: [f64; 9] = [
    0.9624, 0.9678, 0.9729, 0.9641, 0.9722, 0.9745, 0.9647, 0.9672, 0.9713,
];

/// Longer than anybody would wait.
const PATIENCE: Duration = Duration::from_secs(3 * 3600);

pub async fn measure(table: &mut Table) {
    let experiment = &EXPERIMENTS[0];
    let page = Playground::new(Site::serve(), Chromium::start(Adapter::None).await);
    page.open("#device=cpu").await;
    page.click("#view-study").await;
    page.choose("#experiment", experiment.key).await;
    page.run("document.querySelector('#quick:checked')?.click()", &[])
        .await;
    page.see("#study-estimate", "on this machine").await;
    page.set_study_workers(WORKERS).await;
    let expected = page.text("#study-estimate").await;
    page.start_study().await;
    let begin = Instant::now();
    let is_finished = "return document.querySelector('[data-study-state=Finished]') !== null";
    let finished = eventually(PATIENCE, async || {
        tokio::time::sleep(Duration::from_secs(1)).await;
        (page.run(is_finished, &[]).await == true).then_some(())
    });
    finished.await.expect("the study ends");
    let taken = begin.elapsed().as_secs_f64() / 60.0;
    let csv = page.csv().await;
    page.close().await;
    eprintln!("before the start the page said: {expected}");

    let plan = experiment
        .definition(false)
        .check()
        .expect("it can be trained");
    let accuracies = csv_column(&csv, "val_accuracy");
    let runs = accuracies.chunks(accuracies.len() / plan.settings().len());
    let all = runs
        .zip(plan.settings())
        .zip(experiment.reported)
        .zip(KERAS);
    for (((run, setting), post), keras) in all {
        let ours = run.last().copied().unwrap_or(f64::NAN);
        let [ours, post, keras] = [ours, *post, keras].map(|it| format!("{it:.4}"));
        table.add_row(vec![setting.label(), ours, post, keras]);
    }
    let taken = format!("{taken:.1} min on {WORKERS} workers");
    table.add_row(vec![
        "time taken".to_owned(),
        taken,
        String::new(),
        String::new(),
    ]);
}
