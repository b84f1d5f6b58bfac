//! What is seen of a figure, and how it is read out: by keys and fingers, on paper, in narrow and in low frames.

use serde_json::json;

use crate::browser::host::escaped;
use crate::browser::{Host, Playground};
use crate::{invented, without_webgpu};

pub async fn open(page: &Playground, hash: &str) {
    open_folded(page, hash).await;
    page.unfold().await;
}

/// As a reader meets it.
pub async fn open_folded(page: &Playground, hash: &str) {
    page.visit(&page.site.url(&format!("figure.html#{hash}")))
        .await;
    page.hear("drawn", 1).await;
}

pub async fn tell(page: &Playground, command: &str, arguments: serde_json::Value) {
    let told = page
        .chromium
        .driver
        .cdp()
        .send_raw(command, arguments)
        .await;
    told.unwrap_or_else(|error| panic!("{command}: {error}"));
}

pub async fn resize(page: &Playground, width: u32, height: u32) {
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    tell(page, "Emulation.setDeviceMetricsOverride", size).await;
}

#[tokio::test]
async fn panels_a_heat_map_and_a_slice_are_read_out_by_keys_and_by_taps() {
    without_webgpu(async |page| {
        let press = "const canvas = document.querySelector('#settings'); canvas.focus(); \
            canvas.dispatchEvent(new KeyboardEvent('keydown', { key: arguments[0], bubbles: true, cancelable: true }))";
        let tap = "const canvas = document.querySelector('#settings'); \
            const { left, top, width, height } = canvas.getBoundingClientRect(); \
            const tell = type => canvas.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerType: 'touch', \
                clientX: left + width * 0.3, clientY: top + height * 0.4 })); \
            ['pointerdown', 'pointerup', 'pointerleave'].forEach(tell)";
        for (show, keys) in [
            (
                "panels",
                [
                    ("ArrowRight", "n_nodes=4 val_acc=0.7834. Epoch 1: test 77.34 %"),
                    ("ArrowRight", "Epoch 2: test 67.34 %"),
                    ("ArrowDown", "n_nodes=8 val_acc=0.7934. Epoch 2"),
                ],
            ),
            (
                "heat-map",
                [
                    ("ArrowRight", "learning_rate=0.01 n_nodes=4: 78.34 %"),
                    ("ArrowRight", "learning_rate=0.01 n_nodes=8: 79.34 %"),
                    ("ArrowDown", "learning_rate=0.1 n_nodes=8: 81.34 %"),
                ],
            ),
            (
                "slice",
                [
                    ("ArrowRight", "learning_rate=0.01: 78.84 %"),
                    ("ArrowRight", "learning_rate=0.1: 80.84 %"),
                    ("ArrowLeft", "learning_rate=0.01: 78.84 %"),
                ],
            ),
        ] {
            open(page, &invented::study(&format!("show={show}"))).await;
            let drawn = "return document.querySelector('#settings').dataset.surface === 'light'";
            page.wait_for("a drawing", drawn, &[]).await;
            for (key, words) in keys {
                page.run(press, &[json!(key)]).await;
                page.see(".settings figcaption", words).await;
            }
            let marks = "return document.querySelectorAll('.mark').length";
            assert_eq!(page.run(marks, &[]).await, 1, "{show}");
            page.run("document.activeElement.blur()", &[]).await;
            page.see(".settings figcaption", "for its numbers").await;
            page.run(tap, &[]).await;
            page.see(".settings figcaption", "learning_rate=0.01").await;
            page.click("#made").await;
            page.see(".settings figcaption", "for its numbers").await;
            assert_eq!(page.run(marks, &[]).await, 0, "{show}");
        }
    })
    .await;
}

