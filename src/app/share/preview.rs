//! How the figure will look in a post, at the widths that posts have.

use leptos::ev;
use leptos::html::{Div, Iframe};
use leptos::prelude::*;

use super::super::browser;
use super::super::context::use_state;
use crate::state::FrameKind;

/// CSS pixels: a phone's, a column's, and a wide page's.
const WIDTHS: [(f64, &str); 3] = [(360.0, "360"), (720.0, "720"), (1200.0, "1,200")];

#[component]
pub fn Preview(hash: RwSignal<String>) -> impl IntoView {
    let context = use_state();
    let width = RwSignal::new(WIDTHS[1].0);
    let place = NodeRef::<Div>::new();
    let room = room_in(place);
    let frame = NodeRef::<Iframe>::new();
    let address = Memo::new(move |_| hash.with(|hash| browser::beside("figure.html", hash)));
    Effect::new(move |before: Option<()>| {
        let address = address.get();
        let window = frame
            .get_untracked()
            .and_then(|frame| frame.content_window());
        if let (Some(window), Some(())) = (window, before) {
            // An address that is set would be a step back in the visitor's history.
            let _ = window.location().replace(&address);
        }
    });
    let grows =
        Memo::new(move |_| context.embedded(|it| it.embed.frame.kind == FrameKind::Content));
    browser::load_script("embed.js");
    Effect::new(move |before: Option<()>| {
        grows.with(|_| ());
        let window = frame
            .get_untracked()
            .and_then(|frame| frame.content_window());
        if let (Some(window), Some(())) = (window, before) {
            // It tells its height when it has loaded, and whenever that changes.
            let _ = window.location().reload();
        }
    });
    let height = move || {
        let height = context.embedded(|it| {
            it.embed
                .frame
                .height_at(width.get(), it.embed.least_height())
        });
        format!("{height}px")
    };
    let zoom = move || (room.get() / width.get()).min(1.0).to_string();
    let switch = move |(pixels, label): (f64, &'static str)| {
        view! {
            <button
                type="button"
                class="quiet"
                data-width=pixels.to_string()
                aria-pressed=move || (width.get() == pixels).to_string()
                on:click=move |_| width.set(pixels)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="panel-head">
            <h3>"Preview"</h3>
            <div class="shapes" role="group" aria-label="Width of the post in pixels">
                {WIDTHS.map(switch).collect_view()}
            </div>
        </div>
        <div class="preview" node_ref=place>
            <iframe
                id="embed-preview"
                title="Preview of the figure"
                src=address.get_untracked()
                node_ref=frame
                data-tuneground=move || grows.get().then_some("")
                style:width=move || format!("{}px", width.get())
                style:height=height
                style:zoom=zoom
            ></iframe>
        </div>
        <p class="help">
            <a href=address target="_blank" rel="noopener">
                "The figure by itself"
            </a>
        </p>
    }
}

/// How wide an element is, in CSS pixels.
fn room_in(place: NodeRef<Div>) -> RwSignal<f64> {
    let room = RwSignal::new(WIDTHS[1].0);
    let look = move || {
        if let Some(place) = place.try_get_untracked().flatten() {
            room.try_set(f64::from(place.client_width()));
        }
    };
    Effect::new(move |_| {
        if place.get().is_some() {
            request_animation_frame(look);
        }
    });
    let on_resize = window_event_listener(ev::resize, move |_| look());
    on_cleanup(move || on_resize.remove());
    room
}
