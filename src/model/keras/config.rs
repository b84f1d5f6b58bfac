//! A setting's layers, as Keras serializes the model of the script that “Copy as Keras” gives.

use serde_json::{Value as Json, json};

use super::parts::{activation, bias_initializer, constant, constraint, initializer, regularizer};
use crate::dataset::{CLASSES, IMAGE_PIXELS};
use crate::hyperparams::{
    Activation, BatchNormConfig, CheckedHyperParams, DropoutConfig, NoiseShape, Norm, NormVariable,
};
use crate::model::LayerKind;

/// The whole model.
pub fn of(setting: &CheckedHyperParams) -> Json {
    let mut layers = Layers::default();
    layers.input(setting);
    for (at, layer) in setting.hidden_layers.iter().enumerate() {
        layers.hidden(setting, at, layer.units, layer.activation);
    }
    let at = setting.hidden_layers.len();
    layers.dense(setting, at, CLASSES, Some(setting.output_activation));
    json!({
        "module": "keras",
        "class_name": "Sequential",
        "config": {
            "name": "sequential",
            "trainable": true,
            "dtype": "float32",
            "layers": layers.all,
            "build_input_shape": [null, IMAGE_PIXELS],
        },
        "registered_name": null,
        "build_config": { "input_shape": [null, IMAGE_PIXELS] },
    })
}

/// The layers so far.
#[derive(Default)]
struct Layers {
    all: Vec<Json>,
}

impl Layers {
    /// - name: Keras' name for the first layer of the class; others are numbered
    fn add(&mut self, class: &str, name: &str, arguments: Json) {
        let is_alike = |layer: &&Json| layer["class_name"] == class;
        let name = match self.all.iter().filter(is_alike).count() {
            0 => name.to_owned(),
            before => format!("{name}_{before}"),
        };
        self.add_named(class, &name, arguments);
    }

    fn add_named(&mut self, class: &str, name: &str, arguments: Json) {
        let mut config = json!({ "name": name, "trainable": true, "dtype": "float32" });
        if let (Json::Object(config), Json::Object(arguments)) = (&mut config, arguments) {
            config.extend(arguments);
        }
        self.all.push(json!({
            "module": "keras.layers",
            "class_name": class,
            "config": config,
            "registered_name": null,
        }));
    }

    /// All before the first dense layer.
    fn input(&mut self, setting: &CheckedHyperParams) {
        self.all.push(json!({
            "module": "keras.layers",
            "class_name": "InputLayer",
            "config": {
                "batch_shape": [null, IMAGE_PIXELS],
                "dtype": "float32",
                "sparse": false,
                "name": "input_layer",
            },
            "registered_name": null,
        }));
        if setting.gaussian_noise > 0.0 {
            let arguments = json!({ "stddev": setting.gaussian_noise, "seed": null });
            self.add("GaussianNoise", "gaussian_noise", arguments);
        }
        self.dropout(setting.input_dropout);
    }

    fn hidden(
        &mut self,
        setting: &CheckedHyperParams,
        at: usize,
        units: usize,
        activation: Activation,
    ) {
        match &setting.batch_norm {
            Some(norm) if norm.position == Norm::BeforeActivation => {
                self.dense(setting, at, units, None);
                self.norm(norm);
                self.activation(activation);
            }
            norm => {
                self.dense(setting, at, units, Some(activation));
                norm.iter().for_each(|norm| self.norm(norm));
            }
        }
        self.dropout(setting.dropout);
        if setting.gaussian_dropout > 0.0 {
            let arguments = json!({ "rate": setting.gaussian_dropout, "seed": null });
            self.add("GaussianDropout", "gaussian_dropout", arguments);
        }
    }

    /// - at: which dense layer it is, from 0
    fn dense(
        &mut self,
        setting: &CheckedHyperParams,
        at: usize,
        units: usize,
        bent: Option<Activation>,
    ) {
        let penalties = &setting.penalties;
        let carries = if at < setting.hidden_layers.len() {
            penalties.layers.has_hidden(at)
        } else {
            penalties.layers.has_output()
        };
        let carried = |part: Json| if carries { part } else { Json::Null };
        let mut arguments = json!({
            "units": units,
            "activation": bent.map_or_else(|| "linear".into(), activation),
            "use_bias": setting.use_bias,
            "kernel_initializer": initializer(setting.kernel_initializer),
            "bias_initializer": bias_initializer(setting.bias_initializer),
            "kernel_regularizer": carried(regularizer(penalties.kernel)),
            "bias_regularizer": carried(regularizer(penalties.bias)),
            "kernel_constraint": carried(constraint(penalties.constraint)),
            "bias_constraint": carried(constraint(penalties.bias_constraint)),
        });
        let watched = carried(regularizer(penalties.activity));
        if !watched.is_null() {
            arguments["activity_regularizer"] = watched;
        }
        self.add_named("Dense", &setting.dense_name(at), arguments);
    }

    fn norm(&mut self, norm: &BatchNormConfig) {
        let (gamma, beta) = (norm.gamma, norm.beta);
        let penalty = |variable: Option<NormVariable>| {
            variable.map_or(Json::Null, |variable| regularizer(variable.regularizer))
        };
        let bounds = |variable: Option<NormVariable>| {
            constraint(variable.and_then(|variable| variable.constraint))
        };
        let mut arguments = json!({
            "axis": -1,
            "momentum": norm.momentum,
            "epsilon": norm.epsilon,
            "center": beta.is_some(),
            "scale": gamma.is_some(),
            "beta_initializer": constant(beta.map_or(0.0, |beta| beta.initial)),
            "gamma_initializer": constant(gamma.map_or(1.0, |gamma| gamma.initial)),
            "moving_mean_initializer": constant(norm.moving_mean),
            "moving_variance_initializer": constant(norm.moving_variance),
            "beta_regularizer": penalty(beta),
            "gamma_regularizer": penalty(gamma),
            "beta_constraint": bounds(beta),
            "gamma_constraint": bounds(gamma),
        });
        if let Some(renorm) = norm.renorm {
            let limits = [
                ("rmin", renorm.rmin),
                ("rmax", renorm.rmax),
                ("dmax", renorm.dmax),
            ];
            let limits = limits.into_iter();
            let limits = limits.filter_map(|(name, limit)| Some((name.to_owned(), limit?.into())));
            arguments["renorm"] = true.into();
            arguments["renorm_clipping"] = Json::Object(limits.collect());
            arguments["renorm_momentum"] = renorm.momentum.into();
        }
        self.add("BatchNormalization", LayerKind::BatchNorm.name(), arguments);
    }

    fn activation(&mut self, bent: Activation) {
        let arguments = json!({ "activation": activation(bent) });
        self.add("Activation", "activation", arguments);
    }

    fn dropout(&mut self, dropout: DropoutConfig) {
        if dropout.is_off() {
            return;
        }
        let shape = match dropout.noise_shape {
            NoiseShape::Elements => Json::Null,
            NoiseShape::Images => json!([null, 1]),
            NoiseShape::Units => json!([1, null]),
        };
        let arguments = json!({ "rate": dropout.rate, "seed": null, "noise_shape": shape });
        self.add("Dropout", "dropout", arguments);
    }
}
