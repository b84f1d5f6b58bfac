//! Finding hyperparameters by what they are called and what they do, also with a slip or another spelling.

use super::{Enabling, Form, text};
use crate::hyperparams::error::{MOST_NAMED, capped};
use crate::hyperparams::near::slips;
use crate::hyperparams::{CATALOG, Kind, ParamSpec};

/// What somebody looks for: every word has to be found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    words: Vec<Word>,
}

/// A word that is looked for, and what is found for it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    typed: String,
    /// The word itself where it is anywhere, else those that are near.
    found: Vec<String>,
}

impl Search {
    pub fn new(typed: &str) -> Self {
        let words = typed.split(|c: char| c.is_whitespace() || c == '_');
        let words = words.filter(|word| !word.is_empty());
        Self {
            words: words
                .map(|word| Word::new(word.to_ascii_lowercase()))
                .collect(),
        }
    }

    /// Whether nothing is looked for, so that everything is shown.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a row is what is looked for, by its name, key, help, choices or group.
    pub fn finds(&self, row: &ParamSpec) -> bool {
        if self.is_empty() {
            return true;
        }
        let text = said_of(row);
        let is_there = |word: &Word| word.found.iter().any(|found| text.contains(found.as_str()));
        self.words.iter().all(is_there)
    }

    /// Whether a row is shown: it is found, and does something under the other choices.
    pub fn shows(&self, form: &Form, row: &ParamSpec) -> bool {
        form.applies(row) && self.finds(row)
    }

    /// What is to be said of what is looked for.
    pub fn note(&self, form: &Form) -> Option<String> {
        if self.is_empty() {
            return None;
        }
        if !CATALOG.iter().any(|row| self.finds(row)) {
            return Some("No hyperparameter matches.".to_owned());
        }
        let hidden: Vec<&str> = self.hidden(form).iter().map(|row| row.label).collect();
        let verb = if hidden.len() == 1 {
            "it has"
        } else {
            "they have"
        };
        let labels = match hidden.as_slice() {
            many if many.len() > MOST_NAMED => capped(many, MOST_NAMED).join(", "),
            few => text::list(few),
        };
        let hidden = (!hidden.is_empty()).then(|| {
            format!("Not shown, because {verb} no effect with the other choices: {labels}.")
        });
        let said: Vec<String> = [self.near(), hidden].into_iter().flatten().collect();
        Some(said.join(" ")).filter(|said| !said.is_empty())
    }

    /// What is shown in place of words that are nowhere.
    fn near(&self) -> Option<String> {
        let is_near = |word: &&Word| !word.found.contains(&word.typed);
        let said = self.words.iter().filter(is_near).map(|word| {
            let found: Vec<&str> = word.found.iter().map(String::as_str).collect();
            format!(
                "Nothing matches “{}”; showing {}.",
                word.typed,
                text::list(&found)
            )
        });
        Some(said.collect::<Vec<_>>().join(" ")).filter(|said| !said.is_empty())
    }

    /// What brings rows that are found and do nothing into play: the first few of them.
    pub fn enablings(&self, form: &Form) -> Vec<Enabling> {
        const MOST: usize = 6;
        let hidden = self.hidden(form).into_iter();
        let enablings = hidden.filter_map(|row| Enabling::of(form.hyperparams(), row));
        enablings.take(MOST).collect()
    }

    fn hidden(&self, form: &Form) -> Vec<&'static ParamSpec> {
        if self.is_empty() {
            return Vec::new();
        }
        let is_hidden = |row: &&'static ParamSpec| !form.applies(row) && self.finds(row);
        CATALOG.iter().copied().filter(is_hidden).collect()
    }
}

impl Word {
    fn new(typed: String) -> Self {
        let texts: Vec<String> = CATALOG.iter().map(|row| said_of(row)).collect();
        let is_there = texts.iter().any(|text| text.contains(&typed));
        let found = if is_there {
            vec![typed.clone()]
        } else {
            nearest(&typed, &texts)
        };
        Self { typed, found }
    }
}

/// The words, or beginnings of words, that differ from one in the fewest letters.
fn nearest(typed: &str, texts: &[String]) -> Vec<String> {
    let (length, mut most) = (typed.chars().count(), slips(typed));
    let mut found: Vec<String> = Vec::new();
    let words = texts
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    for word in words {
        let begin: String = word.chars().take(length).collect();
        for near in [word, begin.as_str()] {
            let distance = strsim::osa_distance(typed, near);
            if distance == 0 || distance > most || found.iter().any(|other| other == near) {
                continue;
            }
            if distance < most {
                most = distance;
                found.clear();
            }
            found.push(near.to_owned());
        }
    }
    let is_begin = |word: &String| {
        found
            .iter()
            .any(|other| other != word && other.starts_with(word.as_str()))
    };
    let kept: Vec<String> = found
        .iter()
        .filter(|word| !is_begin(word))
        .cloned()
        .collect();
    kept
}

/// All that can be found of a row, in lower case and with spaces in its identifiers.
fn said_of(row: &ParamSpec) -> String {
    let mut text = [row.label, row.key, row.help, row.group.label()].join("\n");
    for name in row.aliases {
        text += "\n";
        text += name;
    }
    if let Kind::Choice(choices) = row.kind {
        for choice in choices {
            text += "\n";
            text += choice.label;
            text += "\n";
            text += choice.value;
        }
    }
    text.to_ascii_lowercase().replace('_', " ")
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
        assert_eq!(note.unwrap(), "No hyperparameter matches.");
    }

    #[test]
    fn other_names_other_spellings_and_slips_find() {
        for (typed, key) in [
            ("step size", "learning_rate"),
            ("regularisation", "dropout"),
            ("optimiser", "optimizer"),
            ("initialiser", "kernel_initializer"),
            ("learing rate", "learning_rate"),
            ("droput", "dropout"),
            ("regularis", "l2"),
            ("eps", "epsilon"),
            ("batchnorm", "batch_norm"),
            ("kernel_regularizer", "l1"),
            ("L2 regularizer", "l2"),
        ] {
            assert!(found(typed).contains(&key), "{typed}: {:?}", found(typed));
        }
        let note = Search::new("regularisation")
            .note(&Form::default())
            .unwrap();
        assert!(
            note.starts_with("Nothing matches “regularisation”; showing regularization."),
            "{note}"
        );
        let note = Search::new("momentm").note(&Form::default()).unwrap();
        assert!(
            note.starts_with("Nothing matches “momentm”; showing momentum."),
            "{note}"
        );
        assert_eq!(found("xyz"), [""; 0]);
    }

    #[test]
    fn what_is_found_but_does_nothing_now_is_counted_and_can_be_brought_into_play() {
        let mut form = Form::default();
        let search = Search::new("nesterov");
        let note = search.note(&form).unwrap();
        let expected =
            "Not shown, because it has no effect with the other choices: Nesterov momentum.";
        assert_eq!(note, expected);
        let enablings = search.enablings(&form);
        assert_eq!(enablings.len(), 1);
        form.enable(&enablings[0]);
        assert_eq!(
            (search.note(&form), search.shows(&form, &NESTEROV)),
            (None, true)
        );
        assert_eq!(form.value(&OPTIMIZER), "muon".into());
    }

    #[test]
    fn no_more_than_a_few_are_offered_at_once() {
        let offered = Search::new("e").enablings(&Form::default());
        assert_eq!(offered.len(), 6);
        assert_eq!(Search::new("").enablings(&Form::default()), []);
    }
}
