//! A list of hyperparameters by group, from which one after the other is taken.

use leptos::prelude::*;

use crate::hyperparams::{Group, ParamSpec, catalog};

#[component]
pub fn RowChoice(
    id: &'static str,
    label: &'static str,
    /// What may be taken.
    rows: Memo<Vec<&'static ParamSpec>>,
    take: Callback<&'static ParamSpec>,
) -> impl IntoView {
    let option = |row: &'static ParamSpec| view! { <option value=row.key>{row.label}</option> };
    let group = move |group: Group| {
        let rows: Vec<_> = rows
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
            <span>{label}</span>
            <select
                id=id
                on:change:target=move |event| {
                    if let Some(row) = catalog::spec(&event.target().value()) {
                        take.run(row);
                    }
                    event.target().set_value("");
                }
            >
                <option value="">"Add a hyperparameter …"</option>
                {move || Group::ALL.map(group).collect_view()}
            </select>
        </label>
    }
}
