//! "Inside this run": what a worker tells of a trained network. It is finished HTML, of which the page knows only that some
//! of its elements ask for something.

use js_sys::{Array, ArrayBuffer, Reflect};
use leptos::html::Section;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

use super::browser;
use super::context::{Context, use_state};
use crate::hyperparams::HyperParams;
use crate::hyperparams::permalink::pairs;
use crate::metrics::Outcome;
use crate::protocol::RunId;
use crate::state::{Ending, Phase, Run, RunAction, RunPhase};
use crate::worker::Dialogue;

/// The run that is looked into; nothing while none is.
#[derive(Clone, Copy)]
pub struct LookedInto(pub RwSignal<Option<RunId>>);

/// In place of an element's id: the worker wants the weights of the run of this id.
const WANTS: &str = "wants";

#[component]
pub fn InsidePanel() -> impl IntoView {
    let LookedInto(chosen) = expect_context();
    use_state().keep_weights();
    move || chosen.get().map(|id| view! { <Inside id /> })
}

#[component]
fn Inside(id: RunId) -> impl IntoView {
    let context = use_state();
    let LookedInto(chosen) = expect_context();
    // Nothing once it is deleted.
    let has_ended =
        Memo::new(move |_| context.runs(|state| state.runs.get(id).map(|run| !run.is_active())));
    let name = context.peek(|state| state.runs.get(id).map(|run| run.name.clone()));
    let place = NodeRef::<Section>::new();
    place.on_load(|place| {
        // It is on the page, so it takes the focus.
        let _ = place.focus();
    });
    let body = move || match has_ended.get() {
        None => Some(view! { <p class="help">"This run was deleted."</p> }.into_any()),
        Some(false) => {
            let said = "This run is still being trained: what is inside can be seen when it has come to its end.";
            Some(view! { <p class="help">{said}</p> }.into_any())
        }
        Some(true) => {
            let weights = context.weights(id);
            // What has diverged has kept none, and would not the next time.
            let can_have_them = context.peek(|state| {
                let run = state.runs.get(id);
                run.is_some_and(|run| diverged(run).is_none())
            });
            let missing = match weights {
                None if !can_have_them => None,
                None if comes_from_its_seed(context, id) => {
                    Some(view! { <TrainAgain id /> }.into_any())
                }
                None => {
                    let said = "The weights of this run are gone, as the page was left or there were too many, and its setting alone does not lead to them: load its model’s file again, or the one that it began with.";
                    Some(view! { <p class="help">{said}</p> }.into_any())
                }
                Some(_) => None,
            };
            let body = look(context, id, weights.as_ref());
            Some(view! { {missing} {body} }.into_any())
        }
    };
    view! {
        <section class="panel inside" id="inside" tabindex="-1" aria-label="Inside this run" node_ref=place>
            <link rel="stylesheet" href=format!("{}style/inside.css", browser::release_folder()) />
            <div class="panel-head">
                <h2>{format!("Inside {}", name.unwrap_or_default())}</h2>
                <button type="button" class="quiet" on:click=move |_| chosen.set(None)>
                    "Close"
                </button>
            </div>
            {body}
        </section>
    }
}

fn comes_from_its_seed(context: Context, id: RunId) -> bool {
    context.peek(|state| state.runs.get(id).is_some_and(Run::begins_at_its_seed))
}

/// The weights of a run are not here: the same setting with the same seed comes to the same ones.
#[component]
fn TrainAgain(id: RunId) -> impl IntoView {
    let context = use_state();
    let LookedInto(chosen) = expect_context();
    let phase = context.phase();
    let train = move |_| {
        let setting = context.peek(|state| state.runs.get(id).map(|run| run.hyperparams.clone()));
        if let Some(setting) = setting {
            context.fill_form(setting);
            context.run(RunAction::Train);
            chosen.set(context.peek(|state| state.runs.active().map(|run| run.id)));
        }
    };
    view! {
        <p class="help">
            "The weights of this run are not here. Those of the latest runs that have come to their end are kept, up to 64 MB, until the page is closed."
        </p>
        <p>
            <button type="button" data-action="train-again" disabled=move || phase.get() != Phase::Idle on:click=train>
                "Train again to look inside"
            </button>
        </p>
    }
}

