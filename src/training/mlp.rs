//! The network: dense hidden layers, each with its activation, and a dense output layer.

use burn::module::Module;
use burn::nn::Linear;
use burn::tensor::{Device, Tensor, activation};

use super::{CLASSES, initializer};
use crate::dataset::IMAGE_PIXELS;
use crate::hyperparams::{Activation, CheckedHyperParams};

/// A multilayer perceptron that ends in logits; the loss takes their softmax.
#[derive(Module, Debug)]
pub struct Mlp {
    pub(super) hidden: Vec<Linear>,
    pub(super) output: Linear,
    #[module(skip)]
    activation: Activation,
}

impl Mlp {
    /// The network as the run's seed starts it. Its weights are there at once, not drawn at first use.
    pub fn new(params: &CheckedHyperParams, device: &Device) -> Self {
        let mut widths = vec![IMAGE_PIXELS];
        widths.extend(&params.hidden_units);
        widths.push(CLASSES);
        let mut layers: Vec<Linear> = widths
            .windows(2)
            .enumerate()
            .map(|(layer, fan)| initializer::dense(params.seed, layer, fan[0], fan[1], device))
            .collect();
        Self {
            output: layers.remove(layers.len() - 1),
            hidden: layers,
            activation: params.activation,
        }
    }

    /// The logits of a batch. In training `masks` holds a dropout mask for each hidden layer, or nothing;
    /// in evaluation it is empty.
    ///
    /// - images: `[batch, 784]`
    /// - masks: each `[batch, units]`
    /// - returns: `[batch, 10]`
    pub fn forward(&self, images: Tensor<2>, masks: Vec<Tensor<2>>) -> Tensor<2> {
        let mut masks = masks.into_iter();
        let outputs = self.hidden.iter().fold(images, |inputs, layer| {
            let outputs = activate(self.activation, layer.forward(inputs));
            match masks.next() {
                Some(mask) => outputs * mask,
                None => outputs,
            }
        });
        self.output.forward(outputs)
    }
}

/// Keras' activations, element by element; <https://keras.io/api/layers/activations/>.
fn activate(kind: Activation, inputs: Tensor<2>) -> Tensor<2> {
    match kind {
        Activation::Linear => inputs,
        Activation::Relu => activation::relu(inputs),
        Activation::Sigmoid => activation::sigmoid(inputs),
        Activation::Tanh => activation::tanh(inputs),
    }
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::training::device::open_cpu;
    use crate::training::testing::values;

    #[test]
    fn activations_are_what_their_formulas_say() {
        type Formula = fn(f32) -> f32;
        let formulas: [(Activation, Formula); 4] = [
            (Activation::Linear, |x| x),
            (Activation::Relu, |x| x.max(0.0)),
            (Activation::Sigmoid, |x| 1.0 / (1.0 + (-x).exp())),
            (Activation::Tanh, f32::tanh),
        ];
        let inputs = [-3.0_f32, -0.5, 0.0, 0.25, 4.0];
        for (kind, formula) in formulas {
            let tensor = Tensor::<2>::from_floats([inputs], &open_cpu());
            let outputs = activate(kind, tensor);
            for (input, output) in inputs.into_iter().zip(values(outputs)) {
                assert!(
                    (formula(input) - output).abs() < 1e-6,
                    "{kind:?}({input}) = {output}"
                );
            }
        }
    }
}
