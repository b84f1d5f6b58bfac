//! The state as a whole: what one part means for the others.

mod areas;
mod auto;
mod listing;
mod programs;

use super::*;
use crate::hyperparams::DataId;
use crate::hyperparams::catalog::{EPOCHS, LEARNING_RATE, TRAIN_IMAGES};
use crate::metrics::Outcome;
use crate::protocol::{Adapter, DeviceInfo, DeviceKind, TrainerCommand, TrainerEvent, WorkerId};
use crate::study::StudyDefinition;
use studies::StudyId;

/// A page whose CPU worker is ready and has its images, with a study of two settings in its editor.
fn ready_page() -> State {
    let mut page = State::new(DeviceChoice::Auto, HyperParams::default(), 3);
    page.studies
        .editor
        .add(&LEARNING_RATE, &HyperParams::default());
    page.studies.editor.dimensions[0].list = "0.1, 0.01".to_owned();
    page.apply(Action::Device(DeviceAction::Found(no_gpu())));
    page.apply(ready(WorkerId::MAIN));
    let train_images = 10_000;
    let loaded = TrainerEvent::Loaded { train_images };
    page.apply(Action::Worker(WorkerId::MAIN, loaded));
    page
}

fn no_gpu() -> Adapter {
    Adapter::None {
        reason: "no".to_owned(),
    }
}

fn usable() -> Adapter {
    Adapter::Usable {
        name: "GPU".to_owned(),
    }
}

fn ready(id: WorkerId) -> Action {
    let device = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "SIMD".to_owned(),
    };
    Action::Worker(id, TrainerEvent::Ready { device })
}

fn unavailable(id: WorkerId) -> Action {
    let reason = "no device".to_owned();
    Action::Worker(id, TrainerEvent::Unavailable { reason })
}

fn study_id(number: u64) -> StudyId {
    StudyId::new(number as f64 * 10_000.0, number)
}

fn set(row: &'static crate::hyperparams::ParamSpec, value: f64) -> Action {
    Action::Form(FormAction::Set(row, value.into()))
}

/// The workers that are started, with their kinds.
fn started(effects: &[Effect]) -> Vec<(WorkerId, DeviceKind)> {
    let started = effects.iter().filter_map(|effect| match effect {
        Effect::StartWorker(id, kind) => Some((*id, *kind)),
        _ => None,
    });
    started.collect()
}

#[test]
fn a_link_that_would_not_hold_what_is_shown_is_refused_and_says_what_is_wrong() {
    let mut page = ready_page();
    assert_eq!(page.link_to_share().unwrap().study, None);
    page.apply(set(&LEARNING_RATE, -1.0));
    let refusal = "The link was not copied. Learning rate is out of range.";
    assert_eq!(page.link_to_share().unwrap_err(), refusal);
    page.apply(set(&LEARNING_RATE, 0.1));
    page.view.shown = View::Study;
    assert!(page.link_to_share().unwrap().study.is_some());
    page.studies.editor.dimensions[0].list = "0.1, -1".to_owned();
    let refusal = page.link_to_share().unwrap_err();
    let clause = "learning_rate must be a number from 1e-6 to 1000, got -1.";
    assert_eq!(refusal, format!("The link was not copied. {clause}"));
    page.view.shown = View::SingleRun;
    assert!(page.link_to_share().is_ok(), "its link holds no study");
    page.view.shown = View::Study;
    page.studies.editor.remove(0);
    assert!(
        page.link_to_share().is_ok(),
        "a study not yet begun is none"
    );
}

#[test]
fn a_run_to_come_has_as_many_epochs_as_the_form_says() {
    let mut page = ready_page();
    page.apply(set(&EPOCHS, 3.0));
    assert_eq!(page.planned_epochs(), 3);
    page.apply(Action::Form(FormAction::Set(&EPOCHS, "many".into())));
    assert_eq!(page.planned_epochs(), 10);
}

#[test]
fn a_machine_that_could_not_be_measured_beside_a_study_is_measured_after_it() {
    let mut page = ready_page();
    let start = Action::Study(StudyAction::Start(study_id(1)));
    let workers = started(&page.apply(start));
    assert_eq!(workers.len(), 2);
    let show = Action::View(ViewAction::Show(View::Study));
    assert_eq!(page.apply(show), [], "the study has the machine");
    let ends = (1..).zip(workers).flat_map(|(run, (id, _))| {
        let outcome = Outcome::Completed;
        let run_id = crate::protocol::RunId(run);
        page.apply(Action::Worker(
            id,
            TrainerEvent::TrainEnd { run_id, outcome },
        ))
    });
    let effects: Vec<Effect> = ends.collect();
    assert_eq!(started(&effects).len(), 1, "{effects:?}");
}

