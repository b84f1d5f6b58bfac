//! An action changes nothing beyond the areas it names: what shows the others need not look.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::*;
use crate::hyperparams::catalog::{EPOCHS, OPTIMIZER};
use crate::metrics::EpochMetrics;
use crate::protocol::RunId;
use crate::state::page_api::PageRequest;
use crate::state::studies::{Intent, SamplerKind, StudyEditor};
use crate::study::experiments::EXPERIMENTS;

/// The state without what these areas have.
fn without(state: &State, areas: &[Area]) -> State {
    let mut rest = state.clone();
    let blank = State::new(DeviceChoice::Auto, HyperParams::default(), 3);
    for area in areas {
        match area {
            Area::Form => {
                rest.form = blank.form.clone();
                rest.range_test = None;
            }
            Area::Runs => {
                rest.runs = blank.runs.clone();
                rest.images = blank.images.clone();
                rest.devices = blank.devices.clone();
            }
            Area::Editor => rest.studies.editor = StudyEditor::default(),
            Area::Studies => {
                let editor = rest.studies.editor.clone();
                rest.studies = blank.studies.clone();
                rest.studies.editor = editor;
            }
            Area::Notices => rest.notices = blank.notices.clone(),
            Area::View => {
                rest.view = blank.view.clone();
                rest.opened = blank.opened.clone();
            }
            Area::Embed => rest.embed = blank.embed.clone(),
        }
    }
    // Each worker belongs to single runs or to studies.
    rest.workers = rest.workers.without(areas);
    rest
}

fn pick(rng: &mut ChaCha8Rng, below: usize) -> usize {
    (rng.next_u64() % below as u64) as usize
}

fn event(rng: &mut ChaCha8Rng, id: WorkerId) -> TrainerEvent {
    let run_id = RunId(1 + pick(rng, 6) as u32);
    let message = "it broke".to_owned();
    match pick(rng, 9) {
        0 => TrainerEvent::Failed {
            run_id: None,
            message,
        },
        1 => TrainerEvent::Unavailable { reason: message },
        2 | 3 => TrainerEvent::EpochEnd {
            run_id,
            metrics: EpochMetrics {
                epoch: 1,
                loss: 1.0,
                accuracy: 0.5,
                val_loss: 1.0,
                val_accuracy: 0.5,
                elapsed_ms: 100.0,
                learning_rate: None,
                penalty: None,
                val_penalty: None,
            },
            images_per_second: 1.0,
            steps: Vec::new(),
        },
        4 | 5 => ended(run_id.0),
        6 => TrainerEvent::Warning { message },
        7 => TrainerEvent::LoadFailed { message },
        _ => match ready(id) {
            Action::Worker(_, event) => event,
            _ => unreachable!(),
        },
    }
}

fn action(rng: &mut ChaCha8Rng) -> Action {
    let id = study_id(1 + pick(rng, 3) as u64);
    let run = RunId(1 + pick(rng, 4) as u32);
    let hyperparams = HyperParams::default().with(&EPOCHS, 1.0 + pick(rng, 3) as f64);
    match pick(rng, 34) {
        0 => set(&LEARNING_RATE, 0.1 * pick(rng, 5) as f64),
        1 => Action::Form(FormAction::Reset(&LEARNING_RATE)),
        2 => Action::Form(FormAction::Settle(&TRAIN_IMAGES)),
        3 => Action::Form(FormAction::Fill(hyperparams)),
        4 => Action::Form(FormAction::Reset(&TRAIN_IMAGES)),
        5 => Action::Run(RunAction::Train),
        6 => Action::Run(RunAction::Step),
        7 => Action::Run(RunAction::Stop),
        8 => Action::Run(RunAction::Reset),
        9 => Action::Run(RunAction::Delete(run)),
        10 => Action::Run(RunAction::Rename(run, "mine".to_owned())),
        11 => Action::Run(RunAction::ToggleHidden(run)),
        12 => Action::Device(DeviceAction::Choose(DeviceChoice::ALL[pick(rng, 3)])),
        13 => Action::Device(DeviceAction::Found(usable())),
        14 => Action::Editor(EditorAction::Add(&OPTIMIZER)),
        15 => Action::Editor(EditorAction::Remove(1)),
        16 => Action::Editor(EditorAction::SetSampler(SamplerKind::ALL[pick(rng, 4)])),
        17 => Action::Editor(EditorAction::Take(
            &EXPERIMENTS[pick(rng, EXPERIMENTS.len())],
        )),
        18 => Action::Editor(EditorAction::SetQuick(pick(rng, 2) == 0)),
        19 => Action::Study(StudyAction::Start(id)),
        20 => Action::Study([StudyAction::Pause, StudyAction::Stop][pick(rng, 2)].clone()),
        21 => Action::Study(StudyAction::Resume),
        22 => Action::Study(StudyAction::Skip(pick(rng, 2))),
        23 => Action::Study(StudyAction::Use(0, None)),
        24 => Action::Store(StoreEvent::Ready(
            id,
            [Intent::Open, Intent::GoOn, Intent::Delete][pick(rng, 3)],
        )),
        25 => Action::Notice(NoticeRequest::Take(
            [
                NoticeAction::Retry,
                NoticeAction::UndoDelete,
                NoticeAction::UndoDeleteStudy,
            ][pick(rng, 3)],
        )),
        26 => Action::Page(PageRequest::StartStudy, id),
        27 => Action::View(ViewAction::Show(
            [View::SingleRun, View::Study][pick(rng, 2)],
        )),
        28 => Action::View(ViewAction::Enlarge(Some(pick(rng, 2)))),
        29 => Action::View(ViewAction::MoreRows),
        30 => Action::Embed(EmbedAction::Open("2026-11-26".to_owned())),
        31 => Action::Embed(EmbedAction::AddControl(&LEARNING_RATE)),
        _ => {
            let worker = WorkerId(pick(rng, 4) as u32);
            let event = event(rng, worker);
            Action::Worker(worker, event)
        }
    }
}

#[test]
fn an_action_changes_nothing_beyond_the_areas_it_names() {
    for seed in 0..60 {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut page = ready_page();
        for _ in 0..150 {
            let action = action(&mut rng);
            let areas = page.areas(&action);
            let before = without(&page, areas);
            let said = format!("{action:?}");
            page.apply(action);
            assert!(before == without(&page, areas), "{said} of seed {seed}");
        }
    }
}
