//! How long a study of as many settings as there may be keeps the page from everything else.

use std::time::Duration;

use serde_json::Value;

use crate::browser::{Adapter, Chromium, PLOTS, Playground, Site};
use crate::table::Table;

/// A thousand settings of three hyperparameters, each trained in a moment.
const STUDY: &str = "#n_layers=1&n_nodes=4&train_images=500&batch_size=400&validation_split=0.2&epochs=2\
                     &study.name=Large&study.vary=learning_rate:0.0001..0.1 log x1000\
                     &study.vary=dropout:0..0.5 x1000&study.vary=optimizer:sgd, adam, nadam\
                     &study.sampler=random 1000&study.seeds=1";

/// How many milliseconds it takes until the study that is opened has been drawn.
const FIRST_PAINT: &str = "
  const asked = performance.now();
  const frame = () => new Promise(requestAnimationFrame);
  const buttons = [...document.querySelectorAll('#saved-studies button')];
  buttons.find((button) => button.textContent.trim() === 'Open').click();
  while (!document.querySelector('#panels .small-multiple')) await frame();
  await frame();
  return performance.now() - asked;
";

/// The browser tells of every task of 50 ms and more.
const WATCH_TASKS: &str = "
  window.__tasks = [];
  new PerformanceObserver((list) => __tasks.push(...list.getEntries().map((task) => task.duration)))
    .observe({ type: 'longtask', buffered: true });
";

pub async fn measure(table: &mut Table) {
    let page = Playground::new(Site::serve(), Chromium::start(Adapter::None).await);
    page.chromium.inject(WATCH_TASKS).await;
    page.open(STUDY).await;
    page.see("#study-estimate", "1,000 runs").await;
    settle().await;
    long_tasks(&page).await;

    page.start_study().await;
    page.wait_for_study("Finished").await;
    page.see("#importance", "n=1000").await;
    add(
        table,
        "a study of 1,000 settings from its start to its importances",
        &page,
    )
    .await;

    for _ in 0..20 {
        page.run("window.scrollBy(0, innerHeight)", &[]).await;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    add(table, "scrolling through it", &page).await;

    let file = page.export("#export-json", ".json").await;
    page.export("#export-csv", ".csv").await;
    settle().await;
    add(table, "exporting it as JSON and CSV", &page).await;

    page.open("#").await;
    page.click("#view-study").await;
    settle().await;
    add(table, "loading the page that keeps it", &page).await;
    let painted = page.run_async(FIRST_PAINT, &[]).await.as_f64();
    table.add(
        "first paint of it, from the press that opens it".to_owned(),
        format!("{:.0} ms", painted.expect("a time was told")),
        "≤ 1000 ms",
    );
    page.wait_for_study("Finished").await;
    page.see("#importance", "n=1000").await;
    add(table, "opening it", &page).await;
    page.import_study(&file).await;
    settle().await;
    page.see("#importance", "n=1000").await;
    add(table, "importing it", &page).await;

    for plot in PLOTS {
        page.open_plot(plot).await;
    }
    settle().await;
    add(table, "opening all its plots", &page).await;
    for plot in PLOTS {
        page.point_at(plot, ".s500").await;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    add(table, "pointing at a setting in each of them", &page).await;
    page.drag_around("rank", ".s500", 60).await;
    page.see(".selected", "settings selected").await;
    settle().await;
    page.click(".selected button").await;
    settle().await;
    add(table, "selecting settings by a box, and all again", &page).await;
    page.close().await;
}

async fn add(table: &mut Table, what: &str, page: &Playground) {
    let tasks = long_tasks(page).await;
    let longest = tasks.iter().copied().fold(0.0, f64::max);
    eprintln!("{what}: tasks of {tasks:?} ms");
    let measured = match tasks.len() {
        0 => "no task over 50 ms".to_owned(),
        count => format!("{count} tasks over 50 ms; the longest {longest:.0} ms"),
    };
    table.add(what.to_owned(), measured, "none over 50 ms");
}

/// Until nothing is left to do.
async fn settle() {
    tokio::time::sleep(Duration::from_secs(3)).await;
}

/// Milliseconds of each long task since the last time that this was asked.
async fn long_tasks(page: &Playground) -> Vec<f64> {
    let tasks = page
        .run("const tasks = __tasks; __tasks = []; return tasks", &[])
        .await;
    let tasks = tasks.as_array().into_iter().flatten();
    tasks.filter_map(Value::as_f64).collect()
}
