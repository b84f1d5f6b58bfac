//! Whose turn it is to train, of the figures in a post: a lock of the browser's own, for which the frames of our origin
//! wait in line. It goes with its frame however that ends.

use std::rc::Rc;
use std::time::Duration;

use futures_channel::oneshot;
use futures_util::future::{Either, select};
use leptos::prelude::{SetValue, set_timeout};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};

use super::context::Context;
use super::locks::locks;
use crate::state::RunAction;

const NAME: &str = "tuneground-training";

/// A turn that comes sooner was not waited for.
const LATE: Duration = Duration::from_millis(200);

/// Asks for the turn, and tells the state when it has come.
pub fn ask(context: Context) {
    let (open, closed) = oneshot::channel();
    let turn = Rc::new(open);
    let asked = Rc::downgrade(&turn);
    context.turn.set_value(Some(turn));
    let tell = move |action| {
        if asked.strong_count() > 0 {
            context.run(action);
        }
    };
    let tell_late = tell.clone();
    set_timeout(move || tell_late(RunAction::TurnIsLate), LATE);
    spawn_local(async move {
        wait(closed).await;
        tell(RunAction::HaveTurn);
    });
}

/// Lets the next one train; a turn that comes after all ends at once.
pub fn leave(context: Context) {
    context.turn.set_value(None);
}

/// Waits for the lock, and holds it until `closed`. There is nothing to wait for in a browser without locks, or in a frame
/// without an origin of its own, which is refused them.
async fn wait(closed: oneshot::Receiver<()>) {
    let Some(locks) = locks() else {
        return;
    };
    let (tell, told) = oneshot::channel();
    let granted = Closure::once_into_js(move |_: JsValue| {
        // Who asked waits for it.
        let _ = tell.send(());
        future_to_promise(async move {
            // Dropping the other end is how the lock ends.
            let _ = closed.await;
            Ok(JsValue::UNDEFINED)
        })
    });
    let Ok(answer) = locks.request_in_line(NAME, granted.unchecked_ref()) else {
        return;
    };
    if let Either::Left((_, answer)) = select(told, JsFuture::from(answer)).await {
        spawn_local(async {
            // Ends with the lock.
            let _ = answer.await;
        });
    }
}
