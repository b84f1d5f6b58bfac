//! The contract between the page and a worker: closed enums with named fields.
//!
//! The worker says [`TrainerEvent::Ready`] first. Every event of a run carries its [`RunId`]; who listens
//! drops those of other runs. Metrics cross as numbers; images do not cross. They go from worker to worker,
//! through a port that the page gives to both with a [`PeerRole`]. The weights that a single run has kept cross once, as
//! bytes in a message of their own before [`TrainerEvent::TrainEnd`], `[run, ArrayBuffer]`; the page hands them on to
//! whoever looks into the run, or trains it on, and never looks into them. While [`TrainerCommand::Film`] asks for it, so do
//! those between two epochs, `[run, ArrayBuffer, epochs]`, after the last one's [`TrainerEvent::EpochEnd`].
//!
//! A worker of another kind, the analyst, trains nothing: it hears a [`Question`] and says its [`Answer`], or why it
//! has none. So does what goes [`Errand`]s, by its [`Delivery`], and what draws plots, by a [`PlotAnswer`] to each
//! [`PlotRequest`].

mod analysis;
mod errand;
mod foreign;
mod plots;
mod range_test;
mod sampling;

use serde::{Deserialize, Serialize};

pub use analysis::{Answer, ImportanceQuestion, Lead, LeadQuestion, LeadersQuestion, Question};
pub use errand::{Delivery, Errand, NamedValues, ReportRequest};
pub use foreign::{FileText, Found, FoundStudy};
pub use plots::{
    Plot, PlotAnswer, PlotAsk, PlotAxis, PlotLook, PlotRequest, PlotResults, PlotRun, PlotSetting,
    PlotSource, PlotSpan,
};
pub use range_test::RangeAnswer;
pub use sampling::{Axis, DrawQuestion, Learner, Rounds};

use crate::hyperparams::{CheckedHyperParams, DataId};
use crate::metrics::{EpochMetrics, Outcome, StepMetrics};

/// One training run of a page, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RunId(pub u32);

/// One worker of a page's pool. A worker that takes the place of another one takes over its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WorkerId(pub u32);

impl WorkerId {
    /// The worker of the page's single runs; a study's have the ids from 1 on.
    pub const MAIN: Self = Self(0);

    /// One that helps the worker of single runs, from 0.
    pub fn helper(number: u32) -> Self {
        Self(FIRST_HELPER + number % MOST_HELPERS)
    }

    /// The worker of learning-rate range tests, which ends with its test.
    pub const RANGE_TEST: Self = Self(FIRST_HELPER + MOST_HELPERS);

    pub fn is_helper(self) -> bool {
        (FIRST_HELPER..FIRST_HELPER + MOST_HELPERS).contains(&self.0)
    }
}

/// Workers at most that help the one of single runs: with as many again a batch's parts would be down to one each.
pub const MOST_HELPERS: u32 = 3;
const FIRST_HELPER: u32 = 1 << 31;

/// What the page asks of a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
// With the name outside: to read one whose name is among its fields takes ten times the code.
#[serde(rename_all = "kebab-case")]
pub enum TrainerCommand {
    /// Fetch what is missing of the first `train_images` training images and of the test images; of own images all are
    /// loaded.
    Load {
        train_images: usize,
        #[serde(default)]
        data: DataId,
    },
    /// Begin a run; `pace` says whether it pauses by itself. It goes on from its checkpoint, where there is one: then its
    /// epochs so far are told at once.
    Start {
        run_id: RunId,
        hyperparams: Box<CheckedHyperParams>,
        pace: Pace,
        #[serde(default)]
        keeping: Keeping,
        /// Whether the weights that it keeps are handed out when it has come to its end, for whoever looks into them.
        #[serde(default)]
        hands_out: bool,
        /// It begins with the weights that this run has kept, and not with its seed's. They come before, as they were handed out:
        /// `[run, ArrayBuffer]`.
        #[serde(default)]
        begins_with: Option<RunId>,
    },
    /// Keep the run as it is, after the step at hand.
    Pause { run_id: RunId },
    /// Go on with a paused run.
    Resume { run_id: RunId, pace: Pace },
    /// End the run after the step at hand.
    Stop { run_id: RunId },
    /// Work out parts of the batches of a run that another worker trains, until told of another one; fetch the images
    /// for it.
    Help {
        run_id: RunId,
        hyperparams: Box<CheckedHyperParams>,
    },
    /// Hand out the weights of this run as they stand before its first epoch and after each, as long as it trains here, and
    /// those of no other run; and as they stand now and after each of its next `steps` steps.
    Film { run_id: Option<RunId>, steps: usize },
    /// Use another learning rate from the next step on: one that its row allows.
    SetLearningRate { run_id: RunId, learning_rate: f64 },
    /// Run a learning-rate range test of this setting, once its images are there.
    TestRates {
        hyperparams: Box<CheckedHyperParams>,
    },
}

