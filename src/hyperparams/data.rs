//! Which images are trained on: MNIST, or the visitor's own.

use serde::{Deserialize, Serialize};

use super::error::count;
use super::text::ListFormat;
use super::{Group, HyperParams, ParamSpec};

/// Images of a set that are trained on, at most: as many as a setting may ask for. Fewer than the least that it may
/// ask for are no set.
const MOST_TO_TRAIN: usize = 60_000;
const FEWEST_TO_TRAIN: usize = 100;
/// Images of a set that are tested on, at most.
const MOST_TO_TEST: usize = 10_000;

/// Means something where somebody has brought images; a setting that says nothing of it trains on MNIST.
pub static DATA: ParamSpec = ParamSpec::list("data", "Own images", &DATA_FORMAT, "")
    .group(Group::Training)
    .applies(|params| params.text(&DATA).is_none_or(|text| !text.is_empty()))
    .aliases(&["own data", "dataset"])
    .help("Images of your own in place of MNIST’s: how many to train on, how many to test on, and their SHA-256.")
    .docs("https://keras.io/api/datasets/");

static DATA_FORMAT: ListFormat = ListFormat {
    tidied: |text| DataId::parse(text).map(|id| id.0),
    requirement: "must be the name of images that were brought here: how many are trained on, how many tested on, and their SHA-256",
    example: "240-60-0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0",
};

/// A set of images: `240-60-9f86…`, how many are trained on, how many tested on, and the SHA-256 of them all in
/// hexadecimal; MNIST is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct DataId(String);

impl DataId {
    /// - train, test: how many images there are
    /// - sha256: of the bytes that they are kept as, in hexadecimal
    pub fn new(train: usize, test: usize, sha256: &str) -> Self {
        Self(format!("{train}-{test}-{sha256}"))
    }

    /// Of a text that somebody has written; nothing where it names no set.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        if text.is_empty() || text == "mnist" {
            return Some(Self::default());
        }
        let (train, rest) = text.split_once('-')?;
        let (test, sha256) = rest.split_once('-')?;
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|it| it.is_ascii_hexdigit());
        let (train, test) = (train.parse().ok()?, test.parse().ok()?);
        let is_set = (FEWEST_TO_TRAIN..=MOST_TO_TRAIN).contains(&train)
            && (1..=MOST_TO_TEST).contains(&test);
        (is_hash && is_set).then(|| Self::new(train, test, sha256))
    }

    pub(super) fn read(params: &HyperParams) -> Self {
        Self::parse(&params.list(&DATA)).unwrap_or_default()
    }

    pub fn is_mnist(&self) -> bool {
        self.0.is_empty()
    }

    /// Images that there are to train on.
    pub fn train_images(&self) -> usize {
        self.part(0).unwrap_or(MOST_TO_TRAIN)
    }

    /// Images that there are to test on.
    pub fn test_images(&self) -> usize {
        self.part(1).unwrap_or(MOST_TO_TEST)
    }

    fn part(&self, at: usize) -> Option<usize> {
        self.0.split('-').nth(at)?.parse().ok()
    }

    /// Of own images, in hexadecimal.
    pub fn sha256(&self) -> &str {
        self.0.rsplit('-').next().unwrap_or_default()
    }

    /// As a setting names it.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// What is said where such images are not here.
    pub fn missing(&self) -> String {
        format!(
            "This setting was made with images of their maker’s own, {} to train on and {} to test on, of SHA-256 {}, \
             which are not in this browser: bring the same files (under “Your own images”, or drop them on the page), or \
             go back to MNIST",
            count(self.train_images()),
            count(self.test_images()),
            self.sha256()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHA: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

    #[test]
    fn a_set_is_known_by_its_counts_and_its_hash() {
        let id = DataId::new(240, 60, SHA);
        assert_eq!((id.train_images(), id.test_images()), (240, 60));
        assert_eq!((id.sha256(), id.is_mnist()), (SHA, false));
        let written = format!(" {} ", id.name().to_ascii_uppercase());
        assert_eq!(DataId::parse(&written), Some(id));
    }

    #[test]
    fn what_names_no_set_is_no_data() {
        for wrong in [
            "x".to_owned(),
            SHA.to_owned(),
            format!("240-{SHA}"),
            format!("99-60-{SHA}"),
            format!("60001-60-{SHA}"),
            format!("240-0-{SHA}"),
            format!("240-10001-{SHA}"),
            format!("240-60-{}", &SHA[1..]),
            format!("240-60-{}x", &SHA[1..]),
            format!("-240-60-{SHA}"),
        ] {
            assert_eq!(DataId::parse(&wrong), None, "{wrong}");
            let setting = HyperParams::default().with(&DATA, wrong);
            assert_eq!(setting.check().unwrap_err()[0].key, "data");
        }
    }

    #[test]
    fn a_setting_without_own_images_says_nothing_of_them_and_is_of_mnist() {
        let params = HyperParams::default();
        assert!(!params.to_permalink().contains("data"));
        assert!(
            params
                .clone()
                .with(&DATA, "MNIST")
                .check()
                .unwrap()
                .data
                .is_mnist()
        );
        let data = params.check().unwrap().data;
        assert!(data.is_mnist());
        assert_eq!((data.train_images(), data.test_images()), (60_000, 10_000));
    }
}
