//! A learning-rate range test, printed.

use std::fmt::Write;
use std::sync::Arc;

use crate::dataset::Dataset;
use crate::hyperparams::CheckedHyperParams;
use crate::training::device::open_cpu;
use crate::training::{RangeCurve, RangeTest};

/// The losses of the test's updates as CSV, each with its rate and smoothed; then what they propose and why, each line
/// as a comment.
///
/// # Errors
/// If the device does not hand over the results.
pub fn range_test(params: CheckedHyperParams, dataset: Arc<Dataset>) -> Result<String, String> {
    let mut test = RangeTest::new(params, dataset, &open_cpu());
    while !pollster::block_on(test.step()).map_err(|error| error.to_string())? {}
    Ok(table(test.curve()) + &comments(&test))
}

fn table(curve: &RangeCurve) -> String {
    let mut table = "learning_rate,loss,smoothed_loss\n".to_owned();
    let losses = curve.losses().iter().zip(curve.smoothed());
    for (update, (loss, smoothed)) in losses.enumerate() {
        // Writing to a text cannot fail.
        let _ = writeln!(table, "{:e},{loss},{smoothed}", RangeCurve::rate(update));
    }
    table
}

fn comments(test: &RangeTest) -> String {
    let proposal = test.curve().proposal();
    let proposed = proposal.map_or_else(String::new, |it| {
        let (rate, low, high) = (it.rate, it.low, it.high);
        format!("# learning_rate={rate:e}\n# a range for a study: {low:e} to {high:e}\n")
    });
    format!("{proposed}# {}\n", test.explanation())
}
