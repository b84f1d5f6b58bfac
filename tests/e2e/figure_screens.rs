//! Screens and hosts of all kinds: phones, enlarged pages, other directions, less motion, and what is out of sight.

use serde_json::json;

use crate::browser::Host;
use crate::browser::host::escaped;
use crate::figure_looks::{open, open_folded, resize, tell};
use crate::{SMALL, invented, without_webgpu};

#[tokio::test]
async fn nine_panels_stand_in_two_columns_on_a_phone_and_do_not_scroll_in_a_low_frame() {
    without_webgpu(async |page| {
        let high = "await new Promise(done => setTimeout(done, 300)); \
                    const { scrollHeight } = document.documentElement; \
                    return [document.querySelector('#settings').clientHeight, scrollHeight - innerHeight]";
        for (width, rows) in [(360, 5.0), (390, 5.0), (480, 3.0), (720, 3.0)] {
            resize(page, width, 800).await;
            open(page, &invented::grid("")).await;
            let found = page.run_async(high, &[]).await;
            let panel = found[0].as_f64().unwrap_or_default() / rows;
            assert!((160.0..200.0).contains(&panel), "{width}: {found}");
        }
        let fits = "return document.querySelector('#settings')?.dataset.panels === '9' \
                    && document.documentElement.scrollHeight === innerHeight";
        for (width, height) in [(320, 420), (360, 420), (390, 480), (720, 420), (720, 480)] {
            resize(page, width, height).await;
            open_folded(page, &invented::grid("height=frame")).await;
            let what = format!("nine panels without scrolling, {width} × {height}");
            page.wait_for(&what, fits, &[]).await;
        }
    })
    .await;
}

#[tokio::test]
async fn on_a_phone_a_line_stands_beside_its_name_in_the_legend() {
    without_webgpu(async |page| {
        let apart = "const rows = [...document.querySelectorAll('.legend th:has(.sample)')]; \
            const text = it => { const range = document.createRange(); \
                range.selectNodeContents([...it.childNodes].find(one => one.nodeType === 3 && one.data.trim())); \
                return range.getClientRects()[0] }; \
            const line = it => it.querySelector('.sample').getBoundingClientRect(); \
            const beside = it => line(it).right <= text(it).left && line(it).top > text(it).top \
                && line(it).bottom < text(it).bottom; \
            return [rows.length, rows.filter(it => !beside(it)).map(it => it.outerHTML)]";
        for width in [320, 390, 720] {
            resize(page, width, 800).await;
            open(page, &invented::two_runs()).await;
            assert_eq!(page.run(apart, &[]).await, json!([8, []]), "{width}");
        }
    })
    .await;
}

#[tokio::test]
async fn texts_of_the_writers_run_in_their_own_direction_and_a_host_in_hebrew_turns_nothing_around()
{
    without_webgpu(async |page| {
        let source = page.site.url(&format!(
            "figure.html#{}&title=%D7%A9%D7%9C%D7%95%D7%9D&caption=%D7%A9%D7%9C%D7%95%D7%9D",
            invented::grid("")
        ));
        let (source, script) = (escaped(&source), page.site.url("embed.js"));
        let host = Host::serve(format!(
            "<!doctype html><html dir=rtl lang=he><script src=\"{script}\"></script>\
             <tuneground-figure src=\"{source}\"></tuneground-figure>"
        ));
        page.open_host(&host).await;
        page.host_hears("drawn", 1).await;
        let fits = "const { left, right } = document.querySelector('iframe').getBoundingClientRect(); \
            const body = document.body.getBoundingClientRect(); \
            return left === body.left && right === body.right \
                && document.documentElement.scrollWidth === document.documentElement.clientWidth";
        assert_eq!(page.run(fits, &[]).await, true);
        page.enter_frame(0).await;
        let directions = "return ['h1', '.caption', 'main', '#made'].map(css => \
                          getComputedStyle(document.querySelector(css)).direction)";
        let found = page.run(directions, &[]).await;
        assert_eq!(found, json!(["rtl", "rtl", "ltr", "ltr"]));
        page.leave_frames().await;
    })
    .await;
}

#[tokio::test]
async fn nothing_moves_by_itself_where_a_reader_wants_less_motion() {
    without_webgpu(async |page| {
        let moves = "return [...document.querySelectorAll('*')].filter(it => { const style = getComputedStyle(it); \
                     return style.transitionDuration !== '0s' || style.animationName !== 'none' }).length > 0";
        for (wish, expected) in [("no-preference", true), ("reduce", false)] {
            let media = json!({ "features": [{ "name": "prefers-reduced-motion", "value": wish }] });
            tell(page, "Emulation.setEmulatedMedia", media).await;
            open(page, &invented::two_runs()).await;
            assert_eq!(page.run(moves, &[]).await, expected, "{wish}");
        }
    })
    .await;
}

#[tokio::test]
async fn enlarged_to_twice_its_size_a_figure_is_sharp_and_not_wider_than_its_frame() {
    without_webgpu(async |page| {
        let size = json!({ "width": 360, "height": 400, "deviceScaleFactor": 2, "mobile": false });
        tell(page, "Emulation.setDeviceMetricsOverride", size).await;
        for hash in [invented::two_runs(), invented::grid("")] {
            open(page, &hash).await;
            let sharp = "const canvas = document.querySelector('canvas'); \
                         return Math.abs(canvas.width - 2 * canvas.getBoundingClientRect().width) < 2";
            page.wait_for("a sharp drawing", sharp, &[]).await;
            let wide = "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
            assert_eq!(page.run(wide, &[]).await, 0);
        }
    })
    .await;
}

#[tokio::test]
async fn nothing_is_pushed_around_by_what_comes_later() {
    without_webgpu(async |page| {
        page.chromium
            .inject(
                "window.__shifts = []; new PerformanceObserver(list => list.getEntries().forEach(one => \
                 one.hadRecentInput || __shifts.push([one.value, ...one.sources.map(it => it.node?.outerHTML)]))) \
                 .observe({ type: 'layout-shift', buffered: true });",
            )
            .await;
        let rest = "await new Promise(done => setTimeout(done, 1500)); return __shifts";
        for width in [390, 720, 1280] {
            resize(page, width, 800).await;
            for hash in [invented::two_runs(), invented::grid(""), invented::study("show=heat-map")] {
                open_folded(page, &hash).await;
                assert_eq!(page.run_async(rest, &[]).await, json!([]), "{width}");
            }
            page.open(SMALL).await;
            assert_eq!(page.run_async(rest, &[]).await, json!([]), "the page, {width}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_figure_out_of_sight_is_drawn_too_for_the_post_may_be_printed() {
    without_webgpu(async |page| {
        let source = page
            .site
            .url(&format!("figure.html#{}", invented::grid("")));
        let source = escaped(&source);
        let host = Host::serve(format!(
            "<!doctype html><body style='margin: 0; height: 9000px; padding-top: 6000px'>\
             <iframe src=\"{source}\" width=600 height=300></iframe>"
        ));
        page.open_host(&host).await;
        page.host_hears("resize", 1).await;
        page.enter_frame(0).await;
        let drawn = "return document.querySelector('#settings')?.dataset.panels === '9'";
        page.wait_for("panels out of sight", drawn, &[]).await;
        page.leave_frames().await;
    })
    .await;
}
