//! Which runs there are for a figure to show, and what they have in common.

use crate::hyperparams::catalog::SEED;
use crate::hyperparams::{CATALOG, HyperParams, ParamSpec};
use crate::metrics::Outcome;
use crate::protocol::{DeviceKind, RunId};
use crate::recording::{Made, RecordedRun, values_over};
use crate::state::figure::Show;
use crate::state::{Run, State};
use crate::study::{Study, StudyDefinition, Trial, TrialState};

/// What a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One run; the one at hand, where it is none in particular.
    Run(Option<RunId>),
    /// All single runs that are drawn.
    Runs,
    /// The study on the page.
    Study,
}

impl Default for Subject {
    fn default() -> Self {
        Self::Run(None)
    }
}

impl Subject {
    /// As a list has it: "run-2", "runs".
    pub fn name(self) -> String {
        match self {
            Self::Run(None) => "run".to_owned(),
            Self::Run(Some(id)) => format!("run-{}", id.0),
            Self::Runs => "runs".to_owned(),
            Self::Study => "study".to_owned(),
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "run" => Some(Self::Run(None)),
            "runs" => Some(Self::Runs),
            "study" => Some(Self::Study),
            name => {
                let id = name.strip_prefix("run-")?.parse().ok()?;
                Some(Self::Run(Some(RunId(id))))
            }
        }
    }
}

/// Runs for a figure, as far as they can be recorded.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    /// What the runs' own values are over.
    pub base: HyperParams,
    pub runs: Vec<RecordedRun>,
    /// What the runs were trained on.
    pub device: DeviceKind,
    /// How the runs were made, where they have come with a link themselves.
    pub made: Option<Made>,
    pub study: Option<StudyDefinition>,
    /// What is left out, and why.
    pub notes: Vec<String>,
}

impl State {
    /// What there is to make a figure of, and what it is called: each run, the latest first, all of them, and the study.
    pub fn subjects(&self) -> Vec<(Subject, String)> {
        let run = |run: &Run| (Subject::Run(Some(run.id)), run.name.clone());
        let mut subjects: Vec<_> = self.runs.own().into_iter().rev().map(run).collect();
        if subjects.is_empty() {
            let setting = "The setting in the form".to_owned();
            subjects.push((Subject::Run(None), setting));
        }
        let (all, drawn) = (self.runs.own().len(), self.drawn_runs().count());
        let together = match (drawn, drawn == all) {
            (2, true) => "Both runs".to_owned(),
            (2, false) => "Both visible runs".to_owned(),
            (drawn, true) => format!("All {drawn} runs"),
            (drawn, false) => format!("All {drawn} visible runs"),
        };
        let study = self.studies.active().map(|active| {
            let name = &active.study.plan().definition().name;
            (Subject::Study, format!("Study: {name}"))
        });
        subjects.extend((drawn > 1).then_some((Subject::Runs, together)));
        subjects.extend(study);
        subjects
    }

    /// What was chosen of these.
    pub fn chosen_subject(&self) -> Subject {
        match self.embed.subject {
            Subject::Run(id) => Subject::Run(self.run_of_figure(id).map(|run| run.id)),
            together => together,
        }
    }

    /// This run; the one at hand, where it is none in particular or was deleted.
    fn run_of_figure(&self, id: Option<RunId>) -> Option<&Run> {
        let chosen = id.and_then(|id| self.runs.get(id).filter(|run| run.foreign.is_none()));
        chosen.or_else(|| self.run_at_hand())
    }

    /// What a figure of them can draw, what suits best first.
    pub fn shows_of(&self, subject: Subject) -> Vec<Show> {
        let curves = [Show::Both, Show::Accuracy, Show::Loss];
        let Some(active) = self.studies.active().filter(|_| subject == Subject::Study) else {
            return curves.to_vec();
        };
        let summary = match active.study.plan().definition().varying().len() {
            1 => Some(Show::Slice),
            2 => Some(Show::HeatMap),
            _ => None,
        };
        let panels = std::iter::once(Show::Panels).chain(summary);
        panels.chain(curves).collect()
    }

    /// The run that a visitor has just made or makes.
    pub fn run_at_hand(&self) -> Option<&Run> {
        let current = self.current_run().filter(|run| run.foreign.is_none());
        current.or_else(|| self.runs.own().pop())
    }

    fn drawn_runs(&self) -> impl Iterator<Item = &Run> {
        self.runs.own().into_iter().filter(|run| run.is_drawn())
    }

    pub(super) fn shown(&self, subject: Subject) -> Shown {
        match subject {
            Subject::Run(id) => self.run_of_figure(id).and_then(|run| Shown::of(vec![run])),
            Subject::Runs => Shown::of(self.drawn_runs().collect()),
            Subject::Study => self.shown_study(),
        }
        .unwrap_or_else(|| self.shown_setting())
    }

