//! A study's recorded runs by their settings, on one canvas: panels, a heat map or a slice.

use leptos::html::Canvas;
use leptos::prelude::*;
use plotters_canvas::CanvasBackend;
use web_sys::{KeyboardEvent, PointerEvent};

use super::places::{Drawn, Place};

use crate::app::canvas::{Size, fit, observed_size};
use crate::app::context::use_state;
use crate::app::frames::use_frames;
use crate::app::hover::{end_elsewhere, leave};
use crate::app::study::{draw_heat_map, draw_slice};
use crate::app::theme::ShownTheme;
use crate::charts::{
    self, Emphasis, Panel, PanelGrid, PlotArea, Quantity, SharedAxes, Titles, read_band,
};
use crate::metrics::BandPoint;
use crate::state::studies::{GridShape, HeatMap, Slice};
use crate::state::{FigureHeight, FigurePanel, Show, State};

/// What all panels together look like.
#[derive(Clone, PartialEq)]
struct Look {
    panels: Vec<FigurePanel>,
    shape: GridShape,
    epochs: usize,
    held_out: &'static str,
    colors: charts::Theme,
    height: FigureHeight,
}

/// A panel's width, in CSS pixels, from which on its curves can be told apart; and its height.
const PANEL: (f64, f64) = (150.0, 150.0);
/// The same at least, where a frame of its own height has no more room.
const SMALL_PANEL: (f64, f64) = (100.0, 48.0);
/// Of a canvas, in CSS pixels: how wide it is for each column of a grid, where a result has room above each panel; and
/// from which width on it has room at its edges.
const GRID_COLUMN: f64 = 124.0;
const ROOMY: i32 = 480;

impl Look {
    /// The least that each panel is to have.
    fn panel_size(&self) -> (f64, f64) {
        match self.height {
            FigureHeight::Content => PANEL,
            FigureHeight::Frame => SMALL_PANEL,
        }
    }

    /// Panels side by side: as many as there is room for, where a grid has no room for its columns. More rows would be
    /// out of sight in a frame of its own height.
    fn columns(&self, width: i32) -> usize {
        let width = f64::from(width);
        let room = (width / self.panel_size().0).floor().max(1.0) as usize;
        let is_wide = |columns: &usize| {
            self.height == FigureHeight::Frame || width / *columns as f64 >= GRID_COLUMN
        };
        let grid = Some(self.shape.columns).filter(|columns| *columns > 0 && is_wide(columns));
        grid.unwrap_or(room.min(self.panels.len()).max(1))
    }

