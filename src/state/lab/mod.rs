//! The page's studies as a state machine: what a visitor asks and what workers tell go in, [`LabEffect`]s come
//! out.
//!
//! | file | concern |
//! |---|---|
//! | `editor`, `dimension`, `usual` | the study being edited, one swept hyperparameter of it, and values worth trying |
//! | `naming` | what studies are called that nobody has named |
//! | `active`, `id` | the study on the page, with its log, and what tells it from others |
//! | `control` | start, pause, stop, skip, drop, more seeds |
//! | `crew` | who does what |
//! | `work` | handing out trials, and judging those that may be pruned |
//! | `events` | what workers tell |
//! | `calibration` | how fast this machine is, and on what device a study is trained |
//! | `kept`, `reload`, `undo` | studies kept in the browser, those that are on the page again after a reload, and deleted ones that come back |
//! | `outlook` | what is said of a study before and while it runs |
//! | `panels`, `results`, `insights`, `importance` | what its pictures and its table show |

mod active;
mod calibration;
mod control;
mod crew;
mod dimension;
mod editor;
mod events;
mod id;
mod importance;
mod insights;
mod kept;
mod naming;
mod outlook;
mod panels;
mod reload;
mod results;
#[cfg(test)]
mod tests;
mod undo;
mod usual;
mod work;

use crate::hyperparams::HyperParams;
use crate::protocol::{Adapter, DeviceKind, TrainerCommand, WorkerId};

use super::{DeviceChoice, PageEvent};
pub use active::ActiveStudy;
use calibration::Calibration;
pub use crew::{Crew, Job, Member, Task};
pub use dimension::{Dimension, Shape};
pub use editor::{SamplerKind, StudyEditor};
pub use id::StudyId;
pub use insights::{HeatMap, Parallel, ParallelLine, Slice, SlicePoint, Spacing, Swept};
pub use kept::{Keeper, KeptStudy, Storage, StoreCommand, StoredStudy};
pub use outlook::{Outlook, StudyProgress, WorkerLine};
pub use panels::{Ending, GridShape, Panel, endings, full_titles, histories, shape};
pub use results::{ResultRow, SortKey, WinnerText};

/// Everything about studies that the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Lab {
    pub editor: StudyEditor,
    active: Option<ActiveStudy>,
    crew: Crew,
    /// What the machine has, as the browser tells.
    cores: usize,
    /// CPU workers that somebody wants.
    workers: usize,
    choice: DeviceChoice,
    adapter: Option<Adapter>,
    cpu: Calibration,
    gpu: Calibration,
    kept: Vec<KeptStudy>,
    storage: Storage,
    /// Studies of which the browser has not kept all.
    unkept: Vec<StudyId>,
    /// The study that was on the page when it was reloaded.
    expected: Option<StudyId>,
    /// The study that was deleted last.
    thrown: Option<KeptStudy>,
    /// Workers in a row that never came up.
    failed_starts: usize,
}

/// What the page has to do outside.
#[derive(Clone, Debug, PartialEq)]
pub enum LabEffect {
    /// Start a worker, in place of the one that had the id.
    StartWorker(WorkerId, DeviceKind),
    EndWorker(WorkerId),
    Send(WorkerId, TrainerCommand),
    Store(StoreCommand),
    /// Have this study for this tab alone.
    Hold(StudyId),
    /// Other tabs may have it.
    LetGo(StudyId),
    /// Go on with a kept study, unless another tab has it.
    Reopen(StudyId),
    /// Put the base of the study that is shown now into the form.
    FillForm(HyperParams),
    /// Tell programs.
    Publish(PageEvent),
    /// Tell the visitor.
    Notice(String),
    /// Tell the visitor of a deletion, and offer [`Lab::undo_delete`].
    OfferUndo(String),
    /// Tell those who do not see the page.
    Announce(String),
}

/// CPU workers at most: each has its own copy of the images.
const MOST_WORKERS: usize = 16;

impl Lab {
    /// A lab on a machine with so many cores.
    pub fn new(cores: usize) -> Self {
        let cores = cores.clamp(1, MOST_WORKERS);
        Self {
            editor: StudyEditor::default(),
            active: None,
            crew: Crew::default(),
            cores,
            // One core is left for the page.
            workers: cores.saturating_sub(1).max(1),
            choice: DeviceChoice::Auto,
            adapter: None,
            cpu: Calibration::default(),
            gpu: Calibration::default(),
            kept: Vec::new(),
            storage: Storage::Opening,
            unkept: Vec::new(),
            expected: None,
            thrown: None,
            failed_starts: 0,
        }
    }

    /// The study on the page.
    pub fn active(&self) -> Option<&ActiveStudy> {
        self.active.as_ref()
    }

    pub fn crew(&self) -> &Crew {
        &self.crew
    }

    pub fn cores(&self) -> usize {
        self.cores
    }

    /// CPU workers that somebody wants.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// Studies kept in the browser, newest first.
    pub fn kept(&self) -> &[KeptStudy] {
        &self.kept
    }

    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Whether a study would be there after a reload, as it is here.
    pub fn is_kept(&self, id: StudyId) -> bool {
        !self.unkept.contains(&id)
    }
}
