//! One swept hyperparameter.

use leptos::prelude::*;

use super::super::context::{Context, use_state};
use super::super::range_test::RangeTestView;
use crate::hyperparams::Kind;
use crate::hyperparams::catalog::LEARNING_RATE;
use crate::state::EditorAction;
use crate::state::studies::{Dimension, DimensionField, Shape};

/// The values of the swept hyperparameter at this place.
#[component]
pub fn DimensionView(
    at: usize,
    /// Of all that is swept, whether it does nothing.
    idle: Memo<Vec<bool>>,
) -> impl IntoView {
    let context = use_state();
    let Some(row) = look(context, at, |dimension| dimension.row) else {
        return ().into_any();
    };
    let shape =
        Memo::new(move |_| read(context, at, |dimension| dimension.shape).unwrap_or(Shape::List));
    let errors = Memo::new(move |_| read(context, at, Dimension::errors).unwrap_or_default());
    let reading = Memo::new(move |_| read(context, at, Dimension::reading).flatten());
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
                    aria-label=format!("Stop sweeping {}", row.label)
                    on:click=move |_| context.edit_study(EditorAction::Remove(at))
                >
                    "×"
                </button>
            </div>
            {fields}
            {(row.key == LEARNING_RATE.key).then(|| view! { <RangeTestView at=Some(at) /> })}
            <p class="help" data-reading="">{reading}</p>
            <p class="help" data-idle="" hidden=move || !is_idle()>
                "Has no effect in any of the settings, given the other choices."
            </p>
            <p class="error">{move || errors.with(|errors| errors.join(" "))}</p>
        </div>
    }
    .into_any()
}

fn read<T>(context: Context, at: usize, ask: impl FnOnce(&Dimension) -> T) -> Option<T> {
    context.editor(|editor| editor.dimensions.get(at).map(ask))
}

fn look<T>(context: Context, at: usize, ask: impl FnOnce(&Dimension) -> T) -> Option<T> {
    untrack(|| read(context, at, ask))
}

/// By list, range or log range; where only a list makes sense there is no choice.
#[component]
fn Shapes(at: usize, shape: Memo<Shape>) -> impl IntoView {
    let context = use_state();
    let shapes = look(context, at, Dimension::shapes).unwrap_or_default();
    let button = move |option: Shape| {
        view! {
            <button
                type="button"
                class="quiet"
                aria-pressed=move || (shape.get() == option).to_string()
                on:click=move |_| context.edit_study(EditorAction::SetShape(at, option))
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
    view! { <TextField at label="Values" field=DimensionField::List /> }
}

#[component]
fn Range(at: usize) -> impl IntoView {
    view! {
        <div class="range-fields">
            <TextField at label="From" field=DimensionField::Low />
            <TextField at label="To" field=DimensionField::High />
            <TextField at label="Values" field=DimensionField::Count />
        </div>
    }
}

/// A text of the dimension, as typed.
#[component]
fn TextField(at: usize, label: &'static str, field: DimensionField) -> impl IntoView {
    let context = use_state();
    let value = move || read(context, at, |dimension| dimension.text(field).to_owned());
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
                    context.edit_study(EditorAction::Type(at, field, typed));
                }
            />
        </label>
    }
}

/// A box to tick for each value.
#[component]
fn Options(at: usize) -> impl IntoView {
    let context = use_state();
    let options = Memo::new(move |_| read(context, at, Dimension::options).unwrap_or_default());
    let option = move |(value, label, taken): (crate::hyperparams::Value, &'static str, bool)| {
        view! {
            <label class="toggle">
                <input
                    type="checkbox"
                    prop:checked=taken
                    on:change=move |_| context.edit_study(EditorAction::Toggle(at, value.clone()))
                />
                {label}
            </label>
        }
    };
    view! {
        <div class="ticks">{move || options.get().into_iter().map(option).collect_view()}</div>
    }
}
