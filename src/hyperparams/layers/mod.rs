//! The hidden layers: how many, how wide, and each with its activation.

mod activation;

use serde::{Deserialize, Serialize};

use super::choice::Choices;
use super::concept::Concept;
use super::text::{self, ListFormat};
use super::{Choice, Group, HyperParams, ParamSpec, Scale};

pub use activation::*;

/// Hidden layers at most.
pub const MOST_LAYERS: u32 = 8;
/// Nodes of a hidden layer at most.
pub const MOST_NODES: u32 = 1024;

pub(super) const CONCEPT: Concept = Concept {
    rows: &[&[&N_LAYERS, &N_NODES, &HIDDEN_UNITS], activation::ROWS],
    checks: &[activation::relu_has_room],
    ..Concept::EMPTY
};

pub static N_LAYERS: ParamSpec = ParamSpec::integer(
    "n_layers",
    "Hidden layers",
    (0, MOST_LAYERS),
    Scale::Linear,
    2,
)
.group(Group::Architecture)
.applies(|params| !lists_layers(params))
.aliases(&["depth", "num layers", "number of layers"])
.help("More layers can express more intricate functions, but are slower and harder to train.")
.docs("https://keras.io/api/models/sequential/");

pub static N_NODES: ParamSpec = ParamSpec::integer(
    "n_nodes",
    "Nodes per layer",
    (1, MOST_NODES),
    Scale::Log,
    128,
)
.group(Group::Architecture)
.applies(|params| !lists_layers(params) && has_hidden_layers(params))
.aliases(&["width", "units", "neurons", "hidden size"])
.help("More nodes give each layer more capacity, at the cost of time and a risk of overfitting.")
.docs("https://keras.io/api/layers/core_layers/dense/");

pub static HIDDEN_UNITS: ParamSpec = ParamSpec::list(
    "hidden_units",
    "Layers one by one",
    &HIDDEN_UNITS_FORMAT,
    "",
)
.group(Group::Architecture)
.advanced()
.help("The width of each layer, optionally with its own activation: 128, 64:tanh.")
.docs("https://keras.io/api/layers/core_layers/dense/");

/// `128, 64:tanh`: the units of each hidden layer, with an activation where it is not the row's; may be empty.
static HIDDEN_UNITS_FORMAT: ListFormat = ListFormat {
    tidied: |text| {
        let layers = hidden_units(text)?.into_iter();
        Some(text::joined(layers.map(
            |(units, activation)| match activation {
                Some(activation) => format!("{units}:{}", activation.name()),
                None => units.to_string(),
            },
        )))
    },
    requirement: "must be up to 8 widths from 1 to 1024, each with an activation if it has one of its own: \
                  128, 64:tanh",
    example: "128, 64:tanh",
};

/// One hidden layer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct HiddenLayer {
    /// 1 to 1024.
    pub units: usize,
    pub activation: Activation,
}

impl HiddenLayer {
    /// First to last.
    pub(super) fn read_all(params: &HyperParams) -> Vec<Self> {
        let own = params.choice(&ACTIVATION);
        let layer = |(units, activation): (usize, Option<ActivationKind>)| Self {
            units,
            activation: Activation::read(activation.unwrap_or(own), params),
        };
        let listed = params.list(&HIDDEN_UNITS);
        let listed = hidden_units(&listed).unwrap_or_default();
        if listed.is_empty() {
            let alike = layer((params.whole(&N_NODES), None));
            return vec![alike; params.whole(&N_LAYERS)];
        }
        listed.into_iter().map(layer).collect()
    }
}

fn lists_layers(params: &HyperParams) -> bool {
    params.text(&HIDDEN_UNITS) != Some("")
}

pub(super) fn has_hidden_layers(params: &HyperParams) -> bool {
    lists_layers(params) || params.number(&N_LAYERS) != Some(0.0)
}

/// Units and activation of each layer; nothing where the text is no such list. An empty text is an empty list.
pub(in crate::hyperparams) fn hidden_units(
    text: &str,
) -> Option<Vec<(usize, Option<ActivationKind>)>> {
    let layers: Option<Vec<_>> = text::items(text).map(listed_layer).collect();
    layers.filter(|layers| layers.len() <= MOST_LAYERS as usize)
}

fn listed_layer(item: &str) -> Option<(usize, Option<ActivationKind>)> {
    let (units, activation) = match item.split_once(':') {
        Some((units, name)) => (units.trim(), Some(hidden_activation(name.trim())?)),
        None => (item, None),
    };
    let units: usize = text::item(units)?;
    (1..=MOST_NODES as usize)
        .contains(&units)
        .then_some((units, activation))
}

fn hidden_activation(name: &str) -> Option<ActivationKind> {
    let is_it = |choice: &&Choice| choice.value.eq_ignore_ascii_case(name);
    let found = HIDDEN_ACTIVATIONS.iter().find(is_it)?;
    ActivationKind::named(found.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_read_with_and_without_activations() {
        let read = hidden_units("[128, 64:Tanh ,32 : leaky_relu]");
        let expected = vec![
            (128, None),
            (64, Some(ActivationKind::Tanh)),
            (32, Some(ActivationKind::LeakyRelu)),
        ];
        assert_eq!(read, Some(expected));
        assert_eq!(hidden_units(" "), Some(vec![]));
    }

    #[test]
    fn what_is_no_list_of_layers_is_refused() {
        for text in [
            "128,",
            "0",
            "1025",
            "64:swoosh",
            "64:softmax",
            "64:",
            "many",
            "12.5",
            "-3",
            "1,2,3,4,5,6,7,8,9",
            "0128",
        ] {
            assert_eq!(hidden_units(text), None, "{text}");
        }
    }

    #[test]
    fn a_list_of_layers_takes_the_place_of_their_number() {
        let params = HyperParams::default()
            .with(&HIDDEN_UNITS, "128, 64:tanh")
            .with(&ACTIVATION, "elu");
        assert!(!(N_LAYERS.applies)(&params) && !(N_NODES.applies)(&params));
        let layers = params.check().unwrap().hidden_layers;
        let found: Vec<_> = layers.iter().map(|it| (it.units, it.activation)).collect();
        let elu = Activation::Elu { alpha: 1.0 };
        assert_eq!(found, [(128, elu), (64, Activation::Tanh)]);
    }
}
