//! Finding hyperparameters by what they are called and what they do.

use super::{Form, text};
use crate::hyperparams::{CATALOG, Kind, Row};

/// What somebody looks for: every word has to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    words: Vec<String>,
}

impl Search {
    pub fn new(typed: &str) -> Self {
        let words = typed.split(|c: char| c.is_whitespace() || c == '_');
        let words = words.filter(|word| !word.is_empty());
        Self {
            words: words.map(str::to_lowercase).collect(),
        }
    }

    /// Whether nothing is looked for, so that everything is shown.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a row is what is looked for, by its name, key, help, choices or group.
    pub fn finds(&self, row: &Row) -> bool {
        if self.is_empty() {
            return true;
        }
        let text = said_of(row);
        self.words.iter().all(|word| text.contains(word.as_str()))
    }

    /// Whether a row is shown: it is found, and does something under the other choices.
    pub fn shows(&self, form: &Form, row: &Row) -> bool {
        form.applies(row) && self.finds(row)
    }

    /// What is to be said of what is not shown although it was looked for.
    pub fn note(&self, form: &Form) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        let (shown, hidden): (Vec<&Row>, Vec<&Row>) = CATALOG
            .iter()
            .copied()
            .filter(|row| self.finds(row))
            .partition(|row| form.applies(row));
        let labels: Vec<&str> = hidden.iter().map(|row| row.label).collect();
        match (shown.len(), labels.as_slice()) {
            (0, []) => Some("No hyperparameter was found.".to_owned()),
            (_, []) => None,
            (_, [label]) => Some(format!(
                "Not shown, as it does nothing under the other choices: {label}."
            )),
            (_, labels) => Some(format!(
                "Not shown, as they do nothing under the other choices: {}.",
                text::list(labels)
            )),
        }
    }
}

/// All that can be found of a row, in lower case and with spaces in its identifiers.
fn said_of(row: &Row) -> String {
    let mut text = [row.label, row.key, row.help, row.group.label()].join("\n");
    if let Kind::Choice(choices) = row.kind {
        for choice in choices {
            text += "\n";
            text += choice.label;
            text += "\n";
            text += choice.value;
        }
    }
    text.to_lowercase().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;

    fn found(typed: &str) -> Vec<&'static str> {
        let (search, form) = (Search::new(typed), Form::default());
        let shown = CATALOG.iter().filter(|row| search.shows(&form, row));
        shown.map(|row| row.key).collect()
    }

    #[test]
    fn weight_decay_finds_the_weight_decay() {
        for typed in ["weight decay", "weight_decay", " Decay  WEIGHT "] {
            assert_eq!(found(typed), ["weight_decay"], "{typed}");
        }
    }

    #[test]
    fn help_choices_and_groups_are_found_too() {
        assert!(found("overshoot").contains(&"learning_rate"), "by its help");
        assert_eq!(found("nadam"), ["optimizer"], "by a choice");
        assert!(found("regularization").contains(&"dropout"), "by its group");
    }

    #[test]
    fn nothing_looked_for_shows_every_row_that_applies() {
        let form = Form::default();
        let applicable = form.hyperparams().applicable().count();
        assert_eq!(found(" ").len(), applicable);
        assert_eq!(Search::new(" ").note(&form), None);
    }

    #[test]
    fn a_search_that_finds_nothing_says_so() {
        let note = Search::new("flux capacitor").note(&Form::default());
        assert_eq!(note.unwrap(), "No hyperparameter was found.");
    }

    #[test]
    fn what_is_found_but_does_nothing_now_is_named() {
        let mut form = Form::default();
        let search = Search::new("nesterov");
        let note = search.note(&form).unwrap();
        assert!(
            note.ends_with("other choices: Nesterov momentum."),
            "{note}"
        );
        form.set(&OPTIMIZER, "sgd");
        form.set(&MOMENTUM, 0.9);
        assert_eq!(search.note(&form), None);
    }
}
