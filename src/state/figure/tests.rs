//! What a figure does, and what it never does by itself.

use super::*;
use crate::hyperparams::catalog::{EPOCHS, LEARNING_RATE, N_LAYERS, OPTIMIZER, SEED};
use crate::hyperparams::{HyperParams, Value};
use crate::metrics::{History, Outcome};
use crate::protocol::{Adapter, DeviceKind, TrainerCommand, TrainerEvent};
use crate::recording::RecordedRun;
use crate::recording::testing::{history, recording};
use crate::state::page_api::PageRequest;
use crate::state::studies::StudyId;
use crate::state::{Area, CurvesView, Link, Phase, Theme};

fn figure() -> State {
    let (link, errors) = FigureLink::parse("#epochs=3&theme=dark");
    State::open_figure(link, &errors)
}

fn page(request: PageRequest) -> Action {
    Action::Page(request, StudyId::new(1.0, 1))
}

fn found() -> Action {
    let reason = "no".to_owned();
    Action::Device(DeviceAction::Found(Adapter::None { reason }))
}

#[test]
fn a_figure_that_nobody_has_touched_is_idle_and_has_no_worker() {
    let figure = figure();
    assert_eq!(figure.phase(), Phase::Idle);
    assert_eq!(figure.run_progress(), Default::default());
    assert_eq!(figure.view.theme, Some(Theme::Dark));
}

#[test]
fn a_switch_of_a_figures_curves_fetches_nothing() {
    let mut figure = figure();
    let switch = ViewAction::SetCurves(CurvesView {
        zoom: true,
        ..CurvesView::default()
    });
    assert_eq!(figure.apply_in_figure(Action::View(switch)), []);
    assert!(figure.view.curves.zoom && !figure.view.curves.log_loss);
}

#[test]
fn the_first_run_has_a_device_looked_for_once_and_begins_when_its_worker_comes() {
    let mut figure = figure();
    let asked = figure.apply_in_figure(Action::Run(RunAction::Train));
    assert!(asked.contains(&Effect::SeekDevice), "{asked:?}");
    let starts = |effects: &[Effect]| {
        let start = Effect::StartWorker(WorkerId::MAIN, DeviceKind::Cpu);
        effects.contains(&start)
    };
    assert!(!starts(&asked));
    let again = figure.apply_in_figure(Action::Run(RunAction::Step));
    assert!(!again.contains(&Effect::SeekDevice), "{again:?}");

    let effects = figure.apply_in_figure(found());
    assert!(starts(&effects), "{effects:?}");
    let effects = figure.apply_in_figure(Action::Run(RunAction::HaveTurn));
    let begins = effects.iter().any(|effect| {
        matches!(
            effect,
            Effect::Send(WorkerId::MAIN, TrainerCommand::Start { .. })
        )
    });
    assert!(begins, "{effects:?}");
}

#[test]
fn a_program_starts_a_run_of_its_own_and_hears_that_there_are_no_studies() {
    let mut figure = figure();
    let refused = figure.apply_in_figure(page(PageRequest::StartStudy));
    assert!(matches!(&refused[..], [Effect::Publish(_)]), "{refused:?}");
    let hyperparameters = Some(HyperParams::default().with(&EPOCHS, 2.0));
    let effects = figure.apply_in_figure(page(PageRequest::Start { hyperparameters }));
    assert!(effects.contains(&Effect::SeekDevice), "{effects:?}");
    assert_eq!(figure.form.number(&EPOCHS), Some(2.0));
}

/// A figure with a recorded run of the default optimizer and one of SGD, with what is recorded of them.
fn recorded(more: &str) -> State {
    let text = recording().to_text();
    let (link, errors) = FigureLink::parse(&format!("#{more}&recording={text}"));
    assert_eq!(errors, []);
    State::open_figure(link, &errors)
}

/// What the run without a name is called.
const UNNAMED: &str = "optimizer Adam, learning rate 0.001";

/// The runs that are drawn: their names, and whether they are pale.
fn drawn(figure: &State) -> Vec<(&str, bool)> {
    let runs = figure.shown_runs().into_iter();
    runs.map(|run| (run.name, run.is_pale)).collect()
}

