//! A learning rate that is set by hand.

use crate::hyperparams::CheckedHyperParams;
use crate::training::Trainer;

/// Takes effect with the next step of the trainer, or with the first one of a run that waits for its images.
pub fn set_learning_rate(
    trainer: Option<&mut Trainer>,
    waiting: Option<&mut CheckedHyperParams>,
    learning_rate: f64,
) {
    if let Some(trainer) = trainer {
        trainer.set_learning_rate(learning_rate);
    } else if let Some(params) = waiting {
        params.learning_rate = learning_rate;
    }
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::dataset::Dataset;
    use crate::hyperparams::catalog::LR_SCHEDULE;
    use crate::hyperparams::{HyperParams, Kind};
    use crate::training::device::open_cpu;

    fn trainer(params: CheckedHyperParams) -> Trainer {
        Trainer::new(params, Arc::new(Dataset::default()), &open_cpu(), 1)
    }

    #[test]
    fn a_rate_set_while_a_run_waits_is_the_one_it_begins_with() {
        let Kind::Choice(schedules) = LR_SCHEDULE.kind else {
            panic!("the schedule is a choice");
        };
        for schedule in schedules {
            let params = HyperParams::default().with(&LR_SCHEDULE, schedule.value);
            let mut waiting = params.check().unwrap();
            let mut begun = trainer(waiting.clone());
            set_learning_rate(None, Some(&mut waiting), 0.25);
            set_learning_rate(Some(&mut begun), None, 0.25);
            let first = trainer(waiting).learning_rate();
            assert_eq!(first, begun.learning_rate(), "{}", schedule.value);
            let is_listed = schedule.value == "piecewise_constant_decay";
            assert_eq!(first == 0.25, !is_listed, "{}", schedule.value);
        }
    }

    #[test]
    fn a_rate_for_no_run_at_all_changes_nothing() {
        set_learning_rate(None, None, 0.25);
    }
}
