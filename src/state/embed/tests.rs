use super::*;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{
    CLIPNORM, CLIPVALUE, DATA, EPOCHS, LEARNING_RATE, MOMENTUM, OPTIMIZER, SEED, WEIGHT_DECAY,
};
use crate::metrics::Outcome;
use crate::protocol::{RunId, TrainerEvent};
use crate::recording::Reproduction;
use crate::recording::testing::history;
use crate::state::studies::StudyId;
use crate::state::{Action, RunPhase, StudyAction};
use crate::study::testing::{of_optimizers, plan_of_epochs, whole_trial};
use crate::study::{Study, StudyEvent, StudyFile};

fn page() -> State {
    State::new(DeviceChoice::Auto, HyperParams::default(), 3)
}

/// Trains a run to its end.
fn train(page: &mut State, hyperparams: HyperParams) -> RunId {
    let run_id = page.runs.start(hyperparams);
    for metrics in history().epochs {
        page.runs.apply(&TrainerEvent::EpochEnd {
            run_id,
            metrics,
            images_per_second: 1.0,
            steps: Vec::new(),
        });
    }
    page.runs.apply(&TrainerEvent::TrainEnd {
        run_id,
        outcome: Outcome::Completed,
    });
    run_id
}

fn ask(page: &mut State, action: EmbedAction) {
    page.apply(Action::Embed(action));
}

fn open(page: &mut State) {
    ask(page, EmbedAction::Open("2026-11-26".to_owned()));
}

fn set(page: &mut State, field: EmbedField, text: &str) {
    ask(page, EmbedAction::Set(field, text.to_owned()));
}

/// The link as the figure reads it.
fn read(page: &State) -> FigureLink {
    let (link, errors) = FigureLink::parse(&page.embedding().hash);
    assert_eq!(errors, []);
    assert_eq!(link.unread, []);
    link
}

/// The recorded runs' hyperparameters, as links.
fn settings(link: &FigureLink) -> Vec<String> {
    let recording = link.recording.as_ref().unwrap();
    assert!(recording.made.is_over(&link.link.hyperparams));
    let runs = recording.runs.iter();
    runs.map(|run| run.hyperparams(&link.link.hyperparams).to_permalink())
        .collect()
}

fn sgd(momentum: f64) -> HyperParams {
    let sgd = HyperParams::default().with(&OPTIMIZER, "sgd");
    sgd.with(&MOMENTUM, momentum)
}

#[test]
fn the_run_at_hand_is_recorded_with_its_setting_and_reproduces() {
    let mut page = page();
    train(&mut page, sgd(0.5));
    open(&mut page);
    let link = read(&page);
    assert_eq!(settings(&link), [sgd(0.5).to_permalink()]);
    let recording = link.recording.unwrap();
    assert_eq!(recording.made.date, "2026-11-26");
    assert_eq!(recording.runs[0].compare(&history()), Reproduction::Exact);
    assert_eq!(link.link.device, DeviceChoice::Cpu, "there it reproduces");
    assert_eq!(page.embedding().notes, Vec::<String>::new());
}

#[test]
fn of_images_that_readers_do_not_have_there_is_a_word() {
    let mut page = page();
    let own = format!("20000-1000-{}", "ab".repeat(32));
    train(&mut page, sgd(0.5).with(&DATA, own));
    open(&mut page);
    let notes = page.embedding().notes;
    assert!(
        notes.len() == 1 && notes[0].contains("readers do not have"),
        "{notes:?}"
    );
}

#[test]
fn without_a_run_there_is_the_forms_setting_and_a_word_about_it() {
    let mut page = page();
    page.form = crate::state::Form::from(sgd(0.5));
    open(&mut page);
    assert_eq!(page.subjects().len(), 1);
    let link = read(&page);
    assert_eq!(
        link.link.hyperparams.to_permalink(),
        sgd(0.5).to_permalink()
    );
    assert_eq!(
        (link.recording, link.link.device),
        (None, DeviceChoice::Auto)
    );
    assert_eq!(page.embedding().notes.len(), 1);
}

