//! How the runs are listed: a field to find some, what they are sorted and put together by, the columns, and what is done
//! with those that are selected. Most of it is text, with one listener for all: views are more to download.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, HtmlSelectElement};

use super::browser;
use super::context::{Context, use_state};
use crate::protocol::RunId;
use crate::state::{Action, ListingAction, RunAction, RunColumn, State, ViewAction};

const KEY: &str = "tuneground-run-columns";

/// Has the columns that were left out left out again, and kept from now on.
pub fn remember(context: Context) {
    if let Some(kept) = browser::kept(KEY) {
        list(context, ListingAction::Remember(kept));
    }
    let text = Memo::new(move |_| context.view(|view| view.runs.to_keep()));
    Effect::new(move || browser::keep(KEY, &text.get()));
}

fn list(context: Context, action: ListingAction) {
    context.send(Action::View(ViewAction::List(action)));
}

/// Takes what is typed, chosen, ticked or pressed in an element that says what it is there for.
pub fn hear(context: Context, event: &Event) {
    let Some(target) = event.target() else {
        return;
    };
    let target: &Element = target.unchecked_ref();
    let Some(asked) = target.get_attribute("data-list") else {
        return;
    };
    let input = target.dyn_ref::<HtmlInputElement>();
    let value = match (input, target.dyn_ref::<HtmlSelectElement>()) {
        (Some(input), _) => input.value(),
        (_, Some(select)) => select.value(),
        _ => target.get_attribute("value").unwrap_or_default(),
    };
    let is_checked = input.is_some_and(HtmlInputElement::checked);
    // Of a button its press is heard, of all others their change.
    if (event.type_() == "click") != (target.tag_name() == "BUTTON") {
        return;
    }
    let action = match asked.as_str() {
        "find" => ListingAction::Find(value),
        "sort" => ListingAction::Sort(value),
        "group" => ListingAction::Group(value),
        "column" => ListingAction::Show(value, is_checked),
        "all" => ListingAction::SelectAll(is_checked),
        "select" => match value.parse() {
            Ok(id) => ListingAction::Select(RunId(id), is_checked),
            Err(_) => return,
        },
        "only" => return context.run(RunAction::ShowSelected),
        "delete" => return context.run(RunAction::DeleteSelected),
        _ => ListingAction::Press(value),
    };
    list(context, action);
}

#[component]
pub fn RunsTools() -> impl IntoView {
    let context = use_state();
    let groups = told(context, |state| {
        let grouped_by = state.view.runs.grouped_by();
        let options = state.groupings().into_iter();
        options.fold(option("", "nothing", false), |options, (key, label)| {
            options + &option(key, label, key == grouped_by)
        })
    });
    let selected = told(context, |state| match state.selected_runs().len() {
        0 => String::new(),
        count => format!(
            "{count} selected <button type=\"button\" class=\"quiet\" data-list=\"only\">Show only these</button><button type=\"button\" class=\"quiet\" data-list=\"delete\">Delete these</button>"
        ),
    });
    let mut sorts = option("", "newest first", false);
    let mut columns = String::new();
    for column in RunColumn::ALL {
        let (key, head) = (column.key(), column.head());
        sorts += &option(key, head, false);
        let checked = match context.view(|view| view.runs.is_shown(column)) {
            true => " checked",
            false => "",
        };
        columns += &format!(
            "<label><input type=\"checkbox\" data-list=\"column\" value=\"{key}\"{checked}><span>{head}</span></label>"
        );
    }
    let tools = format!(
        "<input id=\"runs-find\" type=\"search\" data-list=\"find\" aria-label=\"Find runs\" title=\"Lists the runs that have all of these words in their names, settings, outcomes or devices\" placeholder=\"Find: #tag, adam, n_nodes=64\"><details id=\"runs-columns\"><summary>Columns</summary><div>{columns}</div></details><label class=\"runs-sort\">Sort by <select id=\"runs-sort\" data-list=\"sort\">{sorts}</select></label>"
    );
    view! {
        <div class="runs-tools">
            <div inner_html=tools></div>
            <label>
                "Group by " <select id="runs-group" data-list="group" inner_html=groups></select>
            </label>
            <span id="runs-selected" inner_html=selected></span>
        </div>
    }
    .into_any()
}

/// A text about the runs and how they are listed, as it is now and later.
fn told(context: Context, tell: fn(&State) -> String) -> Memo<String> {
    Memo::new(move |_| {
        context.view(|_| ());
        context.runs(tell)
    })
}

fn option(value: &str, label: &str, is_selected: bool) -> String {
    let selected = if is_selected { " selected" } else { "" };
    format!("<option value=\"{value}\"{selected}>{label}</option>")
}
