//! The post's experiments one after the other: what begins when, over stops, reloads and other studies.

use std::collections::VecDeque;

use super::keeping::store;
use super::*;
use crate::state::StudyAction;
use crate::state::studies::{ProgrammeAction, Storage};
use crate::study::programme::{Programme, Size};

const GLANCE: Programme = Programme {
    size: Size::Glance,
    seeds: 1,
};

/// A page with its browser and its workers.
struct Visit {
    state: State,
    stored: Vec<StoredStudy>,
    /// What the workers have been asked to train.
    asked: VecDeque<(WorkerId, RunId, usize)>,
    /// Runs that were trained to their end.
    trained: usize,
}

impl Visit {
    fn new() -> Self {
        let mut state = page();
        state.studies.storage = Storage::Ready;
        Self {
            state,
            stored: Vec::new(),
            asked: VecDeque::new(),
            trained: 0,
        }
    }

    fn ask(&mut self, action: ProgrammeAction) {
        let effects = self.state.apply_to_study(StudyAction::Programme(action));
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        store(&effects, &mut self.stored);
        for effect in effects {
            match effect {
                Effect::Send(
                    worker,
                    TrainerCommand::Start {
                        run_id,
                        hyperparams,
                        ..
                    },
                ) => {
                    self.asked.push_back((worker, run_id, hyperparams.epochs));
                }
                Effect::Send(_, TrainerCommand::Stop { run_id }) => {
                    self.asked.retain(|(_, run, _)| *run != run_id);
                }
                _ => {}
            }
        }
    }

    /// Trains at most so many runs, and lets the page do what it does when one has ended.
    fn train(&mut self, runs: usize) {
        for _ in 0..runs {
            if self.state.programme_is_due() {
                let next = id(2000.0 + self.trained as f64);
                self.ask(ProgrammeAction::Next(next));
            }
            let Some((worker, run, epochs)) = self.asked.pop_front() else {
                return;
            };
            self.trained += 1;
            let accuracy = 0.9 + 0.001 * ((self.trained * 7) % 11) as f64;
            for at in 1..=epochs {
                let effects = self.state.hear_of_study(worker, epoch(run.0, at, accuracy));
                self.take(effects);
            }
            let effects = self.state.hear_of_study(worker, end(run.0));
            self.take(effects);
        }
    }

    /// The same browser after the page was closed in the middle of all.
    fn reloaded(self) -> Self {
        let mut next = Self {
            stored: self.stored.clone(),
            trained: self.trained,
            ..Self::new()
        };
        let kept = self.state.programme_to_keep().unwrap();
        next.state.studies.storage = Storage::Opening;
        next.ask(ProgrammeAction::Remember(kept));
        if let Some(active) = self.state.studies.active() {
            next.state.studies.expect(active.id);
        }
        assert_eq!(next.state.programme_told(), None, "nothing is read yet");
        let effects = next.state.take_stored(self.stored);
        for effect in effects {
            if let Effect::Read(id, Intent::GoOn) = effect {
                let effects = next.state.go_on_with_study(id);
                next.take(effects);
            }
        }
        next
    }

    fn said(&self) -> String {
        self.state.programme_told().unwrap().said
    }

    fn is_on(&self) -> bool {
        self.state.programme_told().unwrap().is_on
    }
}

/// Runs of all seven.
const ALL: usize = 9 + 4 + 4 + 4 + 4 + 8 + 4;

fn begun() -> Visit {
    let mut visit = Visit::new();
    visit.ask(ProgrammeAction::Start(GLANCE, id(1000.0)));
    visit
}

#[test]
fn all_seven_are_trained_unattended() {
    let mut visit = begun();
    assert_eq!(visit.said(), "1 of 7: Layers × nodes, 0 of 9 runs");
    visit.train(11);
    assert_eq!(visit.said(), "2 of 7: Optimizer, 2 of 4 runs");
    assert!(visit.is_on());
    visit.train(usize::MAX);
    assert_eq!(
        (visit.trained, visit.said()),
        (ALL, "All seven have ended.".to_owned())
    );
    assert!(!visit.is_on() && !visit.state.programme_is_due());
    assert_eq!(visit.stored.len(), 7);
    let report = visit.state.programme_report().unwrap();
    assert_eq!(
        (report.programme.as_str(), report.studies.len()),
        ("glance 1", 7)
    );
    assert!(
        report
            .studies
            .iter()
            .all(|study| study.contains("trial-end")),
        "with results"
    );
}

