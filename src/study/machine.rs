//! A study as a state machine: events in, the next assignment out.

use super::race::Race;
use super::trial::{Trial, TrialState};
use super::{EventError, MOST_RUNS, MOST_SEEDS, Plan, Setting, Span, StudyEvent, count};
use crate::hyperparams::CheckedHyperParams;
use crate::metrics::Outcome;

/// A study under way: its plan, and what its log has made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    plan: Plan,
    trials: Vec<Trial>,
    /// The numbers of each setting's trials: looking for them among all takes a thousand times as long where there
    /// are a thousand settings.
    of_setting: Vec<Vec<usize>>,
    /// Whether each setting is still wanted.
    wanted: Vec<bool>,
    /// Seeds per setting: the plan's, and those added since for all.
    seeds: usize,
    /// The last time that leaders were given more.
    pub(super) race: Option<Race>,
    /// Looks of all such times.
    pub(super) looks: usize,
    /// Settings that were tested, with their accuracies.
    pub(super) tests: Vec<(usize, f64)>,
    /// Whether no more settings are drawn, however many were asked for.
    is_drawn_out: bool,
}

/// What a worker is to train next.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    pub trial: usize,
    pub hyperparams: CheckedHyperParams,
}

/// Whether a running trial may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    GoOn,
    /// Until earlier trials have come so far.
    Wait,
    Prune,
}

/// How many trials stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub waiting: usize,
    pub running: usize,
    pub complete: usize,
    pub pruned: usize,
    pub failed: usize,
    pub skipped: usize,
    /// Those of the skipped that had begun.
    pub stopped: usize,
    /// Those whose settings are still to be drawn.
    pub to_draw: usize,
}

impl Counts {
    pub fn all(&self) -> usize {
        self.waiting + self.running + self.ended() + self.to_draw
    }

    pub fn ended(&self) -> usize {
        self.trained() + self.skipped
    }

    /// Runs that have ended, but for those that somebody has left out.
    pub fn trained(&self) -> usize {
        self.complete + self.pruned + self.failed
    }
}

/// How often the death of a worker is forgiven.
const RETRIES: usize = 1;

impl Study {
    /// Before its first run.
    pub fn new(plan: Plan) -> Self {
        let plan = plan.at_start();
        let wanted = vec![true; plan.settings().len()];
        let seeds = plan.definition().seeds;
        let mut study = Self {
            of_setting: vec![Vec::new(); wanted.len()],
            plan,
            trials: Vec::new(),
            wanted,
            seeds,
            race: None,
            looks: 0,
            tests: Vec::new(),
            is_drawn_out: false,
        };
        study.add_seeds(0);
        study
    }

    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Calls it otherwise, and takes another note on it.
    pub fn describe(&mut self, name: String, note: String) {
        self.plan.describe(name, note);
    }

    /// Seeds per setting, those added for all since the start included; leaders may have more.
    pub fn seeds(&self) -> usize {
        self.seeds
    }

    /// Why every setting cannot have one more seed: a sentence, where it cannot.
    pub fn seed_trouble(&self) -> Option<String> {
        if !self.wanted.contains(&true) && self.to_draw() == 0 {
            Some("Every setting was dropped, so there is nothing to add a seed to.".to_owned())
        } else if self.seeds >= MOST_SEEDS {
            Some(format!("A study has at most {MOST_SEEDS} seeds."))
        } else if self.seeds >= self.most_seeds() {
            let most = count(MOST_RUNS);
            Some(format!("One more seed would make more than {most} runs."))
        } else {
            None
        }
    }

    fn most_seeds(&self) -> usize {
        let settings = self.wanted.len() + self.to_draw();
        let most = (MOST_RUNS / settings.max(1)).min(MOST_SEEDS);
        // Some may have more already.
        let runs = |seeds: usize| -> usize {
            let each = self.of_setting.iter().map(|own| own.len().max(seeds));
            each.sum::<usize>() + self.to_draw() * seeds
        };
        let fits = (self.seeds..=most)
            .rev()
            .find(|seeds| runs(*seeds) <= MOST_RUNS);
        fits.unwrap_or(most)
    }

    /// All settings of a round meet one seed before any meets the next.
    pub fn trials(&self) -> &[Trial] {
        &self.trials
    }

    /// The trials of a setting, by seed; none of a setting that is not there.
    pub fn trials_of(&self, setting: usize) -> impl ExactSizeIterator<Item = &Trial> + Clone {
        let numbers = self.of_setting.get(setting).map_or(&[][..], Vec::as_slice);
        numbers.iter().map(|number| &self.trials[*number])
    }

    /// The setting that a trial of this study has.
    pub fn setting_of(&self, trial: &Trial) -> &Setting {
        &self.plan.settings()[trial.setting]
    }

    /// Whether a setting was dropped.
    pub fn is_dropped(&self, setting: usize) -> bool {
        self.wanted.get(setting) == Some(&false)
    }

