//! What can be done with the network outside of the panel, as HTML. The page hears of it by the attribute `data-model`.

use super::html::escaped;
use crate::model::Format;

/// A row of buttons for the run of this id.
pub fn choice(id: &str) -> String {
    let id = escaped(id);
    let save = Format::ALL.map(|format| {
        let (end, about) = (format.extension(), about(format));
        format!(
            r#"<button type="button" id="inside-save-{end}" data-model="{id} {end}" title="{about}">.{end}</button>"#
        )
    });
    let on = "Start a run of the form’s setting with these weights in place of the seed’s; the optimizer begins anew";
    format!(
        r#"<div class="inside-choices" role="group" aria-label="Save the model, or train it on"><span>Save the model that it has kept as</span>{}<button type="button" id="inside-train-on" data-model="{id} train" title="{on}">Train on from these weights</button></div>"#,
        save.concat()
    )
}

/// For whom a format is.
fn about(format: Format) -> &'static str {
    match format {
        Format::Safetensors => "Weights by Keras’ names, with the setting; many libraries read it",
        Format::Keras => "For keras.saving.load_model",
        Format::Onnx => "For ONNX Runtime and others",
    }
}
