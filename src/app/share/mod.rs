//! Share → Embed: a figure for a post, put together beside a preview of it.
//!
//! | file | concern |
//! |---|---|
//! | `fields`, `controls` | what the figure is to be |
//! | `preview` | how it will look in a post |
//! | `code` | what is copied |
//! | `picture` | a picture, for where there are no frames |

mod code;
mod controls;
mod fields;
mod picture;
mod preview;

use std::time::Duration;

use leptos::html::Dialog;
use leptos::prelude::*;

use super::browser;
use super::context::{Context, use_state};
use crate::state::{EmbedAction, State};
use code::Code;
use controls::Controls;
use fields::Fields;
use preview::Preview;

#[component]
pub fn ShareButton() -> impl IntoView {
    let context = use_state();
    view! {
        <button
            id="share"
            type="button"
            aria-haspopup="dialog"
            title="Put what is here into a post"
            on:click=move |_| context.embed(EmbedAction::Open(browser::today()))
        >
            "Share"
        </button>
    }
}

/// Closed by its button, by Escape, and by a press beside it.
#[component]
pub fn ShareDialog() -> impl IntoView {
    let context = use_state();
    let is_open = Memo::new(move |_| context.embedded(|it| it.embed.is_open));
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let is_open = is_open.get();
        let Some(dialog) = dialog.get() else {
            return;
        };
        if is_open && !dialog.open() {
            // It is in the page, and not open.
            let _ = dialog.show_modal();
        } else if !is_open {
            dialog.close();
        }
    });
    view! {
        <dialog
            id="share-dialog"
            class="share"
            aria-labelledby="share-title"
            node_ref=dialog
            on:close=move |_| context.embed(EmbedAction::Close)
        >
            <Show when=move || is_open.get()>
                <Sheet />
            </Show>
        </dialog>
    }
}

#[component]
fn Sheet() -> impl IntoView {
    let context = use_state();
    let Embedding { hash, notes } = embedding(context);
    view! {
        <div class="panel-head">
            <h2 id="share-title">"A figure for a post"</h2>
            <button
                id="share-close"
                type="button"
                class="icon"
                aria-label="Close"
                on:click=move |_| context.embed(EmbedAction::Close)
            >
                "×"
            </button>
        </div>
        <div class="share-columns">
            <div class="share-fields">
                <Fields />
                <Controls />
            </div>
            <div class="share-result">
                <Preview hash />
                <Code hash notes />
            </div>
        </div>
    }
}

/// Looked at anew so long after something has changed: a recording is written each time.
const CALM: Duration = Duration::from_millis(300);

/// The figure as it is put together: its hash, and what is not as somebody may expect it.
struct Embedding {
    hash: RwSignal<String>,
    notes: RwSignal<Vec<String>>,
}

fn embedding(context: Context) -> Embedding {
    let first = context.peek(State::embedding);
    let (hash, notes) = (RwSignal::new(first.hash), RwSignal::new(first.notes));
    let is_due = StoredValue::new(false);
    let look = move || {
        is_due.try_set_value(false);
        let new = context.peek(State::embedding);
        if hash.try_with_untracked(|old| *old != new.hash) == Some(true) {
            hash.set(new.hash);
        }
        notes.try_set(new.notes);
    };
    Effect::new(move |before: Option<()>| {
        context.track_embedded();
        let was_due = is_due.try_update_value(|due| std::mem::replace(due, true));
        if before.is_some() && was_due == Some(false) {
            set_timeout(look, CALM);
        } else if before.is_none() {
            is_due.set_value(false);
        }
    });
    Embedding { hash, notes }
}