    /// The trial to begin next, if any waits.
    pub fn ask(&self) -> Option<Assignment> {
        let next = self
            .trials
            .iter()
            .find(|trial| trial.state == TrialState::Waiting)?;
        Some(Assignment {
            trial: next.number,
            hyperparams: self.setting_of(next).checked.clone().with_seed(next.seed),
        })
    }

    /// Whether no trial is left to train, and none to come.
    pub fn is_finished(&self) -> bool {
        let none_comes = self.to_draw() == 0 && !self.has_open_race();
        none_comes && self.trials.iter().all(|trial| trial.state.has_ended())
    }

    /// Settings that are still to be drawn.
    pub fn to_draw(&self) -> usize {
        match self.is_drawn_out {
            true => 0,
            false => self.plan.to_draw(),
        }
    }

    /// Runs in all, those included whose settings are still to be drawn.
    pub fn runs(&self) -> usize {
        self.trials.len() + self.to_draw() * self.seeds
    }

    pub fn counts(&self) -> Counts {
        let mut counts = Counts {
            to_draw: self.to_draw() * self.seeds,
            ..Counts::default()
        };
        for trial in &self.trials {
            let was_begun = trial.state == TrialState::Skipped && trial.epochs() > 0;
            counts.stopped += usize::from(was_begun);
            *match trial.state {
                TrialState::Waiting => &mut counts.waiting,
                TrialState::Running => &mut counts.running,
                TrialState::Complete { .. } => &mut counts.complete,
                TrialState::Pruned => &mut counts.pruned,
                TrialState::Failed { .. } => &mut counts.failed,
                TrialState::Skipped => &mut counts.skipped,
            } += 1;
        }
        counts
    }

    /// Whether a trial may go on beyond the last epoch it has told of.
    pub fn verdict(&self, number: usize) -> Verdict {
        let (pruner, Some(trial)) = (self.plan.definition().pruner, self.trials.get(number)) else {
            return Verdict::GoOn;
        };
        let bracket = pruner.bracket(number);
        let judge = pruner.of_bracket(bracket);
        let epoch = trial.epochs();
        if trial.state != TrialState::Running || epoch == 0 || !judge.judges(epoch) {
            return Verdict::GoOn;
        }
        let rivals = match judge.compares() {
            true => &self.trials[..number],
            false => &[],
        };
        let is_of_bracket = |(at, _): &(usize, &Trial)| pruner.bracket(*at) == bracket;
        let rivals: Vec<&Trial> = rivals
            .iter()
            .enumerate()
            .filter(is_of_bracket)
            .map(|(_, rival)| rival)
            .collect();
        let is_behind = |rival: &&Trial| !rival.state.has_ended() && rival.epochs() < epoch;
        if rivals.iter().any(is_behind) {
            return Verdict::Wait;
        }
        let own: Vec<f64> = trial
            .history
            .epochs
            .iter()
            .map(|metrics| metrics.val_accuracy)
            .collect();
        let earlier: Vec<f64> = rivals
            .iter()
            .filter_map(|rival| rival.val_accuracy(epoch))
            .collect();
        if judge.prunes(&own, &earlier) {
            Verdict::Prune
        } else {
            Verdict::GoOn
        }
    }

    /// Takes in what has happened.
    ///
    /// # Errors
    /// Where it cannot have happened here; nothing has changed then.
    pub fn apply(&mut self, event: &StudyEvent) -> Result<(), EventError> {
        use StudyEvent as E;
        match event {
            E::TrialBegin { trial } => self.waiting(*trial)?.state = TrialState::Running,
            E::EpochEnd { trial, metrics } => self.end_epoch(*trial, metrics)?,
            E::TrialEnd { trial, outcome } => self.end(*trial, *outcome)?,
            E::TrialPruned { trial } => self.running(*trial)?.state = TrialState::Pruned,
            E::TrialFailed { trial, message } => {
                let message = message.clone();
                self.running(*trial)?.state = TrialState::Failed { message };
            }
            E::TrialLost { trial, message } => self.lose(*trial, message)?,
            E::TrialRequeued { trial } => self.running(*trial)?.forget(),
            E::TrialSkipped { trial } => self.skip(*trial)?,
            E::TrialTimed { trial, span } => self.time(*trial, *span)?,
            E::SettingDropped { setting } => self.drop_setting(*setting)?,
            E::SeedsSet { seeds } => self.set_seeds(*seeds)?,
            E::LeadersSeeded {
                settings,
                seeds,
                look,
                of,
            } => self.seed_leaders(settings, *seeds, [*look, *of])?,
            E::SettingTested { setting, accuracy } => self.take_test(*setting, *accuracy)?,
            E::SettingsDrawn { settings } => match self.check_drawn(settings)? {
                none if none.is_empty() => self.is_drawn_out = true,
                settings => self.add_settings(settings),
            },
            E::SamplerStopped => {
                if !self.end_race() {
                    self.expect_to_draw()?;
                }
                self.is_drawn_out = true;
            }
        }
        Ok(())
    }

