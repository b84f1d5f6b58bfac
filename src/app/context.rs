//! The page's one state, and the way to it: components read it and send actions; what follows is done here.

use std::time::Duration;

use js_sys::{Array, ArrayBuffer};
use leptos::prelude::*;

use super::locks::{StudyLock, Turn};
use super::moment::Moment;
use super::store::Keeper;
use super::{browser, page_api};
use crate::hyperparams::{HyperParams, ParamSpec, Value};
use crate::protocol::{RunId, TrainerEvent, WorkerId};
use crate::state::page_api::Mail;
use crate::state::studies::StudyEditor;
use crate::state::{
    Action, Area, Attempt, DeviceAction, EditorAction, Effect as StateEffect, EmbedAction, Form,
    FormAction, Link, NoticeRequest, Notices, PageEvent, Phase, RunAction, START_PATIENCE,
    STOP_PATIENCE, State, StudyAction, ViewState,
};
use crate::worker::{Enquiry, Film, TrainerPool, probe_adapter};

/// What a study's workers tell is shown no more often than this.
const CALM: Duration = Duration::from_millis(250);

/// Milliseconds after which an action has had its share of a task.
const LONG: f64 = 16.0;

/// Handed to every component by context; a handful of indices, so copied freely.
#[derive(Clone, Copy)]
pub struct Context {
    /// Written by [`apply`](Self::apply) alone.
    state: StoredValue<State>,
    areas: Areas,
    reducer: Reducer,
    /// Does outside what only some pages do.
    perform_rest: fn(Self, StateEffect),
    changes: Changes,
    /// What has changed and is not shown yet.
    unshown: StoredValue<Vec<Area>>,
    /// What a screen reader says next.
    pub announcement: RwSignal<String>,
    /// There from [`open`](Self::open) on.
    pool: StoredValue<Option<TrainerPool>, LocalStorage>,
    /// What an analyst was last asked.
    pub(super) enquiry: StoredValue<Option<Enquiry>, LocalStorage>,
    /// The analyst that draws settings.
    pub(super) drawing: StoredValue<Option<Enquiry>, LocalStorage>,
    pub(super) store: StoredValue<Option<Keeper>, LocalStorage>,
    /// This page's turn to train, had or asked for.
    pub(super) turn: StoredValue<Option<Turn>, LocalStorage>,
    /// Studies that no other tab has.
    pub(super) locks: StoredValue<Vec<StudyLock>, LocalStorage>,
}

/// What an action may change on a page.
type Areas = fn(&State, &Action) -> &'static [Area];

/// What an action means on a page: all of [`State::apply`], or what a page without studies needs of it.
type Reducer = fn(&mut State, Action) -> Vec<StateEffect>;

/// Tells who reads a part of the state that it has changed.
#[derive(Clone, Copy)]
struct Changes {
    form: Trigger,
    runs: Trigger,
    editor: Trigger,
    studies: Trigger,
    notices: Trigger,
    view: Trigger,
    embed: Trigger,
}

impl Changes {
    fn new() -> Self {
        Self {
            form: Trigger::new(),
            runs: Trigger::new(),
            editor: Trigger::new(),
            studies: Trigger::new(),
            notices: Trigger::new(),
            view: Trigger::new(),
            embed: Trigger::new(),
        }
    }

    /// Hears of every change of these.
    #[expect(
        clippy::disallowed_methods,
        reason = "of a trigger there is nothing to compute"
    )]
    fn track(&self, areas: &[Area]) {
        for area in areas {
            self.of(*area).track();
        }
    }

    fn of(&self, area: Area) -> Trigger {
        match area {
            Area::Form => self.form,
            Area::Runs => self.runs,
            Area::Editor => self.editor,
            Area::Studies => self.studies,
            Area::Notices => self.notices,
            Area::View => self.view,
            Area::Embed => self.embed,
        }
    }
}

/// The state that the page has provided.
pub fn use_state() -> Context {
    expect_context()
}

