//! Which runs the table lists, and how.

use super::*;
use crate::hyperparams::catalog::{DROPOUT, OPTIMIZER};
use crate::metrics::EpochMetrics;
use crate::protocol::RunId;

/// Four runs: Adam and SGD, two of each; their accuracies are .9, .8, .7 and none.
fn page() -> State {
    let mut page = State::new(DeviceChoice::Auto, HyperParams::default(), 3);
    for (at, optimizer) in ["adam", "sgd", "adam", "sgd"].into_iter().enumerate() {
        let params = HyperParams::default()
            .with(&OPTIMIZER, optimizer)
            .with(&DROPOUT, at as f64 / 10.0);
        let run_id = page.runs.start(params);
        if at < 3 {
            page.runs.apply(&TrainerEvent::EpochEnd {
                run_id,
                metrics: EpochMetrics {
                    epoch: 1,
                    loss: 0.5,
                    accuracy: 0.5,
                    val_loss: 0.5,
                    val_accuracy: 0.9 - at as f64 / 10.0,
                    elapsed_ms: 1000.0 + at as f64,
                    learning_rate: None,
                    penalty: None,
                    val_penalty: None,
                },
                images_per_second: 1.0,
                steps: vec![],
            });
        }
        page.runs.apply(&TrainerEvent::TrainEnd {
            run_id,
            outcome: Outcome::Completed,
        });
    }
    page
}

fn list(page: &mut State, action: ListingAction) {
    page.apply(Action::View(ViewAction::List(action)));
}

fn ids(page: &State) -> Vec<u32> {
    page.lines().iter().map(|line| line.run.0).collect()
}

fn groups(page: &State) -> Vec<String> {
    let headings = page.lines().into_iter().map(|line| line.heading);
    headings.filter(|heading| !heading.is_empty()).collect()
}

#[test]
fn the_newest_run_comes_first_until_a_head_is_pressed() {
    let mut page = page();
    assert_eq!(ids(&page), [4, 3, 2, 1]);
    let mut pressed = |times: usize, key: &str| {
        (0..times).for_each(|_| list(&mut page, ListingAction::Press(key.to_owned())));
        (ids(&page), page.view.runs.direction(RunColumn::Final))
    };
    // A run without a number is last either way.
    assert_eq!(pressed(1, "final"), (vec![1, 2, 3, 4], "descending"));
    assert_eq!(pressed(1, "final"), (vec![3, 2, 1, 4], "ascending"));
    assert_eq!(pressed(1, "final"), (vec![4, 3, 2, 1], "none"));
    assert_eq!(pressed(1, "seconds").0, [3, 2, 1, 4]);
    assert_eq!(pressed(1, "epochs").0, [3, 2, 1, 4]);
    // Texts begin with their first letters: "optimizer Adam, dropout 0.2" before "optimizer SGD, dropout 0.1".
    assert_eq!(pressed(1, "differs").0, [1, 3, 2, 4]);
    assert_eq!(page.view.runs.direction(RunColumn::Differs), "ascending");
    let mut pressed = |times: usize, key: &str| {
        (0..times).for_each(|_| list(&mut page, ListingAction::Press(key.to_owned())));
        (ids(&page), page.view.runs.direction(RunColumn::Final))
    };
    assert_eq!(pressed(1, "no column").0, [1, 3, 2, 4]);
    list(&mut page, ListingAction::Sort(String::new()));
    assert_eq!(ids(&page), [4, 3, 2, 1]);
    list(&mut page, ListingAction::Sort("best".to_owned()));
    assert_eq!(ids(&page), [1, 2, 3, 4]);
}

#[test]
fn runs_are_found_by_their_settings_their_names_and_what_came_of_them() {
    let mut page = page();
    page.runs.rename(RunId(3), "Third #baseline");
    let mut found = |words: &str| {
        list(&mut page, ListingAction::Find(words.to_owned()));
        ids(&page)
    };
    assert_eq!(found("optimizer=sgd"), [4, 2]);
    assert_eq!(found("ADAM #base"), [3]);
    assert_eq!(found("completed dropout=0.1"), [2]);
    assert_eq!(found("adam sgd"), [0; 0]);
    assert_eq!(found("  "), [4, 3, 2, 1]);
}

