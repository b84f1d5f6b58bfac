//! What a layer consists of: activation, initializers, penalties, constraints and normalization.

use serde_json::Value as Json;

use super::reader::Reader;
use super::{Object, parts};
use crate::hyperparams::catalog::*;
use crate::hyperparams::constraint::Bounds;
use crate::hyperparams::normalization::{BETA_BOUNDS, GAMMA_BOUNDS};
use crate::hyperparams::penalties::{BIAS_BOUNDS, KERNEL_BOUNDS};
use crate::hyperparams::{Value, near};

/// How a layer's output is bent.
#[derive(Clone, Copy)]
pub(super) enum Activated<'a> {
    /// Not at all, so that a layer of its own may do it.
    No,
    By(&'a str),
    /// By a layer of this class.
    Layer(&'a str, &'a Object),
    /// By something of one's own.
    Unknown,
}

pub(super) fn activated(json: &Json) -> Activated<'_> {
    match json {
        Json::Null => Activated::No,
        Json::String(name) if name == "linear" => Activated::No,
        Json::String(name) => Activated::By(name),
        other => match parts(other) {
            (class, Some(config)) => Activated::Layer(class, config),
            _ => Activated::Unknown,
        },
    }
}

impl Reader<'_> {
    pub fn activation(&mut self, row: &'static ParamSpec, activated: Activated) {
        let name = self.activation_name(activated);
        self.assign(row, name);
    }

    /// The page's name for it; its arguments go into their rows, which all layers share.
    pub fn activation_name(&mut self, activated: Activated) -> String {
        let (class, config) = match activated {
            Activated::No => return "linear".to_owned(),
            Activated::By(name) => (name, None),
            Activated::Layer(class, config) => (class, Some(config)),
            Activated::Unknown => ("its own activation", None),
        };
        if near::plain(class) == "relu6" {
            self.assign(&RELU_MAX_VALUE, "6");
            return ActivationKind::Relu.name().to_owned();
        }
        let name = OUTPUT_ACTIVATION.read(class.into()).to_string();
        // A function that goes by its name has Keras' defaults; so has a layer that says nothing.
        let fields = ActivationKind::named(&name).map_or(&[][..], ActivationKind::fields);
        for row in fields {
            let argument = config.and_then(|config| config.get(row.argument));
            match argument.or_else(|| early_slope(row, config)) {
                Some(json) => self.set(row, json),
                None => self.assign(row, row.default.value()),
            }
        }
        name
    }

    /// Initial weights and biases; the output's own are those of all layers here, and a note says so.
    pub fn starts(&mut self, all: &[&Object]) {
        let Some((output, hidden)) = all.split_last() else {
            return;
        };
        let alike = if hidden.is_empty() { all } else { hidden };
        for dense in alike {
            self.initializer(&KERNEL_INITIALIZER, dense.get("kernel_initializer"));
            self.initializer(&BIAS_INITIALIZER, dense.get("bias_initializer"));
        }
        for row in [&KERNEL_INITIALIZER, &BIAS_INITIALIZER] {
            let own = output
                .get(row.key)
                .map(|json| row.read(named(json).0.into()));
            let (Some(own), Some(all)) = (own, self.assigned(row)) else {
                continue;
            };
            if own != *all {
                let label = row.label.to_ascii_lowercase();
                let note = format!(
                    "The output layer had {own} as {label}; here it has {all}, as all layers do."
                );
                self.notes.push(note);
            }
        }
        for use_bias in all.iter().filter_map(|dense| dense.get("use_bias")) {
            self.set(&USE_BIAS, use_bias);
        }
    }

    fn initializer(&mut self, row: &'static ParamSpec, json: Option<&Json>) {
        let Some(json) = json else {
            return;
        };
        let (name, config) = named(json);
        self.assign(row, name);
        let fields = match row.read(name.into()) {
            Value::Text(name) if *row == KERNEL_INITIALIZER => {
                InitializerKind::named(&name).map(InitializerKind::fields)
            }
            Value::Text(name) => BiasInitializerKind::named(&name).map(BiasInitializerKind::fields),
            Value::Number(_) | Value::Switch(_) => None,
        };
        for row in fields.into_iter().flatten() {
            if let Some(json) = config.and_then(|config| config.get(row.argument)) {
                self.set(row, json);
            }
        }
    }

    /// Penalties and constraints, and the layers that carry them.
    pub fn penalties(&mut self, all: &[&Object]) {
        const KEYS: [&str; 5] = [
            "kernel_regularizer",
            "bias_regularizer",
            "activity_regularizer",
            "kernel_constraint",
            "bias_constraint",
        ];
        let has = |dense: &&Object, key| dense.get(key).is_some_and(|part| !part.is_null());
        let carries = |dense: &&Object| KEYS.into_iter().any(|key| has(dense, key));
        let carrying: Vec<bool> = all.iter().map(carries).collect();
        for dense in all.iter().filter(|dense| carries(dense)) {
            let part = |key| dense.get(key).unwrap_or(&Json::Null);
            self.regularizer([&L1, &L2], part(KEYS[0]));
            self.regularizer([&BIAS_L1, &BIAS_L2], part(KEYS[1]));
            self.regularizer([&ACTIVITY_L1, &ACTIVITY_L2], part(KEYS[2]));
            self.constraint(&KERNEL_BOUNDS, part(KEYS[3]));
            self.constraint(&BIAS_BOUNDS, part(KEYS[4]));
        }
        let Some((output, hidden)) = carrying.split_last() else {
            return;
        };
        let layers = match (hidden, output) {
            _ if !carrying.contains(&true) => return,
            (hidden, true) if !hidden.contains(&false) => "all",
            (hidden, false) if !hidden.contains(&false) => "hidden",
            ([false, others @ ..], false) if !others.contains(&false) => "hidden_after_first",
            _ => {
                return self.refuse(
                    "only some layers carry penalties or constraints; here all hidden layers do, those after the \
                     first, or all layers",
                );
            }
        };
        self.assign(&PENALTY_LAYERS, layers);
    }

    fn regularizer(&mut self, [l1, l2]: [&'static ParamSpec; 2], json: &Json) {
        let (name, config) = named(json);
        let factor = |key: &str, is_meant: bool| match config {
            // By its name alone it has Keras' factor.
            None if is_meant => Json::from(0.01),
            None => Json::from(0),
            Some(config) => config.get(key).cloned().unwrap_or(Json::from(0)),
        };
        match near::plain(name).as_str() {
            "" => {}
            name @ ("l1" | "l2" | "l1l2") => {
                self.set(l1, &factor("l1", name != "l2"));
                self.set(l2, &factor("l2", name != "l1"));
                return;
            }
            other => self.refuse(format!(
                "{other}: there is no such penalty here; there are L1, L2 and L1L2"
            )),
        }
        self.assign(l1, 0.0);
        self.assign(l2, 0.0);
    }

    fn constraint(&mut self, bounds: &Bounds, json: &Json) {
        let (name, config) = named(json);
        self.assign(bounds.kind, if name.is_empty() { "none" } else { name });
        let rows = [bounds.min_value, bounds.max_value, bounds.rate];
        for row in rows.into_iter().chain(bounds.axis) {
            if let Some(json) = config.and_then(|config| config.get(row.argument)) {
                self.set(row, json);
            }
        }
    }

    pub fn norm(&mut self, config: &Object) {
        for (key, json) in config {
            match key.as_str() {
                "momentum" => self.set(&BATCH_NORM_MOMENTUM, json),
                "epsilon" => self.set(&BATCH_NORM_EPSILON, json),
                "center" => self.set(&BATCH_NORM_CENTER, json),
                "scale" => self.set(&BATCH_NORM_SCALE, json),
                "gamma_initializer" => self.constant_start(&BATCH_NORM_GAMMA_INITIALIZER, json),
                "beta_initializer" => self.constant_start(&BATCH_NORM_BETA_INITIALIZER, json),
                "moving_mean_initializer" => {
                    self.constant_start(&BATCH_NORM_MOVING_MEAN_INITIALIZER, json);
                }
                "moving_variance_initializer" => {
                    self.constant_start(&BATCH_NORM_MOVING_VARIANCE_INITIALIZER, json);
                }
                "gamma_regularizer" => {
                    self.regularizer([&BATCH_NORM_GAMMA_L1, &BATCH_NORM_GAMMA_L2], json);
                }
                "beta_regularizer" => {
                    self.regularizer([&BATCH_NORM_BETA_L1, &BATCH_NORM_BETA_L2], json);
                }
                "gamma_constraint" => self.constraint(&GAMMA_BOUNDS, json),
                "beta_constraint" => self.constraint(&BETA_BOUNDS, json),
                "renorm" => self.set(&BATCH_NORM_RENORM, json),
                "renorm_momentum" => self.set(&BATCH_NORM_RENORM_MOMENTUM, json),
                "renorm_clipping" => self.clipping(json),
                _ => {}
            }
        }
    }

    fn clipping(&mut self, json: &Json) {
        let rows = [
            ("rmin", &BATCH_NORM_RENORM_RMIN),
            ("rmax", &BATCH_NORM_RENORM_RMAX),
            ("dmax", &BATCH_NORM_RENORM_DMAX),
        ];
        for (key, row) in rows {
            self.set(row, json.get(key).unwrap_or(&Json::Null));
        }
    }

    /// Every node starts with the same.
    fn constant_start(&mut self, row: &'static ParamSpec, json: &Json) {
        let (name, config) = named(json);
        match near::plain(name).as_str() {
            "zeros" => self.assign(row, 0.0),
            "ones" => self.assign(row, 1.0),
            "constant" => {
                let value = config.and_then(|config| config.get("value"));
                self.set(row, value.unwrap_or(&Json::from(0)));
            }
            _ => self.refuse(format!(
                "{}: here it is the same number for all nodes",
                row.key
            )),
        }
    }
}

/// A name, with its arguments where it has any; "" for none.
fn named(json: &Json) -> (&str, Option<&Object>) {
    match json {
        Json::Null => ("", None),
        Json::String(name) => (name, None),
        other => parts(other),
    }
}

/// What early Keras called the slope of LeakyReLU.
fn early_slope<'a>(row: &ParamSpec, config: Option<&'a Object>) -> Option<&'a Json> {
    let is_slope = *row == NEGATIVE_SLOPE;
    config.filter(|_| is_slope)?.get("alpha")
}
