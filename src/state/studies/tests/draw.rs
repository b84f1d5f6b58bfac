//! Settings that an analyst draws by results, while the study waits for them.

use super::*;
use crate::analysis::answer;
use crate::protocol::Question;
use crate::state::studies::{DrawTicket, SamplerKind};
use crate::study::{Learner, Study, StudyFile};

type Asked = (DrawTicket, Question);

/// A page of two workers with a study of 18 settings, of which eight are drawn by results, in rounds of three.
fn drawing() -> State {
    let mut state = page();
    let base = HyperParams::default();
    let editor = &mut state.studies.editor;
    editor.add(&LEARNING_RATE, &base);
    editor.dimensions[0].set_shape(Shape::Range);
    editor.dimensions[0].low = "0.0001".to_owned();
    editor.dimensions[0].high = "1".to_owned();
    editor.sampler = SamplerKind::Adaptive(Learner::Tpe);
    editor.settings = "18".to_owned();
    editor.round = "3".to_owned();
    start(&mut state);
    for id in [ONE, TWO] {
        state.hear_of_study(id, ready());
    }
    state
}

fn asked(effects: &[Effect]) -> Option<Asked> {
    effects.iter().find_map(|effect| match effect {
        Effect::Draw(ticket, question) => Some((*ticket, (**question).clone())),
        _ => None,
    })
}

fn tell(state: &mut State, asked: &Asked) -> Vec<Effect> {
    state.hear_of_draw(asked.0, Ok(answer(&asked.1)))
}

fn study(state: &State) -> &Study {
    &state.studies.active().unwrap().study
}

/// What a rate comes to, whoever trains it and whenever.
fn accuracy(state: &State, trial: usize) -> f64 {
    let study = study(state);
    let setting = study.setting_of(&study.trials()[trial]);
    let rate = setting.value(&LEARNING_RATE).unwrap().number().unwrap();
    0.9 - (rate.log10() + 2.0).abs() / 10.0
}

/// Ends whatever is under way, the later of two workers first, until settings are asked for or all is done.
fn train(state: &mut State) -> Option<Asked> {
    loop {
        let jobs: Vec<(WorkerId, Job)> = state.workers.jobs().collect();
        let (id, job) = *jobs.last()?;
        let Task::Trial(trial) = job.task else {
            unreachable!();
        };
        let accuracy = accuracy(state, trial);
        if let Some(asked) = asked(&finish(state, id, job.run.0, accuracy)) {
            return Some(asked);
        }
    }
}

fn train_to_the_end(state: &mut State) {
    while let Some(asked) = train(state) {
        tell(state, &asked);
    }
}

fn labels(state: &State) -> Vec<String> {
    let settings = study(state).plan().settings().iter();
    settings.map(crate::study::Setting::label).collect()
}

#[test]
fn the_page_knows_from_the_start_how_many_runs_there_will_be() {
    let state = drawing();
    let progress = state.study_progress().unwrap();
    assert_eq!(progress.place, "0 of 18 runs");
    assert!(
        progress.counts.ends_with("8 waiting, 8 to be drawn"),
        "{}",
        progress.counts
    );
    let planned = state.studies.editor.study(&HyperParams::default()).unwrap();
    assert_eq!(
        state.estimate(&planned).size,
        "At most 18 settings × 1 seed = 18 runs"
    );
}

#[test]
fn settings_are_asked_for_when_all_runs_have_ended_and_are_trained_when_they_are_there() {
    let mut state = drawing();
    let asked = train(&mut state).unwrap();
    assert_eq!(states(&state), ["completed"; 10]);
    assert_eq!(state.workers.count(), 2, "they stay for what is to come");
    assert_eq!(state.study_progress().unwrap().state, "Running");
    let effects = tell(&mut state, &asked);
    assert_eq!(started(&effects).len(), 2);
    assert!(effects.iter().any(|effect| matches!(
        effect,
        Effect::Store(StoreCommand::Append {
            event: StudyEvent::SettingsDrawn { settings },
            ..
        }) if settings.len() == 3
    )));
    assert_eq!(states(&state)[10..], ["running", "running", "waiting"]);
    let again = tell(&mut state, &asked);
    assert!(again.is_empty(), "once is enough");
    train_to_the_end(&mut state);
    assert_eq!(state.study_progress().unwrap().place, "18 of 18 runs");
    assert_eq!(state.study_progress().unwrap().state, "Finished");
    assert_eq!(state.workers.count(), 0);
}

#[test]
fn an_analyst_that_does_not_come_pauses_the_study_and_is_asked_again_when_it_goes_on() {
    let mut state = drawing();
    let (ticket, question) = train(&mut state).unwrap();
    state.hear_of_draw(ticket, Err("analyst_bg.wasm is missing".to_owned()));
    assert_eq!(
        notices(&mut state),
        [
            "The next settings could not be drawn: analyst_bg.wasm is missing. The study is paused; press Resume to try again."
        ]
    );
    assert_eq!(state.study_progress().unwrap().state, "Paused");
    assert_eq!(states(&state), ["completed"; 10], "nothing is lost");
    let resumed = asked(&state.resume_study()).unwrap();
    assert_eq!(resumed.1, question);
    assert_eq!(started(&tell(&mut state, &resumed)).len(), 2);
}