    /// The form's setting, of which there is no run.
    fn shown_setting(&self) -> Shown {
        Shown {
            base: self.form.hyperparams().clone(),
            runs: Vec::new(),
            device: DeviceKind::Cpu,
            made: None,
            study: None,
            notes: vec![
                "No curves are recorded: readers see them once they press Train".to_owned(),
            ],
        }
    }

    fn shown_study(&self) -> Option<Shown> {
        let active = self.studies.active()?;
        let (study, definition) = (&active.study, active.study.plan().definition());
        let runs = recorded_runs(study);
        let missing = study.trials().len() - runs.len();
        Some(Shown {
            base: definition.base.clone(),
            runs,
            device: self.study_device(),
            made: None,
            // With the seeds that were added since it began.
            study: Some(StudyDefinition {
                seeds: study.seeds(),
                ..definition.clone()
            }),
            notes: left_out(missing, "have not finished").into_iter().collect(),
        })
    }
}

/// The trials of a study that have a curve and have ended, in its order, over the study's base: each with what is swept,
/// and with its seed where there are several.
pub fn recorded_runs(study: &Study) -> Vec<RecordedRun> {
    let definition = study.plan().definition();
    let seeds = study.seeds() > 1;
    let swept = definition.varying().into_iter();
    let named: Vec<&'static ParamSpec> = swept.chain(seeds.then_some(&SEED)).collect();
    let record = |trial: &Trial| {
        let hyperparams = study.setting_of(trial).hyperparams.clone();
        let hyperparams = hyperparams.with(&SEED, f64::from(trial.seed));
        let values = values_over(&hyperparams, &definition.base, &named);
        let outcome = ended(trial)?;
        Some(RecordedRun::of("", values, &trial.history, outcome))
    };
    study.trials().iter().filter_map(record).collect()
}

/// What came of a trial that has a curve; one that was pruned was stopped.
fn ended(trial: &Trial) -> Option<Outcome> {
    match trial.state {
        TrialState::Complete { outcome } => Some(outcome),
        TrialState::Pruned if trial.epochs() > 0 => Some(Outcome::Stopped),
        TrialState::Pruned
        | TrialState::Waiting
        | TrialState::Running
        | TrialState::Failed { .. }
        | TrialState::Skipped => None,
    }
}

fn left_out(runs: usize, why: &str) -> Option<String> {
    match runs {
        0 => None,
        1 => Some(format!(
            "1 run is not recorded because it {}",
            why.replacen("have", "has", 1)
        )),
        runs => Some(format!("{runs} runs are not recorded because they {why}")),
    }
}

impl Shown {
    /// Single runs, over what the first of them has; nothing where there are none.
    fn of(runs: Vec<&Run>) -> Option<Self> {
        let first = runs.first()?;
        let base = first.hyperparams.clone();
        let all: Vec<&HyperParams> = runs.iter().map(|run| &run.hyperparams).collect();
        let named: Vec<&'static ParamSpec> = CATALOG
            .iter()
            .copied()
            .filter(|row| differ(row, &all))
            .collect();
        let has_ended = |run: &&&Run| run.came_to().is_some();
        let is_its_setting = |run: &&&Run| run.is_its_setting();
        let (done, open): (Vec<&&Run>, Vec<&&Run>) = runs.iter().partition(has_ended);
        let (kept, turned): (Vec<&&Run>, Vec<&&Run>) = done.into_iter().partition(is_its_setting);
        let record = |run: &&&Run| run.recorded_over(values_over(&run.hyperparams, &base, &named));
        let notes = [
            left_out(open.len(), "have not finished"),
            left_out(
                turned.len(),
                "have had a learning rate changed by hand or have other weights than their seed's, which a link cannot express",
            ),
        ];
        // Recorded elsewhere, all of them alike.
        let made = kept.first().and_then(|run| run.made());
        let made = made.filter(|made| kept.iter().all(|run| run.made() == Some(made)));
        let is_gpu = kept.iter().any(|run| run.device == DeviceKind::WebGpu);
        Some(Self {
            runs: kept.iter().filter_map(record).collect(),
            device: if is_gpu {
                DeviceKind::WebGpu
            } else {
                DeviceKind::Cpu
            },
            made: made.cloned(),
            base,
            study: None,
            notes: notes.into_iter().flatten().collect(),
        })
    }
}

impl Run {
    fn made(&self) -> Option<&Made> {
        self.recorded.as_deref().map(|(made, _)| made)
    }
}

/// Whether hyperparameters differ in a row, or it means something to some of them alone.
fn differ(row: &ParamSpec, all: &[&HyperParams]) -> bool {
    let meant = |params: &HyperParams| (row.applies)(params).then(|| params.get(row));
    let mut values = all.iter().map(|params| meant(params));
    let first = values.next();
    values.any(|value| Some(value) != first)
}
