//! Models for `cargo xtask models`: writes a trained one of each case in all formats, with what it says of some images,
//! and reads those that Keras has saved again.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a chore of tests that fails should fail loudly"
)]

mod cases;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tuneground::dataset::{CLASSES, Dataset, read_dataset};
use tuneground::hyperparams::{Activation, HyperParams};
use tuneground::model::Model;
use tuneground::model::files::{Format, read, write};
use tuneground::training::device::open_cpu;
use tuneground::training::{Mlp, Reads, Trainer, fit};

/// Images that are looked at, the first of the test images.
const IMAGES: u32 = 64;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = |at: usize| PathBuf::from(&arguments[at]);
    match arguments[0].as_str() {
        "write" => write_all(&folder(1), &folder(2)),
        "read" => read_all(&folder(1)),
        other => panic!("write or read, not {other}"),
    }
}

/// - shards: the folder of the MNIST shards
fn write_all(folder: &Path, shards: &Path) {
    let dataset = Arc::new(read_dataset(shards, 500).unwrap());
    let pixels: Vec<f32> = (0..IMAGES).flat_map(|at| pixels(&dataset, at)).collect();
    fs::write(folder.join("images.f32"), bytes(&pixels)).unwrap();
    for (name, hyperparams) in cases::cases() {
        let (model, outputs) = trained(hyperparams, &dataset, &pixels);
        for format in Format::ALL {
            let file = folder.join(format!("{name}.{}", format.extension()));
            fs::write(file, write(&model, format)).unwrap();
        }
        fs::write(folder.join(format!("{name}.f32")), bytes(&outputs)).unwrap();
    }
}

fn pixels(dataset: &Dataset, at: u32) -> Vec<f32> {
    let (pixels, _) = dataset.test.image(at);
    pixels
        .iter()
        .map(|pixel| f32::from(*pixel) / 255.0)
        .collect()
}

fn bytes(values: &[f32]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// The model of a run, and what the training core's network gives for the images, `[images, 10]`.
fn trained(hyperparams: HyperParams, dataset: &Arc<Dataset>, pixels: &[f32]) -> (Model, Vec<f32>) {
    let setting = hyperparams.check().unwrap();
    let device = open_cpu();
    let trainer = Trainer::new(setting.clone(), dataset.clone(), &device, Reads::Every(1));
    let trained = pollster::block_on(fit(trainer)).unwrap();
    let network = Mlp::new(&setting, &device);
    let network = network.with_tensors(trained.weights, &device).unwrap();
    let images = burn::tensor::TensorData::new(
        pixels.to_vec(),
        [IMAGES as usize, pixels.len() / IMAGES as usize],
    );
    let images = burn::tensor::Tensor::<2>::from_data(images, &device);
    let (logits, _) = network.forward_inference(images, None);
    let logits = pollster::block_on(logits.into_data_async()).unwrap();
    let logits: Vec<f32> = logits.iter::<f32>().collect();
    let outputs = logits.chunks_exact(CLASSES);
    let outputs = outputs.flat_map(|logits| output(setting.output_activation, logits));
    let outputs = outputs.collect();
    (Model::new(hyperparams, trained.variables).unwrap(), outputs)
}

fn output(activation: Activation, logits: &[f32]) -> Vec<f32> {
    let logits = logits.iter().copied().map(f64::from);
    let outputs: Vec<f64> = match activation {
        Activation::Softmax => {
            let most = logits.clone().fold(f64::NEG_INFINITY, f64::max);
            let grown: Vec<f64> = logits.map(|logit| (logit - most).exp()).collect();
            let sum: f64 = grown.iter().sum();
            grown.iter().map(|part| part / sum).collect()
        }
        Activation::Sigmoid => logits.map(|logit| 1.0 / (1.0 + (-logit).exp())).collect(),
        Activation::Linear => logits.collect(),
        other => panic!("no case ends with {other:?}"),
    };
    outputs.into_iter().map(|output| output as f32).collect()
}

/// What Keras has loaded and saved again has no setting of ours any more; its layers say the same network.
fn read_all(folder: &Path) {
    for (name, _) in cases::cases() {
        let model = |file: String| {
            let bytes = fs::read(folder.join(&file)).unwrap();
            read(&file, &bytes).unwrap_or_else(|error| panic!("{file}: {error}"))
        };
        let ours = model(format!("{name}.safetensors"));
        let theirs = model(format!("{name}.saved_again.keras"));
        let (a, b) = (&ours.setting, &theirs.setting);
        assert_eq!(a.hidden_layers, b.hidden_layers, "{name}");
        assert_eq!(a.output_activation, b.output_activation, "{name}");
        assert_eq!(a.batch_norm, b.batch_norm, "{name}");
        assert_eq!(a.penalties, b.penalties, "{name}");
        assert_eq!(a.kernel_initializer, b.kernel_initializer, "{name}");
        assert_eq!(a.bias_initializer, b.bias_initializer, "{name}");
        assert_eq!(
            (a.dropout, a.input_dropout),
            (b.dropout, b.input_dropout),
            "{name}"
        );
        let noise = |setting: &tuneground::hyperparams::CheckedHyperParams| {
            [setting.gaussian_noise, setting.gaussian_dropout]
        };
        assert_eq!(noise(a), noise(b), "{name}");
        let values = |model: &Model| -> Vec<Vec<f32>> {
            let variables = model.variables.iter();
            variables.map(|variable| variable.values.clone()).collect()
        };
        assert!(values(&ours) == values(&theirs), "{name}: other values");
        println!("{name}: what Keras saved is the same network");
    }
}