/// Trains the active run to its end, with these epochs.
fn train(figure: &mut State, history: &History) {
    let run_id = figure.runs.active().unwrap().id;
    let mut tell = |event| figure.apply_in_figure(Action::Worker(WorkerId::MAIN, event));
    tell(TrainerEvent::TrainBegin {
        run_id,
        epochs: history.epochs.len(),
        steps_per_epoch: 1,
    });
    for metrics in &history.epochs {
        tell(TrainerEvent::EpochEnd {
            run_id,
            metrics: *metrics,
            images_per_second: 1.0,
            steps: Vec::new(),
        });
    }
    tell(TrainerEvent::TrainEnd {
        run_id,
        outcome: Outcome::Completed,
    });
}

fn turn(figure: &mut State, row: &'static ParamSpec, value: impl Into<Value>) -> Vec<Effect> {
    let mut effects = figure.apply_in_figure(Action::Form(FormAction::Set(row, value.into())));
    effects.extend(figure.apply_in_figure(Action::Form(FormAction::Settle(row))));
    effects
}

#[test]
fn recorded_curves_are_there_before_anything_is_fetched() {
    let figure = recorded("");
    assert_eq!(drawn(&figure), [("With momentum", false), (UNNAMED, false)]);
    assert_eq!(figure.phase(), Phase::Idle);
    assert_eq!(figure.images.data, Data::Unasked);
    let made = figure.figure.made_sentence().unwrap();
    assert!(made.starts_with("Recorded on 2026-11-26 (CPU, "), "{made}");
    assert_eq!(figure.reproduction(), "");
}

#[test]
fn train_trains_all_that_was_recorded_one_after_the_other_and_says_that_it_is_the_same() {
    let mut figure = recorded("");
    let asked = figure.apply_in_figure(Action::Run(RunAction::Train));
    assert!(asked.contains(&Effect::SeekDevice));
    figure.apply_in_figure(found());
    for trained in 1..=2 {
        train(&mut figure, &history());
        let said = figure.reproduction();
        let is_last = trained == 2;
        assert_eq!(
            !said.is_empty(),
            is_last,
            "the next one is under way: {said:?}"
        );
    }
    assert!(figure.reproduction().starts_with("Reproduced exactly"));
    assert_eq!(figure.runs.iter().count(), 2);
    assert_eq!(figure.runs.active(), None);
    let pale: Vec<bool> = drawn(&figure).iter().map(|(_, is_pale)| *is_pale).collect();
    assert_eq!(
        pale,
        [true, true, false, false],
        "the live curves over the recorded ones"
    );
    figure.apply_in_figure(Action::Run(RunAction::Reset));
    assert_eq!(drawn(&figure), [("With momentum", false), (UNNAMED, false)]);
}

#[test]
fn a_run_that_is_stopped_is_the_last_of_those_that_were_to_be_trained() {
    let mut figure = recorded("");
    figure.apply_in_figure(Action::Run(RunAction::Train));
    figure.apply_in_figure(Action::Run(RunAction::Stop));
    assert_eq!(figure.runs.active(), None);
    assert_eq!(figure.runs.iter().count(), 1);
}

#[test]
fn another_result_is_told_with_how_far_it_is_off() {
    let mut figure = recorded("controls=learning_rate");
    figure.apply_in_figure(Action::Run(RunAction::Train));
    figure.apply_in_figure(found());
    let mut other = history();
    other.epochs[1].val_accuracy += 0.01;
    train(&mut figure, &other);
    let said = figure.reproduction();
    assert!(
        said.starts_with(
            "Differs from the recording from epoch 2 on, by up to 1.00 percentage points"
        ),
        "{said}"
    );
}

