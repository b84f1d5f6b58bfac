//! The address bar: its hash follows the form, and the form follows it.

use std::time::Duration;

use leptos::ev;
use leptos::leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle};
use leptos::prelude::*;

use super::browser;
use super::context::Context;
use crate::state::{Action, Link};

/// Browsers refuse an address that changes with every step of a slider.
const CALM: Duration = Duration::from_millis(300);

/// Keeps address and form in step, from now on.
pub fn follow(context: Context) {
    let pending: StoredValue<Option<TimeoutHandle>> = StoredValue::new(None);
    let hash = Memo::new(move |_| context.link().map(|link| link.to_hash()));
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
    window_event_listener(ev::hashchange, move |_| read(context));
}

fn read(context: Context) {
    let (link, errors) = Link::parse(&browser::hash());
    context.send(Action::Link(Box::new(link), errors));
}
