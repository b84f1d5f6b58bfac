//! A study's recorded runs by their settings: panels, a heat map, a slice.

use leptos::html::Canvas;
use leptos::prelude::*;
use plotters_canvas::CanvasBackend;
use web_sys::PointerEvent;

use crate::app::canvas::{Size, fit, observed_size};
use crate::app::context::use_state;
use crate::app::frames::use_frames;
use crate::app::study::{SliceFigure, draw_heat_map};
use crate::app::theme::ShownTheme;
use crate::charts::{
    self, Emphasis, Figure, Panel, PlotArea, Quantity, SharedAxes, Titles, read_band,
};
use crate::metrics::BandPoint;
use crate::state::studies::GridShape;
use crate::state::{FigurePanel, State};

/// What all panels together look like.
#[derive(Clone, PartialEq)]
struct Look {
    panels: Vec<FigurePanel>,
    shape: GridShape,
    epochs: usize,
    held_out: &'static str,
    colors: charts::Theme,
}

/// A panel's width, in CSS pixels, from which on its curves can be told apart; and its height.
const PANEL: (f64, f64) = (150.0, 150.0);

impl Look {
    /// Panels side by side: as many as the grid has columns, where there is room for them.
    fn columns(&self, width: i32) -> usize {
        let room = (f64::from(width) / PANEL.0).floor().max(1.0) as usize;
        match self.shape.columns {
            0 => room.min(self.panels.len()).max(1),
            columns => columns,
        }
    }

    fn with_figure<T>(&self, width: i32, ratio: f64, act: impl FnOnce(&Figure) -> T) -> T {
        let bands = self
            .panels
            .iter()
            .flat_map(|panel| [panel.train.as_slice(), &panel.test]);
        let bands: Vec<&[BandPoint]> = bands.collect();
        let axes = SharedAxes::of(Quantity::Accuracy, true, self.epochs, bands);
        let ghosts = self.panels.iter().map(|panel| [panel.behind.as_slice()]);
        let ghosts: Vec<[&[BandPoint]; 1]> = ghosts.collect();
        let mut panels: Vec<Option<Panel>> = Vec::with_capacity(self.panels.len());
        for (place, (panel, ghosts)) in self.panels.iter().zip(&ghosts).enumerate() {
            panels.push(Some(self.panel(place, panel, ghosts, axes)));
        }
        act(&Figure {
            title: "",
            panels: &panels,
            held_out: self.held_out,
            columns: self.columns(width),
            row_headers: &self.shape.row_heads,
            column_headers: &self.shape.column_heads,
            theme: self.colors,
            ratio,
        })
    }

    fn panel<'a>(
        &'a self,
        place: usize,
        panel: &'a FigurePanel,
        ghosts: &'a [&'a [BandPoint]],
        axes: SharedAxes,
    ) -> Panel<'a> {
        Panel {
            title: &panel.title,
            titles: Titles::default(),
            place,
            axes,
            train: &panel.train,
            held_out: self.held_out,
            test: &panel.test,
            marks: &[],
            ghosts: if panel.behind.is_empty() { &[] } else { ghosts },
            emphasis: Emphasis::Normal,
            color: 0,
            theme: self.colors,
            ratio: 1.0,
        }
    }

    /// How high a canvas of this width has to be, in CSS pixels.
    fn height(&self, width: i32) -> u32 {
        self.with_figure(width, 1.0, |figure| figure.size(PANEL).1)
    }

    fn draw(&self, canvas: &web_sys::HtmlCanvasElement, size: Size) -> Vec<PlotArea> {
        let ratio = fit(canvas, size);
        let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) else {
            return Vec::new();
        };
        let areas = self.with_figure(size.0, ratio, |figure| {
            figure.draw(backend).unwrap_or_default()
        });
        let points: usize = areas.iter().map(|area| area.points).sum();
        // A plain attribute's name is always taken.
        let _ = canvas.set_attribute("data-points", &points.to_string());
        areas
    }

    /// The values at an epoch of a panel.
    fn reading(&self, panel: usize, epoch: usize) -> Option<String> {
        let panel = self.panels.get(panel)?;
        let read = |band| read_band(band, Quantity::Accuracy, epoch);
        let (test, train) = (read(&panel.test)?, read(&panel.train)?);
        let (title, held_out) = (&panel.title, self.held_out);
        Some(format!(
            "{title}. Epoch {epoch}: {held_out} {test}, training {train}"
        ))
    }
}

