//! The way to the studies. The page comes in two forms: `app`, without them, is what an embedded figure downloads;
//! `studies` has everything, and is sent for when somebody wants a study.

use leptos::prelude::*;

use super::browser;
use super::desk::Desk;
use crate::state::Link;
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

/// Goes to a study over the form's hyperparameters. Runs that are on the page stay there: the study opens beside them.
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
    let address = browser::address_with(&link.to_hash());
    let has_runs = desk
        .playground
        .with_untracked(|it| it.runs.iter().next().is_some());
    if has_runs {
        browser::open_beside(&address);
    } else {
        browser::replace_address(&address);
        browser::reload();
    }
}
