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

/// A page on which these runs were kept and the last one's setting, with so many nodes, is trained again: the names of its
/// runs before and after the first epoch.
fn trained_again(runs: &Runs, nodes: f64) -> [Vec<String>; 2] {
    let mut page = at_work_on(no_gpu());
    page.runs.take_kept(&runs.to_keep().unwrap());
    let setting = HyperParams::default().with(&N_NODES, nodes);
    page.start_run(setting, Pace::Through).unwrap();
    let names = |page: &State| page.runs.iter().map(|run| run.name.clone()).collect();
    let before = names(&page);
    page.hear_of_runs(begun(RunId(4)));
    page.hear_of_runs(epoch_end(RunId(4), 1, 0.9));
    assert!(page.runs.get(RunId(4)).unwrap().is_active());
    [before, names(&page)]
}

#[test]
fn a_run_that_was_interrupted_gives_way_to_its_setting_once_that_has_come_as_far() {
    let mut runs = runs();
    runs.rename(RunId(3), "Mine");
    let third = |runs: &Runs| reloaded(runs).get(RunId(3)).unwrap().outcome();
    assert_eq!(third(&runs), "interrupted");
    let all = ["Run 1", "Run 2", "Mine", "Run 4"];
    let [before, after] = trained_again(&runs, 64.0);
    assert_eq!(before, all, "nothing is lost where it does not come so far");
    assert_eq!(after, ["Run 1", "Run 2", "Mine"]);
    for nodes in [8.0, 16.0] {
        assert_eq!(
            trained_again(&runs, nodes)[1],
            all,
            "another setting, or one that ended"
        );
    }
    // One epoch more than the one that it is trained for here.
    runs.apply(&epoch_end(RunId(3), 2, 0.9));
    assert_eq!(trained_again(&runs, 64.0)[1], all);
}

#[test]
fn a_run_whose_rate_was_changed_by_hand_gives_way_to_none() {
    let mut runs = runs();
    runs.get_mut(RunId(3)).unwrap().change_learning_rate(0.25);
    assert_eq!(trained_again(&runs, 64.0)[1].len(), 4);
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
