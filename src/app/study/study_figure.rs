//! All panels of a study as one figure.

use std::sync::Arc;
use std::time::Duration;

use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::super::browser;
use super::drawing::{PanelData, plain_panel, shared_axes};
use crate::charts::{
    Panel, PanelGrid, Quantity, SharedAxes, Theme, canvas_ratio, flowing_columns, svg,
};
use crate::state::studies::{ActiveStudy, GridShape, shape};

/// Size of a panel in an exported figure, in CSS pixels.
const EXPORTED_PANEL: (f64, f64) = (280.0, 200.0);

/// All panels of a study as one figure, with its title and legend.
pub struct StudyFigure {
    title: String,
    held_out: &'static str,
    panel_data: Vec<Arc<PanelData>>,
    axes: SharedAxes,
    shape: GridShape,
    colors: Theme,
}

impl StudyFigure {
    pub fn new(active: &ActiveStudy, quantity: Quantity, stretched: bool, colors: Theme) -> Self {
        let settings = 0..active.study.plan().settings().len();
        let data = |setting| Arc::new(PanelData::of(active, setting, quantity));
        Self::of(
            active,
            settings.map(data).collect(),
            quantity,
            stretched,
            colors,
        )
    }

    /// The same of panels that are made already.
    pub fn of(
        active: &ActiveStudy,
        panel_data: Vec<Arc<PanelData>>,
        quantity: Quantity,
        stretched: bool,
        colors: Theme,
    ) -> Self {
        Self {
            title: active.study.plan().definition().name.clone(),
            held_out: active.held_out(),
            axes: shared_axes(active, &panel_data, quantity, stretched),
            shape: shape(active.study.plan()).in_figure(),
            panel_data,
            colors,
        }
    }

    fn with_figure<T>(&self, ratio: f64, act: impl FnOnce(PanelGrid) -> T) -> T {
        let panels = self.panel_data.iter();
        let panels: Vec<Option<Panel>> = panels
            .map(|data| Some(plain_panel(data, self.axes, self.colors)))
            .collect();
        act(PanelGrid {
            title: &self.title,
            panels: &panels,
            held_out: self.held_out,
            columns: match self.shape.columns {
                0 => flowing_columns(panels.len(), EXPORTED_PANEL),
                columns => columns,
            },
            row_headers: &self.shape.row_heads,
            column_headers: &self.shape.column_heads,
            pad: PanelGrid::PAD,
            theme: self.colors,
            ratio,
        })
    }

    pub fn svg(&self) -> String {
        let size = self.with_figure(1.0, |figure| figure.size(EXPORTED_PANEL));
        svg(size, &self.title, |backend, ratio| {
            self.with_figure(ratio, |figure| figure.draw(backend).map(|_| ()))
        })
    }

    /// A document for each row of panels, so that paper is turned between rows; the first has title and heads.
    pub fn rows(&self) -> Vec<String> {
        let shapes = self.shape.on_paper(self.panel_data.len());
        let columns = shapes.first().map_or(1, |shape| shape.columns);
        let rows = shapes.into_iter().zip(self.panel_data.chunks(columns));
        let title = |at: usize| (at == 0).then(|| self.title.clone());
        let part = |(at, (shape, panel_data)): (usize, (GridShape, &[Arc<PanelData>]))| Self {
            title: title(at).unwrap_or_default(),
            held_out: self.held_out,
            panel_data: panel_data.to_vec(),
            axes: self.axes,
            shape,
            colors: self.colors,
        };
        rows.enumerate().map(part).map(|part| part.svg()).collect()
    }

    /// Draws itself on a canvas of its own, as sharp as browsers have room for, row by row: a thousand panels would
    /// keep the page from everything else. The first row takes longest: only then do browsers make room for the
    /// canvas. `None` where this browser has no room.
    pub async fn canvas(&self) -> Option<HtmlCanvasElement> {
        let size = self.with_figure(1.0, |figure| figure.size(EXPORTED_PANEL));
        let (canvas, ratio) = blank_canvas(size)?;
        for row in 0..self.with_figure(ratio, |figure| figure.rows()) {
            let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
            let draw = |figure: PanelGrid| figure.draw_rows(backend, row..row + 1).ok();
            self.with_figure(ratio, draw)?;
            browser::sleep(Duration::ZERO).await;
        }
        Some(canvas)
    }
}

/// A canvas of a size in CSS pixels, and its pixels in one of these: as sharp as browsers have room for.
pub fn blank_canvas(size: (u32, u32)) -> Option<(HtmlCanvasElement, f64)> {
    let ratio = canvas_ratio(size);
    let pixels = |css: u32| (f64::from(css) * ratio) as u32;
    let canvas = leptos::prelude::document().create_element("canvas").ok()?;
    let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
    canvas.set_width(pixels(size.0));
    canvas.set_height(pixels(size.1));
    Some((canvas, ratio))
}
