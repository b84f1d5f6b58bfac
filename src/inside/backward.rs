//! What a network's layers come to at a sample of images, forward and backward, in double precision: as in an evaluation, so
//! dropout and noise are off, and batch normalization is by its moving statistics, which are constants there. The loss is the
//! mean over the images, without penalties.

use super::activation::{exactly, slope};
use super::loss::{Row, exact, gradient};
use super::network::{Dense, Layer, Network, Scaling};
use crate::dataset::{CLASSES, IMAGE_PIXELS};
use crate::hyperparams::Norm;

/// A network at a sample of images.
#[derive(Clone, Debug)]
pub struct Pass {
    /// The mean loss of an image.
    pub loss: f64,
    /// Hidden layers first to last, and the output layer.
    pub layers: Vec<LayerPass>,
}

/// A layer at a sample of images.
#[derive(Clone, Debug)]
pub struct LayerPass {
    /// What its activation gets, `[images, units]`.
    pub inputs: Vec<f64>,
    /// What its activation gives, `[images, units]`.
    pub outputs: Vec<f64>,
    /// The gradient of the loss by its kernel, `[inputs, units]`.
    pub kernel: Vec<f64>,
    /// The gradient of the loss by its bias, `[units]`; there, too, where the layer has none.
    pub bias: Vec<f64>,
}

impl Pass {
    /// - images: `[images, 784]`, 0.0 to 1.0
    /// - labels: `[images]`
    pub fn new(network: &Network, images: &[f32], labels: &[u8]) -> Self {
        let layers = network.layers();
        let steps = forward(&layers, images);
        let (loss, mut by_outputs) = of_loss(network, &steps, labels);
        let mut passed = Vec::new();
        for (at, (layer, step)) in layers.iter().zip(steps).enumerate().rev() {
            if at + 1 < layers.len() {
                back_to_sums(layer, &step, &mut by_outputs);
            }
            let (kernel, bias) = by_weights(&step.given, &by_outputs, layer.dense.units);
            if at > 0 {
                by_outputs = by_inputs(layer.dense, &by_outputs);
            }
            passed.push(LayerPass {
                inputs: step.inputs,
                outputs: step.outputs,
                kernel,
                bias,
            });
        }
        passed.reverse();
        Self {
            loss,
            layers: passed,
        }
    }
}

/// A layer on the way forward.
struct Step {
    /// What the layer gets, `[images, width]`.
    given: Vec<f64>,
    inputs: Vec<f64>,
    outputs: Vec<f64>,
}

fn forward(layers: &[Layer<'_>], images: &[f32]) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut values: Vec<f64> = images.iter().copied().map(f64::from).collect();
    let mut width = IMAGE_PIXELS;
    for layer in layers {
        let given = std::mem::take(&mut values);
        let mut inputs = sums(layer.dense, &given, width);
        if let Some((Norm::BeforeActivation, scaling)) = layer.norm {
            scale(&mut inputs, scaling);
        }
        let mut outputs = inputs.clone();
        for row in outputs.chunks_exact_mut(layer.dense.units) {
            exactly(layer.activation, row);
        }
        values.clone_from(&outputs);
        if let Some((Norm::AfterActivation, scaling)) = layer.norm {
            scale(&mut values, scaling);
        }
        width = layer.dense.units;
        steps.push(Step {
            given,
            inputs,
            outputs,
        });
    }
    steps
}

/// - returns: `[images, units]`
fn sums(dense: &Dense, given: &[f64], width: usize) -> Vec<f64> {
    let mut all = Vec::with_capacity(given.len() / width * dense.units);
    for row in given.chunks_exact(width) {
        let mut sums: Vec<f64> = dense.bias.iter().copied().map(f64::from).collect();
        let rows = dense.kernel.chunks_exact(dense.units);
        // Most pixels are background.
        for (input, weights) in row.iter().zip(rows).filter(|(input, _)| **input != 0.0) {
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += input * f64::from(*weight);
            }
        }
        all.extend(sums);
    }
    all
}

fn scale(values: &mut [f64], scaling: &Scaling) {
    for row in values.chunks_exact_mut(scaling.factor.len()) {
        let pairs = scaling.factor.iter().zip(&scaling.offset);
        for (x, (factor, offset)) in row.iter_mut().zip(pairs) {
            *x = *x * f64::from(*factor) + f64::from(*offset);
        }
    }
}

