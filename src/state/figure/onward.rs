//! From a figure to the full page: its setting, its study, and its runs.

use super::recorded::Recorded;
use crate::hyperparams::catalog::CATALOG;
use crate::hyperparams::{HyperParams, ParamSpec, permalink};
use crate::protocol::{DeviceKind, RunId};
use crate::recording::{Made, RecordedRun, Recording, values_over};
use crate::state::link::LONGEST;
use crate::state::{Link, Run, State};

/// Runs that are taken along: beyond these, the oldest stay behind.
const MOST_RUNS: usize = 30;

impl State {
    /// The runs that a reader has made, and that are known by their settings: what the address of the full page has.
    pub fn finished_runs(&self) -> Vec<RunId> {
        self.finished().iter().map(|run| run.id).collect()
    }

    fn finished(&self) -> Vec<&Run> {
        let is_its_setting = |run: &&Run| {
            let has_curve = run.came_to().is_some() && !run.history.epochs.is_empty();
            has_curve && run.is_its_setting()
        };
        let mut runs: Vec<&Run> = self.runs.iter().filter(is_its_setting).collect();
        runs.drain(..runs.len().saturating_sub(MOST_RUNS));
        runs
    }

    /// The address of the full page with what the figure shows: its setting; its study, where the reader has turned
    /// nothing; and its runs, recorded and trained, as far as a link has room for them.
    ///
    /// - today: the day that the trained runs are marked with: "2026-11-26"
    pub fn playground_address(&self, today: &str) -> String {
        let base = self.form.hyperparams();
        let link = Link {
            hyperparams: base.clone(),
            device: self.devices.choice,
            theme: self.view.theme,
            ..Link::default()
        };
        let is_as_linked = *base == self.figure.base;
        let study = (is_as_linked && !self.figure.study.is_empty())
            .then(|| permalink::encoded(self.figure.study.iter().cloned()));
        let mut all: Vec<Recording> = self.recorded_over(base).into_iter().collect();
        let mut new = self.finished();
        new.retain(|run| !self.is_reproduction(run));
        all.extend(self.recordings_of(&new, today));
        let trained = self.recordings_of(&self.finished(), today);
        let tries =
            [all, trained].map(|recordings| permalink::encoded(recordings.iter().map(pair)));
        let hash = |runs: String| {
            let parts = [Some(link.to_base_hash()), study.clone(), Some(runs)];
            let parts = parts.into_iter().flatten().filter(|part| !part.is_empty());
            parts.collect::<Vec<_>>().join("&")
        };
        let with_runs = tries.into_iter().filter(|runs| !runs.is_empty()).map(&hash);
        let hash = match with_runs.into_iter().find(|hash| hash.len() <= LONGEST) {
            Some(hash) => hash,
            None if study.is_some() => hash(String::new()),
            None => link.to_hash(),
        };
        format!("./#{hash}")
    }

    /// The recorded runs, over another base than the link's; nothing where they are not over the link's.
    fn recorded_over(&self, base: &HyperParams) -> Option<Recording> {
        let figure = &self.figure;
        let made = figure.made.as_ref()?;
        if figure.recorded.is_empty() || !made.is_over(&figure.base) {
            return None;
        }
        let named = self.named();
        let over = |it: &Recorded| {
            it.run
                .with_values(values_over(&it.hyperparams, base, &named))
        };
        let runs = figure.recorded.iter().map(over);
        Some(Recording {
            made: made.over(base),
            runs: runs.collect(),
        })
    }

    /// Whether a run is a recorded one once more.
    fn is_reproduction(&self, run: &Run) -> bool {
        let recorded = self.figure.recording_of(run);
        let recorded = recorded.and_then(|at| self.figure.recorded.get(at));
        recorded.is_some_and(|recorded| recorded.is_reproduced_by(run))
    }

    /// What the reader has trained, by the device.
    fn recordings_of(&self, runs: &[&Run], today: &str) -> Vec<Recording> {
        let (base, named) = (self.form.hyperparams(), self.named());
        let mut recordings = Vec::new();
        for device in [DeviceKind::Cpu, DeviceKind::WebGpu] {
            let runs = runs.iter().filter(|run| run.device == device);
            let record =
                |run: &&Run| run.recorded_over(values_over(&run.hyperparams, base, &named));
            let runs: Vec<RecordedRun> = runs.filter_map(record).collect();
            if !runs.is_empty() {
                let made = Made::now(today, device, base);
                recordings.push(Recording { made, runs });
            }
        }
        recordings
    }

    /// What runs are called by: what the recorded ones differ in, and what a reader may turn.
    fn named(&self) -> Vec<&'static ParamSpec> {
        let recorded = self.figure.recorded.iter();
        let recorded = recorded.flat_map(|one| one.run.values.iter().map(|(row, _)| *row));
        let controls = self.figure.controls.iter().map(|control| control.row);
        let named: Vec<_> = recorded.chain(controls).collect();
        let is_named = |row: &&&'static ParamSpec| named.contains(row);
        CATALOG.iter().filter(is_named).copied().collect()
    }
}

fn pair(recording: &Recording) -> (String, String) {
    ("recording".to_owned(), recording.to_text())
}
