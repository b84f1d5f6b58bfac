//! Single runs: started, listened to and compared.
//!
//! | file | concern |
//! |---|---|
//! | `run`, `marks` | one run, and what makes it another one than its link would start |
//! | `control`, `endings` | what a visitor asks of runs, and how they end, are deleted and come back |
//! | `events` | what their worker tells |
//! | `turn` | which of several pages trains |
//! | `worker`, `images` | the life of their worker, and of its images |
//! | `recorded` | runs that come with a link |
//! | `kept` | runs over a reload |
//! | `progress` | how far a run or its images have come, in words |

mod control;
mod endings;
mod events;
mod help;
mod images;
mod kept;
mod marks;
mod progress;
mod recorded;
mod run;
#[cfg(test)]
mod tests;
mod turn;
mod worker;

use crate::hyperparams::error::cut;
use crate::hyperparams::{
    CATALOG, CheckedHyperParams, DATA, HyperParams, Kind, ParamSpec, held_out_name,
};
use crate::protocol::{DeviceKind, Pace, RunId, TrainerEvent};

use crate::study::plain;
pub use control::Phase;
use endings::Thrown;
pub use images::{Data, ImageStatus};
pub(super) use images::{data_of, images_of};
pub use kept::{kept_foreign, kept_loaded};
pub use progress::ProgressText;
pub use run::{Ending, LearningRateChange, Run, RunPhase, RunProgress};
pub use turn::Turn;
pub use worker::{START_PATIENCE, STOP_PATIENCE};

/// Letters of a run's name at most.
const LONGEST_NAME: usize = 80;

/// Runs in the order they were started.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Runs {
    list: Vec<Run>,
    /// Runs started so far, deleted ones included.
    started: u32,
    /// The run that the progress bar tells of.
    current: Option<RunId>,
    /// The run that was asked to stop and has not answered.
    stopping: Option<RunId>,
    /// The run of which programs have heard that it began, and not yet that it ended.
    begun: Option<RunId>,
    /// Runs that can be brought back, in the order in which they were thrown away.
    thrown: Vec<Thrown>,
    turn: Turn,
    /// The run that somebody looks into while it trains.
    watched: Option<RunId>,
    /// Runs that started by themselves, the latest last.
    automatic: Vec<RunId>,
}

impl Runs {
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Run> {
        self.list.iter()
    }

    /// Those that were trained by this program, whose hyperparameters are known.
    pub fn own(&self) -> Vec<&Run> {
        let own = self.list.iter();
        own.filter(|run| run.foreign.is_none()).collect()
    }

    pub fn get(&self, id: RunId) -> Option<&Run> {
        self.list.iter().find(|run| run.id == id)
    }

    pub fn get_mut(&mut self, id: RunId) -> Option<&mut Run> {
        self.list.iter_mut().find(|run| run.id == id)
    }

