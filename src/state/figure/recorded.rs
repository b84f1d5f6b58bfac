//! The recorded runs of a figure, beside the ones that a reader has trained.

use std::collections::VecDeque;

use super::link::{Control, FigureHeight, FigureLink, OnLoad, Show};
use crate::hyperparams::{EarlyStopping, HyperParams, held_out_name};
use crate::metrics::{EpochMetrics, EpochPace, History, Outcome};
use crate::protocol::RunId;
use crate::recording::{Made, RecordedRun, Reproduction};
use crate::state::runs::told_apart;
use crate::state::{Run, State};
use crate::study::kept_epoch;

/// What belongs to a figure in a post; of the playground there is nothing of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    pub show: Show,
    pub controls: Vec<Control>,
    pub title: String,
    pub caption: String,
    pub load: OnLoad,
    pub height: FigureHeight,
    /// How the recorded runs were made, where there are any.
    pub made: Option<Made>,
    pub recorded: Vec<Recorded>,
    /// Places of recorded runs that are to be trained, one after the other.
    pub(super) queue: VecDeque<usize>,
    /// The run that a turn of a control has broken off last, until it has ended.
    pub(super) broken_off: Option<RunId>,
    /// What the link says of a study.
    pub(super) study: Vec<(String, String)>,
    /// What the link says of the run: what is there again after a reset.
    pub(super) base: HyperParams,
}

/// A recorded run.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    pub name: String,
    /// Its hyperparameters, all of them.
    pub hyperparams: HyperParams,
    pub run: RecordedRun,
    pub history: History,
    /// By which a run of the same hyperparameters is known.
    link: String,
    early_stopping: Option<EarlyStopping>,
}

/// A run to be drawn, recorded or trained.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShownRun<'a> {
    pub name: &'a str,
    /// Index of its colour.
    pub color: usize,
    pub history: &'a History,
    /// Planned.
    pub epochs: usize,
    /// How an epoch is measured; nothing of what a figure's link has recorded, where curves are drawn along epochs.
    pub pace: EpochPace,
    /// The best epoch that early stopping saw, and the one at which it stopped.
    pub patience: Option<(usize, usize)>,
    /// The epoch whose weights were restored, where that is not the last.
    pub restored: Option<usize>,
    /// Drawn faintly, behind the others.
    pub is_pale: bool,
    /// Its losses are known to three digits or so.
    pub is_rounded: bool,
}

impl Figure {
    pub(super) fn of(link: FigureLink) -> Self {
        let base = link.link.hyperparams;
        let (made, runs) = match link.recording {
            Some(recording) => (Some(recording.made), recording.runs),
            None => (None, Vec::new()),
        };
        // Over another base they are other runs, which are drawn and compared with none.
        let is_comparable = made.as_ref().is_some_and(|made| made.is_over(&base));
        let of = |run| Recorded::of(run, &base, is_comparable);
        let mut recorded: Vec<Recorded> = runs.into_iter().map(of).collect();
        name_all(&mut recorded);
        Self {
            show: link.show,
            controls: link.controls,
            title: link.title,
            caption: link.caption,
            load: link.load,
            height: link.height,
            made,
            recorded,
            queue: VecDeque::new(),
            broken_off: None,
            study: link.study,
            base,
        }
    }

    /// The place of the recorded run that has these hyperparameters.
    pub fn recorded_as(&self, hyperparams: &HyperParams) -> Option<usize> {
        let link = hyperparams.to_permalink();
        self.recorded.iter().position(|one| one.link == link)
    }

    /// The place of a run's recording: one of the same hyperparameters, none of which was changed in its course.
    pub(super) fn recording_of(&self, run: &Run) -> Option<usize> {
        let recorded = self.recorded_as(&run.hyperparams);
        recorded.filter(|_| run.is_its_setting())
    }

    /// Epochs of the longest recorded run.
    pub fn epochs(&self) -> usize {
        let epochs = self.recorded.iter().map(|one| one.history.epochs.len());
        epochs.max().unwrap_or_default()
    }

    /// "Recorded on 2026-11-26 (CPU, Tuneground 0.1.0)."
    pub fn made_sentence(&self) -> Option<String> {
        let made = self.made.as_ref().filter(|_| !self.recorded.is_empty())?;
        let (date, device, version) = (&made.date, made.device.label(), &made.version);
        Some(format!(
            "Recorded on {date} ({device}, Tuneground {version})."
        ))
    }
}

/// Gives the runs without a name what tells them from the others.
fn name_all(recorded: &mut [Recorded]) {
    let all: Vec<HyperParams> = recorded.iter().map(|one| one.hyperparams.clone()).collect();
    let all: Vec<&HyperParams> = all.iter().collect();
    for unnamed in recorded.iter_mut().filter(|one| one.name.is_empty()) {
        unnamed.name = match told_apart(&unnamed.hyperparams, &all) {
            alone if alone.is_empty() => "Recorded".to_owned(),
            values => values.join(", "),
        };
    }
}

