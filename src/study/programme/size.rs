//! How much a programme trains.

use std::fmt;
use std::str::FromStr;

use crate::study::MOST_SEEDS;

/// How long each run is trained, and on how many images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// To see how it goes, not what comes of it: 1,000 images and a twentieth of the epochs.
    Glance,
    /// The quick forms of the experiments: 10,000 images and half of the epochs.
    Short,
    /// As the post has them.
    Post,
}

impl Size {
    pub const ALL: [Self; 3] = [Self::Glance, Self::Short, Self::Post];

    /// On a command line, and where a programme is kept.
    pub fn name(self) -> &'static str {
        match self {
            Self::Glance => "glance",
            Self::Short => "short",
            Self::Post => "post",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.name() == name)
    }
}

/// The seven experiments as somebody wants them; as a text "short 5".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Programme {
    pub size: Size,
    /// Runs of each setting: 1 to [`MOST_SEEDS`].
    pub seeds: usize,
}

impl fmt::Display for Programme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.size.name(), self.seeds)
    }
}

impl FromStr for Programme {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let read = || {
            let (size, seeds) = text.split_once(' ')?;
            let (size, seeds) = (Size::named(size)?, seeds.parse().ok()?);
            (1..=MOST_SEEDS)
                .contains(&seeds)
                .then_some(Self { size, seeds })
        };
        read()
            .ok_or("a programme must be glance, short or post, and a number of seeds from 1 to 20")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_programme_comes_back_from_its_text() {
        for size in Size::ALL {
            let programme = Programme { size, seeds: 5 };
            assert_eq!(programme.to_string().parse(), Ok(programme));
        }
        for wrong in [
            "",
            "short",
            "short 0",
            "short 21",
            "long 1",
            "short 1 2",
            "short -1",
        ] {
            assert!(wrong.parse::<Programme>().is_err(), "{wrong}");
        }
        assert_eq!(MOST_SEEDS, 20, "the sentence says so");
    }
}
