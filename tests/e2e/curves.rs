//! Reading the curves: what they are drawn along, how smooth, enlarged, and what is told beside the cursor.

use serde_json::json;

use crate::browser::Playground;
use crate::figure_looks::resize;
use crate::{SMALL, without_webgpu};

/// Tells a chart of pointers: each is its type, a share of the chart's width and the kind of pointer.
const POINT: &str = "const chart = document.querySelector(arguments[0]); \
    const { left, top, width, height } = chart.getBoundingClientRect(); \
    for (const [type, share, pointerType] of arguments[1]) \
        chart.dispatchEvent(new PointerEvent(type, { bubbles: true, button: 0, pointerType, \
            clientX: left + width * share, clientY: top + height / 2 }))";

async fn train(page: &Playground) {
    page.open(SMALL).await;
    page.train().await;
    page.wait_for_end().await;
}

pub async fn point(page: &Playground, chart: &str, events: &[(&str, f64, &str)]) {
    page.run(POINT, &[json!(chart), json!(events)]).await;
}

pub async fn press(page: &Playground, chart: &str, key: &str) {
    let script = "const chart = document.querySelector(arguments[0]); chart.focus(); \
        chart.dispatchEvent(new KeyboardEvent('keydown', { key: arguments[1], bubbles: true }))";
    page.run(script, &[json!(chart), json!(key)]).await;
}

async fn see_points(page: &Playground, what: &str, condition: &str) {
    let script = format!(
        "return [...document.querySelectorAll('.chart canvas')] \
         .every(chart => Number(chart.dataset.points) {condition})"
    );
    page.wait_for(what, &script, &[]).await;
}

