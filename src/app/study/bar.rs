//! Start, pause, stop, and how far the study has come.

use std::time::Duration;

use leptos::prelude::*;
use web_sys::MouseEvent;

use super::super::browser;
use super::super::context::{Context, use_state};
use super::edited;
use crate::state::studies::{
    ActiveStudy, Estimate, StudyEditor, StudyProgress, StudyStart, WorkerLine,
};
use crate::state::{Form, State, StudyAction};
use crate::study::Study;

#[component]
pub fn StudyBar() -> impl IntoView {
    let context = use_state();
    let StudyEstimate(estimate) = expect_context();
    let state = Memo::new(move |_| {
        context.studies(|state| state.study_progress().map(|progress| progress.state))
    });
    let is_running = move || state.get() == Some("Running");
    let is_paused = move || state.get() == Some("Paused");
    let shown = Memo::new(move |_| {
        let shown = |active: &ActiveStudy| {
            (
                active.id,
                active.changes,
                active.study.seeds(),
                active.study.is_finished(),
            )
        };
        context.studies(|state| state.studies.active().map(shown))
    });
    let start = Memo::new(move |_| {
        shown.get();
        context.form(|_| ());
        context.editor(|_| ());
        context.peek(State::study_start)
    });
    let revision = Memo::new(move |_| {
        estimate.with(|estimate| estimate.as_ref().ok().and_then(|it| it.revision.clone()))
    });
    let seed_trouble = Memo::new(move |_| {
        let trouble = |state: &State| {
            let active = state.studies.active();
            active.and_then(|active| active.study.seed_trouble())
        };
        context.studies(trouble)
    });
    let toggle = move |event: MouseEvent| {
        if browser::is_second(&event) {
            return;
        }
        if is_paused() {
            context.study(StudyAction::Resume);
        } else {
            context.study(StudyAction::Pause);
        }
    };
    view! {
        <section class="transport study-bar" aria-label="Training of the study">
            <div class="buttons">
                <button
                    id="study-start"
                    type="button"
                    class:primary=move || matches!(start.get(), StudyStart::Free | StudyStart::Another)
                    title=move || start.get().title()
                    disabled=move || {
                        estimate.with(Result::is_err) || start.get() == StudyStart::UnderWay
                    }
                    on:click=move |_| context.study(StudyAction::Start(browser::new_study_id()))
                >
                    {move || start.get().label()}
                </button>
                <button
                    id="study-revise"
                    type="button"
                    title="Keep what this study has trained of what the editor holds, and train what is missing"
                    hidden=move || revision.with(Option::is_none)
                    on:click=move |_| context.study(StudyAction::Revise)
                >
                    "Change this study"
                </button>
                <button
                    id="study-pause"
                    type="button"
                    class:primary=move || is_running() || is_paused()
                    disabled=move || !is_running() && !is_paused()
                    on:click=toggle
                >
                    {move || if is_paused() { "Resume" } else { "Pause" }}
                </button>
                <button
                    id="study-stop"
                    type="button"
                    title="Skip the runs that have not finished; everything trained so far is kept"
                    disabled=move || !is_running() && !is_paused()
                    on:click=move |_| context.study(StudyAction::Stop)
                >
                    "Stop"
                </button>
                <button
                    id="study-add-seed"
                    type="button"
                    title="Train every setting with one more seed"
                    aria-describedby="seed-trouble"
                    disabled=move || state.with(Option::is_none) || seed_trouble.with(Option::is_some)
                    on:click=move |event| {
                        if !browser::is_second(&event) {
                            context.study(StudyAction::AddSeed);
                        }
                    }
                >
                    "Add a seed"
                </button>
            </div>
            <Progress estimate />
            <p id="study-other" class="help" hidden=move || start.get().note().is_none()>
                {move || start.get().note()} " " {revision}
            </p>
            <p id="seed-trouble" class="help" hidden=move || seed_trouble.with(Option::is_none)>
                {seed_trouble}
            </p>
        </section>
    }
}

/// What a study as it is edited would be, or what is wrong with it; handed down by context, so that a thousand
/// settings are checked once when something is typed.
#[derive(Clone, Copy)]
pub struct StudyEstimate(pub Memo<Result<Estimate, Vec<String>>>);

/// Looks anew whenever form or editor have changed, in a task of its own: a link or a file may have a thousand settings.
pub fn estimate(context: Context) {
    let editor = edited(context);
    let form = Memo::new(move |_| context.form(Form::clone));
    let study = RwSignal::new(Err(Vec::new()));
    let is_due = StoredValue::new(false);
    let look = move || {
        is_due.set_value(false);
        let look = |form: &Form| editor.with_untracked(|editor| editor.study(form.hyperparams()));
        study.set(form.with_untracked(look));
    };
    Effect::new(move |_| {
        editor.with(|_| ());
        form.with(|_| ());
        let was_due = is_due.try_update_value(|is_due| std::mem::replace(is_due, true));
        if was_due == Some(false) {
            set_timeout(look, Duration::ZERO);
        }
    });
    provide_context(StudyEstimate(Memo::new(move |_| {
        let estimate = |study: &Study| context.studies(|state| state.estimate(study));
        study.with(|study| study.as_ref().map(estimate).map_err(Clone::clone))
    })));
}

/// The study on the page; before there is one, what the next would be.
#[component]
fn Progress(estimate: Memo<Result<Estimate, Vec<String>>>) -> impl IntoView {
    let context = use_state();
    let progress = Memo::new(move |_| context.studies(State::study_progress));
    let said = move || match progress.get() {
        Some(progress) => told(progress).into_any(),
        None => foretold(estimate.get(), context.editor(StudyEditor::is_blank)).into_any(),
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

fn foretold(estimate: Result<Estimate, Vec<String>>, is_blank: bool) -> impl IntoView {
    let said = match estimate {
        Ok(Estimate {
            size,
            time: Some(time),
            ..
        }) => format!("{size}, {time}"),
        Ok(estimate) => estimate.size,
        Err(_) if is_blank => "Choose what to sweep, and press Start study.".to_owned(),
        Err(wrong) => wrong.into_iter().next().unwrap_or_default(),
    };
    view! {
        <p>
            <strong>{said}</strong>
        </p>
    }
}

/// One bar for each worker, and how many there are to be.
#[component]
pub fn Workers() -> impl IntoView {
    let context = use_state();
    let lines = Memo::new(move |_| context.studies(State::worker_lines));
    let workers = Memo::new(move |_| context.studies(|state| state.workers.wanted()));
    let cores = context.peek(|state| state.workers.cores());
    let set = move |text: String| {
        if let Ok(workers) = text.parse() {
            context.study(StudyAction::SetWorkers(workers));
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
    let context = use_state();
    let skip = line.trial.map(|trial| {
        view! {
            <button
                type="button"
                class="quiet"
                title="Leave this run out"
                on:click=move |_| context.study(StudyAction::Skip(trial))
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
