//! Whoever hears that a run began hears once that it ended, whatever happens in whatever order.

use std::collections::BTreeMap;

use super::*;
use crate::state::PageEvent;
use crate::state::notices::MOST_UNDONE;

/// What programs were told of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Told {
    begins: usize,
    ends: usize,
}

/// Takes in what programs hear; fails where it cannot be.
fn listen(told: &mut BTreeMap<RunId, Told>, effects: &[Effect]) {
    for effect in effects {
        let Effect::Publish(event) = effect else {
            continue;
        };
        match event {
            PageEvent::TrainBegin { run, .. } => {
                let told = told.entry(*run).or_default();
                assert_eq!((told.begins, told.ends), (0, 0), "{run:?} begins again");
                told.begins += 1;
            }
            PageEvent::EpochEnd { run, .. } => {
                let told = told.entry(*run).or_default();
                assert_eq!(told.ends, 0, "an epoch after the end of {run:?}");
            }
            PageEvent::TrainEnd { run, .. } => {
                let told = told.entry(*run).or_default();
                assert_eq!(told.ends, 0, "{run:?} ends again");
                told.ends += 1;
            }
            _ => {}
        }
    }
}

/// Pseudorandom numbers below `below`.
struct Dice(u64);

impl Dice {
    fn throw(&mut self, below: u32) -> u32 {
        // xorshift64.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % u64::from(below)) as u32
    }
}

fn ask(page: &mut State, dice: &mut Dice) -> Vec<Effect> {
    let hyperparams = HyperParams::default();
    let run = RunId(dice.throw(page.runs.iter().count() as u32 + 3));
    match dice.throw(12) {
        0..3 => page
            .start_run(hyperparams, Pace::Through)
            .unwrap_or_default(),
        3 => page.train(&hyperparams).unwrap_or_default(),
        4 => page.step(&hyperparams).unwrap_or_default(),
        5 => page.stop_run(),
        6 => page.reset_run(),
        7 => page.delete_run(run),
        8 => page.undo_delete_run(),
        9 => page.choose(DeviceChoice::ALL[dice.throw(3) as usize]),
        10 => page.retry(),
        _ => page.stop_unanswered(run, STOP_PATIENCE),
    }
}

/// Something that a worker may say: of the run at hand, or of any.
fn say(page: &State, dice: &mut Dice) -> TrainerEvent {
    let active = page.runs.active().map(|run| run.id);
    let any = RunId(dice.throw(page.runs.iter().count() as u32 + 3));
    let id = active.filter(|_| dice.throw(5) > 0).unwrap_or(any);
    let text = String::new;
    match dice.throw(14) {
        0 => ready(page.runs_device().unwrap_or(DeviceKind::Cpu)),
        1..4 => begun(id),
        4..7 => epoch_end(id, 1, 0.9),
        7 => end(id, Outcome::Completed),
        8 => end(id, Outcome::Stopped),
        9 => TrainerEvent::Failed {
            run_id: Some(id),
            message: text(),
        },
        10 => dead_worker(),
        11 => TrainerEvent::Unavailable { reason: text() },
        12 => TrainerEvent::LoadFailed { message: text() },
        _ => TrainerEvent::Paused { run_id: id },
    }
}

#[test]
fn every_run_that_begins_ends_once_whatever_happens() {
    for seed in 1..=300 {
        let mut dice = Dice(seed * 0x9e37_79b9);
        let adapter = if seed % 2 == 0 { usable() } else { no_gpu() };
        let mut page = at_work_on(adapter);
        let mut told = BTreeMap::new();
        for _ in 0..200 {
            let effects = if dice.throw(3) == 0 {
                ask(&mut page, &mut dice)
            } else {
                let event = say(&page, &mut dice);
                page.hear_of_runs(event)
            };
            let active = page.runs.active().map(|run| run.id);
            listen(&mut told, &effects);
            for (run, told) in &told {
                let is_over = Some(*run) != active;
                assert_eq!(told.ends, usize::from(is_over), "{run:?} of seed {seed}");
            }
        }
        listen(&mut told, &page.reset_run());
        assert!(told.values().all(|told| told.ends == 1), "seed {seed}");
        assert!(told.len() > 5, "seed {seed} has started hardly any run");
    }
}

