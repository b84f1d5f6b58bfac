//! Settings as Keras writes them down: `optimizer.get_config()`, `model.to_json()`, or names with values. `null` is
//! "off", numbers may have been through 32 bits, and names may be spelled as others do.
//!
//! | file | concern |
//! |---|---|
//! | `model`, `layer` | layers, as one network of this page |
//! | `optimizer` | optimizer, schedule and loss |
//! | `reader` | values into rows, each row one value |

mod layer;
mod model;
mod optimizer;
mod reader;

use serde_json::{Map, Value as Json};

use super::HyperParams;
pub use reader::ReadConfig;
use reader::Reader;

/// A JSON object.
type Object = Map<String, Json>;

/// Class and configuration of something that Keras has serialized.
fn parts(json: &Json) -> (&str, Option<&Object>) {
    let class = json.get("class_name").and_then(Json::as_str);
    let config = json.get("config").and_then(Json::as_object);
    (class.unwrap_or("a layer without a class_name"), config)
}

/// Reads settings in any of these forms, over others.
pub fn read(params: &HyperParams, settings: &Object) -> ReadConfig {
    let mut reader = Reader::new(params);
    let text = |key: &str| settings.get(key).and_then(Json::as_str);
    let optimizer = text("name").filter(|name| optimizer::is_optimizer(name));
    if let Some(class) = text("class_name") {
        reader.object(class, settings);
    } else if let Some(Json::Array(layers)) = settings.get("layers") {
        reader.model(layers);
    } else if settings.get("optimizer").is_some_and(Json::is_object) {
        reader.compile(settings);
    } else if let Some(name) = optimizer {
        reader.optimizer(name, settings);
    } else {
        settings
            .iter()
            .for_each(|(key, json)| reader.named(key, json));
    }
    reader.finish()
}

impl Reader<'_> {
    /// Something that Keras has serialized.
    fn object(&mut self, class: &str, object: &Object) {
        let config = object.get("config").unwrap_or(&Json::Null);
        let layers = config.get("layers").unwrap_or(config);
        match (layers, config) {
            (Json::Array(layers), _) => {
                self.model(layers);
                if let Some(Json::Object(compile)) = object.get("compile_config") {
                    self.compile(compile);
                }
            }
            (_, Json::Object(config)) if optimizer::is_optimizer(class) => {
                self.optimizer(class, config);
            }
            _ => self.refuse(format!(
                "“{class}” is neither a network nor an optimizer that is supported here"
            )),
        }
    }
}

#[cfg(test)]
mod tests;
