//! Recorded runs, small enough for a link: the curves that a figure shows before anything is trained.
//!
//! A recording is what the runs came to, quantised for the eye, and of each run a fingerprint of its exact numbers,
//! by which a run trained anew is known to be the same to the last bit.
//!
//! | file | concern |
//! |---|---|
//! | `quantised` | numbers as few small integers |
//! | `text` | the recording as a text for a link, and back as far as it can be read |
//! | `reproduction` | what a run trained anew says of a recorded one |

mod quantised;
mod reproduction;
mod text;

use crc::{CRC_32_ISO_HDLC, Crc};
use serde::{Deserialize, Serialize};

use crate::hyperparams::{CheckedHyperParams, HyperParams, LrSchedule, ParamSpec, Value};
use crate::metrics::{History, Outcome};
use crate::protocol::DeviceKind;
use quantised::Curves;
pub use reproduction::Reproduction;
pub use text::{Read, Unread};

/// Runs, and how they were made.
#[derive(Clone, Debug, PartialEq)]
pub struct Recording {
    pub made: Made,
    pub runs: Vec<RecordedRun>,
}

/// When and on what runs were recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Made {
    /// The day: "2026-11-26".
    pub date: String,
    pub device: DeviceKind,
    /// Tuneground's version.
    pub version: String,
    /// Of the hyperparameters that the runs' own are over.
    base: u32,
}

impl Made {
    /// Made on this day with this program, by runs over `base`.
    pub fn now(date: &str, device: DeviceKind, base: &HyperParams) -> Self {
        Self {
            date: date.to_owned(),
            device,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            base: base_fingerprint(base),
        }
    }

    /// The same of runs that are told by what they have over another base.
    pub fn over(&self, base: &HyperParams) -> Self {
        Self {
            base: base_fingerprint(base),
            ..self.clone()
        }
    }

    /// Whether the runs are over these hyperparameters.
    pub fn is_over(&self, base: &HyperParams) -> bool {
        self.base == base_fingerprint(base)
    }
}

/// A run as a figure remembers it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedRun {
    /// Empty where nobody has given one.
    pub name: String,
    /// The hyperparameters in which it differs from the recording's base.
    pub values: Vec<(&'static ParamSpec, Value)>,
    pub outcome: Outcome,
    curves: Curves,
    fingerprint: u32,
}

impl RecordedRun {
    /// A run that has ended.
    pub fn of(
        name: &str,
        values: Vec<(&'static ParamSpec, Value)>,
        history: &History,
        outcome: Outcome,
    ) -> Self {
        Self {
            name: name.to_owned(),
            values,
            outcome,
            curves: Curves::of(history),
            fingerprint: fingerprint(history),
        }
    }

    /// The same run over another base, from which it differs in these.
    pub fn with_values(&self, values: Vec<(&'static ParamSpec, Value)>) -> Self {
        Self {
            values,
            ..self.clone()
        }
    }

    /// Its hyperparameters.
    pub fn hyperparams(&self, base: &HyperParams) -> HyperParams {
        let over = |params: HyperParams, (row, value): &(&'static ParamSpec, Value)| {
            params.with(row, value.clone())
        };
        self.values.iter().fold(base.clone(), over)
    }

    /// Its curves, as exactly as they were recorded; without times, rates and steps.
    pub fn history(&self) -> History {
        self.curves.history()
    }

    /// The same with the learning rate of each epoch, where that is the same in all of them.
    pub fn history_of(&self, checked: &CheckedHyperParams) -> History {
        let mut history = self.history();
        if checked.schedule == LrSchedule::Constant {
            for epoch in &mut history.epochs {
                epoch.learning_rate = Some(checked.learning_rate);
            }
        }
        history
    }
}

/// What makes these hyperparameters of the base's; what is `named` comes first, in this order, whatever it is.
pub fn values_over(
    params: &HyperParams,
    base: &HyperParams,
    named: &[&'static ParamSpec],
) -> Vec<(&'static ParamSpec, Value)> {
    let told = named.iter().filter(|row| (row.applies)(params));
    let mut values: Vec<_> = told.map(|row| (*row, params.get(row))).collect();
    // A choice brings defaults of its own, which may not be what these have.
    loop {
        let over = |base: HyperParams, (row, value): &(&'static ParamSpec, Value)| {
            base.with(row, value.clone())
        };
        let come_to = values.iter().fold(base.clone(), over);
        let rest = params.differences(&come_to);
        if rest.is_empty() {
            return values;
        }
        values.extend(rest);
    }
}

/// Like zip's. With a small table: the sixteen of other crates were a twentieth of what a figure weighs.
const SUM: Crc<u32> = Crc::<u32>::new(&CRC_32_ISO_HDLC);

/// Of the exact numbers of all epochs.
fn fingerprint(history: &History) -> u32 {
    let mut digest = SUM.digest();
    for number in history.epochs.iter().flat_map(|epoch| epoch.numbers()) {
        // Of the many that are no number there is one here.
        let number = if number.is_nan() { f64::NAN } else { number };
        digest.update(&number.to_bits().to_le_bytes());
    }
    digest.finalize()
}

/// Of what is not as it is by default: a row that a later version adds is at its default then.
fn base_fingerprint(base: &HyperParams) -> u32 {
    let default = HyperParams::default();
    let mut digest = SUM.digest();
    for row in base.applicable() {
        let value = base.get(row);
        if value != default.get(row) {
            digest.update(format!("{}={value}\n", row.key).as_bytes());
        }
    }
    digest.finalize()
}

#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
