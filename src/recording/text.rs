//! A recording as a text for a link: [postcard](https://docs.rs/postcard), which writes small numbers in one byte, as
//! base64 for addresses. Each run stands for itself and has its sum, so that the others are read where one is damaged.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::quantised::Curves;
use super::{Made, RecordedRun, Recording, SUM};
use crate::hyperparams::{Value, catalog};
use crate::metrics::Outcome;

/// Rises when a field changes its meaning or goes; older ones are read for ever.
const VERSION: u8 = 1;
/// Runs of a recording at most.
pub const MOST_RUNS: usize = 1000;

/// A recording as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// Nothing where not even its beginning makes sense.
    pub recording: Option<Recording>,
    pub unread: Vec<Unread>,
}

/// What was left out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unread {
    #[error("it is not a recording")]
    Garbage,
    #[error("it was made by a later version ({0}); this one reads up to {VERSION}")]
    Later(u8),
    #[error("its end is missing")]
    Cut,
    #[error("{}", damaged(*.0))]
    Damaged(usize),
}

fn damaged(runs: usize) -> String {
    match runs {
        1 => "one run is damaged".to_owned(),
        runs => format!("{runs} runs are damaged"),
    }
}

/// What is written first.
#[derive(Serialize, Deserialize)]
struct Head {
    made: Made,
    /// Keys of hyperparameters, by which the runs' values are named.
    keys: Vec<String>,
    runs: usize,
}

/// The head or a run: its bytes, and their sum.
#[derive(Serialize, Deserialize)]
struct Sealed {
    bytes: Vec<u8>,
    sum: u32,
}

#[derive(Serialize, Deserialize)]
struct WrittenRun {
    name: String,
    /// Each with the place of its key among the head's.
    values: Vec<(usize, String)>,
    outcome: WrittenOutcome,
    curves: Curves,
    fingerprint: u32,
}

/// [`Outcome`], in a form that need not say its fields' names.
#[derive(Serialize, Deserialize)]
enum WrittenOutcome {
    Completed,
    EarlyStopped(usize, usize),
    Stopped,
    Diverged(usize, usize),
}

impl Recording {
    /// The text. Letters, digits, `-` and `_`.
    pub fn to_text(&self) -> String {
        let mut keys: Vec<&str> = Vec::new();
        for (row, _) in self.runs.iter().flat_map(|run| &run.values) {
            if !keys.contains(&row.key) {
                keys.push(row.key);
            }
        }
        let head = Head {
            made: self.made.clone(),
            keys: keys.iter().map(|key| (*key).to_owned()).collect(),
            runs: self.runs.len(),
        };
        let mut bytes = vec![VERSION];
        bytes.extend(Sealed::around(&head));
        for run in &self.runs {
            bytes.extend(Sealed::around(&run.to_written(&keys)));
        }
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Reads as much of a text as makes sense.
    pub fn from_text(text: &str) -> Read {
        let (bytes, mut is_cut) = decoded(text);
        let [version, rest @ ..] = bytes.as_slice() else {
            return Read::nothing(Unread::Garbage);
        };
        if *version > VERSION {
            return Read::nothing(Unread::Later(*version));
        }
        let head = postcard::take_from_bytes::<Sealed>(rest).ok();
        let head = head.and_then(|(head, rest)| Some((head.open::<Head>()?, rest)));
        let Some((head, mut rest)) = head else {
            return Read::nothing(Unread::Garbage);
        };
        let mut recording = Self {
            made: head.made,
            runs: Vec::new(),
        };
        let mut damaged = 0;
        for _ in 0..head.runs.min(MOST_RUNS) {
            let Ok((sealed, after)) = postcard::take_from_bytes::<Sealed>(rest) else {
                is_cut = true;
                break;
            };
            rest = after;
            match sealed
                .open::<WrittenRun>()
                .and_then(|run| run.read(&head.keys))
            {
                Some(run) => recording.runs.push(run),
                None => damaged += 1,
            }
        }
        let damaged = (damaged > 0).then_some(Unread::Damaged(damaged));
        let cut = is_cut.then_some(Unread::Cut);
        Read {
            recording: Some(recording),
            unread: damaged.into_iter().chain(cut).collect(),
        }
    }
}

impl Unread {
    /// All of these in one clause; nothing where all was read.
    pub fn clause(all: &[Self]) -> Option<String> {
        let told: Vec<String> = all.iter().map(ToString::to_string).collect();
        (!told.is_empty()).then(|| told.join("; "))
    }
}

impl Read {
    fn nothing(why: Unread) -> Self {
        Self {
            recording: None,
            unread: vec![why],
        }
    }
}

/// What is written are numbers, texts and lists of them, for which there is always room.
fn written(value: &impl Serialize) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}

