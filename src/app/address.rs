//! The address bar: its hash follows the form, and the form follows it.

use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

use super::browser;
use super::desk::{Desk, View};
use crate::state::Link;
use crate::state::lab::StudyEditor;

/// Browsers refuse an address that changes with every step of a slider.
const CALM: Duration = Duration::from_millis(300);

/// Keeps address and form in step, from now on.
pub fn follow(desk: Desk) {
    let pending: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    let hash = Memo::new(move |_| current(desk).map(|link| link.to_hash()));
    Effect::new(move |before: Option<()>| {
        let hash = hash.get();
        // What somebody came with stays until something is changed.
        let (Some(hash), Some(())) = (hash, before) else {
            return;
        };
        let write = move || browser::replace_address(&browser::address_with(&hash));
        let next = set_timeout_with_handle(write, CALM).ok();
        let last = pending.try_update_value(|handle| std::mem::replace(handle, next));
        if let Some(last) = last.flatten() {
            last.clear();
        }
    });
    window_event_listener(ev::hashchange, move |_| read(desk));
}

/// What a link would say now; `None` while a value is wrong.
fn current(desk: Desk) -> Option<Link> {
    let is_right = desk.form.with(|form| form.trouble().is_none());
    is_right.then(|| desk.link())
}

fn read(desk: Desk) {
    let (link, errors) = Link::parse(&browser::hash());
    desk.theme.set(link.theme);
    let is_new = desk
        .form
        .with_untracked(|form| *form.hyperparams() != link.hyperparams);
    if is_new {
        desk.fill_form(link.hyperparams);
    }
    match link.study {
        Some(study) => {
            desk.lab
                .update(|lab| lab.editor = StudyEditor::from(&study));
            desk.view.set(View::Study);
        }
        None => desk.view.set(View::SingleRun),
    }
    desk.act(|playground| {
        playground.complain_about_link(&errors);
        playground.choose(link.device)
    });
}