#[test]
fn a_control_shows_what_was_recorded_and_trains_what_was_not() {
    let mut figure = recorded("controls=learning_rate&controls=optimizer");
    assert_eq!(drawn(&figure), [("With momentum", true), (UNNAMED, false)]);
    turn(&mut figure, &OPTIMIZER, "sgd");
    assert!(figure.runs.active().is_some(), "it was not recorded");
    figure.apply_in_figure(Action::Run(RunAction::Reset));
    figure.apply_in_figure(Action::Form(FormAction::Set(&LEARNING_RATE, 0.05.into())));
    assert_eq!(figure.runs.active(), None, "it is on the move");
    let effects = turn(&mut figure, &OPTIMIZER, "sgd");
    assert_eq!(effects, [], "it was recorded");
    assert_eq!(drawn(&figure), [("With momentum", false), (UNNAMED, true)]);
    turn(&mut figure, &LEARNING_RATE, 0.5);
    figure.apply_in_figure(found());
    train(&mut figure, &history());
    assert!(figure.reproduction().contains("not recorded"));
    turn(&mut figure, &LEARNING_RATE, 0.7);
    assert!(figure.runs.active().is_some());
    assert_eq!(
        drawn(&figure),
        [
            ("With momentum", true),
            (UNNAMED, true),
            ("Run 2", true),
            ("Run 3", false)
        ]
    );
    let wrong = turn(&mut figure, &LEARNING_RATE, "fast");
    assert_eq!(wrong, [], "nothing is trained of what is wrong");
}

#[test]
fn a_recording_of_another_setting_is_drawn_and_compared_with_nothing() {
    let mut figure = recorded("epochs=7");
    assert!(
        figure.notices.list()[0]
            .message
            .contains("hyperparameters other than")
    );
    assert_eq!(drawn(&figure).len(), 2);
    assert_eq!(figure.figure.recorded_as(figure.form.hyperparams()), None);
    let (link, errors) = FigureLink::parse("#recording=CQAA");
    figure = State::open_figure(link, &errors);
    assert!(figure.notices.list()[0].message.contains("later version"));
    assert_eq!(drawn(&figure), []);
}

#[test]
fn the_full_page_opens_with_the_study_until_something_is_turned() {
    let mut figure = recorded("controls=epochs&study.vary=l2:0, 1");
    let hash = figure.playground_address(TODAY);
    assert!(hash.contains("&study.vary=l2%3A0%2C+1"), "{hash}");
    turn(&mut figure, &EPOCHS, 3.0);
    let hash = figure.playground_address(TODAY);
    assert!(
        hash.contains("epochs=3") && !hash.contains("study"),
        "{hash}"
    );
}

const TODAY: &str = "2026-11-27";

/// The runs of the full page that somebody opens from here: names, learning rates, days.
fn taken_along(figure: &State) -> Vec<(String, f64, String)> {
    let address = figure.playground_address(TODAY);
    let (link, errors) = Link::parse(address.strip_prefix("./").unwrap());
    assert_eq!(errors, []);
    let shown = figure.form.hyperparams().to_permalink();
    assert_eq!(link.hyperparams.to_permalink(), shown);
    let page = State::open(link, &errors, 1);
    assert!(page.notices.list().is_empty());
    let runs = page.runs.iter();
    runs.map(|run| {
        let rate = run.hyperparams.get(&LEARNING_RATE).number().unwrap();
        let (made, _) = run.recorded.as_deref().unwrap();
        (run.name.clone(), rate, made.date.clone())
    })
    .collect()
}

#[test]
fn the_full_page_opens_with_the_runs_that_were_recorded_and_trained() {
    let mut figure = recorded("controls=learning_rate:0.001, 0.2");
    let owned = |(name, rate, day): (&str, f64, &str)| (name.to_owned(), rate, day.to_owned());
    let mut there = [
        ("With momentum", 0.05, "2026-11-26"),
        ("Run 2", 0.001, "2026-11-26"),
    ]
    .map(owned)
    .to_vec();
    assert_eq!(taken_along(&figure), there);
    turn(&mut figure, &LEARNING_RATE, 0.2);
    figure.apply_in_figure(found());
    assert_eq!(taken_along(&figure), there, "it goes on");
    train(&mut figure, &history());
    there.push(owned(("Run 3", 0.2, TODAY)));
    assert_eq!(taken_along(&figure), there);
}

