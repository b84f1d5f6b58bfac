//! Studies over reloads.

mod files;
mod tabs;

use super::*;
use crate::study::StudyFile;

/// Runs of one epoch, which are told of quickly.
pub(super) fn base() -> HyperParams {
    HyperParams::default().with(&EPOCHS, 1.0)
}

pub(super) fn start(state: &mut State) -> Vec<Effect> {
    state.start_over(&base(), id(1000.0)).unwrap()
}

pub(super) fn running() -> State {
    let mut state = state();
    start(&mut state);
    state
}

pub(super) fn running_editor(mut state: State) -> State {
    state.studies.editor = self::state().studies.editor;
    state
}

/// Runs a trial of a worker to its end, with all that follows from it.
pub(super) fn finish(
    state: &mut State,
    worker: WorkerId,
    run: u32,
    val_accuracy: f64,
) -> Vec<Effect> {
    let mut effects = state.hear_of_study(worker, epoch(run, 1, val_accuracy));
    effects.extend(state.hear_of_study(worker, end(run)));
    effects
}

/// What the browser would have kept of these effects.
pub(super) fn store(effects: &[Effect], stored: &mut Vec<StoredStudy>) {
    let commands = effects.iter().filter_map(|effect| match effect {
        Effect::Store(command) => Some(command.clone()),
        _ => None,
    });
    carry_out(commands, stored);
}

/// What the browser's database does.
pub(super) fn carry_out(
    commands: impl IntoIterator<Item = StoreCommand>,
    stored: &mut Vec<StoredStudy>,
) {
    for command in commands {
        match command {
            StoreCommand::Create {
                id,
                definition,
                events,
                paused,
            } => {
                stored.retain(|study| study.id != id);
                stored.push(StoredStudy {
                    id,
                    definition,
                    paused,
                    events,
                });
            }
            StoreCommand::Restore(study) => {
                if stored.iter().all(|other| other.id != study.id) {
                    stored.push(study);
                }
            }
            StoreCommand::Append { id, event } => {
                let study = stored.iter_mut().find(|study| study.id == id).unwrap();
                study.events.push(event);
            }
            StoreCommand::SetPaused { id, paused } => {
                let study = stored.iter_mut().find(|study| study.id == id).unwrap();
                study.paused = paused;
            }
            StoreCommand::Describe { id, definition } => {
                let study = stored.iter_mut().find(|study| study.id == id).unwrap();
                study.definition = definition;
            }
            StoreCommand::Delete { id } => stored.retain(|study| study.id != id),
        }
    }
}

#[test]
fn a_study_goes_on_where_it_was_when_the_page_was_closed() {
    let (mut state, mut stored) = (state(), Vec::new());
    store(&start(&mut state), &mut stored);
    for event in [epoch(1, 1, 0.9), end(1), epoch(3, 1, 0.8)] {
        store(&state.hear_of_study(ONE, event), &mut stored);
    }
    let mut reopened = page();
    assert_eq!(
        reopened.take_stored(stored),
        [Effect::Read(id(1000.0), Intent::GoOn)]
    );
    let effects = reopened.go_on_with_study(id(1000.0));
    assert_eq!(
        states(&reopened),
        ["completed", "running", "running", "waiting"]
    );
    let study = &reopened.studies.active().unwrap().study;
    assert_eq!(
        study.trials()[2].epochs(),
        0,
        "a run that was under way begins again"
    );
    assert_eq!(started(&effects).len(), 2);
    let definition = |state: &State| state.studies.editor.definition(&base());
    assert_eq!(definition(&reopened), definition(&state));
    assert_eq!(
        *reopened.form.hyperparams(),
        base(),
        "the form has its base"
    );
}

#[test]
fn a_study_goes_on_also_where_a_newer_one_is_paused() {
    let (mut state, mut stored) = (state(), Vec::new());
    store(&start(&mut state), &mut stored);
    let newer = stored[0].clone();
    stored.push(StoredStudy {
        id: id(2000.0),
        paused: true,
        ..newer
    });
    assert_eq!(
        page().take_stored(stored),
        [Effect::Read(id(1000.0), Intent::GoOn)]
    );
}

/// A page that opens what is stored, and goes on with the last study if it was under way.
fn opened(stored: &[StoredStudy]) -> (State, Vec<Effect>) {
    let mut state = page();
    let asked = state.take_stored(stored.to_vec());
    let effects = asked.iter().flat_map(|effect| match effect {
        Effect::Read(id, Intent::GoOn) => state.go_on_with_study(*id),
        _ => Vec::new(),
    });
    let effects = effects.collect();
    (state, effects)
}

