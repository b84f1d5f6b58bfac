//! Which tab of a browser has a study: a lock of the browser's own, which goes with its tab however that ends.

use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::browser;
use crate::state::studies::StudyId;

#[wasm_bindgen]
extern "C" {
    /// The browser's `LockManager`.
    pub(super) type Locks;
    #[wasm_bindgen(method, catch)]
    fn request(
        this: &Locks,
        name: &str,
        options: &Object,
        granted: &Function,
    ) -> Result<Promise, JsValue>;
    /// Waits in line for it.
    #[wasm_bindgen(method, catch, js_name = request)]
    pub(super) fn request_in_line(
        this: &Locks,
        name: &str,
        granted: &Function,
    ) -> Result<Promise, JsValue>;
}

/// A study that no other tab has; until this is dropped.
pub struct StudyLock {
    pub study: StudyId,
    /// Keeps the browser's promise open, and with it the lock; `None` in browsers without locks.
    _open: Option<oneshot::Sender<()>>,
}

/// A turn to train, had or asked for; until this is dropped.
pub type Turn = Rc<oneshot::Sender<()>>;

/// How often a study is asked for: a tab that has just been closed or reloaded takes a moment to let go.
const TRIES: usize = 5;
const BETWEEN_TRIES: Duration = Duration::from_millis(200);

/// Locks a study for this tab; `None` where another one has it.
pub async fn lock(study: StudyId) -> Option<StudyLock> {
    for _ in 1..TRIES {
        if let Some(lock) = lock_now(study).await {
            return Some(lock);
        }
        browser::sleep(BETWEEN_TRIES).await;
    }
    lock_now(study).await
}

async fn lock_now(study: StudyId) -> Option<StudyLock> {
    let Some(locks) = locks() else {
        return Some(StudyLock { study, _open: None });
    };
    let (open, closed) = oneshot::channel::<()>();
    let (tell, told) = oneshot::channel();
    let granted = Closure::once_into_js(move |lock: JsValue| {
        let is_ours = !lock.is_null();
        // Who asked waits for it.
        let _ = tell.send(is_ours);
        wasm_bindgen_futures::future_to_promise(async move {
            if is_ours {
                // Dropping the other end is how the lock ends.
                let _ = closed.await;
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    let name = format!("tuneground-study-{study}");
    let asked = locks.request(&name, &if_available(), granted.unchecked_ref());
    // As in a browser without locks.
    let unlocked = Some(StudyLock { study, _open: None });
    let Ok(answer) = asked else {
        return unlocked;
    };
    let is_ours = match select(told, JsFuture::from(answer)).await {
        Either::Left((is_ours, answer)) => {
            wasm_bindgen_futures::spawn_local(async {
                // Ends with the lock.
                let _ = answer.await;
            });
            is_ours.unwrap_or(true)
        }
        // So a browser says that it refuses them, as in a frame without an origin of its own.
        Either::Right(_) => return unlocked,
    };
    is_ours.then_some(StudyLock {
        study,
        _open: Some(open),
    })
}

pub(super) fn locks() -> Option<Locks> {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).ok()?;
    locks.is_object().then(|| locks.unchecked_into())
}

fn if_available() -> Object {
    let options = Object::new();
    // A plain object takes every property.
    let _ = Reflect::set(&options, &"ifAvailable".into(), &true.into());
    options
}