#[test]
fn runs_for_which_a_link_has_no_room_stay_behind() {
    let mut figure = recorded("");
    let mut long = history();
    while long.epochs.len() < 40_000 {
        let mut epoch = long.epochs[long.epochs.len() - 3];
        epoch.epoch = long.epochs.len() + 1;
        long.epochs.push(epoch);
    }
    figure.apply_in_figure(Action::Run(RunAction::Train));
    figure.apply_in_figure(found());
    train(&mut figure, &long);
    let address = figure.playground_address(TODAY);
    assert!(!address.contains("recording"), "{} letters", address.len());
}

/// A figure of a study over two layers by two seeds and rates.
fn study() -> State {
    let rates = [0.01, 0.1].map(Value::from);
    let mut recording = recording();
    recording.runs.clear();
    for layers in [1.0, 2.0] {
        for rate in &rates {
            for seed in [1.0, 2.0] {
                let values = vec![
                    (&N_LAYERS, layers.into()),
                    (&LEARNING_RATE, rate.clone()),
                    (&SEED, seed.into()),
                ];
                let mut history = history();
                for epoch in &mut history.epochs {
                    epoch.val_accuracy -= 0.1 * layers + 0.02 * seed;
                }
                let run = RecordedRun::of("", values, &history, Outcome::Completed);
                recording.runs.push(run);
            }
        }
    }
    let text = recording.to_text();
    let (link, errors) = FigureLink::parse(&format!("#show=panels&recording={text}"));
    State::open_figure(link, &errors)
}

#[test]
fn a_recorded_study_has_a_panel_a_setting_in_rows_and_columns() {
    let figure = study();
    let (panels, shape) = figure.figure_panels();
    assert_eq!(panels.len(), 4);
    assert_eq!(
        panels[1].title,
        "n_layers=1 learning_rate=0.1 val_acc=0.8230"
    );
    assert_eq!(panels[1].test[0].value.n, 2, "its two seeds");
    assert_eq!((panels[1].test.len(), panels[1].behind.len()), (3, 0));
    assert_eq!(shape.row_heads, ["n_layers=1", "n_layers=2"]);
    assert_eq!(
        shape.column_heads,
        ["learning_rate=0.01", "learning_rate=0.1"]
    );
    let slice = figure.figure_slice().unwrap();
    assert_eq!(slice.swept.labels, ["1", "2"]);
    assert_eq!(slice.points[0].runs.len(), 4);
    let map = figure.figure_heat_map().unwrap();
    assert_eq!((map.rows.labels.len(), map.columns.labels.len()), (2, 2));
    assert!((map.cells[3].unwrap().mean - 0.723).abs() < 1e-9);
}

#[test]
fn what_is_trained_comes_before_what_was_recorded() {
    let mut figure = study();
    figure.apply_in_figure(Action::Run(RunAction::Train));
    figure.apply_in_figure(found());
    let mut better = history();
    for epoch in &mut better.epochs {
        epoch.val_accuracy = 0.5;
    }
    train(&mut figure, &better);
    let (panels, _) = figure.figure_panels();
    assert_eq!(
        panels[0].title, "n_layers=1 learning_rate=0.01 val_acc=0.6565",
        "the one that was trained, and the one that was not"
    );
    assert_eq!(
        (panels[0].test[0].value.mean, panels[0].behind.len()),
        (0.5, 3)
    );
    assert_eq!(panels[1].behind, [], "its turn comes");
}

#[test]
fn runs_that_are_no_grid_flow_and_have_no_heat_map() {
    let figure = recorded("show=panels");
    let (panels, shape) = figure.figure_panels();
    assert_eq!((panels.len(), shape.columns), (2, 0));
    assert_eq!(panels[1].title, "val_acc=0.9530");
    assert_eq!(figure.figure_heat_map().map(|map| map.cells.len()), Some(1));
    let (nothing, _) = FigureLink::parse("#show=slice");
    assert_eq!(State::open_figure(nothing, &[]).figure_slice(), None);
}

