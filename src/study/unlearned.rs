//! Which results are no effects of what is swept: those of runs that have learned nothing, diverged or were pruned.

use super::{Study, Trial, TrialState};
use crate::metrics::one_digit;

/// What is not compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Settings of which a run seems to name the same digit for every test image.
    pub one_digit: usize,
    /// Settings of which a run diverged.
    pub diverged: usize,
    /// Runs that were pruned.
    pub pruned: usize,
}

impl Study {
    /// Whether a run seems to name the same digit for every test image. What a split holds out is counted by nobody, so
    /// of that it cannot be said.
    pub fn names_one_digit(&self, trial: &Trial) -> bool {
        let is_one = |result: f64| one_digit(result).is_some();
        let is_tested = || !self.setting_of(trial).hyperparams.holds_out();
        let result = trial.result().map(|result| result.val_accuracy);
        result.is_some_and(is_one) && is_tested()
    }

    /// How much is not compared, and cannot win.
    pub fn left_out(&self) -> LeftOut {
        let settings = 0..self.plan().settings().len();
        let settings_with = |is: &dyn Fn(&Trial) -> bool| {
            let has = |setting: &usize| self.trials_of(*setting).any(is);
            settings.clone().filter(has).count()
        };
        let pruned = |trial: &&Trial| trial.state == TrialState::Pruned;
        LeftOut {
            one_digit: settings_with(&|trial| self.names_one_digit(trial)),
            diverged: settings_with(&Trial::has_diverged),
            pruned: self.trials().iter().filter(pruned).count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::StudyEvent;
    use crate::study::testing::{apply, diverged_trial, finished, whole_trial};

    #[test]
    fn what_is_not_compared_is_counted() {
        let mut study = finished(2, &[0.8, 0.1135, 0.7]);
        apply(&mut study, &diverged_trial(3));
        let mut begun = whole_trial(4, &[0.6]);
        begun.pop();
        apply(&mut study, &begun);
        apply(&mut study, &[StudyEvent::TrialPruned { trial: 4 }]);
        let expected = LeftOut {
            one_digit: 1,
            diverged: 1,
            pruned: 1,
        };
        assert_eq!(study.left_out(), expected);
        assert_eq!(finished(2, &[0.8, 0.9]).left_out(), LeftOut::default());
    }
}
