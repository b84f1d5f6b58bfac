//! Settings that are drawn by results, in rounds: what is asked of the sampler, and what its answer means.
//!
//! The first settings are there from the start. A round begins when every run of all settings before it has ended, and is
//! drawn from what those have come to, in the order of the settings: so it does not depend on which worker was faster.
//! Where only some of a round is there, because more settings were asked for since, the rest is drawn from the same
//! results.

use super::permalink::{read_listed, written};
use super::swept::Swept;
use super::{EventError, Listed, Setting, Study, StudyEvent, Trial, TrialState};
use crate::hyperparams::Value;
use crate::metrics::sorted_by_number;
use crate::protocol::DrawQuestion;

/// Points that are asked for beyond each setting of a round: some turn out to train what another trains, or cannot be
/// trained.
const SPARE: usize = 7;

/// What a setting has come to, the best first.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Standing {
    /// All of its runs came to something.
    Complete { score: f64 },
    /// Some were pruned: who came farther is better, and then who came to more, as Optuna ranks them.
    Pruned { epochs: f64, score: f64 },
    /// Some diverged or failed. Optuna learns nothing from these; here they are the worst.
    Failed,
}

impl Study {
    /// Whether the next thing to do is to draw settings: the runs that they are drawn by have all ended.
    pub fn wants_settings(&self) -> bool {
        self.to_draw() > 0 && self.has_ended_before(self.round().0)
    }

    /// What is to be asked of the sampler now; nothing where there is nothing to draw yet, or no more.
    pub fn draw_question(&self) -> Option<DrawQuestion> {
        self.wants_settings()
            .then(|| self.question_at(self.round()))
    }

    /// What an answer to [`draw_question`](Self::draw_question) means: the first points that are new.
    pub fn drawn(&self, points: &[Vec<f64>]) -> StudyEvent {
        let space = Swept::all(&self.plan().definition().space);
        let listed = |point: &Vec<f64>| -> Listed {
            let values = space.iter().zip(point);
            values
                .map(|(one, it)| (one.row(), one.value_at(*it)))
                .collect()
        };
        let new = self
            .plan()
            .new_settings(points.iter().map(listed).collect());
        let places = new.iter().take(self.places());
        StudyEvent::SettingsDrawn {
            settings: places.map(|setting| written(&setting.values)).collect(),
        }
    }

    /// What this study has drawn that another one would draw next: by the same results, with nothing else before it.
    pub(super) fn drawn_for(&self, other: &Self) -> Option<StudyEvent> {
        let asked = other.draw_question()?;
        let (first, _) = other.round();
        let own = self.plan();
        let round = own.definition().sampler.round()?;
        let is_boundary = first >= own.startup() && (first - own.startup()).is_multiple_of(round);
        // Rounds may be larger here or there: what comes first in them is the same.
        let known = DrawQuestion {
            count: asked.count,
            ..self.question_at((first, first + 1))
        };
        let drawn = other.plan().settings().len();
        let end = own
            .settings()
            .len()
            .min(first + round)
            .min(drawn + other.places());
        if !is_boundary || first > own.settings().len() || drawn >= end || known != asked {
            return None;
        }
        let settings = own.settings()[drawn..end].iter();
        Some(StudyEvent::SettingsDrawn {
            settings: settings.map(|setting| written(&setting.values)).collect(),
        })
    }

    /// The round that the next setting belongs to: the first of its settings, and the first of the next one's.
    fn round(&self) -> (usize, usize) {
        let definition = self.plan().definition();
        let round = definition.sampler.round().unwrap_or(1).max(1);
        let (startup, drawn) = (self.plan().startup(), self.plan().settings().len());
        let first = startup + (drawn - startup) / round * round;
        (first, first + round)
    }

    /// Settings that the round still has room for.
    fn places(&self) -> usize {
        let left = self.round().1 - self.plan().settings().len();
        left.min(self.to_draw())
    }

    /// Whether all runs of the settings before this one have ended.
    fn has_ended_before(&self, setting: usize) -> bool {
        let mut runs = (0..setting).flat_map(|at| self.trials_of(at));
        runs.all(|trial| trial.state.has_ended())
    }

