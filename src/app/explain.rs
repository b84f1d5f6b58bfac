//! What a hyperparameter does: formula, when to reach for it, and a small study that shows it. All of it is one file of the
//! release, fetched when somebody presses “More” at a row; the page knows nothing of what is in it.

use leptos::prelude::*;
use web_sys::{Element, Event};

use super::browser;
use super::context::Context;
use crate::state::studies::StudyStart;
use crate::state::{Action, Link, State, StudyAction};

/// The file's text, once it is here.
pub type Explained = StoredValue<String>;

/// Puts what is said of a row after the paragraph that its button is in, or takes it away again.
pub fn toggle(context: Context, explained: Explained, button: Element, key: String) {
    let Ok(Some(help)) = button.closest("p") else {
        return;
    };
    if let Some(shown) = help.next_element_sibling() {
        shown.remove();
        tell(&button, "false");
        return;
    }
    leptos::task::spawn_local(async move {
        if explained.with_value(String::is_empty) {
            let address = browser::release_folder() + "explained.xml";
            explained.set_value(browser::text_at(&address).await.unwrap_or_default());
        }
        let section = explained.with_value(|text| section(text, &key).map(str::to_owned));
        match section {
            // Pressed twice while the file was on its way, it stands there already.
            Some(_) if help.next_element_sibling().is_some() => {}
            Some(section) => {
                let box_of_it = format!("<div class=\"explained\">{section}</div>");
                // Where the row is gone meanwhile, nobody misses it.
                let _ = help.insert_adjacent_html("afterend", &box_of_it);
                tell(&button, "true");
            }
            None => {
                explained.set_value(String::new());
                context.notify("More on this could not be fetched. Check the connection, and press “More” again.");
            }
        }
    });
}

fn tell(button: &Element, is_open: &str) {
    // The attribute's name is a plain one.
    let _ = button.set_attribute("aria-expanded", is_open);
}

/// What is in the section of a key.
fn section<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let (_, from) = text.split_once(&format!("<section id=\"{key}\">"))?;
    Some(from.split_once("</section>")?.0)
}

/// Starts the study that a link is of, unless it is under way, over a place of its own in the tab's history: Back leads to
/// the form as it was.
pub fn show(context: Context, link: &Element, event: &Event) {
    event.prevent_default();
    let hash = link.get_attribute("href").unwrap_or_default();
    let (shown, errors) = Link::parse(&hash);
    // Device, theme and curves stay the visitor's own.
    let link = Link {
        hyperparams: shown.hyperparams,
        study: shown.study,
        ..context.peek(|state| state.link())
    };
    context.send(Action::Link(Box::new(link), errors));
    if context.peek(State::study_start) != StudyStart::UnderWay {
        // The address follows later, and with it the way back.
        browser::begin_entry();
        context.study(StudyAction::Start(browser::new_study_id()));
    }
    // The row may be far from its curves, which are there when a frame has been drawn.
    let look = || {
        if let Some(panels) = browser::element("panels") {
            panels.scroll_into_view();
        }
    };
    request_animation_frame(move || request_animation_frame(look));
}