impl Context {
    /// A page in this state. What is not linked into `reducer` and `perform_rest`, nobody downloads.
    pub fn open(
        state: State,
        areas: Areas,
        reducer: Reducer,
        perform_rest: fn(Self, StateEffect),
    ) -> Self {
        let context = Self {
            state: StoredValue::new(state),
            areas,
            reducer,
            perform_rest,
            changes: Changes::new(),
            unshown: StoredValue::new(Vec::new()),
            announcement: RwSignal::new(String::new()),
            pool: StoredValue::new_local(None),
            enquiry: StoredValue::new_local(None),
            drawing: StoredValue::new_local(None),
            store: StoredValue::new_local(None),
            turn: StoredValue::new_local(None),
            locks: StoredValue::new_local(Vec::new()),
        };
        let hear = move |id, event| context.hear(id, event);
        let pool = TrainerPool::new(&browser::release_folder(), hear);
        context.pool.set_value(Some(pool));
        context
    }

    pub fn form<T>(self, ask: impl FnOnce(&Form) -> T) -> T {
        self.read(Area::Form, |state| ask(&state.form))
    }

    /// Asks for the learning-rate range test, and for the form that it is of.
    pub fn range_test<T>(self, ask: impl FnOnce(&State) -> T) -> T {
        self.read(Area::Form, ask)
    }

    /// Asks for single runs, their images and their device.
    pub fn runs<T>(self, ask: impl FnOnce(&State) -> T) -> T {
        self.read(Area::Runs, ask)
    }

    pub fn editor<T>(self, ask: impl FnOnce(&StudyEditor) -> T) -> T {
        self.read(Area::Editor, |state| ask(&state.studies.editor))
    }

    /// Asks for studies and their workers.
    pub fn studies<T>(self, ask: impl FnOnce(&State) -> T) -> T {
        self.read(Area::Studies, ask)
    }

    pub fn notices<T>(self, ask: impl FnOnce(&Notices) -> T) -> T {
        self.read(Area::Notices, |state| ask(&state.notices))
    }

    pub fn view<T>(self, ask: impl FnOnce(&ViewState) -> T) -> T {
        self.read(Area::View, |state| ask(&state.view))
    }

    /// Asks for the figure that is being put together.
    pub fn embedded<T>(self, ask: impl FnOnce(&State) -> T) -> T {
        self.read(Area::Embed, ask)
    }

    /// Hears of every change of it, and of what it may show.
    pub fn track_embedded(self) {
        self.changes
            .track(&[Area::Embed, Area::Form, Area::Runs, Area::Studies]);
    }

    /// Asks once, and hears of no change.
    pub fn peek<T>(self, ask: impl FnOnce(&State) -> T) -> T {
        self.state.with_value(ask)
    }

    fn read<T>(self, area: Area, ask: impl FnOnce(&State) -> T) -> T {
        self.changes.track(&[area]);
        self.peek(ask)
    }

    /// Lets something happen, does outside what follows from it, and shows it: in the next task, where it took a while.
    pub fn send(self, action: Action) {
        let began = browser::clock_ms();
        let (areas, effects) = self.apply(action);
        self.perform(effects);
        if browser::clock_ms() - began < LONG {
            for area in areas {
                self.changes.of(*area).notify();
            }
        } else {
            self.show_after(Duration::ZERO, areas);
        }
    }

    fn apply(self, action: Action) -> (&'static [Area], Vec<StateEffect>) {
        let applied = self.state.try_update_value(|state| {
            state.clock_ms = Some(browser::now_ms());
            let areas = (self.areas)(state, &action);
            (areas, (self.reducer)(state, action))
        });
        applied.unwrap_or_default()
    }

    /// Takes in what a worker tells. Of a study's workers, what follows is done at once; it is shown a moment later,
    /// with all that comes in the meantime: small networks end hundreds of epochs a second.
    fn hear(self, id: WorkerId, event: TrainerEvent) {
        let action = Action::Worker(id, event);
        if id == WorkerId::MAIN {
            return self.send(action);
        }
        let (areas, effects) = self.apply(action);
        self.perform(effects);
        self.show_after(CALM, areas);
    }

