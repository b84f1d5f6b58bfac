//! Leaders that get more seeds, by an analyst who says who they are.

use super::*;
use crate::analysis::answer;
use crate::protocol::{Answer, Question};
use crate::state::StudyAction;
use crate::state::studies::{DrawTicket, StudyId};
use crate::study::{Study, StudyFile};

type Asked = (DrawTicket, Question);

/// What the rates come to: two that lie close together, and one far behind.
const ACCURACIES: [f64; 3] = [0.97, 0.969, 0.5];

fn study(state: &State) -> &Study {
    &state.studies.active().unwrap().study
}

/// What a setting comes to by a seed; the first two take turns in being better.
fn accuracy(state: &State, trial: usize) -> f64 {
    let trial = &study(state).trials()[trial];
    let turn = if trial.seed.is_multiple_of(2) {
        0.002
    } else {
        -0.002
    };
    let sign = if trial.setting == 0 { 1.0 } else { -1.0 };
    ACCURACIES[trial.setting] + turn * sign + f64::from(trial.seed) / 1e5
}

fn asked(effects: &[Effect]) -> Option<Asked> {
    effects.iter().find_map(|effect| match effect {
        Effect::Draw(ticket, question) => Some((*ticket, (**question).clone())),
        _ => None,
    })
}

/// Ends whatever is under way until an analyst is asked or all is done.
fn train(state: &mut State) -> Option<Asked> {
    loop {
        let (id, job) = state.workers.jobs().next()?;
        let Task::Trial(trial) = job.task else {
            unreachable!();
        };
        let accuracy = accuracy(state, trial);
        if let Some(asked) = asked(&finish(state, id, job.run.0, accuracy)) {
            return Some(asked);
        }
    }
}

fn tell(state: &mut State, asked: &Asked) -> Vec<Effect> {
    let answer = Ok(Box::new(answer(&asked.1)));
    state.apply_to_study(StudyAction::Drawn(asked.0, answer))
}

fn seeds(state: &State) -> Vec<usize> {
    (0..3).map(|at| study(state).trials_of(at).len()).collect()
}

/// Three rates, of which each has met three seeds.
fn trained() -> State {
    let mut state = state();
    state.set_workers(1);
    state.studies.editor.dimensions[0].list = "0.1, 0.05, 0.01".to_owned();
    state.studies.editor.seeds = "3".to_owned();
    let base = HyperParams::default().with(&EPOCHS, 1.0);
    state.start_over(&base, id(1000.0)).unwrap();
    state.hear_of_study(ONE, ready());
    assert_eq!(train(&mut state), None);
    state
}

fn press(state: &mut State) -> Asked {
    let asked = asked(&state.apply_to_study(StudyAction::SeedLeaders));
    asked.expect("an analyst is asked who leads")
}

#[test]
fn those_that_may_be_the_best_get_seeds_one_after_the_other() {
    let mut state = trained();
    let mut next = Some(press(&mut state));
    assert!(state.studies.active().unwrap().looks_for_leaders());
    let again = state.apply_to_study(StudyAction::SeedLeaders);
    assert!(again.is_empty(), "once is enough");
    let mut rounds = Vec::new();
    while let Some(asked) = next {
        let effects = tell(&mut state, &asked);
        for id in effects.iter().filter_map(|effect| match effect {
            Effect::StartWorker(id, _) => Some(*id),
            _ => None,
        }) {
            state.hear_of_study(id, ready());
        }
        rounds.push(seeds(&state));
        next = train(&mut state);
    }
    let expected: Vec<[usize; 3]> = (4..=8).map(|seeds| [seeds, seeds, 3]).collect();
    assert_eq!(rounds[..5], expected, "{rounds:?}");
    assert_eq!(rounds.len(), 6, "the last look adds none");
    let active = state.studies.active().unwrap();
    assert!(active.study.is_finished());
    let told = active.race_told().unwrap();
    assert!(
        told.starts_with(
            "With 8 seeds each, learning_rate=0.1 and learning_rate=0.05 are still not told apart after look 6 of 6."
        ),
        "{told}"
    );
    assert!(told.contains("its link means the study without them"));
    let file = StudyFile::from_json(&active.file().to_json()).unwrap();
    assert_eq!(file.study().unwrap(), active.study);
}

