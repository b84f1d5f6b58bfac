//! What happens to a study: its log, which alone changes it.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value as Json;

use crate::metrics::{EpochMetrics, Outcome};

/// One line of the log. Trials are named by their number, settings by their index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", try_from = "Line")]
pub enum StudyEvent {
    TrialBegin {
        trial: usize,
    },
    EpochEnd {
        trial: usize,
        metrics: EpochMetrics,
    },
    TrialEnd {
        trial: usize,
        outcome: Outcome,
    },
    TrialPruned {
        trial: usize,
    },
    /// It cannot be trained.
    TrialFailed {
        trial: usize,
        message: String,
    },
    /// Its worker died: it is tried once more.
    TrialLost {
        trial: usize,
        message: String,
    },
    /// Nobody works on it any more, through no fault of its own: it is back in line.
    TrialRequeued {
        trial: usize,
    },
    TrialSkipped {
        trial: usize,
    },
    /// When a run that has ended was trained and by which worker, where somebody has looked at the clock.
    ///
    /// An event of its own, so that logs that know nothing of it are read as before.
    TrialTimed {
        trial: usize,
        span: Span,
    },
    /// None of the setting's trials is wanted any more.
    SettingDropped {
        setting: usize,
    },
    /// Every setting that was not dropped is to have so many seeds in all.
    SeedsSet {
        seeds: usize,
    },
    /// At this look, of so many, these settings led, by their indices in order: each is to have so many seeds in all. Less
    /// than two, or the last look, end the race; a last look without a race before it tells of what a study has kept that
    /// was changed since. What it looked at has ended, so whoever reads that needs no statistics.
    LeadersSeeded {
        settings: Vec<usize>,
        seeds: usize,
        look: usize,
        of: usize,
    },
    /// These are tried next, each written as links have settings: `learning_rate:0.01; optimizer:adam`. None where the
    /// sampler finds none that is new, and so ends.
    ///
    /// They are in the log, so that who reads it needs no sampler.
    SettingsDrawn {
        settings: Vec<String>,
    },
    /// A setting was trained on all training images and has had its one look at the test images, with this accuracy.
    SettingTested {
        setting: usize,
        accuracy: f64,
    },
    /// Somebody has ended it: no more settings are drawn, and no leaders are given more seeds.
    SamplerStopped,
}

/// When a run was trained, in milliseconds since 1970 by the clock on the wall, and by whom.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// The worker's number.
    pub worker: u32,
    pub from_ms: f64,
    /// Not before `from_ms`.
    pub to_ms: f64,
}

impl StudyEvent {
    /// Whether only pages know it that read files of version 5.
    pub(super) fn is_of_version_5(&self) -> bool {
        matches!(
            self,
            Self::LeadersSeeded { .. } | Self::SettingTested { .. }
        )
    }

    /// The trial that it is about.
    pub fn trial(&self) -> Option<usize> {
        match self {
            Self::TrialBegin { trial }
            | Self::EpochEnd { trial, .. }
            | Self::TrialEnd { trial, .. }
            | Self::TrialPruned { trial }
            | Self::TrialFailed { trial, .. }
            | Self::TrialLost { trial, .. }
            | Self::TrialRequeued { trial }
            | Self::TrialSkipped { trial }
            | Self::TrialTimed { trial, .. } => Some(*trial),
            Self::SettingDropped { .. }
            | Self::SeedsSet { .. }
            | Self::LeadersSeeded { .. }
            | Self::SettingTested { .. }
            | Self::SettingsDrawn { .. }
            | Self::SamplerStopped => None,
        }
    }
}

