//! What may happen to the state: closed enums, one for each part.

use std::time::Duration;

use crate::hyperparams::{HyperParams, InvalidParam, ParamSpec, Value};
use crate::protocol::{Adapter, Answer, RunId, TrainerEvent, WorkerId};
use crate::study::experiments::Experiment;
use crate::study::{FileError, Pruner, Score, StudyFile};

use super::curves_view::CurvesView;
use super::embed::EmbedAction;
use super::listing::ListingAction;
use super::page_api::PageRequest;
use super::plot_view::PlotChoice;
use super::range_test::RangeTestAction;
use super::studies::{
    DimensionField, DrawTicket, Intent, ProgrammeAction, SamplerKind, SavedStudy, Shape,
    StoredStudy, StudyId,
};
use super::view::{Lit, PanelSwitch, SortKey};
use super::{Attempt, DeviceChoice, Enabling, Link, NoticeAction, Pasted, Theme, View};

/// Something that somebody asks, or that workers and the browser tell.
#[derive(Clone, Debug)]
pub enum Action {
    Form(FormAction),
    RangeTest(RangeTestAction),
    Run(RunAction),
    Device(DeviceAction),
    Editor(EditorAction),
    Study(StudyAction),
    /// What a worker tells.
    Worker(WorkerId, TrainerEvent),
    /// What the browser's database and its locks tell.
    Store(StoreEvent),
    /// What a program asks, with an id for a study that this may begin.
    Page(PageRequest, StudyId),
    Notice(NoticeRequest),
    View(ViewAction),
    Embed(EmbedAction),
    /// Show what was found in files of other programs, each as [`Found::texts`](crate::protocol::Found::texts) writes it,
    /// with an id for the first study.
    Bring(Vec<Vec<String>>, StudyId),
    /// The address has changed: what it says, and what is wrong with it.
    Link(Box<Link>, Vec<InvalidParam>),
}