#[test]
fn while_they_are_trained_the_study_runs_and_its_workers_stay_for_the_next_look() {
    let mut state = trained();
    let asked = press(&mut state);
    tell(&mut state, &asked);
    assert_eq!(state.study_progress().unwrap().state, "Running");
    let told = state.studies.active().unwrap().race_told().unwrap();
    assert!(
        told.starts_with("Leaders get more seeds: learning_rate=0.1 and"),
        "{told}"
    );
    let id = state.workers.of_study().next().unwrap().id;
    state.hear_of_study(id, ready());
    let next = train(&mut state).unwrap();
    assert_eq!(next.1.leaders.as_ref().unwrap().settings.len(), 2);
    assert_eq!(state.study_progress().unwrap().state, "Running");
    assert_eq!(state.workers.count(), 1);
    state.stop_study();
    assert_eq!(state.study_progress().unwrap().state, "Stopped");
    assert!(
        tell(&mut state, &next).is_empty(),
        "nobody waits for it any more"
    );
    let told = state.studies.active().unwrap().race_told().unwrap();
    assert!(told.contains("were broken off after look 1 of 6"), "{told}");
}

#[test]
fn a_study_whose_race_is_open_goes_on_after_a_reload() {
    let mut state = trained();
    let asked = press(&mut state);
    tell(&mut state, &asked);
    let id = state.workers.of_study().next().unwrap().id;
    state.hear_of_study(id, ready());
    assert!(train(&mut state).is_some());
    let file = state.studies.active().unwrap().file();
    let kept = StudyFile::from_kept(&StudyFile::new(file.plan, Vec::new()).to_json(), file.log);
    let mut reloaded = page();
    reloaded.take_study_file(kept.unwrap(), StudyId::new(5.0, 5));
    let effects = reloaded.resume_study();
    let question = self::asked(&effects).expect("it is looked again");
    assert_eq!(question.1.leaders.unwrap().looks, 6);
}

#[test]
fn where_the_winner_is_told_from_all_nobody_gets_seeds_and_it_is_said() {
    let mut state = trained();
    let (ticket, _) = press(&mut state);
    let leaders = vec![0];
    let alone = Answer {
        leaders,
        ..Answer::default()
    };
    let effects = state.apply_to_study(StudyAction::Drawn(ticket, Ok(Box::new(alone))));
    assert!(effects.is_empty());
    assert_eq!(seeds(&state), [3; 3]);
    assert!(notices(&mut state)[0].starts_with("No seeds were added: the winner is told"));
}

#[test]
fn without_an_analyst_the_button_can_be_pressed_again() {
    let mut state = trained();
    let (ticket, _) = press(&mut state);
    let broken = Err("it broke".to_owned());
    state.apply_to_study(StudyAction::Drawn(ticket, broken));
    assert!(notices(&mut state)[0].contains("Who leads could not be worked out: it broke"));
    assert!(!state.studies.active().unwrap().looks_for_leaders());
    press(&mut state);
}

#[test]
fn a_changed_study_keeps_the_seeds_of_its_leaders_and_says_so() {
    let mut state = trained();
    let asked = press(&mut state);
    tell(&mut state, &asked);
    let id = state.workers.of_study().next().unwrap().id;
    state.hear_of_study(id, ready());
    train(&mut state);
    state.studies.editor.dimensions[0].list = "0.1, 0.05, 0.02, 0.01".to_owned();
    let plan = state.studies.editor.plan(state.form.hyperparams()).unwrap();
    let told = state.revision_told(&plan).unwrap();
    assert!(
        told.contains("keeps 11 runs of it and trains 3 more"),
        "{told}"
    );
    state.revise_study().unwrap();
    let told = state.studies.active().unwrap().race_told().unwrap();
    assert!(
        told.starts_with(
            "learning_rate=0.1 and learning_rate=0.05 have more seeds than the others, up to 4."
        ),
        "{told}"
    );
}