#[test]
fn a_reset_shows_the_controls_where_they_were_and_a_turned_one_its_curve() {
    let mut figure = recorded("controls=learning_rate");
    for action in [
        Action::Form(FormAction::Set(&LEARNING_RATE, 0.05.into())),
        Action::Form(FormAction::Settle(&LEARNING_RATE)),
        Action::Run(RunAction::Reset),
    ] {
        let areas = figure.areas_in_figure(&action);
        let before = (figure.form.clone(), figure.runs.clone());
        figure.apply_in_figure(action);
        let is_told = |area| areas.contains(&area);
        assert!(is_told(Area::Form) || before.0 == figure.form);
        assert!(is_told(Area::Runs), "curves are pale or not by the form");
    }
    assert_eq!(
        figure.form,
        State::open_figure(FigureLink::default(), &[]).form
    );
}

#[test]
fn what_was_reproduced_is_shown_exactly_and_what_was_not_with_the_digits_it_holds() {
    let mut figure = recorded("show=loss");
    let lasts = |figure: &State| figure.figure_tables()[0].rows[0].clone();
    assert_eq!(lasts(&figure), ["1", "1.00", "1.00"]);
    figure.apply_in_figure(Action::Run(RunAction::Train));
    figure.apply_in_figure(found());
    train(&mut figure, &history());
    train(&mut figure, &history());
    assert!(figure.reproduction().starts_with("Reproduced exactly"));
    assert_eq!(lasts(&figure), ["1", "1.000", "1.000", "1.000", "1.000"]);
}

#[test]
fn recorded_runs_without_a_name_are_told_apart_in_the_forms_words() {
    let mut recording = recording();
    recording.runs[0].name.clear();
    let text = recording.to_text();
    let (link, _) = FigureLink::parse(&format!("#recording={text}"));
    let figure = State::open_figure(link, &[]);
    assert_eq!(
        drawn(&figure),
        [
            ("optimizer SGD, learning rate 0.05", false),
            (UNNAMED, false)
        ]
    );
}

#[test]
fn train_pressed_again_verifies_again_and_draws_no_second_line() {
    let mut figure = recorded("controls=learning_rate");
    for _ in 0..2 {
        figure.apply_in_figure(Action::Run(RunAction::Train));
        figure.apply_in_figure(found());
        assert_eq!(drawn(&figure).len(), 3);
        train(&mut figure, &history());
        assert!(figure.reproduction().starts_with("Reproduced exactly"));
    }
    assert_eq!(drawn(&figure).len(), 3);
}

#[test]
fn a_control_turned_back_shows_what_was_trained_there() {
    let mut figure = recorded("controls=learning_rate");
    turn(&mut figure, &LEARNING_RATE, 0.5);
    figure.apply_in_figure(found());
    train(&mut figure, &history());
    turn(&mut figure, &LEARNING_RATE, 0.7);
    train(&mut figure, &history());
    turn(&mut figure, &LEARNING_RATE, 0.5);
    assert_eq!(figure.runs.active(), None);
    let shown = drawn(&figure);
    assert_eq!(shown[2..], [("Run 1", false), ("Run 2", true)]);
}

/// Ends an epoch of the active run.
fn one_epoch(figure: &mut State) {
    let run_id = figure.runs.active().unwrap().id;
    let number = figure.runs.active().unwrap().history.epochs.len();
    let metrics = history().epochs[number];
    let event = TrainerEvent::EpochEnd {
        run_id,
        metrics,
        images_per_second: 1.0,
        steps: Vec::new(),
    };
    figure.apply_in_figure(Action::Worker(WorkerId::MAIN, event));
}

