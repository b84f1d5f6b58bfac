//! Figures whose links hold recorded curves.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use tuneground::dataset::read_dataset;
use tuneground::hyperparams::{HyperParams, Value};
use tuneground::metrics::{History, Outcome};
use tuneground::protocol::DeviceKind;
use tuneground::recording::{Made, RecordedRun, Recording};
use tuneground::state::FigureLink;
use tuneground::study::StudyDefinition;
use tuneground::training::device::open_cpu;
use tuneground::training::{Reads, Trainer, fit};

use crate::browser::Playground;
use crate::{SMALL, without_webgpu};

/// What these figures train: a few hundred images, so that a recording takes a moment.
const STUDY: &str = "study.vary=learning_rate:0.01, 0.1&study.vary=n_nodes:4, 8&study.seeds=1";

/// The figure's address with what it names recorded here, natively: a browser has to come to the same bits.
async fn recorded(more: &str) -> String {
    let (mut link, errors) = FigureLink::parse(&format!("{SMALL}&{more}"));
    assert_eq!(errors, []);
    let base = link.link.hyperparams.clone();
    let (study, _) = StudyDefinition::from_pairs(&base, &link.study);
    let settings = match study {
        None => vec![Vec::new()],
        Some(study) => {
            let plan = study.check().expect("a study that is right");
            let settings = plan.settings().iter();
            settings.map(|setting| setting.values.clone()).collect()
        }
    };
    let mut runs = Vec::new();
    for values in settings {
        let mut params = base.clone();
        for (row, value) in &values {
            params = params.with(row, Value::clone(value));
        }
        let history = trained(&params).await;
        runs.push(RecordedRun::of("", values, &history, Outcome::Completed));
    }
    let made = Made::now("2026-11-26", DeviceKind::Cpu, &base);
    link.recording = Some(Recording { made, runs });
    format!("figure.html#{}", link.to_hash())
}

/// A run that is trained here, natively, by one thread.
pub async fn trained(params: &HyperParams) -> History {
    let params = params.check().expect("hyperparameters that are right");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("public/mnist");
    let dataset = read_dataset(&folder, params.train_images).expect("the shards");
    let trainer = Trainer::new(params, Arc::new(dataset), &open_cpu(), Reads::Every(1));
    let trained = fit(trainer).await.expect("a device that answers");
    History {
        epochs: trained.epochs,
        first_epoch_steps: Vec::new(),
    }
}

async fn open(page: &Playground, address: &str) {
    page.visit(&page.site.url(address)).await;
    page.wait_for_phase("idle").await;
    // Folds come with the program.
    page.unfold().await;
}

#[tokio::test]
async fn recorded_curves_are_drawn_before_anything_is_fetched_and_reproduced_exactly() {
    without_webgpu(async |page| {
        let address = recorded("title=Three epochs&caption=How it learns").await;
        let before = page.site.requests().len();
        open(page, &address).await;
        assert_eq!(page.text("h1").await, "Three epochs");
        page.see(".caption", "how it learns").await;
        page.see("#made", "recorded on 2026-11-26 (cpu").await;
        page.hear("drawn", 1).await;
        let recorded = page.points().await;
        assert!(recorded > 0);
        assert!(!page.started_worker("trainer").await);
        let fetched = page.site.requests().split_off(before);
        let is_heavy = |file: &&String| file.contains("trainer") || file.contains("mnist");
        assert_eq!(fetched.iter().find(is_heavy), None);

        page.train().await;
        page.wait_for_end().await;
        page.see("#verdict", "reproduced exactly").await;
        assert!(page.points().await > recorded, "the run over its recording");
        page.click("#reset").await;
        assert_eq!(page.points().await, recorded);
        assert_eq!(page.text("#verdict").await, "");
    })
    .await;
}

