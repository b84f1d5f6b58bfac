//! What is swept, and how.

use leptos::prelude::*;

use super::super::browser;
use super::super::desk::{Desk, use_desk};
use super::bar::{Foreseen, Workers};
use super::dimension::DimensionView;
use super::experiments::Experiments;
use super::exports::Import;
use crate::hyperparams::error::capped;
use crate::hyperparams::{Group, ParamSpec, catalog};
use crate::state::Form;
use crate::state::lab::{SamplerKind, StudyEditor};
use crate::study::{Plan, Pruner, Setting};

#[component]
pub fn Editor() -> impl IntoView {
    let desk = use_desk();
    // Cards are made anew when others are swept, and not only when more or fewer are.
    let swept = Memo::new(move |_| desk.lab.with(|lab| lab.editor.swept()));
    let editor = edited(desk);
    let idle = Memo::new(move |_| {
        let idle = |form: &Form| editor.with(|editor| editor.idle(form.hyperparams()));
        desk.form.with(idle)
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
                <span class="count">"what is not swept is taken from the form"</span>
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
                    title="More seeds tell chance from effect: curves become a mean with a band"
                    pick=|editor| &mut editor.seeds
                />
                <PrunerChoice />
            </div>
            <OutlookLine />
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

/// Changes the editor.
fn edit(desk: Desk, change: impl FnOnce(&mut StudyEditor)) {
    desk.lab.update(|lab| change(&mut lab.editor));
}

/// The study as it is edited; what happens to the one that is trained leaves it alone.
pub fn edited(desk: Desk) -> Memo<StudyEditor> {
    Memo::new(move |_| desk.lab.with(|lab| lab.editor.clone()))
}

/// Settings that an experiment lists one by one.
#[component]
fn Listed() -> impl IntoView {
    let desk = use_desk();
    let editor = edited(desk);
    let listed = Memo::new(move |_| {
        let plan = |editor: &StudyEditor| {
            let is_listed = !editor.listed.is_empty();
            let plan = |form: &Form| editor.plan(form.hyperparams()).ok();
            is_listed.then(|| desk.form.with(plan)).flatten()
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
                            aria-label="Take the settings out"
                            on:click=move |_| edit(desk, StudyEditor::clear_listed)
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
    let desk = use_desk();
    let free = Memo::new(move |_| {
        desk.form.with(|form| {
            desk.lab
                .with(|lab| lab.editor.free_rows(form.hyperparams()))
        })
    });
    let add = move |key: String| {
        let base = desk.form.with_untracked(|form| form.hyperparams().clone());
        if let Some(row) = catalog::spec(&key) {
            edit(desk, |editor| editor.add(row, &base));
        }
    };
    let option = |row: &'static ParamSpec| view! { <option value=row.key>{row.label}</option> };
    let group = move |group: Group| {
        let rows: Vec<_> = free
            .get()
            .into_iter()
            .filter(|row| row.group == group)
            .collect();
        (!rows.is_empty()).then(|| {
            view! {
                <optgroup label=group.label()>{rows.into_iter().map(option).collect_view()}</optgroup>
            }
        })
    };
    view! {
        <label class="option">
            <span>"Sweep"</span>
            <select
                id="study-add"
                on:change:target=move |event| {
                    add(event.target().value());
                    event.target().set_value("");
                }
            >
                <option value="">"Add a hyperparameter …"</option>
                {move || Group::ALL.map(group).collect_view()}
            </select>
        </label>
    }
}

#[component]
fn SamplerChoice() -> impl IntoView {
    let desk = use_desk();
    let sampler = Memo::new(move |_| desk.lab.with(|lab| lab.editor.sampler));
    let choose = move |label: String| {
        let chosen = SamplerKind::ALL
            .into_iter()
            .find(|kind| kind.label() == label);
        if let Some(kind) = chosen {
            edit(desk, |editor| editor.sampler = kind);
        }
    };
    let option = move |kind: SamplerKind| {
        view! {
            <option value=kind.label() prop:selected=move || sampler.get() == kind>
                {kind.label()}
            </option>
        }
    };
    view! {
        <label class="option">
            <span>"Sampler"</span>
            <select id="study-sampler" on:change:target=move |event| choose(event.target().value())>
                {SamplerKind::ALL.map(option).collect_view()}
            </select>
        </label>
        <Show when=move || sampler.get().draws()>
            <CountField
                id="study-settings"
                label="Settings"
                title="How many settings are drawn"
                pick=|editor| &mut editor.settings
            />
        </Show>
    }
}

/// A number of the study, as typed.
#[component]
fn CountField(
    id: &'static str,
    label: &'static str,
    title: &'static str,
    /// Which number.
    pick: fn(&mut StudyEditor) -> &mut String,
) -> impl IntoView {
    let desk = use_desk();
    let value = move || desk.lab.with(|lab| pick(&mut lab.editor.clone()).clone());
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
                    let typed = event.target().value();
                    edit(desk, |editor| *pick(editor) = typed);
                }
            />
        </label>
    }
}

/// Pruners by their names on screen.
const PRUNERS: [(&str, Pruner); 3] = [
    ("None", Pruner::None),
    ("Median: end what lags behind", Pruner::MEDIAN),
    ("Successive halving", Pruner::HALVING),
];

#[component]
fn PrunerChoice() -> impl IntoView {
    let desk = use_desk();
    let pruner = Memo::new(move |_| desk.lab.with(|lab| lab.editor.pruner));
    let choose = move |label: String| {
        if let Some((_, pruner)) = PRUNERS.into_iter().find(|(name, _)| *name == label) {
            edit(desk, |editor| editor.pruner = pruner);
        }
    };
    let is_same =
        |one: Pruner, other: Pruner| std::mem::discriminant(&one) == std::mem::discriminant(&other);
    let option = move |(name, option): (&'static str, Pruner)| {
        view! {
            <option value=name prop:selected=move || is_same(pruner.get(), option)>
                {name}
            </option>
        }
    };
    view! {
        <label class="option">
            <span>"Pruner"</span>
            <select id="study-pruner" on:change:target=move |event| choose(event.target().value())>
                {PRUNERS.map(option).collect_view()}
            </select>
        </label>
    }
}

/// How large the study would be and how long it would take, or what is wrong with it.
#[component]
fn OutlookLine() -> impl IntoView {
    let desk = use_desk();
    let Foreseen(outlook) = expect_context();
    let is_blank = Memo::new(move |_| desk.lab.with(|lab| lab.editor.is_blank()));
    let said = move || {
        match outlook.get() {
        Ok(outlook) => {
            let time = outlook
                .time
                .map(|time| format!(", {time}"))
                .unwrap_or_default();
            view! { <p class="outlook">{outlook.size} {time} "."</p> }.into_any()
        }
        Err(_) if is_blank.get() => {
            view! { <p class="outlook">"Add a hyperparameter to sweep, or take one of the experiments."</p> }
            .into_any()
        }
        Err(errors) => {
            let errors = errors.into_iter().map(|error| view! { <li>{error}</li> });
            view! { <ul class="error">{errors.collect_view()}</ul> }.into_any()
        }
    }
    };
    view! {
        <div id="study-outlook" role="status">
            {said}
        </div>
    }
}
