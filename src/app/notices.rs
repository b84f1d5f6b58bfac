//! What the visitor should know.

use leptos::prelude::*;

use super::context::use_state;
use crate::state::{Action, Notice, NoticeAction, NoticeRequest};

#[component]
pub fn Notices() -> impl IntoView {
    let context = use_state();
    let notices = Memo::new(move |_| context.notices(|notices| notices.list().to_vec()));
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
    let context = use_state();
    let id = notice.id;
    let ask = move |request| context.send(Action::Notice(request));
    let dismiss = move |_| ask(NoticeRequest::Dismiss(id));
    let offer = notice.action.map(|action| {
        let label = match action {
            NoticeAction::Retry => "Retry",
            NoticeAction::UndoDelete | NoticeAction::UndoDeleteStudy => "Undo",
        };
        view! {
            <button type="button" on:click=move |_| ask(NoticeRequest::Take(action))>
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
