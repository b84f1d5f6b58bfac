//! Sends the program that goes errands.

use leptos::prelude::{LocalStorage, SetValue, StoredValue};

use super::browser;
use crate::protocol::{Delivery, Errand};
use crate::worker::Enquiry;

/// Where an errand is kept while it is gone; nothing between them.
pub type Gone = StoredValue<Option<Enquiry>, LocalStorage>;

/// `take` hears what came of it, or why nothing did.
pub fn send(gone: Gone, errand: &Errand, take: impl Fn(Result<Delivery, String>) + Copy + 'static) {
    match Enquiry::begin(&browser::release_folder(), "scripts", errand, take) {
        Ok(asked) => gone.set_value(Some(asked)),
        Err(error) => take(Err(error)),
    }
}
