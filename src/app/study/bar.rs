//! Start, pause, stop, and how far the study has come.

use std::time::Duration;

use leptos::prelude::*;

use super::super::desk::{Desk, use_desk};
use super::editor::edited;
use crate::state::Form;
use crate::state::lab::{Lab, Outlook, StudyProgress, WorkerLine};
use crate::study::Study;

#[component]
pub fn StudyBar() -> impl IntoView {
    let desk = use_desk();
    let Foreseen(outlook) = expect_context();
    let state = Memo::new(move |_| {
        desk.lab
            .with(|lab| lab.progress().map(|progress| progress.state))
    });
    let is_running = move || state.get() == Some("Running");
    let is_paused = move || state.get() == Some("Paused");
    let seed_trouble = Memo::new(move |_| {
        let trouble = |lab: &Lab| lab.active().and_then(|active| active.study.seed_trouble());
        desk.lab.with(trouble)
    });
    let toggle = move |_| {
        if is_paused() {
            desk.act_in_lab(Lab::resume);
        } else {
            desk.act_in_lab(Lab::pause);
        }
    };
    view! {
        <section class="transport study-bar" aria-label="Training of the study">
            <div class="buttons">
                <button
                    id="study-start"
                    type="button"
                    class="primary"
                    title="Train every setting"
                    disabled=move || outlook.with(Result::is_err)
                    on:click=move |_| desk.start_study()
                >
                    "Start study"
                </button>
                <button
                    id="study-pause"
                    type="button"
                    disabled=move || !is_running() && !is_paused()
                    on:click=toggle
                >
                    {move || if is_paused() { "Resume" } else { "Pause" }}
                </button>
                <button
                    id="study-stop"
                    type="button"
                    title="Skip what has not ended; everything trained so far stays"
                    disabled=move || !is_running() && !is_paused()
                    on:click=move |_| desk.act_in_lab(Lab::stop)
                >
                    "Stop"
                </button>
                <button
                    id="study-add-seed"
                    type="button"
                    title="Train every setting with one more seed"
                    aria-describedby="seed-trouble"
                    disabled=move || state.with(Option::is_none) || seed_trouble.with(Option::is_some)
                    on:click=move |_| desk.act_in_lab(Lab::add_seed)
                >
                    "Add a seed"
                </button>
            </div>
            <Progress outlook />
            <p id="seed-trouble" class="help" hidden=move || seed_trouble.with(Option::is_none)>
                {seed_trouble}
            </p>
        </section>
    }
}

/// What a study as it is edited would be, or what is wrong with it; handed down by context, so that a thousand
/// settings are checked once when something is typed.
#[derive(Clone, Copy)]
pub struct Foreseen(pub Memo<Result<Outlook, Vec<String>>>);

pub fn foresee(desk: Desk) {
    let editor = edited(desk);
    // A link may ask for a thousand settings: the page stands before they are checked.
    let is_due = RwSignal::new(false);
    set_timeout(move || is_due.set(true), Duration::ZERO);
    let study = Memo::new(move |_| {
        if !is_due.get() {
            return Err(Vec::new());
        }
        let study = |form: &Form| editor.with(|editor| editor.study(form.hyperparams()));
        desk.form.with(study)
    });
    provide_context(Foreseen(Memo::new(move |_| {
        let outlook = |study: &Study| desk.lab.with(|lab| lab.outlook(study));
        study.with(|study| study.as_ref().map(outlook).map_err(Clone::clone))
    })));
}

/// The study on the page; before there is one, what the next would be.
#[component]
fn Progress(outlook: Memo<Result<Outlook, Vec<String>>>) -> impl IntoView {
    let desk = use_desk();
    let progress = Memo::new(move |_| desk.lab.with(Lab::progress));
    let said = move || match progress.get() {
        Some(progress) => told(progress).into_any(),
        None => foretold(outlook.get().ok()).into_any(),
    };
    let share = move || progress.with(|progress| progress.as_ref().map_or(0.0, |it| it.share));
    view! {
        <div id="study-progress" class="progress">
            {said}
            <progress max="1" prop:value=share aria-label="Progress of the study"></progress>
        </div>
    }
}

fn told(progress: StudyProgress) -> impl IntoView {
    view! {
        <p>
            <strong>{progress.name} ": " {progress.place}</strong>
            <span data-study-state=progress.state>{progress.state}</span>
            <span>{progress.counts}</span>
            <span>{progress.to_go}</span>
        </p>
    }
}

fn foretold(outlook: Option<Outlook>) -> impl IntoView {
    let said = outlook.map_or_else(
        || "Choose what to sweep, and press Start study.".to_owned(),
        |outlook| match outlook.time {
            Some(time) => format!("{}, {time}", outlook.size),
            None => outlook.size,
        },
    );
    view! {
        <p>
            <strong>{said}</strong>
        </p>
    }
}

/// One bar for each worker, and how many there are to be.
#[component]
pub fn Workers() -> impl IntoView {
    let desk = use_desk();
    let lines = Memo::new(move |_| desk.lab.with(Lab::worker_lines));
    let workers = Memo::new(move |_| desk.lab.with(Lab::workers));
    let cores = desk.lab.with_untracked(Lab::cores);
    let set = move |text: String| {
        if let Ok(workers) = text.parse() {
            desk.act_in_lab(|lab| lab.set_workers(workers));
        }
    };
    view! {
        <div class="workers">
            <label class="worker-count">
                <span>"CPU workers: " {workers} " of " {cores} " cores"</span>
                <input
                    id="study-workers"
                    type="range"
                    min="1"
                    max=cores
                    prop:value=move || workers.get().to_string()
                    on:input:target=move |event| set(event.target().value())
                />
            </label>
            <ul class="worker-lines">
                {move || lines.get().into_iter().map(worker_line).collect_view()}
            </ul>
        </div>
    }
}

fn worker_line(line: WorkerLine) -> impl IntoView {
    let desk = use_desk();
    let skip = line.trial.map(|trial| {
        view! {
            <button
                type="button"
                class="quiet"
                title="Leave this run out"
                on:click=move |_| desk.act_in_lab(|lab| lab.skip(trial))
            >
                "Skip"
            </button>
        }
    });
    view! {
        <li>
            <p>
                <strong>{line.name.clone()}</strong>
                " "
                <span>{line.what}</span>
                {skip}
            </p>
            <progress max="1" value=line.share aria-label=line.name></progress>
        </li>
    }
}