#[test]
fn a_run_that_is_reset_or_deleted_in_its_course_was_stopped() {
    let reset: fn(&mut State, RunId) -> Vec<Effect> = |page, _| page.reset_run();
    for end_it in [reset, State::delete_run] {
        let (mut page, run_id) = training_on(no_gpu());
        page.hear_of_runs(epoch_end(run_id, 1, 0.9));
        let effects = end_it(&mut page, run_id);
        let ends = |effect: &&Effect| {
            let Effect::Publish(event) = effect else {
                return false;
            };
            let event = serde_json::to_value(event).unwrap();
            event["outcome"] == "stopped" && event["history"].as_array().unwrap().len() == 1
        };
        assert_eq!(effects.iter().filter(ends).count(), 1, "{effects:?}");
        assert_eq!(page.hear_of_runs(end(run_id, Outcome::Stopped)), []);
    }
}

#[test]
fn a_start_right_after_a_stop_needs_no_answer_of_the_worker() {
    let mut page = at_work_on(no_gpu());
    page.start_run(HyperParams::default(), Pace::Through)
        .unwrap();
    let first = page.runs.active().unwrap().id;
    page.stop_run();
    let effects = page
        .start_run(HyperParams::default(), Pace::Through)
        .unwrap();
    assert_eq!(published(&effects), ["train-end"]);
    let second = page.runs.active().unwrap().id;
    assert_ne!(first, second);
    let asked = commands(&effects);
    assert!(matches!(asked[1], TrainerCommand::Start { run_id, .. } if *run_id == second));
    for late in [begun(first), end(first, Outcome::Stopped)] {
        assert_eq!(page.hear_of_runs(late), []);
    }
    assert_eq!(
        page.stop_unanswered(first, STOP_PATIENCE),
        [],
        "it has answered"
    );
    assert_eq!(
        published(&page.hear_of_runs(begun(second))),
        ["train-begin"]
    );
}

#[test]
fn a_stop_before_the_worker_is_up_ends_the_run_and_leaves_the_worker_alone() {
    let mut page = page_of(DeviceChoice::Auto);
    page.probed(no_gpu());
    page.start_run(HyperParams::default(), Pace::Through)
        .unwrap();
    let run_id = page.runs.active().unwrap().id;
    let effects = page.stop_run();
    assert_eq!(commands(&effects), [&TrainerCommand::Stop { run_id }]);
    assert_eq!(published(&effects), ["train-end"]);
    assert!(!effects.contains(&Effect::WatchStop(run_id)));
    assert_eq!(page.phase(), Phase::Loading);
}

#[test]
fn a_run_that_was_asked_to_stop_does_not_start_again_on_the_cpu() {
    let (mut page, _) = training_on(usable());
    page.stop_run();
    let effects = page.hear_of_runs(dead_worker());
    assert_eq!(published(&effects), ["train-end"]);
    assert_eq!(workers(&effects), [DeviceKind::Cpu]);
    assert!(page.runs.active().is_none());
}

#[test]
fn a_run_that_starts_again_on_the_cpu_begins_once_and_programs_hear_why() {
    let (mut page, run_id) = training_on(usable());
    assert_eq!(published(&page.hear_of_runs(dead_worker())), ["error"]);
    page.hear_of_runs(ready(DeviceKind::Cpu));
    assert_eq!(
        published(&page.hear_of_runs(begun(run_id))),
        Vec::<String>::new()
    );
    assert_eq!(
        published(&page.hear_of_runs(epoch_end(run_id, 1, 0.9))),
        ["epoch-end"]
    );
    let effects = page.hear_of_runs(end(run_id, Outcome::Completed));
    assert_eq!(published(&effects), ["train-end"]);
}

