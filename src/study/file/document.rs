//! What a study file says, as JSON has it.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value as Json};

use super::{FileError, StudyFile, VERSION, python};
use crate::hyperparams::error::cut;
use crate::hyperparams::{HyperParams, InvalidParam, ParamSpec, Value, catalog};
use crate::study::distribution::DEFAULT_POINTS;
use crate::study::foreign;
use crate::study::limits::{MOST_NAME, MOST_NOTE};
use crate::study::plan::Alike;
use crate::study::{
    DEFAULT_ROUND, Distribution, Learner, Listed, Plan, Pruner, Sampler, Score, StudyDefinition,
    StudyError, StudyEvent, Values, plain, plain_lines,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    format: String,
    version: u32,
    /// The version by which a log of version 5 tells settings apart: 1 where it is not 2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    numbering: Option<u32>,
    #[serde(default, deserialize_with = "short")]
    name: String,
    #[serde(
        default,
        skip_serializing_if = "String::is_empty",
        deserialize_with = "lines"
    )]
    note: String,
    /// The base.
    #[serde(default)]
    hyperparameters: Map<String, Json>,
    #[serde(default)]
    search_space: Vec<Dimension>,
    #[serde(default)]
    sampler: SamplerDocument,
    #[serde(default = "one")]
    seeds: usize,
    #[serde(default)]
    pruner: Pruner,
    #[serde(default, skip_serializing_if = "is_default")]
    score: Score,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<StudyEvent>,
}

fn one() -> usize {
    1
}

fn is_default(score: &Score) -> bool {
    *score == Score::default()
}

/// What a study is called whose name nobody could see.
const UNNAMED: &str = "Study";

/// A name, in so many characters at most.
fn short<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let name = String::deserialize(deserializer)?;
    Ok(match plain(&name, MOST_NAME) {
        shown if shown.is_empty() && !name.is_empty() => UNNAMED.to_owned(),
        shown => shown,
    })
}

/// A note, in so many characters at most.
fn lines<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let note = String::deserialize(deserializer)?;
    Ok(plain_lines(&note, MOST_NOTE))
}

/// One swept hyperparameter: either `values`, or `low` and `high` with `count` and `log`.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Dimension {
    hyperparameter: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    values: Option<Vec<Value>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log: Option<bool>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", try_from = "SamplerFields")]
enum SamplerDocument {
    #[default]
    Grid,
    ShuffledGrid,
    Random {
        settings: usize,
    },
    QuasiRandom {
        settings: usize,
    },
    Tpe {
        settings: usize,
        round: usize,
    },
    Gp {
        settings: usize,
        round: usize,
    },
    #[serde(rename = "cma_es")]
    CmaEs {
        settings: usize,
        round: usize,
    },
    Listed {
        settings: Vec<Map<String, Json>>,
    },
}

/// A sampler as it is read: like an event's `Line`, for the same reason.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SamplerFields {
    kind: String,
    /// How many, or which.
    settings: Option<Json>,
    round: Option<usize>,
}

impl TryFrom<SamplerFields> for SamplerDocument {
    type Error = String;

    fn try_from(fields: SamplerFields) -> Result<Self, String> {
        let SamplerFields {
            kind,
            settings,
            round,
        } = fields;
        let learner = Learner::named(&kind);
        if round.is_some() && learner.is_none() {
            return Err(format!("the sampler {kind} has no rounds"));
        }
        let count = || {
            let count = settings.as_ref().and_then(Json::as_u64);
            let count = count.and_then(|count| usize::try_from(count).ok());
            count.ok_or_else(|| format!("the sampler {kind} needs a number of settings"))
        };
        if let Some(learner) = learner {
            return Ok(Self::adaptive(
                learner,
                count()?,
                round.unwrap_or(DEFAULT_ROUND),
            ));
        }
        Ok(match (kind.as_str(), &settings) {
            ("grid", None) => Self::Grid,
            ("shuffled-grid", None) => Self::ShuffledGrid,
            ("grid" | "shuffled-grid", _) => {
                return Err(format!(
                    "the sampler {kind} takes every setting of the search space"
                ));
            }
            ("random", _) => Self::Random { settings: count()? },
            ("quasi-random", _) => Self::QuasiRandom { settings: count()? },
            ("listed", Some(Json::Array(settings))) => Self::Listed {
                settings: settings.iter().map(listed).collect::<Result<_, _>>()?,
            },
            ("listed", _) => return Err("the sampler listed needs a list of settings".to_owned()),
            _ => return Err(format!("there is no sampler {kind}")),
        })
    }
}

