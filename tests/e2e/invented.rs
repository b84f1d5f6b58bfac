//! Recordings that nobody has trained, for figures that are only looked at.

use tuneground::hyperparams::catalog::{LEARNING_RATE, MOMENTUM, N_NODES};
use tuneground::hyperparams::{ParamSpec, Value};
use tuneground::metrics::{EpochMetrics, History, Outcome};
use tuneground::protocol::DeviceKind;
use tuneground::recording::{Made, RecordedRun, Recording};
use tuneground::state::FigureLink;

use crate::SMALL;

/// A figure's hash with two runs of three epochs: with a momentum of 0, and with one of 0.5.
pub fn two_runs() -> String {
    let early = Outcome::EarlyStopped {
        epoch: 3,
        best_epoch: 1,
    };
    hash(
        "title=Two+runs&caption=A+%26+B",
        vec![
            run(vec![(&MOMENTUM, 0.0.into())], 0.9, early),
            run(vec![(&MOMENTUM, 0.5.into())], 0.95, Outcome::Completed),
        ],
    )
}

/// A figure's hash with a run for each of two learning rates by two widths.
pub fn study(more: &str) -> String {
    let run = |rate: f64, nodes: f64, last| {
        let values = vec![(&LEARNING_RATE, rate.into()), (&N_NODES, nodes.into())];
        run(values, last, Outcome::Completed)
    };
    let runs = vec![
        run(0.01, 4.0, 0.81),
        run(0.01, 8.0, 0.82),
        run(0.1, 4.0, 0.83),
        run(0.1, 8.0, 0.84),
    ];
    hash(more, runs)
}

/// A figure's hash with a run for each of three learning rates by three widths, as panels.
pub fn grid(more: &str) -> String {
    let rates = [0.001, 0.01, 0.1];
    let settings = rates.map(|rate| [64.0, 128.0, 256.0].map(|nodes| (rate, nodes)));
    let runs = settings.as_flattened().iter().map(|(rate, nodes)| {
        let values = vec![
            (&LEARNING_RATE, (*rate).into()),
            (&N_NODES, (*nodes).into()),
        ];
        run(values, 0.9, Outcome::Completed)
    });
    hash(&format!("show=panels&{more}"), runs.collect())
}

/// Its test accuracy is 2.66 percentage points below its training accuracy, which ends with `last`.
fn run(values: Vec<(&'static ParamSpec, Value)>, last: f64, outcome: Outcome) -> RecordedRun {
    let epoch = |(at, accuracy): (usize, f64)| EpochMetrics {
        epoch: at + 1,
        loss: 0.5,
        accuracy,
        val_loss: 0.6,
        val_accuracy: accuracy - 0.0266,
        elapsed_ms: 1.0,
        learning_rate: None,
        penalty: None,
        val_penalty: None,
    };
    let history = History {
        epochs: [0.8, 0.7, last]
            .into_iter()
            .enumerate()
            .map(epoch)
            .collect(),
        first_epoch_steps: Vec::new(),
    };
    RecordedRun::of("", values, &history, outcome)
}

fn hash(more: &str, runs: Vec<RecordedRun>) -> String {
    let (mut link, errors) = FigureLink::parse(&format!("{SMALL}&{more}"));
    assert_eq!(errors, []);
    let made = Made::now("2026-11-26", DeviceKind::Cpu, &link.link.hyperparams);
    link.recording = Some(Recording { made, runs });
    link.to_hash()
}
