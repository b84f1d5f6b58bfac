//! What tells the studies of a browser apart.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hyperparams::number::decimal;

/// A study of this browser: when it was begun, so that they can be listed in order, and a random number, so that no
/// two can meet, whatever the clock does.
///
/// Kept as the text `1764111600000-0123456789abcdef`; studies of before have the time alone, as a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudyId {
    begun_ms: f64,
    /// 0 for studies of before.
    random: u64,
}

impl StudyId {
    /// Of a study that is begun now, in milliseconds since 1970, with 64 random bits.
    pub const fn new(begun_ms: f64, random: u64) -> Self {
        Self { begun_ms, random }
    }

    pub(super) fn random(self) -> u64 {
        self.random
    }

    /// Milliseconds since 1970.
    pub fn begun_ms(self) -> f64 {
        self.begun_ms
    }
}

impl fmt::Display for StudyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.random {
            0 => write!(f, "{}", self.begun_ms),
            random => write!(f, "{}-{random:016x}", self.begun_ms),
        }
    }
}

impl FromStr for StudyId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (begun, random) = text.rsplit_once('-')?;
            let begun = decimal(begun)?;
            let random = u64::from_str_radix(random, 16).ok()?;
            (begun.is_finite() && random != 0).then_some(Self::new(begun, random))
        };
        read().ok_or("no study has such an id")
    }
}

impl Serialize for StudyId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.random {
            0 => serializer.serialize_f64(self.begun_ms),
            _ => serializer.collect_str(self),
        }
    }
}

impl<'de> Deserialize<'de> for StudyId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Kept {
            Number(f64),
            Text(String),
        }
        match Kept::deserialize(deserializer)? {
            Kept::Number(begun_ms) => Ok(Self::new(begun_ms, 0)),
            Kept::Text(text) => text.parse().map_err(serde::de::Error::custom),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through_json(id: StudyId) -> (String, StudyId) {
        let json = serde_json::to_string(&id).unwrap();
        let read = serde_json::from_str(&json).unwrap();
        (json, read)
    }

    #[test]
    fn an_id_is_kept_as_a_text() {
        let id = StudyId::new(1_764_111_600_123.0, 0xab);
        let written = "\"1764111600123-00000000000000ab\"".to_owned();
        assert_eq!(through_json(id), (written, id));
    }

    #[test]
    fn an_id_of_before_is_the_number_that_it_was() {
        let id = StudyId::new(1_764_111_600_123.0, 0);
        assert_eq!(through_json(id), ("1764111600123.0".to_owned(), id));
        assert_eq!(id.to_string(), "1764111600123", "and its lock has its name");
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in ["", "-", "1-", "x-1", "1-0", "1-g", "inf-1", "NaN-1"] {
            assert!(text.parse::<StudyId>().is_err(), "{text}");
        }
    }
}