/// The mean loss, and its gradient by what the output layer's activation gets, `[images, 10]`.
fn of_loss(network: &Network, steps: &[Step], labels: &[u8]) -> (f64, Vec<f64>) {
    let Some(last) = steps.last() else {
        return (0.0, Vec::new());
    };
    let (logits, _): (&[Row], _) = last.inputs.as_chunks::<CLASSES>();
    let (outputs, _): (&[Row], _) = last.outputs.as_chunks::<CLASSES>();
    let (loss, activation) = (network.loss(), network.output_activation());
    let share = 1.0 / labels.len().max(1) as f64;
    let (mut total, mut by_logits) = (0.0, Vec::with_capacity(last.inputs.len()));
    for (rows, label) in logits.iter().zip(outputs).zip(labels) {
        let rows = [rows.0, rows.1];
        total += exact(loss, activation, rows, *label) * share;
        by_logits.extend(gradient(loss, activation, rows, *label).map(|it| it * share));
    }
    (total, by_logits)
}

/// Turns the gradient by what a hidden layer gives into the one by its weighted sums.
fn back_to_sums(layer: &Layer<'_>, step: &Step, gradient: &mut [f64]) {
    let units = layer.dense.units;
    let rows = gradient.chunks_exact_mut(units);
    for (row, inputs) in rows.zip(step.inputs.chunks_exact(units)) {
        for (unit, (by, input)) in row.iter_mut().zip(inputs).enumerate() {
            let factor = layer.norm.map_or(1.0, |(_, it)| f64::from(it.factor[unit]));
            *by *= factor * slope(layer.activation, *input);
        }
    }
}

/// The gradients by kernel and bias.
fn by_weights(given: &[f64], by_sums: &[f64], units: usize) -> (Vec<f64>, Vec<f64>) {
    let images = by_sums.len() / units;
    let width = given.len() / images.max(1);
    let (mut kernel, mut bias) = (vec![0.0; width * units], vec![0.0; units]);
    let rows = given.chunks_exact(width.max(1));
    for (row, by) in rows.zip(by_sums.chunks_exact(units)) {
        add(&mut bias, by, 1.0);
        let sums = kernel.chunks_exact_mut(units);
        for (input, sums) in row.iter().zip(sums).filter(|(input, _)| **input != 0.0) {
            add(sums, by, *input);
        }
    }
    (kernel, bias)
}

fn add(sums: &mut [f64], values: &[f64], factor: f64) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += factor * value;
    }
}

/// The gradient by what a layer gets, `[images, width]`.
fn by_inputs(dense: &Dense, by_sums: &[f64]) -> Vec<f64> {
    let mut all = Vec::new();
    for by in by_sums.chunks_exact(dense.units) {
        all.extend(dense.kernel.chunks_exact(dense.units).map(|weights| {
            let products = weights.iter().zip(by);
            products
                .map(|(weight, it)| f64::from(*weight) * it)
                .sum::<f64>()
        }));
    }
    all
}

#[cfg(test)]
mod tests {
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    use super::*;
    use crate::hyperparams::{HyperParams, catalog};
    use crate::model::{Model, Variable};

    /// Every activation and loss, and batch normalization in both places.
    const SETTINGS: [&str; 17] = [
        "hidden_units=5:relu,4:tanh",
        "hidden_units=5:gelu,4:elu loss=kl_divergence",
        "hidden_units=5:mish,4:softplus loss=categorical_hinge output_activation=tanh",
        "hidden_units=5:silu,4:selu loss=huber huber_delta=0.3",
        "hidden_units=5:leaky_relu,4:hard_sigmoid loss=binary_crossentropy output_activation=sigmoid label_smoothing=0.1",
        "hidden_units=5:linear,4:sigmoid from_logits=true output_activation=linear label_smoothing=0.1",
        "hidden_units=5:tanh,4:softsign loss=mean_squared_error",
        "hidden_units=5:sigmoid loss=mean_absolute_error",
        "n_nodes=5 n_layers=2 relu_max_value=2 relu_negative_slope=0.1 relu_threshold=0.2",
        "n_nodes=5 activation=gelu approximate=true output_activation=softplus",
        "n_nodes=5 activation=elu elu_alpha=0.4 loss=binary_crossentropy output_activation=linear from_logits=true",
        "n_nodes=5 output_activation=hard_sigmoid loss=mean_squared_error",
        "n_nodes=5 n_layers=2 batch_norm=before_activation activation=tanh",
        "n_nodes=5 n_layers=2 batch_norm=after_activation",
        "n_nodes=5 batch_norm=before_activation batch_norm_scale=false batch_norm_center=false",
        "n_nodes=5 use_bias=false batch_norm=after_activation activation=sigmoid",
        "n_layers=0 label_smoothing=0.1",
    ];

