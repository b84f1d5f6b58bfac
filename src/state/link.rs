//! Everything that a URL's hash says: hyperparameters, study, device, theme, how curves are shown, and id.

use super::{CurvesView, DeviceChoice};
use crate::hyperparams::error::count;
use crate::hyperparams::{HyperParams, InvalidParam, Value, permalink};
use crate::recording::{Read, Recording};
use crate::study::{StudyDefinition, permalink::is_of_study};

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn other(self) -> Self {
        match self {
            Self::Light => Self::Dark,
            Self::Dark => Self::Light,
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Light, Self::Dark]
            .into_iter()
            .find(|theme| theme.name() == name)
    }
}

/// A hash, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Link {
    pub hyperparams: HyperParams,
    /// A study over them.
    pub study: Option<StudyDefinition>,
    pub device: DeviceChoice,
    /// `None` follows the system.
    pub theme: Option<Theme>,
    pub curves: CurvesView,
    /// By which programs that have several pages tell this one from the others.
    pub id: Option<String>,
    /// Runs that were made elsewhere; never written, for the page has them in its table.
    pub recorded: Vec<Read>,
}

impl Link {
    /// Reads the good pairs of a hash, and tells what is wrong with each of the others.
    pub fn parse(hash: &str) -> (Self, Vec<InvalidParam>) {
        match Self::pairs(hash) {
            Ok(pairs) => {
                let (recorded, mut others): (Vec<_>, Vec<_>) =
                    pairs.into_iter().partition(|(key, _)| key == "recording");
                others.retain(|(key, _)| !OF_FIGURES.contains(&key.as_str()));
                let (mut link, errors) = Self::read(others, StudyDefinition::from_pairs);
                let read = |(_, text): &(String, String)| Recording::from_text(text);
                link.recorded = recorded.iter().map(read).collect();
                (link, errors)
            }
            Err(too_long) => (Self::default(), vec![too_long]),
        }
    }

    /// The pairs of a hash.
    ///
    /// # Errors
    /// What is wrong with one that is too long to be looked at.
    pub fn pairs(hash: &str) -> Result<Vec<(String, String)>, InvalidParam> {
        if hash.len() > LONGEST {
            return Err(too_long(hash));
        }
        Ok(permalink::pairs(hash))
    }

    /// Reads pairs where there are no studies: what they say of one is passed over.
    pub fn read_single_run(pairs: Vec<(String, String)>) -> (Self, Vec<InvalidParam>) {
        Self::read(pairs, |_, _| (None, Vec::new()))
    }

