//! What is swept, and how.

use leptos::prelude::*;
use web_sys::HtmlInputElement;

use super::super::browser;
use super::super::context::use_state;
use super::super::row_choice::RowChoice;
use super::bar::{StudyEstimate, Workers};
use super::dimension::DimensionView;
use super::edited;
use super::experiments::Experiments;
use super::exports::Import;
use crate::hyperparams::error::capped;
use crate::hyperparams::number::number;
use crate::state::studies::{SamplerKind, StudyEditor};
use crate::state::{Attempt, EditorAction, Form};
use crate::study::{Plan, Pruner, PrunerNumber, Score, Setting};

#[component]
pub fn Editor() -> impl IntoView {
    let context = use_state();
    // Cards are made anew when others are swept, and not only when more or fewer are.
    let swept = Memo::new(move |_| context.editor(StudyEditor::swept));
    let editor = edited(context);
    let idle = Memo::new(move |_| {
        let idle = |form: &Form| editor.with(|editor| editor.idle(form.hyperparams()));
        context.form(idle)
    });
    let dimensions = move || {
        (0..swept.with(Vec::len))
            .map(|at| view! { <DimensionView at idle /> })
            .collect_view()
    };
    view! {
        <section class="panel study-editor" aria-label="Study">
            <div class="panel-head">
                <h2 id=HEADING tabindex="-1">
                    "Study"
                </h2>
                <span class="count">"everything that is not swept comes from the form"</span>
                <Import />
            </div>
            <Experiments />
            <Listed />
            <div class="dimensions">{dimensions}</div>
            <div class="study-options">
                <AddDimension />
                <SamplerChoice />
                <CountField
                    id="study-seeds"
                    label="Seeds per setting"
                    title="More seeds tell real effects from chance; curves then show a mean with a band"
                    pick=|editor| &editor.seeds
                    typed=EditorAction::TypeSeeds
                />
                <PrunerChoice />
                <ScoreChoice />
            </div>
            <EstimateLine />
            <Workers />
        </section>
    }
}

/// The id of the editor's heading.
const HEADING: &str = "study-editor";

/// Goes to the editor, from wherever somebody is on the page.
pub fn go_there() {
    if let Some(heading) = browser::element(HEADING) {
        // The whole of it comes into sight, and is where keys go on.
        let editor = heading.closest(".study-editor").ok().flatten();
        editor.iter().for_each(web_sys::Element::scroll_into_view);
        let _ = heading.focus();
    }
}

/// Listed settings that are named one by one.
const MOST_LISTED: usize = 24;

/// Settings that an experiment lists one by one.
#[component]
fn Listed() -> impl IntoView {
    let context = use_state();
    let editor = edited(context);
    let listed = Memo::new(move |_| {
        let plan = |editor: &StudyEditor| {
            let is_listed = !editor.listed.is_empty();
            let plan = |form: &Form| editor.plan(form.hyperparams()).ok();
            is_listed.then(|| context.form(plan)).flatten()
        };
        let labels = |plan: Plan| {
            let settings = plan.settings().iter();
            settings.map(Setting::label).collect::<Vec<_>>()
        };
        editor.with(plan).map(labels)
    });
    move || {
        listed.get().map(|labels| {
            view! {
                <div class="dimension">
                    <div class="row-head">
                        <strong>"Settings"</strong>
                        <button
                            type="button"
                            class="icon"
                            aria-label="Remove these settings"
                            on:click=move |_| context.edit_study(EditorAction::Clear)
                        >
                            "×"
                        </button>
                    </div>
                    <p class="help">{capped(&labels, MOST_LISTED).join(" · ")}</p>
                </div>
            }
        })
    }
}

