//! How the titles of a study's panels are written, so that they fit and stay apart.

use std::borrow::Cow;

use super::panel_size::{SIDE, font_sizes};
use super::text_metrics::{self, distinct};

/// One way for all panels of a study.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Titles {
    /// Rows that the longest needs, so that neighbours' plots align.
    pub rows: usize,
    form: Form,
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
}

/// The result keeps its name.
const RESULT: &str = "val_acc=";
/// Two swept hyperparameters and the accuracy, each in a row of its own where a panel is narrow.
const MOST_ROWS: usize = 3;

impl Titles {
    /// The way in which these all fit into panels of a size, in CSS pixels, and none reads as another.
    pub fn of(titles: &[&str], (width, height): (f64, f64)) -> Self {
        let (_, size) = font_sizes(width, height);
        let apart = distinct(titles);
        let says_all = |form: &Form| {
            let texts = titles.iter().map(|title| form.write(title, 0));
            let texts: Vec<Cow<str>> = texts.collect();
            let is_whole = |text: &Cow<str>| {
                let words = text.split_whitespace();
                rows(text, size, width).join(" ") == words.collect::<Vec<_>>().join(" ")
            };
            distinct(&texts) == apart && texts.iter().all(is_whole)
        };
        let forms = [Form::Whole, Form::Values];
        let form = forms.into_iter().find(says_all).unwrap_or(Form::Numbered);
        let titles = titles.iter().enumerate();
        let needed = titles.map(|(at, title)| rows(&form.write(title, at), size, width).len());
        let rows = needed.max().unwrap_or(0);
        Self { rows, form }
    }

    /// The title of the panel at a place, in rows for its font's size and the panel's width.
    pub(super) fn wrap(self, title: &str, place: usize, size: f64, width: f64) -> Vec<String> {
        rows(&self.form.write(title, place), size, width)
    }

    /// Rows to keep room for, of a title that needs so many.
    pub(super) fn room(self, needed: usize) -> f64 {
        needed.max(self.rows.min(MOST_ROWS)) as f64
    }
}

impl Form {
    fn write(self, title: &str, place: usize) -> Cow<'_, str> {
        match self {
            Self::Whole => Cow::Borrowed(title),
            Self::Values => Cow::Owned(values(title)),
            Self::Numbered => Cow::Owned(format!("{}: {}", place + 1, values(title))),
        }
    }
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

/// Bold letters are wider, and highlighting is not to break a title anew.
fn rows(title: &str, size: f64, width: f64) -> Vec<String> {
    text_metrics::wrap(title, size * 1.06, width - 2.0 * SIDE, MOST_ROWS)
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
