//! What is seen and reached: curves that nothing covers, values under a finger, forced colours, the keyboard's focus.

use serde_json::json;

use crate::browser::Playground;
use crate::figure_looks::resize;
use crate::studies::slow;
use crate::{SMALL, without_webgpu};

const PRESS: &str =
    "const button = document.querySelector(arguments[0]); button.focus(); button.click()";

/// Points at the second of three epochs in a chart with a finger, which leaves it again.
const TAP: &str = "const chart = document.querySelector(arguments[0]); \
    const { left, top, width, height } = chart.getBoundingClientRect(); \
    const tell = type => chart.dispatchEvent(new PointerEvent(type, { bubbles: true, \
        pointerType: 'touch', clientX: left + width * 0.6, clientY: top + height / 2 })); \
    ['pointerdown', 'pointerup', 'pointerleave'].forEach(tell)";

async fn train_two(page: &Playground) {
    page.open(SMALL).await;
    for _ in 0..2 {
        page.train().await;
        page.wait_for_end().await;
    }
}

async fn emulate(page: &Playground, feature: &str, value: &str) {
    let media = json!({ "features": [{ "name": feature, "value": value }] });
    let set = page.chromium.driver.cdp();
    let set = set.send_raw("Emulation.setEmulatedMedia", media).await;
    set.unwrap_or_else(|error| panic!("{feature} cannot be emulated: {error}"));
}

#[tokio::test]
async fn a_fingers_values_stay_below_the_chart_until_it_touches_elsewhere() {
    without_webgpu(async |page| {
        train_two(page).await;
        page.see("#legend-accuracy", "last epoch").await;
        page.run(TAP, &[json!("#chart-accuracy")]).await;
        page.see("#legend-accuracy", "epoch 2").await;
        let seen = page.text("#legend-accuracy").await;
        assert_eq!(seen.matches('%').count(), 4, "{seen}");
        let below = "const box = css => document.querySelector(css).getBoundingClientRect(); \
                     return box('#legend-accuracy').top >= box('#chart-accuracy').bottom";
        assert_eq!(page.run(below, &[]).await, true);
        page.click("h1").await;
        page.see("#legend-accuracy", "last epoch").await;
    })
    .await;
}

#[tokio::test]
async fn on_a_narrow_screen_the_learning_rate_is_beside_the_curves() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        let is_seen = "return document.querySelector('#quick-rate').checkVisibility()";
        assert_eq!(page.run(is_seen, &[]).await, false);
        let window = page.chromium.driver.set_window_rect(0, 0, 500, 900).await;
        window.unwrap();
        page.type_into("#quick-rate", "0.02").await;
        assert_eq!(page.field("learning_rate").await, "0.02");
        let twice = "const ids = [...document.querySelectorAll('[id]')].map(it => it.id); \
                     return ids.filter((id, at) => ids.indexOf(id) !== at)";
        assert_eq!(page.run(twice, &[]).await, json!([]));
    })
    .await;
}

#[tokio::test]
async fn forced_colours_leave_runs_views_and_progress_apart() {
    without_webgpu(async |page| {
        train_two(page).await;
        emulate(page, "forced-colors", "active").await;
        let script = "const style = one => getComputedStyle(one); \
            const colors = css => [...document.querySelectorAll(css)].map(it => style(it).backgroundColor); \
            const lines = [...document.querySelectorAll('#legend-accuracy tbody line')]; \
            return [colors('#runs .swatch'), colors('.views button'), \
                    lines.map(it => it.getAttribute('stroke-dasharray'))]";
        let differ = format!("const found = (() => {{ {script} }})(); \
            return found.every(pair => pair.length === 2 && pair[0] !== pair[1])");
        page.wait_for("looks that differ", &differ, &[]).await;
        let bar = "const bar = document.querySelector('#progress progress'); \
                   return getComputedStyle(bar).borderTopWidth";
        assert_eq!(page.run(bar, &[]).await, "1px");
    })
    .await;
}

