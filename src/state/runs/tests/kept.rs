//! Runs over a reload of the page.

use super::*;
use crate::hyperparams::catalog::N_NODES;
use crate::state::{Run, Runs};

/// Three runs: one that has come to its end, one that has diverged, and one that goes on.
fn runs() -> Runs {
    let mut runs = Runs::default();
    for (nodes, outcome) in [
        (16.0, Some(Outcome::Completed)),
        (32.0, Some(Outcome::Diverged { epoch: 2, step: 3 })),
        (64.0, None),
    ] {
        let id = runs.start(HyperParams::default().with(&N_NODES, nodes));
        runs.apply(&epoch_end(id, 1, 0.9));
        if let (Some(run), Some(outcome)) = (runs.get_mut(id), outcome) {
            run.end(Ending::Trained(outcome));
        }
    }
    runs
}

fn reloaded(runs: &Runs) -> Runs {
    let mut reloaded = Runs::default();
    reloaded.take_kept(&runs.to_keep().unwrap());
    reloaded
}

#[test]
fn runs_are_there_again_after_a_reload_and_one_that_went_on_has_stopped() {
    let mut runs = runs();
    runs.rename(RunId(1), "Wide é");
    runs.toggle_hidden(RunId(2));
    if let Some(run) = runs.get_mut(RunId(2)) {
        run.change_learning_rate(0.25);
    }
    let again = reloaded(&runs);
    let ended = |run: &Run| (run.name.clone(), run.hidden, run.color, run.outcome());
    for (before, after) in runs.iter().zip(again.iter()).take(2) {
        assert_eq!(ended(before), ended(after));
        assert_eq!(before.hyperparams, after.hyperparams);
        assert_eq!(before.checked, after.checked);
        assert_eq!(before.history, after.history);
        assert_eq!(before.learning_rates, after.learning_rates);
    }
    let third = again.get(RunId(3)).unwrap();
    assert_eq!(
        third.phase,
        RunPhase::Ended(Ending::Trained(Outcome::Stopped))
    );
    assert_eq!(again.iter().count(), 3);
    assert_eq!(reloaded(&again), again, "however often");
}

#[test]
fn a_run_that_was_interrupted_is_gone_on_with_by_the_same_setting_alone() {
    let mut runs = runs();
    runs.rename(RunId(3), "Mine");
    let page = |runs: &Runs| {
        let mut page = at_work_on(no_gpu());
        page.runs.take_kept(&runs.to_keep().unwrap());
        page
    };
    assert_eq!(
        page(&runs).runs.get(RunId(3)).unwrap().outcome(),
        "interrupted"
    );
    for (nodes, names) in [
        (64.0, ["Run 1", "Run 2", "Mine"].as_slice()),
        (16.0, &["Run 1", "Run 2", "Mine", "Run 4"]),
        (8.0, &["Run 1", "Run 2", "Mine", "Run 4"]),
    ] {
        let mut page = page(&runs);
        let setting = HyperParams::default().with(&N_NODES, nodes);
        page.start_run(setting, Pace::Through).unwrap();
        let all: Vec<&str> = page.runs.iter().map(|run| run.name.as_str()).collect();
        assert_eq!(all, names);
        assert!(page.runs.get(RunId(4)).unwrap().is_active());
    }
    // Whose rate was changed by hand is no run of its setting any more.
    runs.get_mut(RunId(3)).unwrap().change_learning_rate(0.25);
    let mut page = page(&runs);
    let setting = HyperParams::default().with(&N_NODES, 64.0);
    page.start_run(setting, Pace::Through).unwrap();
    assert_eq!(page.runs.iter().count(), 4);
}

#[test]
fn numbers_go_on_where_they_were() {
    let mut again = reloaded(&runs());
    assert_eq!(again.start(HyperParams::default()), RunId(4));
    assert_eq!(again.get(RunId(4)).unwrap().color, 3);
}

#[test]
fn what_has_come_to_nothing_is_not_kept() {
    let mut runs = Runs::default();
    assert_eq!(runs.to_keep(), None);
    runs.start(HyperParams::default());
    let failed = runs.start(HyperParams::default());
    runs.apply(&epoch_end(failed, 1, 0.9));
    runs.get_mut(failed).unwrap().fail("no room");
    assert_eq!(runs.to_keep(), None);
}

#[test]
fn what_nobody_has_kept_is_ignored() {
    let kept = runs().to_keep().unwrap();
    let cut = &kept[..kept.len() / 2];
    let wrong = kept.replace(LEARNING_RATE.key, "learning_rat");
    for text in ["", "{}", "[1]", cut, &wrong] {
        let mut runs = Runs::default();
        runs.take_kept(text);
        assert_eq!(runs, Runs::default(), "{text}");
    }
    // One that is wrong takes no other one along, and none comes twice.
    let mut runs = Runs::default();
    runs.take_kept(&kept.replacen("\"n_nodes\":16", "\"n_nodes\":-16", 1));
    assert_eq!(runs.iter().count(), 2);
    runs.take_kept(&kept);
    assert_eq!(runs.iter().count(), 3);
}
