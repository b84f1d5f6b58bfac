//! Optimizer, schedule and loss.

use serde_json::Value as Json;

use super::Object;
use super::reader::Reader;
use crate::hyperparams::Value;
use crate::hyperparams::catalog::*;

/// Keras numbers the objects of a class: `sgd_3`.
fn without_number(name: &str) -> &str {
    let name = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
    name.trim_end_matches('_')
}

pub(super) fn is_optimizer(name: &str) -> bool {
    let value = OPTIMIZER.read(Value::from(without_number(name)));
    OPTIMIZER.check(&value).is_ok()
}

impl Reader<'_> {
    pub fn optimizer(&mut self, name: &str, config: &Object) {
        self.assign(&OPTIMIZER, without_number(name));
        for (key, json) in config {
            match (key.as_str(), json) {
                ("name" | "jit_compile" | "is_legacy_optimizer", _) => {}
                ("exclude_layers", Json::Array(layers)) if layers.is_empty() => {
                    self.set(&EXCLUDE_LAYERS, &Json::Null);
                }
                // Keras bounds Adafactor's rate in either case; and there are no embeddings to exclude from Muon.
                ("relative_step" | "exclude_embeddings", _) => {}
                ("learning_rate", Json::Object(schedule)) => self.schedule(schedule),
                ("learning_rate" | "lr", _) => {
                    self.constant();
                    self.set(&LEARNING_RATE, json);
                }
                _ => self.named(key, json),
            }
        }
    }

    /// A rate that is a number has no schedule; what a callback does is not the optimizer's.
    fn constant(&mut self) {
        if self.params.get(&LR_SCHEDULE).text() != Some("reduce_lr_on_plateau") {
            self.assign(&LR_SCHEDULE, "constant");
        }
    }

    fn schedule(&mut self, schedule: &Object) {
        let class = schedule.get("class_name").and_then(Json::as_str);
        self.assign(&LR_SCHEDULE, class.unwrap_or_default());
        let Some(Json::Object(config)) = schedule.get("config") else {
            return;
        };
        let warms_up = config
            .get("warmup_target")
            .is_some_and(|target| !target.is_null());
        for (key, json) in config {
            match (key.as_str(), json) {
                ("name", _) | ("warmup_target", Json::Null) => {}
                ("initial_learning_rate", _) if warms_up => {
                    self.set(&INITIAL_LEARNING_RATE, json);
                }
                ("initial_learning_rate" | "warmup_target", _) => self.set(&LEARNING_RATE, json),
                ("alpha", _) => self.set(&COSINE_ALPHA, json),
                _ => self.named(key, json),
            }
        }
    }

    /// What `compile` was given.
    pub fn compile(&mut self, config: &Object) {
        match config.get("optimizer") {
            Some(Json::String(name)) => self.assign(&OPTIMIZER, without_number(name)),
            Some(Json::Object(optimizer)) => {
                let class = optimizer.get("class_name").and_then(Json::as_str);
                let config = optimizer.get("config").and_then(Json::as_object);
                match (class, config) {
                    (Some(class), Some(config)) => self.optimizer(class, config),
                    _ => self.refuse("optimizer: it has no class_name and config"),
                }
            }
            _ => {}
        }
        match config.get("loss") {
            Some(Json::Object(loss)) => self.loss(loss),
            Some(Json::Null) | None => {}
            Some(loss) => self.set(&LOSS, loss),
        }
    }

    fn loss(&mut self, loss: &Object) {
        let config = loss.get("config").unwrap_or(&Json::Null);
        match (loss.get("class_name").and_then(Json::as_str), config) {
            (Some("function"), name) => self.set(&LOSS, name),
            (Some(class), Json::Object(config)) => {
                self.assign(&LOSS, class);
                let kind = self
                    .assigned(&LOSS)
                    .and_then(Value::text)
                    .and_then(LossKind::named);
                let fields = kind.map_or(&[][..], LossKind::fields);
                for row in fields.iter().copied().chain([&REDUCTION]) {
                    match config.get(row.argument) {
                        // Early Keras writes "auto" for its own.
                        Some(Json::String(text)) if text == "auto" => {}
                        Some(json) => self.set(row, json),
                        None => {}
                    }
                }
            }
            _ => self.refuse("loss: it has no class_name and config"),
        }
    }
}