#[tokio::test]
async fn the_focus_goes_on_when_its_button_is_gone() {
    without_webgpu(async |page| {
        train_two(page).await;
        let delete = |run: u32| json!(format!("#runs tr[data-run='{run}'] [data-action='delete']"));
        page.run(PRESS, &[delete(2)]).await;
        let at = "return document.activeElement.closest('tr')?.dataset.run === '1' \
                  && document.activeElement.dataset.action === 'delete'";
        page.wait_for("the focus on the next row", at, &[]).await;
        page.run(PRESS, &[delete(1)]).await;
        let at = "return document.activeElement.innerText === 'Runs'";
        page.wait_for("the focus on the heading", at, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn the_focus_goes_on_when_a_notice_is_dismissed() {
    without_webgpu(async |page| {
        train_two(page).await;
        page.run(PRESS, &[json!("#runs [data-action='delete']")])
            .await;
        page.see("#notices", "Undo").await;
        let dismiss = "#notices [aria-label='Dismiss']";
        page.run(PRESS, &[json!(dismiss)]).await;
        let at =
            "return !document.querySelector('.notice') && document.activeElement.tagName === 'H1'";
        page.wait_for("the focus on the page's heading", at, &[])
            .await;
    })
    .await;
}

#[tokio::test]
async fn at_320_pixels_nothing_scrolls_sideways_but_tables() {
    without_webgpu(async |page| {
        train_two(page).await;
        resize(page, 320, 800).await;
        let wide =
            "const page = document.documentElement; return page.scrollWidth - page.clientWidth";
        assert_eq!(page.run(wide, &[]).await, 0, "with runs");
        page.open(&format!("{SMALL}&study.vary=n_nodes:4, 8&study.seeds=1"))
            .await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        assert_eq!(page.run(wide, &[]).await, 0, "with a study");
        page.open(&slow()).await;
        page.start_study().await;
        page.see(".worker-lines", "seed 42").await;
        assert_eq!(page.run(wide, &[]).await, 0, "with a study under way");
    })
    .await;
}

#[tokio::test]
async fn a_hidden_runs_row_is_as_readable_as_others_and_every_column_has_a_name() {
    without_webgpu(async |page| {
        train_two(page).await;
        page.click("#runs tr[data-run='1'] .swatch").await;
        let faint = "return [...document.querySelectorAll('#runs .is-hidden *')] \
                     .filter(it => getComputedStyle(it).opacity !== '1').length";
        page.wait_for(
            "a hidden run",
            "return document.querySelector('#runs .is-hidden')",
            &[],
        )
        .await;
        assert_eq!(page.run(faint, &[]).await, 0);
        let nameless = "return [...document.querySelectorAll('th')] \
                        .filter(it => it.textContent.trim() === '').length";
        assert_eq!(page.run(nameless, &[]).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_enlarged_panel_tells_its_values_and_gives_the_focus_back() {
    without_webgpu(async |page| {
        page.open(crate::studies::SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        // What is out of sight is not drawn.
        let script = "document.querySelector('#panels').scrollIntoView()";
        page.run(script, &[]).await;
        page.click("#panel-1").await;
        let drawn = "return Number(document.querySelector('#enlarged')?.dataset.points) > 0";
        page.wait_for("the panel in large", drawn, &[]).await;
        page.run(TAP, &[json!("#enlarged")]).await;
        page.see("#enlarged-values", "epoch 2: test").await;
        page.run(PRESS, &[json!(".enlarged button")]).await;
        let back = "return document.activeElement.id === 'panel-1'";
        page.wait_for("the focus on the small panel", back, &[])
            .await;
    })
    .await;
}

#[tokio::test]
async fn a_dismissed_notice_hands_the_focus_to_the_next_and_the_last_one_to_the_page() {
    without_webgpu(async |page| {
        page.open("#epochs=many&colour=red").await;
        let notices = "return document.querySelectorAll('.notice').length";
        let count = page.run(notices, &[]).await.as_u64().unwrap_or_default();
        assert!(count > 0);
        for left in (0..count).rev() {
            page.run(PRESS, &[json!(".notice button")]).await;
            let at = if left > 0 {
                "return document.activeElement.closest('.notice') !== null"
            } else {
                "return document.activeElement.tagName === 'H1'"
            };
            page.wait_for("the focus where one can go on", at, &[])
                .await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_deleted_study_hands_the_focus_to_the_next_and_comes_back() {
    without_webgpu(async |page| {
        page.open(crate::studies::SMALL).await;
        for epochs in ["1", "2", "3"] {
            page.set("epochs", epochs).await;
            page.start_study().await;
            page.wait_for_study("Finished").await;
        }
        let lines = "return document.querySelectorAll('#saved-studies li').length === arguments[0]";
        page.wait_for("two earlier studies", lines, &[json!(2)])
            .await;
        let delete = [json!("#saved-studies li:first-child button:last-child")];
        page.run(PRESS, &delete).await;
        page.wait_for("one of them", lines, &[json!(1)]).await;
        let at = "return document.activeElement.matches('#saved-studies li button:last-child')";
        page.wait_for("the focus on the other one", at, &[]).await;
        page.run(PRESS, &delete).await;
        let at = "return document.activeElement.tagName === 'H1'";
        page.wait_for("the focus on the page's heading", at, &[])
            .await;
        page.click_labelled("#notices button", "Undo").await;
        page.wait_for("the last one, back", lines, &[json!(1)])
            .await;
        page.open("").await;
        page.click("#view-study").await;
        // Those two that were not deleted, or not for good.
        page.wait_for("both after a reload", lines, &[json!(2)])
            .await;
    })
    .await;
}

#[tokio::test]
async fn what_is_hidden_has_no_table_whose_caption_would_show() {
    without_webgpu(async |page| {
        train_two(page).await;
        let hidden = "return document.querySelectorAll('.visually-hidden table, table.visually-hidden, caption').length";
        assert_eq!(page.run(hidden, &[]).await, 0);
        let below = "return document.querySelector('#chart-accuracy').getAttribute('aria-label')";
        let label = page.run(below, &[]).await;
        assert!(label.as_str().unwrap_or_default().contains("The table below has the numbers"));
    })
    .await;
}

#[tokio::test]
async fn a_slice_tells_its_numbers_to_a_finger_and_to_keys() {
    without_webgpu(async |page| {
        page.open(crate::studies::SMALL).await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        page.run("document.querySelector('#slice-0').scrollIntoView()", &[])
            .await;
        let drawn = "return document.querySelector('#slice-0').dataset.points === '2'";
        page.wait_for("a slice", drawn, &[]).await;
        page.see("#slice-0-values", "point at a value").await;
        page.run(TAP, &[json!("#slice-0")]).await;
        page.see("#slice-0-values", "learning_rate=0.01: ").await;
        page.see("#slice-0-values", "over 2 runs").await;
        let press = "const slice = document.querySelector('#slice-0'); slice.focus(); \
            slice.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }))";
        page.run(press, &[]).await;
        page.see("#slice-0-values", "learning_rate=0.001: ").await;
        page.click("h1").await;
        page.see("#slice-0-values", "point at a value").await;
    })
    .await;
}

#[tokio::test]
async fn on_paper_every_panel_is_there_also_those_out_of_sight() {
    without_webgpu(async |page| {
        page.open(&crate::studies::SMALL.replace("0.01, 0.001", "0.01..0.02 x30"))
            .await;
        page.start_study().await;
        page.wait_for_study("Finished").await;
        let titles = "return [...document.querySelectorAll('#printed text')] \
                      .filter(it => it.textContent.includes('val_acc=')).length";
        assert_eq!(page.run(titles, &[]).await, 0);
        page.run("dispatchEvent(new Event('beforeprint'))", &[])
            .await;
        assert_eq!(page.run(titles, &[]).await, 60);
        let media = json!({ "media": "print" });
        let set = page.chromium.driver.cdp();
        set.send_raw("Emulation.setEmulatedMedia", media)
            .await
            .expect("Chromium can look as on paper");
        let shown = "return ['#printed', '#panels'].map(css => document.querySelector(css).checkVisibility())";
        assert_eq!(page.run(shown, &[]).await, json!([true, false]));
        page.run("dispatchEvent(new Event('afterprint'))", &[])
            .await;
        assert_eq!(page.run(shown, &[]).await, json!([true, true]));
        assert_eq!(page.text("#printed").await, "");
    })
    .await;
}
