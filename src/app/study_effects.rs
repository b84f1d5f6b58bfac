//! What is done outside for studies: the browser's database and its locks.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::{
    Get, GetUntracked, LocalStorage, Memo, SetValue, StoredValue, UpdateValue, WithValue,
    set_timeout, window_event_listener,
};
use leptos::task::spawn_local;

use super::context::Context;
use super::locks::{StudyLock, lock};
use super::store::Keeper;
use super::{browser, height, kept_runs, store};
use crate::protocol::{Answer, Question};
use crate::state::action::ReadStudy;
use crate::state::studies::{Intent, StudyId, Unwritten};
use crate::state::{Action, Effect, State, StoreEvent, StudyAction};
use crate::worker::Enquiry;

/// Does what belongs to studies; the rest is [`Context`]'s.
pub fn perform(context: Context, effect: Effect) {
    match effect {
        Effect::Store(command) => context.store.with_value(|store| {
            if let Some(store) = store {
                store.send(command);
            }
        }),
        Effect::Lock(id) => spawn_local(async move {
            if let Some(lock) = lock(id).await {
                keep_lock(context, lock);
                context.send(Action::Store(StoreEvent::Locked(id)));
            }
        }),
        Effect::Unlock(id) => context
            .locks
            .update_value(|locks| locks.retain(|lock| lock.study != id)),
        Effect::Ask(question) => {
            let hear = move |answer: Heard| {
                context.study(StudyAction::Analysed(answer.map(Box::new)));
            };
            ask(context.enquiry, &question, hear);
        }
        Effect::Draw(ticket, question) => {
            let hear = move |answer: Heard| {
                context.study(StudyAction::Drawn(ticket, answer.map(Box::new)));
            };
            ask(context.drawing, &question, hear);
        }
        Effect::Measure => height::tell(context),
        Effect::Read(id, intent) => spawn_local(read(context, id, intent)),
        Effect::StartWorker(..)
        | Effect::EndWorker(_)
        | Effect::Send(..)
        | Effect::WatchStop(_)
        | Effect::WatchStart(_)
        | Effect::SeekDevice
        | Effect::AskForTurn
        | Effect::LeaveTurn
        | Effect::Publish(_)
        | Effect::Announce(_) => {}
    }
}

/// What an analyst says, or why it says nothing.
type Heard = Result<Answer, String>;

/// Asks an analyst, in place of one that may still be at an earlier question.
fn ask(
    place: StoredValue<Option<Enquiry>, LocalStorage>,
    question: &Question,
    hear: impl Fn(Heard) + Copy + 'static,
) {
    match Enquiry::begin(&browser::release_folder(), "analyst", question, hear) {
        Ok(enquiry) => place.set_value(Some(enquiry)),
        Err(error) => set_timeout(move || hear(Err(error)), Duration::ZERO),
    }
}

/// Has a study for this tab, as the browser has saved it.
async fn read(context: Context, id: StudyId, intent: Intent) {
    let is_held = context
        .locks
        .with_value(|locks| locks.iter().any(|lock| lock.study == id));
    if !is_held {
        match lock(id).await {
            Some(lock) => keep_lock(context, lock),
            None => return context.send(Action::Store(StoreEvent::LockedElsewhere(intent))),
        }
    }
    let read = match store::read(id).await {
        Ok(Some(stored)) => ReadStudy::Found(stored),
        Ok(None) => ReadStudy::Nothing,
        Err(_) => ReadStudy::Unknown,
    };
    context.send(Action::Store(StoreEvent::Read(id, read)));
    // A large study is read in one task and opened in the next.
    browser::sleep(Duration::ZERO).await;
    let ready = Action::Store(StoreEvent::Ready(id, intent));
    context.send(ready);
}

/// Where the study is noted that was on the page when it was left.
const LEFT: &str = "tuneground-left";

/// Has the browser know, over a reload, which study is on the page. The tab's history has it for each of its places; but
/// Chromium forgets what was noted there if it is busy and a page is reloaded soon after.
pub fn note_study(context: Context) {
    let left = kept_runs::take(LEFT).filter(|_| browser::is_reloaded());
    let noted = browser::noted().or(left);
    if let Some(id) = noted.and_then(|noted| noted.parse::<StudyId>().ok()) {
        context.study(StudyAction::Expect(id));
    }
    let id = |state: &State| state.studies.active().map(|active| active.id);
    let note = |id: Option<StudyId>| browser::note(id.map(|id| id.to_string()).as_deref());
    let shown = Memo::new(move |_| context.studies(id));
    leptos::prelude::Effect::new(move |before: Option<()>| {
        // Before the first study is there, what was noted is what is waited for.
        match (before, shown.get()) {
            (None, None) => {}
            (_, shown) => note(shown),
        }
    });
    // Another hash is another place in the history.
    window_event_listener(ev::hashchange, move |_| note(shown.get_untracked()));
    window_event_listener(ev::pagehide, move |_| {
        let left = shown.get_untracked().map(|id| id.to_string());
        kept_runs::put(LEFT, &left.unwrap_or_default());
    });
}

/// Where studies are kept that are not written when the page is left: the database takes a moment, and a reload waits for
/// nobody.
const LATE: &str = "tuneground-late";

/// Opens the browser's database, and has everything saved from then on.
pub fn open_store(context: Context) {
    let late = kept_runs::take(LATE).unwrap_or_default();
    let tell = move |event| context.send(Action::Store(event));
    let store = store::open(Unwritten::kept(&late), tell);
    context.store.set_value(Some(store));
    window_event_listener(ev::pagehide, move |_| {
        let late = |store: &Option<Keeper>| store.as_ref().and_then(Keeper::unwritten);
        if let Some(late) = context.store.with_value(late) {
            kept_runs::put(LATE, &late);
        }
    });
}

fn keep_lock(context: Context, lock: StudyLock) {
    context.locks.update_value(|locks| locks.push(lock));
}