    fn show_after(self, pause: Duration, areas: &'static [Area]) {
        let is_first = self.unshown.try_update_value(|unshown| {
            let is_first = unshown.is_empty() && !areas.is_empty();
            let more = areas.iter().filter(|area| !unshown.contains(area));
            let more: Vec<Area> = more.copied().collect();
            unshown.extend(more);
            is_first
        });
        if is_first == Some(true) || pause.is_zero() {
            set_timeout(move || self.show(), pause);
        }
    }

    fn show(self) {
        let areas = self.unshown.try_update_value(std::mem::take);
        for area in areas.into_iter().flatten() {
            self.changes.of(area).notify();
        }
    }

    fn perform(self, effects: Vec<StateEffect>) {
        for effect in effects {
            match effect {
                StateEffect::StartWorker(id, kind) => self.with_pool(|pool| pool.start(id, kind)),
                StateEffect::EndWorker(id) => self.with_pool(|pool| pool.end(id)),
                StateEffect::Send(id, command) => self.with_pool(|pool| pool.send(id, command)),
                StateEffect::WatchStop(id) => self.watch_stop(id),
                StateEffect::WatchStart(start) => set_timeout(
                    move || self.send(Action::Run(RunAction::StartUnanswered(start))),
                    START_PATIENCE,
                ),
                StateEffect::SeekDevice => self.seek_device(),
                StateEffect::Publish(event) => self.publish(&event),
                StateEffect::Announce(sentence) => self.announcement.set(sentence),
                rest => (self.perform_rest)(self, rest),
            }
        }
    }

    /// Tells programs, by the id that the page's link has.
    pub fn publish(self, event: &PageEvent) {
        let id = self.peek(|state| state.opened.id.clone());
        page_api::publish(event.addressed(id.as_deref()));
    }

    /// Does what a program asks, or tells it what is wrong with that.
    pub fn answer(self, mail: Mail) {
        match mail {
            Ok(request) => self.send(Action::Page(request, browser::new_study_id())),
            Err(message) => self.publish(&PageEvent::error(message)),
        }
    }

    /// Looks for a GPU, and tells the state what there is.
    pub fn seek_device(self) {
        leptos::task::spawn_local(async move {
            let adapter = probe_adapter().await;
            self.send(Action::Device(DeviceAction::Found(adapter)));
        });
    }

    fn watch_stop(self, id: RunId) {
        let began = browser::now_ms();
        let look = move || {
            // By the clock on the wall, which does not stand still while the machine sleeps, but may be set back.
            let waited = (browser::now_ms() - began).max(0.0);
            let waited = Duration::from_secs_f64(waited / 1e3);
            self.send(Action::Run(RunAction::StopUnanswered(id, waited)));
        };
        set_timeout(look, STOP_PATIENCE);
    }

    fn with_pool(self, act: impl FnOnce(&TrainerPool)) {
        // A clone, so that nothing is held that a callback may want.
        if let Some(pool) = self.pool.get_value() {
            act(&pool);
        }
    }

    /// Keeps what single runs come to from now on, for whoever looks into them.
    pub fn keep_weights(self) {
        self.with_pool(|pool| pool.shelf().open());
    }

    /// The weights that a run has kept; nothing where they are not here.
    pub fn weights(self, id: RunId) -> Option<ArrayBuffer> {
        self.pool.get_value()?.shelf().get(id)
    }

    /// Has the weights of a run that trains handed out between its epochs, `[run, ArrayBuffer, epochs]`, for whoever hears
    /// of them; of none any more.
    pub fn watch(self, run: Option<(RunId, Film)>) {
        let (id, film) = run.unzip();
        self.with_pool(|pool| pool.shelf().film(film));
        self.run(RunAction::Watch(id));
    }

