//! Light and dark.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

use super::desk::Desk;
use crate::state::Theme;

/// The theme that is on screen, as a signal for charts.
#[derive(Clone, Copy)]
pub struct ShownTheme(pub Memo<Theme>);

/// Follows the choice, else the system, and provides a [`ShownTheme`].
pub fn follow(desk: Desk) {
    let system = system_theme();
    let shown = Memo::new(move |_| desk.theme.get().unwrap_or_else(|| system.get()));
    provide_context(ShownTheme(shown));
    Effect::new(move |_| {
        let Some(root) = document().document_element() else {
            return;
        };
        // Neither fails: the attribute's name is a plain one.
        let _ = match desk.theme.get() {
            Some(theme) => root.set_attribute("data-theme", theme.name()),
            None => root.remove_attribute("data-theme"),
        };
    });
}

/// What the system prefers, now and later.
fn system_theme() -> RwSignal<Theme> {
    let theme = |dark: bool| if dark { Theme::Dark } else { Theme::Light };
    let query = window().match_media("(prefers-color-scheme: dark)");
    let Ok(Some(query)) = query else {
        return RwSignal::new(Theme::Light);
    };
    let system = RwSignal::new(theme(query.matches()));
    let asked = query.clone();
    let on_change = Closure::<dyn FnMut()>::new(move || system.set(theme(asked.matches())));
    query.set_onchange(Some(on_change.as_ref().unchecked_ref()));
    // As long as the page.
    on_change.forget();
    system
}
