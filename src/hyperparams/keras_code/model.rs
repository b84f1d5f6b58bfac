//! The model: input, hidden layers, output.

use super::python::Code;
use crate::hyperparams::catalog::*;
use crate::hyperparams::concept::Layer;
use crate::hyperparams::keras::Keras;
use crate::hyperparams::{
    ActivationKind, CONCEPTS, CheckedHyperParams, Norm, bias, initializer, normalization, penalties,
};

/// An activation with arguments: the name of its function, and what that computes of `x`.
pub(super) type Definition = (&'static str, Code);

/// Writes layers, and keeps the activations that have to be defined before them.
struct Layers<'a> {
    keras: &'a Keras<'a>,
    checked: &'a CheckedHyperParams,
    definitions: Vec<Definition>,
}

/// The definitions that the layers need, and the layers from input to output.
pub(super) fn layers(keras: &Keras, checked: &CheckedHyperParams) -> (Vec<Definition>, Vec<Code>) {
    let mut layers = Layers {
        keras,
        checked,
        definitions: Vec::new(),
    };
    let all = layers.all();
    (layers.definitions, all)
}

/// The definitions as functions, with two empty lines around each, as Python's style has it.
pub(super) fn definitions_code(definitions: &[Definition]) -> String {
    let written = definitions.iter().map(|(name, call)| {
        let body = call.write("    return ".len(), 4);
        format!("\ndef {name}(x):\n    return {body}\n\n")
    });
    let end = if definitions.is_empty() { "" } else { "\n" };
    written.collect::<String>() + end
}

impl Layers<'_> {
    fn all(&mut self) -> Vec<Code> {
        let mut all = vec![Code::call("keras.Input").with("shape", Code::plain("(784,)"))];
        // What is nearest to the images comes last on screen.
        let inputs = CONCEPTS
            .iter()
            .rev()
            .filter_map(|concept| concept.input_layer);
        all.extend(inputs.filter_map(|layer| own_layer(self.keras, layer)));
        let behind = CONCEPTS.iter().filter_map(|concept| concept.hidden_layer);
        let behind = behind.filter_map(|layer| own_layer(self.keras, layer));
        let behind: Vec<Code> = behind.collect();
        for (at, layer) in self.checked.hidden_layers.iter().enumerate() {
            let is_penalized = self.checked.penalties.layers.has_hidden(at);
            let activation = self.activation(layer.activation.kind());
            all.extend(self.hidden(layer.units, activation, is_penalized));
            all.extend(behind.iter().cloned());
        }
        let activation = self.activation(self.checked.output_activation.kind());
        let is_penalized = self.checked.penalties.layers.has_output();
        let output = self.dense(10, Some(activation), is_penalized);
        // By which an optimizer excludes it.
        let name = self
            .checked
            .optimizer
            .excludes_output()
            .then(|| Code::text("output"));
        all.push(output.with_some("name", name));
        all
    }

    fn hidden(&self, units: usize, activation: Code, is_penalized: bool) -> Vec<Code> {
        match self.checked.batch_norm.map(|norm| norm.position) {
            None => vec![self.dense(units, Some(activation), is_penalized)],
            Some(Norm::BeforeActivation) => vec![
                self.dense(units, None, is_penalized),
                normalization::spell(self.keras),
                Code::call("layers.Activation").arg(activation),
            ],
            Some(Norm::AfterActivation) => vec![
                self.dense(units, Some(activation), is_penalized),
                normalization::spell(self.keras),
            ],
        }
    }

    fn dense(&self, units: usize, activation: Option<Code>, is_penalized: bool) -> Code {
        let carried = is_penalized.then(|| penalties::spell(self.keras));
        Code::call("layers.Dense")
            .arg(Code::whole(units as u64))
            .with_some("activation", activation)
            .with_some("use_bias", self.keras.changed(&USE_BIAS))
            .with_some("kernel_initializer", initializer::spell(self.keras))
            .with_some("bias_initializer", bias::spell(self.keras))
            .with_all(carried.into_iter().flatten())
    }

    /// The name of an activation; one with arguments of its own becomes a function of that name.
    fn activation(&mut self, kind: ActivationKind) -> Code {
        let Some(call) = kind.call(self.keras) else {
            return Code::text(kind.name());
        };
        if !self
            .definitions
            .iter()
            .any(|(name, _)| *name == kind.name())
        {
            self.definitions.push((kind.name(), call));
        }
        Code::plain(kind.name())
    }
}

/// The layer of a concept.
fn own_layer(keras: &Keras, layer: &Layer) -> Option<Code> {
    keras.unless_zero(layer.strength, |strength, keras| {
        Code::call(format!("layers.{}", layer.class))
            .arg(strength)
            .with_all(keras.arguments(layer.others.iter().copied()))
    })
}
