//! The signals of the page, and the only hands that touch the workers; what they do for studies is `study_desk`'s.

use std::time::Duration;

use leptos::prelude::*;

use futures_channel::mpsc::UnboundedSender;

use super::claims::Claim;
use super::moment::Moment;
use super::{browser, page_api};
use crate::hyperparams::catalog::{LEARNING_RATE, TRAIN_IMAGES};
use crate::hyperparams::{HyperParams, ParamSpec, Value};
use crate::protocol::{Pace, RunId, TrainerEvent, WorkerId};
use crate::state::lab::{Lab, StoreCommand, StudyEditor};
use crate::state::{Effect as Wish, Form, Link, Phase, Playground, STOP_PATIENCE, Theme};
use crate::worker::TrainerPool;

/// How long a worker may take to come before the visitor hears of it: two megabytes at a slow line's pace.
const START_PATIENCE: Duration = Duration::from_secs(30);

/// Handed to every component by context; a handful of indices, so copied freely.
#[derive(Clone, Copy)]
pub struct Desk {
    pub form: RwSignal<Form>,
    /// Written by [`act`](Self::act) alone.
    pub playground: RwSignal<Playground>,
    /// But for its editor, written by [`act_in_lab`](Self::act_in_lab) and [`hear_of_study`](Self::hear_of_study)
    /// alone.
    pub lab: RwSignal<Lab>,
    /// Whether the page shows the lab as it is.
    pub(super) is_lab_shown: StoredValue<bool>,
    pub view: RwSignal<View>,
    /// What was chosen; `None` follows the system.
    pub theme: RwSignal<Option<Theme>>,
    /// What a screen reader says next.
    pub announcement: RwSignal<String>,
    /// There from [`open`](Self::open) on.
    pool: StoredValue<Option<TrainerPool>, LocalStorage>,
    pub(super) store: StoredValue<Option<UnboundedSender<StoreCommand>>, LocalStorage>,
    /// Studies that no other tab has.
    pub(super) claims: StoredValue<Vec<Claim>, LocalStorage>,
}

/// What the page is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    SingleRun,
    Study,
}

/// The desk that the page has provided.
pub fn use_desk() -> Desk {
    expect_context()
}

impl Desk {
    /// A desk as the address asks for it.
    pub fn open() -> Self {
        let (link, errors) = Link::parse(&browser::hash());
        let mut playground = Playground::new(link.device, &link.hyperparams);
        playground.complain_about_link(&errors);
        let mut lab = Lab::new(browser::cores());
        let view = match &link.study {
            Some(study) => {
                lab.editor = StudyEditor::from(study);
                View::Study
            }
            None => View::SingleRun,
        };
        let desk = Self {
            form: RwSignal::new(Form::from(link.hyperparams)),
            playground: RwSignal::new(playground),
            lab: RwSignal::new(lab),
            is_lab_shown: StoredValue::new(true),
            view: RwSignal::new(view),
            theme: RwSignal::new(link.theme),
            announcement: RwSignal::new(String::new()),
            pool: StoredValue::new_local(None),
            store: StoredValue::new_local(None),
            claims: StoredValue::new_local(Vec::new()),
        };
        let hear = move |id, event| desk.hear(id, event);
        let pool = TrainerPool::new(&browser::site_version(), hear);
        desk.pool.set_value(Some(pool));
        desk.note_study();
        desk.open_store();
        desk
    }

    /// Changes the playground, and does outside what follows from it.
    pub fn act(self, change: impl FnOnce(&mut Playground) -> Vec<Wish>) {
        let wishes = self.playground.try_update(change).unwrap_or_default();
        wishes.into_iter().for_each(|wish| self.fulfil(wish));
    }

    fn fulfil(self, wish: Wish) {
        match wish {
            Wish::StartWorker(kind) => self.with_pool(|pool| pool.start(WorkerId::MAIN, kind)),
            Wish::Send(command) => self.with_pool(|pool| pool.send(WorkerId::MAIN, command)),
            Wish::WatchStop(id) => self.watch_stop(id),
            Wish::WatchStart(start) => set_timeout(
                move || self.act(|playground| playground.start_unanswered(start)),
                START_PATIENCE,
            ),
            Wish::Publish(event) => page_api::publish(&event),
            Wish::Announce(sentence) => self.announcement.set(sentence),
        }
    }

    fn watch_stop(self, id: RunId) {
        let began = browser::now_ms();
        let look = move || {
            // By the clock on the wall, which does not stand still while the machine sleeps, but may be set back.
            let waited = (browser::now_ms() - began).max(0.0);
            let waited = Duration::from_secs_f64(waited / 1e3);
            self.act(|playground| playground.stop_unanswered(id, waited));
        };
        set_timeout(look, STOP_PATIENCE);
    }

    /// Takes in what a worker tells.
    fn hear(self, id: WorkerId, event: TrainerEvent) {
        if id == WorkerId::MAIN {
            self.act(|playground| playground.apply(event));
        } else if Lab::listens_to(&event) {
            self.hear_of_study(id, event);
        }
    }

