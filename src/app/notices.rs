//! What the visitor should know.

use leptos::prelude::*;

use super::desk::use_desk;
use crate::state::{Notice, NoticeAction, Playground};

#[component]
pub fn Notices() -> impl IntoView {
    let desk = use_desk();
    let notices = Memo::new(move |_| desk.playground.with(|it| it.notices.list().to_vec()));
    view! {
        <div id="notices" class="notices" role="alert">
            <For each=move || notices.get() key=|notice| notice.id let(notice)>
                <NoticeView notice />
            </For>
        </div>
    }
}

#[component]
fn NoticeView(notice: Notice) -> impl IntoView {
    let desk = use_desk();
    let id = notice.id;
    let dismiss = move |_| {
        desk.act(|playground| {
            playground.notices.dismiss(id);
            Vec::new()
        });
    };
    let retry = notice.action.map(|NoticeAction::Retry| {
        view! {
            <button type="button" on:click=move |_| desk.act(Playground::retry)>
                "Retry"
            </button>
        }
    });
    view! {
        <div class="notice">
            <p>{notice.message}</p>
            {retry}
            <button type="button" class="icon" aria-label="Dismiss" on:click=dismiss>
                "×"
            </button>
        </div>
    }
}
