//! The page's end of the message port.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Object, Reflect, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Blob, BlobPropertyBag, ErrorEvent, MessageEvent, MessagePort, Url, Worker, WorkerOptions,
    WorkerType,
};

use super::module;
use super::shelf::Shelf;
use crate::protocol::{PeerRole, RunId, TrainerCommand, TrainerEvent};

/// A training worker. Dropping it ends the worker.
pub struct TrainerClient {
    worker: Worker,
    outbox: Rc<RefCell<Outbox>>,
    /// Kept alive for the worker's handlers.
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

/// Commands wait here until the worker has said that it listens.
enum Outbox {
    Waiting(Vec<TrainerCommand>),
    Open,
}

type OnEvent = Rc<dyn Fn(TrainerEvent)>;

impl TrainerClient {
    /// Starts a worker that loads these files, the first of which is its script. `on_event` hears everything that the worker says, and
    /// [`TrainerEvent::Failed`] without a run when it dies or cannot be understood.
    ///
    /// - shelf: where the weights go that it hands out
    ///
    /// # Errors
    /// If the browser does not start workers here, in its words.
    pub fn start(
        files: Vec<String>,
        shelf: Rc<Shelf>,
        on_event: impl Fn(TrainerEvent) + 'static,
    ) -> Result<Self, String> {
        let script = files.first().map_or("", String::as_str);
        let worker = spawn(script).map_err(|error| module::said(&error))?;
        let outbox = Rc::new(RefCell::new(Outbox::Waiting(Vec::new())));
        let on_event: OnEvent = Rc::new(on_event);
        let on_message = listen(&worker, outbox.clone(), shelf, on_event.clone());
        let on_error = watch(files, outbox.clone(), on_event);
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_error.as_ref().unchecked_ref()));
        Ok(Self {
            worker,
            outbox,
            _on_message: on_message,
            _on_error: on_error,
        })
    }

    /// Hands over weights, as they were handed out, for a run that is to begin with them. `worker.js` keeps them until the
    /// wasm listens, which is before any command.
    pub fn give_weights(&self, run: RunId, weights: &ArrayBuffer) {
        let message = Array::of2(&run.0.into(), weights);
        // A worker that has died says so itself.
        let _ = self.worker.post_message(&message);
    }

    /// Tells the worker, as soon as it listens.
    pub fn send(&self, command: TrainerCommand) {
        match &mut *self.outbox.borrow_mut() {
            Outbox::Waiting(commands) => commands.push(command),
            Outbox::Open => post(&self.worker, &command),
        }
    }

    /// Hands over the wasm that the worker waits for. `worker.js` hears it at any time.
    pub fn give_module(&self, module: &JsValue) {
        let message = Object::new();
        // Setting a field of a fresh object cannot fail; a worker to which a module cannot be posted says so.
        let _ = Reflect::set(&message, &"module".into(), module);
        let _ = self.worker.post_message(&message);
    }

    /// Hands over one end of a channel to another worker. `worker.js` keeps it until the wasm listens.
    pub fn give_port(&self, role: PeerRole, port: &MessagePort) {
        // A port can be transferred once, and this is the one time.
        if let Ok(message) = serde_wasm_bindgen::to_value(&role) {
            let ports = Array::of1(port);
            let _ = self.worker.post_message_with_transfer(&message, &ports);
        }
    }

    /// Ends the worker at once; no event follows.
    pub fn terminate(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

impl Drop for TrainerClient {
    fn drop(&mut self) {
        self.terminate();
    }
}

/// Starts a worker by its script.
pub(super) fn spawn(script: &str) -> Result<Worker, JsValue> {
    if has_opaque_origin() {
        // Its address is not given back: the worker may not have loaded it yet, and it is short.
        return Worker::new(&importing(script)?);
    }
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(script, &options)
}

/// Whether the page is in a sandboxed frame that has no origin of its own. Such a page may start only workers whose
/// script it has made itself.
fn has_opaque_origin() -> bool {
    Reflect::get(&global(), &"origin".into()).is_ok_and(|origin| origin == "null")
}

/// A script that imports another one: a classic one, because browsers start no modules there. It keeps what is posted
/// in the meantime, and tells of a failure as a module does.
const IMPORTING: &str = "self.heardBefore = []; self.onmessage = (event) => self.heardBefore.push(event); \
                         import(SCRIPT).catch((error) => setTimeout(() => { throw error; }));";

/// The address of a script that imports the one at this address.
fn importing(script: &str) -> Result<String, JsValue> {
    let page = Reflect::get(&global(), &"location".into())?;
    let page = Reflect::get(&page, &"href".into())?.as_string();
    let script = Url::new_with_base(script, &page.unwrap_or_default())?;
    let source = IMPORTING.replace("SCRIPT", &format!("{:?}", script.href()));
    let kind = BlobPropertyBag::new();
    kind.set_type("text/javascript");
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&source.into()), &kind)?;
    Url::create_object_url_with_blob(&blob)
}

fn listen(
    worker: &Worker,
    outbox: Rc<RefCell<Outbox>>,
    shelf: Rc<Shelf>,
    on_event: OnEvent,
) -> Closure<dyn FnMut(MessageEvent)> {
    let worker = worker.clone();
    Closure::new(move |message: MessageEvent| {
        if let Some(handed_out) = message.data().dyn_ref() {
            return shelf.put(handed_out);
        }
        let event = serde_wasm_bindgen::from_value(message.data()).unwrap_or_else(|error| {
            failed(format!("the trainer's message could not be read: {error}"))
        });
        if matches!(event, TrainerEvent::Ready { .. }) {
            open(&worker, &outbox);
        }
        on_event(event);
    })
}

fn open(worker: &Worker, outbox: &RefCell<Outbox>) {
    if let Outbox::Waiting(commands) = outbox.replace(Outbox::Open) {
        commands.iter().for_each(|command| post(worker, command));
    }
}

fn watch(
    files: Vec<String>,
    outbox: Rc<RefCell<Outbox>>,
    on_event: OnEvent,
) -> Closure<dyn FnMut(ErrorEvent)> {
    Closure::new(move |error: ErrorEvent| {
        // It is told to the visitor; the console need not hear of it again.
        error.prevent_default();
        // A script that does not come, or a message that cannot be read, is an event without words.
        let said = Reflect::get(&error, &"message".into()).ok();
        let said = said.and_then(|said| said.as_string());
        let never_came = matches!(*outbox.borrow(), Outbox::Waiting(_));
        let (files, on_event) = (files.clone(), on_event.clone());
        spawn_local(async move {
            let trouble = if never_came {
                module::trouble(&files).await
            } else {
                None
            };
            on_event(failed(match (trouble, said) {
                (Some(trouble), _) => format!("the trainer could not be loaded: {trouble}"),
                (None, Some(said)) => format!("the trainer crashed: {said}"),
                (None, None) if never_came => BLOCKED.to_owned(),
                (None, None) => "a message of the trainer could not be read".to_owned(),
            }));
        });
    })
}

const BLOCKED: &str = "the browser did not run worker.js: it arrived damaged, or a policy of the host or an extension forbids workers";

/// The worker cannot go on.
pub(super) fn failed(message: String) -> TrainerEvent {
    TrainerEvent::Failed {
        run_id: None,
        message,
    }
}

fn post(worker: &Worker, command: &TrainerCommand) {
    // A command of numbers, texts and closed enums always has a JavaScript form; a worker that has died in
    // the meantime has said so through `onerror`.
    if let Ok(message) = serde_wasm_bindgen::to_value(command) {
        let _ = worker.post_message(&message);
    }
}
