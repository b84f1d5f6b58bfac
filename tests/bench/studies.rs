//! Studies: what a second worker gains, and what the machinery around the trials costs.

use serde_json::{Value, json};
use tuneground::hyperparams::HyperParams;
use tuneground::state::Link;

use crate::browser::{Adapter, Playground};
use crate::table::Table;
use crate::{median, open_bench_page};

/// 16 trials of about a second each.
const STUDY: &str = "#n_layers=2&n_nodes=128&train_images=10000&batch_size=128&epochs=2\
                     &study.name=Bench&study.vary=learning_rate:0.0001..0.01 log x16&study.seeds=1";

/// An odd number, so that there is a median.
const ROUNDS: usize = 5;

/// Presses Start, and tells how many milliseconds later the study was finished.
const TIMED: &str = "
  const isFinished = () => document.querySelector('[data-study-state=Finished]') !== null;
  const begin = performance.now();
  document.querySelector('#study-start').click();
  await new Promise((done) => {
    const look = () => isFinished() && done();
    const options = { subtree: true, childList: true, attributes: true };
    new MutationObserver(look).observe(document.querySelector('#study-progress'), options);
  });
  return performance.now() - begin;
";

/// One worker, two workers and a worker without a study around it take turns.
pub async fn measure(table: &mut Table) {
    let page = open_bench_page(Adapter::None).await;
    page.site.let_browsers_cache();
    let (mut gains, mut costs) = (Vec::new(), Vec::new());
    let mut one = Vec::new();
    for round in 0..ROUNDS {
        let bare = bare_trials(&page).await;
        let alone = study(&page, 1).await;
        let together = study(&page, 2).await;
        eprintln!(
            "16 trials, round {round}: bare {bare:.0} ms, one worker {alone:.0} ms, two {together:.0} ms"
        );
        gains.push(together / alone);
        costs.push(alone / bare);
        one.push(alone);
    }
    page.close().await;
    let (gain, cost, one) = (median(gains), median(costs), median(one));
    table.add(
        "a study of 16 trials on two workers".to_owned(),
        format!("{gain:.2} of one worker's {one:.0} ms"),
        "≤ 0.60 on two cores",
    );
    table.add(
        "the same on one worker".to_owned(),
        format!("{cost:.3} of its trials one by one, without a study"),
        "≤ 1.02",
    );
}

/// Milliseconds of the study in the page.
async fn study(page: &Playground, workers: usize) -> f64 {
    page.open(STUDY).await;
    // The machine has been measured by then, and a worker has the images.
    page.see("#study-outlook", "on this machine").await;
    page.set_study_workers(workers).await;
    page.wait_for_enabled("#study-start").await;
    milliseconds(&page.run_async(TIMED, &[]).await)
}

/// Milliseconds of the study's trials, one after another, in a worker that has its images.
async fn bare_trials(page: &Playground) -> f64 {
    page.go_to(&page.site.url("bench.html")).await;
    let script =
        "await ours('trainer_cpu', arguments[0][0]); return trials('trainer_cpu', arguments[0])";
    milliseconds(&page.run_async(script, &[json!(settings())]).await)
}

/// What the study trains.
fn settings() -> Vec<HyperParams> {
    let study = Link::parse(STUDY).0.study.expect("the link has a study");
    let plan = study.check().expect("it can be trained");
    let settings = plan.settings().iter();
    settings
        .map(|setting| setting.hyperparams.clone())
        .collect()
}

fn milliseconds(measured: &Value) -> f64 {
    let milliseconds = measured.as_f64();
    milliseconds.unwrap_or_else(|| panic!("no number of milliseconds: {measured}"))
}
