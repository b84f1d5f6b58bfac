//! A study's definition in a link, beside the base's own names:
//! `study.vary=learning_rate:0.1, 0.01&study.vary=n_nodes:32..256 log x4&study.seeds=3`.

use super::limits::MOST_NAME;
use super::{
    DEFAULT_ROUND, Distribution, Learner, Listed, Pruner, Sampler, Score, StudyDefinition,
};
use crate::hyperparams::number::decimal;
use crate::hyperparams::{CATALOG, HyperParams, InvalidParam, ParamSpec, Value, catalog};

/// What every name of a study's pairs begins with.
const PREFIX: &str = "study.";

const TOO_MANY: &str = "the study sweeps as many hyperparameters as there are already";

/// Whether a pair of a link is about a study.
pub fn is_of_study(key: &str) -> bool {
    key.starts_with(PREFIX)
}

impl StudyDefinition {
    /// The pairs of a link that say all but the base.
    pub fn to_pairs(&self) -> Vec<(String, String)> {
        let mut pairs = vec![("name", self.name.clone())];
        match &self.sampler {
            Sampler::Grid => {}
            Sampler::ShuffledGrid => pairs.push(("sampler", "shuffled-grid".to_owned())),
            Sampler::Random { settings } => pairs.push(("sampler", format!("random {settings}"))),
            Sampler::QuasiRandom { settings } => {
                pairs.push(("sampler", format!("quasi-random {settings}")))
            }
            Sampler::Adaptive {
                learner,
                settings,
                round,
            } => {
                let name = learner.name();
                pairs.push(("sampler", format!("{name} {settings} {round}")));
            }
            Sampler::Listed { settings } => {
                pairs.extend(settings.iter().map(|setting| ("setting", written(setting))));
            }
        }
        let vary = |one: &Distribution| ("vary", format!("{}:{one}", one.row.key));
        pairs.extend(self.space.iter().map(vary));
        pairs.push(("seeds", self.seeds.to_string()));
        pairs.extend(pruner(self.pruner).map(|written| ("pruner", written)));
        if self.score != Score::default() {
            pairs.push(("score", self.score.name().to_owned()));
        }
        pairs
            .into_iter()
            .map(|(key, value)| (format!("{PREFIX}{key}"), value))
            .collect()
    }

    /// Reads the pairs of a study over a base; nothing where there are none. What cannot be read is left out
    /// and named.
    pub fn from_pairs(
        base: &HyperParams,
        pairs: &[(String, String)],
    ) -> (Option<Self>, Vec<InvalidParam>) {
        let mut errors = Vec::new();
        if pairs.is_empty() {
            return (None, errors);
        }
        let mut definition = Self {
            base: base.clone(),
            ..Self::default()
        };
        for (key, value) in pairs {
            if let Err(requirement) = definition.read_pair(key, value) {
                errors.push(InvalidParam::new(
                    key,
                    &Value::from(value.as_str()),
                    requirement,
                ));
            }
        }
        (Some(definition), errors)
    }

    fn read_pair(&mut self, key: &str, value: &str) -> Result<(), String> {
        match key.strip_prefix(PREFIX).unwrap_or_default() {
            "name" => self.name = value.chars().take(MOST_NAME).collect(),
            "seeds" => {
                self.seeds = value
                    .parse()
                    .map_err(|_| "must be a whole number from 1 to 20".to_owned())?
            }
            "vary" if self.space.len() == CATALOG.len() => return Err(TOO_MANY.to_owned()),
            "vary" => self.space.push(read_dimension(value)?),
            "sampler" => self.sampler = read_sampler(value)?,
            "setting" => self.read_setting(value)?,
            "pruner" => {
                // One whose numbers are wrong stands in the editor, to be mended there.
                self.pruner = read_pruner(value)?;
                if let Some(wrong) = self.pruner.trouble() {
                    return Err(wrong);
                }
            }
            "score" => {
                self.score =
                    Score::named(value).ok_or("must be final-weights, last-epoch or best-epoch")?;
            }
            _ => return Err("is not a part of a study".to_owned()),
        }
        Ok(())
    }

    fn read_setting(&mut self, value: &str) -> Result<(), &'static str> {
        let setting = read_listed(value)
            .ok_or("must be hyperparameters with their values: l1:0.1; dropout:0.5")?;
        match &mut self.sampler {
            Sampler::Listed { settings } => settings.push(setting),
            other => {
                *other = Sampler::Listed {
                    settings: vec![setting],
                }
            }
        }
        Ok(())
    }
}

pub(super) fn written(setting: &Listed) -> String {
    let values = setting
        .iter()
        .map(|(row, value)| format!("{}:{value}", row.key));
    values.collect::<Vec<_>>().join("; ")
}

/// A setting as [`written`] writes it.
pub(super) fn read_listed(text: &str) -> Option<Listed> {
    text.split(';').map(read_value).collect()
}

fn read_value(text: &str) -> Option<(&'static ParamSpec, Value)> {
    let (key, value) = text.split_once(':')?;
    let row = catalog::spec(key.trim())?;
    Some((row, row.read(Value::from(value.trim()))))
}

fn read_dimension(text: &str) -> Result<Distribution, String> {
    let (key, values) = text
        .split_once(':')
        .ok_or("must be a hyperparameter with its values: l2:0, 0.1")?;
    let row = catalog::spec(key.trim()).ok_or_else(|| unknown(key))?;
    Ok(Distribution::parse(row, values))
}