    fn read(
        pairs: Vec<(String, String)>,
        read_study: impl FnOnce(
            &HyperParams,
            &[(String, String)],
        ) -> (Option<StudyDefinition>, Vec<InvalidParam>),
    ) -> (Self, Vec<InvalidParam>) {
        let (own, others): (Vec<_>, Vec<_>) = pairs
            .into_iter()
            .partition(|(key, _)| OWN.contains(&key.as_str()));
        let (of_study, others): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|(key, _)| is_of_study(key));
        let (hyperparams, mut errors) = HyperParams::from_permalink(others);
        let (study, wrong) = read_study(&hyperparams, &of_study);
        errors.extend(wrong);
        let mut link = Self {
            hyperparams,
            study,
            ..Self::default()
        };
        errors.extend(own.iter().filter_map(|(key, value)| link.set(key, value)));
        (link, errors)
    }

    fn set(&mut self, key: &str, value: &str) -> Option<InvalidParam> {
        let refused =
            |requirement: &str| Some(InvalidParam::new(key, &Value::from(value), requirement));
        match key {
            "device" => match DeviceChoice::named(value) {
                Some(device) => self.device = device,
                None => return refused("must be one of auto, webgpu, cpu"),
            },
            "theme" => match Theme::named(value) {
                Some(theme) => self.theme = Some(theme),
                None => return refused("must be one of light, dark"),
            },
            "curves" => match CurvesView::from_words(value) {
                Some(curves) => self.curves = curves,
                None => return refused(CURVES),
            },
            _ if is_id(value) => self.id = Some(value.to_owned()),
            _ => {
                return refused(
                    "must be 1 to 64 letters (a to z), digits, hyphens, underscores or dots",
                );
            }
        }
        None
    }

    /// The hash without its `#`; what is left to the page's own choice is not written.
    pub fn to_hash(&self) -> String {
        match &self.study {
            None => self.with_view(self.hyperparams.to_permalink()),
            Some(study) => {
                let base = self.hyperparams.to_base_permalink();
                self.with_view(base + "&" + &permalink::encoded(study.to_pairs()))
            }
        }
    }

    /// The same where its hyperparameters are those of several runs, each with values of its own.
    pub fn to_base_hash(&self) -> String {
        self.with_view(self.hyperparams.to_base_permalink())
    }

    fn with_view(&self, mut hash: String) -> String {
        if self.device != DeviceChoice::Auto {
            hash += "&device=";
            hash += self.device.name();
        }
        if let Some(theme) = self.theme {
            hash += "&theme=";
            hash += theme.name();
        }
        let curves = self.curves.to_words();
        if !curves.is_empty() {
            hash += "&curves=";
            hash += &curves.replace(' ', "+");
        }
        if let Some(id) = &self.id {
            // None of its letters means anything in a hash.
            hash += "&id=";
            hash += id;
        }
        hash
    }
}

/// The keys that only say how a figure looks, which is nothing to the page.
const OF_FIGURES: [&str; 6] = ["show", "controls", "title", "caption", "load", "height"];

/// The keys that are the page's own.
const OWN: [&str; 4] = ["device", "theme", "curves", "id"];

const CURVES: &str = "must be words of zoom, error_rate, log_loss, log_x, auto_run, epochs, updates, images, seconds, and \
                      smoothing0 to smoothing99";

fn is_id(text: &str) -> bool {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    (1..=64).contains(&text.len()) && text.chars().all(is_plain)
}

/// Bytes of a hash at most: room for a study that lists a thousand settings.
pub(super) const LONGEST: usize = 256 * 1024;

