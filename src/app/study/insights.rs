//! What the results say of the hyperparameters: slices, a heat map, parallel coordinates, importance.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::super::canvas::observed_size;
use super::super::context::use_state;
use super::super::frames::use_frames;
use super::super::theme::ShownTheme;
use super::insight_drawing::draw_heat_map;
use super::parallel::ParallelView;
use super::slice_figure::SliceFigure;
use super::{judged, read, read_at_ends};
use crate::state::studies::{ActiveStudy, HeatMap, Slice};
use crate::state::text::plural;
use crate::study::{Importance, Interaction};

/// Pairs that are shown: those that explain most.
const MOST_PAIRS: usize = 5;

#[component]
pub fn Insights() -> impl IntoView {
    let context = use_state();
    let slices = read_at_ends(context, |active| Some(active.slices()));
    let heat_map = read_at_ends(context, ActiveStudy::heat_map);
    let has_result = move || {
        let has_point = |slice: &Slice| slice.points.iter().any(|point| point.spread.n > 0);
        slices.with(|slices| slices.iter().flatten().any(has_point))
    };
    let names = slices.with_untracked(|slices| {
        let named = slices.iter().flatten().map(|slice| slice.swept.row.label);
        named.enumerate().collect::<Vec<_>>()
    });
    let is_many = names.len() >= 3;
    let is_one_of_several = names.len() > 1;
    let judged = judged(context);
    let slice = |(at, name): (usize, &'static str)| {
        let slice = Memo::new(move |_| slices.with(|slices| slices.as_ref()?.get(at).cloned()));
        let label = format!("{judged} accuracy by {name}");
        view! { <SliceFigure at label slice is_one_of_several /> }
    };
    let map = heat_map.with_untracked(Option::is_some).then(|| {
        view! { <HeatMapFigure label=format!("{judged} accuracy by both") of=heat_map /> }
    });
    view! {
        <section class="panel insights-panel" aria-label="What mattered" hidden=move || !has_result()>
            <div class="panel-head">
                <h2>"What mattered"</h2>
                <span class="count">{format!("{judged} accuracy, mean ± standard deviation")}</span>
            </div>
            <div class="insights">
                {map} {is_many.then(|| view! { <ParallelView /> })} {names.into_iter().map(slice).collect_view()} <Importances />
            </div>
        </section>
    }
}

/// How much of the variance each hyperparameter explains by itself, and two together.
#[component]
fn Importances() -> impl IntoView {
    let context = use_state();
    let judged = judged(context);
    let found = Memo::new(move |_| read(context, |active| active.importances().cloned()).flatten());
    let few = Memo::new(move |_| read(context, ActiveStudy::importance_awaited).flatten());
    let together = Memo::new(move |_| read(context, |active| active.interactions().clone()));
    let bar = |name: String, share: f64, spread: f64| {
        view! {
            <li>
                <span>{name}</span>
                <meter min="0" max="1" value=share></meter>
                <span>{format!("{:.0} % ± {:.0}", share * 100.0, spread * 100.0)}</span>
            </li>
        }
    };
    let alone = move |it: Importance| bar(it.row.label.to_owned(), it.share, it.spread);
    let pair = move |it: Interaction| {
        let [one, other] = it.rows.map(|row| row.label);
        bar(format!("{one} × {other}"), it.share, it.spread)
    };
    let left_out = |pairs: usize| match pairs {
        0 => String::new(),
        n => format!(
            " Not looked at: {}, of many values or little importance.",
            plural(n, "pair")
        ),
    };
    move || match found.get() {
        Some((n, importances)) => {
            let (interactions, not_looked_at) = together.get().unwrap_or_default();
            let interactions = interactions.into_iter().take(MOST_PAIRS).map(pair);
            let shown = view! {
                <div id="importance" class="insight">
                    <h3>"Importance"</h3>
                    <ul class="importance">{importances.into_iter().map(alone).collect_view()}</ul>
                    <ul id="interactions" class="importance">{interactions.collect_view()}</ul>
                    <p class="help">
                        {format!("Share of the variance in {judged} accuracy that each explains by itself, and two (×) together beyond that (fANOVA, ")}
                        {format!("n={n}")}
                        " runs), ± its standard deviation over the trees of the forest; the rest, up to 100 %, comes from other interactions."
                        {left_out(not_looked_at)}
                    </p>
                </div>
            };
            shown.into_any()
        }
        None => {
            let awaited = view! {
                <p id="importance-awaited" class="help" hidden=move || few.with(Option::is_none)>
                    {few}
                </p>
            };
            awaited.into_any()
        }
    }
}

#[component]
fn HeatMapFigure(label: String, of: Memo<Option<HeatMap>>) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let ShownTheme { colors, .. } = expect_context();
    let size = observed_size(canvas);
    use_frames().follow(
        move || Some((canvas.get()?, size.get()?, of.get()?, colors.get())),
        move |(canvas, size, of, colors)| {
            draw_heat_map(canvas, *size, of, *colors);
        },
    );
    view! {
        <figure class="insight">
            <canvas id="heat-map" node_ref=canvas role="img" aria-label=label></canvas>
            <figcaption class="help">"Ringed: the best single setting. ±: standard deviation over its seeds."</figcaption>
        </figure>
    }
}