/// What is asked of the form.
#[derive(Clone, Debug)]
pub enum FormAction {
    Set(&'static ParamSpec, Value),
    /// Back to the default, which may depend on other choices.
    Reset(&'static ParamSpec),
    /// A value is no longer on the move.
    Settle(&'static ParamSpec),
    /// Make the choices that bring a row into play.
    Enable(Enabling),
    /// Replace all of it.
    Fill(HyperParams),
    /// The same, with what is to be said of what was pasted.
    Paste(Pasted),
}

impl FormAction {
    /// Whether what is trained may be of another size, and not only for a moment.
    pub(super) fn may_change_size(&self) -> bool {
        match self {
            Self::Settle(_) | Self::Fill(_) | Self::Paste(_) => true,
            Self::Set(..) | Self::Reset(_) | Self::Enable(_) => false,
        }
    }
}

/// What is asked of single runs.
#[derive(Clone, Debug)]
pub enum RunAction {
    /// Start, pause or resume, whichever it is.
    Train,
    Step,
    Stop,
    Reset,
    Delete(RunId),
    /// Delete those that are selected in the table.
    DeleteSelected,
    /// Show these in the charts, and no others.
    ShowSelected,
    /// Have the weights of this run handed out between its epochs, and those of no other one.
    Watch(Option<RunId>),
    /// And after each of its next steps, for a while.
    WatchSteps,
    /// Start a run of the form's setting with this one's weights.
    TrainOn(RunId),
    Rename(RunId, String),
    /// Draw it, or draw it no more.
    ToggleHidden(RunId),
    /// [`Effect::WatchStop`](super::Effect::WatchStop) is due, so long after it was asked for.
    StopUnanswered(RunId, Duration),
    /// [`Effect::WatchStart`](super::Effect::WatchStart) is due.
    StartUnanswered(u32),
    /// [`Effect::AskForTurn`](super::Effect::AskForTurn) was granted.
    HaveTurn,
    /// It was not, for long enough that somebody may wonder.
    TurnIsLate,
}

#[derive(Clone, Debug)]
pub enum DeviceAction {
    /// What the browser has kept of an earlier visit's measurements: [`Devices::to_keep`](super::Devices::to_keep).
    Remember(String),
    /// What the look for a GPU has found.
    Found(Adapter),
    Choose(DeviceChoice),
}

/// What is asked of the study that is being edited.
#[derive(Clone, Debug)]
pub enum EditorAction {
    /// Sweep one more.
    Add(&'static ParamSpec),
    /// Sweep the one at this place no more.
    Remove(usize),
    /// Give the values of the one at this place in another way.
    SetShape(usize, Shape),
    /// Tick a value of the one at this place, or tick it no more.
    Toggle(usize, Value),
    /// Type into a field of the one at this place.
    Type(usize, DimensionField, String),
    SetSampler(SamplerKind),
    /// How many settings are drawn, as typed.
    TypeSettings(String),
    /// How many of them at once, as typed.
    TypeRound(String),
    /// How many seeds each setting has, as typed.
    TypeSeeds(String),
    SetPruner(Pruner),
    SetScore(Score),
    /// Sweep nothing any more.
    Clear,
    /// Take an experiment of the post, with its hyperparameters in the form.
    Take(&'static Experiment),
    /// Take experiments in their quick form, or in their whole one.
    SetQuick(bool),
}

/// What is asked of the study on the page.
#[derive(Clone, Debug)]
pub enum StudyAction {
    /// This one was on the page when it was reloaded: it is to be there again.
    Expect(StudyId),
    /// Start what is in the editor.
    Start(StudyId),
    /// Make the study on the page what is in the editor.
    Revise,
    Pause,
    Resume,
    Stop,
    AddSeed,
    /// Leave a run out.
    Skip(usize),
    /// Train no more of a setting.
    Drop(usize),
    SetWorkers(usize),
    /// Have an analyst work out what to think of its results.
    Analyse,
    /// What it says, or why it says nothing.
    Analysed(Result<Box<Answer>, String>),
    /// Give the settings that lead more seeds, and no others.
    SeedLeaders,
    /// The settings that were asked for, or who leads; or why there is no answer.
    Drawn(DrawTicket, Result<Box<Answer>, String>),
    /// Put a setting's hyperparameters into the form, and an experiment over them into the editor.
    Use(usize, Option<&'static Experiment>),
    /// Put what there was before the experiment on the page into the form, and this one over it into the editor.
    LeaveAsBefore(&'static Experiment),
    /// Put a setting's runs into the table of single runs.
    OpenRuns(usize),
    /// Train a setting on all training images, and judge it by the test images.
    Test(usize),
    /// Call the one on the page so.
    Rename(String),
    /// Take this note on it.
    Note(String),
    /// Put a copy of one onto the page, with this id.
    Duplicate(StudyId, StudyId),
    /// Go through the post's experiments, one after the other.
    Programme(ProgrammeAction),
    /// Bring a saved one onto the page.
    Open(StudyId),
    Delete(StudyId),
    /// One that was trained elsewhere was read again.
    Reread(StudyId, Vec<Vec<String>>),
    /// Show one that was trained elsewhere no more.
    Forget(StudyId),
    /// Take one out of a file.
    Import(Box<StudyFile>, StudyId),
}

/// What the browser's database and its locks tell.
#[derive(Clone, Debug)]
pub enum StoreEvent {
    /// What was saved before, or why it cannot be used.
    Saved(Vec<Result<SavedStudy, FileError>>),
    /// Why these studies are no longer saved.
    Failed(String, Vec<StudyId>),
    /// Why a study is still there.
    Undeleted(String),
    /// This tab has the study.
    Locked(StudyId),
    /// Another tab has the study.
    LockedElsewhere(Intent),
    /// What the browser has of a study.
    Read(StudyId, ReadStudy),
    /// A study that was asked for is locked and read.
    Ready(StudyId, Intent),
}

/// What the browser has of a study.
#[derive(Clone, Debug)]
pub enum ReadStudy {
    Found(StoredStudy),
    Nothing,
    /// It does not say: what is known here has to do.
    Unknown,
}

#[derive(Clone, Debug)]
pub enum NoticeRequest {
    Show(String),
    /// An attempt has failed, and why.
    Fail(Attempt, String),
    /// It has succeeded.
    Settle(Attempt),
    Dismiss(u32),
    /// Do what a notice offers.
    Take(NoticeAction),
}

#[derive(Clone, Debug)]
pub enum ViewAction {
    Show(View),
    SetTheme(Theme),
    /// Show the curves so.
    SetCurves(CurvesView),
    /// List the runs otherwise.
    List(ListingAction),
    /// Point at the panel of a setting, or at none.
    Hover(Option<usize>),
    /// Show the panel of a setting in large, or none.
    Enlarge(Option<usize>),
    /// Turn a switch of all panels on or off.
    SetPanels(PanelSwitch, bool),
    /// Press the head of a column.
    Sort(SortKey),
    /// Show more rows of the table.
    MoreRows,
    /// Begin to drag along an axis, at one of its values.
    BeginBrush(usize, f64),
    /// Go on dragging, to this value.
    DragBrush(f64),
    EndBrush,
    /// Select these settings by a box in a plot, or none.
    Box(Vec<usize>),
    /// Select all settings again: no brush, no box.
    Unselect,
    /// Have a run or a setting lit in all plots, the table and the panels; or none.
    Light(Option<Lit>),
    /// Open a plot of a study, or show it otherwise.
    Plot(StudyId, PlotChoice),
    /// What the browser has kept of the plots: [`KeptPlots::to_keep`](super::KeptPlots::to_keep).
    RememberPlots(String),
}
