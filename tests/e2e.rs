//! The built site in headless Chromium, as a visitor and as an embedding page meet it.
//!
//! They need `dist/` (`cargo xtask build`), Chromium and chromedriver, Firefox and geckodriver; without these two
//! `--skip firefox::` leaves out what needs them. Where the site was built without the WebGPU worker,
//! `--skip webgpu_training:: --skip the_webgpu_worker` leaves out what needs it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

mod browser;

#[path = "e2e/bad_input.rs"]
mod bad_input;
#[path = "e2e/controls.rs"]
mod controls;
#[path = "e2e/curves.rs"]
mod curves;
#[path = "e2e/embedding.rs"]
mod embedding;
#[path = "e2e/explain.rs"]
mod explain;
#[path = "e2e/figure.rs"]
mod figure;
#[path = "e2e/figure_looks.rs"]
mod figure_looks;
#[path = "e2e/figure_recordings.rs"]
mod figure_recordings;
#[path = "e2e/figure_screens.rs"]
mod figure_screens;
#[path = "e2e/film.rs"]
mod film;
#[path = "e2e/firefox.rs"]
mod firefox;
#[path = "e2e/foreign.rs"]
mod foreign;
#[path = "e2e/form.rs"]
mod form;
#[path = "e2e/frames.rs"]
mod frames;
#[path = "e2e/hosts.rs"]
mod hosts;
#[path = "e2e/inside.rs"]
mod inside;
#[path = "e2e/invented.rs"]
mod invented;
#[path = "e2e/large_studies.rs"]
mod large_studies;
#[path = "e2e/looks.rs"]
mod looks;
#[path = "e2e/models.rs"]
mod models;
#[path = "e2e/offline.rs"]
mod offline;
#[path = "e2e/own.rs"]
mod own;
#[path = "e2e/page_api.rs"]
mod page_api;
#[path = "e2e/programme.rs"]
mod programme;
#[path = "e2e/range_test.rs"]
mod range_test;
#[path = "e2e/recovery.rs"]
mod recovery;
#[path = "e2e/runs.rs"]
mod runs;
#[path = "e2e/shards.rs"]
mod shards;
#[path = "e2e/sharing.rs"]
mod sharing;
#[path = "e2e/start.rs"]
mod start;
#[path = "e2e/studies.rs"]
mod studies;
#[path = "e2e/study_editing.rs"]
mod study_editing;
#[path = "e2e/study_keeping.rs"]
mod study_keeping;
#[path = "e2e/study_leaders.rs"]
mod study_leaders;
#[path = "e2e/study_naming.rs"]
mod study_naming;
#[path = "e2e/study_plots.rs"]
mod study_plots;
#[path = "e2e/study_races.rs"]
mod study_races;
#[path = "e2e/study_sampling.rs"]
mod study_sampling;
#[path = "e2e/theme.rs"]
mod theme;
#[path = "e2e/training.rs"]
mod training;
#[path = "e2e/webgpu.rs"]
mod webgpu;
#[path = "e2e/webgpu_training.rs"]
mod webgpu_training;
#[path = "e2e/weight.rs"]
mod weight;

use browser::{Adapter, Chromium, Playground, Site};
use tokio::sync::Mutex;

/// Browsers that train at the same time would slow each other down past every deadline.
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

/// A run of about a second: hash of a small network on few images.
const SMALL: &str = "#n_layers=1&n_nodes=16&train_images=2000&batch_size=100&epochs=3";

/// A run that nobody waits for the end of.
const LONG: &str = "#n_layers=1&n_nodes=16&train_images=2000&batch_size=100&epochs=1000";

/// Plays a scenario in a browser without WebGPU; at its end nothing may have gone wrong in the console.
async fn without_webgpu(scenario: impl AsyncFnOnce(&Playground)) {
    play(Adapter::None, scenario).await;
}

/// The same in a browser that computes WebGPU in software.
async fn with_software_webgpu(scenario: impl AsyncFnOnce(&Playground)) {
    play(Adapter::Software, scenario).await;
}

async fn play(adapter: Adapter, scenario: impl AsyncFnOnce(&Playground)) {
    let _turn = ONE_AT_A_TIME.lock().await;
    let page = Playground::new(Site::serve(), Chromium::start(adapter).await);
    scenario(&page).await;
    let errors = page.console_errors().await;
    assert!(errors.is_empty(), "in the console: {errors:#?}");
    page.close().await;
}
