//! Messages of programs, in and out; what they mean is [`state::page_api`](crate::state::page_api)'s.

use std::time::Duration;

use js_sys::{Array, JSON, Map, Object, Reflect};
use leptos::ev;
use leptos::prelude::*;
use serde::Serialize;
use serde_json::Value as Json;
use wasm_bindgen::prelude::*;
use web_sys::{CustomEvent, CustomEventInit, MessageEvent, Window};

use super::browser;
use crate::state::page_api::{Addressed, Inbox, Mail, PageRequest};

const NAME: &str = "tuneground";

/// How soon messages that wait are looked at again.
const CALM: Duration = Duration::from_millis(50);

/// Tells everybody on this page, and the page around it if there is one.
pub fn publish(event: Addressed<'_>) {
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    // Numbers, texts and lists always have a JavaScript form.
    let Ok(detail) = event.serialize(&serializer) else {
        return;
    };
    let options = CustomEventInit::new();
    options.set_detail(&detail);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(NAME, &options) {
        let _ = window().dispatch_event(&event);
    }
    if let Some(parent) = parent() {
        // What is told is no secret, and who embeds the page is not known.
        let _ = parent.post_message(&detail, "*");
    }
}

/// Tells the page around this one how high this one is, in the form that hosts of other people's figures know.
pub fn post_height(height: u32) {
    if let Some(parent) = parent() {
        let message = format!(r#"{{"context":"iframe.resize","height":{height}}}"#);
        let _ = parent.post_message(&message.into(), "*");
    }
}

/// The page around this one.
pub fn parent() -> Option<Window> {
    let parent = window().parent().ok().flatten()?;
    (!Object::is(&parent, &window())).then_some(parent)
}

/// Hands over what this page and the one around it ask, and nobody else; no faster than it can be done.
pub fn listen(answer: impl Fn(Mail) + Copy + 'static) {
    let inbox = StoredValue::new(Inbox::new(browser::clock_ms()));
    let is_coming = StoredValue::new(false);
    window_event_listener(ev::message, move |event: MessageEvent| {
        let is_ours = |source: &Object| {
            let is = |window: &Window| Object::is(source, window);
            is(&window()) || parent().as_ref().is_some_and(is)
        };
        let source = event.source();
        if !source.is_some_and(|source| is_ours(&source)) || !is_addressed(&event.data()) {
            return;
        }
        let mail = read(&event.data());
        inbox.update_value(|inbox| inbox.put(mail));
        if !is_coming.get_value() {
            go_through(inbox, is_coming, answer);
        }
    });
}

/// Hands over what may be done now, and comes back for the rest: by the clock, for a frame that is out of sight is given
/// no animation frames.
fn go_through(
    inbox: StoredValue<Inbox>,
    is_coming: StoredValue<bool>,
    answer: impl Fn(Mail) + Copy + 'static,
) {
    let now = browser::clock_ms();
    // Nothing is held while a message is answered: the answer may bring the next one.
    let next = || inbox.try_update_value(|inbox| inbox.next(now)).flatten();
    while let Some(mail) = next() {
        answer(mail);
    }
    let warning = inbox.try_update_value(|inbox| inbox.warning(now));
    if let Some(warning) = warning.flatten() {
        answer(Err(warning));
    }
    let is_empty = inbox.with_value(Inbox::is_empty);
    is_coming.set_value(!is_empty);
    if !is_empty {
        set_timeout(move || go_through(inbox, is_coming, answer), CALM);
    }
}

/// Other people's messages have no `tuneground` field.
fn is_addressed(data: &JsValue) -> bool {
    data.is_object() && Reflect::get(data, &NAME.into()).is_ok_and(|name| !name.is_undefined())
}

#[wasm_bindgen]
extern "C" {
    // Not `js_sys`' own: that one takes the answer for a text, and it may be `undefined`.
    #[wasm_bindgen(catch, js_namespace = JSON)]
    fn stringify(
        value: &JsValue,
        replacer: &mut dyn FnMut(JsValue, JsValue) -> Result<JsValue, JsValue>,
    ) -> Result<Option<String>, JsValue>;
}

/// Reads a message, whatever it is: its getters may throw, and it may hold itself.
fn read(data: &JsValue) -> Result<PageRequest, String> {
    let text = stringify(data, &mut |key, value| plain(&key, value)).map_err(unreadable)?;
    PageRequest::from_json(&text.unwrap_or_default(), parsed)
}

/// What a text says. The browser reads JSON, so that nobody downloads what reads it once more.
fn parsed(json: &str) -> Result<Json, String> {
    let plain = JSON::parse(json).map_err(unreadable)?;
    serde_wasm_bindgen::from_value(plain).map_err(|error| unreadable(error.into()))
}

fn unreadable(error: JsValue) -> String {
    let message = Reflect::get(&error, &"message".into()).unwrap_or_default();
    let said = message.as_string().or_else(|| error.as_string());
    format!("the message cannot be read: {}", said.unwrap_or_default())
}

/// A map as the object that it stands for. What is no plain data would be read as an empty object, or left out, and
/// is refused.
fn plain(key: &JsValue, value: JsValue) -> Result<JsValue, JsValue> {
    if let Some(map) = value.dyn_ref::<Map>() {
        return Object::from_entries(map).map(Into::into);
    }
    let is_plain = if value.is_function() || value.is_symbol() {
        false
    } else if !value.is_object() || Array::is_array(&value) {
        true
    } else {
        let prototype = Reflect::get_prototype_of(&value)?;
        prototype.is_null() || Reflect::get_prototype_of(&prototype)?.is_null()
    };
    if is_plain {
        return Ok(value);
    }
    let key = key.as_string().unwrap_or_default();
    Err(format!("“{key}” is not a plain object").into())
}