#[tokio::test]
async fn on_paper_dark_curves_are_turned_around_and_buttons_are_left_out() {
    without_webgpu(async |page| {
        for hash in [invented::two_runs(), invented::study("show=panels")] {
            open(page, &format!("{hash}&theme=dark")).await;
            let drawn = "return document.querySelector('canvas').dataset.surface === 'dark'";
            page.wait_for("dark curves", drawn, &[]).await;
            tell(
                page,
                "Emulation.setEmulatedMedia",
                json!({ "media": "print" }),
            )
            .await;
            let seen = "const seen = css => document.querySelector(css).checkVisibility(); \
                        const style = css => getComputedStyle(document.querySelector(css)); \
                        return [seen('canvas'), seen('#made'), seen('#train'), \
                                style('canvas').filter !== 'none', style(':root').colorScheme]";
            let expected = json!([true, true, false, true, "light"]);
            assert_eq!(page.run(seen, &[]).await, expected);
            tell(page, "Emulation.setEmulatedMedia", json!({ "media": "" })).await;
        }
    })
    .await;
}

#[tokio::test]
async fn at_320_pixels_nothing_is_wider_than_the_frame_and_no_number_is_cut() {
    without_webgpu(async |page| {
        resize(page, 320, 800).await;
        for show in ["both", "panels", "heat-map", "slice"] {
            let hash = invented::study(&format!("show={show}&controls=learning_rate:0.01, 0.1"));
            open(page, &hash).await;
            let wide = "const page = document.documentElement; \
                const cells = [page, ...document.querySelectorAll('main, .settings, .legend td')]; \
                return cells.filter(it => it.scrollWidth > it.clientWidth).map(it => it.outerHTML.slice(0, 80))";
            assert_eq!(page.run(wide, &[]).await, json!([]), "{show}");
        }
    })
    .await;
}

#[tokio::test]
async fn in_a_frame_of_fixed_height_the_curves_take_the_room_that_there_is() {
    without_webgpu(async |page| {
        let fits = "await new Promise(done => setTimeout(done, 200)); \
            const box = css => document.querySelector(css).getBoundingClientRect(); \
            const end = css => box(css).bottom <= innerHeight; \
            return [document.documentElement.scrollHeight - innerHeight, box('canvas').height >= 100, \
                    end('#train'), end('#made')]";
        for (width, height) in [360, 720, 1200].into_iter().flat_map(|it| [300, 400, 600].map(|high| (it, high))) {
            resize(page, width, height).await;
            for show in ["show=accuracy&controls=momentum:0, 0.5", "show=slice"] {
                open_folded(page, &invented::study(&format!("height=frame&{show}"))).await;
                let found = page.run_async(fits, &[]).await;
                assert_eq!(found, json!([0, true, true, true]), "{width} × {height}: {show}");
            }
        }
        resize(page, 360, 200).await;
        open(page, &invented::study("height=frame&show=accuracy&title=Low")).await;
        let seen = "return document.querySelector('canvas').getBoundingClientRect().bottom <= innerHeight";
        assert_eq!(page.run(seen, &[]).await, true);
    })
    .await;
}

#[tokio::test]
async fn the_wheel_goes_on_in_the_post_where_a_frame_has_come_to_its_end() {
    without_webgpu(async |page| {
        let source = page
            .site
            .url(&format!("figure.html#{}", invented::two_runs()));
        let source = escaped(&source);
        let host = Host::serve(format!(
            "<!doctype html><body style='margin: 0; height: 5000px'>\
             <iframe src=\"{source}\" width=600 height=300></iframe>"
        ));
        page.open_host(&host).await;
        page.host_hears("drawn", 1).await;
        for _ in 0..20 {
            let wheel =
                json!({ "type": "mouseWheel", "x": 200, "y": 150, "deltaX": 0, "deltaY": 120 });
            tell(page, "Input.dispatchMouseEvent", wheel).await;
            let pause = "await new Promise(done => setTimeout(done, 100)); return scrollY";
            if page.run_async(pause, &[]).await.as_f64() > Some(0.0) {
                return;
            }
        }
        panic!("the wheel is stuck in the frame");
    })
    .await;
}
