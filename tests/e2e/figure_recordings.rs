//! Figures whose links hold recorded curves.

use serde_json::json;

use crate::browser::Playground;
use crate::browser::weight::files_of;
use crate::{SMALL, without_webgpu};

/// What these figures train: a few hundred images, so that a recording takes a moment.
const STUDY: &str = "study.vary=learning_rate:0.01, 0.1&study.vary=n_nodes:4, 8&study.seeds=1";

/// The figure's address with what it names recorded natively, as `fit --record` does it.
fn recorded(more: &str) -> String {
    let address = format!("figure.html{SMALL}&{more}");
    let data = concat!(env!("CARGO_MANIFEST_DIR"), "/public/mnist");
    let line = ["--record", &address, "--date", "2026-11-26", "--data", data];
    let printed = tuneground::fit::run(line.map(Into::into)).expect("what can be trained");
    printed.trim().to_owned()
}

async fn open(page: &Playground, address: &str) {
    page.go_to(&page.site.url(address)).await;
    page.wait_for_phase("idle").await;
}

/// How many points a canvas shows.
async fn points(page: &Playground, css: &str) -> i64 {
    let script = "const points = Number(document.querySelector(arguments[0])?.dataset.points ?? 0); \
                  return points > 0 && points";
    let what = format!("something in {css}");
    let points = page.wait_for(&what, script, &[json!(css)]).await;
    points.as_i64().unwrap_or_default()
}

#[tokio::test]
async fn recorded_curves_are_drawn_before_anything_is_fetched_and_reproduced_exactly() {
    without_webgpu(async |page| {
        open(page, &recorded("title=Three epochs&caption=How it learns")).await;
        assert_eq!(page.text("h1").await, "Three epochs");
        page.see(".caption", "how it learns").await;
        page.see("#made", "recorded on 2026-11-26 (cpu").await;
        page.hear("drawn", 1).await;
        let recorded = page.points().await;
        assert!(recorded > 0);
        assert!(!page.started_worker("trainer").await);
        let mut fetched = page.site.requests();
        fetched.sort();
        fetched.dedup();
        assert_eq!(fetched, files_of("figure.html"));

        page.train().await;
        page.wait_for_end().await;
        page.see("#verdict", "reproduced exactly").await;
        assert!(page.points().await > recorded, "the run over its recording");
        page.click("#reset").await;
        assert_eq!(page.points().await, recorded);
        assert_eq!(page.text("#verdict").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_slider_over_recorded_runs_shows_each_at_once_and_trains_what_was_not_recorded() {
    without_webgpu(async |page| {
        let more = "study.vary=learning_rate:0.01, 0.1&study.seeds=1&controls=learning_rate:0.01, 0.1, 1\
                    &learning_rate=0.01&show=accuracy";
        open(page, &recorded(more)).await;
        page.see("#legend-accuracy", "learning_rate=0.1").await;
        let press = async |key: &str| {
            let script = "const slider = document.querySelector('#hp-learning_rate'); \
                          slider.value = arguments[0]; \
                          for (const name of ['input', 'change']) slider.dispatchEvent(new Event(name, { bubbles: true }))";
            page.run(script, &[json!(key)]).await;
        };
        press("1").await;
        page.see(".steps output", "0.1").await;
        assert!(!page.started_worker("trainer").await, "it was recorded");
        press("2").await;
        page.wait_for_end().await;
        page.see("#verdict", "was not recorded").await;
        press("0").await;
        page.train().await;
        page.see("#verdict", "reproduced exactly").await;
        let open = "return document.querySelector('#open').href";
        let href = page.run(open, &[]).await;
        assert!(href.to_string().contains("learning_rate=0.01"), "{href}");
    })
    .await;
}

#[tokio::test]
async fn a_study_is_shown_in_panels_a_heat_map_or_a_slice_and_trained_as_it_was_recorded() {
    without_webgpu(async |page| {
        let address = recorded(&format!("{STUDY}&show=panels"));
        open(page, &address).await;
        points(page, "#settings").await;
        page.train().await;
        page.hear("train-end", 4).await;
        page.see("#verdict", "reproduced exactly").await;
        for (show, words) in [("heat-map", "learning_rate="), ("slice", "over 2 runs")] {
            open(page, &address.replace("show=panels", &format!("show={show}"))).await;
            let point = "const canvas = document.querySelector('#settings'); \
                         const { left, top, width, height } = canvas.getBoundingClientRect(); \
                         canvas.dispatchEvent(new PointerEvent('pointermove', \
                             { clientX: left + width / 2, clientY: top + height / 2, bubbles: true })); \
                         return document.querySelector('.settings figcaption').innerText.includes(arguments[0])";
            page.wait_for(show, point, &[json!(words)]).await;
        }
        page.click(".numbers summary").await;
        page.see(".numbers table", "learning_rate=0.1 n_nodes=8").await;
    })
    .await;
}

#[tokio::test]
async fn a_figure_trains_by_itself_where_its_link_says_so() {
    without_webgpu(async |page| {
        for load in ["train", "visible"] {
            page.go_to(&page.site.url(&format!("figure.html{SMALL}&load={load}")))
                .await;
            page.wait_for_end().await;
        }
    })
    .await;
}

#[tokio::test]
async fn of_a_damaged_recording_what_is_left_is_drawn_and_the_rest_is_told() {
    without_webgpu(async |page| {
        let address = recorded("study.vary=n_nodes:4, 8&study.seeds=1");
        open(page, &address[..address.len() - 8]).await;
        page.see("#notices", "its end is missing").await;
        assert!(page.points().await > 0);
        page.train().await;
        page.wait_for_end().await;
        page.see("#verdict", "reproduced exactly").await;
    })
    .await;
}

#[tokio::test]
async fn the_sample_posts_show_recorded_figures_and_reproduce_them() {
    without_webgpu(async |page| {
        for (post, figures) in [("sample", 3), ("neural-networks-iii", 7)] {
            page.go_to(&page.site.url(&format!("posts/{post}.html")))
                .await;
            let eager =
                "document.querySelectorAll('iframe').forEach(frame => { frame.loading = 'eager' })";
            page.run(eager, &[]).await;
            for figure in 0..figures {
                page.enter_frame(figure).await;
                page.see("#made", "recorded on").await;
                assert_eq!(page.text("#notices").await, "");
                page.leave_frames().await;
            }
            assert!(!page.started_worker("trainer").await);
        }
        page.go_to(&page.site.url("posts/sample.html")).await;
        page.enter_frame(0).await;
        page.click("#train").await;
        page.see("#verdict", "reproduced exactly").await;
    })
    .await;
}
