//! How the titles of a study's panels are written, so that they fit and stay apart.

use std::borrow::Cow;

use super::panel_size::{SIDE, font_sizes, is_low};
use super::text_metrics::{self, distinct};

/// One way for all panels of a study.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Titles {
    /// Rows that the longest needs, so that neighbours' plots align.
    pub rows: usize,
    form: Form,
    /// In one row, whatever that leaves out.
    is_low: bool,
}

/// From the most telling to the shortest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Form {
    #[default]
    Whole,
    /// Without the names of the hyperparameters, which all panels have in common.
    Values,
    /// The same, its place among the panels before it: what stands in the middle may be left out.
    Numbered,
    /// What the setting came to, where heads of rows and columns say which it is.
    Result,
    /// The same without its name.
    Number,
    Nothing,
}

/// The result keeps its name.
const RESULT: &str = "val_acc=";
/// Two swept hyperparameters and the accuracy, each in a row of its own where a panel is narrow.
const MOST_ROWS: usize = 3;

impl Titles {
    /// The way in which these all fit into panels of a size, in CSS pixels, and none reads as another.
    pub fn of(titles: &[&str], size: (f64, f64)) -> Self {
        let apart = distinct(titles);
        let says_all = |form: &Form| {
            let texts: Vec<Cow<str>> = titles.iter().map(|title| form.write(title, 0)).collect();
            distinct(&texts) == apart && form.fits(titles, size)
        };
        let forms = [Form::Whole, Form::Values];
        let form = forms.into_iter().find(says_all).unwrap_or(Form::Numbered);
        Self::new(form, titles, size)
    }

    /// The same where heads of rows and columns tell the panels apart: what would take many rows says no more than what
    /// the setting came to.
    pub fn below_heads(titles: &[&str], size: (f64, f64)) -> Self {
        let whole = Self::of(titles, size);
        if whole.form == Form::Whole && whole.rows < MOST_ROWS {
            return whole;
        }
        let fits = |form: &Form| !is_low(size.1) && form.fits(titles, size);
        let forms = [Form::Result, Form::Number];
        let form = forms.into_iter().find(fits).unwrap_or(Form::Nothing);
        Self::new(form, titles, size)
    }

    fn new(form: Form, titles: &[&str], (width, height): (f64, f64)) -> Self {
        let mut way = Self {
            rows: 0,
            form,
            is_low: is_low(height),
        };
        let (_, size) = font_sizes(width, height);
        let titles = titles.iter().enumerate();
        let needed = titles.map(|(at, title)| way.wrap(title, at, size, width).len());
        way.rows = needed.max().unwrap_or(0);
        way
    }

    /// The title of the panel at a place, in rows for its font's size and the panel's width.
    pub(super) fn wrap(self, title: &str, place: usize, size: f64, width: f64) -> Vec<String> {
        let most = if self.is_low { 1 } else { MOST_ROWS };
        let room = width - 2.0 * SIDE;
        // Bold letters are wider, and highlighting is not to break a title anew.
        text_metrics::wrap(&self.form.write(title, place), size * 1.06, room, most)
    }

    /// Rows to keep room for, of a title that needs so many.
    pub(super) fn room(self, needed: usize) -> f64 {
        needed.max(self.rows.min(MOST_ROWS)) as f64
    }
}

impl Form {
    /// Whether panels of a size have room for all of these.
    fn fits(self, titles: &[&str], (width, height): (f64, f64)) -> bool {
        let way = Titles::new(self, &[], (width, height));
        let (_, size) = font_sizes(width, height);
        titles.iter().all(|title| {
            let text = self.write(title, 0);
            let words: Vec<&str> = text.split_whitespace().collect();
            way.wrap(title, 0, size, width).join(" ") == words.join(" ")
        })
    }

    fn write(self, title: &str, place: usize) -> Cow<'_, str> {
        match self {
            Self::Whole => Cow::Borrowed(title),
            Self::Values => Cow::Owned(values(title)),
            Self::Numbered => Cow::Owned(format!("{}: {}", place + 1, values(title))),
            Self::Result => Cow::Borrowed(result(title)),
            Self::Number => Cow::Borrowed(result(title).trim_start_matches(RESULT)),
            Self::Nothing => Cow::Borrowed(""),
        }
    }
}