#[test]
fn runs_are_told_apart_by_what_differs_and_each_keeps_all_of_its_setting() {
    let mut page = page();
    // Adam has no momentum, and AdamW a weight decay of its own.
    let adamw = HyperParams::default().with(&OPTIMIZER, "adamw");
    let undecayed = adamw.clone().with(&WEIGHT_DECAY, 0.0);
    let all = [sgd(0.0), sgd(0.9), adamw, undecayed, HyperParams::default()];
    for hyperparams in &all {
        train(&mut page, hyperparams.clone());
    }
    let hidden = train(&mut page, sgd(0.99));
    page.runs.toggle_hidden(hidden);
    page.runs.rename(RunId(2), "Fast");
    open(&mut page);
    set(&mut page, EmbedField::Subject, "runs");
    let link = read(&page);
    assert_eq!(settings(&link), all.map(|one| one.to_permalink()));
    let runs = link.recording.unwrap().runs;
    let first: Vec<&str> = runs[0].values.iter().map(|(row, _)| row.key).collect();
    assert!(first.contains(&"momentum") && first.contains(&"optimizer"));
    assert_eq!((&*runs[0].name, &*runs[1].name), ("", "Fast"));
}

#[test]
fn what_no_link_can_say_and_what_has_not_ended_is_left_out_and_told() {
    let mut page = page();
    train(&mut page, sgd(0.0));
    let turned = train(&mut page, sgd(0.5));
    page.runs.get_mut(turned).unwrap().change_learning_rate(0.5);
    page.runs.start(sgd(0.9));
    let failed = train(&mut page, sgd(0.1));
    page.runs.get_mut(failed).unwrap().fail("it broke");
    open(&mut page);
    set(&mut page, EmbedField::Subject, "runs");
    assert_eq!(settings(&read(&page)).len(), 1);
    let notes = page.embedding().notes;
    assert!(notes[0].starts_with("2 runs are not recorded"), "{notes:?}");
    assert!(notes[1].contains("by hand"), "{notes:?}");
}

/// A page with this study on it.
fn with_study(study: &Study, log: Vec<StudyEvent>) -> State {
    let mut page = page();
    let file = StudyFile::new(study.plan().clone(), log);
    page.apply(Action::Study(StudyAction::Import(
        Box::new(file),
        StudyId::new(1000.0, 7),
    )));
    page.view.shown = View::Study;
    open(&mut page);
    page
}

#[test]
fn every_trial_of_a_study_is_a_run_with_its_seed_and_the_study_opens_from_the_link() {
    let study = Study::new(plan_of_epochs(2, 2));
    let trials = study.trials().len();
    let log = (0..trials).flat_map(|trial| whole_trial(trial, &[0.5, 0.9]));
    let page = with_study(&study, log.collect());
    let definition = study.plan().definition();
    assert_eq!(page.embed.subject, Subject::Study);
    assert_eq!(page.embed.title, definition.name);
    assert_eq!(page.embed.show, Show::Panels);
    let link = read(&page);
    let expected = study.trials().iter().map(|trial| {
        let hyperparams = study.setting_of(trial).hyperparams.clone();
        hyperparams
            .with(&SEED, f64::from(trial.seed))
            .to_permalink()
    });
    assert_eq!(settings(&link), expected.collect::<Vec<_>>());
    let runs = &link.recording.as_ref().unwrap().runs;
    assert!(
        runs.iter()
            .all(|run| run.values.iter().any(|(row, _)| *row == &SEED))
    );
    // What the page of studies reads.
    let (opened, errors) = Link::parse(&page.embedding().hash.replace("show=", "study.name="));
    let plan = opened.study.unwrap().check().unwrap();
    assert_eq!(plan.settings(), study.plan().settings());
    assert_eq!(errors, []);
}

