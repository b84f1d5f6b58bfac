//! What studies are called that nobody has named.

use crate::hyperparams::error::capped;
use crate::study::StudyDefinition;
use crate::study::experiments::{EXPERIMENTS, QUICKLY};

/// "learning rate × momentum": what a study is called that nobody has named.
pub(super) fn swept_name(definition: &StudyDefinition) -> String {
    let labels = definition
        .varying()
        .into_iter()
        .map(|row| lower_first(row.label));
    let labels = capped(&labels.collect::<Vec<_>>(), 4);
    if labels.is_empty() {
        StudyDefinition::default().name
    } else {
        labels.join(" × ")
    }
}

/// As a word within a sentence; "L2 penalty" and "ReLU threshold" stay as they are.
fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters
        .next()
        .into_iter()
        .map(|letter| letter.to_ascii_lowercase());
    let rest = letters.as_str();
    let word = rest.split(' ').next().unwrap_or_default();
    if word.starts_with(|it: char| it.is_ascii_lowercase())
        && !word.contains(|it: char| it.is_ascii_uppercase())
    {
        first.chain(rest.chars()).collect()
    } else {
        label.to_owned()
    }
}

/// Whether a study's name says nothing that a link of it would not say by itself.
pub(super) fn is_no_name(name: &str, definition: &StudyDefinition) -> bool {
    // As they were called before.
    if ["", "Study", "My study"].contains(&name) {
        return true;
    }
    let number = name.strip_prefix(&swept_name(definition));
    number.is_some_and(|number| number.is_empty() || number.trim_start().parse::<u32>().is_ok())
}

/// Drops “(quick)” from an experiment's name where it no longer trains as its quick form does.
pub(super) fn no_longer_quick(definition: &mut StudyDefinition) {
    let plain = definition.name.strip_suffix(QUICKLY);
    let experiment = EXPERIMENTS.iter().find(|it| Some(it.name) == plain);
    if let Some(experiment) = experiment.filter(|it| !it.trains_alike(&definition.base, true)) {
        experiment.name.clone_into(&mut definition.name);
    }
}

/// An experiment's name without the number that tells it from others; of another name, all of it.
pub(super) fn experiment_name(name: &str) -> &str {
    let is_experiment = |root: &&str| {
        let plain = root.strip_suffix(QUICKLY).unwrap_or(root);
        EXPERIMENTS.iter().any(|it| it.name == plain)
    };
    let root = with_number(name).map(|(root, _)| root);
    root.filter(is_experiment).unwrap_or(name)
}

/// Whether a name is that of an experiment, whole or quick.
pub(super) fn is_experiments(name: &str) -> bool {
    let root = experiment_name(name);
    let plain = root.strip_suffix(QUICKLY).unwrap_or(root);
    EXPERIMENTS.iter().any(|it| it.name == plain)
}

/// A name that ends in a number, taken apart.
fn with_number(name: &str) -> Option<(&str, u32)> {
    let (root, number) = name.rsplit_once(' ')?;
    Some((root, number.parse().ok()?))
}

/// A name that no other study has: "dropout 2", and after that "dropout 3".
pub(super) fn numbered(name: String, others: &[&str]) -> String {
    let is_free = |name: &String| !others.contains(&name.as_str());
    let (root, last) = with_number(&name).unwrap_or((&name, 1));
    let next = u64::from(last) + 1;
    let candidates = (next..).map(|number| format!("{root} {number}"));
    let mut all = std::iter::once(name.clone()).chain(candidates);
    // So many names are not all taken.
    all.find(is_free).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::study::Distribution;

    fn sweeping(name: &str) -> StudyDefinition {
        StudyDefinition {
            name: name.to_owned(),
            space: vec![
                Distribution::parse(&RELU_THRESHOLD, "0, 1"),
                Distribution::parse(&N_NODES, "8, 16"),
            ],
            ..StudyDefinition::default()
        }
    }

    #[test]
    fn a_study_is_called_by_what_it_sweeps() {
        assert_eq!(
            swept_name(&sweeping("")),
            "ReLU threshold × nodes per layer"
        );
        assert_eq!(swept_name(&StudyDefinition::default()), "Study");
    }

    #[test]
    fn an_experiments_name_is_known_with_a_number_too() {
        let name = EXPERIMENTS[0].name;
        for own in [
            name.to_owned(),
            format!("{name}{QUICKLY}"),
            format!("{name} 2"),
        ] {
            assert!(is_experiments(&own), "{own}");
        }
        assert!(!is_experiments("Mine") && !is_experiments("Mine 2"));
    }

    #[test]
    fn a_name_that_the_page_has_given_is_none() {
        for (name, is_none) in [
            ("Study", true),
            ("My study", true),
            ("ReLU threshold × nodes per layer", true),
            ("ReLU threshold × nodes per layer 2", true),
            ("Thresholds", false),
        ] {
            assert_eq!(is_no_name(name, &sweeping(name)), is_none, "{name}");
        }
    }

    #[test]
    fn an_experiment_is_called_quick_only_as_long_as_it_is() {
        let named = |epochs: f64| {
            let mut definition = EXPERIMENTS[1].definition(true);
            definition.base = definition.base.with(&EPOCHS, epochs);
            no_longer_quick(&mut definition);
            definition.name
        };
        assert_eq!(named(40.0), "Optimizer (quick)");
        assert_eq!(named(3.0), "Optimizer");
    }

    #[test]
    fn of_several_with_a_name_each_has_a_number() {
        let numbered = |others: &[&str]| numbered("dropout".to_owned(), others);
        assert_eq!(numbered(&["depth"]), "dropout");
        assert_eq!(numbered(&["dropout"]), "dropout 2");
        assert_eq!(numbered(&["dropout 2", "dropout"]), "dropout 3");
    }

    #[test]
    fn a_number_is_counted_on_and_not_numbered_again() {
        let others = ["Optimizer (quick) 2"];
        let next = super::numbered("Optimizer (quick) 2".to_owned(), &others);
        assert_eq!(next, "Optimizer (quick) 3");
    }

    #[test]
    fn an_experiment_is_known_by_its_name_whatever_number_it_has() {
        for (name, known) in [
            ("Optimizer (quick) 2", "Optimizer (quick)"),
            ("L1 and L2 3", "L1 and L2"),
            ("L1 and L2", "L1 and L2"),
            ("Thresholds 2", "Thresholds 2"),
        ] {
            assert_eq!(experiment_name(name), known);
        }
    }
}
