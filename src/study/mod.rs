//! Sweeps: which settings to train, in what order, and what they came to. Pure: no browser, no burn, no
//! threads. Words are Optuna's: a *study* has *trials*, drawn from *distributions* by a *sampler*, and a
//! *pruner* ends those that lag behind. A *setting* is what trials that differ by their seed alone share.
//!
//! ```text
//! StudyDefinition ──check──► Plan ──► Study ──ask──► Assignment ─► (a worker, or `fit`)
//!                                       ▲                                 │
//!                                       └────────── apply(StudyEvent) ◄───┘
//! ```
//!
//! A study is its plan and its log: replaying any prefix of the log gives the study as it was, with the
//! trials that were under way back in line. Where the sampler learns from results, the plan grows as the log says.
//!
//! | file | concern |
//! |---|---|
//! | `distribution`, `list` | the values of one hyperparameter, by list, range or log range; a list as typed |
//! | `sampler` | from distributions to settings |
//! | `sobol` | evenly spread points |
//! | `draw`, `swept` | the settings that are drawn by results, in rounds; and what is swept, as numbers |
//! | `definition`, `error` | what somebody asks for, and what is wrong with it |
//! | `plain` | names and notes that people write |
//! | `file`, `foreign` | a study as JSON, results included; and the files of others |
//! | `plan` | a definition that can be trained |
//! | `trial`, `event`, `machine` | one run, what happens, and the study as a state machine |
//! | `replay` | a log read back: from a file, and as the browser has kept it |
//! | `revision` | a study changed after its start, with what it has trained |
//! | `pruner` | which trials end early |
//! | `score` | which of a run's epochs a study judges it by |
//! | `leaders`, `race` | more seeds for the settings that lead |
//! | `summary`, `comparison` | what settings came to, and the winner |
//! | `tested` | settings that the test images have judged once |
//! | `unlearned` | what is not compared: what has learned nothing, diverged or was pruned |
//! | `importance` | which hyperparameters mattered |
//! | `estimate` | how long it will take |
//! | `experiments`, `programme` | the post's seven experiments, and all of them one after the other |
//! | `permalink` | a study's definition in a link |

mod check;
mod comparison;
mod definition;
mod distribution;
mod draw;
mod error;
mod estimate;
mod event;
pub mod experiments;
mod file;
mod foreign;
mod importance;
mod leaders;
mod limits;
mod list;
mod machine;
pub mod permalink;
mod plain;
mod plan;
pub mod programme;
mod pruner;
mod race;
mod replay;
mod revision;
mod sampler;
mod score;
mod sobol;
mod summary;
mod swept;
mod tested;
#[cfg(test)]
pub mod testing;
mod trial;
mod unlearned;

pub use comparison::{Comparison, LeadTable, RunnerUp, Tie, Winner};
pub use definition::StudyDefinition;
pub use distribution::{Distribution, Values};
pub use error::{Counted, StudyError, count};
pub use estimate::{Speed, Work};
pub use event::{EventError, Span, StudyEvent};
pub use file::{FileError, StudyDraft, StudyFile};
pub use importance::{FEWEST_RUNS, Importance, ImportanceTable, Interaction};
pub use limits::{MOST_NAME, MOST_NOTE, MOST_RUNS, MOST_SEEDS};
pub use machine::{Assignment, Counts, Study, Verdict};
pub use plain::{plain, plain_lines};
pub use plan::{Plan, Setting};
pub use pruner::{Pruner, PrunerNumber};
pub use revision::Revision;
pub use sampler::{DEFAULT_ROUND, Listed, STARTUP, Sampler};
pub use score::{Score, kept_epoch};
pub use summary::Summary;
pub use trial::{Trial, TrialState};
pub use unlearned::LeftOut;

pub use crate::protocol::Learner;