#[test]
fn a_study_of_optimizers_leaves_each_its_own_defaults() {
    let mut definition = of_optimizers();
    definition.base = definition.base.with(&EPOCHS, 1.0);
    let study = Study::new(definition.check().unwrap());
    let trials = study.trials().len();
    let log = (0..trials).flat_map(|trial| whole_trial(trial, &[0.5]));
    let page = with_study(&study, log.collect());
    let link = read(&page);
    let expected = study.plan().settings().iter();
    let expected = expected.map(|setting| setting.hyperparams.to_permalink());
    assert_eq!(settings(&link), expected.collect::<Vec<_>>());
    assert!(
        !link
            .link
            .hyperparams
            .to_base_permalink()
            .contains("weight_decay")
    );
}

#[test]
fn a_study_that_has_not_ended_is_recorded_as_far_as_it_has_come() {
    let study = Study::new(plan_of_epochs(1, 2));
    let page = with_study(&study, whole_trial(0, &[0.5, 0.9]).into_iter().collect());
    assert_eq!(settings(&read(&page)).len(), 1);
    let notes = page.embedding().notes;
    assert!(notes[0].contains("not recorded"), "{notes:?}");
}

#[test]
fn controls_are_confined_in_a_studys_words_and_bad_values_are_named() {
    let mut page = page();
    open(&mut page);
    ask(&mut page, EmbedAction::AddControl(&MOMENTUM));
    ask(&mut page, EmbedAction::AddControl(&MOMENTUM));
    ask(&mut page, EmbedAction::AddControl(&LEARNING_RATE));
    let confine = |page: &mut State, text: &str| {
        ask(page, EmbedAction::Confine(&MOMENTUM, text.to_owned()));
        (page.embed.controls[0].error(), read(page).controls)
    };
    let (error, controls) = confine(&mut page, "0..0.9 x4");
    assert_eq!(error, None);
    assert_eq!(controls.len(), 2);
    assert_eq!(controls[0].values, [0.0, 0.3, 0.6, 0.9].map(Value::from));
    let (error, controls) = confine(&mut page, "0, 7");
    assert!(error.unwrap().contains('7'));
    assert_eq!(controls[0].values, [], "it is there, and not confined");
    ask(&mut page, EmbedAction::RemoveControl(&MOMENTUM));
    assert_eq!(read(&page).controls.len(), 1);
}

#[test]
fn a_control_of_what_runs_differ_in_begins_with_their_values() {
    let mut page = page();
    for momentum in [0.9, 0.0, 0.5] {
        train(&mut page, sgd(momentum));
    }
    open(&mut page);
    set(&mut page, EmbedField::Subject, "runs");
    ask(&mut page, EmbedAction::AddControl(&MOMENTUM));
    ask(&mut page, EmbedAction::AddControl(&LEARNING_RATE));
    let typed: Vec<&str> = page.embed.controls.iter().map(|one| &*one.values).collect();
    assert_eq!(typed, ["0, 0.5, 0.9", ""]);
}

#[test]
fn what_was_chosen_and_typed_is_in_the_link() {
    let mut page = page();
    open(&mut page);
    for (field, text) in [
        (EmbedField::Title, " A title "),
        (EmbedField::Caption, "Why"),
        (EmbedField::Theme, "dark"),
        (EmbedField::Load, "visible"),
        (EmbedField::Show, "loss"),
        (EmbedField::Show, "everything"),
        (EmbedField::Frame, "content"),
        (EmbedField::Height, "300"),
    ] {
        set(&mut page, field, text);
    }
    let link = read(&page);
    assert_eq!((&*link.title, &*link.caption), ("A title", "Why"));
    assert_eq!((link.show, link.load), (Show::Loss, OnLoad::Visible));
    assert_eq!(link.link.theme, Some(Theme::Dark));
    assert_eq!(page.embed.frame.kind, FrameKind::Content);
    set(&mut page, EmbedField::Theme, "");
    assert_eq!(read(&page).link.theme, None);
    ask(&mut page, EmbedAction::Close);
    assert!(!page.embed.is_open);
    open(&mut page);
    assert_eq!(page.embed.caption, "Why", "it is there again");
}

