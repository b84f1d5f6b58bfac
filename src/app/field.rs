//! A row's control: slider and number, select, or switch.

use leptos::html::Input;
use leptos::prelude::*;

use super::context::use_state;
use crate::hyperparams::catalog::SEED;
use crate::hyperparams::{Choice, InvalidParam, Kind, ParamSpec, Value};
use crate::state::{Action, FormAction, Stops, says, settled};

/// The control that a row's kind asks for.
#[component]
pub fn Field(
    row: &'static ParamSpec,
    /// What is wrong with the value now.
    error: Memo<Option<InvalidParam>>,
) -> impl IntoView {
    match row.kind {
        Kind::Choice(choices) => view! { <Select row choices /> }.into_any(),
        Kind::Switch => view! { <Switch row /> }.into_any(),
        Kind::Integer { .. } | Kind::Real { .. } => {
            view! { <Number row error id=format!("hp-{}", row.key) /> }.into_any()
        }
        Kind::OptionalNumber | Kind::List(_) => {
            let (id, value) = (format!("hp-{}", row.key), value_of(row));
            view! { <Typed row error value id inputmode="text" /> }.into_any()
        }
    }
}

fn value_of(row: &'static ParamSpec) -> Memo<Value> {
    let context = use_state();
    Memo::new(move |_| context.form(|form| form.value(row)))
}

#[component]
fn Select(row: &'static ParamSpec, choices: &'static [Choice]) -> impl IntoView {
    let context = use_state();
    let value = value_of(row);
    let option = move |choice: &'static Choice| {
        let is_chosen = move || value.with(|value| value.text() == Some(choice.value));
        view! {
            <option value=choice.value prop:selected=is_chosen>
                {choice.label}
            </option>
        }
    };
    view! {
        <select
            id=format!("hp-{}", row.key)
            aria-describedby=format!("hp-{0}-warning hp-{0}-help", row.key)
            on:change:target=move |event| context.edit(row, event.target().value())
        >
            {choices.iter().map(option).collect_view()}
        </select>
    }
}

#[component]
fn Switch(row: &'static ParamSpec) -> impl IntoView {
    let context = use_state();
    let value = value_of(row);
    view! {
        <input
            id=format!("hp-{}", row.key)
            type="checkbox"
            role="switch"
            aria-describedby=format!("hp-{0}-warning hp-{0}-help", row.key)
            prop:checked=move || value.with(Value::switch).unwrap_or_default()
            on:change:target=move |event| context.edit(row, event.target().checked())
        />
    }
}

/// A field for a number, and beside it a slider or a die.
#[component]
pub fn Number(
    row: &'static ParamSpec,
    error: Memo<Option<InvalidParam>>,
    /// The field's.
    id: String,
) -> impl IntoView {
    let value = value_of(row);
    let companion = match Stops::of(row) {
        Some(stops) => view! { <Slider row stops value id=format!("{id}-slider") /> }.into_any(),
        None if row.key == SEED.key => view! { <Dice /> }.into_any(),
        None => ().into_any(),
    };
    view! {
        <div class="number">
            {companion} <Typed row error value id inputmode="decimal" />
        </div>
    }
}

/// A text field, which keeps whatever is typed.
#[component]
fn Typed(
    row: &'static ParamSpec,
    error: Memo<Option<InvalidParam>>,
    value: Memo<Value>,
    id: String,
    /// Which keys a phone shows.
    inputmode: &'static str,
) -> impl IntoView {
    let context = use_state();
    let field = NodeRef::<Input>::new();
    Effect::new(move |_| {
        let value = value.get();
        if let Some(field) = field
            .get()
            .filter(|field| !says(row, &field.value(), &value))
        {
            field.set_value(&value.to_string());
        }
    });
    view! {
        <input
            id=id
            node_ref=field
            type="text"
            inputmode=inputmode
            autocomplete="off"
            spellcheck="false"
            placeholder=placeholder(row)
            aria-describedby=format!("hp-{0}-error hp-{0}-warning hp-{0}-help", row.key)
            aria-invalid=move || error.with(Option::is_some).to_string()
            on:input:target=move |event| context.edit(row, event.target().value())
            on:change:target=move |event| {
                let typed = event.target().value();
                let read = value.with_untracked(|value| settled(row, &typed, value));
                if let Some(read) = read {
                    event.target().set_value(&read);
                }
                context.send(Action::Form(FormAction::Settle(row)));
            }
        />
    }
}

/// What stands in an empty field that may be empty.
fn placeholder(row: &ParamSpec) -> Option<String> {
    match row.kind {
        Kind::List(format) => Some(format!("for example {}", format.example)),
        Kind::OptionalNumber => Some("none".to_owned()),
        _ => None,
    }
}

#[component]
fn Slider(row: &'static ParamSpec, stops: Stops, value: Memo<Value>, id: String) -> impl IntoView {
    let context = use_state();
    let last = stops.last();
    let stops = StoredValue::new(stops);
    let index = move || stops.with_value(|stops| value.with(|value| stops.nearest(value)));
    let slide = move |index: String| {
        let index = index.parse().unwrap_or_default();
        context.edit(row, stops.with_value(|stops| stops.value(index)));
    };
    view! {
        <input
            id=id
            type="range"
            min="0"
            max=last.to_string()
            step="1"
            aria-label=row.label
            aria-valuetext=move || value.with(ToString::to_string)
            prop:value=move || index().to_string()
            on:input:target=move |event| slide(event.target().value())
            on:change=move |_| context.send(Action::Form(FormAction::Settle(row)))
        />
    }
}

/// Draws another seed.
#[component]
fn Dice() -> impl IntoView {
    let context = use_state();
    let roll = move |_| {
        let seed = (js_sys::Math::random() * 1e6).floor();
        context.edit(&SEED, seed);
    };
    view! {
        <button id="dice" type="button" class="dice" title="Another seed" on:click=roll>
            "⚄ Roll"
        </button>
    }
}