impl Recorded {
    fn of(run: RecordedRun, base: &HyperParams, is_comparable: bool) -> Self {
        let hyperparams = run.hyperparams(base);
        let link = is_comparable.then(|| hyperparams.to_permalink());
        let checked = hyperparams.check().ok();
        let checked = checked.as_ref();
        Self {
            early_stopping: checked.and_then(|checked| checked.early_stopping),
            name: run.name.clone(),
            history: checked.map_or_else(|| run.history(), |checked| run.history_of(checked)),
            hyperparams,
            run,
            link: link.unwrap_or_default(),
        }
    }

    /// Whether a run has come to the same, to the last bit.
    pub(super) fn is_reproduced_by(&self, run: &Run) -> bool {
        run.came_to().is_some() && self.run.compare(&run.history) == Reproduction::Exact
    }

    /// The epoch whose weights it has kept.
    pub fn kept_epoch(&self) -> Option<&EpochMetrics> {
        kept_epoch(self.early_stopping, self.run.outcome, &self.history.epochs)
    }
}

impl State {
    /// The runs that charts draw: recorded ones first, each that was trained over its own.
    pub fn shown_runs(&self) -> Vec<ShownRun<'_>> {
        let figure = &self.figure;
        let chosen = figure.recorded_as(self.form.hyperparams());
        let last = self.front_run().map(|run| run.id);
        let is_turned = !figure.controls.is_empty();
        let own: Vec<_> = self
            .runs
            .iter()
            .map(|run| figure.recording_of(run))
            .collect();
        let recorded = figure.recorded.iter().enumerate().map(|(at, recorded)| {
            let is_trained = own.contains(&Some(at));
            let is_beside = is_turned && chosen != Some(at);
            let mut of_it = self
                .runs
                .iter()
                .zip(&own)
                .filter(|(_, own)| **own == Some(at));
            // What was reproduced is known exactly from then on.
            let exact = of_it.find(|(run, _)| recorded.is_reproduced_by(run));
            ShownRun {
                name: &recorded.name,
                color: at,
                history: exact.map_or(&recorded.history, |(run, _)| &run.history),
                epochs: recorded.history.epochs.len(),
                pace: EpochPace::default(),
                patience: None,
                restored: None,
                is_pale: is_trained || is_beside || (chosen.is_none() && last.is_some()),
                is_rounded: exact.is_none(),
            }
        });
        let drawn = self.runs.iter().zip(&own).filter(|(run, _)| run.is_drawn());
        let trained = drawn.map(|(run, own)| ShownRun {
            name: &run.name,
            color: own.unwrap_or(figure.recorded.len() + run.color),
            history: &run.history,
            epochs: run.progress.epochs,
            pace: run.epoch_pace(),
            patience: run.patience(),
            restored: run.restored_epoch(),
            is_pale: (is_turned || self.runs_by_itself()) && last != Some(run.id),
            is_rounded: run.recorded.is_some(),
        });
        recorded.chain(trained).collect()
    }

    /// The run of the setting that the controls show; where there is none and none was recorded, the last one.
    fn front_run(&self) -> Option<&Run> {
        let link = self.form.hyperparams().to_permalink();
        let mut latest = self.runs.iter().rev();
        let its = latest.find(|run| run.hyperparams.to_permalink() == link);
        let is_recorded = self.figure.recorded_as(self.form.hyperparams()).is_some();
        its.or_else(|| self.runs.iter().next_back().filter(|_| !is_recorded))
    }

    /// What the images are called on which the runs that are drawn are validated.
    pub fn held_out_shown(&self) -> &'static str {
        let recorded = self.figure.recorded.iter().map(|one| &one.hyperparams);
        let shown = self.runs.own().into_iter().filter(|run| run.is_drawn());
        held_out_name(recorded.chain(shown.map(|run| &run.hyperparams)))
    }

    /// What the last run that has ended says of its recording, in a sentence; nothing while there is none.
    pub fn reproduction(&self) -> String {
        self.last_reproduction().unwrap_or_default()
    }

    fn last_reproduction(&self) -> Option<String> {
        let run = self.runs.iter().next_back()?;
        // Of what was broken off nobody can say what it would have come to.
        run.came_to().filter(|it| *it != Outcome::Stopped)?;
        let made = self.figure.made.as_ref()?;
        let Some(recorded) = self
            .figure
            .recording_of(run)
            .and_then(|at| self.figure.recorded.get(at))
        else {
            return Some(
                "This setting was not recorded; there is nothing to compare it with.".to_owned(),
            );
        };
        let device = run.device.label();
        Some(match recorded.run.compare(&run.history) {
            Reproduction::Exact => {
                format!(
                    "Reproduced exactly: every number is the recorded one, to the last bit ({device})."
                )
            }
            Reproduction::Differs {
                val_accuracy: 0.0, ..
            } => format!(
                "The same test accuracies as recorded; other numbers differ in their last digits ({device}; recorded on {}).",
                made.device.label()
            ),
            Reproduction::Differs {
                epoch,
                val_accuracy,
            } => format!(
                "Differs from the recording from epoch {epoch} on, by up to {:.2} percentage points of test accuracy ({device}; recorded on {}).",
                100.0 * val_accuracy,
                made.device.label()
            ),
        })
    }
}
