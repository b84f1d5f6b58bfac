//! What looks into a run comes to what its trainer came to: the forward pass without burn against the trainer's own
//! evaluation of the weights that it has handed out. Gradients, activations and calibration are Keras'.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

mod diagnosis;

use std::sync::Arc;

use serde::Deserialize;
use tuneground::dataset::{Dataset, Images, TEST_SHARD, TRAIN_SHARDS, decode_shard};
use tuneground::hyperparams::{HyperParams, catalog};
use tuneground::inside::{
    Dense, Judged, Network, Pass, Plane, Principal, Validation, calibration_error,
    filter_normalized, normalized, raster,
};
use tuneground::metrics::EpochMetrics;
use tuneground::model::{Model, Variable, files, from_bytes, to_bytes};
use tuneground::training::device::open_cpu;
use tuneground::training::{Reads, Tick, Trainer};

/// Every activation, hidden and of the output, every loss, and batch normalization in both places, with and without what it
/// may have.
const SETTINGS: [&str; 18] = [
    "",
    "n_layers=0",
    "hidden_units=24:gelu,20:elu loss=kl_divergence",
    "hidden_units=24:mish,20:softplus loss=categorical_hinge output_activation=tanh",
    "hidden_units=24:silu,20:selu loss=huber huber_delta=0.3",
    "hidden_units=24:leaky_relu,20:hard_sigmoid loss=binary_crossentropy output_activation=sigmoid label_smoothing=0.1",
    "hidden_units=24:linear,20 from_logits=true output_activation=linear label_smoothing=0.1",
    "hidden_units=24:tanh,20:softsign loss=mean_squared_error",
    "hidden_units=24:sigmoid loss=mean_absolute_error",
    "relu_max_value=2 relu_negative_slope=0.1 relu_threshold=0.2",
    "activation=gelu approximate=true output_activation=softplus",
    "activation=elu elu_alpha=0.4 loss=binary_crossentropy output_activation=linear from_logits=true",
    "output_activation=hard_sigmoid loss=mean_squared_error",
    "batch_norm=before_activation activation=tanh dropout=0.3 input_dropout=0.1",
    "batch_norm=after_activation gaussian_noise=0.3 gaussian_dropout=0.2",
    "batch_norm=before_activation batch_norm_scale=false batch_norm_center=false batch_norm_epsilon=0.1",
    "batch_norm=after_activation batch_norm_renorm=true use_bias=false use_ema=true ema_momentum=0.8",
    "validation_split=0.2 optimizer=muon exclude_layers=output early_stopping=true \
     early_stopping_restore_best_weights=true",
];

/// The first 1,500 training images and 1,000 test images.
fn dataset() -> Arc<Dataset> {
    let train = include_bytes!("../public/mnist/train-0.bin.gz");
    let test = include_bytes!("../public/mnist/test.bin.gz");
    let first = |images: Images, count: usize| {
        let pixels = images.pixels[..count * 784].to_vec();
        let labels = images.labels[..count].to_vec();
        Arc::new(Images { pixels, labels })
    };
    Arc::new(Dataset {
        train: vec![first(decode_shard(&TRAIN_SHARDS[0], train).unwrap(), 1500)],
        test: first(decode_shard(&TEST_SHARD, test).unwrap(), 1000),
    })
}

fn params(rows: &str) -> HyperParams {
    const BASE: &str = "n_nodes=24 train_images=1500 batch_size=64 epochs=4 learning_rate=0.01";
    let rows = BASE.split(' ').chain(rows.split_whitespace());
    rows.fold(HyperParams::default(), |params, row| {
        let (key, value) = row.split_once('=').unwrap();
        params.with(catalog::spec(key).expect(key), value)
    })
}

/// A trainer at the end of its run.
fn trained(params: &HyperParams, dataset: &Arc<Dataset>) -> Trainer {
    followed(params, dataset).0
}

/// The same with what its last epoch has come to.
fn followed(params: &HyperParams, dataset: &Arc<Dataset>) -> (Trainer, EpochMetrics) {
    let checked = params.check().unwrap();
    let mut trainer = Trainer::new(checked, dataset.clone(), &open_cpu(), Reads::Every(1));
    loop {
        match pollster::block_on(trainer.tick()).unwrap() {
            Tick::EpochEnd {
                metrics,
                outcome: Some(_),
            } => return (trainer, metrics),
            Tick::Diverged { .. } => panic!("it has diverged"),
            _ => {}
        }
    }
}