    fn with_figure<T>(&self, width: i32, ratio: f64, act: impl FnOnce(&PanelGrid) -> T) -> T {
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
        let columns = self.columns(width);
        let shape = &self.shape;
        let (rows, heads): (&[String], &[String]) = if columns == shape.columns {
            (&shape.row_heads, &shape.column_heads)
        } else {
            (&[], &[])
        };
        act(&PanelGrid {
            title: "",
            panels: &panels,
            held_out: self.held_out,
            columns,
            row_headers: rows,
            column_headers: heads,
            pad: if width < ROOMY { 8.0 } else { PanelGrid::PAD },
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
        self.with_figure(width, 1.0, |figure| figure.size(self.panel_size()).1)
    }

    fn draw(&self, canvas: &web_sys::HtmlCanvasElement, size: Size) -> Vec<PlotArea> {
        let ratio = fit(canvas, size, self.colors);
        let Some(backend) = CanvasBackend::with_canvas_object(canvas.clone()) else {
            return Vec::new();
        };
        let areas = self.with_figure(size.0, ratio, |figure| {
            figure.draw(backend).unwrap_or_default()
        });
        // A plain attribute's name is always taken.
        let _ = canvas.set_attribute("data-panels", &areas.len().to_string());
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

/// What is drawn of the settings.
#[derive(Clone, PartialEq)]
enum Drawing {
    Panels(Look),
    HeatMap(HeatMap, charts::Theme),
    Slice(Slice, charts::Theme),
}

/// How high a heat map or a slice is, for its width.
const FLAT: f64 = 0.5;
/// And at least and at most, in CSS pixels.
const HIGH: (f64, f64) = (200.0, 340.0);
/// At least, in a frame of its own height.
const LOW: f64 = 130.0;

impl Drawing {
    fn of(state: &State, colors: charts::Theme) -> Option<Self> {
        Some(match state.figure.show {
            Show::HeatMap => Self::HeatMap(state.figure_heat_map()?, colors),
            Show::Slice => Self::Slice(state.figure_slice()?, colors),
            Show::Panels | Show::Both | Show::Accuracy | Show::Loss => {
                let (panels, shape) = state.figure_panels();
                Self::Panels(Look {
                    panels,
                    shape,
                    epochs: state.figure.epochs(),
                    held_out: state.held_out_shown(),
                    colors,
                    height: state.figure.height,
                })
            }
        })
    }

    /// How high it is, in CSS pixels; in a frame of its own height, how low it may get in what room there is.
    fn height(&self, width: i32, figure: FigureHeight) -> f64 {
        match (self, figure) {
            (Self::Panels(look), FigureHeight::Content | FigureHeight::Frame) => {
                f64::from(look.height(width))
            }
            (Self::HeatMap(..) | Self::Slice(..), FigureHeight::Content) => {
                (f64::from(width) * FLAT).clamp(HIGH.0, HIGH.1)
            }
            (Self::HeatMap(..) | Self::Slice(..), FigureHeight::Frame) => LOW,
        }
    }

    fn draw(&self, canvas: &web_sys::HtmlCanvasElement, size: Size) -> Option<Drawn> {
        Some(match self {
            Self::Panels(look) => Drawn::Panels(look.draw(canvas, size)),
            Self::HeatMap(map, colors) => {
                Drawn::HeatMap(draw_heat_map(canvas, size, map, *colors)?)
            }
            Self::Slice(slice, colors) => Drawn::Slice(draw_slice(canvas, size, slice, *colors)?),
        })
    }

    /// The numbers at a place.
    fn reading(&self, Place { across, down }: Place) -> Option<String> {
        match self {
            Self::Panels(look) => look.reading(down, across + 1),
            Self::HeatMap(map, _) => map.reading(down, across),
            Self::Slice(slice, _) => slice.reading(across),
        }
    }
}

/// All settings on one canvas.
#[component]
pub fn Settings() -> impl IntoView {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    let canvas = NodeRef::<Canvas>::new();
    let size = observed_size(canvas);
    let drawn = RwSignal::new(None::<Drawn>);
    let place = RwSignal::new(None::<Place>);
    let drawing = Memo::new(move |_| {
        let colors = colors.get();
        context.runs(|it| Drawing::of(it, colors))
    });
    let of_figure = context.peek(|it| it.figure.height);
    let height_at = move |width: i32| {
        drawing.with(|drawing| {
            drawing
                .as_ref()
                .map_or(0.0, |it| it.height(width, of_figure))
        })
    };
    // From the beginning, so that nothing below is pushed away later.
    let height = RwSignal::new(untrack(|| height_at(room())));
    Effect::new(move |_| {
        let Some((width, _)) = size.get() else {
            return;
        };
        let wanted = height_at(width);
        // Not in the frame that has told the width: the observer would have to look again in the same one.
        request_animation_frame(move || {
            height.try_set(wanted);
        });
    });
    use_frames().follow(
        move || Some((canvas.get()?, size.get()?, drawing.get()?)),
        move |(canvas, size, drawing)| drawn.set(drawing.draw(canvas, *size)),
    );
    let said = move || {
        let reading = drawing.with(|drawing| drawing.as_ref()?.reading(place.get()?));
        reading.unwrap_or_else(|| "Point at the chart for its numbers.".to_owned())
    };
    view! {
        <figure class="settings">
            <div class="plot-of-settings" style:min-height=move || format!("{}px", height.get())>
                <SettingsCanvas canvas drawn place />
                <Mark canvas drawn place />
            </div>
            <figcaption class="help">{said}</figcaption>
        </figure>
    }
}

/// The canvas, which tells where somebody points.
#[component]
fn SettingsCanvas(
    canvas: NodeRef<Canvas>,
    drawn: RwSignal<Option<Drawn>>,
    place: RwSignal<Option<Place>>,
) -> impl IntoView {
    end_elsewhere(place, canvas);
    let point = move |event: PointerEvent| {
        let at = || {
            let ratio = pixel_ratio(&canvas.get_untracked()?);
            let (x, y) = (event.offset_x(), event.offset_y());
            let at = (f64::from(x) * ratio, f64::from(y) * ratio);
            drawn.with_untracked(|drawn| drawn.as_ref()?.at(at))
        };
        place.set(at());
    };
    let press = move |event: KeyboardEvent| {
        let key = event.key();
        let now = place.get_untracked();
        let next = drawn.with_untracked(|drawn| drawn.as_ref()?.beyond(now, &key));
        if key.starts_with("Arrow") && (next.is_some() || now.is_some()) {
            // The keys mean nothing else then.
            event.prevent_default();
            event.stop_propagation();
            place.set(next.or(now));
        }
    };
    view! {
        <canvas
            id="settings"
            node_ref=canvas
            role="img"
            tabindex="0"
            aria-label="Accuracy by setting; arrow keys read it out, and The numbers below has it as a table."
            on:pointerdown=point
            on:pointermove=point
            on:pointerleave=move |event| leave(&event, place)
            on:blur=move |_| place.set(None)
            on:keydown=press
        ></canvas>
    }
}

/// Where somebody points.
#[component]
fn Mark(
    canvas: NodeRef<Canvas>,
    drawn: RwSignal<Option<Drawn>>,
    place: RwSignal<Option<Place>>,
) -> impl IntoView {
    let region = move || {
        let ratio = pixel_ratio(&canvas.get()?);
        let region = drawn.with(|drawn| drawn.as_ref()?.region(place.get()?))?;
        let css = |pixels: f64| format!("{}px", pixels / ratio);
        let (left, top) = (css(region.left), css(region.top));
        Some((left, top, css(region.width()), css(region.height())))
    };
    move || {
        region().map(|(left, top, width, height)| {
            view! {
                <div
                    class="mark"
                    style:left=left
                    style:top=top
                    style:width=width
                    style:height=height
                ></div>
            }
        })
    }
}

/// CSS pixels that the canvas is wide, before it stands: the frame's without the borders of the figure.
fn room() -> i32 {
    let width = window().inner_width().ok().and_then(|width| width.as_f64());
    width.unwrap_or_default() as i32 - BESIDE
}

/// CSS pixels of padding and borders; style/figure.css has them.
const BESIDE: i32 = 26;

/// Pixels of the canvas in a CSS pixel.
fn pixel_ratio(canvas: &web_sys::HtmlCanvasElement) -> f64 {
    f64::from(canvas.width()) / f64::from(canvas.client_width().max(1))
}
