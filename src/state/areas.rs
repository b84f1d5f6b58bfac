//! Which parts of the state an action may change, so that only what shows these is looked at again.

use crate::hyperparams::catalog::{DATA, LEARNING_RATE, TRAIN_IMAGES};
use crate::protocol::{TrainerEvent, WorkerId};

use super::action::{
    Action, EditorAction, FormAction, RunAction, StoreEvent, StudyAction, ViewAction,
};
use super::{NoticeRequest, State};

/// A part of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Form,
    /// Single runs, their worker and its images, and the device.
    Runs,
    /// The study that is being edited.
    Editor,
    /// The study on the page with its workers, and the saved ones.
    Studies,
    Notices,
    View,
    /// The figure that is being put together.
    Embed,
}

impl Area {
    pub const ALL: [Self; 7] = [
        Self::Form,
        Self::Runs,
        Self::Editor,
        Self::Studies,
        Self::Notices,
        Self::View,
        Self::Embed,
    ];
}

impl State {
    /// What an action may change; whatever else it does, nothing beyond these.
    pub fn areas(&self, action: &Action) -> &'static [Area] {
        use Area::{Editor, Form, Notices, Runs, Studies, View};
        match action {
            Action::Form(_) if self.runs_by_itself() => &[Form, Runs, Studies, Notices],
            Action::Form(action) => self.areas_of_form(action),
            // What measures the machine waits for its end.
            Action::RangeTest(_) | Action::Worker(WorkerId::RANGE_TEST, _) => {
                &[Form, Runs, Studies]
            }
            Action::Run(
                RunAction::Rename(..) | RunAction::ToggleHidden(_) | RunAction::ShowSelected,
            ) => &[Runs],
            Action::Run(RunAction::Watch(_) | RunAction::WatchSteps) => &[],
            Action::Run(_) => &[Runs, Notices],
            Action::Device(_) => &[Runs, Studies, Notices],
            Action::Editor(EditorAction::Take(_) | EditorAction::SetQuick(_)) => {
                &[Editor, Form, Runs]
            }
            Action::Editor(_) => &[Editor],
            Action::Study(StudyAction::Use(..) | StudyAction::LeaveAsBefore(_)) => {
                &[Editor, Form, Runs, Studies]
            }
            Action::Study(StudyAction::Import(..) | StudyAction::Duplicate(..)) => &Area::ALL,
            Action::Study(StudyAction::Start(_) | StudyAction::Revise) => &[Studies, Notices, View],
            Action::Study(
                StudyAction::Analyse | StudyAction::Analysed(_) | StudyAction::Expect(_),
            ) => &[Studies],
            Action::Study(StudyAction::Programme(_)) => &Area::ALL,
            Action::Study(StudyAction::OpenRuns(_)) => &[Runs],
            Action::Study(StudyAction::Test(_)) => &[Runs, Studies, Notices, View],
            Action::Study(StudyAction::AddSeed) => &[Studies, Editor, Notices],
            Action::Study(_) => &[Studies, Notices],
            Action::Worker(id, _) if self.workers.is_measuring(*id) => &[Runs, Studies, Notices],
            Action::Worker(id, event) => areas_of_worker(*id, event),
            Action::Store(StoreEvent::Ready(..)) => &Area::ALL,
            Action::Store(_) => &[Studies, Notices],
            Action::Page(..) | Action::Link(..) | Action::Bring(..) => &Area::ALL,
            Action::Notice(NoticeRequest::Take(_)) => &[Runs, Studies, Notices],
            Action::Notice(_) => &[Notices],
            Action::View(ViewAction::Show(_)) => &[View, Studies],
            Action::View(_) => &[View],
            Action::Embed(_) => &[Area::Embed],
        }
    }

    /// The same in a figure, where a control that is turned shows a curve or trains one, and Reset turns the controls back.
    pub fn areas_in_figure(&self, action: &Action) -> &'static [Area] {
        use Area::{Form, Notices, Runs};
        match action {
            Action::Form(_) | Action::Run(_) => &[Form, Runs, Notices],
            other => self.areas(other),
        }
    }

    fn areas_of_form(&self, action: &FormAction) -> &'static [Area] {
        use Area::{Form, Notices, Runs, Studies};
        match action {
            FormAction::Set(row, _) | FormAction::Reset(row)
                if row.key == LEARNING_RATE.key && self.runs.active().is_some() =>
            {
                &[Form, Runs]
            }
            FormAction::Set(..) | FormAction::Enable(_) => &[Form],
            FormAction::Reset(row) if row.key == TRAIN_IMAGES.key || row.key == DATA.key => {
                &[Form, Runs]
            }
            FormAction::Reset(_) => &[Form],
            // What measures the machine is one of the workers for studies.
            FormAction::Settle(_) => &[Runs, Studies],
            FormAction::Fill(_) => &[Form, Runs, Studies],
            FormAction::Paste(_) => &[Form, Runs, Studies, Notices],
        }
    }
}

/// Whether an event can change anything about studies; the others need not even be handed over.
fn concerns_studies(event: &TrainerEvent) -> bool {
    use TrainerEvent as E;
    !matches!(
        event,
        E::Progress { .. }
            | E::TrainBegin { .. }
            | E::Loading { .. }
            | E::Loaded { .. }
            | E::Resumed { .. }
    )
}

/// A GPU that is lost is lost for single runs and for studies.
fn areas_of_worker(id: WorkerId, event: &TrainerEvent) -> &'static [Area] {
    use Area::{Notices, Runs, Studies};
    let may_lose_gpu = matches!(
        event,
        TrainerEvent::Failed { .. } | TrainerEvent::Unavailable { .. }
    );
    if id.is_helper() {
        return &[Runs];
    }
    if id != WorkerId::MAIN && !concerns_studies(event) {
        return &[];
    }
    match (may_lose_gpu || leaves_time(event), id) {
        (true, _) => &[Runs, Studies, Notices],
        (false, WorkerId::MAIN) => &[Runs, Notices],
        (false, _) => &[Studies, Notices],
    }
}

/// Whether the machine may have time to be measured after it, by a worker like a study's: the images may have come, or
/// a run may have ended.
pub(super) fn leaves_time(event: &TrainerEvent) -> bool {
    use TrainerEvent as E;
    matches!(
        event,
        E::Ready { .. } | E::Loaded { .. } | E::TrainEnd { .. }
    )
}
