//! The programs that “Copy as burn” gives: they are what the generator writes, they compile, and from the same weights and
//! batches they come to what our own trainer comes to.
//!
//! `BURN_COPIES=write cargo test --test burn_copies` writes them anew; the next run compiles them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

#[path = "../keras_code/dice.rs"]
mod dice;
mod settings;

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use burn::module::{Module, ModuleMapper, ModuleVisitor, Param};
use burn::tensor::{Device, Tensor, TensorData};
use dice::Dice;
use settings::{SETTINGS, setting};
use tuneground::dataset::{Dataset, Images, TEST_SHARD, TRAIN_SHARDS, decode_shard, epoch_order};
use tuneground::export::burn_program;
use tuneground::hyperparams::catalog::*;
use tuneground::hyperparams::{CATALOG, HyperParams, Kind};
use tuneground::training::device::open_cpu;
use tuneground::training::{Reads, Tick, Trainer, fit};

/// Bytes of images, and what they show.
type Bytes<'a> = (&'a [u8], &'a [u8]);

/// A copied program, from the outside.
trait Program: Sized {
    /// - weights: of the trained variables, in the network's order
    fn new(weights: &[Vec<f32>], device: &Device) -> Self;
    /// Loss and accuracy of a batch before it was trained on.
    fn step(&mut self, batch: Bytes) -> [f64; 2];
    fn evaluate(&self, images: Bytes) -> [f64; 2];
    fn fit(&mut self, train: Bytes, validation: Bytes);
    fn weights(&self) -> Vec<Vec<f32>>;
}

/// A program as a module, with the ways in.
macro_rules! programs {
    ($($name:ident)*) => { $(
        #[allow(
            dead_code,
            unused_imports,
            clippy::all,
            clippy::disallowed_methods,
            reason = "whoever runs it has a main, and no browser"
        )]
        mod $name {
            include!(concat!("programs/", stringify!($name), ".rs"));

            pub struct Copied(Training, Device);

            impl super::Program for Copied {
                fn new(weights: &[Vec<f32>], device: &Device) -> Self {
                    let mut training = Training::new(&device.clone().autodiff());
                    training.model = super::with_weights(training.model, weights);
                    Self(training, device.clone())
                }

                fn step(&mut self, (pixels, digits): super::Bytes) -> [f64; 2] {
                    let metrics = self.0.step(Images::new(pixels, digits, &self.1));
                    [metrics.loss(), metrics.accuracy()]
                }

                fn evaluate(&self, (pixels, digits): super::Bytes) -> [f64; 2] {
                    use burn::module::Module as _;
                    let images = Images::new(pixels, digits, &self.1);
                    let metrics = evaluate(&self.0.model.valid(), &images);
                    [metrics.loss(), metrics.accuracy()]
                }

                fn fit(&mut self, train: super::Bytes, validation: super::Bytes) {
                    let [train, validation] = [train, validation]
                        .map(|(pixels, digits)| Images::new(pixels, digits, &self.1));
                    self.0.fit(&train, &validation);
                }

                fn weights(&self) -> Vec<Vec<f32>> {
                    super::weights(&self.0.model)
                }
            }
        }
    )* };
}

programs! {
    plain momentum decayed averaged normalized renormalized noisy dropped adadelta adamax adafactor ftrl lamb muon
}

/// Of the variables that are trained, in their order.
fn weights<M: Module>(model: &M) -> Vec<Vec<f32>> {
    struct Reading(Vec<Vec<f32>>);
    impl ModuleVisitor for Reading {
        #[allow(clippy::disallowed_methods, reason = "on the CPU nothing waits")]
        fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
            if param.val().is_require_grad() {
                let data = param.val().into_data();
                self.0.push(data.try_into_vec().unwrap());
            }
        }
    }
    let mut reading = Reading(Vec::new());
    model.visit(&mut reading);
    reading.0
}

fn with_weights<M: Module>(model: M, weights: &[Vec<f32>]) -> M {
    struct Writing<'a>(std::slice::Iter<'a, Vec<f32>>);
    impl ModuleMapper for Writing<'_> {
        fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
            if !param.val().is_require_grad() {
                return param;
            }
            param.map(|own| {
                let values = self.0.next().unwrap().clone();
                let data = TensorData::new(values, own.dims());
                Tensor::from_data(data, &own.device()).require_grad()
            })
        }
    }
    let mut writing = Writing(weights.iter());
    let model = model.map(&mut writing);
    assert!(
        writing.0.next().is_none(),
        "the network has fewer variables"
    );
    model
}

