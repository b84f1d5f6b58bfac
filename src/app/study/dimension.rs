//! One swept hyperparameter.

use leptos::prelude::*;

use super::super::desk::{Desk, use_desk};
use crate::hyperparams::Kind;
use crate::state::lab::{Dimension, Shape};

/// The values of the swept hyperparameter at this place.
#[component]
pub fn DimensionView(
    at: usize,
    /// Of all that is swept, whether it does nothing.
    idle: Memo<Vec<bool>>,
) -> impl IntoView {
    let desk = use_desk();
    let Some(row) = look(desk, at, |dimension| dimension.row) else {
        return ().into_any();
    };
    let shape =
        Memo::new(move |_| read(desk, at, |dimension| dimension.shape).unwrap_or(Shape::List));
    let errors = Memo::new(move |_| read(desk, at, Dimension::errors).unwrap_or_default());
    let reading = Memo::new(move |_| read(desk, at, Dimension::reading).flatten());
    let is_idle = move || idle.with(|idle| idle.get(at) == Some(&true));
    let has_options = matches!(row.kind, Kind::Choice(_) | Kind::Switch);
    let fields = move || match shape.get() {
        Shape::List if has_options => view! { <Options at /> }.into_any(),
        Shape::List => view! { <List at /> }.into_any(),
        Shape::Range | Shape::LogRange => view! { <Range at /> }.into_any(),
    };
    view! {
        <div class="dimension" data-key=row.key class:wrong=move || !errors.with(Vec::is_empty)>
            <div class="row-head">
                <strong title=row.help>{row.label}</strong>
                <Shapes at shape />
                <button
                    type="button"
                    class="icon"
                    aria-label=format!("Sweep {} no more", row.label)
                    on:click=move |_| desk.lab.update(|lab| lab.editor.remove(at))
                >
                    "×"
                </button>
            </div>
            {fields}
            <p class="help" data-reading="">{reading}</p>
            <p class="help" data-idle="" hidden=move || !is_idle()>
                "Does nothing in any of the settings, for what else is chosen."
            </p>
            <p class="error">{move || errors.with(|errors| errors.join(" "))}</p>
        </div>
    }
    .into_any()
}

fn read<T>(desk: Desk, at: usize, ask: impl FnOnce(&Dimension) -> T) -> Option<T> {
    desk.lab.with(|lab| lab.editor.dimensions.get(at).map(ask))
}

fn look<T>(desk: Desk, at: usize, ask: impl FnOnce(&Dimension) -> T) -> Option<T> {
    untrack(|| read(desk, at, ask))
}

fn edit(desk: Desk, at: usize, change: impl FnOnce(&mut Dimension)) {
    desk.lab.update(|lab| {
        if let Some(dimension) = lab.editor.dimensions.get_mut(at) {
            change(dimension);
        }
    });
}

/// By list, range or log range; where only a list makes sense there is no choice.
#[component]
fn Shapes(at: usize, shape: Memo<Shape>) -> impl IntoView {
    let desk = use_desk();
    let shapes = look(desk, at, Dimension::shapes).unwrap_or_default();
    let button = move |option: Shape| {
        view! {
            <button
                type="button"
                class="quiet"
                aria-pressed=move || (shape.get() == option).to_string()
                on:click=move |_| edit(desk, at, |dimension| dimension.set_shape(option))
            >
                {option.label()}
            </button>
        }
    };
    (shapes.len() > 1).then(|| {
        view! { <span class="shapes">{shapes.iter().copied().map(button).collect_view()}</span> }
    })
}

#[component]
fn List(at: usize) -> impl IntoView {
    view! { <TextField at label="Values" pick=|dimension| &mut dimension.list /> }
}

#[component]
fn Range(at: usize) -> impl IntoView {
    view! {
        <div class="range-fields">
            <TextField at label="From" pick=|dimension| &mut dimension.low />
            <TextField at label="To" pick=|dimension| &mut dimension.high />
            <TextField at label="Values" pick=|dimension| &mut dimension.count />
        </div>
    }
}

/// A text of the dimension, as typed.
#[component]
fn TextField(
    at: usize,
    label: &'static str,
    /// Which text.
    pick: fn(&mut Dimension) -> &mut String,
) -> impl IntoView {
    let desk = use_desk();
    let value = move || read(desk, at, |dimension| pick(&mut dimension.clone()).clone());
    view! {
        <label class="text-field">
            <span>{label}</span>
            <input
                type="text"
                autocomplete="off"
                spellcheck="false"
                data-field=label
                prop:value=value
                on:input:target=move |event| {
                    let typed = event.target().value();
                    edit(desk, at, |dimension| *pick(dimension) = typed);
                }
            />
        </label>
    }
}

/// A box to tick for each value.
#[component]
fn Options(at: usize) -> impl IntoView {
    let desk = use_desk();
    let options = Memo::new(move |_| read(desk, at, Dimension::options).unwrap_or_default());
    let option = move |(value, label, taken): (crate::hyperparams::Value, &'static str, bool)| {
        view! {
            <label class="toggle">
                <input
                    type="checkbox"
                    prop:checked=taken
                    on:change=move |_| edit(desk, at, |dimension| dimension.toggle(&value))
                />
                {label}
            </label>
        }
    };
    view! {
        <div class="ticks">{move || options.get().into_iter().map(option).collect_view()}</div>
    }
}
