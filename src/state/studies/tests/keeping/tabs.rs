//! Which study is on the page, and in which tab.

use super::*;

#[test]
fn a_study_belongs_to_the_tab_that_it_is_on_until_it_is_put_aside() {
    let mut state = state();
    let first = id(1000.0);
    assert!(start(&mut state).contains(&Effect::Lock(first)));
    let file = state.studies.active().unwrap().file().to_json();
    let effects = state.import_study(&file, id(2000.0)).unwrap();
    assert!(effects.contains(&Effect::Unlock(first)));
    assert!(effects.contains(&Effect::Lock(id(2000.0))));
}

#[test]
fn a_study_under_way_is_not_put_aside_for_one_that_was_kept() {
    let mut stored = Vec::new();
    store(&start(&mut state()), &mut stored);
    let mut other = running_editor(page());
    other.take_stored(stored);
    other
        .start_over(&HyperParams::default(), id(2000.0))
        .unwrap();
    let kept = id(1000.0);
    assert_eq!(other.go_on_with_study(kept), [Effect::Unlock(kept)]);
    assert_eq!(other.studies.active().unwrap().id, id(2000.0));
}

#[test]
fn a_study_that_another_tab_went_on_with_is_opened_as_that_tab_left_it() {
    let (mut state, mut stored) = (state(), Vec::new());
    store(&start(&mut state), &mut stored);
    let mut other = page();
    other.take_stored(stored.clone());
    let early = stored[0].clone();
    for event in [epoch(1, 1, 0.9), end(1)] {
        store(&state.hear_of_study(ONE, event), &mut stored);
    }
    other.refresh_study(stored[0].clone());
    other.refresh_study(early);
    other.open_study(id(1000.0));
    assert_eq!(
        states(&other),
        ["completed", "running", "running", "waiting"]
    );
}

#[test]
fn a_new_study_puts_the_old_one_aside() {
    let mut state = running();
    let effects = state
        .start_over(&HyperParams::default(), id(2000.0))
        .unwrap();
    assert_eq!(state.studies.saved()[0].id, id(1000.0));
    assert!(state.studies.saved()[0].is_paused);
    assert_eq!(started(&effects).len(), 2);
    let said = notices(&mut state);
    assert!(said[0].contains("“learning rate” was paused"), "{said:?}");
    state.stop_study();
    let opened = state.open_study(id(1000.0));
    assert_eq!(
        notices(&mut state),
        [""; 0],
        "one that had ended was not paused"
    );
    assert!(started(&opened).is_empty());
    assert_eq!(states(&state), ["waiting"; 4]);
}
