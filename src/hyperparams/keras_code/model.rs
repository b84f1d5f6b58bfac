//! The model: input, hidden layers, output.

use std::cell::RefCell;

use super::python::Code;
use crate::hyperparams::catalog::*;
use crate::hyperparams::concept::Layer;
use crate::hyperparams::keras::Keras;
use crate::hyperparams::tree::Tree;
use crate::hyperparams::{
    ActivationKind, BatchNormKind, CONCEPTS, bias, hidden_units, initializer, normalization,
    penalties,
};

/// What the layers are. A layer that may be left out is a fork.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    /// Activations with arguments: the name of each function, and what it computes of `x`.
    pub definitions: Vec<(&'static str, Code)>,
    /// All before the hidden layers.
    pub input: Vec<Code>,
    pub hidden: Tree<Hidden>,
    pub output: Code,
}

/// The hidden layers, each with what belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Hidden {
    /// First to last.
    Each(Vec<Vec<Code>>),
    /// So many alike.
    Alike { count: Code, layers: Vec<Code> },
}

impl Model {
    pub fn of(keras: &Keras) -> Self {
        let layers = Layers::default();
        let input = Code::call("keras.Input").with("shape", Code::plain("(784,)"));
        // What is nearest to the images comes last on screen.
        let inputs = CONCEPTS
            .iter()
            .rev()
            .filter_map(|concept| concept.input_layer);
        let inputs = inputs.filter_map(|layer| own_layer(keras, layer));
        let input = std::iter::once(input).chain(inputs).collect();
        let hidden = layers.hidden(keras);
        let activation = keras.choose(&OUTPUT_ACTIVATION, |kind, keras| {
            Some(layers.activation(kind, keras))
        });
        let output = dense(keras, Code::whole(10_u32), activation, true);
        Self {
            input,
            hidden,
            output: output.with_some("name", output_name(keras)),
            definitions: layers.definitions.into_inner(),
        }
    }
}

/// Spells layers, and keeps the activations that have to be defined before them.
#[derive(Default)]
struct Layers {
    definitions: RefCell<Vec<(&'static str, Code)>>,
}

impl Layers {
    fn hidden(&self, keras: &Keras) -> Tree<Hidden> {
        let listed = |params: &HyperParams| hidden_units(&params.list(&HIDDEN_UNITS));
        keras.tell(&listed, &|listed, keras| {
            let listed = listed.unwrap_or_default();
            if listed.is_empty() {
                return Tree::Leaf(self.alike(keras));
            }
            let block = |(at, (units, own)): (usize, &(usize, Option<ActivationKind>))| {
                let units = Code::whole(*units as u64);
                self.block(&keras.at_layer(at), &units, *own)
            };
            Tree::Leaf(Hidden::Each(listed.iter().enumerate().map(block).collect()))
        })
    }

    fn alike(&self, keras: &Keras) -> Hidden {
        let block = |keras: &Keras| self.block(keras, &keras.value(&N_NODES), None);
        if !keras.sweeps(&N_LAYERS) {
            let count = keras.whole(&N_LAYERS);
            return Hidden::Each((0..count).map(|at| block(&keras.at_layer(at))).collect());
        }
        let count = keras.value(&N_LAYERS);
        match keras.at_any_layer(&N_LAYERS) {
            Some(keras) => Hidden::Alike {
                count,
                layers: block(&keras),
            },
            None => Hidden::Each(Vec::new()),
        }
    }

    /// A hidden layer with an activation of its own, or that of all.
    fn block(&self, keras: &Keras, units: &Code, own: Option<ActivationKind>) -> Vec<Code> {
        let activation = |keras: &Keras| match own {
            Some(kind) => Some(self.activation(kind, keras)),
            None => keras.choose(&ACTIVATION, |kind, keras| {
                Some(self.activation(kind, keras))
            }),
        };
        let here = keras.choose(&BATCH_NORM, |norm, keras| match norm {
            BatchNormKind::BeforeActivation => None,
            BatchNormKind::Off | BatchNormKind::AfterActivation => activation(keras),
        });
        let norm = keras.choose(&BATCH_NORM, |norm, keras| match norm {
            BatchNormKind::Off => None,
            BatchNormKind::BeforeActivation | BatchNormKind::AfterActivation => {
                Some(normalization::spell(keras))
            }
        });
        let apart = keras.choose(&BATCH_NORM, |norm, keras| match norm {
            BatchNormKind::Off | BatchNormKind::AfterActivation => None,
            BatchNormKind::BeforeActivation => {
                Some(Code::call("layers.Activation").arg(activation(keras)?))
            }
        });
        let dense = dense(keras, units.clone(), here.map(Code::or_none), false);
        let behind = CONCEPTS.iter().filter_map(|concept| concept.hidden_layer);
        let behind = behind.filter_map(|layer| own_layer(keras, layer));
        let own = [Some(dense), norm, apart].into_iter().flatten();
        own.chain(behind).collect()
    }

    /// The name of an activation; one with arguments of its own becomes a function of that name.
    fn activation(&self, kind: ActivationKind, keras: &Keras) -> Code {
        let Some(call) = kind.call(keras) else {
            return Code::text(kind.name());
        };
        let mut definitions = self.definitions.borrow_mut();
        if !definitions.iter().any(|(name, _)| *name == kind.name()) {
            definitions.push((kind.name(), call));
        }
        Code::plain(kind.name())
    }
}

fn dense(keras: &Keras, units: Code, activation: Option<Code>, is_output: bool) -> Code {
    Code::call("layers.Dense")
        .arg(units)
        .with_some("activation", activation)
        .with_some("use_bias", keras.changed(&USE_BIAS))
        .with_some("kernel_initializer", initializer::spell(keras))
        .with_some("bias_initializer", bias::spell(keras))
        .with_all(penalties::spell(keras, is_output))
}

/// The name by which an optimizer excludes the output layer.
fn output_name(keras: &Keras) -> Option<Code> {
    let excluded = |params: &HyperParams| params.choice(&EXCLUDE_LAYERS);
    let name = keras.ask(&excluded, &|excluded, _| match excluded {
        ExcludedLayers::None => None,
        ExcludedLayers::Output => Some(Code::text("output")),
    });
    name.map(Code::or_none)
}

/// The layer of a concept.
fn own_layer(keras: &Keras, layer: &Layer) -> Option<Code> {
    keras.unless_zero(layer.strength, |strength, keras| {
        Code::call(format!("layers.{}", layer.class))
            .arg(strength)
            .with_all(keras.arguments(layer.others.iter().copied()))
    })
}