fn listed(setting: &Json) -> Result<Map<String, Json>, String> {
    let setting = setting.as_object().cloned();
    setting.ok_or_else(|| "a setting has to be an object of hyperparameters".to_owned())
}

impl Document {
    pub fn read(text: &str) -> Result<Self, FileError> {
        StudyFile::check_size(text.len())?;
        // Editors may put a mark before a text, which is none of it.
        let text = python::quote_literals(text.trim_start_matches('\u{feff}'));
        serde_json::from_str::<Head>(&text)
            .map_err(|error| no_json(&text, &error))?
            .refuse_others(&text)?;
        serde_json::from_str(&text).map_err(|error| no_study(&error))
    }

    pub fn new(plan: &Plan, events: Vec<StudyEvent>) -> Self {
        let definition = plan.definition();
        let base = &definition.base;
        let is_of_5 = events.iter().any(StudyEvent::is_of_version_5) || !definition.note.is_empty();
        let numbering = if plan.is_merged_by_trained() { 2 } else { 1 };
        let stated = base.stated().filter_map(|row| {
            let value = serde_json::to_value(base.get(row)).ok()?;
            Some((row.key.to_owned(), value))
        });
        Self {
            format: StudyFile::FORMAT.to_owned(),
            version: match definition.sampler {
                _ if is_of_5 => 5,
                Sampler::Adaptive {
                    learner: Learner::Tpe,
                    ..
                } => 3,
                Sampler::Adaptive { .. } => 4,
                _ => numbering,
            },
            numbering: Some(numbering).filter(|it| is_of_5 && *it == 1),
            name: definition.name.clone(),
            note: definition.note.clone(),
            hyperparameters: stated.collect(),
            search_space: definition.space.iter().map(Dimension::new).collect(),
            sampler: SamplerDocument::new(&definition.sampler),
            seeds: definition.seeds,
            pruner: definition.pruner,
            score: definition.score,
            events,
        }
    }

    /// A log that numbers its trials as version 1 does has the plan of version 1.
    pub fn plan(self, has_log: bool) -> Result<Plan, FileError> {
        let alike = match (self.version, self.numbering) {
            (1, _) | (_, Some(1)) if has_log => Alike::Written,
            _ => Alike::Trained,
        };
        let definition = self.definition().map_err(FileError::Wrong)?;
        definition.check_by(alike).map_err(FileError::Wrong)
    }

    fn definition(self) -> Result<StudyDefinition, Vec<StudyError>> {
        let mut errors = Vec::new();
        let base = named(self.hyperparameters, &mut errors);
        let base = base
            .into_iter()
            .fold(HyperParams::default(), |base, (row, value)| {
                base.with(row, value)
            });
        let space = self.search_space.into_iter();
        let space: Vec<Distribution> = space
            .filter_map(|one| one.distribution(&mut errors))
            .collect();
        let sampler = self.sampler.sampler(&mut errors);
        if errors.is_empty() {
            let (seeds, pruner, score) = (self.seeds, self.pruner, self.score);
            Ok(StudyDefinition {
                name: self.name,
                note: self.note,
                base,
                space,
                sampler,
                seeds,
                pruner,
                score,
            })
        } else {
            Err(errors)
        }
    }
}

/// Rows with their values; what no row is named, and what is no value, goes to the errors.
fn named(named: Map<String, Json>, errors: &mut Vec<StudyError>) -> Listed {
    let mut listed = Listed::new();
    for (key, json) in named {
        let written = Value::from(json.to_string());
        match (row(&key), serde_json::from_value::<Value>(json)) {
            (Ok(row), Ok(value)) => listed.push((row, row.read(value))),
            (Ok(row), Err(_)) => {
                errors.push(StudyError::Value(InvalidParam::new(
                    row.key,
                    &written,
                    row.requirement(),
                )));
            }
            (Err(error), _) => errors.push(error),
        }
    }
    listed
}

fn row(key: &str) -> Result<&'static ParamSpec, StudyError> {
    catalog::spec(key).ok_or_else(|| StudyError::UnknownKey {
        key: key.chars().take(60).collect(),
    })
}