fn too_long(hash: &str) -> InvalidParam {
    let found = Value::from(format!("{} characters", count(hash.len())));
    let requirement = format!("must be at most {} characters", count(LONGEST));
    let error = InvalidParam::new("link", &found, requirement);
    error.hint(Some("none of it was used".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::metrics::Along;
    use crate::study::experiments::EXPERIMENTS;
    use crate::study::testing::of_optimizers;
    use crate::study::{MOST_RUNS, Sampler};

    #[test]
    fn a_hash_reads_back_to_the_same_link() {
        let link = Link {
            hyperparams: HyperParams::default().with(&EPOCHS, 3.0),
            study: None,
            device: DeviceChoice::Cpu,
            theme: Some(Theme::Dark),
            curves: CurvesView {
                log_loss: true,
                along: Along::Updates,
                ..CurvesView::default()
            },
            id: Some("fig-1_a.B".to_owned()),
            ..Link::default()
        };
        assert_eq!(Link::parse(&link.to_hash()), (link, vec![]));
    }

    #[test]
    fn a_study_comes_with_its_base() {
        let study = EXPERIMENTS[0].definition(true);
        let link = Link {
            hyperparams: study.base.clone(),
            study: Some(study),
            ..Link::default()
        };
        assert_eq!(Link::parse(&link.to_hash()), (link, vec![]));
    }

    #[test]
    fn a_single_runs_link_is_the_same_without_the_study() {
        let hash = "#epochs=3&study.vary=l2:0, 0.1&study.speed=9&device=cpu&theme=dark";
        let read = |hash| Link::read_single_run(Link::pairs(hash).unwrap());
        let (link, errors) = read(hash);
        let (whole, _) = Link::parse(hash);
        let without_study = Link {
            study: None,
            ..whole
        };
        assert_eq!((link, errors), (without_study, vec![]));
        assert_eq!(read("#speed=9").1[0].key, "speed");
    }

    #[test]
    fn a_link_to_a_study_of_a_choice_trains_what_the_page_trains() {
        let study = of_optimizers();
        let link = Link {
            hyperparams: study.base.clone(),
            study: Some(study.clone()),
            ..Link::default()
        };
        let read = Link::parse(&link.to_hash())
            .0
            .study
            .unwrap()
            .check()
            .unwrap();
        assert_eq!(read.settings(), study.check().unwrap().settings());
    }

    #[test]
    fn what_is_wrong_with_a_study_is_named() {
        let (link, errors) = Link::parse("#study.vary=l2:0, 0.1&study.speed=9");
        assert_eq!(link.study.unwrap().space.len(), 1);
        assert_eq!(errors[0].key, "study.speed");
    }

    #[test]
    fn a_link_without_end_is_not_read() {
        let (link, errors) = Link::parse(&format!("#epochs=3&{}", "a&".repeat(LONGEST)));
        assert_eq!((link, errors.len()), (Link::default(), 1));
        assert!(
            errors[0].to_string().contains("at most 262,144"),
            "{}",
            errors[0]
        );
    }

    #[test]
    fn the_longest_study_fits_into_a_link() {
        let setting = |at: usize| {
            let value = |row, step: f64| (row, Value::Number(0.123_456_789 * step / at as f64));
            vec![value(&L1, 1.0), value(&L2, 0.5), value(&DROPOUT, 0.1)]
        };
        let settings = (1..=MOST_RUNS).map(setting).collect();
        let study = StudyDefinition {
            sampler: Sampler::Listed { settings },
            ..StudyDefinition::default()
        };
        let link = Link {
            study: Some(study),
            ..Link::default()
        };
        assert_eq!(Link::parse(&link.to_hash()), (link, vec![]));
    }

    #[test]
    fn a_study_sweeps_no_more_than_there_is() {
        let (link, errors) = Link::parse(&"study.vary=l2:0&".repeat(9000));
        assert_eq!(link.study.unwrap().space.len(), CATALOG.len());
        assert_eq!(errors.len(), 9000 - CATALOG.len());
    }

    #[test]
    fn what_the_page_chooses_is_left_out() {
        let hash = Link::default().to_hash();
        assert!(OWN.iter().all(|key| !hash.contains(&format!("&{key}="))));
    }

    #[test]
    fn an_id_of_other_letters_or_too_many_is_named_and_not_taken() {
        for (id, is_good) in [
            ("a", true),
            (&"x".repeat(64), true),
            (&"x".repeat(65), false),
            ("", false),
            ("a b", false),
            ("é", false),
            ("<b>", false),
        ] {
            let (link, errors) = Link::parse(&format!("#epochs=3&id={id}"));
            assert_eq!(link.id.is_some(), is_good, "{id}");
            assert_eq!(errors.iter().any(|error| error.key == "id"), !is_good);
            assert!(link.hyperparams.is_changed(&EPOCHS));
        }
        let (single, _) = Link::read_single_run(permalink::pairs("#id=a"));
        assert_eq!(single.id.as_deref(), Some("a"));
    }

    #[test]
    fn a_device_or_theme_that_does_not_exist_is_named() {
        let (link, errors) = Link::parse("#device=tpu&theme=pink&curves=log_y&epochs=3&speed=9");
        let mut keys: Vec<&str> = errors.iter().map(|error| error.key.as_str()).collect();
        keys.sort_unstable();
        assert_eq!(keys, ["curves", "device", "speed", "theme"]);
        assert_eq!((link.device, link.theme), (DeviceChoice::Auto, None));
        assert!(link.hyperparams.is_changed(&EPOCHS));
    }
}
