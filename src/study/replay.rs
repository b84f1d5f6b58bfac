//! A log read back. Of a file, every event has to fit; of what the browser has kept, what fits counts.
//!
//! A page that is closed writes no end to what it was training. So a run that begins while it is under way was
//! cut off before: it is back in line, and begins again.

use super::trial::{Trial, TrialState};
use super::{EventError, Plan, Span, Study, StudyEvent};
use crate::metrics::{EpochMetrics, Outcome};

/// No run takes longer, and sums of a thousand such times are numbers still.
const YEAR_MS: f64 = 365.0 * 24.0 * 3600.0 * 1e3;

impl Study {
    /// The study as its log left it; trials that were under way are back in line.
    ///
    /// # Errors
    /// The first event that cannot be of this study, with its place in the log.
    pub fn replay<'a>(
        plan: Plan,
        log: impl IntoIterator<Item = &'a StudyEvent>,
    ) -> Result<Self, (usize, EventError)> {
        let mut study = Self::new(plan);
        for (at, event) in log.into_iter().enumerate() {
            study.admit(event).map_err(|error| (at, error))?;
        }
        study.interrupt();
        Ok(study)
    }

    /// The study of a log that may have holes and events that do not fit, with the log that says no more than
    /// it: events that do not fit are left out, and a trial that misses some is back in line. Trials that were
    /// under way still are.
    pub fn heal(plan: Plan, log: Vec<StudyEvent>) -> (Self, Vec<StudyEvent>) {
        let (mut study, mut healed) = (Self::new(plan), Vec::with_capacity(log.len()));
        for event in log {
            let under_way = event.trial().filter(|trial| study.is_under_way(*trial));
            let fits = study.admit(&event).is_ok();
            let begins_again = matches!(event, StudyEvent::TrialBegin { .. });
            if let Some(trial) = under_way.filter(|_| begins_again || !fits) {
                healed.push(StudyEvent::TrialRequeued { trial });
            }
            match under_way {
                Some(trial) if !fits => study.trials_mut()[trial].forget(),
                _ if fits => healed.push(event),
                _ => {}
            }
        }
        (study, healed)
    }

    /// Puts the trials that are under way back in line: nobody works on them any more.
    pub fn interrupt(&mut self) {
        let running = self.trials_mut().iter_mut();
        running
            .filter(|trial| trial.state == TrialState::Running)
            .for_each(Trial::forget);
    }

    /// Whether somebody has ended it: by its log, the last run that ended was skipped, and none is left.
    pub fn was_stopped(&self, log: &[StudyEvent]) -> bool {
        use StudyEvent as E;
        let skipped_last = |event: &StudyEvent| match event {
            E::TrialSkipped { .. } => Some(true),
            // Of a setting whose runs had all ended, it skips none.
            E::SettingDropped { setting } => self
                .trials_of(*setting)
                .any(|trial| trial.state == TrialState::Skipped)
                .then_some(true),
            E::TrialEnd { .. }
            | E::TrialPruned { .. }
            | E::TrialFailed { .. }
            | E::TrialLost { .. }
            // It has ended by itself.
            | E::SettingsDrawn { .. }
            | E::LeadersSeeded { .. } => Some(false),
            E::SamplerStopped => Some(true),
            E::TrialBegin { .. }
            | E::EpochEnd { .. }
            | E::TrialRequeued { .. }
            | E::TrialTimed { .. }
            | E::SeedsSet { .. }
            | E::SettingTested { .. } => None,
        };
        self.is_finished() && log.iter().rev().find_map(skipped_last) == Some(true)
    }

    fn is_under_way(&self, trial: usize) -> bool {
        let trial = self.trials().get(trial);
        trial.is_some_and(|trial| trial.state == TrialState::Running)
    }

    /// As [`apply`](Self::apply), for what others have written.
    ///
    /// # Errors
    /// As there, and where it says of a run what no run can come to.
    pub fn admit(&mut self, event: &StudyEvent) -> Result<(), EventError> {
        match event {
            StudyEvent::TrialBegin { trial } if self.is_under_way(*trial) => {
                self.apply(&StudyEvent::TrialRequeued { trial: *trial })?;
            }
            StudyEvent::EpochEnd { trial, metrics } if self.is_under_way(*trial) => {
                self.check_epoch(*trial, metrics)?;
            }
            StudyEvent::TrialEnd { trial, outcome } if self.is_under_way(*trial) => {
                self.check_end(*trial, *outcome)?;
            }
            StudyEvent::TrialTimed { trial, span } => check_span(*trial, *span)?,
            _ => {}
        }
        self.apply(event)
    }

    fn check_epoch(&self, trial: usize, metrics: &EpochMetrics) -> Result<(), EventError> {
        let shares = [
            ("an accuracy", metrics.accuracy),
            ("a val_accuracy", metrics.val_accuracy),
        ];
        for (what, share) in shares {
            let is_right = (0.0..=1.0).contains(&share);
            expect(is_right, trial, what, &share, "a number from 0 to 1")?;
        }
        let ms = metrics.elapsed_ms;
        let is_right = (0.0..=YEAR_MS).contains(&ms);
        expect(
            is_right,
            trial,
            "an elapsed_ms",
            &ms,
            "a number from 0 to a year of 31536000000 ms",
        )?;
        let sizes = [
            ("a learning_rate", metrics.learning_rate),
            ("a penalty", metrics.penalty),
            ("a val_penalty", metrics.val_penalty),
        ];
        for (what, size) in sizes {
            let size = size.unwrap_or_default();
            let is_right = size.is_finite() && size >= 0.0;
            expect(is_right, trial, what, &size, "a number from 0 on")?;
        }
        self.expect_epoch(trial, "an epoch", metrics.epoch)
    }

    fn check_end(&self, trial: usize, outcome: Outcome) -> Result<(), EventError> {
        let epochs = self.trials()[trial].epochs();
        match outcome {
            Outcome::Completed => {
                let planned = self.planned_epochs(trial);
                let told = format!("{planned}, as it completed");
                expect(
                    epochs == planned,
                    trial,
                    "a count of epochs",
                    &epochs,
                    &told,
                )
            }
            Outcome::EarlyStopped { epoch, best_epoch } => {
                let last = format!("{epochs}, its last");
                expect(
                    epoch == epochs,
                    trial,
                    "an early stop at epoch",
                    &epoch,
                    &last,
                )?;
                let is_right = (1..=epoch).contains(&best_epoch);
                let told = format!("a whole number from 1 to {epoch}");
                expect(is_right, trial, "a best_epoch", &best_epoch, &told)
            }
            Outcome::Diverged { epoch, .. } => {
                self.expect_epoch(trial, "a divergence in an epoch", epoch)
            }
            Outcome::Stopped => Ok(()),
        }
    }

    fn expect_epoch(
        &self,
        trial: usize,
        what: &'static str,
        epoch: usize,
    ) -> Result<(), EventError> {
        let planned = self.planned_epochs(trial);
        let is_right = (1..=planned).contains(&epoch);
        let told = format!("a whole number from 1 to {planned}");
        expect(is_right, trial, what, &epoch, &told)
    }

    /// Epochs of a trial that nothing ends before.
    fn planned_epochs(&self, trial: usize) -> usize {
        self.setting_of(&self.trials()[trial]).checked.epochs
    }
}

/// A time that is none, or an end before the beginning, would be no bar of a timeline.
fn check_span(trial: usize, Span { from_ms, to_ms, .. }: Span) -> Result<(), EventError> {
    let beginning = "a time from 0 to 1e15 ms";
    let is_time = |ms: f64| (0.0..=1e15).contains(&ms);
    expect(is_time(from_ms), trial, "a from_ms", &from_ms, beginning)?;
    let is_right = is_time(to_ms) && from_ms <= to_ms;
    expect(
        is_right,
        trial,
        "a to_ms",
        &to_ms,
        "a time from its from_ms on",
    )
}

fn expect(
    is_right: bool,
    trial: usize,
    what: &'static str,
    found: &impl ToString,
    allowed: &str,
) -> Result<(), EventError> {
    if is_right {
        return Ok(());
    }
    Err(EventError::OutOfRange {
        trial,
        what,
        found: found.to_string(),
        allowed: allowed.to_owned(),
    })
}

#[cfg(test)]
mod tests;
