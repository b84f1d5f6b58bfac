//! How the curves of single runs are shown, and how a link says so.

use crate::metrics::Along;

/// How the curves of single runs are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CurvesView {
    /// Accuracy is fitted closely.
    pub zoom: bool,
    /// Error rates on a logarithmic axis in accuracy's place.
    pub error_rate: bool,
    /// Loss is on a logarithmic axis.
    pub log_loss: bool,
    /// What the curves are drawn along is on a logarithmic axis.
    pub log_x: bool,
    /// A control that is moved trains at once, over the pale runs before.
    pub auto_run: bool,
    pub along: Along,
    /// How much of what was before a smoothed line has, in hundredths, 0 to 99; 0 smooths nothing.
    pub smoothing: u8,
}

const SMOOTHING: &str = "smoothing";

impl CurvesView {
    /// The most that a line is smoothed.
    pub const MOST_SMOOTHING: u8 = 99;

    /// Each switch by its name.
    pub fn switches(&mut self) -> [(&'static str, &mut bool); 5] {
        [
            ("zoom", &mut self.zoom),
            ("error_rate", &mut self.error_rate),
            ("log_loss", &mut self.log_loss),
            ("log_x", &mut self.log_x),
            ("auto_run", &mut self.auto_run),
        ]
    }

    /// Takes what a control of this name says.
    pub fn turn(&mut self, name: &str, value: &str, is_on: bool) {
        if let Some((_, switch)) = self.switches().into_iter().find(|(it, _)| *it == name) {
            *switch = is_on;
        }
        match name {
            "along" => self.along = Along::named(value).unwrap_or_default(),
            SMOOTHING => {
                let percent = value.parse().unwrap_or_default();
                self.smoothing = Self::MOST_SMOOTHING.min(percent);
            }
            _ => {}
        }
    }

    /// How much of what was before a smoothed line has, 0 to less than 1.
    pub fn weight(&self) -> f64 {
        f64::from(self.smoothing) / 100.0
    }

    /// Words for a link: "log_x seconds smoothing60"; none where all is as at first.
    pub fn to_words(mut self) -> String {
        let mut words = Vec::new();
        for (word, is_on) in self.switches() {
            words.extend(is_on.then(|| word.to_owned()));
        }
        if self.along != Along::Epochs {
            words.push(self.along.name().to_owned());
        }
        if self.smoothing > 0 {
            words.push(format!("{SMOOTHING}{}", self.smoothing));
        }
        words.join(" ")
    }

    /// What [`to_words`](Self::to_words) gave, in any order; `None` where a word says nothing.
    pub fn from_words(words: &str) -> Option<Self> {
        let mut view = Self::default();
        for word in words.split_ascii_whitespace() {
            let switches = view.switches();
            if let Some((_, is_on)) = switches.into_iter().find(|(name, _)| *name == word) {
                *is_on = true;
                continue;
            }
            if let Some(along) = Along::named(word) {
                view.along = along;
            } else {
                let percent = word.strip_prefix(SMOOTHING)?.parse().ok()?;
                view.smoothing = Some(percent).filter(|it| *it <= Self::MOST_SMOOTHING)?;
            }
        }
        Some(view)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_as_it_was_written() {
        assert_eq!(CurvesView::default().to_words(), "");
        let view = CurvesView {
            error_rate: true,
            log_x: true,
            along: Along::Seconds,
            smoothing: 60,
            ..CurvesView::default()
        };
        assert_eq!(view.to_words(), "error_rate log_x seconds smoothing60");
        assert_eq!(CurvesView::from_words(&view.to_words()), Some(view));
        let each = [
            "zoom",
            "log_loss",
            "auto_run",
            "updates",
            "images",
            "smoothing99",
            "",
        ];
        for words in each {
            let view = CurvesView::from_words(words).unwrap();
            assert_eq!(view.to_words(), words);
        }
    }

    #[test]
    fn a_control_turns_what_has_its_name() {
        let mut view = CurvesView::default();
        for (name, value, is_on) in [
            ("log_x", "on", true),
            ("zoom", "on", false),
            ("along", "images", false),
            ("smoothing", "60", false),
            ("other", "60", true),
        ] {
            view.turn(name, value, is_on);
        }
        assert_eq!(view.to_words(), "log_x images smoothing60");
        assert_eq!(view.weight(), 0.6);
        view.turn("smoothing", "200", false);
        assert_eq!(view.smoothing, CurvesView::MOST_SMOOTHING);
    }

    #[test]
    fn a_word_that_says_nothing_is_no_view() {
        for words in [
            "linear",
            "smoothing",
            "smoothing100",
            "smoothing-1",
            "zoom seconds x",
        ] {
            assert_eq!(CurvesView::from_words(words), None, "{words}");
        }
    }
}
