//! The colours of a light and of a dark page.

use super::color::Color;
use super::ramp::Ramp;

/// The colours of the page that a chart stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    pub surface: Color,
    pub text: Color,
    /// What has to stand out most: titles, signs.
    pub ink: Color,
    pub axis: Color,
    pub grid: Color,
    /// Apart for colour-blind readers too: Okabe and Ito's, as dark or light as the surface needs.
    pub runs: [Color; 7],
    /// From bad to good, away from the surface.
    pub ramp: Ramp,
    /// Whether runs are told apart by dashes before any colour comes again.
    pub all_dashed: bool,
}

impl Theme {
    pub const LIGHT: Self = Self {
        surface: Color(255, 255, 255),
        text: Color(90, 97, 106),
        ink: Color(31, 36, 42),
        axis: Color(150, 157, 166),
        grid: Color(234, 236, 239),
        runs: [
            Color(0, 103, 177),
            Color(213, 94, 0),
            Color(0, 142, 104),
            Color(190, 82, 146),
            Color(178, 122, 0),
            Color(36, 146, 196),
            Color(80, 80, 80),
        ],
        ramp: Ramp::LIGHT,
        all_dashed: false,
    };

    pub const DARK: Self = Self {
        surface: Color(24, 28, 34),
        text: Color(160, 168, 178),
        ink: Color(230, 235, 241),
        axis: Color(100, 108, 118),
        grid: Color(42, 48, 56),
        runs: [
            Color(86, 168, 240),
            Color(242, 138, 74),
            Color(51, 196, 150),
            Color(226, 142, 194),
            Color(236, 184, 62),
            Color(140, 212, 250),
            Color(196, 196, 196),
        ],
        ramp: Ramp::DARK,
        all_dashed: false,
    };

    /// The same without greys, for whoever forces few colours on all pages.
    pub fn forced(self) -> Self {
        let ink = self.surface.contrasting();
        Self {
            surface: ink.contrasting(),
            text: ink,
            ink,
            axis: ink,
            all_dashed: true,
            ..self
        }
    }

    /// Whether letters are lighter than what they stand on.
    pub fn is_dark(&self) -> bool {
        self.surface.contrasting().0 > 127
    }

    /// The colour of a run; they repeat, with other dashes.
    pub fn run(&self, index: usize) -> Color {
        self.runs[index % self.runs.len()]
    }

    /// Dash and gap of a run's line, in CSS pixels; `None` is a whole line.
    pub fn dashes(&self, index: usize) -> Option<(f64, f64)> {
        let round = index / self.runs.len();
        match if self.all_dashed { index } else { round.min(3) } % 5 {
            0 => None,
            1 => Some((8.0, 4.0)),
            2 => Some((3.0, 3.0)),
            3 => Some((14.0, 5.0)),
            _ => Some((1.5, 6.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_and_every_letter_stands_out_from_the_surface() {
        let themes = [Theme::LIGHT, Theme::DARK];
        for theme in themes.into_iter().chain(themes.map(Theme::forced)) {
            assert!(theme.text.contrast(theme.surface) >= 4.5);
            assert!(theme.ink.contrast(theme.surface) >= 10.0);
            for color in theme.runs {
                let found = color.contrast(theme.surface);
                assert!(found >= 3.0, "{color:?}: {found}");
            }
        }
    }

    #[test]
    fn where_colours_are_forced_neighbouring_runs_differ_in_their_dashes() {
        let theme = Theme::DARK.forced();
        for run in 0..35 {
            assert_ne!(theme.dashes(run), theme.dashes(run + 1));
            let look = |run| (theme.run(run), theme.dashes(run));
            assert!((0..run).all(|other| look(other) != look(run)), "{run}");
        }
        assert_eq!(
            (theme.surface, theme.text),
            (Color(0, 0, 0), Color(255, 255, 255))
        );
    }

    #[test]
    fn css_writes_a_colour_with_six_digits() {
        assert_eq!(Color(0, 10, 255).css(), "#000aff");
    }
}
