//! `cargo xtask axe`: every view of the page, in both themes, at two widths, judged by axe-core against WCAG 2.2 at level AA.
//! axe-core comes from npm.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a view that cannot be reached should fail loudly"
)]

#[path = "../browser/mod.rs"]
mod browser;
mod views;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use browser::{Adapter, Chromium, Playground, Site};
use serde_json::{Value, json};

/// npm's name and version of it.
const PACKAGE: &str = "axe-core@4.14.1";
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDTHS: [u32; 2] = [1440, 390];
const THEMES: [&str; 2] = ["light", "dark"];

/// What is wrong, each with where.
const JUDGE: &str = "
  const found = await axe.run(document, { runOnly: { type: 'tag', values: arguments[0] } });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} (${node.failureSummary.split('\\n').pop().trim()})`));
";

/// A page, and what was found wrong on it so far.
pub struct Judge {
    pub page: Playground,
    seen: usize,
    found: Vec<String>,
}

impl Judge {
    /// Judges what is in sight, in every look.
    pub async fn look(&mut self, view: &str) {
        let cdp = self.page.chromium.driver.cdp();
        for (width, theme) in WIDTHS
            .into_iter()
            .flat_map(|it| THEMES.map(|theme| (it, theme)))
        {
            let screen =
                json!({ "width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": false });
            let told = cdp.send_raw("Emulation.setDeviceMetricsOverride", screen);
            told.await.expect("a width");
            let media = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
            let told = cdp.send_raw("Emulation.setEmulatedMedia", media);
            told.await.expect("a theme");
            // Colours that are on their way to others are not judged.
            let settled = "await new Promise(done => setTimeout(done, 400))";
            self.page.run_async(settled, &[]).await;
            let found = self.page.run_async(JUDGE, &[json!(TAGS)]).await;
            let found = found.as_array().expect("a list of what is wrong");
            let found = found.iter().filter_map(Value::as_str);
            let found: Vec<String> = found
                .map(|it| format!("{view}, {width} px, {theme}: {it}"))
                .collect();
            println!("{view}, {width} px, {theme}: {}", found.len());
            self.seen += 1;
            self.found.extend(found);
        }
    }
}

fn main() -> ExitCode {
    // `cargo test --benches` runs benchmarks as tests; nothing is judged then.
    if !std::env::args().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    let axe = std::fs::read_to_string(fetched()).expect("axe-core has been brought");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let judged = async {
        let chromium = Chromium::start(Adapter::None).await;
        chromium.inject(&axe).await;
        let mut judge = Judge {
            page: Playground::new(Site::serve(), chromium),
            seen: 0,
            found: Vec::new(),
        };
        views::all(&mut judge).await;
        judge.page.close().await;
        (judge.seen, judge.found)
    };
    let (seen, found) = runtime.expect("a runtime").block_on(judged);
    println!("{seen} looks, {} violations", found.len());
    found.iter().for_each(|it| println!("{it}"));
    match found.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The package's script, brought by npm if it is not there.
fn fetched() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent();
    let folder = target.expect("a folder inside another one").join("axe");
    let script = folder.join("node_modules/axe-core/axe.min.js");
    if !script.exists() {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-save", "--ignore-scripts", "--prefix"])
            .args([folder.as_path(), Path::new(PACKAGE)]);
        let status = npm.status().expect("npm is installed");
        assert!(status.success(), "npm brings axe-core");
    }
    script
}
