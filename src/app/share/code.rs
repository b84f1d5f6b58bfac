//! What is copied: the code, the link, a picture.

use leptos::prelude::*;

use super::super::browser;
use super::super::context::use_state;
use super::super::moment::{MOMENT, Moment};
use super::super::theme::ShownTheme;
use super::picture;
use crate::state::{Embed, FrameKind, Show};

#[component]
pub fn Code(hash: RwSignal<String>, notes: RwSignal<Vec<String>>) -> impl IntoView {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    let link = Memo::new(move |_| hash.with(|hash| browser::beside("figure.html", hash)));
    let code = Memo::new(move |_| {
        let script = browser::beside("embed.js", "");
        let link = link.get();
        context.embedded(|it| {
            let Embed { frame, title, .. } = &it.embed;
            frame.code(it.embed.least_height(), &link, title, &script)
        })
    });
    let grows =
        Memo::new(move |_| context.embedded(|it| it.embed.frame.kind == FrameKind::Content));
    let notes = move || {
        let notes = notes.get().into_iter();
        notes
            .map(|note| view! { <li>{note} "."</li> })
            .collect_view()
    };
    let has_no_svg =
        move || context.embedded(|it| matches!(it.embed.show, Show::HeatMap | Show::Slice));
    let said = RwSignal::new(String::new());
    // What was said was about the figure as it was.
    Effect::new(move |_| {
        hash.with(|_| ());
        said.set(String::new());
    });
    view! {
        <ul class="warning share-notes" role="status">
            {notes}
        </ul>
        <label for="embed-code">"Code for the post"</label>
        <textarea
            id="embed-code"
            class="code"
            rows="4"
            readonly
            spellcheck="false"
            prop:value=code
        ></textarea>
        <div class="exports">
            <Copy id="copy-code" label="Copy code" text=code said primary=true />
            <Copy id="copy-figure-link" label="Copy link" text=link said primary=false />
            <button id="share-svg" type="button" hidden=has_no_svg on:click=move |_| {
                said.set(String::new());
                picture::save_svg(context, colors.get_untracked());
            }>
                "Picture as SVG"
            </button>
            <button id="share-png" type="button" on:click=move |_| {
                said.set(String::new());
                picture::save_png(context, colors.get_untracked());
            }>
                "Picture as PNG"
            </button>
        </div>
        <p class="help" role="status">
            {said}
        </p>
        <Show when=move || grows.get()>
            <ScriptSource />
        </Show>
    }
}

const COPIED: &str = "Copied.";
const BY_HAND: &str = "The browser blocked copying. Select the code above and copy it by hand.";

/// A text to be copied; where the browser does not let us, there it stands to be copied by hand.
#[component]
fn Copy(
    id: &'static str,
    label: &'static str,
    text: Memo<String>,
    said: RwSignal<String>,
    primary: bool,
) -> impl IntoView {
    let copied = Moment::new();
    let copy = move |_| {
        leptos::task::spawn_local(async move {
            if browser::copy(text.get_untracked()).await {
                copied.begin();
                said.set(COPIED.to_owned());
                let unsay = move || {
                    if said.try_with_untracked(|said| said == COPIED) == Some(true) {
                        said.set(String::new());
                    }
                };
                set_timeout(unsay, MOMENT);
            } else {
                said.set(BY_HAND.to_owned());
            }
        });
    };
    view! {
        <button id=id type="button" class:primary=primary on:click=copy>
            {copied.label(label, "Copied")}
        </button>
    }
}

/// The script that lets a frame grow, for whoever wants to know what comes into the post.
#[component]
fn ScriptSource() -> impl IntoView {
    let source = RwSignal::new(String::new());
    leptos::task::spawn_local({
        let address = browser::beside("embed.js", "");
        async move {
            let text = browser::text_at(&address).await;
            source.try_set(text.unwrap_or_else(|| format!("It is at {address}")));
        }
    });
    view! {
        <details class="share-script">
            <summary>"The script that is added, embed.js"</summary>
            <pre class="code" tabindex="0">
                {source}
            </pre>
        </details>
    }
}