/// Sweeps one more hyperparameter.
#[component]
fn AddDimension() -> impl IntoView {
    let context = use_state();
    let free = Memo::new(move |_| {
        context.form(|form| context.editor(|editor| editor.free_rows(form.hyperparams())))
    });
    let take = Callback::new(move |row| context.edit_study(EditorAction::Add(row)));
    view! { <RowChoice id="study-add" label="Sweep" rows=free take /> }
}

#[component]
fn SamplerChoice() -> impl IntoView {
    let context = use_state();
    let sampler = Memo::new(move |_| context.editor(|editor| editor.sampler));
    let choose = move |label: String| {
        let chosen = SamplerKind::ALL
            .into_iter()
            .find(|kind| kind.label() == label);
        if let Some(kind) = chosen {
            context.edit_study(EditorAction::SetSampler(kind));
        }
    };
    let option = move |kind: SamplerKind| {
        view! {
            <option value=kind.label() prop:selected=move || sampler.get() == kind>
                {kind.label()}
            </option>
        }
    };
    let counts = move || {
        let settings = || {
            view! {
                <CountField
                    id="study-settings"
                    label="Settings"
                    title="How many settings are drawn"
                    pick=|editor| &editor.settings
                    typed=EditorAction::TypeSettings
                />
            }
        };
        let round = || {
            view! {
                <CountField
                    id="study-round"
                    label="Per round"
                    title=ROUND_HELP
                    pick=|editor| &editor.round
                    typed=EditorAction::TypeRound
                />
            }
        };
        let kind = sampler.get();
        let advice = kind
            .advice()
            .map(|advice| view! { <p class="help advice">{advice}</p> });
        (
            kind.draws().then(settings),
            kind.learns().then(round),
            advice,
        )
    };
    view! {
        <label class="option">
            <span>"Sampler"</span>
            <select id="study-sampler" on:change:target=move |event| choose(event.target().value())>
                {SamplerKind::ALL.map(option).collect_view()}
            </select>
        </label>
        {counts}
    }
}

const ROUND_HELP: &str = "The first 10 settings are random; then so many are drawn at once, by what came of those before. \
    Fewer learn more from one another, more keep more workers busy";

/// A number of the study, as typed.
#[component]
fn CountField(
    id: &'static str,
    label: &'static str,
    title: &'static str,
    /// Which number.
    pick: fn(&StudyEditor) -> &String,
    /// What typing into it is.
    typed: fn(String) -> EditorAction,
) -> impl IntoView {
    let context = use_state();
    let value = move || context.editor(|editor| pick(editor).clone());
    view! {
        <label class="option">
            <span>{label}</span>
            <input
                id=id
                inputmode="numeric"
                autocomplete="off"
                title=title
                prop:value=value
                on:input:target=move |event| {
                    context.edit_study(typed(event.target().value()));
                }
            />
        </label>
    }
}

/// Pruners by their names on screen.
const PRUNERS: [&str; 7] = [
    "None",
    "Median: stop runs that fall behind",
    "Percentile",
    "ASHA: the best share goes on, rung by rung",
    "Hyperband: ASHA that begins early for some, late for others",
    "Threshold: stop runs below an accuracy",
    "Patience: stop runs that get no better",
];

#[component]
fn PrunerChoice() -> impl IntoView {
    let context = use_state();
    let pruner = Memo::new(move |_| context.editor(|editor| editor.pruner));
    let choose = move |name: String| {
        if let Some(pruner) = Pruner::called(&name) {
            context.edit_study(EditorAction::SetPruner(pruner));
        }
    };
    let option = move |(option, label): (Pruner, &'static str)| {
        view! {
            <option value=option.name() prop:selected=move || pruner.get().name() == option.name()>
                {label}
            </option>
        }
    };
    let options = Pruner::ALL.into_iter().zip(PRUNERS);
    let kind = Memo::new(move |_| pruner.get().name());
    let numbers = move || {
        kind.get();
        let numbers = pruner.get_untracked().numbers().into_iter().enumerate();
        numbers
            .map(|(at, it)| view! { <PrunerNumberField at label=it.label /> })
            .collect_view()
    };
    view! {
        <label class="option">
            <span>"Pruner"</span>
            <select id="study-pruner" on:change:target=move |event| choose(event.target().value())>
                {options.map(option).collect_view()}
            </select>
        </label>
        {numbers}
    }
}

