//! Studies: edited, under way and saved.
//!
//! | file | concern |
//! |---|---|
//! | `editor`, `dimension`, `usual` | the study being edited, one swept hyperparameter of it, and values worth trying |
//! | `naming` | what studies are called that nobody has named |
//! | `active`, `id` | the study on the page, with its log, and what tells it from others |
//! | `actions` | what is asked, one action after the other |
//! | `by_hand` | from a study's setting to what comes next, into the form or the next experiment |
//! | `start` | starting what is in the editor, also while another study is trained |
//! | `revise` | changing the study on the page into the one in the editor |
//! | `final_test` | testing a winner once, on images that it was not picked by |
//! | `as_runs` | a setting's runs among the single runs |
//! | `control` | pause, stop, skip, drop, more seeds |
//! | `work` | handing out trials, and judging those that may be pruned |
//! | `draw`, `ticket` | settings that are drawn by results, and what was asked for |
//! | `events` | what workers tell |
//! | `described` | what somebody calls a study and notes of it, and copies |
//! | `programme` | the post's experiments one after the other, unattended |
//! | `device` | on what device a study is trained, and how long that takes |
//! | `saved`, `saved_study`, `stored` | studies saved in the browser, and how they are stored |
//! | `foreign` | studies that were trained by other programs |
//! | `reload`, `undo` | those that are on the page again after a reload, and deleted ones that come back |
//! | `estimate` | what is said of a study before and while it runs |
//! | `panels`, `results`, `lead`, `insights`, `plots` | what its charts, its table and its plots show |
//! | `analysis` | what an analyst works out for them |

mod actions;
mod active;
mod analysis;
mod as_runs;
mod by_hand;
mod control;
mod described;
mod device;
mod dimension;
mod draw;
mod editor;
mod estimate;
mod events;
mod final_test;
mod foreign;
mod id;
mod insights;
mod lead;
mod naming;
mod panels;
mod plots;
mod programme;
mod reload;
mod results;
mod revise;
mod saved;
mod saved_study;
mod start;
mod stored;
#[cfg(test)]
mod tests;
mod ticket;
mod undo;
mod usual;
mod work;

pub use active::ActiveStudy;
pub use dimension::{Dimension, DimensionField, Shape};
pub use editor::{SamplerKind, StudyEditor};
pub use estimate::{Estimate, StudyProgress, WorkerLine};
pub use foreign::ForeignStudy;
pub use id::StudyId;
pub use insights::{HeatMap, Parallel, ParallelLine, Slice, SlicePoint, Spacing, Swept};
pub use panels::{
    EarlyEnd, GridShape, PanelState, early_ends, full_titles, histories, next_panels, shape,
};
pub use plots::Curves;
pub use programme::{ProgrammeAction, ProgrammeTold};
pub use results::{ResultRow, WinnerText};
pub use saved_study::SavedStudy;
pub use start::StudyStart;
pub use stored::{Intent, Storage, StoreCommand, StoredStudy, Unwritten, Writer};
pub use ticket::DrawTicket;
pub use usual::neighbours;

use crate::study::programme::Way;

/// Everything about studies that the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Studies {
    pub editor: StudyEditor,
    active: Option<ActiveStudy>,
    /// What measures the machine.
    pub(super) calibration: Option<super::calibration::Calibration>,
    saved: Vec<SavedStudy>,
    foreign: Vec<ForeignStudy>,
    storage: Storage,
    /// Studies of which the browser has not saved all.
    unsaved: Vec<StudyId>,
    /// The study that was on the page when it was reloaded.
    expected: Option<StudyId>,
    /// Studies that can be brought back, in the order in which they were deleted.
    thrown: Vec<SavedStudy>,
    /// The post's experiments one after the other.
    unattended: Option<programme::Unattended>,
    /// What these have come to for somebody who goes through them by hand.
    way: Option<Way>,
    /// The test of a winner that is under way.
    testing: Option<final_test::Testing>,
    /// Workers in a row that never came up.
    failed_starts: usize,
}

impl Default for Studies {
    fn default() -> Self {
        Self {
            editor: StudyEditor::default(),
            active: None,
            calibration: None,
            saved: Vec::new(),
            foreign: Vec::new(),
            storage: Storage::Opening,
            unsaved: Vec::new(),
            expected: None,
            thrown: Vec::new(),
            unattended: None,
            way: None,
            testing: None,
            failed_starts: 0,
        }
    }
}

impl Studies {
    /// The study on the page.
    pub fn active(&self) -> Option<&ActiveStudy> {
        self.active.as_ref()
    }

    /// Studies saved in the browser, newest first.
    pub fn saved(&self) -> &[SavedStudy] {
        &self.saved
    }

    pub fn storage(&self) -> &Storage {
        &self.storage
    }

    /// Whether a study would be there after a reload, as it is here.
    pub fn is_saved(&self, id: StudyId) -> bool {
        !self.unsaved.contains(&id)
    }
}
