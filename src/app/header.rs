//! What the page is, and what it computes on.

use leptos::prelude::*;

use super::desk::{View, use_desk};
use super::moment::Moment;
use super::theme::ShownTheme;
use crate::state::DeviceChoice;

#[component]
pub fn Header() -> impl IntoView {
    let desk = use_desk();
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
                <button id="copy-link" type="button" on:click=move |_| desk.copy_page_link(copied)>
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
    let desk = use_desk();
    let tab = move |id: &'static str, label: &'static str, view: View| {
        view! {
            <button
                id=id
                type="button"
                aria-pressed=move || (desk.view.get() == view).to_string()
                on:click=move |_| desk.view.set(view)
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
    let desk = use_desk();
    let label = move || desk.playground.with(|it| it.device.label());
    let why = move || desk.playground.with(|it| it.device.why.clone());
    let choice = Memo::new(move |_| desk.playground.with(|it| it.device.choice));
    let choose = move |name: String| {
        if let Some(choice) = DeviceChoice::named(&name) {
            desk.act(|playground| playground.choose(choice));
        }
    };
    let is_ready = move || desk.playground.with(|it| it.device.info.is_some());
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
    let desk = use_desk();
    let ShownTheme { theme: shown, .. } = expect_context();
    let other = move || shown.get().other();
    view! {
        <button
            id="theme"
            type="button"
            class="icon"
            aria-label=move || format!("Switch to the {} theme", other().name())
            title=move || format!("Switch to the {} theme", other().name())
            on:click=move |_| desk.theme.set(Some(shown.get_untracked().other()))
        >
            "◐"
        </button>
    }
}