    fn end_epoch(
        &mut self,
        number: usize,
        metrics: &crate::metrics::EpochMetrics,
    ) -> Result<(), EventError> {
        let trial = self.running(number)?;
        let expected = trial.epochs() + 1;
        if metrics.epoch != expected {
            let found = metrics.epoch;
            return Err(EventError::WrongEpoch {
                trial: number,
                found,
                expected,
            });
        }
        trial.history.epochs.push(*metrics);
        Ok(())
    }

    fn end(&mut self, number: usize, outcome: Outcome) -> Result<(), EventError> {
        let setting = self.running(number)?.setting;
        let early_stopping = self.plan.settings()[setting].checked.early_stopping;
        let score = self.plan.definition().score;
        let trial = self.running(number)?;
        let kept = score.epoch(early_stopping, outcome, &trial.history.epochs);
        trial.kept = kept.map(|metrics| metrics.epoch);
        trial.state = TrialState::Complete { outcome };
        Ok(())
    }

    fn lose(&mut self, number: usize, message: &str) -> Result<(), EventError> {
        let trial = self.running(number)?;
        trial.lost += 1;
        if trial.lost > RETRIES {
            let message = message.to_owned();
            trial.state = TrialState::Failed { message };
        } else {
            trial.forget();
        }
        Ok(())
    }

    fn skip(&mut self, number: usize) -> Result<(), EventError> {
        let trial = self.trial(number)?;
        if trial.state.has_ended() {
            return Err(out_of_turn(trial));
        }
        trial.state = TrialState::Skipped;
        Ok(())
    }

    fn time(&mut self, number: usize, span: Span) -> Result<(), EventError> {
        let trial = self.trial(number)?;
        if !trial.state.has_ended() {
            return Err(out_of_turn(trial));
        }
        trial.span = Some(span);
        Ok(())
    }

    fn drop_setting(&mut self, setting: usize) -> Result<(), EventError> {
        let settings = self.wanted.len();
        let Some(wanted) = self.wanted.get_mut(setting) else {
            return Err(EventError::NoSuchSetting { setting, settings });
        };
        if !std::mem::take(wanted) {
            return Ok(());
        }
        for number in &self.of_setting[setting] {
            let trial = &mut self.trials[*number];
            if !trial.state.has_ended() {
                trial.state = TrialState::Skipped;
            }
        }
        Ok(())
    }

    fn set_seeds(&mut self, seeds: usize) -> Result<(), EventError> {
        let have = self.seeds;
        let most = self.most_seeds();
        if !(have..=most).contains(&seeds) {
            return Err(EventError::Seeds { seeds, have, most });
        }
        self.seeds = seeds;
        self.add_seeds(0);
        self.catch_up(seeds);
        Ok(())
    }

    fn add_settings(&mut self, settings: Vec<Setting>) {
        let first = self.wanted.len();
        self.wanted.extend(settings.iter().map(|_| true));
        self.of_setting.extend(settings.iter().map(|_| Vec::new()));
        self.plan.grow(settings);
        self.add_seeds(first);
    }

    /// The trials that are missing of the settings from a first one on.
    fn add_seeds(&mut self, first: usize) {
        for replicate in 0..self.seeds {
            self.add_replicate(replicate, first..self.wanted.len());
        }
    }

    /// A trial with this seed for each of these settings that is wanted and has met all before it, and not it.
    pub(super) fn add_replicate(
        &mut self,
        replicate: usize,
        settings: impl IntoIterator<Item = usize>,
    ) {
        let seed = self.plan.seed(replicate);
        for setting in settings {
            let number = self.trials.len();
            let own = &mut self.of_setting[setting];
            if self.wanted[setting] && own.len() == replicate {
                own.push(number);
                self.trials.push(Trial::new(number, setting, seed));
            }
        }
    }

    pub(super) fn trials_mut(&mut self) -> &mut [Trial] {
        &mut self.trials
    }

    fn trial(&mut self, trial: usize) -> Result<&mut Trial, EventError> {
        let trials = self.trials.len();
        self.trials
            .get_mut(trial)
            .ok_or(EventError::NoSuchTrial { trial, trials })
    }

    fn running(&mut self, number: usize) -> Result<&mut Trial, EventError> {
        self.in_state(number, &TrialState::Running)
    }

    fn waiting(&mut self, number: usize) -> Result<&mut Trial, EventError> {
        self.in_state(number, &TrialState::Waiting)
    }

    fn in_state(&mut self, number: usize, state: &TrialState) -> Result<&mut Trial, EventError> {
        let trial = self.trial(number)?;
        if trial.state == *state {
            Ok(trial)
        } else {
            Err(out_of_turn(trial))
        }
    }
}

fn out_of_turn(trial: &Trial) -> EventError {
    EventError::OutOfTurn {
        trial: trial.number,
        state: trial.state.name(),
    }
}

#[cfg(test)]
mod tests;
