//! A model's forward pass in plain floats, which knows nothing of the training core.

use tuneground::dataset::Images;
use tuneground::hyperparams::{Activation, Norm};
use tuneground::model::{LayerKind, Model};

/// Mean loss (of softmax and sparse categorical crossentropy) and accuracy over images.
pub fn evaluate(model: &Model, images: &Images) -> (f64, f64) {
    let (mut losses, mut hits) = (0.0, 0);
    for at in 0..images.len() {
        let (pixels, label) = images.image(at as u32);
        let pixels = pixels.iter().map(|pixel| f64::from(*pixel) / 255.0);
        let logits = logits(model, pixels.collect());
        let label = usize::from(label);
        let most = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = logits.iter().map(|logit| (logit - most).exp()).sum();
        losses += sum.ln() + most - logits[label];
        hits += usize::from(logits.iter().position(|logit| *logit == most) == Some(label));
    }
    let count = images.len() as f64;
    (losses / count, hits as f64 / count)
}

/// - pixels: `[784]`, 0 to 1
/// - returns: `[10]`
pub fn logits(model: &Model, pixels: Vec<f64>) -> Vec<f64> {
    let mut values = pixels;
    for (at, layer) in model.setting.hidden_layers.iter().enumerate() {
        let position = model.setting.batch_norm.map(|norm| norm.position);
        values = dense(model, at, &values);
        if position == Some(Norm::BeforeActivation) {
            normalize(model, at, &mut values);
        }
        for value in &mut values {
            *value = match layer.activation {
                Activation::Relu { .. } => value.max(0.0),
                Activation::Tanh => value.tanh(),
                other => panic!("{other:?} is not among those that are tested so"),
            };
        }
        if position == Some(Norm::AfterActivation) {
            normalize(model, at, &mut values);
        }
    }
    dense(model, model.setting.hidden_layers.len(), &values)
}

fn variable<'a>(model: &'a Model, kind: LayerKind, at: usize, name: &str) -> Option<&'a [f32]> {
    let found = model.variable(kind, at, name)?;
    Some(&found.values)
}

fn dense(model: &Model, at: usize, inputs: &[f64]) -> Vec<f64> {
    let kernel = variable(model, LayerKind::Dense, at, "kernel").unwrap();
    let units = kernel.len() / inputs.len();
    let mut outputs = match variable(model, LayerKind::Dense, at, "bias") {
        Some(bias) => bias.iter().copied().map(f64::from).collect(),
        None => vec![0.0; units],
    };
    let rows = inputs.iter().zip(kernel.chunks_exact(units));
    for (input, row) in rows.filter(|(input, _)| **input != 0.0) {
        for (output, weight) in outputs.iter_mut().zip(row) {
            *output += input * f64::from(*weight);
        }
    }
    outputs
}

fn normalize(model: &Model, at: usize, values: &mut [f64]) {
    let of = |name: &str, unit: usize, without: f64| {
        let found = variable(model, LayerKind::BatchNorm, at, name);
        found.map_or(without, |values| f64::from(values[unit]))
    };
    let epsilon = model.setting.batch_norm.unwrap().epsilon;
    for (unit, value) in values.iter_mut().enumerate() {
        let deviation = (of("moving_variance", unit, 1.0) + epsilon).sqrt();
        let normal = (*value - of("moving_mean", unit, 0.0)) / deviation;
        *value = normal * of("gamma", unit, 1.0) + of("beta", unit, 0.0);
    }
}
