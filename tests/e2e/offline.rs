//! What a service worker keeps: the site without a connection, and one release at a time.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::browser::site::release;
use crate::browser::{Damage, PATIENCE, Playground, eventually};
use crate::{SMALL, without_webgpu};

/// A release that has the built one's files.
const NEXT: &str = "0123456789abcdef";

/// Lets the browser keep the site from now on.
async fn let_keep(page: &Playground) {
    page.chromium.inject("window.__keeps = true").await;
    page.site.let_browsers_cache();
}

/// Waits until these files of the site are kept.
async fn wait_until_kept(page: &Playground, files: &[&str]) {
    let script = "const paths = []; \
                  for (const name of await caches.keys()) \
                    for (const { url } of await (await caches.open(name)).keys()) \
                      paths.push(url.split('?')[0]); \
                  return arguments[0].filter(file => !paths.some(path => path.endsWith(file)))";
    let mut missing = Value::Null;
    let start = Instant::now();
    while missing != json!([]) {
        assert!(start.elapsed() < PATIENCE, "not kept: {missing}");
        tokio::time::sleep(Duration::from_millis(100)).await;
        missing = page.run_async(script, &[json!(files)]).await;
    }
}

async fn train_to_the_end(page: &Playground) {
    page.train().await;
    let ending = page.wait_for_end().await;
    assert!(ending.outcome().contains("completed"), "{ending:?}");
}

async fn version(page: &Playground) -> String {
    let script = "return document.querySelector('meta[name=tuneground-version]').content";
    let version = page.run(script, &[]).await;
    version.as_str().unwrap_or_default().to_owned()
}

const TRAINER: [&str; 5] = [
    "worker.js",
    "trainer_cpu.js",
    "trainer_cpu_bg.wasm",
    "mnist/train-0.bin.gz",
    "mnist/test.bin.gz",
];

#[tokio::test]
async fn after_a_visit_the_site_works_without_a_connection() {
    without_webgpu(async |page| {
        let_keep(page).await;
        page.open(SMALL).await;
        train_to_the_end(page).await;
        wait_until_kept(page, &TRAINER).await;
        wait_until_kept(
            page,
            &["index.html", "playground_bg.wasm", "index.css", "start.js"],
        )
        .await;

        page.site.behave(|host| host.is_down = true);
        let before = page.site.requests_for("playground.js");
        page.open(SMALL).await;
        train_to_the_end(page).await;
        assert_eq!(page.site.requests_for("playground.js"), before);
        // What was never visited is not there.
        page.go_to(&page.site.url("figure.html")).await;
        assert_eq!(page.text("#train").await, "");
        page.expect_console_errors().await;
    })
    .await;
}

#[tokio::test]
async fn a_figure_in_a_post_is_kept_as_the_playground_is() {
    without_webgpu(async |page| {
        let_keep(page).await;
        page.go_to(&page.site.url(&format!("figure.html{SMALL}")))
            .await;
        page.wait_for_phase("idle").await;
        wait_until_kept(
            page,
            &["figure.html", "figure.js", "figure_bg.wasm", "figure.css"],
        )
        .await;
        train_to_the_end(page).await;
        wait_until_kept(page, &TRAINER).await;
        page.site.behave(|host| host.is_down = true);
        page.go_to(&page.site.url(&format!("figure.html{SMALL}")))
            .await;
        page.wait_for_phase("idle").await;
        train_to_the_end(page).await;
    })
    .await;
}

#[tokio::test]
async fn a_new_release_takes_the_place_of_the_old_one_and_never_a_part_of_it() {
    without_webgpu(async |page| {
        let_keep(page).await;
        page.go_to(&page.site.url(&format!("figure.html{SMALL}")))
            .await;
        page.wait_for_phase("idle").await;
        wait_until_kept(page, &["figure.html", "figure_bg.wasm"]).await;

        // The page is older than the site now, and has not fetched its worker yet.
        page.site
            .behave(|host| host.release = Some(NEXT.to_owned()));
        page.train().await;
        page.see("#notices", "reload the page").await;
        page.expect_console_errors().await;

        page.go_to(&page.site.url(&format!("figure.html{SMALL}")))
            .await;
        page.wait_for_phase("idle").await;
        assert_eq!(version(page).await, NEXT);
        train_to_the_end(page).await;

        // Once nobody uses the old one any more.
        let kept = "return (await caches.keys()).join()";
        let look = async || {
            page.go_to("about:blank").await;
            tokio::time::sleep(Duration::from_secs(2)).await;
            page.go_to(&page.site.url(&format!("figure.html{SMALL}")))
                .await;
            tokio::time::sleep(Duration::from_secs(2)).await;
            let kept = page.run_async(kept, &[]).await.to_string();
            (!kept.contains(&release())).then_some(())
        };
        let gone = eventually(PATIENCE, look).await;
        gone.expect("the old release is forgotten");
    })
    .await;
}

#[tokio::test]
async fn what_was_kept_damaged_is_fetched_anew() {
    without_webgpu(async |page| {
        let_keep(page).await;
        page.open(SMALL).await;
        wait_until_kept(page, &TRAINER).await;
        for file in [
            "mnist/test.bin.gz",
            "playground_bg.wasm",
            "trainer_cpu_bg.wasm",
        ] {
            let spoil = "for (const name of await caches.keys()) { \
                           const cache = await caches.open(name); \
                           for (const request of await cache.keys()) \
                             if (request.url.endsWith(arguments[0])) \
                               await cache.put(request, new Response('spoilt')); \
                         } return true";
            page.run_async(spoil, &[json!(file)]).await;
            page.go(SMALL).await;
            if file.starts_with("playground") {
                page.see("#start[role=alert]", "damaged").await;
                page.go(SMALL).await;
            } else {
                page.click_labelled("#notices button", "Retry").await;
            }
            page.wait_for_phase("idle").await;
            page.expect_console_errors().await;
        }
        page.site.damage("index.html", Damage::Missing);
        page.open(SMALL).await;
    })
    .await;
}