/// One of the pruner's numbers. What is none of its kind is not taken: the field shows the one that holds, and it is said.
#[component]
fn PrunerNumberField(
    /// Its place.
    at: usize,
    label: &'static str,
) -> impl IntoView {
    let context = use_state();
    let numbers = move || context.editor(|editor| editor.pruner.numbers());
    let own = move || numbers().get(at).copied();
    let value = move || own().map(|number| number.value.to_string());
    let change = move |input: HtmlInputElement| {
        let mut values: Vec<f64> = numbers().iter().map(|number| number.value).collect();
        let typed = number(&input.value());
        if let (Some(value), Some(number)) = (values.get_mut(at), typed) {
            *value = number;
        }
        let pruner = context.editor(|editor| editor.pruner).with_numbers(&values);
        match pruner.filter(|_| typed.is_some()) {
            Some(pruner) => {
                context.settle(Attempt::Pruner);
                context.edit_study(EditorAction::SetPruner(pruner));
            }
            None => {
                let holds = value().unwrap_or_default();
                let allowed = own().map(PrunerNumber::allowed).unwrap_or_default();
                let said = format!("The pruner’s {label} must be {allowed}; {holds} holds.");
                context.fail(Attempt::Pruner, said);
                input.set_value(&holds);
            }
        }
    };
    view! {
        <label class="option">
            <span>{label}</span>
            <input
                type="number"
                min="0"
                step="any"
                data-pruner-number=at
                prop:value=value
                on:change:target=move |event| change(event.target())
            />
        </label>
    }
}

/// Scores by their names on screen, in their order.
const SCORES: [&str; 3] = ["the final weights", "the last epoch", "the best epoch"];

#[component]
fn ScoreChoice() -> impl IntoView {
    let context = use_state();
    let score = Memo::new(move |_| context.editor(|editor| editor.score));
    let choose = move |name: String| {
        if let Some(score) = Score::named(&name) {
            context.edit_study(EditorAction::SetScore(score));
        }
    };
    let option = move |(option, label): (Score, &'static str)| {
        view! {
            <option value=option.name() prop:selected=move || score.get() == option>
                {label}
            </option>
        }
    };
    let options = Score::ALL.into_iter().zip(SCORES);
    view! {
        <label
            class="option"
            title="The epoch of a run that counts. The best one flatters: it is picked by what it is judged by"
        >
            <span>"Judge by"</span>
            <select id="study-score" on:change:target=move |event| choose(event.target().value())>
                {options.map(option).collect_view()}
            </select>
        </label>
    }
}

/// How large the study would be and how long it would take, or what is wrong with it.
#[component]
fn EstimateLine() -> impl IntoView {
    let context = use_state();
    let StudyEstimate(estimate) = expect_context();
    let is_blank = Memo::new(move |_| context.editor(StudyEditor::is_blank));
    let said = move || {
        match estimate.get() {
        Ok(estimate) => {
            let time = estimate
                .time
                .map(|time| format!(", {time}"))
                .unwrap_or_default();
            view! { <p class="estimate">{estimate.size} {time} "."</p> }.into_any()
        }
        Err(_) if is_blank.get() => {
            view! { <p class="estimate">"Add a hyperparameter to sweep, or take one of the experiments."</p> }
            .into_any()
        }
        Err(errors) => {
            let errors = errors.into_iter().map(|error| view! { <li>{error}</li> });
            view! { <ul class="error">{errors.collect_view()}</ul> }.into_any()
        }
    }
    };
    view! {
        <div id="study-estimate" role="status">
            {said}
        </div>
    }
}
