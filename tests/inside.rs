//! What looks into a run comes to what its trainer came to: the forward pass without burn against the trainer's own
//! evaluation of the weights that it has handed out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

use std::sync::Arc;

use serde::Deserialize;
use tuneground::dataset::{Dataset, Images, TEST_SHARD, TRAIN_SHARDS, decode_shard};
use tuneground::hyperparams::{HyperParams, catalog};
use tuneground::inside::{Judged, Network, Validation, normalized, raster};
use tuneground::model::{Model, from_bytes, to_bytes};
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
    let checked = params.check().unwrap();
    let mut trainer = Trainer::new(checked, dataset.clone(), &open_cpu(), Reads::Every(1));
    loop {
        match pollster::block_on(trainer.tick()).unwrap() {
            Tick::EpochEnd {
                outcome: Some(_), ..
            } => return trainer,
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
