//! The post's method, unattended: its seven experiments in its order, each from what the ones before have come to.
//!
//! What a programme has come to follows from its studies alone, so nothing but these has to be kept: whoever has them
//! goes on where they stand, and nothing that was trained is trained again.
//!
//! What goes on from an experiment to the next:
//!
//! - The setting of the highest mean does, as the post has it, whether or not its lead is told from chance: a report says
//!   which it is. Of several that share the highest mean it is the one that there was before, else the first.
//! - Where an experiment does not try what there was before (dropout of 0, Adam where momentum is swept), its best setting
//!   has to come to more than the programme had come to without it, in runs of as many epochs on as many images. Otherwise
//!   all stays as it was.
//! - Where nothing can be compared, since all has failed, diverged or predicts one digit, all stays as it was.

mod size;
#[cfg(test)]
mod tests;

use super::experiments::{EXPERIMENTS, Experiment};
use super::{Comparison, Study, StudyDefinition};
use crate::hyperparams::catalog::{CATALOG, EPOCHS, OPTIMIZER, TRAIN_IMAGES};
use crate::hyperparams::{HyperParams, ParamSpec, Value};
pub use size::{Programme, Size};

/// How far a programme has come.
#[derive(Clone, Debug)]
pub struct Course<'a> {
    programme: Programme,
    /// The experiments up to the one that is next or under way, in the post's order; all seven where all have ended.
    pub steps: Vec<Step<'a>>,
    /// What has come of them so far: the next one begins from it.
    pub base: HyperParams,
}

/// One of the experiments.
#[derive(Clone, Debug)]
pub struct Step<'a> {
    pub experiment: &'static Experiment,
    /// What there was before it.
    pub base: HyperParams,
    /// Nothing before it has begun, or where its study is gone.
    pub study: Option<&'a Study>,
    /// What has gone on from it; nothing before its study has ended.
    pub taken: Option<Taken>,
}

/// What goes on from an experiment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Taken {
    /// The setting of the highest mean.
    Best { setting: usize },
    /// One of several that share the highest mean.
    Tied {
        setting: usize,
        of: usize,
        /// Whether it is what there was before, and not only the first.
        is_as_before: bool,
    },
    /// Nothing: what there was before was not tried, and the best setting has not come to more.
    Kept {
        best: usize,
        /// Mean accuracies, 0 to 1.
        mean: f64,
        /// What the programme had come to; nothing where nothing can be compared with this.
        before: Option<f64>,
    },
    /// Nothing: there is no setting that could be compared.
    Nothing,
    /// Nothing: somebody has deleted the study, and later ones have begun.
    Gone,
}

impl Taken {
    /// The setting whose hyperparameters go on.
    pub fn setting(self) -> Option<usize> {
        match self {
            Self::Best { setting } | Self::Tied { setting, .. } => Some(setting),
            Self::Kept { .. } | Self::Nothing | Self::Gone => None,
        }
    }
}

/// What experiments have come to, one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    base: HyperParams,
    /// The mean accuracy of what `base` was taken from, and how long on how much that was trained.
    reached: Option<(f64, [Value; 2])>,
}

impl Programme {
    /// An experiment of this programme, from what there was before.
    pub fn definition(self, experiment: &Experiment, base: &HyperParams) -> StudyDefinition {
        StudyDefinition {
            seeds: self.seeds,
            ..self.own(experiment).over(base)
        }
    }

    fn own(self, experiment: &Experiment) -> StudyDefinition {
        match self.size {
            Size::Glance => experiment.glance(),
            Size::Short => experiment.definition(true),
            Size::Post => experiment.definition(false),
        }
    }

    /// How far it has come with these studies, one for each experiment in the post's order; nothing stands for a study
    /// that has not begun, or is gone.
    pub fn course<'a>(self, studies: &[Option<&'a Study>]) -> Course<'a> {
        let begun = studies.iter().rposition(Option::is_some);
        let begun = begun.map_or(0, |last| last + 1);
        let [first, ..] = &EXPERIMENTS;
        let mut way = Way {
            base: self.own(first).base,
            reached: None,
        };
        let mut steps = Vec::new();
        for (at, experiment) in EXPERIMENTS.iter().enumerate() {
            let study = studies.get(at).copied().flatten();
            let base = way.base.clone();
            let taken = match study {
                Some(study) => study.is_finished().then(|| way.take(study)),
                None => (at < begun).then_some(Taken::Gone),
            };
            steps.push(Step {
                experiment,
                base,
                study,
                taken,
            });
            if taken.is_none() {
                break;
            }
        }
        Course {
            programme: self,
            steps,
            base: way.base,
        }
    }
}

