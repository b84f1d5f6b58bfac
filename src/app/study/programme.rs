//! The post's experiments one after the other, unattended: how much, how far, and the report.

use leptos::prelude::*;

use super::super::browser;
use super::super::context::{Context, use_state};
use super::super::errand::send;
use crate::protocol::{Delivery, Errand};
use crate::state::studies::ProgrammeAction;
use crate::state::{State, StudyAction};

/// Where the browser keeps which studies are the programme's.
const KEY: &str = "tuneground-programme";

/// How much it may train; the numbers are of seeds.
const SIZES: [(&str, &str); 5] = [
    ("short 1", "Short: 10,000 images, half the epochs, 1 seed"),
    ("short 5", "Short, 5 seeds each: tells effects from chance"),
    ("post 1", "As in the post: 60,000 images, 1 seed"),
    ("post 5", "As in the post, 5 seeds each"),
    ("glance 1", "A glance: 1,000 images, proves nothing"),
];

/// Has the programme kept, and begins each study when the one before has ended, whatever is on the page.
pub fn follow(context: Context) {
    if let Some(kept) = browser::kept(KEY) {
        ask(context, ProgrammeAction::Remember(kept));
    }
    let text = Memo::new(move |_| context.studies(State::programme_to_keep));
    let is_due = Memo::new(move |_| context.studies(State::programme_is_due));
    Effect::new(move || {
        if let Some(text) = text.get() {
            browser::keep(KEY, &text);
        }
        if is_due.get() {
            ask(context, ProgrammeAction::Next(browser::new_study_id()));
        }
    });
}

fn ask(context: Context, action: ProgrammeAction) {
    context.study(StudyAction::Programme(action));
}

#[component]
pub fn Unattended() -> impl IntoView {
    let context = use_state();
    let told = Memo::new(move |_| context.studies(State::programme_told));
    let is_on = move || told.with(|told| told.as_ref().is_some_and(|told| told.is_on));
    let is_open = move || told.with(|told| told.as_ref().is_some_and(|told| !told.is_over));
    let size = RwSignal::new(SIZES[0].0.to_owned());
    let measured = Memo::new(move |_| context.runs(|state| state.devices.to_keep()));
    let time = move || {
        measured.with(|_| ());
        let programme = size.get().parse().ok()?;
        context.peek(|state| state.programme_time(programme))
    };
    let said = move || match told.get() {
        Some(told) => told.said,
        None => format!(
            "Each experiment begins from the winner of the one before, and a report says what was chosen and why. {}",
            time().map_or_else(String::new, |time| format!("It takes {time}."))
        ),
    };
    let start = move |_| {
        if let Ok(programme) = size.get_untracked().parse() {
            let id = browser::new_study_id();
            ask(context, ProgrammeAction::Start(programme, id));
        }
    };
    let toggle = move |_| {
        let action = match untrack(is_on) {
            true => ProgrammeAction::Stop,
            false => ProgrammeAction::Resume(browser::new_study_id()),
        };
        ask(context, action);
    };
    let option =
        |(key, label): (&'static str, &'static str)| view! { <option value=key>{label}</option> };
    let report = move |id: &'static str, label: &'static str, is_markdown: bool| {
        view! {
            <button
                id=id
                type="button"
                hidden=move || told.with(Option::is_none)
                on:click=move |_| write_report(context, is_markdown)
            >
                {label}
            </button>
        }
    };
    view! {
        <div class="tool programme">
            <label for="programme-size">"All seven, one after the other"</label>
            <div class="experiment-choice">
                <select
                    id="programme-size"
                    disabled=is_on
                    on:change:target=move |event| size.set(event.target().value())
                >
                    {SIZES.map(option).collect_view()}
                </select>
                <button id="programme-start" type="button" disabled=is_on on:click=start>
                    "Run all seven unattended"
                </button>
                <button
                    id="programme-toggle"
                    type="button"
                    hidden=move || !is_open()
                    on:click=toggle
                >
                    {move || if is_on() { "Stop" } else { "Go on" }}
                </button>
                {report("programme-html", "Report", false)}
                {report("programme-markdown", "Report as Markdown", true)}
            </div>
            <p id="programme-said" class="help">
                {said}
            </p>
        </div>
    }
}

/// Has the report written of what there is by now, and hands it to the visitor.
fn write_report(context: Context, is_markdown: bool) {
    let Some(mut request) = context.peek(State::programme_report) else {
        return;
    };
    request.is_markdown = is_markdown;
    request.address = browser::address_with("").trim_end_matches('#').to_owned();
    request.release = browser::release_folder();
    request.day = browser::today();
    let (name, kind) = match is_markdown {
        true => ("tuneground-report.md", "text/markdown"),
        false => ("tuneground-report.html", "text/html"),
    };
    let take = move |written: Result<Delivery, String>| match written {
        Ok(Delivery::Script(text)) if browser::download(name, kind, &text) => {}
        Ok(_) => context.notify("The browser blocked saving the file."),
        Err(error) => context.notify(format!("The report could not be written: {error}.")),
    };
    send(StoredValue::new_local(None), &Errand::Report(request), take);
}
