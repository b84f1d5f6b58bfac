//! A run comes to the same bits whoever works out the parts of its batches: nobody else, one thread, two or three,
//! and helpers that are late, answer twice, hand over nonsense or nothing.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use tuneground::dataset::{Dataset, Images, TEST_SHARD, TRAIN_SHARDS, decode_shard};
use tuneground::fit::Threads;
use tuneground::hyperparams::{CheckedHyperParams, HyperParams, catalog};
use tuneground::training::device::open_cpu;
use tuneground::training::helpers::{Helper, Helpers, Nobody, Order, Task, Work, Worked};
use tuneground::training::{Reads, Trained, Trainer, fit_with};

/// What is arithmetic of a batch and not of an image: reductions, penalties, what gathers gradients; and batches that
/// are cut into two parts to eight, evenly or not.
const RUNS: &[(&str, &str)] = &[
    ("defaults", "batch_size=1000"),
    (
        "sgd",
        "batch_size=777 optimizer=sgd momentum=0.9 l2=0.01 activity_l2=0.01 hidden_units=20:tanh,16:sigmoid",
    ),
    (
        "sum",
        "batch_size=2000 reduction=sum optimizer=sgd learning_rate=0.0001 activity_l1=0.001 clipnorm=1",
    ),
    (
        "scaled",
        "batch_size=501 optimizer=adamw loss_scale_factor=8 gradient_accumulation_steps=2 global_clipnorm=0.5",
    ),
    (
        "ema",
        "batch_size=600 use_ema=true ema_overwrite_frequency=3 loss=mean_squared_error l1=0.0001",
    ),
    (
        "muon",
        "batch_size=1000 optimizer=muon label_smoothing=0.1 kernel_constraint=max_norm",
    ),
];

/// Three chunks, the last one smaller.
const TEST_IMAGES: usize = 4300;

fn dataset() -> Arc<Dataset> {
    let train = include_bytes!("../public/mnist/train-0.bin.gz");
    let test = include_bytes!("../public/mnist/test.bin.gz");
    let test = decode_shard(&TEST_SHARD, test).unwrap();
    let test = Images {
        pixels: test.pixels[..TEST_IMAGES * 784].to_vec(),
        labels: test.labels[..TEST_IMAGES].to_vec(),
    };
    Arc::new(Dataset {
        train: vec![Arc::new(decode_shard(&TRAIN_SHARDS[0], train).unwrap())],
        test: Arc::new(test),
    })
}

fn params(rows: &str) -> CheckedHyperParams {
    const BASE: &str = "train_images=4000 epochs=2 n_nodes=16 learning_rate=0.01";
    let rows = BASE.split(' ').chain(rows.split_whitespace());
    let params = rows.fold(HyperParams::default(), |params, row| {
        let (key, value) = row.split_once('=').unwrap();
        params.with(catalog::spec(key).expect(key), value)
    });
    params.check().unwrap()
}

/// Losses of all steps, numbers of all epochs and weights, bit for bit.
fn bits(trained: &Trained) -> Vec<u64> {
    let losses = trained.step_losses.iter().map(|loss| loss.to_bits());
    let epochs = trained.epochs.iter().flat_map(|epoch| {
        let penalties = [epoch.penalty, epoch.val_penalty].map(Option::unwrap_or_default);
        epoch.numbers().into_iter().chain(penalties)
    });
    let weights = trained.weights.iter().flat_map(|it| &it.values);
    losses
        .chain(epochs.map(f64::to_bits))
        .chain(weights.map(|value| value.to_bits().into()))
        .collect()
}

fn train(
    params: &CheckedHyperParams,
    dataset: &Arc<Dataset>,
    helpers: &mut impl Helpers,
) -> Vec<u64> {
    let trainer = Trainer::new(
        params.clone(),
        dataset.clone(),
        &open_cpu(),
        Reads::Every(1),
    );
    bits(&pollster::block_on(fit_with(trainer, helpers)).unwrap())
}

#[test]
fn a_run_comes_to_the_same_bits_on_any_number_of_threads() {
    let dataset = dataset();
    for (name, rows) in RUNS {
        let params = params(rows);
        let alone = train(&params, &dataset, &mut Nobody);
        for count in 1..=3 {
            let mut threads = Threads::start(count, &params, &dataset);
            let found = train(&params, &dataset, &mut threads);
            assert!(found == alone, "{name} on {count} threads more");
        }
    }
}

