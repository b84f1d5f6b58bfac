//! A page whose program does not come.

use crate::SMALL;
use crate::browser::site::dist;
use crate::browser::{Damage, Playground};
use crate::without_webgpu;

fn html() -> Damage {
    Damage::Replaced("<!doctype html><p>Not found".into())
}

/// Opens the page, and waits until it says these words in the program's place.
async fn see_instead(page: &Playground, hash: &str, words: &str) {
    page.go(hash).await;
    page.see("#start[role=alert]", words).await;
    page.expect_console_errors().await;
}

#[tokio::test]
async fn a_program_that_does_not_arrive_whole_is_said_so_in_its_place() {
    without_webgpu(async |page| {
        let (js, wasm) = ("playground.js", "playground_bg.wasm");
        for (file, damage, words) in [
            (js, Damage::Missing, "the host answered 404"),
            (js, html(), "sent a web page in place of"),
            (js, Damage::CutShort(5000), "damaged"),
            (wasm, Damage::Missing, "the host answered 404"),
            (wasm, html(), "sent a web page in place of"),
            (wasm, Damage::CutShort(100_000), "damaged"),
        ] {
            page.site.damage(file, damage);
            see_instead(page, SMALL, words).await;
            page.site.heal(file);
        }
        page.open(SMALL).await;
        assert_eq!(
            page.text("#start").await,
            "",
            "the page has taken its place"
        );
    })
    .await;
}

/// A page that Trunk serves opens a socket to it, at an address that only Trunk fills in.
#[test]
fn the_built_pages_can_be_published() {
    // The whole page shows the figure that is being put together.
    for (page, more) in [("index.html", "; frame-src 'self'"), ("figure.html", "")] {
        let text = std::fs::read_to_string(dist().join(page)).unwrap();
        let strangers = ["WebSocket", "TRUNK_", "data-trunk", "{", "content=\"\""];
        // A strict policy lets none of these run.
        let inline = ["<script>", "<style", "style=", "onload"];
        for unwanted in strangers.into_iter().chain(inline) {
            assert!(!text.contains(unwanted), "{page}: {unwanted}");
        }
        let policy = format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; worker-src 'self' blob:; font-src 'self'{more}\">"
        );
        assert!(text.contains(&policy), "{page}: {text}");
    }
}

#[tokio::test]
async fn a_slow_line_shows_how_far_the_program_has_come() {
    without_webgpu(async |page| {
        page.site
            .damage("playground_bg.wasm", Damage::Stalled(300_000));
        page.go(SMALL).await;
        page.see("#start", "Loading the program: 0.3 MB of").await;
    })
    .await;
}

#[tokio::test]
async fn a_browser_or_a_host_that_cannot_run_the_page_is_told_why() {
    without_webgpu(async |page| {
        page.chromium
            .inject(
                "if (location.hash === '#no-wasm') delete window.WebAssembly; \
                 if (location.hash === '#no-simd') { \
                   WebAssembly.validate = () => false; \
                   WebAssembly.instantiateStreaming = () => Promise.reject(new WebAssembly.CompileError('no')); \
                 }",
            )
            .await;
        see_instead(page, "#no-wasm", "has no WebAssembly").await;
        see_instead(page, "#no-simd", "no SIMD").await;

        let whole = std::fs::read_to_string(dist().join("index.html")).unwrap();
        for (policy, words) in [
            ("script-src 'self'", "has to allow script-src"),
            ("default-src 'self' data:", "has to allow script-src"),
            ("script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'", "has to allow script-src"),
            (
                "default-src 'none'",
                "a web server that sends all its files",
            ),
        ] {
            let meta = "<head><meta http-equiv='Content-Security-Policy' content=\"";
            let page_with_policy = whole.replacen("<head>", &format!("{meta}{policy}\">"), 1);
            let damage = Damage::Replaced(page_with_policy.into());
            page.site.damage("index.html", damage);
            page.go(SMALL).await;
            page.see("#start", words).await;
            page.expect_console_errors().await;
        }

        page.go_to(&format!("file://{}", dist().join("index.html").display()))
            .await;
        page.see("#start", "python3 -m http.server").await;
        page.expect_console_errors().await;
    })
    .await;
}
