//! The learning-rate range test, beside the learning rate and where a study sweeps it.

use leptos::prelude::*;

use super::context::{Context, use_state};
use crate::hyperparams::catalog::LEARNING_RATE;
use crate::protocol::RangeAnswer;
use crate::state::studies::{DimensionField, Shape};
use crate::state::{Action, EditorAction, RangeTestAction, RangeTestPlace, RangeTestStage};

/// Asks for a test with one click, and shows what comes of it.
#[component]
pub fn RangeTestView(
    /// The place of the learning rate in the study's editor; nothing in the form.
    at: Option<usize>,
) -> impl IntoView {
    let context = use_state();
    let (place, label) = match at {
        Some(_) => (RangeTestPlace::Study, "Propose a range"),
        None => (RangeTestPlace::Form, "Find a rate"),
    };
    let stage = Memo::new(move |_| {
        context.range_test(|state| state.range_test.as_ref()?.seen_at(place).cloned())
    });
    let is_under_way =
        Memo::new(move |_| stage.with(|stage| *stage == Some(RangeTestStage::UnderWay)));
    let is_wrong = Memo::new(move |_| context.form(|form| form.trouble().is_some()));
    let press = move |_| {
        let action = match is_under_way.get_untracked() {
            true => RangeTestAction::End,
            false => RangeTestAction::Begin(place),
        };
        context.send(Action::RangeTest(action));
    };
    view! {
        <div class="range-test">
            <button
                type="button"
                class="quiet"
                title="Trains for up to 100 steps with a rate that grows from 0.000001 to 10, and looks at the loss"
                disabled=move || is_wrong.get() && !is_under_way.get()
                on:click=press
            >
                {move || if is_under_way.get() { "Stop testing rates" } else { label }}
            </button>
            <div aria-live="polite">{move || stage.get().map(|stage| outcome(context, at, stage))}</div>
        </div>
    }
}

fn outcome(context: Context, at: Option<usize>, stage: RangeTestStage) -> AnyView {
    match stage {
        RangeTestStage::UnderWay => view! { <p class="help">"Testing rates…"</p> }.into_any(),
        RangeTestStage::Failed(why) => {
            view! { <p class="error">"Rates could not be tested: " {why}</p> }.into_any()
        }
        RangeTestStage::Done(answer) => view! { <Answer context at answer=*answer /> }.into_any(),
    }
}

#[component]
fn Answer(context: Context, at: Option<usize>, answer: RangeAnswer) -> impl IntoView {
    let RangeAnswer {
        proposed,
        svg,
        explanation,
    } = answer;
    let is_other = Memo::new(move |_| {
        context.range_test(|state| {
            let test = state.range_test.as_ref();
            test.is_some_and(|test| !test.is_of(&state.form))
        })
    });
    let close = move |_| context.send(Action::RangeTest(RangeTestAction::End));
    let take = <[String; 3]>::try_from(proposed)
        .ok()
        .map(|[rate, low, high]| {
            let label = match at {
                Some(_) => format!("Use {low} to {high}"),
                None => format!("Use {rate}"),
            };
            let use_it = move |_| match at {
                Some(at) => take_range(context, at, &low, &high),
                None => context.edit(&LEARNING_RATE, rate.as_str()),
            };
            view! {
                <button type="button" data-use="" on:click=use_it>
                    {label}
                </button>
            }
        });
    view! {
        <div class="range-curve" inner_html=svg></div>
        <p class="help">{explanation}</p>
        {move || {
            is_other.get().then(|| {
                view! {
                    <p class="warning">
                        "The form has changed since: this is of the settings before."
                    </p>
                }
            })
        }}
        <p class="range-buttons">
            {take}
            <button type="button" class="quiet" on:click=close>
                "Close"
            </button>
        </p>
    }
}

/// A range over so many powers of ten is a logarithmic one.
fn take_range(context: Context, at: usize, low: &str, high: &str) {
    for (field, end) in [(DimensionField::Low, low), (DimensionField::High, high)] {
        context.edit_study(EditorAction::Type(at, field, end.to_owned()));
    }
    context.edit_study(EditorAction::SetShape(at, Shape::LogRange));
}
