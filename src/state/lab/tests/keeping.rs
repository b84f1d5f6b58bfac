//! Studies over reloads, and as files.

use super::*;

/// What the browser would have kept of these effects.
fn store(effects: &[LabEffect], stored: &mut Vec<StoredStudy>) {
    for effect in effects {
        let LabEffect::Store(command) = effect else {
            continue;
        };
        match command.clone() {
            StoreCommand::Create {
                id,
                definition,
                events,
                paused,
            } => {
                stored.push(StoredStudy {
                    id,
                    definition,
                    paused,
                    events,
                });
            }
            StoreCommand::Append { id, event } => {
                let study = stored.iter_mut().find(|study| study.id == id).unwrap();
                study.events.push(event);
            }
            StoreCommand::SetPaused { id, paused } => {
                let study = stored.iter_mut().find(|study| study.id == id).unwrap();
                study.paused = paused;
            }
            StoreCommand::Delete { id } => stored.retain(|study| study.id != id),
        }
    }
}

#[test]
fn a_study_goes_on_where_it_was_when_the_page_was_closed() {
    let (mut lab, mut stored) = (lab(), Vec::new());
    store(&start(&mut lab), &mut stored);
    for event in [epoch(1, 1, 0.9), end(1), epoch(3, 1, 0.8)] {
        store(&lab.hear(ONE, event), &mut stored);
    }
    let mut reopened = Lab::new(3);
    assert_eq!(
        reopened.stored(stored),
        [LabEffect::Reopen(StudyId(1000.0))]
    );
    let effects = reopened.reopen(StudyId(1000.0));
    assert_eq!(
        states(&reopened),
        ["completed", "running", "running", "waiting"]
    );
    let study = &reopened.active().unwrap().study;
    assert_eq!(
        study.trials()[2].epochs(),
        0,
        "a run that was under way begins again"
    );
    assert_eq!(started(&effects).len(), 2);
    assert_eq!(reopened.editor.dimensions, lab.editor.dimensions);
}

#[test]
fn a_study_that_was_paused_or_finished_stays_so() {
    let (mut lab, mut stored) = (lab(), Vec::new());
    store(&start(&mut lab), &mut stored);
    store(&lab.pause(), &mut stored);
    let mut reopened = Lab::new(3);
    assert!(reopened.stored(stored.clone()).is_empty());
    assert_eq!((reopened.active(), reopened.kept().len()), (None, 1));
    reopened.open(StudyId(1000.0));
    assert!(reopened.active().unwrap().is_paused);
    store(&lab.stop(), &mut stored);
    let mut reopened = Lab::new(3);
    assert!(reopened.stored(stored).is_empty());
    assert!(reopened.active().is_none() && reopened.kept()[0].is_finished());
}

#[test]
fn a_study_belongs_to_the_tab_that_it_is_on_until_it_is_put_aside() {
    let mut lab = lab();
    let id = StudyId(1000.0);
    assert!(start(&mut lab).contains(&LabEffect::Hold(id)));
    let file = lab.active().unwrap().file().to_json();
    let effects = lab.import(&file, 2000.0).unwrap();
    assert!(effects.contains(&LabEffect::LetGo(id)));
    assert!(effects.contains(&LabEffect::Hold(StudyId(2000.0))));
}

#[test]
fn a_study_under_way_is_not_put_aside_for_one_that_was_kept() {
    let mut stored = Vec::new();
    store(&start(&mut lab()), &mut stored);
    let mut other = running_editor(Lab::new(3));
    other.stored(stored);
    other.start(&HyperParams::default(), 2000.0).unwrap();
    let kept = StudyId(1000.0);
    assert_eq!(other.reopen(kept), [LabEffect::LetGo(kept)]);
    assert_eq!(other.active().unwrap().id, StudyId(2000.0));
}