#[test]
fn what_is_inside_is_what_the_trainer_evaluates() {
    let dataset = dataset();
    for rows in SETTINGS {
        let params = params(rows);
        let trainer = trained(&params, &dataset);
        let (loss, accuracy) = pollster::block_on(trainer.evaluate()).unwrap();
        let handed_out = to_bytes(&pollster::block_on(trainer.variables()).unwrap());
        let model = Model::new(params, from_bytes(&handed_out).unwrap()).unwrap();
        let mut images = Validation::of(&model.setting);
        let shard = match images.name() {
            "test" => &dataset.test,
            _ => &dataset.train[0],
        };
        images.fill(&shard.pixels, &shard.labels);
        let judged = Judged::new(&Network::new(&model), &images);
        assert_eq!(judged.accuracy(), accuracy, "{rows}");
        assert!(
            (judged.loss - loss).abs() < 1e-5,
            "{rows}: {} is not {loss}",
            judged.loss
        );
        assert!(accuracy > 0.15, "{rows} has learned nothing: {accuracy}");
    }
}

#[test]
fn a_loss_without_its_penalties_is_the_mean_of_the_images() {
    let dataset = dataset();
    for rows in [
        "l2=0.01 l1=0.0001 bias_l2=0.01 penalty_layers=all",
        "activity_l1=0.001 l2=0.001 loss=kl_divergence",
        "activity_l2=0.001 penalty_layers=all loss=huber",
    ] {
        let params = params(rows);
        let (trainer, epoch) = followed(&params, &dataset);
        let handed_out = to_bytes(&pollster::block_on(trainer.variables()).unwrap());
        let model = Model::new(params, from_bytes(&handed_out).unwrap()).unwrap();
        let mut images = Validation::of(&model.setting);
        images.fill(&dataset.test.pixels, &dataset.test.labels);
        let by_hand = Judged::new(&Network::new(&model), &images).loss;
        let data_loss = epoch.val_loss - epoch.val_penalty.unwrap();
        assert!(
            (data_loss - by_hand).abs() < 1e-5,
            "{rows}: {data_loss} is not {by_hand}"
        );
        assert!(epoch.val_penalty > Some(1e-3), "{rows}: {epoch:?}");
    }
}

/// What `inside/drawings.py` has made of a drawing.
#[derive(Deserialize)]
struct Drawing {
    name: String,
    strokes: Vec<Vec<[f32; 2]>>,
    image: Vec<u8>,
}

#[test]
fn drawings_are_normalized_as_mnist_describes_it() {
    let drawings: Vec<Drawing> =
        serde_json::from_str(include_str!("inside/drawings.json")).unwrap();
    assert_eq!(drawings.len(), 20);
    for drawing in drawings {
        let found = normalized(&raster(&drawing.strokes)).unwrap();
        let pairs = found.iter().zip(&drawing.image);
        let off = pairs.map(|(one, other)| one.abs_diff(*other)).max();
        // A rounding of the last bit.
        assert!(off <= Some(1), "{} is off by {off:?}", drawing.name);
    }
}

/// What `inside/by_keras.py` has made of a network.
#[derive(Deserialize)]
struct ByKeras {
    /// The setting; "saved" is the model that the script has loaded.
    rows: String,
    loss: f64,
    /// Gradients, layer by layer; of a large kernel every 97th.
    kernels: Vec<Vec<f64>>,
    biases: Vec<Vec<f64>>,
    /// What activations give at the first three images, layer by layer.
    outputs: Vec<Vec<f64>>,
    calibration: Option<f64>,
}

/// The numbers of the script's networks.
fn numbers(place: usize, shape: &[usize], name: &str) -> Vec<f32> {
    let count: usize = shape.iter().product();
    let number = |at: usize| {
        let whole = ((at * 7919 + place * 104_729) % 2001) as f32 - 1000.0;
        let whole = match name {
            "gamma" | "moving_variance" => whole.abs() + 500.0,
            _ => whole,
        };
        whole / if count > 1000 { 8192.0 } else { 1024.0 }
    };
    (0..count).map(number).collect()
}

fn model_of(rows: &str) -> Model {
    if rows == "saved" {
        return files::read("keras.keras", include_bytes!("models/keras.keras")).unwrap();
    }
    let params = rows.split(' ').fold(HyperParams::default(), |params, row| {
        let (key, value) = row.split_once('=').unwrap();
        params.with(catalog::spec(key).expect(key), value)
    });
    let params = params.with(&catalog::N_LAYERS, rows.matches(':').count() as f64);
    let places = params.check().unwrap().variables();
    let variables = places.into_iter().enumerate().map(|(at, place)| Variable {
        values: numbers(at, &place.shape, place.variable),
        name: place.name,
        shape: place.shape,
    });
    let variables = variables.collect();
    Model::new(params, variables).unwrap()
}

#[track_caller]
fn is_close(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let largest = expected.iter().copied().map(f64::abs).fold(0.0, f64::max);
    for (found, expected) in found.iter().zip(expected) {
        // Batch normalization's factors are rounded to single precision; nothing else is.
        let off = (found - expected).abs();
        assert!(
            off < 1e-6 * largest,
            "{what}: {found} is not {expected}, of {largest} at most"
        );
    }
}

