//! The table of runs and the curves over each other.

use serde_json::json;

use crate::browser::Playground;
use crate::{SMALL, without_webgpu};

/// Trains two runs that differ in their nodes.
async fn train_two(page: &Playground) {
    page.open(SMALL).await;
    for n_nodes in ["16", "32"] {
        page.set("n_nodes", n_nodes).await;
        page.train().await;
        page.wait_for_end().await;
    }
    assert_eq!(page.column("name").await.len(), 2);
}

async fn points(page: &Playground) -> i64 {
    let script = "return Number(document.querySelector('#chart-accuracy').dataset.points)";
    page.run(script, &[]).await.as_f64().unwrap_or_default() as i64
}

/// Waits until the chart has this many points.
async fn see_points(page: &Playground, count: i64) {
    let script =
        "return Number(document.querySelector('#chart-accuracy').dataset.points) === arguments[0]";
    page.wait_for(&format!("{count} points"), script, &[json!(count)])
        .await;
}

#[tokio::test]
async fn runs_lie_over_each_other_and_the_table_says_what_differs() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.train().await;
        page.wait_for_end().await;
        page.wait_for_phase("idle").await;
        let one = points(page).await;
        page.set("n_nodes", "32").await;
        page.train().await;
        page.wait_for_end().await;
        see_points(page, 2 * one).await;
        let differs = page.column("differs").await;
        assert!(
            differs.iter().any(|text| text.contains("32")),
            "{differs:?}"
        );
        assert_eq!(page.column("epochs").await.len(), 2);
        for cell in ["final", "best"] {
            let accuracies = page.column(cell).await;
            assert!(
                accuracies.iter().all(|text| text.contains('%')),
                "{accuracies:?}"
            );
        }
    })
    .await;
}
