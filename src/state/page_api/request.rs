//! What programs may ask.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value as Json;

use crate::hyperparams::error::sentence;
use crate::hyperparams::{HyperParams, ParamSpec, Value, catalog};
use crate::state::text;

use super::VERSION;

/// What a program asks.
#[derive(Clone, Debug, PartialEq)]
pub enum PageRequest {
    /// `None` uses the form's hyperparameters.
    Start {
        hyperparameters: Option<HyperParams>,
    },
    Stop,
    /// Into the form, over what is there.
    Set {
        hyperparameters: Vec<(&'static ParamSpec, Value)>,
    },
    /// Back to what the link said.
    Reset,
    StartStudy,
    StopStudy,
    /// Tell the host how high the page is, whether it has changed or not.
    Measure,
}

impl PageRequest {
    /// Reads a message: its JSON, and what `parse` makes of that.
    ///
    /// # Errors
    /// A sentence that says what is wrong with it.
    pub fn from_json(
        text: &str,
        parse: impl FnOnce(&str) -> Result<Json, String>,
    ) -> Result<Self, String> {
        if text.len() > LONGEST_MESSAGE {
            let (length, most) = (text::count(text.len()), text::count(LONGEST_MESSAGE));
            return Err(format!(
                "the message has {length} bytes as JSON; at most {most} are read"
            ));
        }
        // A list would pass for an object whose fields have no names.
        if !text.starts_with('{') {
            return Err("the message is not an object".to_owned());
        }
        let lists = text.matches(['[', '{']).count();
        if lists > MOST_LISTS {
            let lists = text::count(lists);
            return Err(format!(
                "the message has {lists} lists and objects; at most {MOST_LISTS} are read"
            ));
        }
        let read = parse(text)
            .and_then(|json| serde_json::from_value(json).map_err(|error| error.to_string()));
        read.map_err(|error| text::shortened(&error, LONGEST_ERROR))
    }

    /// Whether it says all that `other` says: of two that come one after the other, the first is in vain then.
    pub(super) fn outdoes(&self, other: &Self) -> bool {
        let (
            Self::Set { hyperparameters },
            Self::Set {
                hyperparameters: old,
            },
        ) = (self, other)
        else {
            return false;
        };
        let is_set = |row: &ParamSpec| hyperparameters.iter().any(|(own, _)| *own == row);
        old.iter().all(|(row, _)| is_set(row))
    }
}

/// Bytes of a message, as JSON: many times what naming every hyperparameter takes.
const LONGEST_MESSAGE: usize = 65_536;

/// Lists and objects of a message: more than there are hyperparameters. Each in another one takes some of the stack.
const MOST_LISTS: usize = 200;

/// Letters of an answer that quotes a message.
pub(super) const LONGEST_ERROR: usize = 300;

/// Values by their keys, as somebody has written them, in that order.
type Named = Vec<(String, Value)>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    tuneground: String,
    #[serde(default, deserialize_with = "present")]
    hyperparameters: Option<Named>,
    version: Option<u32>,
}

/// A field that may be left out, but is no `null` where it is there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Named>, D::Error> {
    deserializer.deserialize_map(NamedVisitor).map(Some)
}

struct NamedVisitor;

impl<'de> Visitor<'de> for NamedVisitor {
    type Value = Named;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named, A::Error> {
        let mut named = Vec::new();
        while let Some(pair) = map.next_entry()? {
            named.push(pair);
        }
        Ok(named)
    }
}

impl<'de> Deserialize<'de> for PageRequest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of(Message::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl PageRequest {
    fn of(message: Message) -> Result<Self, String> {
        let is_known = |version: &u32| (1..=VERSION).contains(version);
        if let Some(version) = message.version.filter(|version| !is_known(version)) {
            return Err(format!(
                "version {version} is not supported; this page supports versions 1 to {VERSION}"
            ));
        }
        let hyperparameters = message.hyperparameters.map(Written::read).transpose()?;
        match (message.tuneground.as_str(), hyperparameters) {
            ("start", hyperparameters) => Ok(Self::Start {
                hyperparameters: hyperparameters.map(|it| it.over_defaults),
            }),
            ("set", Some(Written { rows, .. })) => Ok(Self::Set {
                hyperparameters: rows,
            }),
            ("set", None) => Err("“set” needs hyperparameters".to_owned()),
            ("stop", None) => Ok(Self::Stop),
            ("reset", None) => Ok(Self::Reset),
            ("start-study", None) => Ok(Self::StartStudy),
            ("stop-study", None) => Ok(Self::StopStudy),
            ("measure", None) => Ok(Self::Measure),
            (name @ ("stop" | "reset" | "start-study" | "stop-study" | "measure"), Some(_)) => {
                Err(format!("“{name}” takes no hyperparameters"))
            }
            (other, _) => Err(format!(
                "the message must be start, stop, set, reset, start-study, stop-study or measure, got “{}”",
                other.chars().take(60).collect::<String>()
            )),
        }
    }
}

/// Hyperparameters as a message has them.
struct Written {
    /// Those that were written, defaults among them.
    rows: Vec<(&'static ParamSpec, Value)>,
    /// All, as they are meant where nothing was set before.
    over_defaults: HyperParams,
}

impl Written {
    /// # Errors
    /// Every key that no row has.
    fn read(named: Named) -> Result<Self, String> {
        let over_defaults =
            HyperParams::from_named(named.iter().map(|(key, value)| (key, value.clone())))
                .map_err(|errors| sentence(&errors))?;
        let row = |(key, value): (String, Value)| Some((catalog::spec(&key)?, value));
        Ok(Self {
            rows: named.into_iter().filter_map(row).collect(),
            over_defaults,
        })
    }
}
