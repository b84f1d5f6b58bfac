//! A group of rows under its heading, and the rows.

use leptos::html::Details;
use leptos::prelude::*;

use super::context::{Context, use_state};
use super::field::Field;
use super::form_view::FormView;
use super::lr_curve::LrCurveView;
use super::own;
use super::range_test::RangeTestView;
use crate::hyperparams::catalog::{LEARNING_RATE, LR_SCHEDULE};
use crate::hyperparams::{CATALOG, Group, ParamSpec, ParamWarning};
use crate::state::{Action, Form, FormAction, error_text};

/// A group's rows, the rarely used ones in a fold of their own.
#[component]
pub fn GroupFold(group: Group) -> impl IntoView {
    let rows = CATALOG.iter().copied().filter(|row| row.group == group);
    let (advanced, common): (Vec<_>, Vec<_>) = rows.partition(|row| row.advanced);
    let all = [common.clone(), advanced.clone()].concat();
    let heading = view! { <h3>{group.label()}</h3> }.into_any();
    let has_advanced = !advanced.is_empty();
    view! {
        <Fold rows=all heading is_common=group.is_common()>
            {common.iter().map(|row| view! { <RowView row=*row /> }).collect_view()}
            {(group == Group::Training).then(|| view! { <div inner_html=own::PANEL></div> })}
            {has_advanced
                .then(|| {
                    let heading = view! { <h4>"Advanced"</h4> }.into_any();
                    view! {
                        <Fold rows=advanced.clone() heading is_common=false>
                            {advanced
                                .iter()
                                .map(|row| view! { <RowView row=*row /> })
                                .collect_view()}
                        </Fold>
                    }
                })}
        </Fold>
    }
}

/// Rows under a heading that says how many differ from their defaults. Not there while none of them is
/// shown; open while something in it was found or has to be mended.
#[component]
fn Fold(
    rows: Vec<&'static ParamSpec>,
    heading: AnyView,
    /// Whether it is open to begin with, even if everything in it is a default.
    is_common: bool,
    children: Children,
) -> impl IntoView {
    let fold = FoldState::new(rows, is_common);
    let details = NodeRef::<Details>::new();
    let toggled = move |_| {
        if let Some(details) = details.get_untracked() {
            fold.toggled(details.open());
        }
    };
    view! {
        <details
            class="fold"
            hidden=fold.is_empty
            node_ref=details
            prop:open=move || fold.has_to_be_open.get() || fold.opened.get()
            on:toggle=toggled
        >
            <summary>
                {heading} <span class="count">{move || fold.note()}</span>
            </summary>
            {children()}
        </details>
    }
}

#[derive(Clone, Copy)]
struct FoldState {
    context: Context,
    warnings: Memo<Vec<ParamWarning>>,
    rows: StoredValue<Vec<&'static ParamSpec>>,
    /// Whether the visitor wants it open.
    opened: RwSignal<bool>,
    has_to_be_open: Memo<bool>,
    is_empty: Memo<bool>,
}

impl FoldState {
    fn new(rows: Vec<&'static ParamSpec>, is_common: bool) -> Self {
        let FormView { search, warnings } = expect_context();
        let context = use_state();
        let rows = StoredValue::new(rows);
        let has = move |what: fn(&Form, &[&ParamSpec]) -> bool| {
            context.form(|form| rows.with_value(|rows| what(form, rows)))
        };
        let is_shown = move |form: &Form| {
            search.with(|search| {
                rows.with_value(|rows| rows.iter().any(|row| search.shows(form, row)))
            })
        };
        Self {
            context,
            warnings,
            rows,
            opened: RwSignal::new(is_common || untrack(|| has(Form::has_changed))),
            has_to_be_open: Memo::new(move |_| {
                search.with(|search| !search.is_empty()) || has(Form::has_wrong)
            }),
            is_empty: Memo::new(move |_| context.form(|form| !is_shown(form))),
        }
    }

    /// While it has to be open, closing it says nothing about later.
    fn toggled(self, is_open: bool) {
        if !self.has_to_be_open.get_untracked() {
            self.opened.set(is_open);
        }
    }

    fn note(self) -> String {
        let Self { warnings, rows, .. } = self;
        let note = |form: &Form| {
            warnings.with(|warnings| rows.with_value(|rows| form.fold_note(rows, warnings)))
        };
        self.context.form(note)
    }
}

/// A row, while it applies and is not searched past.
#[component]
fn RowView(row: &'static ParamSpec) -> impl IntoView {
    let context = use_state();
    let FormView { search, .. } = expect_context();
    let is_shown = move || context.form(|form| search.with(|search| search.shows(form, row)));
    view! {
        <Show when=is_shown>
            <RowBody row context />
        </Show>
    }
}

#[component]
fn RowBody(row: &'static ParamSpec, context: Context) -> impl IntoView {
    let id = format!("hp-{}", row.key);
    let FormView { warnings, .. } = expect_context();
    let is_changed = Memo::new(move |_| context.form(|form| form.is_changed(row)));
    let error = Memo::new(move |_| context.form(|form| form.error(row)));
    let sentence = move || error.get().map(|error| error_text(&error));
    let warning = move || {
        warnings.with(|all| {
            let own = all.iter().find(|warning| warning.key == row.key);
            own.map(|warning| warning.message.clone())
        })
    };
    let reset = move |_| {
        context.send(Action::Form(FormAction::Reset(row)));
    };
    view! {
        <div class="row" class:wrong=move || error.with(Option::is_some)>
            <div class="row-head">
                <label for=id.clone()>{row.label}</label>
                <button
                    id=format!("{id}-reset")
                    type="button"
                    class="icon"
                    title="Back to the default"
                    aria-label=format!("Reset {} to its default", row.label)
                    class:invisible=move || !is_changed.get()
                    on:click=reset
                >
                    "↺"
                </button>
            </div>
            <Field row error />
            <p class="error" id=format!("{id}-error")>{sentence}</p>
            <p class="warning" id=format!("{id}-warning")>{warning}</p>
            {(row.key == LEARNING_RATE.key).then(|| view! { <RangeTestView at=None /> })}
            {(row.key == LR_SCHEDULE.key).then(|| view! { <LrCurveView /> })}
            <p class="help" id=format!("{id}-help")>
                {row.help}
                " "
                <a href=row.docs aria-label=format!("Keras on {}", row.label)>"Keras"</a>
                " "
                <button
                    type="button"
                    class="quiet"
                    data-explain=row.key
                    aria-expanded="false"
                    aria-label=format!("More on {}", row.label)
                >
                    "More"
                </button>
            </p>
        </div>
    }
}