    /// What is asked where a round begins with the first and ends before the second of these settings.
    pub(super) fn question_at(&self, (first, end): (usize, usize)) -> DrawQuestion {
        let space = Swept::all(&self.plan().definition().space);
        let settings = self.plan().settings().iter().take(first);
        let standings: Vec<(usize, Standing)> = (0..first)
            .filter_map(|at| Some((at, self.standing(at)?)))
            .collect();
        let ranked = |rank: fn(&Standing) -> Option<[f64; 2]>| {
            let of_rank = standings
                .iter()
                .filter_map(|(at, standing)| Some((*at, rank(standing)?)));
            // The second number decides where the first are alike.
            let by_second = sorted_by_number(of_rank.collect(), |(_, [_, second])| -second);
            let by_first = sorted_by_number(by_second, |(_, [first, _])| -first);
            by_first.into_iter().map(|(at, _)| at).collect::<Vec<_>>()
        };
        DrawQuestion {
            seed: self.plan().seed(0),
            axes: space.iter().map(Swept::axis).collect(),
            points: settings.map(|it| point(&space, it)).collect(),
            ranking: [
                ranked(|it| match it {
                    Standing::Complete { score } => Some([*score, 0.0]),
                    _ => None,
                }),
                ranked(|it| match it {
                    Standing::Pruned { epochs, score } => Some([*epochs, *score]),
                    _ => None,
                }),
                ranked(|it| (*it == Standing::Failed).then_some([0.0; 2])),
            ]
            .concat(),
            count: (end - first) * (1 + SPARE),
        }
    }

    /// Nothing where no run of it was let come to anything.
    fn standing(&self, setting: usize) -> Option<Standing> {
        let judged = |trial: &&Trial| trial.state != TrialState::Skipped;
        let trials: Vec<&Trial> = self.trials_of(setting).filter(judged).collect();
        let has_failed = |trial: &&Trial| {
            trial.has_diverged() || matches!(trial.state, TrialState::Failed { .. })
        };
        let pruned = trials.iter().filter(|it| it.state == TrialState::Pruned);
        let epochs: Vec<f64> = pruned.map(|trial| trial.epochs() as f64).collect();
        let scores = trials.iter().filter_map(|trial| trial.latest());
        let scores: Vec<f64> = scores.map(|metrics| metrics.val_accuracy).collect();
        if trials.iter().any(has_failed) {
            Some(Standing::Failed)
        } else if !epochs.is_empty() {
            let (epochs, score) = (mean(&epochs), mean(&scores));
            Some(Standing::Pruned { epochs, score })
        } else {
            let score = mean(&scores);
            (!scores.is_empty()).then_some(Standing::Complete { score })
        }
    }

    pub(super) fn expect_to_draw(&self) -> Result<(), EventError> {
        match self.to_draw() {
            0 => Err(EventError::NothingToDraw {
                why: "this study has all of its settings",
            }),
            _ => Ok(()),
        }
    }

    /// The settings of an event, as they are trained.
    ///
    /// # Errors
    /// Where it is not their turn, or they are not of this study's space.
    pub(super) fn check_drawn(&self, drawn: &[String]) -> Result<Vec<Setting>, EventError> {
        self.expect_to_draw()?;
        if !self.wants_settings() {
            let why = "the runs that they are drawn by have not ended";
            return Err(EventError::NothingToDraw { why });
        }
        let (found, most) = (drawn.len(), self.places());
        if found > most {
            return Err(EventError::TooManySettings { found, most });
        }
        let space = Swept::all(&self.plan().definition().space);
        let listed = drawn.iter().map(|text| listed(&space, text));
        let why = "does not belong to what is swept";
        let listed: Option<Vec<Listed>> = listed.collect();
        let listed = listed.ok_or(EventError::WrongSetting { why })?;
        let settings = self.plan().new_settings(listed);
        if settings.len() < found {
            let why = "is there already or cannot be trained";
            return Err(EventError::WrongSetting { why });
        }
        let mut pairs = settings.iter().zip(drawn);
        if !pairs.all(|(setting, text)| written(&setting.values) == *text) {
            let why = "is not written as it would be drawn";
            return Err(EventError::WrongSetting { why });
        }
        Ok(settings)
    }
}

/// A setting of an event, in the order of the space; what it does not name has the base's value, and then means nothing.
fn listed(space: &[Swept], text: &str) -> Option<Listed> {
    let named = read_listed(text)?;
    let own = |one: &Swept| {
        let is_own = |(row, value): &&(_, Value)| *row == one.row() && one.contains(value);
        named.iter().find(is_own).cloned()
    };
    let listed: Listed = space.iter().filter_map(own).collect();
    (listed.len() == named.len()).then_some(listed)
}

fn point(space: &[Swept], setting: &Setting) -> Vec<Option<f64>> {
    let coordinate = |one: &Swept| one.coordinate(&setting.value(one.row())?);
    space.iter().map(coordinate).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests;