/// `n_layers=2 val_acc=0.97` as `val_acc=0.97`.
fn result(title: &str) -> &str {
    let at = title.find(RESULT).unwrap_or(title.len());
    title.get(at..).unwrap_or_default()
}

/// `n_layers=2 val_acc=0.97` as `2 val_acc=0.97`.
fn values(title: &str) -> String {
    let value = |word| match word {
        result if str::starts_with(result, RESULT) => result,
        word => word.split_once('=').map_or(word, |(_, value)| value),
    };
    let values = title.split_whitespace().map(value);
    values.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The titles as they are written in panels of a size.
    fn written(titles: &[&str], size: (f64, f64)) -> Vec<String> {
        let way = Titles::of(titles, size);
        let (_, font_size) = font_sizes(size.0, size.1);
        let titles = titles.iter().enumerate();
        titles
            .map(|(at, title)| way.wrap(title, at, font_size, size.0).join("|"))
            .collect()
    }

    fn settings(count: usize) -> Vec<String> {
        let names = ["variance_scaling", "truncated_normal", "glorot_uniform"];
        let one = |at: usize| {
            let (kernel, bias, nodes) = (names[at % 3], names[at / 3 % 3], at / 9);
            format!(
                "kernel_initializer={kernel} bias_initializer={bias} n_nodes={nodes} val_acc=0.9773"
            )
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn titles_that_fit_stay_whole() {
        let titles = ["n_layers=1 val_acc=0.9", "n_layers=2 val_acc=0.8"];
        assert_eq!(written(&titles, (220.0, 160.0)), titles);
        assert_eq!(Titles::of(&titles, (220.0, 160.0)).rows, 1);
        assert_eq!(Titles::of(&[], (220.0, 160.0)), Titles::default());
    }

    #[test]
    fn without_room_the_names_go_and_the_values_stay() {
        let titles = [
            "kernel_initializer=variance_scaling bias_initializer=zeros val_acc=0.9773",
            "kernel_initializer=variance_scaling bias_initializer=ones val_acc=0.9773",
        ];
        assert_eq!(
            written(&titles, (170.0, 160.0)),
            [
                "variance_scaling zeros|val_acc=0.9773",
                "variance_scaling ones|val_acc=0.9773"
            ]
        );
    }

    #[test]
    fn below_heads_what_took_many_rows_says_the_result_alone() {
        let titles = [
            "n_layers=2 n_nodes=64 val_acc=0.9348",
            "n_layers=2 n_nodes=128 val_acc=0.9489",
        ];
        let written = |size: (f64, f64)| {
            let way = Titles::below_heads(&titles, size);
            let (_, letters) = font_sizes(size.0, size.1);
            way.wrap(titles[1], 1, letters, size.0).join("|")
        };
        assert_eq!(
            written((220.0, 150.0)),
            "n_layers=2 n_nodes=128|val_acc=0.9489"
        );
        assert_eq!(written((110.0, 150.0)), "val_acc=0.9489");
        assert_eq!(written((80.0, 150.0)), "0.9489");
        assert_eq!(written((40.0, 150.0)), "");
        assert_eq!(written((220.0, 50.0)), "");
        assert_eq!(Titles::of(&titles, (150.0, 50.0)).rows, 1);
    }

    #[test]
    fn values_that_read_alike_are_numbered() {
        let titles = ["momentum_of_all=0.9 x", "rho_of_all_others=0.9 x"];
        let found = written(&titles, (60.0, 160.0));
        assert!(
            found[0].starts_with("1:") && found[1].starts_with("2:"),
            "{found:?}"
        );
    }

    #[test]
    fn no_two_panels_read_alike_whatever_their_width() {
        for count in [2, 9, 40, 200] {
            let titles = settings(count);
            let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
            for width in (60..420).step_by(10) {
                let found = written(&titles, (f64::from(width), 170.0));
                assert_eq!(distinct(&found), count, "{width}: {found:?}");
            }
        }
    }
}
