//! Images with what a network said of them.

use std::fmt::Write;

use super::html::{count, digit, escaped, sure};
use super::images::Validation;
use super::judged::Judged;
use super::network::Network;
use crate::model::Model;

/// Images at first, and how many more at a press.
pub const MANY: usize = 24;

/// A run whose network has judged images.
#[derive(Clone, Debug)]
pub struct Looked {
    pub id: String,
    pub name: String,
    pub model: Model,
    pub network: Network,
    pub judged: Judged,
    /// Whether these are the images that it was validated on.
    pub is_at_home: bool,
}

/// Images with what is said of them, as buttons that put them onto the pad.
///
/// - title: of all of them
/// - places: which images, in this order
/// - most: how many are shown
/// - who: whose words stand beside them
pub fn list(
    title: &str,
    places: &[usize],
    most: usize,
    images: &Validation,
    who: &[&Looked],
) -> String {
    let mut html = format!("<h3>{title}</h3>");
    if places.is_empty() {
        return html + r#"<p class="help">There are none.</p>"#;
    }
    html += r#"<ul class="digits">"#;
    for at in places.iter().take(most) {
        html += &one(*at, images, who);
    }
    html += "</ul>";
    if places.len() > most {
        // Writing to a text cannot fail.
        let _ = write!(
            html,
            r#"<p class="help">{} of {}. <button type="button" id="inside-more" data-ask="more">Show more</button></p>"#,
            count(most),
            count(places.len())
        );
    }
    html
}

fn one(at: usize, images: &Validation, who: &[&Looked]) -> String {
    let (Some(image), Some(label)) = (images.image(at), images.labels.get(at)) else {
        return String::new();
    };
    let words = who.iter().filter_map(|run| {
        let said = run.judged.said.get(at)?;
        let is_probability = run.network.probabilities(said).is_some();
        Some((*run, said.digit, sure(run.judged.sure[at], is_probability)))
    });
    let mut shown = String::new();
    for (run, digit, sure) in words {
        let is_right = run.judged.is_right(at);
        let class = if is_right { "right" } else { "wrong" };
        let name = if who.len() > 1 {
            escaped(&run.name).into_owned()
        } else {
            String::new()
        };
        let _ = write!(
            shown,
            r#"<span>{name} said <b class="{class}">{digit}</b></span><span>{sure}</span>"#
        );
    }
    format!(
        r#"<li><button type="button" data-ask="try {at}" title="Try image {0}"><span class="visually-hidden">Image {0} </span>{1}<span>is <b>{label}</b></span>{shown}</button></li>"#,
        at + 1,
        digit(image)
    )
}
