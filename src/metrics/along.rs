//! What curves are drawn along.

/// The unit of a curve's horizontal axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Along {
    #[default]
    Epochs,
    /// Optimizer updates.
    Updates,
    /// Images trained on, each as often as it was.
    Images,
    /// Training time, pauses left out.
    Seconds,
}

impl Along {
    pub const ALL: [Self; 4] = [Self::Epochs, Self::Updates, Self::Images, Self::Seconds];

    /// In the plural, as links and controls have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Epochs => "epochs",
            Self::Updates => "updates",
            Self::Images => "images",
            Self::Seconds => "seconds",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|along| along.name() == name)
    }
}

/// What an epoch is of each unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct EpochPace {
    pub updates: usize,
    pub images: usize,
    /// 0 before the first report.
    pub images_per_second: f64,
}

impl EpochPace {
    /// Units in an epoch; of seconds a guess, and not finite where nothing is known of them.
    pub fn reach(&self, along: Along) -> f64 {
        match along {
            Along::Epochs => 1.0,
            Along::Updates => self.updates as f64,
            Along::Images => self.images as f64,
            Along::Seconds => self.images as f64 / self.images_per_second,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_reaches_as_far_as_its_unit_says() {
        let pace = EpochPace {
            updates: 157,
            images: 10_000,
            images_per_second: 5000.0,
        };
        let reaches = Along::ALL.map(|along| pace.reach(along));
        assert_eq!(reaches, [1.0, 157.0, 10_000.0, 2.0]);
        let unknown = EpochPace {
            images_per_second: 0.0,
            ..pace
        };
        assert!(!unknown.reach(Along::Seconds).is_finite());
        for along in Along::ALL {
            assert_eq!(Along::named(along.name()), Some(along));
        }
    }
}