#[test]
fn a_recording_that_no_link_can_hold_is_left_out_and_told() {
    let mut page = page();
    let id = train(&mut page, sgd(0.0));
    let run = page.runs.get_mut(id).unwrap();
    let epoch = history().epochs[0];
    run.history.epochs = (0..200_000)
        .map(|at| crate::metrics::EpochMetrics {
            epoch: at + 1,
            loss: if at % 2 == 0 { 1e-3 } else { 1e3 },
            ..epoch
        })
        .collect();
    open(&mut page);
    assert_eq!(read(&page).recording, None);
    assert!(page.embedding().notes[0].contains("262,144"));
}

#[test]
fn a_link_with_runs_brings_them_into_the_table_where_they_can_be_shared_again() {
    let mut page = page();
    for momentum in [0.0, 0.9] {
        train(&mut page, sgd(momentum));
    }
    open(&mut page);
    set(&mut page, EmbedField::Subject, "runs");
    set(&mut page, EmbedField::Show, "both");
    let figure = read(&page);
    let hash = page.embedding().hash;
    let (link, errors) = Link::parse(&hash);
    assert_eq!(errors, []);
    let mut opened = State::open(link, &errors, 3);
    assert_eq!(opened.notices.list(), []);
    let runs: Vec<_> = opened.runs.iter().collect();
    assert_eq!(runs.len(), 2);
    assert_eq!(runs[1].hyperparams.to_permalink(), sgd(0.9).to_permalink());
    assert_eq!(runs[1].history.epochs.len(), 3);
    assert!(matches!(runs[1].phase, RunPhase::Ended(_)));
    assert!(runs[1].marks()[0].contains("trained on 2026-11-26"));
    assert_eq!(runs[1].elapsed_ms(), None, "nobody has measured it");
    opened.embed.date = "2030-01-01".to_owned();
    set(&mut opened, EmbedField::Subject, "runs");
    let again = read(&opened);
    assert_eq!(again.recording, figure.recording);
}

#[test]
fn of_runs_that_came_with_a_link_the_good_ones_are_taken_and_the_others_told() {
    let mut page = page();
    train(&mut page, sgd(0.0));
    open(&mut page);
    let hash = page.embedding().hash;
    let open = |hash: &str| {
        let (link, errors) = Link::parse(hash);
        let opened = State::open(link, &errors, 3);
        let told: Vec<String> = opened
            .notices
            .list()
            .iter()
            .map(|it| it.message.clone())
            .collect();
        (opened.runs.iter().count(), told.join(" "))
    };
    let (runs, told) = open(&hash[..hash.len() - 3]);
    assert_eq!(runs, 0);
    assert!(
        told.contains("The recording could not be read in full"),
        "{told}"
    );
    let (runs, told) = open(&hash.replace("momentum=0", "momentum=0.5"));
    assert_eq!(runs, 0);
    assert!(told.contains("hyperparameters other than"), "{told}");
    let (runs, told) = open("recording=AAAA");
    assert_eq!(runs, 0);
    assert!(told.contains("not a recording"), "{told}");
    // A run that cannot be trained is none that was made.
    let mut recording = read(&page).recording.unwrap();
    let base = HyperParams::default();
    recording.made = Made::now("", DeviceKind::Cpu, &base);
    let (link, _) = Link::parse("");
    let mut other = State::open(link, &[], 3);
    let mut bad = recording.clone();
    bad.runs[0].values = vec![(&CLIPNORM, "1".into()), (&CLIPVALUE, "1".into())];
    other.take_recorded(
        vec![crate::recording::Read {
            recording: Some(bad),
            unread: Vec::new(),
        }],
        &base,
    );
    assert_eq!(other.runs.iter().count(), 0);
    assert!(other.notices.list()[0].message.contains("left out"));
}