    /// What the images are called on which all runs are validated.
    pub fn held_out(&self) -> &'static str {
        held_out_name(self.own().into_iter().map(|run| &run.hyperparams))
    }

    /// The run that has not ended; there is one at most.
    pub fn active(&self) -> Option<&Run> {
        self.list.iter().find(|run| run.is_active())
    }

    pub fn active_mut(&mut self) -> Option<&mut Run> {
        self.list.iter_mut().find(|run| run.is_active())
    }

    /// The id of the run that will be added next.
    pub fn next_id(&self) -> RunId {
        RunId(self.started + 1)
    }

    /// The run that somebody looks into while it trains, or will.
    pub fn watched(&self) -> Option<RunId> {
        self.watched
    }

    /// Adds a run, in the first colour that no other run has.
    ///
    /// - checked: what the hyperparameters passed their check as
    pub fn add(
        &mut self,
        hyperparams: HyperParams,
        checked: CheckedHyperParams,
        device: DeviceKind,
        pace: Pace,
    ) -> &mut Run {
        let id = self.next_id();
        self.started = id.0;
        let mut run = Run::new(id, self.free_color(), hyperparams, checked, device);
        run.pace = pace;
        self.list.push(run);
        let at = self.list.len() - 1;
        &mut self.list[at]
    }

    fn free_color(&self) -> usize {
        (0..)
            .find(|color| self.list.iter().all(|run| run.color != *color))
            .unwrap_or_default()
    }

    /// Removes a run; its place and itself.
    pub fn take(&mut self, id: RunId) -> Option<(usize, Run)> {
        let at = self.list.iter().position(|run| run.id == id)?;
        Some((at, self.list.remove(at)))
    }

    /// Puts a run back where it was; in another colour, if its own was given away.
    pub fn put_back(&mut self, at: usize, mut run: Run) {
        if self.list.iter().any(|other| other.color == run.color) {
            run.color = self.free_color();
        }
        self.list.insert(at.min(self.list.len()), run);
    }

    /// Gives a run another name; an empty one is not taken.
    pub fn rename(&mut self, id: RunId, name: &str) {
        let name = plain(name, LONGEST_NAME);
        if let (Some(run), false) = (self.get_mut(id), name.trim().is_empty()) {
            run.name = name.trim().to_owned();
        }
    }

    pub fn toggle_hidden(&mut self, id: RunId) {
        if let Some(run) = self.get_mut(id) {
            run.hidden = !run.hidden;
        }
    }

    /// Shows these runs in the charts, and hides all others.
    pub fn show_only(&mut self, shown: &[RunId]) {
        for run in &mut self.list {
            run.hidden = !shown.contains(&run.id);
        }
    }

    /// Lets the oldest runs go, but for so many that have ended.
    pub fn keep_latest(&mut self, most: usize) {
        let ended = self.list.iter().filter(|run| !run.is_active()).count();
        let mut surplus = ended.saturating_sub(most);
        self.list.retain(|run| {
            let goes = surplus > 0 && !run.is_active();
            surplus -= usize::from(goes);
            !goes
        });
    }

    /// Takes in an event; those of unknown runs are dropped.
    pub fn apply(&mut self, event: &TrainerEvent) {
        let Some(run) = run_of(event).and_then(|id| self.get_mut(id)) else {
            return;
        };
        run.apply(event);
        if let TrainerEvent::EpochEnd { run_id, .. } = event {
            self.take_place_of_interrupted(*run_id);
        }
    }

    /// A run of the same setting and device that was interrupted gives way as soon as this one has come as far: it comes to
    /// the same curve, from its checkpoint or from the start, and before that nothing of the other one is to be lost.
    fn take_place_of_interrupted(&mut self, id: RunId) {
        let Some(run) = self.get(id).filter(|run| run.is_its_setting()) else {
            return;
        };
        let gives_way = |it: &&Run| {
            it.is_interrupted
                && it.is_its_setting()
                && it.history.epochs.len() <= run.history.epochs.len()
                && (it.device, &it.hyperparams) == (run.device, &run.hyperparams)
        };
        let interrupted = self.list.iter().find(gives_way).map(|it| it.id);
        let Some((_, before)) = interrupted.and_then(|id| self.take(id)) else {
            return;
        };
        if let Some(run) = self.get_mut(id) {
            run.name = before.name;
            run.color = before.color;
            run.hidden = before.hidden;
        }
    }

    /// What tells this run from the others: its values of the rows in which not all runs agree. A run
    /// alone is told from the defaults.
    pub fn differences(&self, run: &Run) -> Vec<String> {
        let alone = HyperParams::default();
        if run.foreign.is_some() {
            return Vec::new();
        }
        let own = self.own();
        let others: Vec<&HyperParams> = match own.len() {
            1 => vec![&alone],
            _ => own.iter().map(|other| &other.hyperparams).collect(),
        };
        told_apart(&run.hyperparams, &others)
    }

    /// Takes note that the current run has started by itself; of those before it, as many go as there are more than `most`.
    pub fn note_automatic(&mut self, most: usize) {
        self.automatic.extend(self.current);
        let surplus = self.automatic.len().saturating_sub(most);
        for id in self.automatic.drain(..surplus).collect::<Vec<_>>() {
            self.let_go(|run| run.id == id);
        }
    }

    /// Lets go of the runs that have ended and that are meant; nobody is offered to have them back.
    pub fn let_go(&mut self, is_meant: impl Fn(&Run) -> bool) {
        self.list.retain(|run| run.is_active() || !is_meant(run));
    }
}

/// What tells hyperparameters from others, in the form's words: their values of the rows that mean something to both,
/// and in which they do not agree with all of the others.
pub(super) fn told_apart(params: &HyperParams, others: &[&HyperParams]) -> Vec<String> {
    let differs = |row: &ParamSpec, other: &HyperParams| {
        // Where nothing is said of images they are others, too.
        let means_something = (row.applies)(other) || row.key == DATA.key;
        means_something && params.get(row) != other.get(row)
    };
    CATALOG
        .iter()
        .filter(|row| (row.applies)(params))
        .filter(|row| others.iter().any(|other| differs(row, other)))
        .map(|row| format!("{} {}", row.label.to_ascii_lowercase(), shown(row, params)))
        .collect()
}

/// A row's value as the form shows it.
pub(super) fn shown(row: &ParamSpec, params: &HyperParams) -> String {
    let value = params.get(row);
    if row.key == DATA.key {
        // Enough of a hash to tell two of them apart.
        return cut(&value.to_string(), 20);
    }
    let Kind::Choice(choices) = row.kind else {
        return value.to_string();
    };
    let choice = choices
        .iter()
        .find(|choice| Some(choice.value) == value.text());
    choice.map_or_else(|| value.to_string(), |choice| choice.label.to_owned())
}

/// The run that an event speaks of.
pub(super) fn run_of(event: &TrainerEvent) -> Option<RunId> {
    use TrainerEvent as E;
    match event {
        E::TrainBegin { run_id, .. }
        | E::WentOn { run_id, .. }
        | E::Progress { run_id, .. }
        | E::EpochEnd { run_id, .. }
        | E::Paused { run_id }
        | E::Resumed { run_id }
        | E::TrainEnd { run_id, .. } => Some(*run_id),
        E::Failed { run_id, .. } => *run_id,
        E::Ready { .. }
        | E::Unavailable { .. }
        | E::Loading { .. }
        | E::Loaded { .. }
        | E::LoadFailed { .. }
        | E::RatesTested { .. }
        | E::Warning { .. } => None,
    }
}

#[cfg(test)]
impl Runs {
    /// Adds a run on the CPU, of hyperparameters that are right.
    pub fn start(&mut self, hyperparams: HyperParams) -> RunId {
        let checked = hyperparams.check().unwrap();
        self.add(hyperparams, checked, DeviceKind::Cpu, Pace::Through)
            .id
    }
}
