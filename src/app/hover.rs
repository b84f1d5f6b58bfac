//! Where somebody points at a chart: with a mouse, a finger or keys.

use leptos::ev;
use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use crate::charts::PlotArea;

/// Where somebody points at a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hover {
    /// From 1.
    pub epoch: usize,
    /// Value at the pointer.
    pub value: f64,
    /// Of the epoch, in CSS pixels from the canvas' left edge.
    left: f64,
}

type Area = RwSignal<Option<PlotArea>>;

impl Hover {
    pub fn at_pointer(event: &PointerEvent, canvas: NodeRef<Canvas>, area: Area) -> Option<Self> {
        let (area, ratio) = drawn(canvas, area)?;
        let epoch = area.nearest_epoch(f64::from(event.offset_x()) * ratio);
        let value = area.y.value(f64::from(event.offset_y()) * ratio);
        Self::at_epoch(epoch, value, &area, ratio)
    }

    /// A mouse that has left points no more. A finger always leaves; what it pointed at stays to be read.
    pub fn leave(event: &PointerEvent, hover: RwSignal<Option<Self>>) {
        if event.pointer_type() != "touch" {
            hover.set(None);
        }
    }

    /// Whoever touches something else has read it.
    pub fn end_elsewhere(hover: RwSignal<Option<Self>>, canvas: NodeRef<Canvas>) {
        let listener = window_event_listener(ev::pointerdown, move |event| {
            let canvas = canvas.try_get_untracked().flatten();
            let is_here = canvas.is_some_and(|canvas| event.target().as_ref() == Some(&canvas));
            if !is_here {
                hover.try_set(None);
            }
        });
        on_cleanup(move || listener.remove());
    }

    fn at_epoch(epoch: usize, value: f64, area: &PlotArea, ratio: f64) -> Option<Self> {
        let pixel = f64::from(area.x.pixel(epoch as f64)?);
        Some(Self {
            epoch,
            value,
            left: pixel / ratio,
        })
    }

    /// Left and right move on by an epoch; the keys mean nothing else then.
    pub fn by_key(
        event: &KeyboardEvent,
        hover: RwSignal<Option<Self>>,
        canvas: NodeRef<Canvas>,
        area: Area,
    ) {
        let Some((area, ratio)) = drawn(canvas, area) else {
            return;
        };
        let now = hover.get_untracked();
        let epoch = now.map_or(0, |hover| hover.epoch);
        let epoch = match event.key().as_str() {
            "ArrowRight" => epoch + 1,
            "ArrowLeft" => epoch.saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let epoch = epoch.clamp(1, area.x.to as usize);
        let value = now.map_or(area.y.to, |hover| hover.value);
        hover.set(Self::at_epoch(epoch, value, &area, ratio));
    }
}

/// What was drawn, and how many of its pixels are one CSS pixel.
fn drawn(canvas: NodeRef<Canvas>, area: Area) -> Option<(PlotArea, f64)> {
    let canvas = canvas.get_untracked()?;
    let ratio = f64::from(canvas.width()) / f64::from(canvas.client_width().max(1));
    Some((area.get_untracked()?, ratio))
}

/// A line at the epoch.
#[component]
pub fn Crosshair(hover: RwSignal<Option<Hover>>) -> impl IntoView {
    let line = |hover: Hover| {
        view! { <div class="crosshair" style:left=format!("{}px", hover.left)></div> }
    };
    move || hover.get().map(line)
}