/// The first shard, and of the test images so few that a run takes no time.
fn dataset() -> Arc<Dataset> {
    static DATASET: OnceLock<Arc<Dataset>> = OnceLock::new();
    let read = || {
        let train = include_bytes!("../../public/mnist/train-0.bin.gz");
        let test = include_bytes!("../../public/mnist/test.bin.gz");
        let test = decode_shard(&TEST_SHARD, test).unwrap();
        Arc::new(Dataset {
            train: vec![Arc::new(decode_shard(&TRAIN_SHARDS[0], train).unwrap())],
            test: Arc::new(first(&test, 0..200)),
        })
    };
    DATASET.get_or_init(read).clone()
}

fn first(images: &Images, range: std::ops::Range<usize>) -> Images {
    Images {
        pixels: images.pixels[range.start * 784..range.end * 784].to_vec(),
        labels: images.labels[range].to_vec(),
    }
}

fn bytes(images: &Images) -> Bytes<'_> {
    (&images.pixels, &images.labels)
}

fn trainer(params: &HyperParams) -> Trainer {
    let params = params.check().unwrap();
    Trainer::new(params, dataset(), &open_cpu(), Reads::Every(1))
}

/// Those that are trained, in the network's order.
fn own_weights(trainer: &Trainer) -> Vec<Vec<f32>> {
    let variables = pollster::block_on(trainer.variables()).unwrap().into_iter();
    let trained = variables.filter(|it| {
        let name = it.name.rsplit('/').next().unwrap_or_default();
        ["kernel", "bias", "gamma", "beta"].contains(&name)
    });
    trained.map(|it| it.values).collect()
}

#[track_caller]
fn assert_near(found: &[f64], expected: &[f64], what: &str) {
    for (found, expected) in found.iter().zip(expected) {
        let off = (found - expected).abs();
        assert!(
            off <= 1e-5 * expected.abs().max(1e-3),
            "{what}: {found} is not {expected}"
        );
    }
}

/// Each within a hundred-thousandth of the largest of the network.
#[track_caller]
fn assert_weights(found: &[Vec<f32>], expected: &[Vec<f32>], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let all = expected.iter().flatten();
    let largest = all.fold(0.0_f32, |most, it| most.max(it.abs()));
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found.len(), expected.len(), "{what}: variable {at}");
        let pairs = found.iter().zip(expected);
        let off = pairs.fold(0.0_f32, |most, (a, b)| most.max((a - b).abs()));
        assert!(
            off <= 1e-5 * largest,
            "{what}: variable {at} is off by {off}, of {largest}"
        );
    }
}

/// Two epochs of both, on the same batches, from the same weights.
fn same_steps<P: Program>(name: &str) {
    let params = small(name);
    let checked = params.check().unwrap();
    let mut own = trainer(&params);
    let mut copied = P::new(&own_weights(&own), &open_cpu());
    let data = dataset();
    let trained = checked.images_per_epoch();
    let mut steps = 0;
    for epoch in 0..2 {
        let order = epoch_order(trained, checked.seed, epoch, checked.shuffle);
        for batch in order.chunks(checked.batch_size) {
            let images = batch.iter().map(|&at| data.train_image(at));
            let (pixels, digits): (Vec<&[u8]>, Vec<u8>) = images.unzip();
            let found = copied.step((&pixels.concat(), &digits));
            let told = next_step(&mut own);
            steps += 1;
            assert_near(&found, &told, &format!("{name}, step {steps}"));
            let what = format!("{name}, after step {steps}");
            assert_weights(&copied.weights(), &own_weights(&own), &what);
        }
    }
    assert!(steps >= 10, "{name}: {steps}");
}

fn next_step(trainer: &mut Trainer) -> [f64; 2] {
    loop {
        match pollster::block_on(trainer.tick()).unwrap() {
            Tick::Trained(steps) => return [steps[0].loss, steps[0].accuracy],
            Tick::Evaluating(_) | Tick::EpochEnd { .. } => {}
            Tick::Diverged { .. } => panic!("it diverged"),
        }
    }
}

/// The setting of a program, on fewer images where they are many.
fn small(name: &str) -> HyperParams {
    match name {
        // Six batches an epoch, as those of the others.
        "plain" => setting(name).with(&TRAIN_IMAGES, 768.0),
        _ => setting(name),
    }
}

/// What a run ends with, callbacks and all, where batches come in order.
fn same_run<P: Program>(name: &str) {
    let params = setting(name);
    let checked = params.check().unwrap();
    let own = trainer(&params);
    let mut copied = P::new(&own_weights(&own), &open_cpu());
    let data = dataset();
    let all = first(&data.train[0], 0..checked.images_per_epoch());
    copied.fit(bytes(&all), bytes(&data.test));
    let own = pollster::block_on(fit(own)).unwrap();
    let kept = own.variables.iter().filter(|it| {
        let name = it.name.rsplit('/').next().unwrap_or_default();
        ["kernel", "bias", "gamma", "beta"].contains(&name)
    });
    let kept: Vec<Vec<f32>> = kept.map(|it| it.values.clone()).collect();
    let what = format!(
        "{name}, {:?} after {} epochs",
        own.outcome,
        own.epochs.len()
    );
    assert_weights(&copied.weights(), &kept, &what);
}