/// How far a run goes by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pace {
    /// To its end.
    Through,
    /// To the end of the epoch at hand; then it pauses.
    OneEpoch,
}

/// Whether a run is written down from time to time, and for how long that is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Keeping {
    /// It always begins at its beginning.
    #[default]
    Nothing,
    /// Until somebody stops it, or it ends.
    UntilStopped,
    /// Until it ends by itself: who stops it may begin it again.
    UntilEnded,
}

/// Comes with one end of a channel between two workers: what a worker does at its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "kebab-case")]
pub enum PeerRole {
    /// Give copies of its images to whoever asks.
    Lend,
    /// Ask there for images before fetching them.
    Borrow,
    /// Have parts of batches worked out there.
    Lead,
    /// Work out parts of batches for the other end.
    Help,
}

/// What a worker tells the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrainerEvent {
    /// The worker runs and knows what it computes on.
    Ready {
        device: DeviceInfo,
    },
    /// The worker cannot run on its device; another worker has to be started.
    Unavailable {
        reason: String,
    },
    /// Images are being fetched; bytes as transferred, `total_bytes` 0 where no server said.
    Loading {
        loaded_bytes: f64,
        total_bytes: f64,
    },
    /// So many training images, and the test images, are there.
    Loaded {
        train_images: usize,
    },
    /// Images that were asked for are not there; asking again may help.
    LoadFailed {
        message: String,
    },
    TrainBegin {
        run_id: RunId,
        epochs: usize,
        steps_per_epoch: usize,
    },
    /// The run goes on from a checkpoint, after so many epochs.
    WentOn {
        run_id: RunId,
        epochs: usize,
    },
    /// At most ten a second.
    Progress {
        run_id: RunId,
        /// The epoch at hand, from 1.
        epoch: usize,
        /// Steps done in it.
        step: usize,
        /// Training images per second of training time, since the run began.
        images_per_second: f64,
        /// In the first epoch: its steps since the last report.
        steps: Vec<StepMetrics>,
    },
    EpochEnd {
        run_id: RunId,
        metrics: EpochMetrics,
        images_per_second: f64,
        /// In the first epoch: its steps since the last report.
        steps: Vec<StepMetrics>,
    },
    Paused {
        run_id: RunId,
    },
    Resumed {
        run_id: RunId,
    },
    TrainEnd {
        run_id: RunId,
        outcome: Outcome,
    },
    /// The range test that was asked for is over.
    RatesTested {
        answer: Box<RangeAnswer>,
    },
    /// Something is worth knowing; nothing has stopped.
    Warning {
        message: String,
    },
    /// The run, or the worker if there is none, cannot go on.
    Failed {
        run_id: Option<RunId>,
        message: String,
    },
}

/// What a worker computes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceInfo {
    pub kind: DeviceKind,
    /// For people: the adapter's name, or the instruction set.
    pub name: String,
}

/// The two kinds of device; a run repeats exactly on the same kind only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceKind {
    Cpu,
    WebGpu,
}

impl DeviceKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::WebGpu => "WebGPU",
        }
    }
}

/// What a look for a GPU adapter has found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Adapter {
    /// There is no WebGPU, or no adapter behind it.
    None { reason: String },
    /// An adapter that lacks what training needs.
    Unsuitable { reason: String },
    /// WebGPU computed on the CPU: correct, and far slower than the CPU worker.
    Software { name: String },
    /// A graphics card.
    Usable { name: String },
}
