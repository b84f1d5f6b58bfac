//! What the desk does for studies.

use std::time::Duration;

use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::claims::{Claim, claim};
use super::desk::Desk;
use super::store::{self, Kept};
use super::{browser, page_api};
use crate::hyperparams::error::sentence;
use crate::protocol::{TrainerEvent, WorkerId};
use crate::state::NoticeAction;
use crate::state::lab::{Lab, LabEffect, StudyId};

/// What workers tell is shown no more often than this.
const CALM: Duration = Duration::from_millis(250);

impl Desk {
    /// Has the browser know, over a reload, which study is on the page.
    pub(super) fn note_study(self) {
        let expected = browser::noted().and_then(|noted| noted.parse::<StudyId>().ok());
        if let Some(id) = expected {
            self.lab.update(|lab| lab.expect(id));
        }
        let id = move |lab: &Lab| lab.active().map(|active| active.id);
        let note = |id: Option<StudyId>| browser::note(id.map(|id| id.to_string()).as_deref());
        let shown = Memo::new(move |_| self.lab.with(id));
        Effect::new(move |before: Option<()>| {
            // Before the first study is there, what was noted is what is waited for.
            match (before, shown.get()) {
                (None, None) => {}
                (_, shown) => note(shown),
            }
        });
        // Another hash is another place in the history.
        window_event_listener(ev::hashchange, move |_| note(shown.get_untracked()));
    }

    /// Opens the browser's database, and has everything kept from then on.
    pub(super) fn open_store(self) {
        let store = store::open(move |kept| {
            self.act_in_lab(|lab| match kept {
                Kept::Stored(studies) => lab.take_in(studies),
                Kept::Failed(reason, studies) => lab.storage_failed(&reason, &studies),
                Kept::Undeleted(reason) => Lab::undeleted(&reason),
            });
        });
        self.store.set_value(Some(store));
    }

    /// Changes the lab, and does outside what follows from it.
    pub fn act_in_lab(self, change: impl FnOnce(&mut Lab) -> Vec<LabEffect>) {
        let wishes = self.lab.try_update(change).unwrap_or_default();
        wishes
            .into_iter()
            .for_each(|wish| self.fulfil_for_lab(wish));
    }

    /// The same with a change that takes a while: what follows from it is done and shown in the next task.
    pub(super) async fn act_at_length(self, change: impl FnOnce(&mut Lab) -> Vec<LabEffect>) {
        let wishes = self
            .lab
            .try_maybe_update(|lab| (false, change(lab)))
            .unwrap_or_default();
        browser::sleep(Duration::ZERO).await;
        wishes
            .into_iter()
            .for_each(|wish| self.fulfil_for_lab(wish));
        self.lab.notify();
    }

    /// Takes in what a worker tells. What follows is done at once; it is shown a moment later, with all that comes
    /// in the meantime: small networks end hundreds of epochs a second.
    pub(super) fn hear_of_study(self, id: WorkerId, event: TrainerEvent) {
        let heard = self
            .lab
            .try_maybe_update(|lab| (false, lab.hear(id, event)));
        heard
            .into_iter()
            .flatten()
            .for_each(|wish| self.fulfil_for_lab(wish));
        let was_shown = self
            .is_lab_shown
            .try_update_value(|shown| std::mem::replace(shown, false));
        if was_shown == Some(true) {
            let show = move || {
                self.is_lab_shown.set_value(true);
                self.lab.notify();
            };
            set_timeout(show, CALM);
        }
    }