#[test]
fn a_learning_rate_that_is_set_while_a_run_goes_on_is_passed_on_to_it() {
    let mut page = ready_page();
    assert_eq!(page.apply(set(&LEARNING_RATE, 0.5)), []);
    page.apply(Action::Run(RunAction::Train));
    let run_id = page.runs.active().unwrap().id;
    let learning_rate = 0.25;
    let change = TrainerCommand::SetLearningRate {
        run_id,
        learning_rate,
    };
    let passed_on = [Effect::Send(WorkerId::MAIN, change)];
    assert_eq!(page.apply(set(&LEARNING_RATE, 0.25)), passed_on);
}

#[test]
fn images_are_fetched_when_their_number_has_settled() {
    let mut page = ready_page();
    assert_eq!(page.apply(set(&TRAIN_IMAGES, 20_000.0)), []);
    let train_images = 20_000;
    let load = TrainerCommand::Load {
        train_images,
        data: DataId::default(),
    };
    let settled = page.apply(Action::Form(FormAction::Settle(&TRAIN_IMAGES)));
    assert_eq!(settled, [Effect::Send(WorkerId::MAIN, load)]);
    let other = page.apply(Action::Form(FormAction::Settle(&LEARNING_RATE)));
    assert_eq!(other, []);
}

#[test]
fn a_refused_start_is_told_in_a_notice() {
    let mut page = ready_page();
    page.apply(set(&LEARNING_RATE, -1.0));
    assert!(page.trouble().is_some());
    assert_eq!(page.apply(Action::Run(RunAction::Train)), []);
    assert_eq!(page.notices.list().len(), 1);
}

#[test]
fn a_gpu_that_a_study_loses_is_lost_for_single_runs_until_a_device_is_chosen() {
    let mut page = ready_page();
    page.apply(Action::Device(DeviceAction::Choose(DeviceChoice::WebGpu)));
    page.apply(Action::Device(DeviceAction::Found(usable())));
    let effects = page.apply(Action::Study(StudyAction::Start(study_id(1))));
    let gpu = WorkerId(1);
    assert_eq!(started(&effects), [(gpu, DeviceKind::WebGpu)]);
    let effects = page.apply(unavailable(gpu));
    let kinds = started(&effects).into_iter().map(|(_, kind)| kind);
    assert!(
        kinds.clone().all(|kind| kind == DeviceKind::Cpu),
        "{effects:?}"
    );
    assert_eq!(kinds.count(), 3, "the single runs' and two of the study's");
    assert!(page.devices.why.contains("no device"));
    let again = page.apply(Action::Device(DeviceAction::Choose(DeviceChoice::WebGpu)));
    assert!(started(&again).contains(&(WorkerId::MAIN, DeviceKind::WebGpu)));
}

#[test]
fn a_gpu_that_a_single_run_loses_is_lost_for_a_study_too() {
    let mut page = ready_page();
    page.apply(Action::Device(DeviceAction::Found(usable())));
    page.apply(Action::Device(DeviceAction::Choose(DeviceChoice::WebGpu)));
    page.apply(unavailable(WorkerId::MAIN));
    let effects = page.apply(Action::Study(StudyAction::Start(study_id(1))));
    assert!(
        started(&effects)
            .iter()
            .all(|(_, kind)| *kind == DeviceKind::Cpu),
        "{effects:?}"
    );
}

#[test]
fn the_machine_is_measured_once_somebody_looks_at_studies() {
    let mut page = ready_page();
    let seen = page.apply(Action::View(ViewAction::Show(View::Study)));
    assert_eq!(started(&seen), [(WorkerId(1), DeviceKind::Cpu)]);
    let again = page.apply(Action::View(ViewAction::Show(View::Study)));
    assert_eq!(again, []);
}

#[test]
fn the_badge_says_what_is_being_done() {
    let mut page = State::new(DeviceChoice::Auto, HyperParams::default(), 3);
    assert_eq!(page.device_label(), "Looking for a GPU …");
    page.apply(Action::Device(DeviceAction::Found(no_gpu())));
    assert_eq!(page.device_label(), "Starting CPU …");
    page.apply(ready(WorkerId::MAIN));
    assert_eq!(page.device_label(), "CPU · SIMD");
}

#[test]
fn the_page_shows_what_its_address_says_and_its_link_says_it_again() {
    let mut page = ready_page();
    page.apply(Action::View(ViewAction::SetTheme(Theme::Dark)));
    let hyperparams = HyperParams::default().with(&LEARNING_RATE, 0.5);
    let link = Link {
        hyperparams: hyperparams.clone(),
        study: Some(StudyDefinition {
            base: hyperparams,
            ..page.studies.editor.definition(&HyperParams::default())
        }),
        device: DeviceChoice::Cpu,
        theme: None,
        id: Some("fig".to_owned()),
        ..Link::default()
    };
    page.apply(Action::Link(Box::new(link.clone()), Vec::new()));
    assert_eq!(page.link(), link);
    assert_eq!(page.view.shown, View::Study);
    let (plain, _) = Link::parse("");
    page.apply(Action::Link(Box::new(plain), Vec::new()));
    assert_eq!(page.view.shown, View::SingleRun);
    assert_eq!(*page.form.hyperparams(), HyperParams::default());
}

