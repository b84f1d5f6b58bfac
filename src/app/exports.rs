//! The form as code and as JSON, and JSON as the form.

use std::time::Duration;

use js_sys::Promise;
use leptos::html::Textarea;
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::browser;
use super::context::{Context, use_state};
use super::errand::{Gone, send};
use crate::protocol::Delivery;
use crate::state::{Action, Form, FormAction, Pasted, State, code_errand, errand, to_json};

/// How long the buttons say what they did.
const SAID_FOR: Duration = Duration::from_secs(4);

/// What is open below the buttons.
#[derive(Clone, Debug, PartialEq)]
enum Sheet {
    Closed,
    /// A field for JSON to come in.
    Paste,
    /// A text that the browser did not let us copy, for the visitor to copy.
    Text(String),
}

/// What the buttons have to do with.
#[derive(Clone, Copy)]
struct Exchange {
    context: Context,
    sheet: RwSignal<Sheet>,
    /// What was just done.
    said: RwSignal<String>,
    /// What writes a script is fetched by whoever wants one.
    gone: Gone,
}

impl Exchange {
    fn say(self, sentence: &str) {
        let Self { context, said, .. } = self;
        said.set(sentence.to_owned());
        context.announcement.set(sentence.to_owned());
        set_timeout(move || said.set(String::new()), SAID_FOR);
    }

    fn copy_code(self, is_burn: bool) {
        let form = |state: &State| code_errand(state.form.hyperparams(), is_burn);
        let copied = match is_burn {
            true => "The burn program was copied.",
            false => "The Keras script was copied.",
        };
        let errand = self.context.peek(form);
        let script = Promise::new(&mut |resolve, reject| {
            let hear = move |delivered: Result<Delivery, String>| {
                let told = match delivered {
                    Ok(Delivery::Script(script)) => resolve.call1(&JsValue::NULL, &script.into()),
                    Ok(_) => return,
                    Err(error) => reject.call1(&JsValue::NULL, &error.into()),
                };
                // Of a promise both are functions that throw nothing.
                drop(told);
            };
            send(self.gone, &errand, hear);
        });
        leptos::task::spawn_local(async move {
            let is_copied = browser::copy_promised(&script).await;
            match JsFuture::from(script).await {
                Ok(_) if is_copied => self.copied(copied),
                Ok(script) => {
                    self.copy(script.as_string().unwrap_or_default(), copied)
                        .await
                }
                Err(error) => {
                    let error = error.as_string().unwrap_or_default();
                    self.say(&format!("The script could not be written: {error}."));
                }
            }
        });
    }

    fn copy_json(self) {
        let json = self.context.peek(|state| to_json(state.form.hyperparams()));
        leptos::task::spawn_local(self.copy(json, "The JSON was copied."));
    }

    /// A text that the browser does not let us copy is shown instead.
    async fn copy(self, text: String, copied: &'static str) {
        if browser::copy(text.clone()).await {
            self.copied(copied);
        } else {
            self.sheet.set(Sheet::Text(text));
        }
    }

    fn copied(self, copied: &'static str) {
        self.sheet.set(Sheet::Closed);
        self.say(copied);
    }

    fn toggle_paste(self) {
        self.sheet.update(|sheet| {
            *sheet = match sheet {
                Sheet::Paste => Sheet::Closed,
                _ => Sheet::Paste,
            };
        });
    }

    fn close(self, sentence: Option<&str>) {
        self.sheet.set(Sheet::Closed);
        if let Some(sentence) = sentence {
            self.say(sentence);
        }
    }
}

