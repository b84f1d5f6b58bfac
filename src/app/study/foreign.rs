//! Studies that were trained by other programs. What is told of them is HTML, as the program that read them has written it.

use leptos::prelude::*;

use super::super::bring::{BRING, PANEL};
use super::super::context::use_state;
use super::plots::Plots;
use crate::state::studies::ForeignStudy;

#[component]
pub fn Foreign() -> impl IntoView {
    let context = use_state();
    // One that was read again is another.
    let all = Memo::new(move |_| {
        context.studies(|state| {
            let mut all = String::new();
            for it in state.studies.foreign_ones() {
                all += &format!("{} {},", it.id, it.changes);
            }
            all
        })
    });
    let shown = move || {
        // Read, not only tracked: a memo that nobody reads never learns of a change.
        all.get();
        let all = context.peek(|state| state.studies.foreign_ones().to_vec());
        all.into_iter().map(shown).collect_view()
    };
    view! {
        {shown}
        <div inner_html=PANEL.replace("BRING", BRING)></div>
    }
}

fn shown(ForeignStudy { id, found, .. }: ForeignStudy) -> AnyView {
    let html = [
        "<section class=\"panel foreign\" data-study=\"",
        &id.to_string(),
        "\">",
        &found.html,
    ];
    view! {
        <div inner_html=html.concat() + "</section>"></div>
        <Plots id is_foreign=true />
    }
    .into_any()
}
