//! Sends the program that goes errands.

use std::rc::Rc;

use leptos::prelude::{LocalStorage, SetValue, StoredValue};

use super::browser;
use crate::protocol::{Delivery, Errand};
use crate::worker::Enquiry;

/// Where an errand is kept while it is gone; nothing between them.
pub type Gone = StoredValue<Option<Enquiry>, LocalStorage>;

/// `take` hears what came of it, or why nothing did.
pub fn send(gone: Gone, errand: &Errand, take: impl Fn(Result<Delivery, String>) + 'static) {
    send_for(gone, errand, Rc::new(take));
}

/// Whoever hears of it: the port's end is there once, and not for each of them.
fn send_for(gone: Gone, errand: &Errand, take: Rc<dyn Fn(Result<Delivery, String>)>) {
    let hear = {
        let take = take.clone();
        move |delivered| take(delivered)
    };
    // What a report is drawn with is no part of what the others load.
    let program = match errand {
        Errand::Report(_) => "reporter",
        _ => "scripts",
    };
    match Enquiry::begin(&browser::release_folder(), program, errand, hear) {
        Ok(asked) => gone.set_value(Some(asked)),
        Err(error) => take(Err(error)),
    }
}