fn unknown(key: &str) -> String {
    let hint = catalog::did_you_mean(key);
    let hint = hint.map_or(String::new(), |hint| format!(" ({hint})"));
    format!("must begin with a hyperparameter{hint}")
}

fn read_sampler(text: &str) -> Result<Sampler, &'static str> {
    const REQUIREMENT: &str = "must be grid, shuffled-grid, random N, quasi-random N, tpe N ROUND, gp N ROUND or cma_es N ROUND";
    let mut words = text.split_whitespace();
    let name = words.next().unwrap_or_default();
    let settings = words.next().and_then(|word| word.parse().ok());
    let round = words.next().map(str::parse::<usize>);
    if let (Some(learner), Some(settings)) = (Learner::named(name), settings) {
        let round = round.unwrap_or(Ok(DEFAULT_ROUND));
        return Ok(Sampler::Adaptive {
            learner,
            settings,
            round: round.map_err(|_| REQUIREMENT)?,
        });
    }
    match (name, settings, round) {
        ("grid", None, None) => Ok(Sampler::Grid),
        ("shuffled-grid", None, None) => Ok(Sampler::ShuffledGrid),
        ("random", Some(settings), None) => Ok(Sampler::Random { settings }),
        ("quasi-random", Some(settings), None) => Ok(Sampler::QuasiRandom { settings }),
        _ => Err(REQUIREMENT),
    }
}

fn pruner(pruner: Pruner) -> Option<String> {
    let words = |text: String, value: f64| format!("{text} {value}");
    let numbers = pruner.numbers().into_iter().map(|number| number.value);
    (pruner != Pruner::None).then(|| numbers.fold(pruner.name().to_owned(), words))
}

fn read_pruner(text: &str) -> Result<Pruner, &'static str> {
    let mut words = text.split_whitespace();
    let name = words.next().unwrap_or_default();
    let numbers: Vec<f64> = words.filter_map(decimal).collect();
    Pruner::called(name)
        .and_then(|pruner| pruner.with_numbers(&numbers))
        .ok_or(
            "must be none, median STARTUP WARMUP, percentile PERCENT STARTUP WARMUP, asha EPOCHS FACTOR, hyperband MIN MAX FACTOR, \
             threshold ACCURACY WARMUP or patience EPOCHS DELTA",
        )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::study::experiments::EXPERIMENTS;
    use crate::study::testing::definition;

    fn read(pairs: &[(&str, &str)]) -> (Option<StudyDefinition>, Vec<InvalidParam>) {
        let pairs: Vec<_> = pairs
            .iter()
            .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
            .collect();
        StudyDefinition::from_pairs(&HyperParams::default(), &pairs)
    }

    #[test]
    fn every_experiment_comes_back_from_its_link() {
        for experiment in &EXPERIMENTS {
            for quick in [false, true] {
                let definition = experiment.definition(quick);
                let (read, errors) =
                    StudyDefinition::from_pairs(&definition.base, &definition.to_pairs());
                assert_eq!((read, errors), (Some(definition), vec![]));
            }
        }
    }

    #[test]
    fn samplers_ranges_and_pruners_come_back() {
        let samplers = [
            Sampler::ShuffledGrid,
            Sampler::Random { settings: 5 },
            Sampler::QuasiRandom { settings: 5 },
            Sampler::Adaptive {
                learner: Learner::Tpe,
                settings: 5,
                round: 2,
            },
            Sampler::Adaptive {
                learner: Learner::Gp,
                settings: 5,
                round: 2,
            },
            Sampler::Adaptive {
                learner: Learner::CmaEs,
                settings: 50,
                round: 8,
            },
        ];
        for (sampler, pruner) in samplers.into_iter().cycle().zip(Pruner::ALL) {
            let mut definition = StudyDefinition {
                sampler,
                pruner,
                score: Score::BestEpoch,
                ..definition(3)
            };
            definition
                .space
                .push(Distribution::parse(&L2, "1e-5..0.1 log x4"));
            definition
                .space
                .push(Distribution::parse(&HIDDEN_UNITS, "128, 64; 32"));
            let (read, errors) =
                StudyDefinition::from_pairs(&definition.base, &definition.to_pairs());
            assert_eq!((read, errors), (Some(definition), vec![]));
        }
    }

    #[test]
    fn a_pruners_number_that_is_out_of_range_is_named_and_stays() {
        let (study, errors) = read(&[
            ("study.vary", "l2:0, 0.1"),
            ("study.pruner", "threshold 2 0"),
        ]);
        let pruner = study.unwrap().pruner;
        assert_eq!(pruner.numbers()[0].value, 2.0);
        let said = errors[0].to_string();
        assert!(said.starts_with("study.pruner must have"), "{said}");
        assert!(said.ends_with("got “threshold 2 0”"), "{said}");
    }

    #[test]
    fn a_link_without_a_study_has_none() {
        assert_eq!(read(&[]), (None, vec![]));
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_kept() {
        let (study, errors) = read(&[
            ("study.vary", "speed:1, 2"),
            ("study.vary", "l2:0, 0.1"),
            ("study.sampler", "psychic"),
            ("study.seeds", "many"),
            ("study.pruner", "median"),
            ("study.score", "worst-epoch"),
            ("study.speed", "9"),
            ("study.setting", "l2"),
        ]);
        assert_eq!(study.unwrap().space.len(), 1);
        let keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
        assert_eq!(
            keys,
            [
                "study.vary",
                "study.sampler",
                "study.seeds",
                "study.pruner",
                "study.score",
                "study.speed",
                "study.setting"
            ]
        );
    }
}