/// An event as it is read, with the fields of all of them: what serde derives for an enum whose kind stands among its
/// fields is a fiftieth of the page.
#[derive(Deserialize)]
struct Line {
    event: String,
    trial: Option<usize>,
    setting: Option<usize>,
    seeds: Option<usize>,
    metrics: Option<EpochMetrics>,
    outcome: Option<Outcome>,
    span: Option<Span>,
    #[serde(default, deserialize_with = "short")]
    message: Option<String>,
    /// Written out where they are new, by their indices where they are not.
    settings: Option<Vec<Json>>,
    accuracy: Option<f64>,
    look: Option<usize>,
    of: Option<usize>,
}

impl Line {
    /// Its settings, each read in this way.
    fn all<T>(&self, read: fn(&Json) -> Option<T>) -> Result<Vec<T>, String> {
        let settings = self.settings.as_ref();
        let settings = settings.ok_or_else(|| format!("the event {} has no settings", self.event));
        let read = settings?.iter().map(read).collect::<Option<_>>();
        read.ok_or_else(|| format!("it names other settings than {} has", self.event))
    }
}

impl TryFrom<Line> for StudyEvent {
    type Error = String;

    fn try_from(line: Line) -> Result<Self, String> {
        let missing = |field| format!("the event {} has no {field}", line.event);
        let trial = || line.trial.ok_or_else(|| missing("trial"));
        let message = || line.message.clone().ok_or_else(|| missing("message"));
        Ok(match line.event.as_str() {
            "trial-begin" => Self::TrialBegin { trial: trial()? },
            "epoch-end" => Self::EpochEnd {
                trial: trial()?,
                metrics: line.metrics.ok_or_else(|| missing("metrics"))?,
            },
            "trial-end" => Self::TrialEnd {
                trial: trial()?,
                outcome: line.outcome.ok_or_else(|| missing("outcome"))?,
            },
            "trial-pruned" => Self::TrialPruned { trial: trial()? },
            "trial-failed" => Self::TrialFailed {
                trial: trial()?,
                message: message()?,
            },
            "trial-lost" => Self::TrialLost {
                trial: trial()?,
                message: message()?,
            },
            "trial-requeued" => Self::TrialRequeued { trial: trial()? },
            "trial-skipped" => Self::TrialSkipped { trial: trial()? },
            "trial-timed" => Self::TrialTimed {
                trial: trial()?,
                span: line.span.ok_or_else(|| missing("span"))?,
            },
            "setting-dropped" => Self::SettingDropped {
                setting: line.setting.ok_or_else(|| missing("setting"))?,
            },
            "seeds-set" => Self::SeedsSet {
                seeds: line.seeds.ok_or_else(|| missing("seeds"))?,
            },
            "leaders-seeded" => Self::LeadersSeeded {
                settings: line.all(|it| usize::try_from(it.as_u64()?).ok())?,
                seeds: line.seeds.ok_or_else(|| missing("seeds"))?,
                look: line.look.ok_or_else(|| missing("look"))?,
                of: line.of.ok_or_else(|| missing("of"))?,
            },
            "settings-drawn" => Self::SettingsDrawn {
                settings: line.all(|it| Some(it.as_str()?.to_owned()))?,
            },
            "setting-tested" => Self::SettingTested {
                setting: line.setting.ok_or_else(|| missing("setting"))?,
                accuracy: line.accuracy.ok_or_else(|| missing("accuracy"))?,
            },
            "sampler-stopped" => Self::SamplerStopped,
            unknown => return Err(format!("there is no event {unknown}")),
        })
    }
}

/// What went wrong with a run, in so many characters at most: a file may hold a page of garbage.
fn short<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    const LONGEST: usize = 1000;
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.map(|text| text.chars().take(LONGEST).collect()))
}

