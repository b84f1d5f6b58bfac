//! What the results say of the hyperparameters: slices, a heat map, parallel coordinates, importance.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::HtmlCanvasElement;

use super::super::canvas::{Size, observed_size};
use super::super::desk::{Desk, use_desk};
use super::super::painter::use_painter;
use super::super::theme::ShownTheme;
use super::insight_drawing::{draw_heat_map, draw_slice};
use super::parallel::ParallelView;
use crate::state::Theme;
use crate::state::lab::ActiveStudy;
use crate::study::Importance;

#[component]
pub fn Insights() -> impl IntoView {
    let desk = use_desk();
    let slices = Memo::new(move |_| read(desk, ActiveStudy::slices).unwrap_or_default());
    let heat_map = Memo::new(move |_| read(desk, ActiveStudy::heat_map).flatten());
    let has_result = move || {
        slices.with(|slices| {
            slices
                .iter()
                .any(|slice| slice.points.iter().any(|point| point.spread.n > 0))
        })
    };
    let count = slices.with_untracked(Vec::len);
    let slice = move |at: usize| {
        let name = slices.with_untracked(|slices| slices[at].swept.row.label);
        let slice = Memo::new(move |_| slices.with(|slices| slices.get(at).cloned()));
        view! { <Picture id=format!("slice-{at}") label=format!("Test accuracy by {name}") of=slice draw=draw_slice /> }
    };
    let map = heat_map.with_untracked(Option::is_some).then(|| {
        view! { <Picture id="heat-map".to_owned() label="Test accuracy by both".to_owned() of=heat_map draw=draw_heat_map /> }
    });
    view! {
        <section class="panel insights-panel" aria-label="What mattered" hidden=move || !has_result()>
            <div class="panel-head">
                <h2>"What mattered"</h2>
                <span class="count">"final test accuracy, mean ± standard deviation"</span>
            </div>
            <div class="insights">
                {map} {(count >= 3).then(|| view! { <ParallelView /> })} {(0..count).map(slice).collect_view()} <Importances />
            </div>
        </section>
    }
}

/// How much of the variance each hyperparameter explains by itself.
#[component]
fn Importances() -> impl IntoView {
    let desk = use_desk();
    let found = Memo::new(move |_| read(desk, |active| active.study.importances()).flatten());
    let bar = |importance: Importance| {
        let share = importance.share;
        view! {
            <li>
                <span>{importance.row.label}</span>
                <meter min="0" max="1" value=share></meter>
                <span>{format!("{:.0} %", share * 100.0)}</span>
            </li>
        }
    };
    move || {
        found.get().map(|(n, importances)| {
            view! {
                <div id="importance" class="insight">
                    <h3>"Importance"</h3>
                    <ul class="importance">{importances.into_iter().map(bar).collect_view()}</ul>
                    <p class="help">
                        "Share of the variance in final test accuracy that each explains by itself (fANOVA, "
                        {format!("n={n}")} " runs); what is missing to 100 % is how they work together."
                    </p>
                </div>
            }
        })
    }
}

fn read<T>(desk: Desk, ask: impl FnOnce(&ActiveStudy) -> T) -> Option<T> {
    desk.lab.with(|lab| lab.active().map(ask))
}

/// A canvas that shows `of`, drawn anew when that changes.
#[component]
fn Picture<T: Clone + Send + Sync + 'static>(
    id: String,
    label: String,
    of: Memo<Option<T>>,
    draw: fn(&HtmlCanvasElement, Size, &T, Theme),
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let ShownTheme(theme) = expect_context();
    let size = observed_size(canvas);
    use_painter().follow(
        move || Some((canvas.get()?, size.get()?, of.get()?, theme.get())),
        move |(canvas, size, of, theme)| draw(canvas, *size, of, *theme),
    );
    view! {
        <figure class="insight">
            <canvas id=id node_ref=canvas role="img" aria-label=label></canvas>
        </figure>
    }
}
