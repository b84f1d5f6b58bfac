//! The hyperparameters that a reader may turn.

use leptos::prelude::*;

use crate::app::context::use_state;
use crate::app::field::Field;
use crate::hyperparams::{Kind, ParamSpec, Value};
use crate::state::{Action, Control, FormAction};

#[component]
pub fn Controls() -> impl IntoView {
    let context = use_state();
    let controls = Memo::new(move |_| context.runs(|it| it.figure.controls.clone()));
    move || {
        let controls = controls.get();
        (!controls.is_empty()).then(|| {
            let rows = controls
                .into_iter()
                .map(|control| view! { <ControlRow control /> });
            view! {
                <form
                    class="figure-controls"
                    aria-label="Hyperparameters"
                    on:submit=|event| event.prevent_default()
                >
                    {rows.collect_view()}
                </form>
            }
        })
    }
}

/// A label, its control and what is wrong with its value.
#[component]
fn ControlRow(control: Control) -> impl IntoView {
    let context = use_state();
    let Control { row, values } = control;
    let error = Memo::new(move |_| context.form(|form| form.error(row)));
    let field = match row.kind {
        Kind::Switch => view! { <Field row error /> }.into_any(),
        _ if values.is_empty() => view! { <Field row error /> }.into_any(),
        Kind::Integer { .. } | Kind::Real { .. } => view! { <Steps row values /> }.into_any(),
        Kind::Choice(_) | Kind::OptionalNumber | Kind::List(_) => {
            view! { <Options row values /> }.into_any()
        }
    };
    view! {
        <div class="row" class:wrong=move || error.with(Option::is_some)>
            <label for=format!("hp-{}", row.key) title=row.help>{row.label}</label>
            {field}
            <p class="error" id=format!("hp-{}-error", row.key)>
                {move || error.get().map(|error| error.to_string())}
            </p>
        </div>
    }
}

/// A slider that stops at these values alone.
#[component]
fn Steps(row: &'static ParamSpec, values: Vec<Value>) -> impl IntoView {
    let context = use_state();
    let last = values.len().saturating_sub(1);
    let values = StoredValue::new(values);
    let value = Memo::new(move |_| context.form(|form| form.value(row)));
    let place = move || values.with_value(|values| value.with(|now| nearest(values, now)));
    let slide = move |place: String| {
        let place: usize = place.parse().unwrap_or_default();
        if let Some(value) = values.with_value(|values| values.get(place).cloned()) {
            context.edit(row, value);
        }
    };
    view! {
        <div class="number steps">
            <input
                id=format!("hp-{}", row.key)
                type="range"
                min="0"
                max=last.to_string()
                step="1"
                aria-valuetext=move || value.with(ToString::to_string)
                prop:value=move || place().to_string()
                on:input:target=move |event| slide(event.target().value())
                on:change=move |_| context.send(Action::Form(FormAction::Settle(row)))
            />
            <output for=format!("hp-{}", row.key)>{move || value.with(ToString::to_string)}</output>
        </div>
    }
}

/// The place of the value that is nearest to a number; the first for what is none.
fn nearest(values: &[Value], now: &Value) -> usize {
    let now = now.number().unwrap_or(f64::NAN);
    let distance = |value: &Value| value.number().map_or(f64::INFINITY, |it| (it - now).abs());
    let places = values.iter().enumerate();
    let nearest = places.min_by(|(_, one), (_, other)| distance(one).total_cmp(&distance(other)));
    nearest.map_or(0, |(place, _)| place)
}

/// A list of these values alone.
#[component]
fn Options(row: &'static ParamSpec, values: Vec<Value>) -> impl IntoView {
    let context = use_state();
    let value = Memo::new(move |_| context.form(|form| form.value(row)));
    let label = move |value: &Value| match row.kind {
        Kind::Choice(choices) => {
            let choice = choices
                .iter()
                .find(|choice| Some(choice.value) == value.text());
            choice.map_or_else(|| value.to_string(), |choice| choice.label.to_owned())
        }
        _ => value.to_string(),
    };
    let option = move |one: &Value| {
        let (label, one) = (label(one), one.clone());
        let text = one.to_string();
        let is_chosen = move || value.with(|value| *value == one);
        view! {
            <option value=text prop:selected=is_chosen>
                {label}
            </option>
        }
    };
    view! {
        <select
            id=format!("hp-{}", row.key)
            on:change:target=move |event| {
                context.edit(row, event.target().value());
                context.send(Action::Form(FormAction::Settle(row)));
            }
        >
            {values.iter().map(option).collect_view()}
        </select>
    }
}