/// The bytes of as much of a text as is base64, and whether that is not all of it. Some programs fill it up with `=`.
fn decoded(text: &str) -> (Vec<u8>, bool) {
    let text = text.trim_end_matches('=');
    let is_letter = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'-' || letter == b'_';
    let good = text.bytes().take_while(|letter| is_letter(*letter)).count();
    let whole = URL_SAFE_NO_PAD.decode(&text[..good]);
    let is_whole = good == text.len() && whole.is_ok();
    // A text that was cut may end within a group of four letters.
    let bytes = whole.or_else(|_| URL_SAFE_NO_PAD.decode(&text[..good - good % 4]));
    (bytes.unwrap_or_default(), !is_whole)
}

impl Sealed {
    /// Something written, with its sum.
    fn around(value: &impl Serialize) -> Vec<u8> {
        let bytes = written(value);
        let sum = SUM.checksum(&bytes);
        written(&Self { bytes, sum })
    }

    /// What was written; nothing where it is not as it was.
    fn open<T: for<'a> Deserialize<'a>>(&self) -> Option<T> {
        let is_as_it_was = SUM.checksum(&self.bytes) == self.sum;
        postcard::from_bytes(&self.bytes)
            .ok()
            .filter(|_| is_as_it_was)
    }
}

impl WrittenRun {
    /// The run; nothing where it has hyperparameters or values that do not exist here.
    fn read(self, keys: &[String]) -> Option<RecordedRun> {
        let values = self.values.iter().map(|(key, value)| {
            let row = catalog::spec(keys.get(*key)?)?;
            let value = row.read(Value::from(value.as_str()));
            row.check(&value).ok()?;
            Some((row, value))
        });
        Some(RecordedRun {
            values: values.collect::<Option<_>>()?,
            name: self.name,
            outcome: self.outcome.into(),
            curves: self.curves,
            fingerprint: self.fingerprint,
        })
    }
}

impl RecordedRun {
    fn to_written(&self, keys: &[&str]) -> WrittenRun {
        let place = |key: &str| keys.iter().position(|one| *one == key).unwrap_or_default();
        let values = self.values.iter();
        WrittenRun {
            name: self.name.clone(),
            values: values
                .map(|(row, value): &(_, Value)| (place(row.key), value.to_string()))
                .collect(),
            outcome: self.outcome.into(),
            curves: self.curves.clone(),
            fingerprint: self.fingerprint,
        }
    }
}

impl From<Outcome> for WrittenOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Completed => Self::Completed,
            Outcome::EarlyStopped { epoch, best_epoch } => Self::EarlyStopped(epoch, best_epoch),
            Outcome::Stopped => Self::Stopped,
            Outcome::Diverged { epoch, step } => Self::Diverged(epoch, step),
        }
    }
}

impl From<WrittenOutcome> for Outcome {
    fn from(outcome: WrittenOutcome) -> Self {
        match outcome {
            WrittenOutcome::Completed => Self::Completed,
            WrittenOutcome::EarlyStopped(epoch, best_epoch) => {
                Self::EarlyStopped { epoch, best_epoch }
            }
            WrittenOutcome::Stopped => Self::Stopped,
            WrittenOutcome::Diverged(epoch, step) => Self::Diverged { epoch, step },
        }
    }
}