/// Before any step and, where layers are random, whatever they draw.
fn same_evaluation<P: Program>(name: &str) {
    let own = trainer(&setting(name));
    let copied = P::new(&own_weights(&own), &open_cpu());
    let (loss, accuracy) = pollster::block_on(own.evaluate()).unwrap();
    let found = copied.evaluate(bytes(&dataset().test));
    assert_near(&found, &[loss, accuracy], name);
}

/// It gets better by training.
fn learns<P: Program>(name: &str) {
    let own = trainer(&setting(name));
    let mut copied = P::new(&own_weights(&own), &open_cpu());
    let data = dataset();
    let train = first(&data.train[0], 0..1000);
    copied.fit(bytes(&train), bytes(&data.test));
    let [_, accuracy] = copied.evaluate(bytes(&data.test));
    assert!(accuracy > 0.3, "{name}: {accuracy}");
}

macro_rules! each {
    ($test:ident, $body:ident: $($name:ident)*) => {
        mod $test {
            $(
                #[test]
                fn $name() {
                    super::$body::<super::$name::Copied>(stringify!($name));
                }
            )*
        }
    };
}

each! { a_programs_steps_are_ours, same_steps:
    plain momentum decayed averaged normalized renormalized adadelta adamax adafactor ftrl lamb muon
}

each! { a_programs_run_ends_as_ours_does, same_run:
    decayed averaged normalized renormalized adadelta adamax adafactor ftrl lamb muon
}

each! { a_program_evaluates_as_we_do, same_evaluation:
    plain averaged normalized renormalized noisy dropped ftrl
}

each! { a_program_with_random_layers_learns, learns: noisy dropped }

fn path(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/burn_copies/programs");
    folder.join(format!("{name}.rs"))
}

#[test]
fn every_program_is_what_the_page_gives() {
    for (name, _) in SETTINGS {
        let program = burn_program(&setting(name)).unwrap();
        if std::env::var_os("BURN_COPIES").is_some_and(|it| it == "write") {
            std::fs::write(path(name), &program).unwrap();
        }
        let kept = std::fs::read_to_string(path(name)).unwrap();
        assert!(kept == program, "{name} is another program now");
    }
}

#[test]
fn every_program_is_as_rustfmt_would_have_it() {
    for (name, _) in SETTINGS {
        let rustfmt = std::process::Command::new("rustfmt")
            .args(["--check", "--edition", "2024", "--config-path", "/dev/null"])
            .arg(path(name))
            .output()
            .unwrap_or_else(|error| panic!("rustfmt comes with the toolchain: {error}"));
        let told = String::from_utf8_lossy(&rustfmt.stdout);
        assert!(rustfmt.status.success(), "{name}\n{told}");
    }
}

/// So many that each row is turned in one of them.
const FORMS: usize = 400;

#[test]
fn a_program_of_any_setting_is_rust() {
    let Kind::Choice(optimizers) = OPTIMIZER.kind else {
        panic!("the optimizer is a choice");
    };
    let mut dice = Dice(7);
    for turn in optimizers.iter().cycle().take(FORMS) {
        let program = burn_program(&dice.form(turn.value)).unwrap();
        if let Err(error) = syn::parse_file(&program) {
            panic!("{error}\n{program}");
        }
    }
}

#[test]
fn the_programs_reach_every_choice() {
    let settings: Vec<HyperParams> = SETTINGS.iter().map(|(name, _)| setting(name)).collect();
    for row in CATALOG {
        let Kind::Choice(choices) = row.kind else {
            continue;
        };
        // A metric is a call, a mode a sign, no activation none; what is dropped together has a function each.
        if row.key == OUTPUT_ACTIVATION.key
            || row.key.ends_with("_noise_shape")
            || row.key.ends_with("_monitor")
            || row.key.ends_with("_mode")
            || row.key.ends_with("_constraint")
        {
            continue;
        }
        for choice in choices.iter().filter(|it| it.value != "linear") {
            let has = |one: &HyperParams| one.get(row) == choice.value.into();
            let is_listed = |one: &HyperParams| {
                row.key == ACTIVATION.key
                    && one.get(&HIDDEN_UNITS).to_string().contains(choice.value)
            };
            let reached = settings.iter().any(|one| has(one) || is_listed(one));
            assert!(reached, "{} = {}", row.key, choice.value);
        }
    }
}
