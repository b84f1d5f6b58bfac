//! The page's end of the port to a worker that is there for questions: for one, or for one after the other.

use std::rc::Rc;

use js_sys::{Array, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use super::client::spawn;
use super::module;

/// A question that a worker is at. Dropping it ends the worker.
pub struct Enquiry {
    _dialogue: Dialogue,
}

/// A worker that answers question after question. Dropping it ends the worker.
pub struct Dialogue {
    worker: Worker,
    /// Kept alive for the worker's handlers.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

/// The answer, or why there is none.
type Heard<A> = Result<A, String>;

/// Hears what a worker has posted, as it stands, or why nothing comes. Whatever is heard, the port's end is there once:
/// it is much to download.
type Hear = Rc<dyn Fn(Heard<JsValue>)>;

impl Enquiry {
    /// Starts the worker of this name, whose files lie in this folder (an address with a slash at its end, or nothing), and asks
    /// it. `on_answer` hears the answer, or why there will be none, once the caller has returned.
    ///
    /// # Errors
    /// If the browser does not start workers here, in its words.
    pub fn begin<A: DeserializeOwned + 'static>(
        folder: &str,
        name: &str,
        question: &impl Serialize,
        on_answer: impl Fn(Heard<A>) + 'static,
    ) -> Result<Self, String> {
        let dialogue = Dialogue::new(folder, name, true, read(on_answer))?;
        dialogue.ask(question);
        Ok(Self {
            _dialogue: dialogue,
        })
    }

    /// The same where question and answer are in JavaScript's form.
    ///
    /// # Errors
    /// As there.
    pub fn tell(
        folder: &str,
        name: &str,
        question: &JsValue,
        on_answer: impl Fn(Heard<JsValue>) + 'static,
    ) -> Result<Self, String> {
        let dialogue = Dialogue::new(folder, name, true, Rc::new(on_answer))?;
        dialogue.tell(question);
        Ok(Self {
            _dialogue: dialogue,
        })
    }
}

/// Reads what was posted before it is heard.
fn read<A: DeserializeOwned + 'static>(on_answer: impl Fn(Heard<A>) + 'static) -> Hear {
    Rc::new(move |posted| {
        let read = |posted| serde_wasm_bindgen::from_value::<Heard<A>>(posted);
        on_answer(posted.and_then(|it| read(it).unwrap_or_else(|error| Err(error.to_string()))));
    })
}

impl Dialogue {
    /// Starts the worker of this name, as [`Enquiry::begin`] does. `on_answer` hears the answers in the order of the
    /// questions; after the first trouble there are no more.
    ///
    /// # Errors
    /// As there.
    pub fn open<A: DeserializeOwned + 'static>(
        folder: &str,
        name: &str,
        on_answer: impl Fn(Heard<A>) + 'static,
    ) -> Result<Self, String> {
        Self::new(folder, name, false, read(on_answer))
    }

    fn new(folder: &str, name: &str, is_for_one: bool, hear: Hear) -> Result<Self, String> {
        let script = format!("{folder}worker.js?bin={name}");
        let worker = spawn(&script).map_err(|error| module::said(&error))?;
        let on_message = listen(&worker, is_for_one, hear.clone());
        let files = [".js", "_bg.wasm"].map(|ending| format!("{folder}{name}{ending}"));
        let on_error = watch([vec![script], files.to_vec()].concat(), hear);
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    pub fn ask(&self, question: &impl Serialize) {
        // Numbers, texts and lists of them always have a JavaScript form.
        if let Ok(message) = serde_wasm_bindgen::to_value(question) {
            self.tell(&message);
        }
    }

    /// Asks what is in JavaScript's form already.
    pub fn tell(&self, message: &JsValue) {
        // `worker.js` keeps it until the wasm listens.
        let _ = self.worker.post_message(message);
    }

    /// The same with bytes in it, which are handed over and not copied.
    pub fn hand(&self, message: &JsValue, bytes: &JsValue) {
        let bytes = Array::of1(bytes);
        // As in `tell`.
        let _ = self.worker.post_message_with_transfer(message, &bytes);
    }
}

impl Drop for Dialogue {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// Hears answers; after the one of a worker that is there for one it is no longer needed.
fn listen(worker: &Worker, is_for_one: bool, hear: Hear) -> Closure<dyn FnMut(MessageEvent)> {
    let worker = worker.clone();
    Closure::new(move |message: MessageEvent| {
        if is_for_one {
            worker.terminate();
        }
        let (posted, hear) = (message.data(), hear.clone());
        // Not at once: it may drop this very function.
        spawn_local(async move { hear(Ok(posted)) });
    })
}

fn watch(files: Vec<String>, hear: Hear) -> Closure<dyn FnMut(ErrorEvent)> {
    Closure::new(move |error: ErrorEvent| {
        // It is told to the visitor; the console need not hear of it again.
        error.prevent_default();
        let said = Reflect::get(&error, &"message".into()).ok();
        let said = said.and_then(|said| said.as_string());
        let (files, hear) = (files.clone(), hear.clone());
        spawn_local(async move {
            let trouble = module::trouble(&files).await;
            hear(Err(trouble.or(said).unwrap_or_else(|| CRASHED.to_owned())));
        });
    })
}

const CRASHED: &str = "the browser did not let its worker run";
