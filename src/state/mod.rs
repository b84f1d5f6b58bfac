//! What the user sees, as plain structs: no browser, no Leptos, so all of it is tested natively.
//!
//! | file | concern |
//! |---|---|
//! | `form` | the hyperparameters being edited, and what is wrong with them |
//! | `search` | finding rows |
//! | `paste` | settings as JSON, out and in |
//! | `lr_curve` | the learning rate over a run, as a little picture |
//! | `stops` | the values that a slider stops at |
//! | `run`, `runs` | the runs, applied from a worker's events, and how they differ |
//! | `device` | which worker to start, and why |
//! | `status` | device, data and notices |
//! | `playground` | all of the above as one state machine: what is asked goes in, [`Effect`]s come out |
//! | `progress` | how far a run or its images have come, in words |
//! | `table` | runs as tables show them |
//! | `link` | everything that a URL's hash says |
//! | `page_api` | what programs may ask of the page and hear from it |
//! | `lab` | studies: edited, under way and kept |
//! | `text` | numbers for people |

mod device;
mod enable;
mod form;
pub mod lab;
mod link;
mod lr_curve;
pub mod page_api;
mod paste;
mod playground;
mod progress;
mod run;
mod runs;
mod search;
mod status;
mod stops;
mod table;
pub mod text;

pub use device::{DeviceChoice, choose_device};
pub use enable::Enabling;
pub use form::{Form, complaint, says, settled};
pub use link::{Link, Theme};
pub use lr_curve::LrCurve;
pub use page_api::PageEvent;
pub use paste::{Pasted, paste, to_json};
pub use playground::{Effect, Phase, Playground, STOP_PATIENCE};
pub use progress::ProgressText;
pub use run::{Ending, LearningRateChange, Run, RunPhase, RunProgress};
pub use runs::Runs;
pub use search::Search;
pub use status::{Data, DeviceStatus, Notice, NoticeAction, Notices};
pub use stops::Stops;
pub use table::{RunCells, shown_value};
