//! What is on the page again after a reload, and what comes back after a deletion.

use super::keeping::{base, finish, finish_all, running, running_editor, start, store};
use super::{ONE, id, page, state, states};
use crate::hyperparams::HyperParams;
use crate::state::Effect;
use crate::state::studies::{Intent, StoreCommand};

#[test]
fn what_was_on_the_page_is_there_again_after_a_reload_with_what_was_to_be_next() {
    let (mut state, mut stored) = (state(), Vec::new());
    let effects = start(&mut state);
    finish_all(&mut state, effects, &mut stored);
    let finished = id(1000.0);
    for is_blank in [true, false] {
        let mut reloaded = if is_blank {
            page()
        } else {
            running_editor(page())
        };
        reloaded.studies.editor.seeds = "2".to_owned();
        reloaded.studies.expect(finished);
        let asked = reloaded.take_stored(stored.clone());
        assert_eq!(asked, [Effect::Read(finished, Intent::GoOn)]);
        reloaded.go_on_with_study(finished);
        assert_eq!(states(&reloaded), ["completed"; 4]);
        let form = reloaded.form.hyperparams();
        assert_eq!(*form, HyperParams::default(), "the address has the form");
        let seeds = if is_blank { "1" } else { "2" };
        assert_eq!(reloaded.studies.editor.seeds, seeds);
    }
    let mut elsewhere = page();
    elsewhere.studies.expect(id(3.0));
    assert_eq!(elsewhere.take_stored(stored), [], "it is gone");
}

#[test]
fn a_link_with_a_study_of_its_own_shows_that_and_not_one_that_was_under_way() {
    let mut stored = Vec::new();
    store(&start(&mut state()), &mut stored);
    let under_way = id(1000.0);
    let asked = |seeds: &str| {
        let mut opened = running_editor(page());
        opened.fill_form(base());
        opened.studies.editor.seeds = seeds.to_owned();
        opened.studies.editor.name = "In a link of that name".to_owned();
        opened.take_stored(stored.clone())
    };
    assert_eq!(asked("1"), [Effect::Read(under_way, Intent::GoOn)]);
    assert_eq!(asked("2"), []);
    assert_eq!(asked("none"), [], "what is wrong with it is shown");
    let without_study = page().take_stored(stored.clone());
    assert_eq!(without_study, [Effect::Read(under_way, Intent::GoOn)]);
}

#[test]
fn an_undone_deletion_leaves_alone_what_another_tab_has_made_of_the_study_since() {
    let (mut state, mut stored) = (running(), Vec::new());
    let deleted = state.delete_study(id(1000.0));
    let file = state.studies.thrown[0].clone();
    store(&[Effect::Store(StoreCommand::create(file))], &mut stored);
    let mut other = page();
    other.take_stored(stored.clone());
    store(&deleted, &mut stored);
    assert!(stored.is_empty());
    // The other tab still has it in its list, and opens it.
    store(&other.restore_study(id(1000.0)), &mut stored);
    store(&other.open_study(id(1000.0)), &mut stored);
    store(&other.resume_study(), &mut stored);
    store(&finish(&mut other, ONE, 1, 0.9), &mut stored);
    let written = stored.clone();
    store(&state.undo_delete_study(), &mut stored);
    assert_eq!(stored, written);
    // Where nobody has it, it comes back.
    state.refresh_study(stored.remove(0));
    state.delete_study(id(1000.0));
    store(&state.undo_delete_study(), &mut stored);
    assert_eq!(stored[0].events, written[0].events);
}

#[test]
fn a_log_of_which_the_browser_has_only_a_beginning_is_written_anew() {
    let (mut state, mut stored) = (state(), Vec::new());
    store(&start(&mut state), &mut stored);
    let early = stored[0].clone();
    store(&finish(&mut state, ONE, 1, 0.9), &mut stored);
    store(&state.put_aside(), &mut stored);
    let whole = stored.clone();
    assert_eq!(
        state.refresh_study(whole[0].clone()),
        [],
        "all of it is there"
    );
    let mut stored = vec![early.clone()];
    store(&state.refresh_study(early), &mut stored);
    assert_eq!(stored, whole);
}