#[tokio::test]
async fn a_slider_over_recorded_runs_shows_each_at_once_and_trains_what_was_not_recorded() {
    without_webgpu(async |page| {
        let more = "study.vary=learning_rate:0.01, 0.1&study.seeds=1&controls=learning_rate:0.01, 0.1, 1\
                    &learning_rate=0.01&show=accuracy";
        let address = recorded(more).await;
        open(page, &address).await;
        page.see("#legend-accuracy", "learning rate 0.1").await;
        let press = async |key: &str| {
            let script = "const slider = document.querySelector('#hp-learning_rate'); \
                          slider.value = arguments[0]; \
                          for (const name of ['input', 'change']) slider.dispatchEvent(new Event(name, { bubbles: true }))";
            page.run(script, &[json!(key)]).await;
        };
        press("1").await;
        page.see(".steps output", "0.1").await;
        assert!(!page.started_worker("trainer").await, "it was recorded");
        press("2").await;
        page.wait_for_end().await;
        page.see("#verdict", "was not recorded").await;
        press("0").await;
        page.train().await;
        page.see("#verdict", "reproduced exactly").await;
        let open = "return document.querySelector('#open').href";
        let href = page.run(open, &[]).await;
        assert!(href.to_string().contains("learning_rate=0.01"), "{href}");
        page.go_to(href.as_str().unwrap_or_default()).await;
        page.wait_for_phase("idle").await;
        let names = page.column("name").await;
        assert_eq!(names.len(), 3, "two recorded, and what was not recorded: {names:?}");
        page.see("#notices", "The figure’s 3 runs").await;
    })
    .await;
}

#[tokio::test]
async fn a_study_is_shown_in_panels_a_heat_map_or_a_slice_and_trained_as_it_was_recorded() {
    without_webgpu(async |page| {
        let address = recorded(&format!("{STUDY}&show=panels")).await;
        open(page, &address).await;
        let panels = "return document.querySelector('#settings')?.dataset.panels === '4'";
        page.wait_for("four panels", panels, &[]).await;
        page.train().await;
        page.hear("train-end", 4).await;
        page.see("#verdict", "reproduced exactly").await;
        for (show, words) in [("heat-map", "learning_rate="), ("slice", "over 2 runs")] {
            open(page, &address.replace("show=panels", &format!("show={show}"))).await;
            let point = "const canvas = document.querySelector('#settings'); \
                         const { left, top, width, height } = canvas.getBoundingClientRect(); \
                         canvas.dispatchEvent(new PointerEvent('pointermove', \
                             { clientX: left + width / 2, clientY: top + height / 2, bubbles: true })); \
                         return document.querySelector('.settings figcaption').innerText.includes(arguments[0])";
            page.wait_for(show, point, &[json!(words)]).await;
        }
        page.see(".numbers table", "over 2 runs").await;
    })
    .await;
}

#[tokio::test]
async fn a_figure_trains_by_itself_where_its_link_says_so() {
    without_webgpu(async |page| {
        for load in ["train", "visible"] {
            page.go_to(&page.site.url(&format!("figure.html{SMALL}&load={load}")))
                .await;
            page.wait_for_end().await;
        }
    })
    .await;
}

#[tokio::test]
async fn of_a_damaged_recording_what_is_left_is_drawn_and_the_rest_is_told() {
    without_webgpu(async |page| {
        let address = recorded("study.vary=n_nodes:4, 8&study.seeds=1").await;
        open(page, &address[..address.len() - 8]).await;
        page.see("#notices", "its end is missing").await;
        assert!(page.points().await > 0);
        page.train().await;
        page.wait_for_end().await;
        page.see("#verdict", "reproduced exactly").await;
    })
    .await;
}

#[tokio::test]
async fn the_sample_posts_show_figures_recorded_natively_and_reproduce_a_run_exactly() {
    without_webgpu(async |page| {
        for (post, figures) in [("sample", 3), ("neural-networks-iii", 7)] {
            page.go_to(&page.site.url(&format!("posts/{post}.html")))
                .await;
            let eager =
                "document.querySelectorAll('iframe').forEach(frame => { frame.loading = 'eager' })";
            page.run(eager, &[]).await;
            for figure in 0..figures {
                page.enter_frame(figure).await;
                page.see("#made", "recorded on").await;
                assert_eq!(page.text("#notices").await, "");
                page.leave_frames().await;
            }
            assert!(!page.started_worker("trainer").await);
        }
        page.go_to(&page.site.url("posts/sample.html")).await;
        page.enter_frame(0).await;
        page.click("#train").await;
        page.wait_for_end().await;
        page.see("#verdict", "reproduced exactly").await;
    })
    .await;
}
