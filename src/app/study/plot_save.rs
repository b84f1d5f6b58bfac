//! A plot as a file: the drawing as it stands, or as a bitmap.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement};

use super::super::browser;
use super::super::context::Context;
use super::exports::save_canvas;
use super::study_figure::blank_canvas;
use crate::export::{file_name, file_named};
use crate::protocol::Plot;
use crate::state::studies::StudyId;

/// - svg: the drawing
/// - ending: of the file's name: "svg" or "png"
pub fn save(context: Context, plot: Plot, id: StudyId, svg: String, ending: &str) {
    let Some(name) = name(context, plot, id, ending) else {
        return;
    };
    if ending == "svg" {
        if !browser::download(&name, "image/svg+xml", &svg) {
            context.notify("The browser blocked saving the file.");
        }
        return;
    }
    leptos::task::spawn_local(async move {
        save_canvas(context, name, bitmap(&svg).await);
    });
}

fn name(context: Context, plot: Plot, id: StudyId, ending: &str) -> Option<String> {
    let ending = format!("{}.{ending}", plot.name());
    context.peek(|state| {
        if let Some(study) = state.studies.foreign(id) {
            return Some(file_named(&study.found.name, &ending));
        }
        let active = state.studies.active()?;
        Some(file_name(active.study.plan().definition(), &ending))
    })
}

/// A drawing on a canvas, as sharp as browsers have room for.
async fn bitmap(svg: &str) -> Option<HtmlCanvasElement> {
    let image = HtmlImageElement::new().ok()?;
    let text = String::from(js_sys::encode_uri_component(svg));
    image.set_src(&format!("data:image/svg+xml,{text}"));
    JsFuture::from(image.decode()).await.ok()?;
    let size = (image.width(), image.height());
    let (canvas, ratio) = blank_canvas(size)?;
    let (width, height) = (f64::from(size.0), f64::from(size.1));
    let pen = canvas.get_context("2d").ok()??;
    let pen: CanvasRenderingContext2d = pen.dyn_into().ok()?;
    let (width, height) = (width * ratio, height * ratio);
    pen.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)
        .ok()?;
    Some(canvas)
}
