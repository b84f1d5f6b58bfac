//! A canvas that tells where somebody points at its chart: with a mouse, a finger or keys.

use leptos::ev;
use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use crate::charts::{Hover, Places};

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
            hover.set(Hover::beside(hover.get_untracked(), step, &area, ratio));
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
    let point = (f64::from(event.offset_x()), f64::from(event.offset_y()));
    Hover::at(&area, point, ratio)
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
pub fn drawn<P: Places>(canvas: NodeRef<Canvas>, area: RwSignal<Option<P>>) -> Option<(P, f64)> {
    let canvas = canvas.get_untracked()?;
    let ratio = f64::from(canvas.width()) / f64::from(canvas.client_width().max(1));
    Some((area.get_untracked()?, ratio))
}
