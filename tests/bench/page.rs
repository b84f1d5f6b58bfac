//! The page: how soon it shows something, how long it is busy, how heavy it is.

use crate::browser::weight::{brotli_kb, files_of};
use crate::browser::{Adapter, Chromium, Playground, Site};
use crate::table::Table;
use crate::{has_webgpu_worker, median};

const VISITS: usize = 5;

/// Trains as soon as the page can, and notes when the first epoch's point was drawn.
const TRAIN_AT_ONCE: &str = "
  window.__longest = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) {
      if (window.__training) __longest = Math.max(__longest, task.duration);
    }
  }).observe({ entryTypes: ['longtask'] });
  addEventListener('tuneground', ({ detail }) => {
    if (detail.tuneground === 'ready') postMessage({ tuneground: 'start' });
    if (detail.tuneground === 'train-begin') window.__training = true;
    if (detail.tuneground === 'train-end') window.__training = false;
    if (detail.tuneground === 'epoch-end' && detail.epoch === 1) {
      // The chart is drawn in the next frame; the frame after it comes when that one has been shown.
      requestAnimationFrame(() => requestAnimationFrame(() => {
        window.__firstPoint = performance.now();
      }));
    }
  });
";

pub async fn measure(table: &mut Table) {
    let page = Playground::new(Site::serve(), Chromium::start(Adapter::None).await);
    page.chromium.inject(TRAIN_AT_ONCE).await;
    let (mut first_points, mut longest) = (Vec::new(), 0.0_f64);
    for visit in 0..VISITS {
        page.go("#train_images=10000&batch_size=128&epochs=5&device=cpu")
            .await;
        page.wait_for_end().await;
        let read = async |script: &str| page.run(script, &[]).await.as_f64();
        let first_point = read("return __firstPoint")
            .await
            .expect("an epoch was drawn");
        let task = read("return __longest").await.unwrap_or_default();
        eprintln!("visit {visit}: first point {first_point:.0} ms, longest task {task:.0} ms");
        first_points.push(first_point);
        longest = longest.max(task);
    }
    page.close().await;
    table.add(
        "navigation to the first epoch's point".to_owned(),
        format!("{:.0} ms", median(first_points)),
        "≤ 2000 ms",
    );
    let longest = match longest {
        0.0 => "under 50 ms".to_owned(),
        longest => format!("{longest:.0} ms"),
    };
    table.add(
        "longest main-thread task in training".to_owned(),
        longest,
        "≤ 50 ms",
    );
}

/// Brotli sizes of what is downloaded.
pub fn weigh(table: &mut Table) {
    let mut add = |what: &str, kb: f64, budget: &'static str| {
        table.add(format!("{what}, brotli"), format!("{kb:.0} KB"), budget);
    };
    add("playground", brotli_kb(files_of("index.html")), "≤ 675 KB");
    add("figure", brotli_kb(files_of("figure.html")), "≤ 312 KB");
    let worker =
        |name: &str| brotli_kb([".js", "_bg.wasm"].map(|ending| format!("{name}{ending}")));
    add("CPU worker", worker("trainer_cpu"), "≤ 600 KB");
    if has_webgpu_worker() {
        add("WebGPU worker", worker("trainer_webgpu"), "≤ 2100 KB");
    }
    // The samplers that learn from results are a fifth of it.
    add("analyst", worker("analyst"), "≤ 110 KB");
    add("scripts", worker("scripts"), "≤ 245 KB");
    add("plots", worker("plots"), "≤ 100 KB");
    add("inside", worker("inside"), "≤ 235 KB");
    add("reporter", worker("reporter"), "≤ 210 KB");
    add("models", worker("models"), "≤ 370 KB");
    add("images", worker("images"), "≤ 185 KB");
}
