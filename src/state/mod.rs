//! What the user sees, as one machine: no browser, no Leptos, so all of it is tested natively.
//!
//! What somebody asks and what workers and the browser tell goes into the [`State`]; [`Effect`]s come out, which the
//! page carries out.
//!
//! | file | concern |
//! |---|---|
//! | `action`, `areas`, `apply` | what may happen, which parts it may change, and what it means |
//! | `figure` | what it means in a figure in a post, and the runs that its link has recorded |
//! | `embed` | a figure that is being put together for a post |
//! | `effect` | what has to be done outside |
//! | `view`, `frames` | what the page is used for, how somebody looks at it, and what is drawn in which frame |
//! | `curves_view` | how curves are shown |
//! | `plot_view` | which plots of a study are open, and how |
//! | `form` | the hyperparameters being edited, and what is wrong with them |
//! | `search` | finding rows |
//! | `paste` | settings as JSON, out and in |
//! | `range_test` | the learning-rate range test of what the form says |
//! | `listing` | which runs the table lists, and how |
//! | `lr_curve` | the learning rate over a run, as a little chart |
//! | `stops` | the values that a slider stops at |
//! | `devices`, `speeds` | what is trained on, and why; how fast it is |
//! | `auto_run` | runs that a moved control starts |
//! | `calibration` | measuring that |
//! | `workers` | the fleet of workers, and what each one does |
//! | `runs` | single runs |
//! | `studies` | studies: edited, under way and saved |
//! | `notices` | what the visitor should know |
//! | `table` | runs as tables show them |
//! | `link` | everything that a URL's hash says |
//! | `opened` | what it said, whatever has been changed since |
//! | `page_api`, `programs` | what programs may ask of the page and hear from it, and what is done for them |
//! | `text` | numbers for people |

pub mod action;
mod apply;
mod areas;
mod auto_run;
mod calibration;
mod curves_view;
mod devices;
mod effect;
mod embed;
mod enable;
mod figure;
mod form;
mod frames;
mod link;
mod listing;
mod lr_curve;
mod notices;
mod opened;
pub mod page_api;
mod paste;
mod plot_view;
mod programs;
mod range_test;
mod runs;
mod search;
mod speeds;
mod stops;
pub mod studies;
mod table;
#[cfg(test)]
mod tests;
pub mod text;
mod view;
mod workers;

use crate::hyperparams::catalog::EPOCHS;
use crate::hyperparams::{HyperParams, InvalidParam};

pub use action::{
    Action, DeviceAction, EditorAction, FormAction, NoticeRequest, RunAction, StoreEvent,
    StudyAction, ViewAction,
};
pub use areas::Area;
pub use curves_view::CurvesView;
pub use devices::{DeviceChoice, Devices};
pub use effect::Effect;
pub use embed::{
    ChosenControl, Embed, EmbedAction, EmbedField, Embedding, Frame, FrameKind, Subject,
    recorded_runs,
};
pub use enable::Enabling;
pub use figure::{
    Control, Figure, FigureHeight, FigureLink, FigurePanel, FigureTable, LONGEST_TEXT, OnLoad,
    Show, ShownRun,
};
pub use form::{Form, error_text, says, settled};
pub use frames::FrameQueue;
pub use link::{Link, Theme};
pub use listing::{Line, ListingAction, RunColumn};
pub use lr_curve::LrCurve;
pub use notices::{Attempt, Notice, NoticeAction, Notices};
pub use opened::Opened;
pub use page_api::PageEvent;
pub use paste::{Pasted, code_errand, errand, paste, run_errand, to_json, unnamed};
pub use plot_view::{KeptPlots, PlotChoice, PlotsView};
pub use range_test::{RangeTest, RangeTestAction, RangeTestPlace, RangeTestStage};
pub use runs::{
    Data, Ending, ImageStatus, LearningRateChange, Phase, ProgressText, Run, RunPhase, RunProgress,
    Runs, START_PATIENCE, STOP_PATIENCE, kept_foreign, kept_loaded,
};
pub use search::Search;
pub use stops::Stops;
use studies::{Studies, StudyEditor};
pub use table::{RunCells, shown_value};
pub use view::{
    Brushes, Lit, PAGE_OF_ROWS, PanelSwitch, PanelSwitches, Sort, SortKey, StudyView, View,
    ViewState,
};
pub use workers::{Job, Task, Worker, Workers};

/// Everything that the page shows.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub form: Form,
    /// Of what was in the form; nothing where none was asked for.
    pub range_test: Option<RangeTest>,
    pub runs: Runs,
    pub images: ImageStatus,
    pub studies: Studies,
    pub devices: Devices,
    pub workers: Workers,
    pub notices: Notices,
    pub view: ViewState,
    pub embed: Embed,
    /// What a figure in a post has beyond a page; nothing in the playground.
    pub figure: Figure,
    pub opened: Opened,
    /// Milliseconds since 1970 when the last thing happened; nothing where nobody tells the time.
    pub clock_ms: Option<f64>,
}

impl State {
    /// A page with these settings in its form, on a machine with so many cores.
    pub fn new(choice: DeviceChoice, hyperparams: HyperParams, cores: usize) -> Self {
        let form = Form::from(hyperparams);
        let images = runs::images_of(&form).unwrap_or(1);
        let data = runs::data_of(&form);
        let opened = Opened {
            id: None,
            hyperparams: form.hyperparams().clone(),
        };
        Self {
            form,
            range_test: None,
            runs: Runs::default(),
            images: ImageStatus::new(images, data),
            studies: Studies::default(),
            devices: Devices::new(choice),
            workers: Workers::new(cores),
            notices: Notices::default(),
            view: ViewState::default(),
            embed: Embed::default(),
            figure: Figure::default(),
            opened,
            clock_ms: None,
        }
    }

    /// A page as its link asks for it, with what was wrong with that.
    pub fn open(link: Link, errors: &[InvalidParam], cores: usize) -> Self {
        Self::open_over("", link, errors, cores)
    }

    /// The same with the runs that there were before a reload.
    ///
    /// - kept: what [`Runs::to_keep`] gave
    pub fn open_over(kept: &str, link: Link, errors: &[InvalidParam], cores: usize) -> Self {
        let opened = Opened::from(&link);
        let base = link.hyperparams.clone();
        let mut state = Self::new(link.device, link.hyperparams, cores);
        state.devices = state.devices.compared_by_speed();
        state.opened = opened;
        state.runs.take_kept(kept);
        state.tell_of_link(errors);
        state.view.theme = link.theme;
        state.view.curves = link.curves;
        if let Some(study) = &link.study {
            state.studies.editor = StudyEditor::from(study);
            state.view.shown = View::Study;
        }
        state.take_recorded(link.recorded, &base);
        state
    }

    /// Epochs of the run that Train would start; the default where what is typed is no number.
    pub fn planned_epochs(&self) -> usize {
        let epochs = self.form.number(&EPOCHS);
        let epochs = epochs.or_else(|| EPOCHS.default.value().number());
        epochs.unwrap_or(1.0) as usize
    }

    /// Tells the visitor.
    pub fn notify(&mut self, message: impl Into<String>) {
        self.notices.show(message, None);
    }

    /// Replaces all of the form; a run in progress goes on as it was started.
    pub fn fill_form(&mut self, hyperparams: HyperParams) -> Vec<Effect> {
        self.form = Form::from(hyperparams);
        self.want_images_of_form()
    }

    /// Fetches the images that the form asks for.
    pub fn want_images_of_form(&mut self) -> Vec<Effect> {
        let images = runs::images_of(&self.form);
        images.map_or_else(Vec::new, |images| self.want_images(images))
    }
}