impl Dimension {
    fn new(distribution: &Distribution) -> Self {
        let hyperparameter = distribution.row.key.to_owned();
        match distribution.values.clone() {
            Values::List(values) => Self {
                hyperparameter,
                values: Some(values),
                ..Self::default()
            },
            Values::Range {
                low,
                high,
                count,
                log,
            } => Self {
                hyperparameter,
                values: None,
                low: Some(low),
                high: Some(high),
                count: Some(count),
                log: Some(log),
            },
        }
    }

    fn distribution(self, errors: &mut Vec<StudyError>) -> Option<Distribution> {
        let row = row(&self.hyperparameter)
            .map_err(|error| errors.push(error))
            .ok()?;
        match (self.values, self.low, self.high) {
            (Some(values), None, None) => Some(Distribution::list(row, values)),
            (None, Some(low), Some(high)) => {
                let (count, log) = (
                    self.count.unwrap_or(DEFAULT_POINTS),
                    self.log.unwrap_or_default(),
                );
                Some(Distribution::new(
                    row,
                    Values::Range {
                        low,
                        high,
                        count,
                        log,
                    },
                ))
            }
            _ => {
                let allowed = "it must have either values, or low and high";
                errors.push(StudyError::Range {
                    key: row.key,
                    allowed,
                });
                None
            }
        }
    }
}

impl SamplerDocument {
    fn new(sampler: &Sampler) -> Self {
        match sampler {
            Sampler::Grid => Self::Grid,
            Sampler::ShuffledGrid => Self::ShuffledGrid,
            &Sampler::Random { settings } => Self::Random { settings },
            &Sampler::QuasiRandom { settings } => Self::QuasiRandom { settings },
            &Sampler::Adaptive {
                learner,
                settings,
                round,
            } => Self::adaptive(learner, settings, round),
            Sampler::Listed { settings } => {
                let one = |setting: &Listed| {
                    let pairs = setting.iter().map(|(row, value)| {
                        (
                            row.key.to_owned(),
                            serde_json::to_value(value).unwrap_or_default(),
                        )
                    });
                    pairs.collect()
                };
                Self::Listed {
                    settings: settings.iter().map(one).collect(),
                }
            }
        }
    }

    fn adaptive(learner: Learner, settings: usize, round: usize) -> Self {
        match learner {
            Learner::Tpe => Self::Tpe { settings, round },
            Learner::Gp => Self::Gp { settings, round },
            Learner::CmaEs => Self::CmaEs { settings, round },
        }
    }

    fn sampler(self, errors: &mut Vec<StudyError>) -> Sampler {
        let adaptive = |learner, settings, round| Sampler::Adaptive {
            learner,
            settings,
            round,
        };
        match self {
            Self::Grid => Sampler::Grid,
            Self::ShuffledGrid => Sampler::ShuffledGrid,
            Self::Random { settings } => Sampler::Random { settings },
            Self::QuasiRandom { settings } => Sampler::QuasiRandom { settings },
            Self::Tpe { settings, round } => adaptive(Learner::Tpe, settings, round),
            Self::Gp { settings, round } => adaptive(Learner::Gp, settings, round),
            Self::CmaEs { settings, round } => adaptive(Learner::CmaEs, settings, round),
            Self::Listed { settings } => Sampler::Listed {
                settings: settings
                    .into_iter()
                    .map(|setting| named(setting, errors))
                    .collect(),
            },
        }
    }
}

/// What is looked at first.
#[derive(Deserialize)]
struct Head {
    #[serde(default)]
    format: Json,
    #[serde(default)]
    version: Json,
}

impl Head {
    fn refuse_others(&self, text: &str) -> Result<(), FileError> {
        if self.format.as_str() != Some(StudyFile::FORMAT) {
            let json = serde_json::from_str(text).unwrap_or_default();
            if let Some(kind) = foreign::kind_of_json(&json) {
                return Err(FileError::Foreign { kind });
            }
            let reason = format!("it does not say \"format\": \"{}\"", StudyFile::FORMAT);
            return Err(FileError::NotAStudy(reason));
        }
        match self.version.as_u64() {
            Some(found) if found > u64::from(VERSION) => Err(FileError::LaterVersion { found }),
            _ => Ok(()),
        }
    }
}

fn no_json(text: &str, error: &serde_json::Error) -> FileError {
    foreign::kind_of_text(text).map_or_else(|| no_study(error), |kind| FileError::Foreign { kind })
}

/// An error may quote whatever it found.
fn no_study(error: &serde_json::Error) -> FileError {
    FileError::NotAStudy(cut(&error.to_string(), 300))
}