/// Ends every run of a study, one after the other.
pub(super) fn finish_all(
    state: &mut State,
    mut effects: Vec<Effect>,
    stored: &mut Vec<StoredStudy>,
) {
    loop {
        store(&effects, stored);
        let next = state.workers.jobs().next();
        let Some((id, job)) = next else {
            return;
        };
        effects = finish(state, id, job.run.0, 0.9);
    }
}

#[test]
fn a_study_that_was_interrupted_and_has_ended_stays_finished() {
    for forgets_requeues in [false, true] {
        let (mut state, mut stored) = (state(), Vec::new());
        store(&start(&mut state), &mut stored);
        store(&finish(&mut state, ONE, 1, 0.9), &mut stored);
        let (mut state, effects) = opened(&stored);
        finish_all(&mut state, effects, &mut stored);
        if forgets_requeues {
            // As the page of before wrote it.
            let requeued = |event: &StudyEvent| matches!(event, StudyEvent::TrialRequeued { .. });
            stored[0].events.retain(|event| !requeued(event));
        }
        let (mut again, effects) = opened(&stored);
        assert!(effects.is_empty(), "nothing is left to train: {effects:?}");
        again.open_study(id(1000.0));
        assert_eq!(states(&again), ["completed"; 4]);
        let file = StudyFile::new(
            again.studies.active().unwrap().study.plan().clone(),
            stored[0].events.clone(),
        );
        page().import_study(&file.to_json(), id(2000.0)).unwrap();
        assert_eq!(states(&again), ["completed"; 4]);
    }
}

#[test]
fn whatever_shows_a_study_has_its_base_put_into_the_form() {
    let (mut state, mut stored) = (state(), Vec::new());
    store(&start(&mut state), &mut stored);
    let (mut other, _) = opened(&stored);
    let is_filled = |page: &mut State| {
        let form = std::mem::take(&mut page.form);
        *form.hyperparams() == base()
    };
    assert!(is_filled(&mut other), "what goes on by itself");
    let file = other.studies.active().unwrap().file().to_json();
    other.import_study(&file, id(2000.0)).unwrap();
    assert!(is_filled(&mut other), "a file");
    other.open_study(id(1000.0));
    assert!(is_filled(&mut other), "one of the list");
}

#[test]
fn two_studies_of_one_millisecond_are_two() {
    let (mut state, mut stored) = (state(), Vec::new());
    let (one, other) = (StudyId::new(5.0, 1), StudyId::new(5.0, 2));
    store(&state.start_over(&base(), one).unwrap(), &mut stored);
    state.studies.editor.dimensions[0].list = "0.5, 0.2".to_owned();
    store(&state.start_over(&base(), other).unwrap(), &mut stored);
    let file = state.studies.active().unwrap().file().to_json();
    store(
        &state.import_study(&file, StudyId::new(5.0, 3)).unwrap(),
        &mut stored,
    );
    assert_eq!(stored.len(), 3);
    let mut reopened = page();
    reopened.take_stored(stored);
    reopened.open_study(one);
    assert_eq!(states(&reopened).len(), 4);
    reopened.open_study(other);
    assert_eq!(states(&reopened).len(), 2);
}

#[test]
fn a_study_that_has_only_just_been_started_is_not_started_twice() {
    let mut state = running();
    let before = state.clone();
    assert_eq!(state.start_over(&base(), id(1200.0)), Ok(Vec::new()));
    assert_eq!(state, before, "a double click");
    assert_eq!(state.start_over(&base(), id(9000.0)), Ok(Vec::new()));
    assert_eq!(state, before, "nothing has come of it yet");
    finish(&mut state, ONE, 1, 0.9);
    state.start_over(&base(), id(1200.0)).unwrap();
    assert_eq!(
        state.studies.active().unwrap().id,
        id(1000.0),
        "a quick run, a double click"
    );
    state.start_over(&base(), id(9000.0)).unwrap();
    assert_eq!(
        state.studies.active().unwrap().id,
        id(9000.0),
        "somebody wants it again"
    );
    state.studies.editor.seeds = "2".to_owned();
    state.start_over(&base(), id(9001.0)).unwrap();
    assert_eq!(
        state.studies.active().unwrap().id,
        id(9001.0),
        "another study"
    );
}

