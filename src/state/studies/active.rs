//! The study on the page, with its log.

use super::{DrawTicket, StoreCommand, StudyId};
use crate::hyperparams::{ParamSpec, held_out_name};
use crate::protocol::Lead;
use crate::state::Effect;
use crate::study::experiments::Experiment;
use crate::study::{
    EventError, Importance, Interaction, Plan, Span, Study, StudyEvent, StudyFile, TrialState,
};

/// A study and what has happened in it.
#[derive(Clone, Debug, PartialEq)]
pub struct ActiveStudy {
    pub id: StudyId,
    pub study: Study,
    pub is_paused: bool,
    /// How often it has been changed: what is drawn of it is of its settings by then.
    pub changes: u32,
    /// Settings that are being tested.
    pub(super) tested: Vec<usize>,
    /// The post's experiment that this is.
    pub experiment: Option<&'static Experiment>,
    log: Vec<StudyEvent>,
    /// How often each setting has changed: what is drawn of it is drawn anew.
    revisions: Vec<u64>,
    /// The runs under way, with their workers and when they began.
    begun: Vec<(usize, Span)>,
    pub(super) analysis: Analysis,
    /// The settings that an analyst is asked for.
    pub(super) drawing: Option<DrawTicket>,
}

/// What an analyst has found out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Analysis {
    /// What is being found out.
    pub asked: Option<Asked>,
    /// The runs that had ended when it was last asked; what could not be told is not asked again.
    pub runs: usize,
    /// The importances, largest first, and the number of runs that they are drawn from.
    pub importances: Option<(usize, Vec<Importance>)>,
    /// What two of them explain together, largest first, and how many pairs nobody has looked at.
    pub interactions: (Vec<Interaction>, usize),
    /// Of which settings, the winner first, and what their comparison says.
    pub lead: Option<([usize; 2], Lead)>,
    /// Why there was no answer, the last time.
    pub trouble: Option<String>,
}

/// What an answer has to be put together with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Asked {
    /// The hyperparameters whose importances were asked for.
    pub rows: Vec<&'static ParamSpec>,
    /// The runs that these are drawn from.
    pub runs: usize,
    /// The settings whose lead was asked for.
    pub pair: Option<[usize; 2]>,
}

impl ActiveStudy {
    pub fn new(id: StudyId, plan: Plan) -> Self {
        Self::resumed(id, Study::new(plan), Vec::new())
    }

    /// A study with its log so far.
    pub fn resumed(id: StudyId, study: Study, log: Vec<StudyEvent>) -> Self {
        let revisions = vec![0; study.plan().settings().len()];
        let experiment = Experiment::of(study.plan().definition());
        Self {
            id,
            study,
            is_paused: false,
            changes: 0,
            tested: Vec::new(),
            experiment,
            log,
            revisions,
            begun: Vec::new(),
            analysis: Analysis::default(),
            drawing: None,
        }
    }

    /// Lets something happen, and has it kept.
    ///
    /// # Errors
    /// Where it cannot happen; nothing has changed then.
    pub(super) fn record(&mut self, event: StudyEvent) -> Result<Effect, EventError> {
        let before = self.revisions.len();
        self.study.apply(&event)?;
        self.revisions.resize(self.study.plan().settings().len(), 1);
        for setting in self.touched(&event, before) {
            self.revisions[setting] += 1;
        }
        self.log.push(event.clone());
        Ok(Effect::Store(StoreCommand::Append { id: self.id, event }))
    }

    /// Notes that a worker has begun with a run, where anybody tells the time.
    pub(super) fn begin(&mut self, trial: usize, worker: u32, clock_ms: Option<f64>) {
        self.begun.retain(|(begun, _)| *begun != trial);
        let span = clock_ms.map(|now| Span {
            worker,
            from_ms: now,
            to_ms: now,
        });
        self.begun.extend(span.map(|span| (trial, span)));
    }