#[test]
fn each_run_can_be_shown_and_a_typed_title_stays_with_another() {
    let mut page = page();
    for momentum in [0.0, 0.9] {
        train(&mut page, sgd(momentum));
    }
    open(&mut page);
    let names = |page: &State| -> Vec<(String, String)> {
        let subjects = page.subjects().into_iter();
        subjects.map(|(one, label)| (one.name(), label)).collect()
    };
    let owned = |(name, label): (&str, &str)| (name.to_owned(), label.to_owned());
    let both = [
        ("run-2", "Run 2"),
        ("run-1", "Run 1"),
        ("runs", "Both runs"),
    ];
    assert_eq!(names(&page), both.map(owned));
    assert_eq!(page.chosen_subject().name(), "run-2");
    set(&mut page, EmbedField::Title, "Mine");
    set(&mut page, EmbedField::Show, "loss");
    set(&mut page, EmbedField::Subject, "run-1");
    let link = read(&page);
    assert_eq!(settings(&link), [sgd(0.0).to_permalink()]);
    assert_eq!((&*link.title, link.show), ("Mine", Show::Loss));
    set(&mut page, EmbedField::Subject, "runs");
    set(&mut page, EmbedField::Subject, "run-2");
    assert_eq!(read(&page).title, "Mine");
    let hidden = train(&mut page, sgd(0.5));
    assert_eq!(names(&page)[3].1, "All 3 runs");
    page.runs.toggle_hidden(hidden);
    assert_eq!(names(&page)[3].1, "Both visible runs");
}

#[test]
fn what_was_typed_about_one_study_is_not_said_of_another() {
    let study = |name: &str| {
        let mut definition = plan_of_epochs(1, 2).definition().clone();
        definition.name = name.to_owned();
        Study::new(definition.check().unwrap())
    };
    let mut page = with_study(&study("One"), Vec::new());
    set(&mut page, EmbedField::Caption, "Of the first");
    assert_eq!(
        (read(&page).title, read(&page).caption),
        ("One".to_owned(), "Of the first".to_owned())
    );
    let file = StudyFile::new(study("Other").plan().clone(), Vec::new());
    let other = StudyId::new(2000.0, 8);
    page.apply(Action::Study(StudyAction::Import(Box::new(file), other)));
    open(&mut page);
    assert_eq!(
        (read(&page).title, read(&page).caption),
        ("Other".to_owned(), String::new())
    );
    // Opened again it is as it was left.
    set(&mut page, EmbedField::Title, "Mine");
    open(&mut page);
    assert_eq!(read(&page).title, "Mine");
}

#[test]
fn values_are_asked_for_by_an_example_of_the_row_itself() {
    assert_eq!(
        ChosenControl::example(&LEARNING_RATE),
        "all values; or 0.0001, 0.001, 0.01; or 0.0001..0.01 x4"
    );
    for row in crate::hyperparams::CATALOG {
        let example = ChosenControl::example(row);
        for values in example.split("; or ").skip(1) {
            let read = Distribution::parse(row, values);
            assert_eq!(read.errors(), [], "{}: {values}", row.key);
        }
    }
}

#[test]
fn a_seed_that_was_added_is_in_the_link() {
    let study = Study::new(plan_of_epochs(1, 2));
    let page = with_study(&study, vec![StudyEvent::SeedsSet { seeds: 2 }]);
    assert_eq!(page.embedding().hash.matches("study.seeds=2").count(), 1);
}

#[test]
fn a_frame_has_room_for_all_that_is_in_it() {
    let mut embed = Embed::default();
    let charts = embed.least_height();
    embed.title = "A title".to_owned();
    embed.caption = "A caption".to_owned();
    let with_texts = embed.least_height();
    assert_eq!(with_texts, charts + TITLE_HEIGHT + CAPTION_HEIGHT);
    for row in [&LEARNING_RATE, &MOMENTUM] {
        let values = String::new();
        embed.controls.push(ChosenControl { row, values });
    }
    let with_controls = with_texts + 2.0 * CONTROL_HEIGHT + HINT_HEIGHT;
    assert_eq!(embed.least_height(), with_controls);
    embed.show = Show::Panels;
    assert!(embed.least_height() > with_controls);
}
