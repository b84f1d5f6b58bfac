//! Light and dark: as the system has it, or as somebody has chosen.

use serde_json::json;

use crate::browser::Playground;
use crate::{SMALL, without_webgpu};

/// What the system prefers: "light" or "dark".
async fn prefer(page: &Playground, scheme: &str) {
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
    let cdp = page.chromium.driver.cdp();
    let told = cdp.send_raw("Emulation.setEmulatedMedia", media).await;
    told.unwrap_or_else(|error| panic!("{scheme}: {error}"));
}

/// Waits until page and charts are light, or dark.
async fn see_theme(page: &Playground, theme: &str) {
    let script = "const canvas = document.querySelector('#chart-accuracy'); \
        if (!canvas?.width) return false; \
        const page = getComputedStyle(document.body).backgroundColor.match(/[\\d.]+/g).map(Number); \
        const chart = [...canvas.getContext('2d').getImageData(2, 2, 1, 1).data]; \
        const isDark = ([red, green, blue]) => red + green + blue < 3 * 128; \
        const isSeen = color => (color[3] ?? 1) > 0; \
        return [page, chart].every(color => isSeen(color) && isDark(color) === arguments[0])";
    page.wait_for(theme, script, &[json!(theme == "dark")])
        .await;
}

/// Waits until the address says this of the theme.
async fn see_address(page: &Playground, theme: Option<&str>) {
    let script = "return new URLSearchParams(location.hash.slice(1)).get('theme') === arguments[0]";
    page.wait_for("the address", script, &[json!(theme)]).await;
}

#[tokio::test]
async fn the_switch_changes_page_and_charts_and_a_reload_remembers() {
    without_webgpu(async |page| {
        prefer(page, "light").await;
        page.open(SMALL).await;
        see_theme(page, "light").await;
        page.click("#theme").await;
        see_theme(page, "dark").await;
        see_address(page, Some("dark")).await;

        page.chromium.driver.refresh().await.unwrap();
        see_theme(page, "dark").await;
        page.click("#theme").await;
        see_theme(page, "light").await;
        see_address(page, Some("light")).await;
        // What was chosen stays, whatever the system prefers from now on.
        prefer(page, "dark").await;
        page.chromium.driver.refresh().await.unwrap();
        see_theme(page, "light").await;
    })
    .await;
}

#[tokio::test]
async fn without_a_choice_page_and_charts_follow_the_system() {
    without_webgpu(async |page| {
        prefer(page, "dark").await;
        page.open(SMALL).await;
        see_theme(page, "dark").await;
        prefer(page, "light").await;
        see_theme(page, "light").await;
        page.set("epochs", "4").await;
        see_address(page, None).await;
    })
    .await;
}
