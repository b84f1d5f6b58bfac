//! The transport bar: Discard, Train, Step, Stop, and how far the run has come.

use leptos::prelude::*;

use super::context::use_state;
use super::field::Number;
use crate::hyperparams::catalog::LEARNING_RATE;
use crate::state::{Phase, ProgressText, RunAction, State};

#[component]
pub fn Transport() -> impl IntoView {
    let context = use_state();
    let phase = context.phase();
    let is_active = move || matches!(phase.get(), Phase::Running | Phase::Paused);
    let is_stuck = context.is_stuck();
    view! {
        <section class="transport" aria-label="Training">
            <div class="buttons">
                <button
                    id="reset"
                    type="button"
                    title="Discard the run in progress, with its curve (R)"
                    disabled=move || !is_active()
                    on:click=move |_| context.run(RunAction::Reset)
                >
                    "Discard "
                    <kbd>"R"</kbd>
                </button>
                <TrainButton shortcut="space" />
                <button
                    id="step"
                    type="button"
                    title="Train one epoch (→)"
                    disabled=move || phase.get() == Phase::Running || is_stuck.get()
                    on:click=move |_| context.run(RunAction::Step)
                >
                    "Step "
                    <kbd>"→"</kbd>
                </button>
                <button
                    id="stop"
                    type="button"
                    title="End the run and keep its curve"
                    disabled=move || !is_active()
                    on:click=move |_| context.run(RunAction::Stop)
                >
                    "Stop"
                </button>
            </div>
            <Progress />
            <QuickRate />
            <Trouble />
        </section>
    }
}

/// Train, Pause or Resume, whichever it is; Stop where a run only waits.
#[component]
pub fn TrainButton(
    /// The key that does the same.
    #[prop(optional)]
    shortcut: Option<&'static str>,
) -> impl IntoView {
    let context = use_state();
    let phase = context.phase();
    let waits = Memo::new(move |_| context.runs(State::waits_for_turn));
    let label = move || match phase.get() {
        Phase::Running if waits.get() => "Stop",
        Phase::Running => "Pause",
        Phase::Paused => "Resume",
        Phase::Loading | Phase::Idle => "Train",
    };
    let press = move |event: web_sys::MouseEvent| {
        // The second press of a double click is not meant for what the first one has put there.
        if event.detail() < 2 {
            context.run(RunAction::Train);
        }
    };
    let key = |key| {
        view! {
            " "
            <kbd>{key}</kbd>
        }
    };
    view! {
        <button
            id="train"
            type="button"
            class="primary"
            title=shortcut.map(|key| format!("Train, pause or resume ({key})"))
            aria-describedby="trouble"
            disabled=context.is_stuck()
            on:click=press
        >
            {label}
            {shortcut.map(key)}
        </button>
    }
}

/// Why Train is disabled.
#[component]
pub fn Trouble() -> impl IntoView {
    let context = use_state();
    let (trouble, is_stuck) = (context.trouble(), context.is_stuck());
    view! {
        <p id="trouble" class="trouble">
            {move || trouble.get().filter(|_| is_stuck.get())}
        </p>
    }
}

/// The run in progress, or the images on their way.
#[component]
pub fn Progress() -> impl IntoView {
    let context = use_state();
    let text = Memo::new(move |_| {
        context.form(|_| ());
        context.runs(State::run_progress)
    });
    let share = move || text.with(|text| text.share);
    let part = |pick: fn(&ProgressText) -> &String| move || text.with(|text| pick(text).clone());
    view! {
        <div id="progress" class="progress">
            <p>
                <strong>{part(|text| &text.place)}</strong>
                <span>{part(|text| &text.speed)}</span>
                <span>{part(|text| &text.to_go)}</span>
            </p>
            <progress max="1" prop:value=share aria-label="Progress"></progress>
        </div>
    }
}

/// The learning rate once more, for narrow screens: there the form is far below the curves.
#[component]
fn QuickRate() -> impl IntoView {
    let context = use_state();
    let error = Memo::new(move |_| context.form(|form| form.error(&LEARNING_RATE)));
    view! {
        <div class="quick-rate row" class:wrong=move || error.with(Option::is_some)>
            <label for="quick-rate">{LEARNING_RATE.label}</label>
            <Number row=&LEARNING_RATE error id="quick-rate".to_owned() />
        </div>
    }
}
