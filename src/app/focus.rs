//! Where the keyboard's focus goes when the button that had it is gone.
//!
//! A row that is deleted, a sheet that is closed or a button that is disabled takes the focus with it, and
//! browsers leave it on the body then: whoever goes by keys, or hears the page, starts again from its top. One
//! listener sees to all buttons, those to come as well.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement};

/// What follows a click takes a frame, or an answer of the database, or longer on a machine that is busy.
const LATER: [Duration; 3] = [
    Duration::from_millis(60),
    Duration::from_millis(500),
    Duration::from_millis(2000),
];
/// Parts of the page: what is in another one is not what somebody was at.
const PARTS: &str = ".panel, .notices, .transport, main";

pub fn follow() {
    // Of the last click alone: what an earlier one would hand on to may be far from where somebody is by now.
    let latest = StoredValue::new_local(Vec::new());
    let on_click = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let target = event.target().and_then(|it| it.dyn_into::<Element>().ok());
        let pressed = target.and_then(|it| it.closest("button").ok().flatten());
        if let Some(pressed) = pressed.filter(|it| document().active_element().as_ref() == Some(it))
        {
            latest.set_value(heirs(&pressed));
            for delay in LATER {
                set_timeout(move || latest.with_value(|heirs| hand_on(heirs)), delay);
            }
        }
    });
    // Before the button hears of it: afterwards its neighbours are no longer known.
    let listener = on_click.as_ref().unchecked_ref();
    let _ = window().add_event_listener_with_callback_and_bool("click", listener, true);
    // As long as the page.
    on_click.forget();
}

/// Who gets the focus when a button is gone, the first of them that is there: the next button like it, the one
/// before, whichever is beside it, the heading of its part of the page, and the page's own.
fn heirs(button: &Element) -> Vec<Element> {
    let part = button.closest(PARTS).ok().flatten();
    let buttons = part.as_ref().map(|part| within(part, "button"));
    let buttons = buttons.unwrap_or_default();
    let at = buttons.iter().position(|other| other == button);
    let (before, after) = buttons.split_at(at.unwrap_or(0));
    let is_like = |other: &&Element| *other != button && place(other) == place(button);
    let next = after.iter().find(is_like);
    let mut heirs: Vec<Element> = Vec::new();
    heirs.extend(next.or_else(|| before.iter().rfind(is_like)).cloned());
    let beside = button.parent_element();
    heirs.extend(beside.iter().flat_map(|beside| within(beside, "button")));
    heirs.extend(part.iter().flat_map(|part| within(part, "h2")));
    heirs.extend(within_page("h1"));
    heirs
}

/// What buttons that do the same in different rows have in common, whatever is written on them at the moment.
fn place(button: &Element) -> (Option<String>, String, usize) {
    let before = std::iter::successors(button.previous_element_sibling(), |it| {
        it.previous_element_sibling()
    });
    (
        button.get_attribute("data-action"),
        button.class_name(),
        before.count(),
    )
}

fn within(element: &Element, tag: &str) -> Vec<Element> {
    let found = element.get_elements_by_tag_name(tag);
    (0..found.length())
        .filter_map(|at| found.item(at))
        .collect()
}

fn within_page(tag: &str) -> Vec<Element> {
    let body = document().body();
    body.iter().flat_map(|body| within(body, tag)).collect()
}

/// Only where the focus was lost: whoever has gone on is left alone.
fn hand_on(heirs: &[Element]) {
    let active = document().active_element();
    if active.is_some_and(|it| it.is_connected() && it.tag_name() != "BODY" && is_usable(&it)) {
        return;
    }
    let Some(heir) = heirs.iter().find(|heir| is_usable(heir)) else {
        return;
    };
    if heir.tag_name().starts_with('H') {
        // A plain attribute's name is always taken.
        let _ = heir.set_attribute("tabindex", "-1");
    }
    if let Some(heir) = heir.dyn_ref::<HtmlElement>() {
        let _ = heir.focus();
    }
}

fn is_usable(element: &Element) -> bool {
    let is_seen = element.client_width() > 0 || element.client_height() > 0;
    element.is_connected() && is_seen && !element.has_attribute("disabled")
}
