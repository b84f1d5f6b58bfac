//! What the visitor should know.

use leptos::prelude::*;

use super::desk::{Desk, use_desk};
use crate::state::lab::Lab;
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
    let offer = notice.action.map(|action| {
        let label = match action {
            NoticeAction::Retry => "Retry",
            NoticeAction::UndoDelete | NoticeAction::UndoDeleteStudy => "Undo",
        };
        view! {
            <button type="button" on:click=move |_| take(desk, action)>
                {label}
            </button>
        }
    });
    // What offers a retry stays until it was taken: without it there would be no way on.
    let can_go = notice.action != Some(NoticeAction::Retry);
    let dismissal = can_go.then(|| {
        view! {
            <button type="button" class="icon" aria-label="Dismiss" on:click=dismiss>
                "×"
            </button>
        }
    });
    view! {
        <div class="notice">
            <p>{notice.message}</p>
            {offer}
            {dismissal}
        </div>
    }
}

/// Does what a notice offers.
fn take(desk: Desk, action: NoticeAction) {
    match action {
        NoticeAction::Retry => desk.act(Playground::retry),
        NoticeAction::UndoDelete => desk.act(Playground::undo_delete),
        NoticeAction::UndoDeleteStudy => {
            desk.act(|playground| {
                playground.notices.dismiss_all(action);
                Vec::new()
            });
            desk.act_in_lab(Lab::undo_delete);
        }
    }
}
