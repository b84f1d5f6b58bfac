//! A range test in words.

use super::curve::{FIRST, Proposal, RangeCurve, UPDATES};
use crate::hyperparams::{CheckedHyperParams, LrSchedule, Value};

/// What came of it and why, and what the visitor should know of it.
pub fn explanation(params: &CheckedHyperParams, curve: &RangeCurve) -> String {
    let remarks = [
        schedule(params),
        repeated(params, curve.losses().len()),
        accumulated(params),
    ];
    let remarks = remarks.into_iter().flatten();
    let all: Vec<String> = std::iter::once(verdict(curve)).chain(remarks).collect();
    all.join(" ")
}

fn verdict(curve: &RangeCurve) -> String {
    let Some(Proposal { rate, low, high }) = curve.proposal() else {
        let why = if curve.losses().len() < FIRST {
            "the loss was no number from the beginning. Try another initializer, activation or loss."
        } else {
            "at none of them has the loss fallen by more than it varies from batch to batch (and by 5 %). Try another \
             optimizer, initializer or larger batches."
        };
        return format!("No rate is proposed: {why}");
    };
    let [rate, low, high] = [rate, low, high].map(said);
    let end = if curve.has_exploded() {
        "beyond it the loss explodes."
    } else {
        "up to 10 the loss has not exploded."
    };
    format!(
        "{rate} is a tenth of the rate at which the smoothed loss was lowest ({high}): the largest that is safely before the \
         loss rises again. The loss begins to fall at {low}; {end}"
    )
}

fn schedule(params: &CheckedHyperParams) -> Option<String> {
    let is_constant = params.schedule == LrSchedule::Constant;
    (!is_constant)
        .then(|| "The schedule was left out: this is a rate for it to begin with.".to_owned())
}

/// A remark where images were seen more than once.
fn repeated(params: &CheckedHyperParams, updates: usize) -> Option<String> {
    let batches = updates * params.optimizer.gradient_accumulation_steps;
    let an_epoch = params.steps_per_epoch();
    let epochs = batches.div_ceil(an_epoch);
    (epochs > 1).then(|| {
        format!(
            "An epoch has {an_epoch} of its batches, so the test went over {epochs} epochs, and losses fell by images seen \
             again, too: take the curve as a hint."
        )
    })
}

fn accumulated(params: &CheckedHyperParams) -> Option<String> {
    let batches = params.optimizer.gradient_accumulation_steps;
    (batches > 1).then(|| format!("Each of its {UPDATES} updates at most is of {batches} batches."))
}

fn said(rate: f64) -> String {
    Value::Number(rate).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;

    fn told(params: &HyperParams, losses: &[f64]) -> String {
        let mut curve = RangeCurve::default();
        losses.iter().for_each(|loss| curve.add(*loss));
        explanation(&params.check().unwrap(), &curve)
    }

    /// 2, and 1 from the thirty-eighth update on.
    fn falling() -> Vec<f64> {
        let loss = |update: usize| if update < 37 { 2.0 } else { 1.0 };
        (0..UPDATES).map(loss).collect()
    }

    #[test]
    fn a_proposal_is_told_with_its_rule() {
        // An epoch of it is enough.
        let told = told(&HyperParams::default(), &falling());
        let expected = "1 is a tenth of the rate at which the smoothed loss was lowest (10): the largest that is safely before \
                        the loss rises again. The loss begins to fall at 0.003; up to 10 the loss has not exploded.";
        assert_eq!(told, expected);
    }

    #[test]
    fn a_test_without_a_proposal_says_why() {
        let default = HyperParams::default();
        let flat = told(&default, &[2.0; UPDATES]);
        assert!(flat.starts_with("No rate is proposed: at none"), "{flat}");
        let none = told(&default, &[f64::NAN]);
        assert!(
            none.starts_with("No rate is proposed: the loss was no number"),
            "{none}"
        );
    }

    #[test]
    fn what_makes_a_test_less_sure_is_said() {
        let params = HyperParams::default()
            .with(&TRAIN_IMAGES, 1000.0)
            .with(&BATCH_SIZE, 500.0)
            .with(&GRADIENT_ACCUMULATION_STEPS, 2.0)
            .with(&LR_SCHEDULE, "cosine_decay");
        let told = told(&params, &falling());
        for words in ["schedule was left out", "over 75 epochs", "of 2 batches"] {
            assert!(told.contains(words), "{words}: {told}");
        }
    }
}