    fn fulfil_for_lab(self, wish: LabEffect) {
        match wish {
            LabEffect::StartWorker(id, kind) => self.with_pool(|pool| pool.start(id, kind)),
            LabEffect::EndWorker(id) => self.with_pool(|pool| pool.end(id)),
            LabEffect::Send(id, command) => self.with_pool(|pool| pool.send(id, command)),
            LabEffect::Store(command) => self.store.with_value(|store| {
                // Who no longer listens has said so.
                let _ = store.as_ref().map(|store| store.unbounded_send(command));
            }),
            LabEffect::Hold(id) => self.hold(id),
            LabEffect::LetGo(id) => self.let_go(id),
            LabEffect::Reopen(id) => self.with_claim(id, Lab::reopen, || {}),
            LabEffect::FillForm(base) => self.fill_form(base),
            LabEffect::Publish(event) => page_api::publish(&event),
            LabEffect::Notice(sentence) => self.act(|playground| playground.complain(sentence)),
            LabEffect::OfferUndo(sentence) => self.act(|playground| {
                let undo = NoticeAction::UndoDeleteStudy;
                playground.notices.dismiss_all(undo);
                playground.notices.show(sentence, Some(undo));
                Vec::new()
            }),
            LabEffect::Announce(sentence) => self.announcement.set(sentence),
        }
    }

    /// Starts the study that is being edited, over the form's hyperparameters.
    pub fn start_study(self) {
        if let Err(refusal) = self.try_start_study() {
            self.act(|playground| playground.complain(refusal));
        }
    }

    /// The same for a program.
    ///
    /// # Errors
    /// Everything that is wrong with it, in one sentence; nothing has changed then.
    pub fn try_start_study(self) -> Result<(), String> {
        let base = self.form.with_untracked(|form| form.hyperparams().clone());
        let id = browser::new_study_id();
        let mut refusal = None;
        self.act_in_lab(|lab| {
            let started = lab.start(&base, id);
            started.unwrap_or_else(|errors| {
                refusal = Some(sentence(&errors));
                Vec::new()
            })
        });
        refusal.map_or(Ok(()), Err)
    }

    /// Brings a kept study onto the page, unless another tab has it.
    pub fn open_study(self, id: StudyId) {
        self.with_claim(id, Lab::open, move || self.refuse());
    }

    /// Forgets a kept study, unless another tab has it.
    pub fn delete_study(self, id: StudyId) {
        let delete = |lab: &mut Lab, id| {
            let mut effects = lab.delete(id);
            effects.push(LabEffect::LetGo(id));
            effects
        };
        self.with_claim(id, delete, move || self.refuse());
    }

    fn refuse(self) {
        let notice = "This study is open in another tab of this browser. Go on with it there, or close that tab first.";
        self.act(|playground| playground.complain(notice));
    }

    /// Has a study for this tab, as the browser has kept it, and acts; otherwise calls `refused`.
    fn with_claim(
        self,
        id: StudyId,
        act: impl FnOnce(&mut Lab, StudyId) -> Vec<LabEffect> + 'static,
        refused: impl FnOnce() + 'static,
    ) {
        spawn_local(async move {
            let is_held = self
                .claims
                .with_value(|claims| claims.iter().any(|claim| claim.study == id));
            if !is_held {
                match claim(id).await {
                    Some(claim) => self.keep_claim(claim),
                    None => return refused(),
                }
            }
            let stored = store::read(id).await;
            self.act_in_lab(|lab| match stored {
                Ok(Some(stored)) => lab.refresh(stored),
                Ok(None) => lab.restore(id),
                // What is known here has to do.
                Err(_) => Vec::new(),
            });
            // A large study is read in one task and opened in the next.
            browser::sleep(Duration::ZERO).await;
            self.act_at_length(|lab| act(lab, id)).await;
        });
    }

    /// A new study is claimed without fail.
    fn hold(self, id: StudyId) {
        spawn_local(async move {
            let claim = claim(id).await;
            let is_there = |lab: &Lab| lab.active().is_some_and(|active| active.id == id);
            if let Some(claim) = claim.filter(|_| self.lab.with_untracked(is_there)) {
                self.keep_claim(claim);
            }
        });
    }

    fn keep_claim(self, claim: Claim) {
        self.claims.update_value(|claims| claims.push(claim));
    }

    fn let_go(self, id: StudyId) {
        self.claims
            .update_value(|claims| claims.retain(|claim| claim.study != id));
    }
}