/// What a helper does of what it is asked.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Habit {
    AtOnce,
    LastPartFirst,
    Twice,
    /// It hands over a part when the next step's are ordered.
    OneStepLate,
    EveryOtherPart,
    /// It hands over too few gradients, or one where there is none.
    Nonsense,
    /// It works out places that a batch has not.
    BeyondTheEnd,
    Never,
}

/// Two helpers with the same habit.
struct Odd {
    habit: Habit,
    helper: Helper,
    worked: VecDeque<Worked>,
    late: VecDeque<Worked>,
    /// Parts that were taken.
    taken: usize,
    /// Chunks that were ordered.
    chunks: usize,
}

impl Odd {
    fn new(habit: Habit, params: &CheckedHyperParams, dataset: &Arc<Dataset>) -> Self {
        Self {
            habit,
            helper: Helper::new(params, dataset.clone(), &open_cpu()),
            worked: VecDeque::new(),
            late: VecDeque::new(),
            taken: 0,
            chunks: 0,
        }
    }
}

impl Helpers for Odd {
    fn count(&self) -> usize {
        2
    }

    fn give(&mut self, helper: usize, weights: &[f32], order: Order) {
        if helper == 0 {
            self.worked = std::mem::take(&mut self.late);
        }
        self.helper.take_weights(weights);
        for task in &order.tasks {
            self.chunks += usize::from(task.work == Work::Chunk);
            let worked = self.helper.work_out(order.step, task);
            let mut worked = pollster::block_on(worked).unwrap().unwrap();
            match self.habit {
                Habit::AtOnce => self.worked.push_back(worked),
                Habit::LastPartFirst => self.worked.push_front(worked),
                Habit::Twice => self.worked.extend([worked.clone(), worked]),
                Habit::OneStepLate => self.late.push_back(worked),
                Habit::EveryOtherPart if task.place.is_multiple_of(2) => {}
                Habit::EveryOtherPart => self.worked.push_back(worked),
                Habit::Nonsense => {
                    if worked.gradients.pop().is_none() {
                        worked.gradients.push(1.0);
                    }
                    self.worked.push_back(worked);
                }
                Habit::BeyondTheEnd => {
                    worked.place += 100;
                    self.worked.push_back(worked);
                }
                Habit::Never => {}
            }
        }
    }

    async fn next(&mut self, _: Duration) -> Option<Worked> {
        let worked = self.worked.pop_front()?;
        self.taken += 1;
        Some(worked)
    }
}

#[test]
fn helpers_may_do_what_they_like_and_the_run_comes_to_the_same_bits() {
    let dataset = dataset();
    for (name, rows) in RUNS {
        let params = params(rows);
        let alone = train(&params, &dataset, &mut Nobody);
        for habit in [
            Habit::AtOnce,
            Habit::LastPartFirst,
            Habit::Twice,
            Habit::OneStepLate,
            Habit::EveryOtherPart,
            Habit::Nonsense,
            Habit::BeyondTheEnd,
            Habit::Never,
        ] {
            let mut helpers = Odd::new(habit, &params, &dataset);
            let found = train(&params, &dataset, &mut helpers);
            assert!(found == alone, "{name}, {habit:?}");
            let is_heard = !matches!(habit, Habit::Never | Habit::OneStepLate);
            let hears = helpers.taken > 0 || !is_heard;
            assert!(hears, "{name}, {habit:?}: nobody was asked");
            // An epoch of two steps ends before anybody knows whether help pays.
            let is_asked = helpers.chunks > 0 || params.batch_size < 2000;
            assert!(is_asked, "{name}, {habit:?}: nobody was to evaluate");
        }
    }
}

#[test]
fn a_helper_without_the_images_of_a_part_does_not_panic() {
    let params = params("");
    let nothing = Arc::new(Dataset::default());
    let mut helper = Helper::new(&params, nothing, &open_cpu());
    let mut work_out = |work| {
        let task = Task { place: 1, work };
        pollster::block_on(helper.work_out(1, &task)).unwrap()
    };
    let images = vec![0, 7];
    let worked = work_out(Work::Part { of: 2, images }).unwrap();
    assert_eq!((worked.hits, worked.place), (0.0, 1));
    assert_eq!(work_out(Work::Chunk), None);
}
