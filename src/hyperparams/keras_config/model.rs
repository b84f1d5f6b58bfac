//! A model's layers as the network of this page: hidden layers that are alike but for their widths and activations,
//! and an output of ten.

use serde_json::Value as Json;

use super::layer::{Activated, activated};
use super::reader::Reader;
use super::{Object, parts};
use crate::hyperparams::CONCEPTS;
use crate::hyperparams::catalog::*;
use crate::hyperparams::concept::Layer;

/// A Dense layer with what follows it.
pub(super) struct Block<'a> {
    pub dense: &'a Object,
    activation: Activated<'a>,
    norm: Option<&'a Object>,
    is_norm_first: bool,
    /// Layers that concepts put behind it.
    behind: Vec<(&'static Layer, &'a Object)>,
}

impl<'a> Block<'a> {
    fn of(dense: &'a Object) -> Self {
        Self {
            dense,
            activation: activated(dense.get("activation").unwrap_or(&Json::Null)),
            norm: None,
            is_norm_first: false,
            behind: Vec::new(),
        }
    }

    /// Takes what stands behind the Dense layer; `false` where it cannot.
    fn follow(&mut self, class: &'a str, config: &'a Object) -> bool {
        let has_activation = !matches!(self.activation, Activated::No);
        if let Some(layer) = hidden_layers().find(|layer| layer.class == class) {
            let is_first = self.behind.iter().all(|(other, _)| other.class != class);
            self.behind.push((layer, config));
            return is_first;
        }
        match class {
            _ if !self.behind.is_empty() => return false,
            "BatchNormalization" if self.norm.is_none() => {
                self.norm = Some(config);
                self.is_norm_first = !has_activation;
            }
            _ if has_activation => return false,
            "Activation" => {
                self.activation = activated(config.get("activation").unwrap_or(&Json::Null));
            }
            "ReLU" | "LeakyReLU" | "ELU" | "Softmax" => {
                self.activation = Activated::Layer(class, config);
            }
            _ => return false,
        }
        true
    }

    /// Its width, however its number is written; else what is wrong with it.
    fn units(&self) -> Result<u64, String> {
        let json = self.dense.get("units").unwrap_or(&Json::Null);
        let units = json.as_f64().filter(|it| *it >= 1.0 && it.fract() == 0.0);
        units.map(|units| units as u64).ok_or_else(|| {
            format!("units of a Dense layer must be a whole number from 1 on, got {json}")
        })
    }
}

/// The layers that concepts put behind hidden ones.
fn hidden_layers() -> impl Iterator<Item = &'static Layer> {
    CONCEPTS.iter().filter_map(|concept| concept.hidden_layer)
}

impl<'a> Reader<'_> {
    pub fn model(&mut self, layers: &'a [Json]) {
        self.says_network = true;
        let mut blocks: Vec<Block<'a>> = Vec::new();
        for layer in layers {
            let (class, config) = parts(layer);
            let is_placed = match (config, blocks.last_mut()) {
                (None, _) => false,
                (Some(config), _) if class == "Dense" => {
                    blocks.push(Block::of(config));
                    true
                }
                (Some(config), Some(block)) => block.follow(class, config),
                (Some(config), None) => self.input(class, config),
            };
            if !is_placed {
                self.refuse(format!(
                    "{class}: there is no such layer here, or not in this place; there are Dense layers, each with \
                     BatchNormalization, an activation and Dropout"
                ));
            }
        }
        match blocks.split_last() {
            Some((output, hidden)) => self.network(hidden, output),
            None => self.refuse("the model has no Dense layer"),
        }
    }

    /// What stands before the first Dense layer; images come flat, and from 0 to 1, by themselves.
    fn input(&mut self, class: &str, config: &Object) -> bool {
        let number = |key: &str| config.get(key).and_then(Json::as_f64);
        match class {
            "InputLayer" | "Flatten" | "Reshape" => {}
            "Rescaling" => {
                let is_ours =
                    number("scale").is_some_and(|scale| (scale * 255.0 - 1.0).abs() < 1e-6);
                return is_ours && number("offset") == Some(0.0);
            }
            _ => return self.input_layer(class, config),
        }
        true
    }

    /// A layer that a concept puts there.
    fn input_layer(&mut self, class: &str, config: &Object) -> bool {
        let mut layers = CONCEPTS.iter().filter_map(|concept| concept.input_layer);
        let Some(layer) = layers.find(|layer| layer.class == class) else {
            return false;
        };
        self.own_layer(layer, config);
        true
    }

    fn own_layer(&mut self, layer: &Layer, config: &Object) {
        for row in [layer.strength]
            .into_iter()
            .chain(layer.others.iter().copied())
        {
            self.set(row, config.get(row.argument).unwrap_or(&Json::Null));
        }
    }

    fn network(&mut self, hidden: &[Block], output: &Block) {
        match output.units() {
            Ok(10) => {}
            Ok(units) => self.refuse(format!(
                "the last Dense layer has {units} units; here it has 10, one for each digit"
            )),
            Err(wrong) => self.refuse(wrong),
        }
        if output.norm.is_some() || !output.behind.is_empty() {
            self.refuse("nothing but an activation may follow the last Dense layer");
        }
        self.activation(&OUTPUT_ACTIVATION, output.activation);
        self.widths(hidden);
        for block in hidden {
            for layer in hidden_layers() {
                let mut behind = block.behind.iter();
                match behind.find(|(own, _)| own.class == layer.class) {
                    Some((_, config)) => self.own_layer(layer, config),
                    None => self.assign(layer.strength, 0.0),
                }
            }
            let position = match (block.norm, block.is_norm_first) {
                (None, _) => "off",
                (_, true) => "before_activation",
                (_, false) => "after_activation",
            };
            self.assign(&BATCH_NORM, position);
            if let Some(norm) = block.norm {
                self.norm(norm);
            }
        }
        let all: Vec<&Object> = hidden
            .iter()
            .chain([output])
            .map(|block| block.dense)
            .collect();
        self.starts(&all);
        self.penalties(&all);
    }

    /// How many hidden layers, how wide, and bent how.
    fn widths(&mut self, hidden: &[Block]) {
        let names: Vec<String> = hidden
            .iter()
            .map(|block| self.activation_name(block.activation))
            .collect();
        let units: Vec<u64> = match hidden.iter().map(Block::units).collect() {
            Ok(units) => units,
            Err(wrong) => return self.refuse(wrong),
        };
        let is_same = |at: usize| units[at] == units[0] && names[at] == names[0];
        if (0..units.len()).all(is_same) {
            self.assign(&N_LAYERS, units.len() as f64);
            if let (Some(units), Some(name)) = (units.first(), names.first()) {
                self.assign(&N_NODES, *units as f64);
                self.assign(&ACTIVATION, name.as_str());
            }
            return;
        }
        self.assign(&ACTIVATION, names[0].as_str());
        let written = units.iter().zip(&names).map(|(units, name)| match name {
            name if *name == names[0] => units.to_string(),
            name => format!("{units}:{name}"),
        });
        self.assign(&HIDDEN_UNITS, written.collect::<Vec<_>>().join(", "));
    }
}