#[test]
fn gradients_activations_and_calibration_are_what_keras_comes_to() {
    let cases: Vec<ByKeras> = serde_json::from_str(include_str!("inside/by_keras.json")).unwrap();
    let test = &dataset().test;
    for case in cases {
        let model = model_of(&case.rows);
        let network = Network::new(&model);
        let mut images = Validation::of(&model.setting);
        images.fill(&test.pixels[..200 * 784], &test.labels[..200]);
        let pixels: Vec<f32> = images.blocks(200).flatten().collect();
        let pass = Pass::new(&network, &pixels, &images.labels);
        let told = |what: &str| format!("{}: {what}", case.rows);
        is_close(&told("loss"), &[pass.loss], &[case.loss]);
        assert_eq!(pass.layers.len(), case.kernels.len(), "{}", case.rows);
        for (at, layer) in pass.layers.iter().enumerate() {
            let step = if layer.kernel.len() > 1000 { 97 } else { 1 };
            let kernel: Vec<f64> = layer.kernel.iter().copied().step_by(step).collect();
            is_close(&told("kernel"), &kernel, &case.kernels[at]);
            is_close(&told("bias"), &layer.bias, &case.biases[at]);
            let first = &layer.outputs[..3 * layer.bias.len()];
            is_close(&told("outputs"), first, &case.outputs[at]);
        }
        let error = calibration_error(&network, &Judged::new(&network, &images));
        assert_eq!(error.is_some(), case.calibration.is_some(), "{}", case.rows);
        let errors = [error, case.calibration].map(Option::unwrap_or_default);
        assert!(
            (errors[0] - errors[1]).abs() < 1e-6,
            "{}: {errors:?}",
            case.rows
        );
    }
}

/// What `inside/surface.py` has made of networks.
#[derive(Deserialize)]
struct ByNumpy {
    cases: Vec<Around>,
    path: OfPath,
}

#[derive(Deserialize)]
struct Around {
    rows: String,
    points: Vec<[f64; 2]>,
    losses: Vec<f64>,
}

#[derive(Deserialize)]
struct OfPath {
    /// Sizes: which way an eigenvector points is anybody's choice.
    path: Vec<[f64; 2]>,
    share: f64,
}

fn by_numpy() -> ByNumpy {
    serde_json::from_str(include_str!("inside/surface.json")).unwrap()
}

#[test]
fn the_loss_around_weights_is_what_numpy_comes_to() {
    let test = &dataset().test;
    let pixels: Vec<f32> = test.pixels[..200 * 784]
        .iter()
        .map(|it| f32::from(*it) / 255.0)
        .collect();
    for Around {
        rows,
        points,
        losses,
    } in by_numpy().cases
    {
        let network = Network::new(&model_of(&rows));
        let ways = [100, 200].map(|first| {
            let layers = network.layers();
            let raw = layers.iter().enumerate().map(|(at, layer)| {
                let units = layer.dense.units;
                let shape = [layer.dense.kernel.len() / units, units];
                numbers(first + at, &shape, "kernel")
            });
            filter_normalized(&network, &raw.collect::<Vec<_>>())
        });
        let plane = Plane::new(&network, ways, &pixels, &test.labels[..200]);
        assert_eq!(points.len(), 3);
        for (point, expected) in points.into_iter().zip(losses) {
            let found = plane.loss_at(point);
            // What is summed up in single precision is off by some of its last bits.
            assert!(
                (found - expected).abs() < 2e-5 * expected,
                "{rows} {point:?}: {found} is not {expected}"
            );
        }
    }
}

#[test]
fn a_run_lies_along_its_principal_directions_where_numpy_puts_it() {
    let OfPath { path, share } = by_numpy().path;
    let rows = "hidden_units=6:tanh,6:relu";
    let epochs: Vec<Vec<Dense>> = (0..4)
        .map(|epoch| {
            let mut model = model_of(rows);
            for (at, variable) in model.variables.iter_mut().enumerate() {
                let name = variable.name.rsplit('/').next().unwrap_or_default();
                variable.values = numbers(7 * epoch + at, &variable.shape, name);
            }
            let layers = Network::new(&model);
            layers
                .layers()
                .iter()
                .map(|layer| layer.dense.clone())
                .collect()
        })
        .collect();
    let found = Principal::new(&epochs, &epochs[3]).unwrap();
    assert!(
        (found.share - share).abs() < 1e-6,
        "{} is not {share}",
        found.share
    );
    for (found, expected) in found.path.iter().zip(&path) {
        for (found, expected) in found.iter().zip(expected) {
            assert!(
                (found.abs() - expected).abs() < 1e-4,
                "{found} is not {expected}"
            );
        }
    }
}