#[test]
fn a_deleted_run_comes_back_to_its_place_with_its_curve() {
    let (mut page, first) = training_on(no_gpu());
    page.hear_of_runs(epoch_end(first, 1, 0.9));
    page.hear_of_runs(end(first, Outcome::Completed));
    page.start_run(HyperParams::default(), Pace::Through)
        .unwrap();
    let before = page.runs.clone();
    page.delete_run(first);
    let notice = page.notices.list().last().unwrap();
    assert_eq!(notice.message, "Run 1 was deleted.");
    assert_eq!(notice.action, Some(NoticeAction::UndoDelete));
    page.undo_delete_run();
    assert_eq!(page.runs, before);
    assert!(page.notices.list().is_empty());
    assert_eq!(page.undo_delete_run(), [], "it is back already");
}

/// A page with so many runs of an epoch each.
fn with_runs(count: usize) -> (State, Vec<RunId>) {
    let (mut page, _) = training_on(no_gpu());
    let mut ids = Vec::new();
    for _ in 0..count {
        if page.runs.active().is_none() {
            page.start_run(HyperParams::default(), Pace::Through)
                .unwrap();
        }
        let id = page.runs.active().unwrap().id;
        page.hear_of_runs(epoch_end(id, 1, 0.9));
        page.hear_of_runs(end(id, Outcome::Completed));
        ids.push(id);
    }
    (page, ids)
}

#[test]
fn runs_that_were_deleted_one_after_the_other_come_back_one_after_the_other() {
    let (mut page, ids) = with_runs(3);
    let before = page.runs.clone();
    for at in [1, 0, 2] {
        page.delete_run(ids[at]);
    }
    for back in ["Run 3", "Run 1", "Run 2"] {
        let said = format!("{back} was deleted.");
        assert_eq!(page.notices.list().last().unwrap().message, said);
        page.undo_delete_run();
    }
    assert_eq!(page.runs, before);
    assert!(page.notices.list().is_empty());
}

#[test]
fn a_run_without_an_epoch_takes_no_offer_along() {
    let (mut page, ids) = with_runs(1);
    page.delete_run(ids[0]);
    page.notices.show("another", None);
    let empty = page.runs.start(HyperParams::default());
    page.delete_run(empty);
    assert!(page.notices.offers(NoticeAction::UndoDelete));
}

#[test]
fn an_offer_that_was_dismissed_does_not_come_back_with_the_next() {
    let (mut page, ids) = with_runs(2);
    page.delete_run(ids[0]);
    let notice = page.notices.list()[0].id;
    page.notices.dismiss(notice);
    page.delete_run(ids[1]);
    page.undo_delete_run();
    let left: Vec<RunId> = page.runs.iter().map(|run| run.id).collect();
    assert_eq!(left, [ids[1]]);
    assert!(page.notices.list().is_empty());
}

#[test]
fn so_many_deletions_can_be_undone_and_no_more() {
    let (mut page, ids) = with_runs(MOST_UNDONE + 2);
    ids.iter().for_each(|id| drop(page.delete_run(*id)));
    ids.iter().for_each(|_| drop(page.undo_delete_run()));
    assert_eq!(page.runs.iter().count(), MOST_UNDONE);
}

#[test]
fn a_run_that_was_thrown_away_in_its_course_comes_back_as_stopped() {
    let (mut page, run_id) = training_on(no_gpu());
    page.hear_of_runs(epoch_end(run_id, 1, 0.9));
    page.reset_run();
    page.undo_delete_run();
    let run = page.runs.get(run_id).unwrap();
    assert_eq!(
        (run.state().as_str(), run.history.epochs.len()),
        ("stopped", 1)
    );
}

#[test]
fn a_run_without_an_epoch_leaves_no_notice() {
    let (mut page, _) = training_on(no_gpu());
    page.reset_run();
    assert!(page.notices.list().is_empty());
}