/// Why an event cannot be of this study.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    #[error("it names trial {trial}, and the study has {trials}")]
    NoSuchTrial { trial: usize, trials: usize },
    #[error("it names setting {setting}, and the study has {settings}")]
    NoSuchSetting { setting: usize, settings: usize },
    #[error("it is about trial {trial}, which is {state}")]
    OutOfTurn { trial: usize, state: &'static str },
    #[error("it is epoch {found} of trial {trial}, which is at epoch {expected}")]
    WrongEpoch {
        trial: usize,
        found: usize,
        expected: usize,
    },
    #[error("trial {trial} has {what} of {found}; it must be {allowed}")]
    OutOfRange {
        trial: usize,
        what: &'static str,
        found: String,
        allowed: String,
    },
    #[error("it gives leaders more seeds, and {why}")]
    Leading { why: &'static str },
    #[error("it tests setting {setting}, and {why}")]
    Testing { setting: usize, why: &'static str },
    #[error("it draws settings, and {why}")]
    Drawing { why: &'static str },
    #[error(
        "it asks for {seeds} seeds per setting; there are {have}, and there can be at most {most}"
    )]
    Seeds {
        seeds: usize,
        have: usize,
        most: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events() -> Vec<StudyEvent> {
        use StudyEvent as E;
        let message = "no room".to_owned();
        let metrics = EpochMetrics {
            epoch: 1,
            loss: f64::INFINITY,
            accuracy: 0.5,
            val_loss: f64::NAN,
            val_accuracy: 0.1,
            elapsed_ms: 2.5,
            learning_rate: None,
            penalty: None,
            val_penalty: None,
        };
        let outcome = Outcome::Diverged { epoch: 1, step: 2 };
        vec![
            E::TrialBegin { trial: 1 },
            E::EpochEnd { trial: 2, metrics },
            E::TrialEnd { trial: 3, outcome },
            E::TrialPruned { trial: 4 },
            E::TrialFailed {
                trial: 5,
                message: message.clone(),
            },
            E::TrialLost { trial: 6, message },
            E::TrialRequeued { trial: 7 },
            E::TrialSkipped { trial: 8 },
            E::TrialTimed {
                trial: 8,
                span: Span {
                    worker: 2,
                    from_ms: 1.5,
                    to_ms: 2e12,
                },
            },
            E::SettingDropped { setting: 9 },
            E::SeedsSet { seeds: 10 },
            E::LeadersSeeded {
                settings: vec![0, 3],
                seeds: 4,
                look: 1,
                of: 6,
            },
            E::SettingsDrawn {
                settings: vec!["n_nodes:16".to_owned()],
            },
            E::SettingTested {
                setting: 1,
                accuracy: 0.975,
            },
            E::SamplerStopped,
        ]
    }

    #[test]
    fn every_event_is_read_as_it_was_written() {
        for event in events() {
            let json = serde_json::to_string(&event).unwrap();
            let read: StudyEvent = serde_json::from_str(&json).unwrap();
            // What is no number equals nothing.
            assert_eq!(format!("{read:?}"), format!("{event:?}"), "{json}");
        }
    }

    #[test]
    fn an_event_that_lacks_something_says_what() {
        let no_trial = |event: &StudyEvent| event.trial().is_some();
        for event in events().iter().filter(|event| no_trial(event)) {
            let mut json = serde_json::to_value(event).unwrap();
            json.as_object_mut().unwrap().remove("trial");
            let error = serde_json::from_value::<StudyEvent>(json).unwrap_err();
            assert!(error.to_string().ends_with("has no trial"), "{error}");
        }
        for (wrong, says) in [
            (r#"{"event":"epoch-end","trial":1}"#, "has no metrics"),
            (r#"{"event":"trial-lost","trial":1}"#, "has no message"),
            (r#"{"event":"trial-timed","trial":1}"#, "has no span"),
            (
                r#"{"event":"leaders-seeded","settings":["a"],"seeds":2,"look":1,"of":2}"#,
                "other settings than leaders-seeded has",
            ),
            (r#"{"event":"settings-drawn"}"#, "has no settings"),
            (r#"{"event":"party"}"#, "there is no event party"),
            (r#"{"trial":1}"#, "missing field `event`"),
        ] {
            let error = serde_json::from_str::<StudyEvent>(wrong)
                .unwrap_err()
                .to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
