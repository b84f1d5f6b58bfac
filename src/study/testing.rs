//! Small studies for tests.

use super::{Distribution, Plan, Pruner, Study, StudyDefinition, StudyEvent};
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{EPOCHS, LEARNING_RATE, MOMENTUM, N_NODES, OPTIMIZER};
use crate::metrics::{EpochMetrics, Outcome};

/// Learning rate × nodes, two values each.
pub fn definition(seeds: usize) -> StudyDefinition {
    StudyDefinition {
        name: "Test".to_owned(),
        space: vec![
            Distribution::list(&LEARNING_RATE, [0.1, 0.01]),
            Distribution::list(&N_NODES, [64.0, 128.0]),
        ],
        seeds,
        ..StudyDefinition::default()
    }
}

pub fn plan(seeds: usize) -> Plan {
    definition(seeds).check().unwrap()
}

/// The same, with runs of so many epochs: a log that is read back has them all.
pub fn plan_of_epochs(seeds: usize, epochs: usize) -> Plan {
    let mut definition = definition(seeds);
    definition.base = definition.base.with(&EPOCHS, epochs as f64);
    definition.check().unwrap()
}

pub fn pruned_study(pruner: Pruner) -> Study {
    let definition = StudyDefinition {
        pruner,
        ..definition(1)
    };
    Study::new(definition.check().unwrap())
}

pub fn epoch(epoch: usize, val_accuracy: f64) -> EpochMetrics {
    EpochMetrics {
        epoch,
        loss: 1.0 / epoch as f64,
        accuracy: val_accuracy + 0.01,
        val_loss: 1.1 / epoch as f64,
        val_accuracy,
        elapsed_ms: 100.0 * epoch as f64,
        learning_rate: Some(0.1 / 2.0_f64.powi(epoch as i32)),
        penalty: None,
        val_penalty: None,
    }
}

/// A trial from its beginning to its end, with these test accuracies.
pub fn whole_trial(trial: usize, val_accuracies: &[f64]) -> Vec<StudyEvent> {
    let epochs = (1..).zip(val_accuracies);
    let epochs = epochs.map(|(at, value)| StudyEvent::EpochEnd {
        trial,
        metrics: epoch(at, *value),
    });
    let outcome = Outcome::Completed;
    std::iter::once(StudyEvent::TrialBegin { trial })
        .chain(epochs)
        .chain([StudyEvent::TrialEnd { trial, outcome }])
        .collect()
}

/// The events of a trial whose loss stopped being a number in its first step.
pub fn diverged_trial(trial: usize) -> [StudyEvent; 2] {
    let outcome = Outcome::Diverged { epoch: 1, step: 1 };
    [
        StudyEvent::TrialBegin { trial },
        StudyEvent::TrialEnd { trial, outcome },
    ]
}

pub fn apply(study: &mut Study, events: &[StudyEvent]) {
    for event in events {
        study.apply(event).unwrap();
    }
}

/// A study whose trials, in order, came to these final test accuracies.
pub fn finished(seeds: usize, finals: &[f64]) -> Study {
    let mut study = Study::new(plan(seeds));
    for (trial, value) in finals.iter().enumerate() {
        apply(&mut study, &whole_trial(trial, &[value - 0.1, *value]));
    }
    study
}

/// A study that sweeps a choice on which defaults depend, over a base that says something for one of the choices alone.
pub fn of_optimizers() -> StudyDefinition {
    StudyDefinition {
        base: HyperParams::default().with(&MOMENTUM, 0.9),
        space: vec![Distribution::list(
            &OPTIMIZER,
            ["sgd", "adam", "adamw", "lion"],
        )],
        ..StudyDefinition::default()
    }
}
