//! What the page is, and what it computes on.

use leptos::prelude::*;

use super::browser;
use super::context::use_state;
use super::moment::Moment;
use super::share::ShareButton;
use super::theme::ShownTheme;
use crate::state::{Action, DeviceAction, DeviceChoice, State, View, ViewAction};

#[component]
pub fn Header() -> impl IntoView {
    let context = use_state();
    let copied = Moment::new();
    view! {
        <header class="header">
            <div class="title">
                <h1>"Tuneground"</h1>
                <p>"Tune a neural network’s hyperparameters and watch it learn, in your browser."</p>
            </div>
            <Views />
            <Device />
            <div class="header-actions">
                <ShareButton />
                <button id="copy-link" type="button" on:click=move |_| context.copy_page_link(copied)>
                    {copied.label("Copy link", "Copied")}
                </button>
                <ThemeSwitch />
            </div>
        </header>
    }
}

/// One run at a time, or a study of many.
#[component]
fn Views() -> impl IntoView {
    let context = use_state();
    let show = move |view: View| {
        if context.peek(|state| state.view.shown) != view {
            // The address follows, and with it the way back.
            browser::begin_entry();
        }
        context.send(Action::View(ViewAction::Show(view)));
    };
    let tab = move |id: &'static str, label: &'static str, view: View| {
        view! {
            <button
                id=id
                type="button"
                aria-pressed=move || (context.view(|it| it.shown) == view).to_string()
                on:click=move |_| show(view)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="views" role="group" aria-label="What to do">
            {tab("view-run", "Single run", View::SingleRun)}
            {tab("view-study", "Study", View::Study)}
        </div>
    }
}

/// The device in use and why, and the choice of another.
#[component]
fn Device() -> impl IntoView {
    let context = use_state();
    let label = move || context.runs(|it| it.device_label());
    let why = move || context.runs(State::device_why);
    let choice = Memo::new(move |_| context.runs(|it| it.devices.choice));
    let choose = move |name: String| {
        if let Some(choice) = DeviceChoice::named(&name) {
            context.send(Action::Device(DeviceAction::Choose(choice)));
        }
    };
    let is_ready = move || context.runs(|it| it.is_worker_ready());
    view! {
        <div class="device">
            <p id="device-badge" class="badge" class:ready=is_ready>
                <strong>{label}</strong>
                " "
                <small>{why}</small>
            </p>
            <label for="device-choice" class="visually-hidden">
                "Train on"
            </label>
            <select id="device-choice" on:change:target=move |event| choose(event.target().value())>
                {DeviceChoice::ALL
                    .map(|option| {
                        view! {
                            <option
                                value=option.name()
                                prop:selected=move || choice.get() == option
                            >
                                {option.label()}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </div>
    }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let context = use_state();
    let ShownTheme { theme: shown, .. } = expect_context();
    let other = move || shown.get().other();
    view! {
        <button
            id="theme"
            type="button"
            class="icon"
            aria-label=move || format!("Switch to the {} theme", other().name())
            title=move || format!("Switch to the {} theme", other().name())
            on:click=move |_| {
                let other = shown.get_untracked().other();
                context.send(Action::View(ViewAction::SetTheme(other)));
            }
        >
            "◐"
        </button>
    }
}