/// A panel for each setting, all on one canvas.
#[component]
pub fn Panels() -> impl IntoView {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    let canvas = NodeRef::<Canvas>::new();
    let size = observed_size(canvas);
    let areas = RwSignal::new(Vec::<PlotArea>::new());
    let pointed_at = RwSignal::new(None::<(usize, usize)>);
    let look = Memo::new(move |_| {
        let colors = colors.get();
        context.runs(|it| {
            let (panels, shape) = it.figure_panels();
            Look {
                panels,
                shape,
                epochs: it.figure.epochs(),
                held_out: it.held_out_shown(),
                colors,
            }
        })
    });
    let height = Memo::new(move |_| {
        let width = size.get().map_or(0, |(width, _)| width);
        look.with(|look| look.height(width))
    });
    use_frames().follow(
        move || Some((canvas.get()?, size.get()?, look.get())),
        move |(canvas, size, look)| areas.set(look.draw(canvas, *size)),
    );
    let point = move |event: PointerEvent| pointed_at.set(at_pointer(&event, canvas, areas));
    let reading = move || {
        let (panel, epoch) = pointed_at.get()?;
        look.with(|look| look.reading(panel, epoch))
    };
    view! {
        <figure class="settings">
            <canvas
                id="panels"
                node_ref=canvas
                role="img"
                aria-label="A panel of accuracy by epoch for each setting. The numbers below have all of them."
                style:height=move || format!("{}px", height.get())
                on:pointerdown=point
                on:pointermove=point
            ></canvas>
            <figcaption class="help">
                {move || reading().unwrap_or_else(|| "Point at a curve for its numbers.".to_owned())}
            </figcaption>
        </figure>
    }
}

/// The panel and the epoch at the pointer.
fn at_pointer(
    event: &PointerEvent,
    canvas: NodeRef<Canvas>,
    areas: RwSignal<Vec<PlotArea>>,
) -> Option<(usize, usize)> {
    let canvas = canvas.get_untracked()?;
    let ratio = f64::from(canvas.width()) / f64::from(canvas.client_width().max(1));
    let (x, y) = (
        f64::from(event.offset_x()) * ratio,
        f64::from(event.offset_y()) * ratio,
    );
    areas.with_untracked(|areas| {
        let panel = areas.iter().position(|area| area.contains(x, y))?;
        Some((panel, areas.get(panel)?.nearest_epoch(x)))
    })
}

/// The final accuracies of two hyperparameters' values.
#[component]
pub fn HeatMap() -> impl IntoView {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    let canvas = NodeRef::<Canvas>::new();
    let size = observed_size(canvas);
    let map = Memo::new(move |_| context.runs(State::figure_heat_map));
    use_frames().follow(
        move || Some((canvas.get()?, size.get()?, map.get()?, colors.get())),
        move |(canvas, size, map, colors)| draw_heat_map(canvas, *size, map, *colors),
    );
    view! {
        <figure class="settings insight">
            <canvas
                id="heat-map"
                node_ref=canvas
                role="img"
                aria-label="Final accuracy by two hyperparameters. The numbers below have all runs."
            ></canvas>
        </figure>
    }
}

/// The final accuracies of one hyperparameter's values.
#[component]
pub fn Slice() -> impl IntoView {
    let context = use_state();
    let slice = Memo::new(move |_| context.runs(State::figure_slice));
    let label = "Final accuracy by one hyperparameter. The numbers below have all runs.".to_owned();
    view! { <SliceFigure at=0 label slice /> }
}
