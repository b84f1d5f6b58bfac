//! What the scripts have in common: the comment at the top, imports, seeds.

use super::Tuner;
use super::space::{Search, settings};
use super::train::{Needs, train_code};
use crate::hyperparams::keras_code::imports;
use crate::hyperparams::keras_code::python::{Code, assign};
use crate::study::{Plan, Pruner};

/// A script before it is put together.
pub(super) struct Script<'a> {
    pub plan: &'a Plan,
    pub tuner: Tuner,
    /// What to install besides Keras and a backend.
    pub packages: &'a str,
    /// Imports after Keras: whole modules, and names from modules.
    pub modules: &'a str,
    pub names: &'a str,
    pub needs: Needs,
    /// What is not as in the browser, a sentence each.
    pub notes: Vec<String>,
    /// All that comes after `train`.
    pub search: String,
}

impl Script<'_> {
    pub fn write(&self) -> String {
        let train = train_code(self.plan, self.needs);
        let keras = imports(&format!("{train}{}", self.search));
        let from = keras.trim_start_matches("import keras\n").trim_end();
        let (modules, names) = (self.modules, self.names);
        [
            self.comment(),
            format!("import statistics\n\nimport keras\n{modules}{from}\n{names}\n"),
            self.constants(),
            // Two empty lines before a function.
            (if self.needs.own_images { "\n\n" } else { "\n" }).to_owned(),
            train,
            "\n\n".to_owned(),
            self.search.clone(),
        ]
        .concat()
    }

    fn comment(&self) -> String {
        let settings = counted(self.plan.settings().len(), "setting");
        let seeds = counted(self.plan.definition().seeds, "seed");
        let name = printable(&self.plan.definition().name);
        let label = self.tuner.label();
        let title =
            format!("{name}: {settings}, {seeds} each, with {label}. A study of Tuneground's.");
        let notes = self
            .notes
            .iter()
            .map(|note| format!("#\n{}", comment(note)));
        format!(
            "{}#\n#     pip install keras tensorflow {}\n#\n\
             # Instead of tensorflow, jax or torch will do, with KERAS_BACKEND set to it.\n{}\n",
            comment(&title),
            self.packages,
            notes.collect::<String>()
        )
    }

    fn constants(&self) -> String {
        let plan = self.plan;
        let seeds = (0..plan.definition().seeds).map(|at| Code::whole(plan.seed(at)));
        let settings = match Search::of(plan, self.tuner) {
            Search::Explicit => settings(plan),
            Search::Grid | Search::Drawn => String::new(),
        };
        assign("SEEDS", &Code::List(seeds.collect())) + &settings
    }
}

/// "3 seeds".
fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

/// On one line, whatever somebody called their study.
fn printable(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c.is_control());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// A comment in lines of up to 88 columns.
fn comment(text: &str) -> String {
    let (mut written, mut line) = (String::new(), "#".to_owned());
    for word in text.split_whitespace() {
        if line.chars().count() + 1 + word.chars().count() > 88 && line != "#" {
            written += &format!("{line}\n");
            "#".clone_into(&mut line);
        }
        line += &format!(" {word}");
    }
    written + &line + "\n"
}

/// Whether lagging settings end early, which the tuner has to hear of epochs for.
pub(super) fn prunes(plan: &Plan) -> bool {
    plan.definition().pruner != Pruner::None
}

pub(super) const PRUNED_BY_FIRST_SEED: &str = "A setting is pruned as a whole, by the epochs of \
    its first seed; in the browser each run is pruned by itself.";

pub(super) const OWN_DRAWS: &str = "The settings are drawn from the browser's ranges, but by the tuner's own generator: expect others.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_a_study_leaves_its_comment() {
        assert_eq!(printable("a\n  import os\r\u{2028}b"), "a import os b");
        assert_eq!(printable("\n"), "");
    }

    #[test]
    fn comments_are_wrapped() {
        let lines = comment(&"word ".repeat(40));
        assert!(
            lines
                .lines()
                .all(|line| line.len() <= 88 && line.starts_with("# word"))
        );
    }
}
