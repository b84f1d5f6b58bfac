//! Workers that die.

use crate::browser::Damage;
use crate::{LONG, without_webgpu};

#[tokio::test]
async fn a_dead_cpu_worker_fails_its_run_and_the_page_trains_again() {
    without_webgpu(async |page| {
        page.open(LONG).await;
        page.train().await;
        page.hear("epoch-end", 2).await;
        page.kill_worker("trainer_cpu").await;
        page.see("#runs [data-cell='outcome']", "failed").await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("failed"), "{ending:?}");

        page.wait_for_phase("idle").await;
        page.set("epochs", "2").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
        assert_eq!(page.column("name").await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_dies_while_nothing_runs_is_replaced() {
    without_webgpu(async |page| {
        page.open(&LONG.replace("epochs=1000", "epochs=2")).await;
        page.kill_worker("trainer_cpu").await;
        page.wait_for_phase("idle").await;
        page.wait_for_enabled("#train").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_cannot_be_loaded_is_said_so() {
    without_webgpu(async |page| {
        let html = || Damage::Replaced("<!doctype html><p>Not found".into());
        for (file, damage, words) in [
            ("trainer_cpu_bg.wasm", Damage::Missing, "answered 404 for"),
            ("trainer_cpu_bg.wasm", html(), "sent a web page in place of"),
            ("trainer_cpu.js", Damage::Missing, "answered 404 for"),
            ("worker.js", Damage::Missing, "answered 404 for"),
            ("worker.js", html(), "sent a web page in place of"),
        ] {
            page.site.damage(file, damage);
            page.go(&LONG.replace("epochs=1000", "epochs=1")).await;
            page.see("#notices", &format!("{words} {file}")).await;
            page.expect_console_errors().await;
            page.site.heal(file);
        }
        for (file, words) in [
            ("trainer_cpu.js", "trainer_cpu.js arrived damaged"),
            ("worker.js", "did not run worker.js: it arrived damaged"),
        ] {
            let damage = Damage::Replaced("export default async function (".into());
            page.site.damage(file, damage);
            page.go(&LONG.replace("epochs=1000", "epochs=1")).await;
            page.see("#notices", words).await;
            page.expect_console_errors().await;
            page.site.heal(file);
        }
        page.click_labelled("#notices button", "Retry").await;
        page.wait_for_phase("idle").await;
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_never_answers_can_be_asked_for_again() {
    without_webgpu(async |page| {
        // Half a minute is long for a test.
        let haste = "const wait = window.setTimeout; \
                     window.setTimeout = (act, ms, ...more) => wait(act, ms >= 30000 ? 300 : ms, ...more)";
        page.chromium.inject(haste).await;
        page.site.damage("trainer_cpu_bg.wasm", Damage::Stalled(1000));
        page.go(&LONG.replace("epochs=1000", "epochs=1")).await;
        page.see("#notices", "still being loaded").await;
        page.site.heal("trainer_cpu_bg.wasm");
        page.click_labelled("#notices button", "Retry").await;
        page.wait_for_phase("idle").await;
        assert_eq!(page.text("#notices").await, "");
        page.train().await;
        let ending = page.wait_for_end().await;
        assert!(ending.outcome().contains("completed"), "{ending:?}");
    })
    .await;
}
