//! Studies over reloads, in several tabs, and as files.

use crate::studies::{SMALL, slow};
use crate::without_webgpu;

#[tokio::test]
async fn a_study_whose_tab_was_closed_goes_on_where_it_was() {
    without_webgpu(async |page| {
        let slow = slow();
        page.open(&slow).await;
        page.start_study().await;
        page.wait_for_ended(1).await;
        page.open(&slow).await;
        page.wait_for_study("Running").await;
        assert!(
            page.ended().await >= 1,
            "what had ended is not trained again"
        );
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await.lines().count(), 1 + 4 * 40);
    })
    .await;
}

#[tokio::test]
async fn an_exported_study_comes_back_and_a_wrong_file_loses_nothing() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        let (json, csv) = (page.export("#export-json", ".json").await, page.csv().await);
        for (file, reason) in [
            ("learning rate", "not a study"),
            (
                r#"{"format": "tuneground-study", "version": 9}"#,
                "newer Tuneground",
            ),
        ] {
            page.import_study(file).await;
            page.see("#notices", reason).await;
            assert_eq!(page.csv().await, csv);
        }
        page.open("").await;
        page.click("#view-study").await;
        page.import_study(&json).await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await, csv);
    })
    .await;
}

#[tokio::test]
async fn a_database_that_never_opens_is_told_of() {
    without_webgpu(async |page| {
        let silence = "const open = IDBFactory.prototype.open; \
             IDBFactory.prototype.open = function () { \
               const request = open.call(this, 'silent'); \
               for (const name of ['onsuccess', 'onerror', 'onupgradeneeded', 'onblocked']) \
                 Object.defineProperty(request, name, { set() {} }); \
               request.addEventListener = () => {}; \
               return request; \
             }";
        page.chromium.inject(silence).await;
        page.open(SMALL).await;
        page.see(
            "#notices",
            "cannot save studies (its database does not open)",
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn what_waits_for_a_slow_database_is_kept_once_it_opens() {
    without_webgpu(async |page| {
        let slow = "const open = IDBFactory.prototype.open; \
             IDBFactory.prototype.open = function (...args) { \
               const request = open.apply(this, args); \
               if (sessionStorage.getItem('was-slow')) return request; \
               sessionStorage.setItem('was-slow', 'yes'); \
               Object.defineProperty(request, 'onsuccess', { set(hear) { \
                 request.addEventListener('success', (event) => { \
                   setTimeout(() => hear?.call(request, event), 14000); }); } }); \
               return request; \
             }";
        page.chromium.inject(slow).await;
        page.open(SMALL).await;
        page.see("#notices", "its database does not open").await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        let taken_back =
            "return !document.querySelector('#notices').textContent.includes('cannot save')";
        page.wait_for("the notice to go", taken_back, &[]).await;
        page.chromium.driver.refresh().await.unwrap();
        page.wait_for_study("Finished").await;
    })
    .await;
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_trains_all_the_same() {
    without_webgpu(async |page| {
        let forbid =
            "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }";
        page.chromium.inject(forbid).await;
        page.open(SMALL).await;
        page.see("#notices", "cannot save studies").await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await.lines().count(), 1 + 4 * 3);
    })
    .await;
}

#[tokio::test]
async fn a_study_is_trained_in_one_tab_at_a_time() {
    without_webgpu(async |page| {
        let (driver, slow) = (&page.chromium.driver, slow());
        page.open(&slow).await;
        page.start_study().await;
        page.wait_for_ended(1).await;
        let first = driver.window().await.unwrap();
        let second = driver.new_tab().await.unwrap();
        driver.switch_to_window(second.clone()).await.unwrap();
        page.open(&slow).await;
        page.click_labelled("#saved-studies button", "Open").await;
        page.see("#notices", "open in another tab").await;
        assert_eq!(page.text("#study-progress [data-study-state]").await, "");

        driver.switch_to_window(first).await.unwrap();
        driver.close_window().await.unwrap();
        driver.switch_to_window(second).await.unwrap();
        page.click_labelled("#saved-studies button", "Open").await;
        page.see("#study-progress", "of 4 runs").await;
        assert!(page.ended().await >= 1, "the first tab's runs are there");
        page.wait_for_study("Finished").await;
        let panels = page.panels().await;
        assert_eq!(panels, 4);
    })
    .await;
}

#[tokio::test]
async fn back_and_forward_lead_from_one_view_to_the_other() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        let is_shown = "return document.querySelector(arguments[0]).ariaPressed === 'true'";
        let is_study = "return location.hash.includes('study.') === arguments[0]";
        page.click("#view-run").await;
        page.wait_for("a run's address", is_study, &[false.into()])
            .await;
        page.run("history.back()", &[]).await;
        page.wait_for("the study", is_shown, &["#view-study".into()])
            .await;
        page.wait_for("a study's address", is_study, &[true.into()])
            .await;
        page.run("history.forward()", &[]).await;
        page.wait_for("the run", is_shown, &["#view-run".into()])
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_run_goes_on_while_somebody_looks_at_studies() {
    without_webgpu(async |page| {
        page.open(crate::LONG).await;
        page.train().await;
        page.hear("epoch-end", 1).await;
        page.click("#view-study").await;
        page.find("#study-start").await;
        let before = page.heard("epoch-end").await.len();
        page.hear("epoch-end", before + 2).await;
        page.click("#view-run").await;
        page.wait_for_phase("running").await;
        assert_eq!(page.column("final").await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_study_that_was_interrupted_stays_finished_and_shows_its_own_settings() {
    without_webgpu(async |page| {
        let slow = slow();
        page.open(&slow).await;
        page.start_study().await;
        page.wait_for_ended(1).await;
        // Resumed over other settings, which are not its own.
        page.open("#n_nodes=99&study.vary=l2:0, 0.1").await;
        page.click_labelled("#saved-studies button", "Open").await;
        page.wait_for_study("Running").await;
        assert_eq!(page.field("n_nodes").await, "16");
        page.wait_for_study("Finished").await;
        page.open("#n_nodes=99&study.vary=l2:0, 0.1").await;
        page.see("#saved-studies", "4 of 4 runs, finished").await;
        assert_eq!(page.text("#study-progress [data-study-state]").await, "");
        assert_eq!(page.field("n_nodes").await, "99");
        page.click_labelled("#saved-studies button", "Open").await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await.lines().count(), 1 + 4 * 40);
        assert_eq!(page.field("n_nodes").await, "16");
        let link =
            "return location.hash.includes('n_nodes=16&') && location.hash.includes('epochs=40')";
        page.wait_for("the study's base in the address", link, &[])
            .await;
        let json = page.export("#export-json", ".json").await;
        page.import_study(&json).await;
        page.see("#saved-studies", "4 of 4 runs, finished").await;
        assert_eq!(page.text("#notices").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_full_disk_is_told_of_and_the_study_goes_on() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        let origin = page.run("return location.origin", &[]).await;
        let quota = serde_json::json!({ "origin": origin, "quotaSize": 1 });
        let cdp = page.chromium.driver.cdp();
        cdp.send_raw("Storage.overrideQuotaForOrigin", quota)
            .await
            .expect("Chromium takes a quota");
        page.start_study().await;
        page.see(
            "#notices",
            "cannot save studies (there is no room for them)",
        )
        .await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await.lines().count(), 1 + 4 * 3);
        // The next study puts it into the list.
        page.set("epochs", "2").await;
        page.start_study().await;
        page.see("#saved-studies", "finished, only until this page is closed")
            .await;
        page.see(
            "[aria-label='Saved studies']",
            "this browser cannot save studies",
        )
        .await;
    })
    .await;
}

#[tokio::test]
async fn studies_of_one_millisecond_are_two_and_a_double_click_starts_one() {
    without_webgpu(async |page| {
        page.chromium.inject("Date.now = () => 1764111600000").await;
        page.open(SMALL).await;
        page.wait_for_enabled("#study-start").await;
        let twice =
            "const button = document.querySelector('#study-start'); button.click(); button.click()";
        page.run(twice, &[]).await;
        page.wait_for_study("Finished").await;
        let lines = "return document.querySelectorAll('#saved-studies li').length === arguments[0]";
        page.wait_for("no other study", lines, &[0.into()]).await;
        page.set("epochs", "2").await;
        page.start_study().await;
        page.wait_for("the first in the list", lines, &[1.into()])
            .await;
        page.wait_for_study("Finished").await;
        page.open("").await;
        page.click("#view-study").await;
        page.wait_for("both after a reload", lines, &[2.into()])
            .await;
        page.click_labelled("#saved-studies button", "Open").await;
        page.wait_for_study("Finished").await;
        assert!([1 + 4 * 3, 1 + 4 * 2].contains(&page.csv().await.lines().count()));
    })
    .await;
}

#[tokio::test]
async fn a_long_name_makes_the_page_no_wider() {
    without_webgpu(async |page| {
        let named = SMALL.replace(
            "study.name=Small",
            &format!("study.name={}", "N".repeat(80)),
        );
        page.open(&named).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.set("epochs", "2").await;
        page.start_study().await;
        page.see("#saved-studies", "NNNN").await;
        let window = page.chromium.driver.set_window_rect(0, 0, 500, 900).await;
        window.expect("Chromium takes a size");
        let wide = "return document.documentElement.scrollWidth <= window.innerWidth";
        assert_eq!(page.run(wide, &[]).await, true);
    })
    .await;
}

#[tokio::test]
async fn a_finished_study_is_there_again_after_a_reload_with_what_was_to_be_next() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        let csv = page.csv().await;
        page.set("epochs", "2").await;
        let written = "return location.hash.includes('epochs=2&')";
        page.wait_for("the address", written, &[]).await;
        page.chromium.driver.refresh().await.unwrap();
        page.wait_for_study("Finished").await;
        assert_eq!(page.csv().await, csv);
        page.unfold().await;
        assert_eq!(page.field("epochs").await, "2");
        // A link that somebody follows shows what it says.
        page.open(SMALL).await;
        page.see("#saved-studies", "4 of 4 runs, finished").await;
        assert_eq!(page.text("#study-progress [data-study-state]").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_study_is_there_again_though_the_history_has_forgotten_it() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.run("history.replaceState(null, '')", &[]).await;
        page.chromium.driver.refresh().await.unwrap();
        page.wait_for_study("Finished").await;
    })
    .await;
}

#[tokio::test]
async fn a_study_that_makes_room_for_another_says_where_it_has_gone() {
    without_webgpu(async |page| {
        page.open(&slow()).await;
        page.start_study().await;
        page.wait_for_ended(1).await;
        page.set("epochs", "1").await;
        page.start_study().await;
        page.see("#notices", "The study “Small” was paused").await;
        page.wait_for_study("Finished").await;
        page.see("#saved-studies", "not finished").await;
    })
    .await;
}