#[test]
fn groups_tell_what_their_runs_came_to() {
    let mut page = page();
    let offered = |page: &State| page.groupings().iter().map(|it| it.1).collect::<Vec<_>>();
    assert_eq!(offered(&page), ["Optimizer", "Dropout"]);
    list(&mut page, ListingAction::Group("optimizer".to_owned()));
    // .8 alone, and .7 and .9.
    assert_eq!(
        groups(&page),
        [
            "Optimizer SGD · 2 runs, final 80.00 %",
            "Optimizer Adam · 2 runs, final 80.00 % on average, ± 14.14 %"
        ]
    );
    assert_eq!(ids(&page), [4, 2, 3, 1]);

    page.runs.rename(RunId(2), "#b run");
    assert_eq!(offered(&page)[0], "tag");
    list(&mut page, ListingAction::Group("#".to_owned()));
    assert_eq!(ids(&page), [4, 3, 1, 2]);
    assert_eq!(groups(&page)[1], "#b · 1 run, final 80.00 %");
    list(&mut page, ListingAction::Group(String::new()));
    assert!(groups(&page).is_empty());
}

#[test]
fn what_is_selected_is_meant_and_else_all_that_is_listed() {
    let mut page = page();
    let meant = |page: &State| {
        page.meant_runs()
            .iter()
            .map(|run| run.id.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(meant(&page), [1, 2, 3, 4]);
    list(&mut page, ListingAction::Find("adam".to_owned()));
    assert_eq!(meant(&page), [1, 3]);
    list(&mut page, ListingAction::Select(RunId(1), true));
    // What nobody sees is not meant.
    list(&mut page, ListingAction::Select(RunId(2), true));
    assert_eq!(meant(&page), [1]);
    list(&mut page, ListingAction::SelectAll(true));
    assert_eq!(page.selected_runs(), [RunId(3), RunId(1)]);
    assert!(page.are_all_selected());
    page.apply(Action::Run(RunAction::ShowSelected));
    let hidden: Vec<bool> = page.runs.iter().map(|run| run.hidden).collect();
    assert_eq!(hidden, [false, true, false, true]);

    page.apply(Action::Run(RunAction::DeleteSelected));
    assert!(ids(&page).is_empty() && page.selected_runs().is_empty());
    assert!(!page.are_all_selected());
    list(&mut page, ListingAction::Find(String::new()));
    assert_eq!(ids(&page), [4, 2]);
    // One after the other comes back, the last one first.
    for expected in [vec![4, 2, 1], vec![4, 3, 2, 1]] {
        page.apply(Action::Notice(NoticeRequest::Take(
            NoticeAction::UndoDelete,
        )));
        assert_eq!(ids(&page), expected);
    }
    list(&mut page, ListingAction::SelectAll(false));
    assert!(page.selected_runs().is_empty());
}

#[test]
fn what_changes_the_table_is_there_from_three_runs_on_and_while_it_changes_it() {
    let mut page = page();
    assert!(!page.needs_no_tools());
    for run in [3, 4] {
        page.apply(Action::Run(RunAction::Delete(RunId(run))));
    }
    assert!(page.needs_no_tools());
    let words = ListingAction::Find("no such run".to_owned());
    for (change, back) in [
        (words, ListingAction::Find(String::new())),
        (
            ListingAction::SelectAll(true),
            ListingAction::SelectAll(false),
        ),
        (
            ListingAction::Show("best".to_owned(), false),
            ListingAction::Show("best".to_owned(), true),
        ),
    ] {
        list(&mut page, change);
        assert!(!page.needs_no_tools(), "nobody would find the way back");
        list(&mut page, back);
        assert!(page.needs_no_tools());
    }
}

#[test]
fn columns_that_are_left_out_are_kept() {
    let mut page = page();
    list(&mut page, ListingAction::Show("epochs".to_owned(), false));
    list(&mut page, ListingAction::Show("device".to_owned(), false));
    list(&mut page, ListingAction::Show("epochs".to_owned(), false));
    let kept = page.view.runs.to_keep();
    assert_eq!(kept, "device epochs");
    let mut later = self::page();
    list(&mut later, ListingAction::Remember(kept + " nonsense"));
    assert!(
        !later.view.runs.is_shown(RunColumn::Epochs) && later.view.runs.is_shown(RunColumn::Best)
    );
    list(&mut later, ListingAction::Show("epochs".to_owned(), true));
    assert_eq!(later.view.runs.to_keep(), "device");
}
