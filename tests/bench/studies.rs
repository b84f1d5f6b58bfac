//! Studies: what a second worker gains, and what the machinery around the trials costs.

use serde_json::{Value, json};
use tuneground::hyperparams::CheckedHyperParams;
use tuneground::state::Link;
use tuneground::study::{StudyFile, Trial};

use crate::browser::{Adapter, Playground};
use crate::table::Table;
use crate::{median, open_bench_page};

/// 16 trials of more than a second each.
const STUDY: &str = "#n_layers=2&n_nodes=128&train_images=10000&batch_size=128&epochs=3\
                     &study.name=Bench&study.vary=learning_rate:0.0001..0.01 log x16&study.seeds=1";

/// An odd number, so that there is a median.
const ROUNDS: usize = 7;

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

/// One worker, two workers, and a worker without a study around it take turns.
pub async fn measure(table: &mut Table) {
    let page = open_bench_page(Adapter::None).await;
    page.site.let_browsers_cache();
    let (mut alone, mut gains, mut costs) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let one = study(&page, 1).await;
        let with_study = one / training_ms(&page).await;
        let two = study(&page, 2).await;
        let without = overhead_without_study(&page).await;
        eprintln!(
            "16 trials, round {round}: one worker {one:.0} ms, two {two:.0} ms; time over training time \
             {with_study:.4}, without a study {without:.4}"
        );
        gains.push(two / one);
        costs.push(with_study / without);
        alone.push(one);
    }
    page.close().await;
    let (one, gain, cost) = (median(alone), median(gains), median(costs));
    table.add(
        "a study of 16 trials on two workers".to_owned(),
        format!("{gain:.2} of one worker's {one:.0} ms"),
        "≤ 0.60 on two cores",
    );
    table.add(
        "the same on one worker".to_owned(),
        format!("{cost:.3} of its trials without a study"),
        "≤ 1.02",
    );
}

/// Milliseconds from Start to the end of the study.
async fn study(page: &Playground, workers: usize) -> f64 {
    page.open(STUDY).await;
    // The machine has been measured by then, and a worker has the images.
    page.see("#study-estimate", "on this machine").await;
    page.set_study_workers(workers).await;
    page.wait_for_enabled("#study-start").await;
    number(&page.run_async(TIMED, &[]).await)
}

/// Milliseconds that the trials of the study on the page have trained, by their worker's clock.
async fn training_ms(page: &Playground) -> f64 {
    let file = StudyFile::from_json(&page.export("#export-json", ".json").await);
    let file = file.expect("the page exports a study");
    let study = file.study().expect("its log fits");
    let trained = |trial: &Trial| trial.history.last().map_or(0.0, |last| last.elapsed_ms);
    study.trials().iter().map(trained).sum()
}

/// The same trials, one after another in a worker that has its images: their time over what they have trained by
/// the worker's clock. Building a network, say, is in the one and not in the other. Of such shares of one run each,
/// the machine's moods make less than of times.
async fn overhead_without_study(page: &Playground) -> f64 {
    page.go_to(&page.site.url("bench.html")).await;
    let script = "return overhead('trainer_cpu', arguments[0])";
    number(&page.run_async(script, &[json!(settings())]).await)
}

/// What the study trains.
fn settings() -> Vec<CheckedHyperParams> {
    let study = Link::parse(STUDY).0.study.expect("the link has a study");
    let plan = study.check().expect("it can be trained");
    let settings = plan.settings().iter();
    settings.map(|setting| setting.checked.clone()).collect()
}

fn number(measured: &Value) -> f64 {
    let number = measured.as_f64();
    number.unwrap_or_else(|| panic!("no number: {measured}"))
}
