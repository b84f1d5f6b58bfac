//! Where somebody points at a chart: with a mouse, a finger or keys.

use leptos::ev;
use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use crate::charts::{Axis, PlotArea, SliceArea};

/// Where somebody points at a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hover {
    /// An epoch of curves, from 1; or a point of a slice, from 0.
    pub place: usize,
    /// Value at the pointer.
    pub value: f64,
    /// Of the place, in CSS pixels from the canvas' left edge.
    left: f64,
}

/// What a chart has drawn, with places along its x axis that somebody can point at.
pub trait Places: Clone + Send + Sync + 'static {
    /// The first and the last place.
    fn ends(&self) -> (usize, usize);

    /// The place nearest to a pixel.
    fn nearest(&self, x: f64, y: f64) -> Option<usize>;

    /// Column of a place, in backend pixels; `None` where it has none.
    fn column(&self, place: usize) -> Option<i32>;

    /// Values, from bottom to top.
    fn values(&self) -> &Axis;
}

impl Places for PlotArea {
    fn ends(&self) -> (usize, usize) {
        (1, self.x.to as usize)
    }

    fn nearest(&self, x: f64, _: f64) -> Option<usize> {
        Some(self.nearest_epoch(x))
    }

    fn column(&self, place: usize) -> Option<i32> {
        self.x.pixel(place as f64)
    }

    fn values(&self) -> &Axis {
        &self.y
    }
}

impl Places for SliceArea {
    fn ends(&self) -> (usize, usize) {
        (0, self.points.len().saturating_sub(1))
    }

    fn nearest(&self, x: f64, y: f64) -> Option<usize> {
        SliceArea::nearest(self, x, y)
    }

    fn column(&self, place: usize) -> Option<i32> {
        let (column, _) = (*self.points.get(place)?)?;
        Some(column)
    }

    fn values(&self) -> &Axis {
        &self.y
    }
}

/// A chart's canvas, which whoever draws it fills, and a line at the place that somebody points at. Keys reach it as
/// well: left and right move on by a place.
#[component]
pub fn PointedCanvas<P: Places>(
    id: String,
    canvas: NodeRef<Canvas>,
    #[prop(into)] label: Signal<String>,
    /// What was drawn.
    area: RwSignal<Option<P>>,
    hover: RwSignal<Option<Hover>>,
) -> impl IntoView {
    end_elsewhere(hover, canvas);
    let point = move |event: PointerEvent| hover.set(at_pointer(&event, canvas, area));
    let press = move |event: KeyboardEvent| {
        let step = match event.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => -1,
            _ => return,
        };
        if let Some((area, ratio)) = drawn(canvas, area) {
            // The keys mean nothing else then.
            event.prevent_default();
            event.stop_propagation();
            hover.set(beside(hover.get_untracked(), step, &area, ratio));
        }
    };
    view! {
        <canvas
            id=id
            node_ref=canvas
            role="img"
            tabindex="0"
            aria-label=label
            on:pointerdown=point
            on:pointermove=point
            on:pointerleave=move |event| leave(&event, hover)
            on:blur=move |_| hover.set(None)
            on:keydown=press
        ></canvas>
        {move || hover.get().map(|hover| view! { <div class="crosshair" style:left=format!("{}px", hover.left)></div> })}
    }
}

fn at_pointer<P: Places>(
    event: &PointerEvent,
    canvas: NodeRef<Canvas>,
    area: RwSignal<Option<P>>,
) -> Option<Hover> {
    let (area, ratio) = drawn(canvas, area)?;
    let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
    let place = area.nearest(x * ratio, y * ratio)?;
    let value = area.values().value(y * ratio);
    at_place(place, value, &area, ratio)
}

/// The next place to one side that has a column; from none, the first or the last.
fn beside<P: Places>(now: Option<Hover>, step: isize, area: &P, ratio: f64) -> Option<Hover> {
    let (first, last) = area.ends();
    let mut place = match now {
        Some(now) => now.place.checked_add_signed(step),
        None if step > 0 => Some(first),
        None => Some(last),
    };
    let value = now.map_or(area.values().to, |now| now.value);
    while let Some(at) = place.filter(|at| (first..=last).contains(at)) {
        if let Some(found) = at_place(at, value, area, ratio) {
            return Some(found);
        }
        place = at.checked_add_signed(step);
    }
    now
}

fn at_place<P: Places>(place: usize, value: f64, area: &P, ratio: f64) -> Option<Hover> {
    let left = f64::from(area.column(place)?) / ratio;
    Some(Hover { place, value, left })
}

/// A mouse that has left points no more. A finger always leaves; what it pointed at stays to be read.
pub fn leave<P: Send + Sync + 'static>(event: &PointerEvent, hover: RwSignal<Option<P>>) {
    if event.pointer_type() != "touch" {
        hover.set(None);
    }
}

/// Whoever touches something else has read it.
pub fn end_elsewhere<P: Send + Sync + 'static>(
    hover: RwSignal<Option<P>>,
    canvas: NodeRef<Canvas>,
) {
    let listener = window_event_listener(ev::pointerdown, move |event| {
        let canvas = canvas.try_get_untracked().flatten();
        let is_here = canvas.is_some_and(|canvas| event.target().as_ref() == Some(&canvas));
        if !is_here {
            hover.try_set(None);
        }
    });
    on_cleanup(move || listener.remove());
}

/// What was drawn, and how many of its pixels are one CSS pixel.
fn drawn<P: Places>(canvas: NodeRef<Canvas>, area: RwSignal<Option<P>>) -> Option<(P, f64)> {
    let canvas = canvas.get_untracked()?;
    let ratio = f64::from(canvas.width()) / f64::from(canvas.client_width().max(1));
    Some((area.get_untracked()?, ratio))
}
