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
    // What offers a retry stays until it was taken: without it there would be no way on.
    let button = match notice.action {
        Some(NoticeAction::Retry) => view! {
            <button type="button" on:click=move |_| desk.act(Playground::retry)>
                "Retry"
            </button>
        }
        .into_any(),
        None => view! {
            <button type="button" class="icon" aria-label="Dismiss" on:click=dismiss>
                "×"
            </button>
        }
        .into_any(),
    };
    view! {
        <div class="notice">
            <p>{notice.message}</p>
            {button}
        </div>
    }
}