#[component]
pub fn Exports() -> impl IntoView {
    let exchange = Exchange {
        context: use_state(),
        sheet: RwSignal::new(Sheet::Closed),
        said: RwSignal::new(String::new()),
        gone: StoredValue::new_local(None),
    };
    let Exchange {
        context,
        sheet,
        said,
        ..
    } = exchange;
    // What is wrong is neither runnable nor read back.
    let is_wrong = Memo::new(move |_| context.form(Form::trouble).is_some());
    let close = move |sentence: Option<&str>| exchange.close(sentence);
    view! {
        <div class="exports" role="group" aria-label="Copy and paste the settings">
            <button
                id="copy-keras"
                type="button"
                disabled=is_wrong
                on:click=move |_| exchange.copy_code(false)
            >
                "Copy as Keras"
            </button>
            <button
                id="copy-burn"
                type="button"
                disabled=is_wrong
                on:click=move |_| exchange.copy_code(true)
            >
                "Copy as burn"
            </button>
            <button
                id="copy-json"
                type="button"
                disabled=is_wrong
                on:click=move |_| exchange.copy_json()
            >
                "Copy as JSON"
            </button>
            <button
                id="paste-json"
                type="button"
                aria-expanded=move || sheet.with(|it| *it == Sheet::Paste).to_string()
                on:click=move |_| exchange.toggle_paste()
            >
                "Paste JSON"
            </button>
        </div>
        <p id="said" class="help">{said}</p>
        {move || match sheet.get() {
            Sheet::Closed => ().into_any(),
            Sheet::Paste => view! { <PasteSheet close /> }.into_any(),
            Sheet::Text(text) => view! { <TextSheet text close /> }.into_any(),
        }}
    }
}

/// Takes JSON; what is wrong with it is named, and neither it nor the form is lost.
#[component]
fn PasteSheet(close: impl Fn(Option<&str>) + Copy + 'static) -> impl IntoView {
    let context = use_state();
    let field = NodeRef::<Textarea>::new();
    let errors: RwSignal<Vec<String>> = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let gone = StoredValue::new_local(None);
    let refuse = move |found: Vec<String>| {
        // Who has cancelled it needs nothing.
        let _ = errors.try_set(found);
    };
    let hear = move |delivery: Result<Delivery, String>| match delivery {
        Ok(Delivery::Pasted { form, notes }) => {
            let pasted = Pasted::new(form, notes);
            context.send(Action::Form(FormAction::Paste(pasted)));
            close(Some("Settings applied."));
        }
        Ok(Delivery::Refused(found)) => refuse(found),
        Ok(_) => {}
        Err(error) => refuse(vec![format!("The settings could not be read: {error}.")]),
    };
    let take = move |_| {
        let text = field
            .get_untracked()
            .map_or_else(String::new, |field| field.value());
        errors.set(Vec::new());
        let errand = context.peek(|state| errand(state.form.hyperparams(), text));
        send(gone, &errand, hear);
    };
    let listed = move || {
        let errors = errors.get().into_iter();
        errors
            .map(|error| view! { <li>{error}</li> })
            .collect_view()
    };
    view! {
        <div class="sheet">
            <label for="paste-text">
                "Settings as JSON, or the output of Keras’ get_config() or to_json(). Settings that they do not name keep their values"
            </label>
            <textarea
                id="paste-text"
                rows="6"
                spellcheck="false"
                placeholder="{\"optimizer\": \"sgd\", \"momentum\": 0.9}"
                aria-describedby="paste-errors"
                node_ref=field
            ></textarea>
            <ul id="paste-errors" class="error" role="alert">
                {listed}
            </ul>
            <div class="exports">
                <button id="paste-apply" type="button" class="primary" on:click=take>
                    "Use these settings"
                </button>
                <button id="paste-cancel" type="button" on:click=move |_| close(None)>
                    "Cancel"
                </button>
            </div>
        </div>
    }
}

/// Shows a text to be copied by hand.
#[component]
fn TextSheet(text: String, close: impl Fn(Option<&str>) + Copy + 'static) -> impl IntoView {
    view! {
        <div class="sheet">
            <label for="copy-text">"The browser blocked copying. Copy the text from here:"</label>
            <textarea id="copy-text" rows="12" readonly spellcheck="false" prop:value=text></textarea>
            <div class="exports">
                <button type="button" on:click=move |_| close(None)>
                    "Close"
                </button>
            </div>
        </div>
    }
}
