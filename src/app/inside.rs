//! "Inside this run": what a worker tells of a trained network. It is finished HTML, of which the page knows only that some
//! of its elements ask for something.

use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Reflect};
use leptos::html::Section;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

use super::browser;
use super::context::{Context, use_state};
use crate::hyperparams::HyperParams;
use crate::hyperparams::permalink::pairs;
use crate::metrics::{EpochMetrics, Outcome};
use crate::protocol::RunId;
use crate::state::{Ending, Phase, Run, RunAction, RunPhase, State};
use crate::worker::Dialogue;

/// The run that is looked into, or nothing, and the epoch of its film that was chosen in its curves last.
#[derive(Clone, Copy)]
pub struct LookedInto(pub RwSignal<Option<RunId>>, pub RwSignal<Option<usize>>);

/// In place of an element's id: the worker wants the weights of the run of this id.
const WANTS: &str = "wants";

#[component]
pub fn InsidePanel() -> impl IntoView {
    let LookedInto(chosen, _) = expect_context();
    use_state().keep_weights();
    move || chosen.get().map(|id| view! { <Inside id /> })
}

#[component]
fn Inside(id: RunId) -> impl IntoView {
    let context = use_state();
    let LookedInto(chosen, epoch) = expect_context();
    let is_there = Memo::new(move |_| context.runs(|state| state.runs.get(id).is_some()));
    let name = context.peek(|state| state.runs.get(id).map(|run| run.name.clone()));
    let place = NodeRef::<Section>::new();
    place.on_load(|place| {
        // It is on the page, so it takes the focus.
        let _ = place.focus();
    });
    let body = move || match is_there.get() {
        false => view! { <p class="help">"This run was deleted."</p> }.into_any(),
        true => look(context, id, chosen, epoch),
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

/// How a run stands, in the worker's words.
fn standing(run: &Run) -> &'static str {
    match (run.is_active(), run.begins_at_its_seed()) {
        (true, _) => "live",
        (_, true) => "ended",
        _ => "lost",
    }
}

/// Trains the setting of a run again from its seed, and looks into that; also step by step, at first.
fn train_again(context: Context, id: RunId, chosen: RwSignal<Option<RunId>>, by_steps: bool) {
    let setting = context.peek(|state| state.runs.get(id).map(|run| run.hyperparams.clone()));
    match setting {
        Some(setting) if context.peek(State::phase) == Phase::Idle => {
            context.fill_form(setting);
            // Before it begins, so that the weights of its seed are seen, too.
            let next = context.peek(|state| state.runs.next_id());
            context.run(RunAction::Watch(Some(next)));
            if by_steps {
                context.run(RunAction::WatchSteps);
            }
            context.run(RunAction::Train);
            let begun = context.peek(|state| state.runs.active().map(|run| run.id));
            if begun.is_none() {
                context.run(RunAction::Watch(None));
            }
            chosen.set(begun);
        }
        _ => context.notify("Another run is being trained: stop it, or wait for its end."),
    }
}

/// What the worker tells, and what it is told.
fn look(
    context: Context,
    id: RunId,
    chosen: RwSignal<Option<RunId>>,
    epoch: RwSignal<Option<usize>>,
) -> AnyView {
    let dialogue = StoredValue::new_local(None);
    let hear = move |told: Result<Vec<(String, String)>, String>| match told {
        Ok(parts) => {
            for (place, html) in parts {
                if place == WANTS {
                    tell_other(context, dialogue, &html);
                } else if let Some(control) = place.strip_prefix('=') {
                    browser::set_value(control, &html);
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
        words.splice(1..1, run.map(|run| standing(run).to_owned()));
        for other in state.runs.iter().filter(|run| run.id != id) {
            if context.weights(other.id).is_some() {
                words.extend([other.id.0.to_string(), other.name.clone()]);
            }
        }
        words
    });
    tell(dialogue, words, context.weights(id).as_ref());
    follow(context, id, dialogue);
    epoch.set(None);
    Effect::new(move |_| {
        if let Some(epoch) = epoch.get() {
            let words = ["set", "epoch", &epoch.to_string()].map(ToOwned::to_owned);
            tell(dialogue, words.into(), None);
        }
    });
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
                let again = asked_by(&event, "data-again").map(|(_, what)| what);
                if again.as_deref() == Some("next") {
                    context.run(RunAction::WatchSteps);
                    ask(event.into(), "data-ask");
                } else if let Some(what) = again {
                    train_again(context, id, chosen, what == "steps");
                } else if let Some((button, link)) = asked_by(&event, "data-form") {
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

/// Tells how the run went and, while it is being trained, what becomes of it.
fn follow(context: Context, id: RunId, dialogue: Asked) {
    let standing = Memo::new(move |_| context.runs(|state| state.runs.get(id).map(standing)));
    let tell_past = move || {
        let past = context.peek(|state| state.runs.get(id).map(past));
        tell(dialogue, past.unwrap_or_default(), None);
    };
    tell_past();
    if standing.get_untracked() != Some("live") {
        return;
    }
    let hear = move |frame: &Array| {
        let (run, weights, epochs) = (frame.get(0), frame.get(1), frame.get(2));
        let epochs = epochs.as_f64().unwrap_or_default() as usize;
        if run.as_f64() != Some(id.0.into()) {
            return;
        }
        let words = if frame.length() > 3 {
            vec!["step".to_owned(), epochs.to_string()]
        } else {
            let went = context.peek(|state| {
                let told = &state.runs.get(id)?.history.epochs;
                told.get(epochs.checked_sub(1)?).map(numbers)
            });
            vec![
                "frame".to_owned(),
                epochs.to_string(),
                went.unwrap_or_default(),
            ]
        };
        tell_weights(dialogue, words, weights.unchecked_ref());
    };
    context.watch(Some((id, Rc::new(hear))));
    on_cleanup(move || {
        // Whoever trains it again looks into the next run already.
        if context.peek(|state| state.runs.watched() == Some(id)) {
            context.watch(None);
        }
    });
    Effect::new(move |_| {
        if let Some(now @ ("ended" | "lost")) = standing.get() {
            tell_past();
            let words = vec!["end".to_owned(), now.to_owned()];
            tell(dialogue, words, context.weights(id).as_ref());
        }
    });
}

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
    words.extend(run.history.epochs.iter().map(numbers));
    words
}

/// How an epoch went.
fn numbers(epoch: &EpochMetrics) -> String {
    let rate = epoch.learning_rate.unwrap_or(f64::NAN);
    let [loss, accuracy, val_loss, val_accuracy] = epoch.numbers();
    format!("{loss} {accuracy} {val_loss} {val_accuracy} {rate}")
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

/// Tells of the weights of an epoch or a step, which nobody else is to have.
fn tell_weights(dialogue: Asked, words: Vec<String>, weights: &ArrayBuffer) {
    let message = message(words, Some(weights));
    let _ = dialogue.try_with_value(|dialogue| {
        if let Some(dialogue) = dialogue {
            dialogue.hand(&message, weights);
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
