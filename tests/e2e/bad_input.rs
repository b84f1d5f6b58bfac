//! Values that cannot be trained with, links that are wrong, runs that diverge.

use crate::{SMALL, without_webgpu};

#[tokio::test]
async fn a_bad_value_stays_and_says_what_is_allowed_and_why_train_is_disabled() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        for (key, bad, good) in [
            ("epochs", "0", "2"),
            ("learning_rate", "1e9", "0.01"),
            ("n_nodes", "2.5", "16"),
            ("dropout", "", "0"),
        ] {
            page.set(key, bad).await;
            page.see(&format!("#hp-{key}-error"), "Must be").await;
            assert_eq!(page.field(key).await, bad);
            assert!(!page.find("#train").await.is_enabled().await.unwrap());
            page.set(key, good).await;
            page.wait_for_enabled("#train").await;
            assert_eq!(page.text(&format!("#hp-{key}-error")).await, "");
        }
    })
    .await;
}

#[tokio::test]
async fn a_bad_link_gives_its_good_values_and_names_each_bad_one() {
    without_webgpu(async |page| {
        page.open("#epochs=3&learning_rate=fast&n_nodes=64&speed=9&dropout=2")
            .await;
        for bad in ["learning_rate", "speed", "dropout"] {
            page.see("#notices", bad).await;
        }
        for (key, value) in [
            ("epochs", "3"),
            ("n_nodes", "64"),
            ("learning_rate", "0.001"),
            ("dropout", "0"),
        ] {
            assert_eq!(page.field(key).await, value, "{key}");
        }
        page.click("#notices button").await;
        let gone = "return !document.querySelector('#notices').innerText.includes('dropout')";
        page.wait_for("a dismissed notice", gone, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_link_with_thousands_of_bad_values_leaves_the_page_where_it_was() {
    without_webgpu(async |page| {
        let many: String = (0..9000).map(|at| format!("&k{at}=1")).collect();
        page.open(&format!("#epochs=3{many}")).await;
        page.see("#notices", "… and 8,990 more").await;
        let height = "return document.querySelector('#notices').offsetHeight";
        let height = page.run(height, &[]).await.as_u64().unwrap_or_default();
        assert!((20..400).contains(&height), "{height}");
        assert_eq!(page.field("epochs").await, "3");
    })
    .await;
}

#[tokio::test]
async fn a_decimal_comma_is_taken_as_it_is_meant_and_shown_as_it_was_read() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.set("learning_rate", "0,02").await;
        page.click("#search").await;
        let read = "return document.getElementById('hp-learning_rate').value === '0.02'";
        page.wait_for("a point", read, &[]).await;
        assert_eq!(page.text("#hp-learning_rate-error").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_link_of_garbage_leaves_the_page_usable() {
    without_webgpu(async |page| {
        page.open("#%ff%zz=%&=&%E9=1&&&epochs").await;
        page.set("epochs", "1").await;
        page.set("train_images", "100").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
    })
    .await;
}

#[tokio::test]
async fn a_diverged_run_says_where_and_suggests_a_lower_learning_rate() {
    without_webgpu(async |page| {
        // Each step multiplies every weight by 1 - 10 × 2 × 0.5.
        page.open(
            "#optimizer=sgd&learning_rate=10&l2=0.5&train_images=2000&batch_size=100&epochs=20",
        )
        .await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("diverged"), "{ending:?}");
        page.see("#runs [data-cell='outcome']", "diverged at epoch")
            .await;
        page.see("main, body", "learning rate of 1").await;
        page.wait_for_phase("idle").await;
        page.wait_for_enabled("#train").await;
    })
    .await;
}