#[test]
fn a_run_that_a_control_breaks_off_keeps_its_setting_and_is_kept_where_it_is_a_curve() {
    let mut figure = recorded("controls=learning_rate");
    turn(&mut figure, &LEARNING_RATE, 0.5);
    figure.apply_in_figure(found());
    one_epoch(&mut figure);
    turn(&mut figure, &LEARNING_RATE, 0.6);
    assert_eq!(figure.runs.iter().count(), 1, "one epoch is no curve");
    one_epoch(&mut figure);
    one_epoch(&mut figure);
    turn(&mut figure, &LEARNING_RATE, 0.7);
    one_epoch(&mut figure);
    let broken_off = figure.runs.iter().next().unwrap();
    assert_eq!(broken_off.state(), "stopped");
    assert_eq!(broken_off.learning_rates, []);
    let names: Vec<f64> = taken_along(&figure).iter().map(|run| run.1).collect();
    assert_eq!(names, [0.05, 0.001, 0.6], "it is taken along");
    let stopped = turn(&mut figure, &LEARNING_RATE, 0.6);
    assert!(
        !stopped.is_empty(),
        "its curve has no end: it is trained anew"
    );
    assert_eq!(figure.runs.iter().count(), 1);
}

#[test]
fn a_run_that_is_the_recorded_one_once_more_is_taken_along_once() {
    let mut figure = recorded("controls=learning_rate");
    figure.apply_in_figure(Action::Run(RunAction::Train));
    figure.apply_in_figure(found());
    train(&mut figure, &history());
    assert!(figure.reproduction().starts_with("Reproduced exactly"));
    assert_eq!(taken_along(&figure).len(), 2);
}

#[test]
fn the_runs_of_a_study_are_on_the_full_page_and_it_says_where() {
    let recorded = study().figure.recorded.len();
    let address = study().playground_address(TODAY);
    let hash = format!("{address}&study.vary=n_layers:1, 2&study.seeds=2");
    let (link, errors) = Link::parse(hash.strip_prefix("./").unwrap());
    let page = State::open(link, &errors, 1);
    assert_eq!(page.runs.iter().count(), recorded);
    let told = &page.notices.list()[0].message;
    assert!(told.contains("8 runs: in the table"), "{told}");
}

#[test]
fn a_run_that_was_broken_off_is_not_compared_with_its_recording() {
    for epochs in [0, 1] {
        let mut figure = recorded("");
        figure.apply_in_figure(Action::Run(RunAction::Train));
        let run_id = figure.runs.active().unwrap().id;
        let mut tell = |event| figure.apply_in_figure(Action::Worker(WorkerId::MAIN, event));
        tell(TrainerEvent::TrainBegin {
            run_id,
            epochs: 2,
            steps_per_epoch: 1,
        });
        for metrics in &history().epochs[..epochs] {
            tell(TrainerEvent::EpochEnd {
                run_id,
                metrics: *metrics,
                images_per_second: 1.0,
                steps: Vec::new(),
            });
        }
        let outcome = Outcome::Stopped;
        tell(TrainerEvent::TrainEnd { run_id, outcome });
        assert_eq!(figure.reproduction(), "", "after {epochs}");
    }
}

#[test]
fn the_runs_of_a_link_that_is_followed_again_do_not_come_twice() {
    let text = recording().to_text();
    let hash = format!("#recording={text}&recording={text}");
    let (link, errors) = Link::parse(&hash);
    assert_eq!(errors, []);
    let runs = recording().runs.len();
    let mut page = State::open(link.clone(), &[], 2);
    assert_eq!(page.runs.iter().count(), runs);
    page.apply(Action::Link(Box::new(link), Vec::new()));
    assert_eq!(page.runs.iter().count(), runs);
}

#[test]
fn recorded_runs_tell_a_learning_rate_that_stays_the_same() {
    let rates = |more: &str| {
        let figure = recorded(more);
        let runs = figure.shown_runs();
        let rates = runs.iter().map(|run| {
            let epochs = run.history.epochs.iter();
            epochs.map(|epoch| epoch.learning_rate).collect::<Vec<_>>()
        });
        rates.collect::<Vec<_>>()
    };
    let constant = rates("learning_rate=0.05");
    assert!(constant.iter().flatten().all(|rate| *rate == Some(0.05)));
    assert!(constant.iter().all(|run| !run.is_empty()));
    let falling = rates("lr_schedule=exponential_decay");
    assert!(falling.iter().flatten().all(Option::is_none));
}