#[test]
fn a_study_of_before_is_read_by_its_number_and_listed_by_its_time() {
    let (mut state, mut stored) = (state(), Vec::new());
    store(
        &state.start_over(&base(), StudyId::new(1000.0, 0)).unwrap(),
        &mut stored,
    );
    state.studies.editor.seeds = "2".to_owned();
    store(
        &state.start_over(&base(), StudyId::new(2000.0, 3)).unwrap(),
        &mut stored,
    );
    let mut reopened = page();
    reopened.take_stored(stored);
    let listed: Vec<f64> = reopened
        .studies
        .saved()
        .iter()
        .map(|kept| kept.id.begun_ms())
        .collect();
    assert_eq!(listed, [2000.0, 1000.0]);
    reopened.open_study(StudyId::new(1000.0, 0));
    assert_eq!(states(&reopened).len(), 4);
}

#[test]
fn what_a_full_disk_does_not_keep_is_said_of_its_study_alone() {
    let (mut state, mut keeper) = (state(), Writer::default());
    start(&mut state);
    state.take_stored(Vec::new());
    state.studies.editor.seeds = "2".to_owned();
    state.start_over(&base(), id(2000.0)).unwrap();
    assert!(keeper.losses().is_none());
    let event = StudyEvent::TrialBegin { trial: 0 };
    let append = StoreCommand::Append {
        id: id(2000.0),
        event,
    };
    let delete = StoreCommand::Delete { id: id(1.0) };
    let batch = vec![append.clone(), delete.clone()];
    assert_eq!(keeper.sift(batch.clone()), batch);
    keeper.fail("no room".to_owned());
    assert_eq!(keeper.sift(batch.clone()), [delete], "deleting makes room");
    let (reason, studies) = keeper.losses().unwrap();
    assert_eq!(studies, [id(2000.0)]);
    keeper.sift(batch);
    assert!(keeper.losses().is_none(), "once is enough");
    keeper.sift(vec![StoreCommand::Delete { id: id(2000.0) }]);
    keeper.sift(vec![append]);
    assert!(keeper.losses().is_some(), "what comes back is lost anew");
    notices(&mut state);
    state.storage_failed(&reason, &studies);
    assert!(notices(&mut state)[0].contains("no room"));
    assert!(state.studies.is_saved(id(1000.0)) && !state.studies.is_saved(id(2000.0)));
    state.delete_study(id(2000.0));
    assert_eq!(*state.studies.storage(), Storage::Off { reason });
}

#[test]
fn what_is_said_of_a_database_that_is_slow_to_open_is_taken_back_once_it_is_open() {
    let mut state = state();
    state.storage_failed("its database does not open", &[]);
    assert!(state.notices.list()[0].message.contains("does not open"));
    state.take_saved([]);
    assert_eq!(*state.studies.storage(), Storage::Ready);
    assert!(state.notices.list().is_empty());
}

#[test]
fn a_study_that_was_paused_or_finished_stays_so() {
    let (mut state, mut stored) = (state(), Vec::new());
    store(&start(&mut state), &mut stored);
    store(&state.pause_study(), &mut stored);
    let mut reopened = page();
    assert!(reopened.take_stored(stored.clone()).is_empty());
    assert_eq!(
        (reopened.studies.active(), reopened.studies.saved().len()),
        (None, 1)
    );
    reopened.open_study(id(1000.0));
    assert!(reopened.studies.active().unwrap().is_paused);
    store(&state.stop_study(), &mut stored);
    let mut reopened = page();
    assert!(reopened.take_stored(stored).is_empty());
    assert!(reopened.studies.active().is_none() && reopened.studies.saved()[0].is_finished);
}

#[test]
fn a_kept_study_that_cannot_be_read_is_left_alone_and_told_of() {
    let mut state = page();
    let stored = StoredStudy {
        id: id(1.0),
        definition: r#"{"format": "tuneground-study", "version": 9}"#.to_owned(),
        paused: false,
        events: Vec::new(),
    };
    let effects = state.take_stored(vec![stored]);
    assert!(notices(&mut state)[0].contains("version 9"));
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, Effect::Store(_)))
    );
}

#[test]
fn a_browser_that_keeps_nothing_is_told_of_once() {
    let mut state = page();
    state.storage_failed("no room", &[]);
    assert!(notices(&mut state)[0].contains("no room"));
    state.storage_failed("no room", &[]);
    assert_eq!(notices(&mut state), [""; 0]);
    assert_eq!(started(&start(&mut running_editor(state))).len(), 2);
}

#[test]
fn a_deleted_study_is_gone() {
    let mut state = running();
    let effects = state.delete_study(id(1000.0));
    assert!(effects.contains(&Effect::Store(StoreCommand::Delete { id: id(1000.0) })));
    assert!(state.studies.active().is_none() && state.studies.saved().is_empty());
}