/// What the worker tells, and what it is told.
fn look(context: Context, id: RunId, weights: Option<&ArrayBuffer>) -> AnyView {
    let dialogue = StoredValue::new_local(None);
    let hear = move |told: Result<Vec<(String, String)>, String>| match told {
        Ok(parts) => {
            for (place, html) in parts {
                if place == WANTS {
                    tell_other(context, dialogue, &html);
                } else {
                    browser::put(&place, &html);
                }
            }
        }
        Err(error) => browser::put("inside-body", &error),
    };
    match Dialogue::open(&browser::release_folder(), "inside", hear) {
        Ok(opened) => dialogue.set_value(Some(opened)),
        Err(error) => return view! { <p class="error">{error}</p> }.into_any(),
    }
    let words = context.peek(|state| {
        let run = state.runs.get(id);
        let mut words = run.map_or_else(Vec::new, |run| about("run", run));
        for other in state.runs.iter().filter(|run| run.id != id) {
            if context.weights(other.id).is_some() {
                words.extend([other.id.0.to_string(), other.name.clone()]);
            }
        }
        words
    });
    tell(dialogue, words, weights);
    let past = context.peek(|state| state.runs.get(id).map(past));
    tell(dialogue, past.unwrap_or_default(), None);
    let ask = move |event: Event, name: &str| {
        let Some((element, asked)) = asked_by(&event, name) else {
            return;
        };
        let value = Reflect::get(&element, &"value".into()).ok();
        let value = value
            .and_then(|value| value.as_string())
            .unwrap_or_default();
        let words = match name {
            "data-ask" => vec!["press".to_owned(), asked],
            _ => vec!["set".to_owned(), asked, value],
        };
        tell(dialogue, words, None);
    };
    let point = move |word: &str, event: PointerEvent| {
        if let Some((pad, _)) = asked_by(&event, "data-draw") {
            // What has no pointer of this kind draws as far as its events come.
            let _ = pad.set_pointer_capture(event.pointer_id());
            tell(dialogue, placed(word, &pad, &event), None);
        }
    };
    let press = move |event: KeyboardEvent| {
        let has_modifier = event.ctrl_key() || event.meta_key() || event.alt_key();
        let is_meant = !has_modifier && event.key() != "Tab";
        if is_meant && asked_by(&event, "data-draw").is_some() {
            event.prevent_default();
            tell(dialogue, vec!["key".to_owned(), event.key()], None);
        }
    };
    view! {
        <div
            id="inside-body"
            on:click=move |event| {
                if let Some((button, link)) = asked_by(&event, "data-form") {
                    context.fill_form(HyperParams::from_permalink(pairs(&link)).0);
                    if let Some(place) = button.next_element_sibling() {
                        place.set_text_content(Some("It is in the form: Train tests it."));
                    }
                } else {
                    ask(event.into(), "data-ask");
                }
            }
            on:input=move |event| ask(event, "data-set")
            on:pointerdown=move |event| point("down", event)
            on:pointermove=move |event| {
                if event.buttons() != 0 {
                    point("move", event);
                }
            }
            on:pointerup=move |event| {
                if asked_by(&event, "data-draw").is_some() {
                    tell(dialogue, vec!["up".to_owned()], None);
                }
            }
            on:keydown=press
        >
            <p class="help">"Looking…"</p>
        </div>
    }
    .into_any()
}

type Asked = StoredValue<Option<Dialogue>, LocalStorage>;

/// What the worker has to know of a run beside its weights.
fn about(word: &str, run: &Run) -> Vec<String> {
    let id = run.id.0.to_string();
    vec![
        word.to_owned(),
        id,
        run.name.clone(),
        run.hyperparams.to_permalink(),
    ]
}

/// Where a run's loss was no longer finite.
fn diverged(run: &Run) -> Option<String> {
    match &run.phase {
        RunPhase::Ended(Ending::Trained(outcome @ Outcome::Diverged { .. })) => outcome.place(),
        _ => None,
    }
}

/// How a run went.
fn past(run: &Run) -> Vec<String> {
    let mut words = vec!["past".to_owned(), diverged(run).unwrap_or_default()];
    for epoch in &run.history.epochs {
        let rate = epoch.learning_rate.unwrap_or(f64::NAN);
        let [loss, accuracy, val_loss, val_accuracy] = epoch.numbers();
        words.push(format!(
            "{loss} {accuracy} {val_loss} {val_accuracy} {rate}"
        ));
    }
    words
}

fn tell_other(context: Context, dialogue: Asked, id: &str) {
    if let Some((words, weights, _)) = told(context, "other", id) {
        tell(dialogue, words, weights.as_ref());
    }
}

/// What a worker has to know of the run of this id, with the weights where they are here.
pub fn told(
    context: Context,
    word: &str,
    id: &str,
) -> Option<(Vec<String>, Option<ArrayBuffer>, RunId)> {
    context.peek(|state| {
        let run = state.runs.iter().find(|run| run.id.0.to_string() == id)?;
        Some((about(word, run), context.weights(run.id), run.id))
    })
}

/// The same as a message.
pub fn message(words: Vec<String>, weights: Option<&ArrayBuffer>) -> Array {
    let said: Array = words.into_iter().map(JsValue::from).collect();
    Array::of2(&said, &weights.into())
}

fn tell(dialogue: Asked, words: Vec<String>, weights: Option<&ArrayBuffer>) {
    let message = message(words, weights);
    // Gone with the panel, it is told nothing.
    let _ = dialogue.try_with_value(|dialogue| {
        if let Some(dialogue) = dialogue {
            dialogue.tell(&message);
        }
    });
}

/// Where a pointer is, in ten-thousandths of an element's sides.
fn placed(word: &str, pad: &Element, event: &PointerEvent) -> Vec<String> {
    let bounds = pad.get_bounding_client_rect();
    let share = |at: f64, from: f64, length: f64| ((at - from) / length * 1e4) as i32;
    let x = share(event.client_x().into(), bounds.left(), bounds.width());
    let y = share(event.client_y().into(), bounds.top(), bounds.height());
    vec![word.to_owned(), x.to_string(), y.to_string()]
}

/// The element at or around an event's target that has this attribute, and what that says.
fn asked_by(event: &Event, name: &str) -> Option<(Element, String)> {
    let target: Element = event.target()?.dyn_into().ok()?;
    let element = target.closest(&format!("[{name}]")).ok()??;
    let asked = element.get_attribute(name)?;
    Some((element, asked))
}
