//! The hyperparameters that a reader may turn. All of them have a few values to choose among, so there is nothing to type
//! and nothing to get wrong.

use leptos::prelude::*;

use crate::app::context::use_state;
use crate::hyperparams::ParamSpec;
use crate::state::{Action, Control, FormAction, State, Stops};

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
                    <p class="help">{context.peek(State::turning_hint)}</p>
                </form>
            }
        })
    }
}

/// A label and its control: a slider over numbers, a list of everything else.
#[component]
fn ControlRow(control: Control) -> impl IntoView {
    let row = control.row;
    let field = match control.stops() {
        Some(stops) => view! { <Slider row stops /> }.into_any(),
        None => view! { <Options control /> }.into_any(),
    };
    view! {
        <div class="row">
            <label for=format!("hp-{}", row.key) title=row.help>
                {row.label}
            </label>
            {field}
        </div>
    }
}

#[component]
fn Slider(row: &'static ParamSpec, stops: Stops) -> impl IntoView {
    let context = use_state();
    let last = stops.last();
    let stops = StoredValue::new(stops);
    let value = Memo::new(move |_| context.form(|form| form.value(row)));
    let slide = move |place: String| {
        let place = place.parse().unwrap_or_default();
        context.edit(row, stops.with_value(|stops| stops.value(place)));
    };
    let place = move || stops.with_value(|stops| value.with(|value| stops.nearest(value)));
    view! {
        <div class="steps">
            <input
                id=format!("hp-{}", row.key)
                type="range"
                min="0"
                max=last.to_string()
                aria-valuetext=move || value.with(ToString::to_string)
                prop:value=move || place().to_string()
                on:input:target=move |event| slide(event.target().value())
                on:change=move |_| context.send(Action::Form(FormAction::Settle(row)))
            />
            <output for=format!("hp-{}", row.key)>{move || value.with(ToString::to_string)}</output>
        </div>
    }
}

#[component]
fn Options(control: Control) -> impl IntoView {
    let context = use_state();
    let row = control.row;
    let value = Memo::new(move |_| context.form(|form| form.value(row).to_string()));
    let option = |(text, label): (String, String)| {
        let chosen = text.clone();
        let is_chosen = move || value.with(|value| *value == chosen);
        view! {
            <option value=text prop:selected=is_chosen>
                {label}
            </option>
        }
    };
    let choose = move |text: String| {
        context.edit(row, text);
        context.send(Action::Form(FormAction::Settle(row)));
    };
    view! {
        <select
            id=format!("hp-{}", row.key)
            on:change:target=move |event| choose(event.target().value())
        >
            {control.options().into_iter().map(option).collect_view()}
        </select>
    }
}
