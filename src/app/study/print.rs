//! The settings' panels on paper. Those that are out of sight have no canvas that could be printed, so the whole
//! figure takes their place.

use leptos::html::Div;
use leptos::prelude::*;

use super::super::context::use_state;
use super::panels_view::{PanelsView, quantity};
use super::read;
use super::study_figure::StudyFigure;
use crate::charts::Theme;

/// Empty but while the page is being printed.
#[component]
pub fn Printed() -> impl IntoView {
    let context = use_state();
    let PanelsView { switches, .. } = expect_context();
    let place = NodeRef::<Div>::new();
    let fill = move |svg: &str| {
        if let Some(place) = place.try_get_untracked().flatten() {
            place.set_inner_html(svg);
        }
    };
    // Paper is white.
    let figure = move || {
        let (quantity, stretched) = (quantity(switches.get()), switches.get().stretched);
        let rows = |active: &_| StudyFigure::new(active, quantity, stretched, Theme::LIGHT).rows();
        read(context, rows).unwrap_or_default().concat()
    };
    let before = window_event_listener_untyped("beforeprint", move |_| fill(&untrack(figure)));
    let after = window_event_listener_untyped("afterprint", move |_| fill(""));
    on_cleanup(move || {
        before.remove();
        after.remove();
    });
    view! { <div id="printed" class="printed" node_ref=place></div> }
}
