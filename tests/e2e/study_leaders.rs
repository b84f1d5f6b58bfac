//! Leaders that get more seeds.

use crate::browser::study::csv_column;
use crate::studies::SMALL;
use crate::without_webgpu;
use tuneground::study::StudyFile;

#[tokio::test]
async fn leaders_alone_are_given_seeds_and_keep_them_over_a_reload_and_in_the_file() {
    without_webgpu(async |page| {
        // Two settings that lie close together, and two that have learned next to nothing.
        let close = SMALL.replace("0.01, 0.001", "0.01, 0.000001");
        page.open(&close.replace("seeds=1", "seeds=2")).await;
        let is_off = "return document.querySelector('#seed-leaders')?.disabled ?? true";
        assert_eq!(page.run(is_off, &[]).await, true);
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await.lines().count(), 1 + 8 * 3);
        page.click("#seed-leaders").await;
        page.see("#race", "look ").await;
        page.wait_for_study("Finished").await;
        page.see("#race", "its link means the study without them")
            .await;
        let csv = page.csv().await;
        let rates = csv_column(&csv, "learning_rate");
        let of = |rate: f64| rates.iter().filter(|it| **it == rate).count() / 3;
        assert!(of(0.01) > 4, "{} runs", of(0.01));
        let told = page.text("#race").await;

        page.chromium.driver.refresh().await.unwrap();
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await, csv);
        page.see("#race", &told).await;
        let file = page.export("#export-json", ".json").await;
        assert!(file.contains("leaders-seeded"));
        let study = StudyFile::from_json(&file).unwrap().study().unwrap();
        assert_eq!(study.to_csv(), csv, "natively it is the same");
    })
    .await;
}
