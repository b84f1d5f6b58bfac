//! What has to be done outside.

use crate::protocol::{DeviceKind, Question, RunId, TrainerCommand, WorkerId};

use super::PageEvent;
use super::studies::{DrawTicket, Intent, StoreCommand, StudyId};

/// What the page has to do outside, in the order in which it is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Start a worker, in place of the one that had the id.
    StartWorker(WorkerId, DeviceKind),
    EndWorker(WorkerId),
    Send(WorkerId, TrainerCommand),
    /// Start an analyst, in place of one that may still be at an earlier question, ask it, and say what it says by
    /// [`StudyAction::Analysed`](super::StudyAction::Analysed).
    Ask(Box<Question>),
    /// Start an analyst, in place of one that may still draw others, and say what it has drawn by
    /// [`StudyAction::Drawn`](super::StudyAction::Drawn).
    Draw(DrawTicket, Box<Question>),
    /// Say so after [`STOP_PATIENCE`](super::STOP_PATIENCE), by [`State::stop_unanswered`](super::State::stop_unanswered).
    WatchStop(RunId),
    /// Say so after [`START_PATIENCE`](super::START_PATIENCE), by
    /// [`State::start_unanswered`](super::State::start_unanswered).
    WatchStart(u32),
    /// See what there is to train on, and say so by [`DeviceAction::Found`](super::DeviceAction::Found).
    SeekDevice,
    /// Ask for this page's turn to train, and say so by [`RunAction::HaveTurn`](super::RunAction::HaveTurn).
    AskForTurn,
    /// Another page may train; or this one waits no longer.
    LeaveTurn,
    Store(StoreCommand),
    /// Lock this study, so that no other tab has it.
    Lock(StudyId),
    /// Other tabs may have it.
    Unlock(StudyId),
    /// Lock a saved study and read it, and go on with it then.
    Read(StudyId, Intent),
    /// Tell the host how high the page is.
    Measure,
    /// Tell programs.
    Publish(PageEvent),
    /// Tell those who do not see the page.
    Announce(String),
}
