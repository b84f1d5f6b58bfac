//! Random sequences of what visitors, workers, two tabs and a disk do, against a plain reference: what is kept is what
//! was shown, and what has been trained is neither lost nor trained again.

use std::collections::BTreeMap;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::keeping::carry_out;
use super::*;
use crate::study::{Study, StudyFile};

/// Sequences, and steps of each.
const SEQUENCES: u64 = 200;
const STEPS: usize = 80;

/// A tab: its page, what it has not written yet, and the studies that are its alone.
struct Tab {
    state: State,
    keeper: Writer,
    unwritten: Vec<StoreCommand>,
    claims: Vec<StudyId>,
}

struct World {
    rng: ChaCha8Rng,
    tabs: [Tab; 2],
    disk: Vec<StoredStudy>,
    is_full: bool,
    /// The reference: by study and trial, what a run came to that was shown and kept.
    finals: BTreeMap<(String, usize), f64>,
    studies: u64,
    /// Runs that came to something, for good.
    trained: usize,
}

impl Tab {
    fn new() -> Self {
        Self {
            state: page(),
            keeper: Writer::default(),
            unwritten: Vec::new(),
            claims: Vec::new(),
        }
    }
}

impl World {
    fn new(seed: u64) -> Self {
        let mut world = Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            tabs: [Tab::new(), Tab::new()],
            disk: Vec::new(),
            is_full: false,
            finals: BTreeMap::new(),
            studies: 0,
            trained: 0,
        };
        (0..2).for_each(|tab| world.reload(tab));
        world
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.rng.next_u64() % bound.max(1) as u64) as usize
    }

    /// An id under a clock that mostly stands still.
    fn next_id(&mut self) -> StudyId {
        self.studies += 1;
        StudyId::new((self.studies / 5 * 1000) as f64, self.studies)
    }

    fn step(&mut self) {
        let tab = self.below(2);
        match self.below(41) {
            0..=2 => self.start(tab),
            3..=23 => (0..6).for_each(|_| self.work(tab)),
            24 => self.act(tab, State::pause_study),
            25 | 26 => self.act(tab, State::resume_study),
            27 => self.act(tab, State::add_seed),
            28 => self.on_trial(tab, State::skip_trial),
            29 => self.on_trial(tab, |state, trial| state.drop_setting(trial % 4)),
            30 => self.on_trial(tab, |state, trial| state.set_workers(1 + trial % 3)),
            31 => self.import(tab),
            32..=34 => self.on_kept(tab, State::open_study),
            35 => self.delete(tab),
            39 => self.undo(tab),
            36 => self.is_full = self.below(4) == 0,
            37 => self.on_trial(tab, |state, trial| {
                if trial == 0 {
                    state.stop_study()
                } else {
                    Vec::new()
                }
            }),
            38 => self.write_as_before(),
            // The browser dies: what has not been written is gone.
            _ => self.reload(tab),
        }
        if self.below(4) > 0 {
            self.write(tab);
            self.check(tab);
        }
    }

    fn start(&mut self, tab: usize) {
        let (id, seeds, epochs) = (self.next_id(), self.below(2) + 1, self.below(3) + 1);
        let is_pruned = self.below(3) == 0;
        let base = HyperParams::default().with(&EPOCHS, epochs as f64);
        self.act(tab, |state| {
            state.studies.editor = lab_editor();
            state.studies.editor.seeds = seeds.to_string();
            if is_pruned {
                state.studies.editor.pruner = Pruner::MEDIAN;
            }
            state.start_over(&base, id).unwrap()
        });
    }

    /// One of the workers comes further, or dies.
    fn work(&mut self, tab: usize) {
        let jobs: Vec<(WorkerId, Job)> = self.tabs[tab].state.workers.jobs().collect();
        if jobs.is_empty() {
            return;
        }
        let (id, job) = jobs[self.below(jobs.len())];
        let (Task::Trial(trial), false) = (job.task, job.is_held) else {
            return;
        };
        if self.below(30) == 0 {
            return self.act(tab, |state| state.hear_of_study(id, died()));
        }
        let active = self.tabs[tab].state.studies.active().unwrap();
        let key = (active.id.to_string(), trial);
        assert!(!self.finals.contains_key(&key), "{key:?} is trained again");
        let (run, at) = (job.run.0, active.study.trials()[trial].epochs() + 1);
        let planned = active.study.plan().definition().base.get(&EPOCHS).number();
        if at as f64 > planned.unwrap() {
            return self.act(tab, |state| state.hear_of_study(id, end(run)));
        }
        let accuracy = self.below(1000) as f64 / 1000.0;
        self.act(tab, |state| {
            let mut effects = state.hear_of_study(id, ready());
            effects.extend(state.hear_of_study(id, epoch(run, at, accuracy)));
            if state.pace() == Pace::OneEpoch {
                effects
                    .extend(state.hear_of_study(id, TrainerEvent::Paused { run_id: RunId(run) }));
            }
            effects
        });
    }

    fn on_trial(&mut self, tab: usize, change: impl FnOnce(&mut State, usize) -> Vec<Effect>) {
        let active = self.tabs[tab].state.studies.active();
        let trials = active.map_or(0, |active| active.study.trials().len());
        let trial = self.below(trials);
        self.act(tab, |state| change(state, trial));
    }

    fn on_kept(&mut self, tab: usize, change: impl FnOnce(&mut State, StudyId) -> Vec<Effect>) {
        let kept: Vec<StudyId> = self.tabs[tab]
            .state
            .studies
            .saved()
            .iter()
            .map(|kept| kept.id)
            .collect();
        if kept.is_empty() {
            return;
        }
        let id = kept[self.below(kept.len())];
        self.with_claim(tab, id, change);
        let is_shown = self.tabs[tab]
            .state
            .studies
            .active()
            .is_some_and(|active| active.id == id);
        if !is_shown {
            self.tabs[tab].claims.retain(|claim| *claim != id);
        }
    }

    /// Brings back what was deleted last, also where the other tab has done so and gone on with it.
    fn undo(&mut self, tab: usize) {
        self.act(tab, State::undo_delete_study);
        self.write(tab);
    }

    fn delete(&mut self, tab: usize) {
        let mut deleted = None;
        self.on_kept(tab, |state, id| {
            deleted = Some(id.to_string());
            state.delete_study(id)
        });
        self.write(tab);
        self.finals
            .retain(|(study, _), _| Some(study) != deleted.as_ref());
    }

    fn with_claim(
        &mut self,
        tab: usize,
        id: StudyId,
        change: impl FnOnce(&mut State, StudyId) -> Vec<Effect>,
    ) {
        if self.tabs[1 - tab].claims.contains(&id) {
            return;
        }
        self.tabs[tab].claims.push(id);
        // Long before somebody is at the other tab, this one has written what it had to.
        (0..2).for_each(|tab| self.write(tab));
        let stored = self.disk.iter().find(|stored| stored.id == id).cloned();
        self.act(tab, |state| {
            let mut effects = match stored {
                Some(stored) => state.refresh_study(stored),
                None => state.restore_study(id),
            };
            effects.extend(change(state, id));
            effects
        });
    }

    /// Exports the study on the page, and takes it in as another.
    fn import(&mut self, tab: usize) {
        let Some(active) = self.tabs[tab].state.studies.active() else {
            return;
        };
        let file = active.file().to_json();
        let id = self.next_id();
        self.act(tab, |state| state.import_study(&file, id).unwrap());
    }

    fn act(&mut self, tab: usize, change: impl FnOnce(&mut State) -> Vec<Effect>) {
        let effects = change(&mut self.tabs[tab].state);
        for effect in effects {
            let it = &mut self.tabs[tab];
            match effect {
                Effect::Store(command) => it.unwritten.push(command),
                Effect::Lock(id) => it.claims.push(id),
                Effect::Unlock(id) => it.claims.retain(|claim| *claim != id),
                Effect::Read(id, Intent::GoOn) => {
                    self.with_claim(tab, id, State::go_on_with_study);
                }
                _ => {}
            }
        }
    }

    /// Writes what there is to write, or finds the disk full.
    fn write(&mut self, tab: usize) {
        let it = &mut self.tabs[tab];
        let batch = it.keeper.sift(std::mem::take(&mut it.unwritten));
        let is_deletion = |command: &StoreCommand| matches!(command, StoreCommand::Delete { .. });
        let written = if self.is_full && !batch.iter().all(is_deletion) {
            it.keeper.fail("no room".to_owned());
            it.keeper.sift(batch)
        } else {
            batch
        };
        carry_out(written, &mut self.disk);
        if let Some((reason, studies)) = it.keeper.losses() {
            it.state.storage_failed(&reason, &studies);
        }
    }

    /// Both pages are closed, and their logs are as the pages of before wrote them: not a word of runs that were put
    /// back in line.
    fn write_as_before(&mut self) {
        let requeued = |event: &StudyEvent| matches!(event, StudyEvent::TrialRequeued { .. });
        (0..2).for_each(|tab| self.write(tab));
        self.tabs = [Tab::new(), Tab::new()];
        let logs = self.disk.iter_mut().map(|stored| &mut stored.events);
        logs.for_each(|log| log.retain(|event| !requeued(event)));
        (0..2).for_each(|tab| self.reload(tab));
    }

    /// The page is closed and opened anew.
    fn reload(&mut self, tab: usize) {
        self.tabs[tab] = Tab::new();
        let stored = self.disk.clone();
        let kept = stored.len();
        self.act(tab, |state| state.take_stored(stored));
        assert_eq!(self.tabs[tab].state.studies.saved().len(), kept);
        let on_disk = self
            .disk
            .iter()
            .flat_map(|stored| finals(&stored.id.to_string(), &read(stored)));
        let on_disk: BTreeMap<_, _> = on_disk.collect();
        for (key, value) in &self.finals {
            assert_eq!(on_disk.get(key), Some(value), "{key:?} is lost");
        }
    }

    /// What is shown is what is kept, wherever nothing was said to the contrary.
    fn check(&mut self, tab: usize) {
        let Some(active) = self.tabs[tab].state.studies.active() else {
            return;
        };
        let (id, shown) = (active.id, active.study.clone());
        if !self.tabs[tab].state.studies.is_saved(id) {
            return;
        }
        let stored = self.disk.iter().find(|stored| stored.id == id).unwrap();
        assert_eq!(stored.paused, active.is_paused);
        let mut interrupted = shown.clone();
        interrupted.interrupt();
        assert_eq!(read(stored), interrupted);
        let (id, before) = (id.to_string(), self.finals.len());
        let finals = finals(&id, &shown);
        let count = finals.len();
        for (key, value) in finals {
            assert_eq!(*self.finals.entry(key).or_insert(value), value);
        }
        self.trained += self.finals.len() - before;
        let known = self.finals.keys().filter(|(study, _)| *study == id);
        assert_eq!(known.count(), count, "none is lost");
    }
}

fn lab_editor() -> StudyEditor {
    state().studies.editor
}

fn read(stored: &StoredStudy) -> Study {
    let file = StudyFile::from_kept(&stored.definition, stored.events.clone()).unwrap();
    let strictly = file.study().unwrap();
    let (mut healed, _) = Study::heal(file.plan, file.log);
    healed.interrupt();
    assert_eq!(healed, strictly, "a healed log fits");
    healed
}

fn finals(id: &str, study: &Study) -> Vec<((String, usize), f64)> {
    let result = |trial: &crate::study::Trial| {
        Some(((id.to_owned(), trial.number), trial.result()?.val_accuracy))
    };
    study.trials().iter().filter_map(result).collect()
}

#[test]
fn what_is_kept_is_what_was_shown_whatever_happens() {
    let mut trained = 0;
    for seed in 0..SEQUENCES {
        let mut world = World::new(seed);
        (0..STEPS).for_each(|_| world.step());
        trained += world.trained;
    }
    assert!(
        trained > 1000,
        "the sequences came to something: {trained} runs"
    );
}