#[test]
fn a_page_is_opened_as_its_link_asks_and_says_what_is_wrong_with_it() {
    let (link, errors) = Link::parse("learning_rate=0.5&theme=dark&device=tpu");
    let page = State::open(link, &errors, 4);
    assert_eq!(page.form.number(&LEARNING_RATE), Some(0.5));
    assert_eq!(page.view.theme, Some(Theme::Dark));
    assert!(page.notices.list()[0].message.contains("device"));
}

#[test]
fn a_study_that_another_tab_has_is_not_opened() {
    let mut page = ready_page();
    let read = page.apply(Action::Study(StudyAction::Open(study_id(1))));
    assert_eq!(read, [Effect::Read(study_id(1), studies::Intent::Open)]);
    let refused = StoreEvent::LockedElsewhere(studies::Intent::Open);
    assert_eq!(page.apply(Action::Store(refused)), []);
    assert!(page.notices.list()[0].message.contains("another tab"));
    let by_itself = StoreEvent::LockedElsewhere(studies::Intent::GoOn);
    page.apply(Action::Store(by_itself));
    assert_eq!(page.notices.list().len(), 1, "nobody has asked for it");
}

#[test]
fn a_lock_that_comes_when_its_study_is_gone_is_let_go() {
    let mut page = ready_page();
    page.apply(Action::Study(StudyAction::Start(study_id(1))));
    let locked = |id| Action::Store(StoreEvent::Locked(study_id(id)));
    assert_eq!(page.apply(locked(1)), []);
    assert_eq!(page.apply(locked(2)), [Effect::Unlock(study_id(2))]);
}

#[test]
fn a_setting_that_is_used_stands_in_the_form() {
    let mut page = ready_page();
    page.apply(Action::Study(StudyAction::Start(study_id(1))));
    page.apply(Action::Study(StudyAction::Use(1, None)));
    assert_eq!(page.form.number(&LEARNING_RATE), Some(0.01));
    page.apply(Action::Study(StudyAction::Use(9, None)));
    assert_eq!(
        page.form.number(&LEARNING_RATE),
        Some(0.01),
        "there is no such"
    );
}

/// The end of a run with this outcome.
fn ended(run: u32) -> TrainerEvent {
    TrainerEvent::TrainEnd {
        run_id: crate::protocol::RunId(run),
        outcome: Outcome::Completed,
    }
}

#[test]
fn another_study_is_looked_at_anew() {
    let mut page = ready_page();
    page.apply(Action::Study(StudyAction::Start(study_id(1))));
    for action in [
        ViewAction::Enlarge(Some(1)),
        ViewAction::Hover(Some(0)),
        ViewAction::SetPanels(PanelSwitch::Loss, true),
        ViewAction::SetPanels(PanelSwitch::Stretched, false),
        ViewAction::SetPanels(PanelSwitch::BestOnly, true),
        ViewAction::Sort(SortKey::Final),
        ViewAction::MoreRows,
        ViewAction::BeginBrush(0, 0.1),
    ] {
        page.apply(Action::View(action));
    }
    let seen = page.view.study.clone();
    assert_eq!((seen.enlarged, seen.hovered), (Some(1), Some(0)));
    assert_eq!(seen.rows, 2 * PAGE_OF_ROWS);
    let switched = PanelSwitches {
        loss: true,
        stretched: false,
        best_only: true,
    };
    assert_eq!(seen.panels, switched);
    page.studies.editor.seeds = "2".to_owned();
    page.apply(Action::Study(StudyAction::Start(study_id(2))));
    assert_eq!(page.view.study, StudyView::default());
}

#[test]
fn all_settings_are_selected_again_whatever_selected_some() {
    let mut page = ready_page();
    for action in [
        ViewAction::BeginBrush(0, 0.1),
        ViewAction::DragBrush(0.2),
        ViewAction::EndBrush,
        ViewAction::Box(vec![1]),
    ] {
        page.apply(Action::View(action));
    }
    assert!(!page.view.study.brushes.is_empty());
    page.apply(Action::View(ViewAction::Unselect));
    assert!(page.view.study.brushes.is_empty());
}

#[test]
fn how_curves_are_shown_outlives_a_run_and_goes_into_the_link() {
    let mut page = ready_page();
    let curves = CurvesView {
        log_loss: true,
        smoothing: 60,
        ..CurvesView::default()
    };
    page.apply(Action::View(ViewAction::SetCurves(curves)));
    page.apply(Action::Run(RunAction::Train));
    assert_eq!(page.view.curves, curves);
    let link = page.link_to_share().unwrap();
    assert!(link.to_hash().ends_with("&curves=log_loss+smoothing60"));
    let mut other = ready_page();
    other.apply(Action::Link(Box::new(link.clone()), vec![]));
    assert_eq!(other.view.curves, curves);
    assert_eq!(State::open(link, &[], 1).view.curves, curves);
}