#[test]
fn what_is_drawn_while_the_study_is_paused_is_there_when_it_goes_on() {
    let mut state = drawing();
    let drawn = train(&mut state).unwrap();
    state.pause_study();
    assert!(started(&tell(&mut state, &drawn)).is_empty());
    assert_eq!(states(&state)[10..], ["waiting"; 3]);
    assert_eq!(started(&state.resume_study()).len(), 2);
}

#[test]
fn a_paused_study_asks_for_nothing() {
    let mut state = drawing();
    for trial in 0..9 {
        let (id, job) = state.workers.jobs().next().unwrap();
        finish(&mut state, id, job.run.0, 0.1 + f64::from(trial) / 20.0);
    }
    state.pause_study();
    assert_eq!(train(&mut state), None);
    assert_eq!(states(&state), ["completed"; 10]);
    assert!(asked(&state.resume_study()).is_some());
}

#[test]
fn a_study_that_is_stopped_between_two_rounds_has_ended() {
    let mut state = drawing();
    let drawn = train(&mut state).unwrap();
    state.stop_study();
    assert_eq!(state.study_progress().unwrap().state, "Stopped");
    assert!(tell(&mut state, &drawn).is_empty());
    assert_eq!(states(&state), ["completed"; 10]);
    assert_eq!(state.workers.count(), 0);
}

#[test]
fn a_seed_that_is_added_meanwhile_makes_the_answer_another_one() {
    let mut state = drawing();
    let early = train(&mut state).unwrap();
    assert_eq!(started(&state.add_seed()).len(), 2);
    assert!(tell(&mut state, &early).is_empty());
    assert_eq!(study(&state).plan().settings().len(), 10);
    let drawn = train(&mut state).unwrap();
    assert_ne!(drawn.0, early.0);
    tell(&mut state, &drawn);
    assert_eq!(states(&state).len(), 2 * 13);
}

#[test]
fn a_reload_in_the_middle_of_a_round_and_between_two_goes_on_to_the_same() {
    let mut whole = drawing();
    train_to_the_end(&mut whole);
    let mut in_between = drawing();
    train(&mut in_between);
    let mut in_a_round = drawing();
    let drawn = train(&mut in_a_round).unwrap();
    tell(&mut in_a_round, &drawn);
    let (id, job) = in_a_round.workers.jobs().last().unwrap();
    let accuracy = accuracy(&in_a_round, 11);
    finish(&mut in_a_round, id, job.run.0, accuracy);
    for closed in [in_between, in_a_round] {
        let file = closed.studies.active().unwrap().file();
        let stored = StoredStudy {
            id: id_of(&closed),
            definition: StudyFile::new(file.plan, Vec::new()).to_json(),
            paused: false,
            events: file.log,
        };
        let mut state = page();
        state.take_stored(vec![stored]);
        let effects = state.go_on_with_study(id_of(&closed));
        if let Some(asked) = asked(&effects) {
            tell(&mut state, &asked);
        }
        for worker in [ONE, TWO] {
            state.hear_of_study(worker, ready());
        }
        train_to_the_end(&mut state);
        assert_eq!(labels(&state), labels(&whole));
        assert_eq!(study(&state).winner(), study(&whole).winner());
    }
}

fn id_of(state: &State) -> StudyId {
    state.studies.active().unwrap().id
}

#[test]
fn a_study_that_is_changed_to_more_settings_keeps_those_that_were_drawn() {
    let mut state = drawing();
    train_to_the_end(&mut state);
    state.studies.editor.settings = "24".to_owned();
    let planned = state
        .studies
        .editor
        .study(state.form.hyperparams())
        .unwrap();
    let told = state.estimate(&planned).revision.unwrap();
    assert_eq!(
        told,
        "“Change this study” keeps 18 runs of it and trains 6 more."
    );
    let effects = state.revise_study().unwrap();
    let asked = asked(&effects).unwrap();
    tell(&mut state, &asked);
    for worker in [WorkerId(3), WorkerId(4)] {
        state.hear_of_study(worker, ready());
    }
    train_to_the_end(&mut state);
    assert_eq!(states(&state), ["completed"; 24]);
}

#[test]
fn the_editor_says_what_is_wrong_with_a_round_and_comes_back_from_a_definition() {
    let mut state = drawing();
    let editor = &mut state.studies.editor;
    let definition = editor.definition(&HyperParams::default());
    assert_eq!(StudyEditor::from(&definition).round, "3");
    assert_eq!(
        StudyEditor::from(&definition).sampler,
        SamplerKind::Adaptive(Learner::Tpe)
    );
    for (typed, told) in [
        ("a few", "“a few”"),
        (" ", "nothing"),
        ("0", "0"),
        ("101", "101"),
        ("-3", "“-3”"),
    ] {
        typed.clone_into(&mut editor.round);
        let errors = editor.study(&HyperParams::default()).unwrap_err();
        let expected = "settings per round must be a whole number from 1 to 100, got";
        assert_eq!(errors, [format!("{expected} {told}.")]);
    }
    editor.round = "4".to_owned();
    editor.settings = String::new();
    editor.seeds = "two".to_owned();
    let errors = editor.study(&HyperParams::default()).unwrap_err();
    assert_eq!(
        errors,
        [
            "settings must be a whole number from 1 to 1000, got nothing.",
            "seeds per setting must be a whole number from 1 to 20, got “two”."
        ]
    );
}
