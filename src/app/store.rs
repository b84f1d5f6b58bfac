//! Studies in the browser's database: their definitions, and their logs as they are written.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use futures_channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use js_sys::JSON;
use leptos::task::spawn_local;
use rexie::{
    Index, KeyRange, ObjectStore, Result, Rexie, Store, Transaction, TransactionMode,
    TransactionResult,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;

use super::browser;
use crate::state::StoreEvent;
use crate::state::studies::{SavedStudy, StoreCommand, StoredStudy, StudyId, Unwritten, Writer};
use crate::study::{FileError, StudyEvent};

const DATABASE: &str = "tuneground";
const STUDIES: &str = "studies";
/// One record an event, in the order in which they happened; found by the study's id.
const EVENTS: &str = "events";
const OF_STUDY: &str = "study";
/// How long the database may take to open before somebody is told.
const PATIENCE: Duration = Duration::from_secs(10);
/// Commands that are carried out in one transaction.
const LARGEST_BATCH: usize = 256;
/// Events that are read or written at once, in a few milliseconds.
const PORTION: usize = 500;

#[derive(Serialize, Deserialize)]
struct StudyRecord {
    id: StudyId,
    definition: String,
    paused: bool,
}

#[derive(Serialize, Deserialize)]
struct EventRecord {
    study: StudyId,
    event: StudyEvent,
}

/// The way into the database.
#[derive(Clone)]
pub struct Keeper {
    commands: UnboundedSender<StoreCommand>,
    unwritten: Rc<RefCell<Unwritten>>,
}

impl Keeper {
    /// Has something kept.
    pub fn send(&self, command: StoreCommand) {
        self.unwritten.borrow_mut().send(&command);
        // Who no longer listens has said so.
        let _ = self.commands.unbounded_send(command);
    }

    /// What is lost where the page is left now, as text.
    pub fn unwritten(&self) -> Option<String> {
        self.unwritten.borrow().to_keep()
    }
}

/// Opens the database and keeps what it is told to from then on, in order. `tell` hears first what was kept
/// before, or else why nothing can be kept; and later whatever could not be written.
///
/// - late: what the page before this one had no time to write
pub fn open(late: Vec<StoreCommand>, tell: impl Fn(StoreEvent) + 'static) -> Keeper {
    let (commands, receiver) = unbounded();
    let unwritten = Rc::new(RefCell::new(Unwritten::default()));
    spawn_local(keep(receiver, unwritten.clone(), late, tell));
    Keeper {
        commands,
        unwritten,
    }
}

async fn keep(
    commands: UnboundedReceiver<StoreCommand>,
    unwritten: Rc<RefCell<Unwritten>>,
    late: Vec<StoreCommand>,
    tell: impl Fn(StoreEvent),
) {
    let mut writer = Writer::default();
    let database = match open_and_read(late, &tell).await {
        Ok(database) => Some(database),
        Err(reason) => {
            tell(StoreEvent::Failed(writer.fail(reason), Vec::new()));
            None
        }
    };
    // What has come while the last was written is written together.
    let mut batches = commands.ready_chunks(LARGEST_BATCH);
    while let Some(batch) = batches.next().await {
        keep_batch(database.as_ref(), &mut writer, batch.clone(), &tell).await;
        let mut unwritten = unwritten.borrow_mut();
        batch.iter().for_each(|command| unwritten.arrive(command));
    }
}

async fn open_and_read(
    late: Vec<StoreCommand>,
    tell: &impl Fn(StoreEvent),
) -> std::result::Result<Rexie, String> {
    let database = open_patiently(tell).await?;
    if !late.is_empty() {
        write(&database, late).await?;
    }
    let saved = read_all(&database).await.map_err(|error| reason(&error))?;
    tell(StoreEvent::Saved(saved));
    Ok(database)
}

/// A database that neither opens nor fails is told of, and waited for: a slow disk may have it in the end. What is to
/// be kept waits, too.
async fn open_patiently(tell: &impl Fn(StoreEvent)) -> std::result::Result<Rexie, String> {
    let mut opening = pin!(open_database());
    let patience = pin!(browser::sleep(PATIENCE));
    let opened = match select(opening.as_mut(), patience).await {
        Either::Left((opened, _)) => opened,
        Either::Right(_) => {
            let reason = "its database does not open".to_owned();
            tell(StoreEvent::Failed(reason, Vec::new()));
            opening.await
        }
    };
    opened.map_err(|error| reason(&error))
}

async fn keep_batch(
    database: Option<&Rexie>,
    writer: &mut Writer,
    batch: Vec<StoreCommand>,
    tell: &impl Fn(StoreEvent),
) {
    let batch = writer.sift(batch);
    if let (Some(database), false) = (database, batch.is_empty())
        && let Err(reason) = write(database, batch.clone()).await
    {
        writer.fail(reason);
        // One transaction is written as a whole or not at all.
        for deletion in writer.sift(batch) {
            if let Err(reason) = write(database, vec![deletion.clone()]).await {
                tell(StoreEvent::Undeleted(reason));
            }
        }
    }
    if let Some((reason, studies)) = writer.losses() {
        tell(StoreEvent::Failed(reason, studies));
    }
}

/// Writes a batch in one transaction.
///
/// # Errors
/// Why nothing of it was written.
async fn write(database: &Rexie, batch: Vec<StoreCommand>) -> std::result::Result<(), String> {
    let written = async || {
        let transaction = database.transaction(&[STUDIES, EVENTS], TransactionMode::ReadWrite)?;
        for command in batch {
            carry_out(&transaction, command).await?;
        }
        transaction.done().await
    };
    match written().await {
        Ok(TransactionResult::Committed) => Ok(()),
        // So browsers tell that a disk or a quota is full: each single request had succeeded.
        Ok(TransactionResult::Aborted) => Err("there is no room for them".to_owned()),
        Err(error) => Err(reason(&error)),
    }
}

async fn open_database() -> Result<Rexie> {
    let events = ObjectStore::new(EVENTS).auto_increment(true);
    Rexie::builder(DATABASE)
        .version(1)
        .add_object_store(ObjectStore::new(STUDIES).key_path("id"))
        .add_object_store(events.add_index(Index::new(OF_STUDY, "study")))
        .build()
        .await
}

/// What is kept of a study by now, by this tab or another: `None` where there is nothing of it.
///
/// # Errors
/// Where the browser does not say.
pub async fn read(id: StudyId) -> Result<Option<StoredStudy>> {
    let read = async || {
        let database = open_database().await?;
        let transaction = begin_reading(&database)?;
        let record = transaction.store(STUDIES)?.get(js(&id)).await?;
        match record {
            Some(record) => read_study(&transaction, record).await,
            None => Ok(None),
        }
    };
    read().await
}

/// Each study in a task of its own: there may be many, and large ones.
async fn read_all(database: &Rexie) -> Result<Vec<std::result::Result<SavedStudy, FileError>>> {
    let transaction = begin_reading(database)?;
    let mut read = Vec::new();
    for record in transaction.store(STUDIES)?.get_all(None, None).await? {
        let stored = read_study(&transaction, record).await?;
        read.extend(stored.map(SavedStudy::read));
    }
    Ok(read)
}

fn begin_reading(database: &Rexie) -> Result<Transaction> {
    database.transaction(&[STUDIES, EVENTS], TransactionMode::ReadOnly)
}

/// A study with its log; nothing for a record of another version's shape, which is left where it is.
async fn read_study(transaction: &Transaction, record: JsValue) -> Result<Option<StoredStudy>> {
    let Some(study) = read_record::<StudyRecord>(&record) else {
        return Ok(None);
    };
    let events = read_events(transaction, study.id).await?;
    Ok(Some(StoredStudy {
        id: study.id,
        definition: study.definition,
        paused: study.paused,
        events,
    }))
}

/// In portions: a log may have many thousands.
async fn read_events(transaction: &Transaction, id: StudyId) -> Result<Vec<StudyEvent>> {
    let log = transaction.store(EVENTS)?;
    let of_study = KeyRange::only(&js(&id))?;
    let index = log.index(OF_STUDY)?;
    let keys = index.get_all_keys(Some(of_study), None).await?;
    let mut events = Vec::with_capacity(keys.len());
    for keys in keys.chunks(PORTION) {
        let (Some(first), Some(last)) = (keys.first(), keys.last()) else {
            continue;
        };
        let records = log.get_all(Some(KeyRange::bound(first, last, None, None)?), None);
        // An event that cannot be read is missing in the log; what comes after it is not.
        let records = records
            .await?
            .into_iter()
            .filter_map(|record| read_record::<EventRecord>(&record));
        // Another tab may have written between them.
        let of_study = records.filter(|record| record.study == id);
        events.extend(of_study.map(|record| record.event));
    }
    Ok(events)
}

async fn carry_out(transaction: &Transaction, command: StoreCommand) -> Result<()> {
    let (studies, log) = (transaction.store(STUDIES)?, transaction.store(EVENTS)?);
    match command {
        StoreCommand::Create {
            id,
            definition,
            events,
            paused,
        } => {
            let study = StoredStudy {
                id,
                definition,
                paused,
                events,
            };
            write_study(&studies, &log, study).await?;
        }
        StoreCommand::Restore(study) => {
            if studies.get(js(&study.id)).await?.is_none() {
                write_study(&studies, &log, study).await?;
            }
        }
        StoreCommand::Append { id, event } => {
            log.add(&js(&EventRecord { study: id, event }), None)
                .await?;
        }
        StoreCommand::SetPaused { id, paused } => {
            let record = studies.get(js(&id)).await?;
            if let Some(record) = record.and_then(|it| read_record::<StudyRecord>(&it)) {
                studies
                    .put(&js(&StudyRecord { paused, ..record }), None)
                    .await?;
            }
        }
        StoreCommand::Describe { id, definition } => {
            let record = studies.get(js(&id)).await?;
            if let Some(record) = record.and_then(|it| read_record::<StudyRecord>(&it)) {
                let record = StudyRecord {
                    definition,
                    ..record
                };
                studies.put(&js(&record), None).await?;
            }
        }
        StoreCommand::Delete { id } => {
            studies.delete(js(&id)).await?;
            delete_events(&log, id).await?;
        }
    }
    Ok(())
}

/// All of a study, in place of what there may be of it.
async fn write_study(studies: &Store, log: &Store, study: StoredStudy) -> Result<()> {
    let StoredStudy {
        id,
        definition,
        paused,
        events,
    } = study;
    delete_events(log, id).await?;
    let record = StudyRecord {
        id,
        definition,
        paused,
    };
    studies.put(&js(&record), None).await?;
    for events in events.chunks(PORTION) {
        let record = |event: &StudyEvent| {
            let event = event.clone();
            (js(&EventRecord { study: id, event }), None)
        };
        log.add_all(events.iter().map(record)).await?;
    }
    Ok(())
}

async fn delete_events(log: &Store, id: StudyId) -> Result<()> {
    let of_study = KeyRange::only(&js(&id))?;
    let keys = log
        .index(OF_STUDY)?
        .get_all_keys(Some(of_study), None)
        .await?;
    for key in keys {
        log.delete(key).await?;
    }
    Ok(())
}

/// What the browser says; the error around it only says where.
fn reason(error: &rexie::Error) -> String {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

/// A record; records of numbers, texts and closed enums always have a JSON form. By way of JSON, because files have it
/// too: so there is one reader and one writer of events in the page.
fn js(record: &impl Serialize) -> JsValue {
    let json = serde_json::to_string(record).unwrap_or_default();
    JSON::parse(&json).unwrap_or_default()
}

fn read_record<T: DeserializeOwned>(record: &JsValue) -> Option<T> {
    let json = JSON::stringify(record).ok()?.as_string()?;
    serde_json::from_str(&json).ok()
}