    pub(super) fn with_pool(self, act: impl FnOnce(&TrainerPool)) {
        // A clone, so that nothing is held that a callback may want.
        if let Some(pool) = self.pool.get_value() {
            act(&pool);
        }
    }

    pub fn phase(self) -> Memo<Phase> {
        Memo::new(move |_| self.playground.with(Playground::phase))
    }

    /// Why Train is disabled.
    pub fn trouble(self) -> Memo<Option<String>> {
        Memo::new(move |_| {
            let form_trouble = self.form.with(Form::trouble);
            form_trouble.or_else(|| {
                let images = self.form.with(|form| form.number(&TRAIN_IMAGES));
                let images = images.unwrap_or_default() as usize;
                let trouble = self.playground.with(|it| it.trouble(images));
                trouble.map(ToOwned::to_owned)
            })
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

    /// Presses Train, Pause or Resume, whichever it is.
    pub fn train(self) {
        self.attempt(Playground::train);
    }

    pub fn step(self) {
        self.attempt(Playground::step);
    }

    pub fn stop(self) {
        self.act(Playground::stop);
    }

    pub fn reset(self) {
        self.act(Playground::reset);
    }

    fn attempt(
        self,
        press: impl FnOnce(&mut Playground, &HyperParams) -> Result<Vec<Wish>, String>,
    ) {
        let hyperparams = self.form.with_untracked(|form| form.hyperparams().clone());
        self.act(|playground| {
            let pressed = press(playground, &hyperparams);
            pressed.unwrap_or_else(|refusal| playground.complain(refusal))
        });
    }

    /// Starts a run for a program, with its hyperparameters or else the form's.
    ///
    /// # Errors
    /// Why not; nothing has changed then.
    pub fn start(self, hyperparams: Option<HyperParams>) -> Result<(), String> {
        let given = hyperparams.is_some();
        let hyperparams = hyperparams
            .unwrap_or_else(|| self.form.with_untracked(|form| form.hyperparams().clone()));
        let mut refusal = None;
        self.act(|playground| {
            let started = playground.start(hyperparams.clone(), Pace::Through);
            started.unwrap_or_else(|error| {
                refusal = Some(error);
                Vec::new()
            })
        });
        match refusal {
            Some(refusal) => Err(refusal),
            None if given => {
                self.form.set(Form::from(hyperparams));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Sets a row of the form; a run in progress takes a new learning rate at once.
    pub fn edit(self, row: &'static ParamSpec, value: impl Into<Value>) {
        self.form.update(|form| form.set(row, value));
        let is_running = || {
            self.playground
                .with_untracked(|it| it.runs.active().is_some())
        };
        if row.key == LEARNING_RATE.key
            && is_running()
            && let Some(rate) = self.form.with_untracked(|form| form.number(row))
        {
            self.act(|playground| playground.set_learning_rate(rate));
        }
    }

    /// A row's value is no longer on the move: images that it asks for are fetched.
    pub fn settle(self, row: &'static ParamSpec) {
        if row.key == TRAIN_IMAGES.key {
            self.fetch_images();
        }
    }

    fn fetch_images(self) {
        let images = self.form.with_untracked(|form| form.number(&TRAIN_IMAGES));
        if let Some(images) = images {
            self.act(|playground| playground.want_images(images as usize));
        }
    }

    /// Replaces all of the form; a run in progress goes on as it was started.
    pub fn fill_form(self, hyperparams: HyperParams) {
        self.form.set(Form::from(hyperparams));
        self.fetch_images();
    }

    /// Copies the link to these hyperparameters, with the device that was chosen.
    pub fn copy_link(self, hyperparams: HyperParams, copied: Moment) {
        let link = Link {
            hyperparams,
            study: None,
            device: self.playground.with_untracked(|it| it.device.choice),
            theme: None,
        };
        self.copy_address(&link, copied);
    }

    /// Copies the link to what the page shows: the form, and the study that is being edited over it.
    pub fn copy_page_link(self, copied: Moment) {
        let link = untrack(|| self.link());
        let link = Link {
            theme: None,
            ..link
        };
        self.copy_address(&link, copied);
    }

    /// What a link to this page says.
    pub fn link(self) -> Link {
        let hyperparams = self.form.with(|form| form.hyperparams().clone());
        let study = match self.view.get() {
            View::Study => Some(self.lab.with(|lab| lab.editor.definition(&hyperparams))),
            View::SingleRun => None,
        };
        Link {
            hyperparams,
            study,
            device: self.playground.with(|it| it.device.choice),
            theme: self.theme.get(),
        }
    }

    fn copy_address(self, link: &Link, copied: Moment) {
        let address = browser::address_with(&link.to_hash());
        leptos::task::spawn_local(async move {
            if browser::copy(address.clone()).await {
                copied.begin();
                self.announcement.set("The link was copied.".to_owned());
            } else {
                let notice = format!("The browser did not let the link be copied: {address}");
                self.act(|playground| playground.complain(notice));
            }
        });
    }
}
