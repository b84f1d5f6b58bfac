//! Programmes under way: what goes on from study to study, wherever they were left.

use super::*;
use crate::hyperparams::catalog::*;
use crate::study::StudyEvent;
use crate::study::testing::{apply, diverged_trial, whole_trial};

const SHORT: Programme = Programme {
    size: Size::Short,
    seeds: 1,
};

/// The studies of a programme, as far as they have begun.
#[derive(Default)]
struct Trained(Vec<Option<Study>>);

impl Trained {
    fn course(&self) -> Course<'_> {
        let studies: Vec<Option<&Study>> = self.0.iter().map(Option::as_ref).collect();
        SHORT.course(&studies)
    }

    /// Begins the next study.
    fn begin(&mut self) {
        let definition = self.course().next().unwrap();
        self.0.push(Some(Study::new(definition.check().unwrap())));
    }

    fn last(&mut self) -> &mut Study {
        self.0.last_mut().unwrap().as_mut().unwrap()
    }

    /// Trains the next study, with these accuracies by its settings.
    fn train(&mut self, accuracies: &[f64]) -> Taken {
        self.begin();
        assert_eq!(self.last().plan().settings().len(), accuracies.len());
        for (trial, accuracy) in accuracies.iter().enumerate() {
            apply(self.last(), &whole_trial(trial, &[*accuracy]));
        }
        self.taken()
    }

    fn taken(&self) -> Taken {
        let course = self.course();
        let ended = course.steps.iter().rev().find_map(|step| step.taken);
        ended.unwrap()
    }

    fn base(&self, row: &ParamSpec) -> Value {
        self.course().base.get(row)
    }
}

const LAYERS: [f64; 9] = [0.91, 0.92, 0.93, 0.94, 0.93, 0.96, 0.9, 0.9, 0.9];
const OPTIMIZERS: [f64; 4] = [0.95, 0.7, 0.96, 0.6];

#[test]
fn each_experiment_begins_from_the_winner_of_the_one_before() {
    let mut trained = Trained::default();
    assert_eq!(trained.train(&LAYERS), Taken::Best { setting: 5 });
    assert_eq!(trained.base(&N_NODES), Value::from(256.0));
    assert_eq!(trained.train(&OPTIMIZERS), Taken::Best { setting: 2 });
    let next = trained.course().next().unwrap();
    assert_eq!(next.name, "Batch size (quick)");
    for (row, value) in [
        (&N_LAYERS, Value::from(3.0)),
        (&N_NODES, Value::from(256.0)),
        (&OPTIMIZER, Value::from("rmsprop")),
        (&EPOCHS, Value::from(20.0)),
    ] {
        assert_eq!(next.base.get(row), value, "{}", row.key);
    }
}

#[test]
fn all_seven_are_trained_and_then_it_has_ended() {
    for size in Size::ALL {
        let programme = Programme { size, seeds: 2 };
        let mut studies: Vec<Study> = Vec::new();
        loop {
            let course = programme.course(&studies.iter().map(Some).collect::<Vec<_>>());
            assert_eq!(course.to_begin().count(), 7 - studies.len());
            let Some(next) = course.next() else { break };
            assert_eq!(next.seeds, 2);
            let mut study = Study::new(next.check().unwrap());
            for trial in 0..study.trials().len() {
                apply(&mut study, &whole_trial(trial, &[0.9]));
            }
            studies.push(study);
        }
        assert_eq!(studies.len(), EXPERIMENTS.len());
        let all: Vec<_> = studies.iter().map(Some).collect();
        assert!(programme.course(&all).open().is_none());
    }
}

#[test]
fn whatever_has_happened_so_far_the_rest_is_the_same() {
    let mut whole = Trained::default();
    whole.train(&LAYERS);
    whole.train(&OPTIMIZERS);
    let end = whole.course().next();
    // The second study is left after each of its events.
    let mut log = Vec::new();
    for (trial, accuracy) in OPTIMIZERS.iter().enumerate() {
        log.extend(whole_trial(trial, &[*accuracy]));
    }
    for left in 0..log.len() {
        let mut trained = Trained::default();
        trained.train(&LAYERS);
        trained.begin();
        apply(trained.last(), &log[..left]);
        let plan = trained.last().plan().clone();
        assert_eq!(trained.course().next(), None, "it is under way");
        assert_eq!(trained.course().open().unwrap().0, 1);
        let (mut again, _) = Study::heal(plan, log[..left].to_vec());
        again.interrupt();
        *trained.last() = again;
        for (trial, accuracy) in OPTIMIZERS.iter().enumerate() {
            if !trained.last().trials()[trial].state.has_ended() {
                apply(trained.last(), &whole_trial(trial, &[*accuracy]));
            }
        }
        assert_eq!(trained.course().next(), end, "left after {left} events");
    }
}