    /// Keeps the weights of the run that came last.
    pub fn shelve_last(self, weights: &ArrayBuffer) {
        let last = self.peek(|state| state.runs.iter().next_back().map(|run| run.id));
        if let Some(RunId(last)) = last {
            let message = Array::of2(&last.into(), weights);
            self.with_pool(|pool| pool.shelf().put(&message));
        }
    }

    /// A text about the form and the single runs, as it is now and later.
    pub fn told(self, tell: fn(&State) -> String) -> Memo<String> {
        Memo::new(move |_| {
            self.changes.track(&[Area::Form]);
            self.runs(tell)
        })
    }

    pub fn phase(self) -> Memo<Phase> {
        Memo::new(move |_| self.runs(State::phase))
    }

    /// Why Train is disabled.
    pub fn trouble(self) -> Memo<Option<String>> {
        Memo::new(move |_| {
            self.changes.track(&[Area::Form]);
            self.runs(State::trouble)
        })
    }

    /// Whether Train and Step would be in vain: no run is there to go on with, and none can be started.
    pub fn is_stuck(self) -> Memo<bool> {
        let (phase, trouble) = (self.phase(), self.trouble());
        Memo::new(move |_| {
            let is_active = matches!(phase.get(), Phase::Running | Phase::Paused);
            !is_active && trouble.with(Option::is_some)
        })
    }

    pub fn run(self, action: RunAction) {
        self.send(Action::Run(action));
    }

    pub fn study(self, action: StudyAction) {
        self.send(Action::Study(action));
    }

    /// Changes the figure that is being put together.
    pub fn embed(self, action: EmbedAction) {
        self.send(Action::Embed(action));
    }

    /// Changes the study that is being edited.
    pub fn edit_study(self, action: EditorAction) {
        self.send(Action::Editor(action));
    }

    pub fn edit(self, row: &'static ParamSpec, value: impl Into<Value>) {
        self.send(Action::Form(FormAction::Set(row, value.into())));
    }

    pub fn fill_form(self, hyperparams: HyperParams) {
        self.send(Action::Form(FormAction::Fill(hyperparams)));
    }

    /// Tells the visitor.
    pub fn notify(self, message: impl Into<String>) {
        self.send(Action::Notice(NoticeRequest::Show(message.into())));
    }

    /// Tells the visitor why an attempt has failed, until it succeeds.
    pub fn fail(self, about: Attempt, message: impl Into<String>) {
        self.send(Action::Notice(NoticeRequest::Fail(about, message.into())));
    }

    /// What has failed before has succeeded.
    pub fn settle(self, about: Attempt) {
        self.send(Action::Notice(NoticeRequest::Settle(about)));
    }

    /// Copies the link to these hyperparameters, with the device that was chosen.
    pub fn copy_link(self, hyperparams: HyperParams, copied: Moment) {
        let link = Link {
            hyperparams,
            study: None,
            device: self.peek(|state| state.devices.choice),
            theme: None,
            id: None,
            ..Link::default()
        };
        self.copy_address(&link, copied);
    }

    /// Copies the link to what the page shows: the form, and the study that is being edited over it.
    pub fn copy_page_link(self, copied: Moment) {
        match self.peek(State::link_to_share) {
            Ok(link) => self.copy_address(&link, copied),
            Err(refusal) => self.fail(Attempt::Link, refusal),
        }
    }

    /// What a link to this page says; `None` while a value is wrong.
    pub fn link(self) -> Option<Link> {
        self.changes
            .track(&[Area::Form, Area::Runs, Area::Editor, Area::View]);
        self.peek(|state| state.form.trouble().is_none().then(|| state.link()))
    }

    fn copy_address(self, link: &Link, copied: Moment) {
        let address = browser::address_with(&link.to_hash());
        leptos::task::spawn_local(async move {
            if browser::copy(address.clone()).await {
                copied.begin();
                self.settle(Attempt::Link);
                self.announcement.set("The link was copied.".to_owned());
            } else {
                let said = format!("The browser blocked copying the link. It is: {address}");
                self.fail(Attempt::Link, said);
            }
        });
    }
}