impl Course<'_> {
    /// The experiment that has not ended, and its place from 0; nothing where all have.
    pub fn open(&self) -> Option<(usize, &Step<'_>)> {
        let last = self.steps.last().filter(|step| step.taken.is_none())?;
        Some((self.steps.len() - 1, last))
    }

    /// The next study, where that is to begin.
    pub fn next(&self) -> Option<StudyDefinition> {
        let (_, open) = self.open().filter(|(_, open)| open.study.is_none())?;
        Some(self.programme.definition(open.experiment, &self.base))
    }

    /// What is to begin by and by, each as if it began from what there is now.
    pub fn to_begin(&self) -> impl Iterator<Item = StudyDefinition> {
        let begun = self
            .steps
            .iter()
            .filter(|it| it.taken.is_some() || it.study.is_some());
        let ahead = EXPERIMENTS.iter().skip(begun.count());
        ahead.map(|experiment| self.programme.definition(experiment, &self.base))
    }
}

impl Way {
    /// What a setting of a study has come to, whatever there was before.
    pub fn of(study: &Study, setting: usize) -> Self {
        let mut rivals = study.rivals().into_iter();
        let own = rivals.find(|(rival, _)| *rival == setting);
        Self {
            base: study.plan().settings()[setting].hyperparams.clone(),
            reached: own.map(|(_, accuracy)| (accuracy.mean, length(study))),
        }
    }

    /// What the next experiment begins from.
    pub fn base(&self) -> &HyperParams {
        &self.base
    }

    /// What the best setting of a study has come to, and what there was before: where that was no less, and is not among
    /// the settings of a study that begins from it.
    pub fn stays_ahead_of(&self, study: &Study) -> Option<[f64; 2]> {
        let definition = study.plan().definition();
        let mut own = definition.varying();
        own.extend([&OPTIMIZER, &EPOCHS, &TRAIN_IMAGES]);
        let is_same = |row: &&ParamSpec| definition.base.get(row) == self.base.get(row);
        let mut others = CATALOG.iter().filter(|row| !own.contains(row));
        if !others.all(is_same) {
            return None;
        }
        match self.clone().take(study) {
            Taken::Kept {
                mean,
                before: Some(before),
                ..
            } => Some([mean, before]),
            _ => None,
        }
    }

    /// Takes what goes on from a study that has ended.
    fn take(&mut self, study: &Study) -> Taken {
        let settings = study.plan().settings();
        let (taken, setting, mean) = match study.comparison() {
            None => return Taken::Nothing,
            Some(Comparison::Winner(winner)) => {
                let setting = winner.setting;
                (Taken::Best { setting }, setting, winner.val_accuracy.mean)
            }
            Some(Comparison::Tie(tie)) => {
                let mut tied = tie.settings.iter().copied();
                let own = tied
                    .clone()
                    .find(|setting| self.is_as_before(study, *setting));
                let Some(setting) = own.or(tied.next()) else {
                    return Taken::Nothing;
                };
                let taken = Taken::Tied {
                    setting,
                    of: tie.settings.len(),
                    is_as_before: own.is_some(),
                };
                (taken, setting, tie.val_accuracy.mean)
            }
        };
        let length = length(study);
        let is_tried = (0..settings.len()).any(|setting| self.is_as_before(study, setting));
        if !is_tried {
            let comparable = self.reached.as_ref().filter(|(_, of)| *of == length);
            let before = comparable.map(|(mean, _)| *mean);
            if before.is_none_or(|before| mean <= before) {
                return Taken::Kept {
                    best: setting,
                    mean,
                    before,
                };
            }
        }
        self.base = settings[setting].hyperparams.clone();
        self.reached = Some((mean, length));
        taken
    }

    /// Whether a setting is what there was before. Where what is swept means nothing with the optimizer that there was,
    /// an experiment has another one.
    fn is_as_before(&self, study: &Study, setting: usize) -> bool {
        let own = &study.plan().settings()[setting].hyperparams;
        let is_same = |row: &ParamSpec| own.get(row) == self.base.get(row);
        let varying = study.plan().definition().varying();
        varying.into_iter().chain([&OPTIMIZER]).all(is_same)
    }
}

/// How long a study's runs are trained, and on how much.
fn length(study: &Study) -> [Value; 2] {
    let base = &study.plan().definition().base;
    [&EPOCHS, &TRAIN_IMAGES].map(|row| base.get(row))
}
