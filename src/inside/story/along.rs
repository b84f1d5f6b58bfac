//! What a story goes along: the epochs of a film, or steps.

/// Which of the two, in words and by what is usual there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Along {
    Epochs,
    Steps,
}

impl Along {
    pub fn one(self) -> &'static str {
        match self {
            Self::Epochs => "epoch",
            Self::Steps => "step",
        }
    }

    pub fn many(self) -> &'static str {
        match self {
            Self::Epochs => "epochs",
            Self::Steps => "steps",
        }
    }

    /// A layer that comes less far, as a share of its weights, stands still.
    pub fn still(self) -> f64 {
        match self {
            Self::Epochs => 1e-3,
            Self::Steps => 1e-5,
        }
    }

    /// One that comes farther is torn away.
    pub fn torn(self) -> f64 {
        match self {
            Self::Epochs => 1.0,
            Self::Steps => 0.1,
        }
    }

    /// What the ratio of updates to weights tells.
    pub fn about_updates(self) -> String {
        match self {
            Self::Epochs => "<b>Update / weight</b> is ‖w<sub>t</sub> − w<sub>t−1</sub>‖ / ‖w<sub>t</sub>‖ of a whole epoch, not of one update; it is told where two epochs that follow each other were seen. Above 1 an epoch leaves nothing of what the one before had; a tenth or so is usual at first; below a thousandth (dashed) the layer stands still: it is done where the loss is low, and else the rate is too small.".to_owned(),
            Self::Steps => "<b>Update / weight</b> is ‖w<sub>t</sub> − w<sub>t−1</sub>‖ / ‖w<sub>t</sub>‖ of a single update. About a thousandth is usual; above a tenth the rate is too high for this layer, and below a hundred-thousandth (dashed) too low: it would take 100,000 steps to replace the weights.".to_owned(),
        }
    }
}