    /// What there is to note of a run that has ended.
    pub(super) fn timed(&mut self, trial: usize, clock_ms: Option<f64>) -> Option<StudyEvent> {
        let at = self.begun.iter().position(|(begun, _)| *begun == trial)?;
        let (_, span) = self.begun.swap_remove(at);
        // A clock may be set back.
        let to_ms = clock_ms?.max(span.from_ms);
        let span = Span { to_ms, ..span };
        Some(StudyEvent::TrialTimed { trial, span })
    }

    /// The runs that go on over another plan, by their numbers there.
    pub(super) fn begun_as(&self, moved: &[(usize, usize)]) -> Vec<(usize, Span)> {
        let renumbered = |(own, span): &(usize, Span)| {
            let found = moved.iter().find(|(before, _)| before == own);
            found.map(|(_, after)| (*after, *span))
        };
        self.begun.iter().filter_map(renumbered).collect()
    }

    pub(super) fn set_begun(&mut self, begun: Vec<(usize, Span)>) {
        self.begun = begun;
    }

    /// The runs under way, as of now.
    pub(super) fn under_way(&self, clock_ms: Option<f64>) -> Vec<(usize, Span)> {
        let now = |(trial, span): &(usize, Span)| {
            let to_ms = clock_ms.map_or(span.to_ms, |now| now.max(span.from_ms));
            (*trial, Span { to_ms, ..*span })
        };
        let is_running = |(trial, _): &&(usize, Span)| {
            let trial = self.study.trials().get(*trial);
            trial.is_some_and(|trial| trial.state == TrialState::Running)
        };
        self.begun.iter().filter(is_running).map(now).collect()
    }

    /// What has happened, in order.
    pub(super) fn log(&self) -> &[StudyEvent] {
        &self.log
    }

    /// Puts back in line what was under way when a page was closed, and has that kept.
    pub(super) fn requeue(&mut self) -> Vec<Effect> {
        let trials = self.study.trials().iter();
        let running: Vec<usize> = trials
            .filter(|trial| trial.state == TrialState::Running)
            .map(|trial| trial.number)
            .collect();
        running
            .into_iter()
            .filter_map(|trial| self.record(StudyEvent::TrialRequeued { trial }).ok())
            .collect()
    }

    /// Whether it has only just been started: nothing has come of it yet, or hardly any time has gone by.
    pub(super) fn is_fresh(&self, now_ms: f64) -> bool {
        /// Two clicks closer to each other are one double click.
        const DOUBLE_CLICK_MS: f64 = 500.0;
        let begins = |event: &StudyEvent| matches!(event, StudyEvent::TrialBegin { .. });
        let age = (now_ms - self.id.begun_ms()).abs();
        self.is_running() && (self.log.iter().all(begins) || age < DOUBLE_CLICK_MS)
    }

    /// - before: settings that there were
    fn touched(&self, event: &StudyEvent, before: usize) -> Vec<usize> {
        match (event.trial(), event) {
            (Some(trial), _) => vec![self.study.trials()[trial].setting],
            (
                None,
                StudyEvent::SettingDropped { setting } | StudyEvent::SettingTested { setting, .. },
            ) => vec![*setting],
            (None, StudyEvent::SettingsDrawn { settings }) if !settings.is_empty() => Vec::new(),
            (None, _) => (0..before).collect(),
        }
    }

    /// How often a setting has changed.
    pub fn revision(&self, setting: usize) -> u64 {
        self.revisions.get(setting).copied().unwrap_or_default()
    }

    /// How often anything has changed.
    pub fn total_revision(&self) -> u64 {
        self.revisions.iter().sum()
    }

    /// Whether somebody has ended it before all its runs were trained.
    pub fn is_stopped(&self) -> bool {
        self.study.was_stopped(&self.log)
    }

    pub fn is_running(&self) -> bool {
        !self.is_paused && !self.study.is_finished()
    }

    /// With its log, for a file.
    pub fn file(&self) -> StudyFile {
        StudyFile::new(self.study.plan().clone(), self.log.clone())
    }

    /// What the images are called on which its runs are validated.
    pub fn held_out(&self) -> &'static str {
        let settings = self.study.plan().settings().iter();
        held_out_name(settings.map(|setting| &setting.hyperparams))
    }
}