    /// A network of numbers drawn by a seed, statistics above 0.
    fn model(rows: &str) -> Model {
        let rows = rows.split_whitespace();
        let params = rows.fold(HyperParams::default(), |params, row| {
            let (key, value) = row.split_once('=').unwrap();
            params.with(catalog::spec(key).unwrap(), value)
        });
        let mut random = ChaCha8Rng::seed_from_u64(3);
        let mut number = |least: f32, most: f32| {
            least + (most - least) * (random.next_u32() as f32 / u32::MAX as f32)
        };
        let places = params.check().unwrap().variables().into_iter();
        let variables = places.map(|place| Variable {
            values: (0..place.shape.iter().product())
                .map(|_| match place.variable {
                    "moving_variance" | "gamma" => number(0.5, 1.5),
                    "kernel" if place.shape[0] == IMAGE_PIXELS => number(-0.2, 0.2),
                    _ => number(-0.8, 0.8),
                })
                .collect(),
            name: place.name,
            shape: place.shape,
        });
        let variables = variables.collect();
        Model::new(params, variables).unwrap()
    }

    /// Three images with fifty pixels of ink each.
    fn images() -> Vec<f32> {
        let mut images = vec![0.0; 3 * IMAGE_PIXELS];
        for (image, pixels) in images.chunks_exact_mut(IMAGE_PIXELS).enumerate() {
            for at in 0..50 {
                pixels[200 + 7 * at + image] = ((at * 37 + image * 11) % 100) as f32 / 100.0;
            }
        }
        images
    }

    #[test]
    fn gradients_are_what_differences_come_to() {
        let (images, labels) = (images(), [3, 0, 9]);
        for rows in SETTINGS {
            let model = model(rows);
            let pass = Pass::new(&Network::new(&model), &images, &labels);
            let mut checked = 0;
            for (at, layer) in pass.layers.iter().enumerate() {
                for (name, gradients) in [("kernel", &layer.kernel), ("bias", &layer.bias)] {
                    let path = match at {
                        0 => format!("dense/{name}"),
                        _ => format!("dense_{at}/{name}"),
                    };
                    let found = model.variables.iter().position(|it| it.name == path);
                    let Some(place) = found else {
                        continue;
                    };
                    // Pixels with ink, and some of everything behind them.
                    for weight in (0..gradients.len()).step_by(11).chain([200 * 5 + 35]) {
                        let Some(gradient) = gradients.get(weight) else {
                            continue;
                        };
                        let mut at = [0.0; 2];
                        let losses = [1e-3, -1e-3].map(|step: f32| {
                            let mut moved = model.clone();
                            let value = &mut moved.variables[place].values[weight];
                            *value += step;
                            at[usize::from(step < 0.0)] = f64::from(*value);
                            Pass::new(&Network::new(&moved), &images, &labels).loss
                        });
                        let expected = (losses[0] - losses[1]) / (at[0] - at[1]);
                        assert!(
                            (gradient - expected).abs() < 2e-6,
                            "{rows}, {path} {weight}: {gradient} is not {expected}"
                        );
                        checked += usize::from(expected != 0.0);
                    }
                }
            }
            assert!(checked > 10, "{rows}: {checked}");
        }
    }

    #[test]
    fn no_images_have_no_loss_and_no_gradients() {
        let pass = Pass::new(&Network::new(&model(SETTINGS[0])), &[], &[]);
        assert_eq!(pass.loss, 0.0);
        assert_eq!(pass.layers.len(), 3);
    }
}
