//! Light and dark.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::context::Context;
use crate::charts;
use crate::state::Theme;

/// What is on screen.
#[derive(Clone, Copy)]
pub struct ShownTheme {
    pub theme: Memo<Theme>,
    /// For charts.
    pub colors: Memo<charts::Theme>,
}

/// Follows the choice, else the system, and provides a [`ShownTheme`].
pub fn follow(context: Context) {
    let system_is_dark = matches("(prefers-color-scheme: dark)");
    let is_forced = matches("(forced-colors: active)");
    let theme = Memo::new(move |_| {
        let system = if system_is_dark.get() {
            Theme::Dark
        } else {
            Theme::Light
        };
        // Colours that the system forces are the system's.
        let chosen = context.view(|view| view.theme).filter(|_| !is_forced.get());
        chosen.unwrap_or(system)
    });
    let colors = Memo::new(move |_| {
        let colors = match theme.get() {
            Theme::Light => charts::Theme::LIGHT,
            Theme::Dark => charts::Theme::DARK,
        };
        if is_forced.get() {
            colors.forced()
        } else {
            colors
        }
    });
    provide_context(ShownTheme { theme, colors });
    Effect::new(move |_| {
        let Some(root) = document().document_element() else {
            return;
        };
        // Neither fails: the attribute's name is a plain one.
        let _ = match context.view(|view| view.theme) {
            Some(theme) => root.set_attribute("data-theme", theme.name()),
            None => root.remove_attribute("data-theme"),
        };
    });
}

/// Whether a media query holds, now and later.
fn matches(query: &str) -> RwSignal<bool> {
    let Ok(Some(query)) = window().match_media(query) else {
        return RwSignal::new(false);
    };
    let matches = RwSignal::new(query.matches());
    let asked = query.clone();
    let on_change = Closure::<dyn FnMut()>::new(move || matches.set(asked.matches()));
    query.set_onchange(Some(on_change.as_ref().unchecked_ref()));
    // As long as the page.
    on_change.forget();
    matches
}
