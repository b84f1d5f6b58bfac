//! Settings that are drawn by results, in rounds: what is asked of the sampler, and what its answer means.
//!
//! The first settings are there from the start. A round begins when every run of all settings before it has ended, and is
//! drawn from what those have come to, in the order of the settings: so it does not depend on which worker was faster.
//! Where only some of a round is there, because more settings were asked for since, the rest is drawn from the same
//! results.

use super::permalink::{read_listed, written};
use super::swept::Swept;
use super::{EventError, Learner, Listed, Setting, Study, StudyEvent, Trial, TrialState};
use crate::hyperparams::Value;
use crate::metrics::sorted_by_number;
use crate::protocol::{DrawQuestion, Rounds};

/// Points that are asked for beyond each setting of a round: some turn out to train what another trains, or cannot be
/// trained.
const SPARE: usize = 7;

/// What settings of which every run has come to something are ahead of those of which one was pruned: by more than these
/// can have trained epochs.
const COMPLETE: f64 = 1e6;

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
        let known = self.question_at((first, first + round));
        // Rounds may be larger here or there: what comes first in them is the same, where none of it is spare.
        let count = if known.spare == 0 {
            asked.count
        } else {
            known.count
        };
        let known = DrawQuestion { count, ..known };
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

    fn rounds(&self) -> Rounds {
        Rounds {
            startup: self.plan().startup(),
            size: self.plan().definition().sampler.round().unwrap_or(1),
        }
    }

    /// Settings that the round still has room for.
    fn places(&self) -> usize {
        let left = self.round().1 - self.plan().settings().len();
        left.min(self.to_draw())
    }

    /// Whether all runs of the settings before this one have ended.
    fn has_ended_before(&self, setting: usize) -> bool {
        let mut runs = (0..setting).flat_map(|at| self.trials_of(at).take(self.seeds()));
        runs.all(|trial| trial.state.has_ended())
    }

    /// What is asked where a round begins with the first and ends before the second of these settings.
    pub(super) fn question_at(&self, (first, end): (usize, usize)) -> DrawQuestion {
        let space = Swept::all(&self.plan().definition().space);
        let settings = self.plan().settings().iter().take(first);
        let merits = (0..first).filter_map(|at| Some((at, self.merit(at)?)));
        let ranked = sorted_by_number(merits.collect(), |(_, merit)| -merit);
        let learner = self.plan().definition().sampler.learner();
        let learner = learner.unwrap_or(Learner::Tpe);
        let complete = ranked.iter().take_while(|(_, merit)| *merit >= COMPLETE);
        let scores = complete.filter_map(|(at, _)| self.score_of(*at)).collect();
        let places = end - first;
        // What draws each point for itself draws what is spare in the same way.
        let (count, spare) = match learner {
            Learner::Tpe | Learner::CmaEs => (places * (1 + SPARE), 0),
            Learner::Gp => (places, places * SPARE),
        };
        DrawQuestion {
            learner,
            seed: self.plan().seed(0),
            axes: space.iter().map(Swept::axis).collect(),
            points: settings.map(|it| point(&space, it)).collect(),
            ranking: ranked.into_iter().map(|(at, _)| at).collect(),
            scores: if learner.goes_by_scores() {
                scores
            } else {
                Vec::new()
            },
            rounds: learner.goes_by_rounds().then(|| self.rounds()),
            count,
            spare,
        }
    }

    /// How good a setting is: by its score averaged over its seeds. Below all of these are settings of which a run was
    /// pruned, by the epochs that it has come through and then by its score, as Optuna ranks them; and last those of
    /// which one diverged or failed, of which Optuna learns nothing. Nothing where no run of it was let come to anything.
    fn merit(&self, setting: usize) -> Option<f64> {
        let judged = |trial: &&Trial| trial.state != TrialState::Skipped;
        // Seeds that leaders alone have met would make what is drawn depend on when they were given them.
        let trials = self.trials_of(setting).take(self.seeds());
        let trials: Vec<&Trial> = trials.filter(judged).collect();
        let has_failed = |trial: &&Trial| {
            trial.has_diverged() || matches!(trial.state, TrialState::Failed { .. })
        };
        if trials.iter().any(has_failed) {
            return Some(-1.0);
        }
        let pruned = trials.iter().filter(|it| it.state == TrialState::Pruned);
        let epochs = mean(pruned.map(|trial| trial.epochs() as f64));
        // A score is 1 at most.
        Some(self.score_of(setting)? + epochs.map_or(COMPLETE, |epochs| 2.0 * epochs))
    }

    /// What a setting has come to, averaged over its seeds.
    fn score_of(&self, setting: usize) -> Option<f64> {
        let judged = self.trials_of(setting);
        let judged = judged.filter(|trial| trial.state != TrialState::Skipped);
        mean(judged.filter_map(|trial| Some(trial.latest()?.val_accuracy)))
    }

    pub(super) fn expect_to_draw(&self) -> Result<(), EventError> {
        match self.to_draw() {
            0 => Err(EventError::Drawing {
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
            return Err(EventError::Drawing { why });
        }
        if drawn.len() > self.places() {
            let why = "there are more than a round has";
            return Err(EventError::Drawing { why });
        }
        let space = Swept::all(&self.plan().definition().space);
        let listed = drawn.iter().map(|text| listed(&space, text));
        let why = "one does not belong to what is swept";
        let listed: Option<Vec<Listed>> = listed.collect();
        let listed = listed.ok_or(EventError::Drawing { why })?;
        let settings = self.plan().new_settings(listed);
        if settings.len() < drawn.len() {
            let why = "one is there already or cannot be trained";
            return Err(EventError::Drawing { why });
        }
        let mut pairs = settings.iter().zip(drawn);
        if !pairs.all(|(setting, text)| written(&setting.values) == *text) {
            let why = "one is not written as it would be drawn";
            return Err(EventError::Drawing { why });
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

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), it| (sum + it, count + 1.0));
    (count > 0.0).then(|| sum / count)
}

#[cfg(all(test, feature = "analysis"))]
mod tests;
