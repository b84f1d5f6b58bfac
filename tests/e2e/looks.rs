//! What is seen and reached: curves that nothing covers, values under a finger, forced colours, the keyboard's focus.

use serde_json::json;

use crate::browser::Playground;
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
