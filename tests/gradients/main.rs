//! Gradients of a 3-4-2 network: what autodiff finds, held against central differences of the same network
//! written out in float64.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "on the CPU backend, where alone this runs, nothing waits"
)]

mod reference;

use burn::module::{Module, ModuleVisitor, Param};
use burn::tensor::{Gradients, Tensor, TensorData};
use tuneground::hyperparams::catalog::*;
use tuneground::hyperparams::{HyperParams, Kind, ParamSpec};
use tuneground::training::device::open_cpu;
use tuneground::training::{Mlp, NamedTensor, Objective};

use reference::{BATCH, IMAGES, Reference, TARGETS};

/// A 3-4-2 network with these rows.
fn network(rows: &[(&ParamSpec, &str)]) -> HyperParams {
    let params = HyperParams::default().with(&HIDDEN_UNITS, "4");
    rows.iter()
        .fold(params, |params, (row, value)| params.with(row, *value))
}

/// Kernels and biases in the order of the layers.
const SHAPES: [(&str, &[usize]); 4] = [
    ("dense_0.kernel", &[3, 4]),
    ("dense_0.bias", &[4]),
    ("dense_1.kernel", &[4, 2]),
    ("dense_1.bias", &[2]),
];

fn named(weights: &[f64]) -> Vec<NamedTensor> {
    let mut left = weights.iter().map(|&weight| weight as f32);
    let tensors = SHAPES.iter().map(|(name, shape)| NamedTensor {
        name: (*name).to_owned(),
        shape: shape.to_vec(),
        values: left.by_ref().take(shape.iter().product()).collect(),
    });
    tensors.collect()
}

/// Loss and gradients as training computes them.
fn by_autodiff(params: &HyperParams, weights: &[f64]) -> (f64, Vec<f64>) {
    let device = open_cpu().autodiff();
    let params = params.check().unwrap();
    let model = Mlp::with_ends(&params, 3, 2, &device);
    let model = model.with_tensors(named(weights), &device).unwrap();
    let tensor = |rows: &[f64], width: usize| {
        let values: Vec<f32> = rows.iter().map(|&value| value as f32).collect();
        Tensor::<2>::from_data(TensorData::new(values, [BATCH, width]), &device)
    };
    let objective = Objective::new(&params);
    let images = tensor(&IMAGES, 3);
    let (logits, pass) = model.forward_training(images, Vec::new(), objective.watched());
    let loss = objective.of_batch(&logits, pass, tensor(&TARGETS, 2));
    let loss = loss.plus(objective.of_weights(&model));
    let mut found = Collected {
        gradients: loss.backward.backward(),
        values: Vec::new(),
    };
    model.visit(&mut found);
    let loss: f32 = loss.value.into_scalar();
    (loss.into(), found.values)
}

/// Gradients of all parameters, in the order of the layers.
struct Collected {
    gradients: Gradients,
    values: Vec<f64>,
}

impl ModuleVisitor for Collected {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        match param.val().grad(&self.gradients) {
            Some(gradient) => self.values.extend(gradient.into_data().iter::<f64>()),
            // Nothing that counts depends on it.
            None => self
                .values
                .extend(vec![0.0; param.val().shape().num_elements()]),
        }
    }
}

#[track_caller]
fn agrees(what: &str, params: &HyperParams) {
    let reference = Reference::new(params);
    let weights = reference::weights();
    let (loss, gradients) = by_autodiff(params, &weights);
    let expected = reference.loss(&weights);
    assert!(
        (loss - expected).abs() < 2e-6 * expected.abs().max(1.0),
        "{what}: a loss of {loss}, not {expected}"
    );
    assert_eq!(gradients.len(), weights.len(), "{what}");
    for (at, found) in gradients.iter().enumerate() {
        let expected = reference.slope(&weights, at);
        assert!(
            (found - expected).abs() < 5e-6 * expected.abs().max(1.0),
            "{what}: the gradient of weight {at} is {found}, not {expected}"
        );
    }
}

fn choices(row: &ParamSpec) -> Vec<&'static str> {
    let Kind::Choice(choices) = row.kind else {
        panic!("{} is a choice", row.key)
    };
    choices.iter().map(|choice| choice.value).collect()
}

#[test]
fn gradients_of_every_hidden_activation_are_slopes() {
    for activation in choices(&ACTIVATION) {
        agrees(activation, &network(&[(&ACTIVATION, activation)]));
    }
    agrees(
        "tanh form",
        &network(&[(&ACTIVATION, "gelu"), (&APPROXIMATE, "true")]),
    );
    let bent = [
        (&ACTIVATION, "relu"),
        (&RELU_NEGATIVE_SLOPE, "0.1"),
        (&RELU_THRESHOLD, "0.3"),
        (&RELU_MAX_VALUE, "0.6"),
    ];
    agrees("bent relu", &network(&bent));
}

#[test]
fn gradients_of_every_loss_of_every_output_activation_are_slopes() {
    for loss in choices(&LOSS) {
        for output in choices(&OUTPUT_ACTIVATION) {
            let rows = [
                (&ACTIVATION, "tanh"),
                (&LOSS, loss),
                (&OUTPUT_ACTIVATION, output),
            ];
            agrees(&format!("{loss} of {output}"), &network(&rows));
        }
    }
}

#[test]
fn gradients_of_smoothed_labels_and_of_logits_are_slopes() {
    agrees("smoothing", &network(&[(&LABEL_SMOOTHING, "0.3")]));
    let logits = [
        (&FROM_LOGITS, "true"),
        (&OUTPUT_ACTIVATION, "linear"),
        (&LABEL_SMOOTHING, "0.1"),
    ];
    agrees("logits", &network(&logits));
}

#[test]
fn gradients_of_penalties_are_slopes() {
    for layers in choices(&PENALTY_LAYERS) {
        for penalty in [&L1, &L2, &BIAS_L1, &BIAS_L2, &ACTIVITY_L1, &ACTIVITY_L2] {
            let rows = [
                (&ACTIVATION, "tanh"),
                (&PENALTY_LAYERS, layers),
                (penalty, "0.2"),
            ];
            agrees(&format!("{} of {layers}", penalty.key), &network(&rows));
        }
    }
}
