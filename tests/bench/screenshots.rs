//! `cargo xtask screenshots`: the sample posts as a reader sees them, at three widths, light and dark.
//!
//! They go into the folder that `TUNEGROUND_SCREENSHOTS` names.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a picture that cannot be taken should fail loudly"
)]

#[path = "../browser/mod.rs"]
mod browser;

use std::fs;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser::{Adapter, Chromium, Playground, Site};
use serde_json::json;

const WIDTHS: [u32; 3] = [1440, 720, 390];
const THEMES: [&str; 2] = ["light", "dark"];

fn main() {
    // `cargo test --benches` runs benchmarks as tests; no pictures are meant then.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let folder = std::env::var_os("TUNEGROUND_SCREENSHOTS").expect("a folder for the pictures");
    let folder = PathBuf::from(folder);
    fs::create_dir_all(&folder).expect("the folder can be made");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let take = async {
        let page = Playground::new(Site::serve(), Chromium::start(Adapter::None).await);
        for post in posts() {
            for (width, theme) in WIDTHS
                .into_iter()
                .flat_map(|it| THEMES.map(|theme| (it, theme)))
            {
                let path = folder.join(format!("{post}-{width}-{theme}.png"));
                let picture = picture_of(&page, &post, width, theme).await;
                fs::write(&path, picture).expect("the picture can be written");
                println!("{}", path.display());
            }
        }
        page.close().await;
    };
    runtime.expect("a runtime").block_on(take);
}

/// The names of the sample posts.
fn posts() -> Vec<String> {
    let files = fs::read_dir(browser::site::dist().join("posts")).expect("the site has posts");
    let names = files.filter_map(|file| {
        let name = file.ok()?.file_name().into_string().ok()?;
        Some(name.strip_suffix(".html")?.to_owned())
    });
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// A PNG of the whole post, once all its figures have drawn their recordings and have their heights.
async fn picture_of(page: &Playground, post: &str, width: u32, theme: &str) -> Vec<u8> {
    let cdp = page.chromium.driver.cdp();
    let tell = async |command: &str, arguments| {
        let told = cdp.send_raw(command, arguments).await;
        told.unwrap_or_else(|error| panic!("{command}: {error}"))
    };
    let screen = json!({ "width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": false });
    tell("Emulation.setDeviceMetricsOverride", screen).await;
    let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
    tell("Emulation.setEmulatedMedia", media).await;
    page.go_to(&page.site.url(&format!("posts/{post}.html")))
        .await;
    let eager = "const frames = [...document.querySelectorAll('iframe')]; \
                 frames.forEach(frame => { frame.loading = 'eager' }); return frames.length";
    let figures = page.run(eager, &[]).await.as_u64().unwrap_or_default();
    page.host_hears("drawn", figures as usize).await;
    let settled = "let before; do { before = __messages.length; \
                   await new Promise(done => setTimeout(done, 700)) } while (__messages.length !== before)";
    page.run_async(settled, &[]).await;
    let whole = json!({ "format": "png", "captureBeyondViewport": true });
    let picture = tell("Page.captureScreenshot", whole).await;
    let data = picture["data"].as_str().unwrap_or_default();
    STANDARD.decode(data).expect("a picture is base64")
}