#[test]
fn a_study_that_another_tab_went_on_with_is_opened_as_that_tab_left_it() {
    let (mut lab, mut stored) = (lab(), Vec::new());
    store(&start(&mut lab), &mut stored);
    let mut other = Lab::new(3);
    other.stored(stored.clone());
    let early = stored[0].clone();
    for event in [epoch(1, 1, 0.9), end(1)] {
        store(&lab.hear(ONE, event), &mut stored);
    }
    other.refresh(stored[0].clone());
    other.refresh(early);
    other.open(StudyId(1000.0));
    assert_eq!(
        states(&other),
        ["completed", "running", "running", "waiting"]
    );
}

#[test]
fn a_new_study_puts_the_old_one_aside() {
    let mut lab = running();
    let effects = lab.start(&HyperParams::default(), 2000.0).unwrap();
    assert_eq!(lab.kept()[0].id, StudyId(1000.0));
    assert!(lab.kept()[0].is_paused);
    assert_eq!(started(&effects).len(), 2);
    let opened = lab.open(StudyId(1000.0));
    assert!(started(&opened).is_empty());
    assert_eq!(states(&lab), ["waiting"; 4]);
}

#[test]
fn a_log_whose_end_was_not_written_is_used_as_far_as_it_goes() {
    let (mut lab, mut stored) = (lab(), Vec::new());
    store(&start(&mut lab), &mut stored);
    stored[0].events.push(StudyEvent::TrialEnd {
        trial: 3,
        outcome: Outcome::Completed,
    });
    let mut reopened = Lab::new(3);
    reopened.stored(stored);
    reopened.reopen(StudyId(1000.0));
    assert_eq!(
        states(&reopened),
        ["running", "running", "waiting", "waiting"]
    );
}

#[test]
fn a_kept_study_that_cannot_be_read_is_left_alone_and_told_of() {
    let mut lab = Lab::new(3);
    let stored = StoredStudy {
        id: StudyId(1.0),
        definition: r#"{"format": "tuneground-study", "version": 9}"#.to_owned(),
        paused: false,
        events: Vec::new(),
    };
    let effects = lab.stored(vec![stored]);
    assert!(notices(&effects)[0].contains("version 9"));
    assert!(
        !effects
            .iter()
            .any(|effect| matches!(effect, LabEffect::Store(_)))
    );
}

#[test]
fn a_browser_that_keeps_nothing_is_told_of_once() {
    let mut lab = Lab::new(3);
    assert!(notices(&lab.storage_failed("no room"))[0].contains("no room"));
    assert!(lab.storage_failed("no room").is_empty());
    assert_eq!(started(&start(&mut running_editor(lab))).len(), 2);
}

fn running_editor(mut lab: Lab) -> Lab {
    lab.editor = self::lab().editor;
    lab
}

#[test]
fn an_exported_study_comes_back_by_its_file() {
    let mut lab = running();
    finish(&mut lab, ONE, 1, 0.9);
    let file = lab.active().unwrap().file().to_json();
    let mut other = Lab::new(3);
    let effects = other.import(&file, 5.0).unwrap();
    assert!(
        started(&effects).is_empty(),
        "an import does not train by itself"
    );
    assert_eq!(
        states(&other),
        ["completed", "waiting", "waiting", "waiting"]
    );
    assert!(other.active().unwrap().is_paused);
    assert_eq!(started(&other.resume()).len(), 2);
}

#[test]
fn a_file_that_is_no_study_is_refused_and_nothing_is_lost() {
    let mut lab = running();
    let before = lab.clone();
    assert!(lab.import("{}", 5.0).is_err());
    assert_eq!(lab, before);
}

#[test]
fn a_deleted_study_is_gone() {
    let mut lab = running();
    let effects = lab.delete(StudyId(1000.0));
    assert!(effects.contains(&LabEffect::Store(StoreCommand::Delete {
        id: StudyId(1000.0)
    })));
    assert!(lab.active().is_none() && lab.kept().is_empty());
}