#[test]
fn of_equals_the_one_that_there_was_goes_on() {
    let mut trained = Trained::default();
    // 2 layers of 128 are what it begins from.
    let taken = trained.train(&[0.9, 0.9, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.9]);
    let expected = Taken::Tied {
        setting: 1,
        of: 3,
        is_as_before: true,
    };
    assert_eq!(taken, expected);
    assert_eq!(trained.base(&N_NODES), Value::from(128.0));
    let expected = Taken::Tied {
        setting: 1,
        of: 2,
        is_as_before: false,
    };
    assert_eq!(trained.train(&[0.7, 0.9, 0.9, 0.6]), expected);
    assert_eq!(trained.base(&OPTIMIZER), Value::from("adagrad"));
}

#[test]
fn where_nothing_can_be_compared_all_stays_as_it_was() {
    let mut trained = Trained::default();
    trained.train(&LAYERS);
    let before = trained.course().base;
    trained.begin();
    apply(trained.last(), &diverged_trial(0));
    apply(trained.last(), &whole_trial(1, &[0.1135]));
    let message = "no memory".to_owned();
    let failed = [
        StudyEvent::TrialBegin { trial: 2 },
        StudyEvent::TrialFailed { trial: 2, message },
        StudyEvent::TrialSkipped { trial: 3 },
    ];
    apply(trained.last(), &failed);
    assert_eq!(trained.taken(), Taken::Nothing);
    assert_eq!(trained.course().base, before);
    assert_eq!(trained.course().next().unwrap().name, "Batch size (quick)");
}

#[test]
fn what_there_was_before_gives_way_to_more_alone() {
    let mut trained = Trained::default();
    trained.train(&LAYERS);
    trained.train(&[0.95, 0.7, 0.94, 0.6]);
    trained.train(&[0.9, 0.91, 0.92, 0.93]);
    assert_eq!(
        trained.train(&[0.3, 0.94, 0.97, 0.8]),
        Taken::Best { setting: 2 }
    );
    // Momentum is not Adam's: its experiment has SGD.
    let taken = trained.train(&[0.96, 0.95, 0.9, 0.8]);
    let expected = Taken::Kept {
        best: 0,
        mean: 0.96,
        before: Some(0.97),
    };
    assert_eq!(taken, expected);
    assert_eq!(trained.base(&OPTIMIZER), Value::from("adam"));
    // No penalty at all is not among those that are tried.
    let mut penalties = [0.9; 8];
    penalties[7] = 0.972;
    assert_eq!(trained.train(&penalties), Taken::Best { setting: 7 });
    let taken = trained.train(&[0.97, 0.96, 0.95, 0.9]);
    let Taken::Kept {
        best: 0, before, ..
    } = taken
    else {
        panic!("{taken:?}");
    };
    assert_eq!(before, Some(0.972));
    assert_eq!(trained.base(&L2), Value::from(1e-4));
    assert_eq!(trained.base(&DROPOUT), Value::from(0.0));
}

#[test]
fn what_was_trained_for_longer_is_not_compared() {
    let mut trained = Trained::default();
    trained.train(&LAYERS);
    trained.train(&[0.95, 0.7, 0.94, 0.6]);
    // Batch sizes are trained for half as long as what follows.
    trained.train(&[0.9, 0.91, 0.92, 0.93]);
    trained.begin();
    for trial in 0..4 {
        apply(trained.last(), &diverged_trial(trial));
    }
    let taken = trained.train(&[0.99, 0.95, 0.9, 0.8]);
    let expected = Taken::Kept {
        best: 0,
        mean: 0.99,
        before: None,
    };
    assert_eq!(taken, expected);
}

#[test]
fn a_study_that_is_gone_is_trained_again_unless_later_ones_have_begun() {
    let mut trained = Trained::default();
    trained.train(&LAYERS);
    let first = trained.course().next();
    trained.begin();
    trained.0[1] = None;
    assert_eq!(trained.course().next(), first);
    trained.0.pop();
    trained.train(&OPTIMIZERS);
    trained.0[0] = None;
    let course = trained.course();
    assert_eq!(course.steps[0].taken, Some(Taken::Gone));
    // What the first had chosen is in the settings of the second.
    assert_eq!(trained.base(&N_NODES), Value::from(256.0));
    assert_eq!(course.steps.len(), 3);
}