#[test]
fn a_page_that_is_closed_at_any_run_goes_on_and_trains_nothing_again() {
    let mut whole = begun();
    whole.train(usize::MAX);
    let settings = |visit: &Visit| {
        let definitions = visit.stored.iter().map(|study| study.definition.clone());
        definitions.collect::<Vec<_>>()
    };
    for closed in 0..ALL {
        let mut visit = begun();
        visit.train(closed);
        let mut visit = visit.reloaded();
        visit.train(usize::MAX);
        assert_eq!(
            visit.said(),
            "All seven have ended.",
            "closed after {closed} runs"
        );
        assert_eq!(visit.trained, ALL, "closed after {closed} runs");
        assert_eq!(
            settings(&visit),
            settings(&whole),
            "closed after {closed} runs"
        );
    }
}

#[test]
fn what_is_stopped_waits_until_it_is_to_go_on() {
    let mut visit = begun();
    visit.train(10);
    visit.ask(ProgrammeAction::Stop);
    assert!(
        visit
            .said()
            .starts_with("Stopped. 2 of 7: Optimizer, 1 of 4 runs")
    );
    let mut visit = visit.reloaded();
    assert!(!visit.is_on());
    visit.ask(ProgrammeAction::Resume(id(5000.0)));
    visit.train(usize::MAX);
    assert_eq!((visit.trained, visit.stored.len()), (ALL, 7));
}

#[test]
fn a_pause_is_a_stop_and_going_on_with_its_study_goes_on_with_it() {
    let mut visit = begun();
    let effects = visit.state.pause_study();
    visit.take(effects);
    assert!(!visit.is_on());
    let effects = visit.state.resume_study();
    visit.take(effects);
    assert!(visit.is_on());
    // Its runs left out, the next one does not begin by itself.
    let effects = visit.state.stop_study();
    visit.take(effects);
    assert!(!visit.is_on() && !visit.state.programme_is_due());
    visit.ask(ProgrammeAction::Resume(id(5000.0)));
    assert_eq!(visit.said(), "2 of 7: Optimizer, 0 of 4 runs");
}

#[test]
fn another_study_stops_it_and_it_goes_on_from_there() {
    let mut visit = begun();
    visit.train(3);
    visit.state.studies.editor = state().studies.editor;
    let effects = visit.state.start_study(id(1500.0)).unwrap();
    visit.take(effects);
    assert!(!visit.is_on());
    assert!(
        visit
            .said()
            .starts_with("Stopped. 1 of 7: Layers × nodes, 3 of 9 runs")
    );
    let resume = StudyAction::Programme(ProgrammeAction::Resume(id(5000.0)));
    let effects = visit.state.apply_to_study(resume);
    assert_eq!(effects, [Effect::Read(id(1000.0), Intent::Open)]);
    let effects = visit.state.open_study(id(1000.0));
    visit.take(effects);
    assert!(visit.is_on());
    visit
        .asked
        .retain(|(worker, ..)| visit.state.workers.get(*worker).is_some());
    visit.train(usize::MAX);
    assert_eq!(visit.said(), "All seven have ended.");
}

#[test]
fn a_study_that_was_deleted_is_trained_anew() {
    let mut visit = begun();
    visit.train(10);
    let deleted = visit.state.studies.active().unwrap().id;
    let effects = visit.state.delete_study(deleted);
    visit.take(effects);
    assert!(visit.said().contains("its study is deleted"));
    visit.ask(ProgrammeAction::Resume(id(5000.0)));
    assert_eq!(visit.said(), "2 of 7: Optimizer, 0 of 4 runs");
}

#[test]
fn what_is_kept_comes_back_and_other_texts_are_nothing() {
    let visit = begun();
    let kept = visit.state.programme_to_keep().unwrap();
    assert_eq!(kept, "on glance 1 1000-0000000000000007");
    for wrong in [
        "",
        "on",
        "on glance",
        "on long 1",
        "on glance 1 x",
        "on glance 1 1-1 1-1 1-1 1-1 1-1 1-1 1-1 1-1",
    ] {
        let mut visit = Visit::new();
        visit.ask(ProgrammeAction::Remember(wrong.to_owned()));
        assert_eq!(visit.state.programme_to_keep(), None, "{wrong}");
    }
}

#[test]
fn form_and_editor_follow_unless_somebody_has_another_study_in_them() {
    let mut visit = begun();
    visit.train(10);
    let form = visit.state.form.hyperparams();
    assert_eq!(form.get(&TRAIN_IMAGES), 1000.0.into());
    assert!(visit.state.studies.editor.swept() == ["optimizer"]);
    visit.state.studies.editor = state().studies.editor;
    let editor = visit.state.studies.editor.clone();
    visit.train(6);
    assert_eq!(visit.said(), "3 of 7: Batch size, 3 of 4 runs");
    assert_eq!(visit.state.studies.editor, editor);
}