#[tokio::test]
async fn of_more_runs_than_the_legend_has_room_for_the_newest_is_in_sight() {
    without_webgpu(async |page| {
        page.open("#n_layers=1&n_nodes=8&train_images=100&batch_size=100&epochs=1")
            .await;
        for _ in 0..10 {
            page.train_to_the_end().await;
        }
        let in_sight = "const rows = document.querySelectorAll('#legend-loss tbody tr'); \
            const [row, legend] = [rows[9], rows[9]?.closest('.legend')].map(it => it?.getBoundingClientRect()); \
            return Boolean(row) && row.bottom <= legend.bottom + 1";
        page.wait_for("the newest run's row", in_sight, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn one_cursor_goes_through_both_charts_and_values_stand_beside_it() {
    without_webgpu(async |page| {
        train(page).await;
        page.train().await;
        page.wait_for_end().await;
        point(page, "#chart-loss", &[("pointermove", 0.6, "mouse")]).await;
        let read = page.see(".read-out", "epoch 2").await;
        assert!(read.contains("Run 1") && read.contains("Run 2"), "{read}");
        let columns = "const left = css => document.querySelector(css)?.getBoundingClientRect().left; \
            const within = (css, chart) => left(css) - left(chart); \
            return Math.abs(within('.crosshair', '#chart-loss') - within('.cursor', '#chart-accuracy')) < 1.5";
        page.wait_for("the cursor in both charts", columns, &[]).await;
        let within = "const box = css => document.querySelector(css).getBoundingClientRect(); \
            const [read, chart] = [box('.read-out'), box('#chart-loss')]; \
            return read.left >= chart.left && read.right <= chart.right && read.top >= chart.top";
        assert_eq!(page.run(within, &[]).await, true);
        point(page, "#chart-loss", &[("pointerleave", 0.6, "mouse")]).await;
        let gone = "return document.querySelectorAll('.read-out, .crosshair, .cursor').length === 0";
        page.wait_for("no cursor", gone, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn on_a_phone_a_tap_and_a_drag_read_the_curves() {
    without_webgpu(async |page| {
        resize(page, 390, 844).await;
        train(page).await;
        let tap = [
            ("pointerdown", 0.6, "touch"),
            ("pointerup", 0.6, "touch"),
            ("pointerleave", 0.6, "touch"),
        ];
        point(page, "#chart-accuracy", &tap).await;
        page.see(".read-out", "epoch 2").await;
        let drag = [("pointerdown", 0.6, "touch"), ("pointermove", 0.9, "touch")];
        point(page, "#chart-accuracy", &drag).await;
        page.see(".read-out", "epoch 3").await;
        let style =
            "return getComputedStyle(document.querySelector('#chart-accuracy')).touchAction";
        assert_eq!(page.run(style, &[]).await, "pan-y");
    })
    .await;
}

#[tokio::test]
async fn on_a_phone_two_fingers_enlarge_both_charts() {
    without_webgpu(async |page| {
        resize(page, 390, 844).await;
        train(page).await;
        see_points(page, "all", "> 20").await;
        let pinch = "const chart = document.querySelector('#chart-loss'); \
                     const { left, top, width } = chart.getBoundingClientRect(); \
                     const finger = (type, pointerId, share) => chart.dispatchEvent(new PointerEvent(type, \
                     { bubbles: true, pointerType: 'touch', pointerId, clientX: left + width * share, clientY: top + 80 })); \
                     const [from, to] = arguments[0]; \
                     from.forEach((share, at) => finger('pointerdown', at + 2, share)); \
                     to.forEach((share, at) => finger('pointermove', at + 2, share)); \
                     to.forEach((share, at) => finger('pointerup', at + 2, share))";
        page.run(pinch, &[json!([[0.45, 0.65], [0.2, 0.9]])]).await;
        see_points(page, "a part", "<= 20").await;
        page.run(pinch, &[json!([[0.2, 0.9], [0.45, 0.6]])]).await;
        see_points(page, "all again", "> 20").await;
        // One finger alone only reads.
        let drag = [("pointerdown", 0.6, "touch"), ("pointermove", 0.9, "touch"), ("pointerup", 0.9, "touch")];
        point(page, "#chart-loss", &drag).await;
        see_points(page, "all still", "> 20").await;
    })
    .await;
}

#[tokio::test]
async fn curves_are_drawn_along_what_is_chosen_and_the_link_says_so() {
    without_webgpu(async |page| {
        train(page).await;
        page.run("document.querySelector('#curves-along').value = 'updates'; \
                  document.querySelector('#curves-along').dispatchEvent(new Event('input', { bubbles: true }))", &[]).await;
        press(page, "#chart-loss", "ArrowRight").await;
        page.see("#legend-loss", "20 updates").await;
        page.run("document.querySelector('#chart-loss').blur()", &[]).await;
        page.click("#curves-error_rate").await;
        page.see(".chart h2", "Error rate").await;
        page.run("const range = document.querySelector('#curves-smoothing'); range.value = 60; \
                  range.dispatchEvent(new Event('input', { bubbles: true }))", &[]).await;
        page.see(".curve-options output", "0.60").await;
        let hash = "return location.hash.endsWith('&curves=error_rate+updates+smoothing60')";
        page.wait_for("the view in the address", hash, &[]).await;
        page.chromium.driver.refresh().await.unwrap();
        page.see(".chart h2", "Error rate").await;
        let chosen = "return document.querySelector('#curves-along').value === 'updates'";
        page.wait_for("the unit after a reload", chosen, &[]).await;
    })
    .await;
}

#[tokio::test]
async fn a_drag_enlarges_both_charts_and_a_double_click_or_keys_show_all_again() {
    without_webgpu(async |page| {
        train(page).await;
        see_points(page, "all", "> 20").await;
        let drag = [
            ("pointerdown", 0.4, "mouse"),
            ("pointermove", 0.9, "mouse"),
            ("pointerup", 0.9, "mouse"),
        ];
        point(page, "#chart-loss", &drag).await;
        see_points(page, "three epochs", "<= 7").await;
        let twice = "document.querySelector('#chart-accuracy') \
                     .dispatchEvent(new MouseEvent('dblclick', { bubbles: true }))";
        page.run(twice, &[]).await;
        see_points(page, "all again", "> 20").await;
        press(page, "#chart-accuracy", "ArrowLeft").await;
        press(page, "#chart-accuracy", "+").await;
        see_points(page, "two epochs", "<= 7").await;
        press(page, "#chart-accuracy", "Escape").await;
        see_points(page, "all after Escape", "> 20").await;
        press(page, "#chart-accuracy", "+").await;
        see_points(page, "fewer", "<= 20").await;
        page.see(".curve-options", "shows all epochs").await;
        page.run(
            "const along = document.querySelector('#curves-along'); along.value = 'updates'; \
                  along.dispatchEvent(new Event('input', { bubbles: true }))",
            &[],
        )
        .await;
        see_points(page, "all, along something else", "> 20").await;
    })
    .await;
}

#[tokio::test]
async fn a_control_that_is_moved_trains_at_once_when_asked_to() {
    without_webgpu(async |page| {
        page.open(SMALL).await;
        page.wait_for_phase("idle").await;
        page.click("#curves-auto_run").await;
        for (run, n_nodes) in [(1, "8"), (2, "32")] {
            page.set("n_nodes", n_nodes).await;
            let outcome = format!("#runs tr[data-run='{run}'] [data-cell='outcome']");
            page.see(&outcome, "completed").await;
        }
        page.click("#curves-auto_run").await;
        page.set("n_nodes", "64").await;
        page.wait_for_phase("idle").await;
        assert_eq!(page.column("name").await, ["Run 2", "Run 1"]);
    })
    .await;
}
