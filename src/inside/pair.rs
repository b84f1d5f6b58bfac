//! Which images only one of two runs gets right.

use std::fmt::Write;

use super::html::{count, escaped};
use super::judged::Judged;
use super::mistakes::Looked;

/// Who gets an image right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Both,
    First,
    Second,
    Nobody,
}

impl Who {
    const ALL: [(Self, &'static str); 4] = [
        (Self::First, "first"),
        (Self::Second, "second"),
        (Self::Both, "both"),
        (Self::Nobody, "nobody"),
    ];

    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known)| *known == name);
        found.map(|(who, _)| *who)
    }

    /// Whether an image is of this kind.
    pub fn is_it(self, one: &Judged, other: &Judged, at: usize) -> bool {
        let right = [one.is_right(at), other.is_right(at)];
        right
            == match self {
                Self::Both => [true, true],
                Self::First => [true, false],
                Self::Second => [false, true],
                Self::Nobody => [false, false],
            }
    }

    /// What such images are called; the names are escaped already.
    pub fn title(self, [one, other]: [&str; 2]) -> String {
        match self {
            Self::Both => format!("Right by {one} and by {other}"),
            Self::First => format!("Right by {one} alone"),
            Self::Second => format!("Right by {other} alone"),
            Self::Nobody => format!("Wrong by {one} and by {other}"),
        }
    }
}

/// The choice of another run.
///
/// - others: their ids and names
/// - chosen: the id of the one that is compared with
pub fn choice(others: &[(String, String)], chosen: Option<&str>) -> String {
    if others.is_empty() {
        return r#"<p class="help">Train another setting to see which digits only one of the two gets right.</p>"#
            .to_owned();
    }
    let mut html = r#"<label class="inside-with">Compare with <select id="inside-with" data-set="with"><option value="">no other run</option>"#.to_owned();
    for (id, name) in others {
        let selected = if chosen == Some(id) { " selected" } else { "" };
        let (id, name) = (escaped(id), escaped(name));
        // Writing to a text cannot fail.
        let _ = write!(html, r#"<option value="{id}"{selected}>{name}</option>"#);
    }
    html + "</select></label>"
}

/// How many images each of two runs gets right, as buttons that open them.
pub fn counts(one: &Looked, other: &Looked, opened: Option<Who>) -> String {
    let names = [escaped(&one.name), escaped(&other.name)];
    let mut html =
        r#"<div class="inside-choices" role="group" aria-label="Who is right">"#.to_owned();
    for (who, name) in Who::ALL {
        let places = 0..one.judged.said.len();
        let number = places
            .filter(|at| who.is_it(&one.judged, &other.judged, *at))
            .count();
        let title = who.title([&names[0], &names[1]]);
        let _ = write!(
            html,
            r#"<button type="button" id="inside-{name}" data-ask="who {name}" aria-pressed="{}">{title}: <b>{}</b></button>"#,
            opened == Some(who),
            count(number)
        );
    }
    html += "</div>";
    if !other.is_at_home {
        let _ = write!(
            html,
            r#"<p class="warning">{} was validated on other images, and may have been trained on some of these.</p>"#,
            names[1]
        );
    }
    html
}
