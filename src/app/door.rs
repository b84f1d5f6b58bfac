//! The way to the studies. The page comes in two forms: `app`, without them, is what an embedded figure downloads;
//! `studies` has everything, and is sent for when somebody wants a study.

use leptos::prelude::*;

use super::browser;
use super::desk::Desk;
use crate::state::{Link, Runs};
use crate::study::StudyDefinition;

/// Whether this form of the page has the studies. A constant, so that the other form carries nothing of them.
pub const IS_HERE: bool = cfg!(feature = "studies");

/// Whether the address asks for a study that this form of the page does not have.
pub fn is_wanted() -> bool {
    !IS_HERE && Link::parse(&browser::hash()).0.study.is_some()
}

/// Sends for the form of the page that has the studies; it takes the place of this one.
pub fn open() {
    browser::load_program("studies");
}

/// Goes to a study over the form's hyperparameters.
pub fn enter(desk: Desk) {
    let link = untrack(|| desk.link());
    let base = link.hyperparams.clone();
    let study = StudyDefinition {
        base,
        ..StudyDefinition::default()
    };
    let link = Link {
        study: Some(study),
        ..link
    };
    cross(desk, &browser::address_with(&link.to_hash()));
}

/// Goes to an address with a study. Runs that have ended come along; where one is under way, or the browser has no
/// room for them, none shall be lost, and the study opens in a tab beside them.
pub fn cross(desk: Desk, address: &str) {
    let luggage = desk.playground.with_untracked(|it| {
        let has_ended = it.runs.active().is_none();
        has_ended.then(|| serde_wasm_bindgen::to_value(&it.runs).ok())
    });
    let luggage = luggage.flatten();
    if luggage.is_some_and(|runs| browser::replace_address_and_state(address, &runs)) {
        browser::reload();
    } else {
        browser::open_beside(address);
    }
}

/// The runs that have come along.
pub fn luggage() -> Option<Runs> {
    serde_wasm_bindgen::from_value(browser::take_state()?).ok()
}
