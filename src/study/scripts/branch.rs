//! Which swept hyperparameter tells settings apart, and how Python asks for it.

use std::collections::{BTreeMap, BTreeSet};

use super::cases::Case;

/// What Python can ask for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Variable {
    /// Its catalogue key.
    pub key: &'static str,
    /// How its value is read: `p["dropout"]`.
    pub read: String,
    pub can_be_negative: bool,
}

/// Settings that go different ways, by the value of one variable.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Split {
    pub variable: usize,
    /// The values of each way, and the indices of the settings that go it; the last way is all others'.
    pub ways: Vec<(Vec<String>, Vec<usize>)>,
}

/// The variable that tells the signatures apart best. Where none does by itself, one that tells where other
/// variables mean anything, so that those can be asked next; else one with several values. Nothing where
/// nothing differs.
pub(super) fn split(cases: &[&Case], signatures: &[String]) -> Option<Split> {
    let meant: Vec<String> = cases.iter().map(|case| meant(case)).collect();
    best(cases, signatures)
        .or_else(|| best(cases, &meant))
        .or_else(|| by_value(cases))
}

fn best(cases: &[&Case], signatures: &[String]) -> Option<Split> {
    let variables = cases.first()?.known.len();
    let splits = (0..variables).filter_map(|at| ways(at, cases, signatures));
    // Fewer questions are better, too.
    splits.min_by(|one, other| {
        let doubts = |split: &Split| doubt(split, signatures);
        let by_doubt = doubts(one).total_cmp(&doubts(other));
        by_doubt.then(one.ways.len().cmp(&other.ways.len()))
    })
}

/// Which variables mean anything.
fn meant(case: &Case) -> String {
    let known = case.known.iter();
    known
        .map(|known| if known.is_some() { '1' } else { '0' })
        .collect()
}

/// A way for each value of the first variable that has several.
fn by_value(cases: &[&Case]) -> Option<Split> {
    let variables = cases.first()?.known.len();
    let ways = |variable: usize| {
        let ways = values(variable, cases)?.into_iter();
        let ways = ways.map(|(value, members)| (vec![value.to_owned()], members));
        Some(ordered(variable, ways.collect()))
    };
    let mut splits = (0..variables).filter_map(ways);
    splits.find(|split| split.ways.len() > 1)
}

/// How many settings would be taken for others, if one of each way were taken for all of it (Gini's measure).
fn doubt(split: &Split, signatures: &[String]) -> f64 {
    let of_way = |(_, members): &(_, Vec<usize>)| {
        let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
        for at in members {
            *counts.entry(&signatures[*at]).or_default() += 1.0;
        }
        let all = members.len() as f64;
        all - counts.values().map(|count| count * count).sum::<f64>() / all
    };
    split.ways.iter().map(of_way).sum()
}

/// The values of a variable with the settings that have them; those that cannot be asked for are one value,
/// whose name is empty.
fn values<'a>(variable: usize, cases: &[&'a Case]) -> Option<Vec<(&'a str, Vec<usize>)>> {
    let mut values: Vec<(&str, Vec<usize>)> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let known = case.known[variable].as_ref()?;
        let name = if known.can_be_asked {
            known.literal.as_str()
        } else {
            UNASKED
        };
        match values.iter_mut().find(|(value, _)| *value == name) {
            Some((_, members)) => members.push(at),
            None => values.push((name, vec![at])),
        }
    }
    Some(values)
}

const UNASKED: &str = "";

/// The values of a variable that lead to the same signatures go the same way.
fn ways(variable: usize, cases: &[&Case], signatures: &[String]) -> Option<Split> {
    let leads_to = |members: &[usize]| -> BTreeSet<&String> {
        members.iter().map(|at| &signatures[*at]).collect()
    };
    let mut ways: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
    for (value, members) in values(variable, cases)? {
        let same = |(_, others): &&mut (_, Vec<usize>)| leads_to(others) == leads_to(&members);
        match ways.iter_mut().find(same) {
            Some((literals, others)) => {
                literals.push(value.to_owned());
                others.extend(members);
            }
            None => ways.push((vec![value.to_owned()], members)),
        }
    }
    (ways.len() > 1).then(|| ordered(variable, ways))
}

/// What has most values is the rule and comes last, the others are the exceptions.
fn ordered(variable: usize, mut ways: Vec<(Vec<String>, Vec<usize>)>) -> Split {
    ways.sort_by_key(|(literals, _)| {
        let is_unasked = literals.iter().any(|one| one == UNASKED);
        (is_unasked, literals.len())
    });
    Split { variable, ways }
}

impl Variable {
    /// Python's question whether the variable has one of the values.
    pub fn is_one_of(&self, literals: &[String]) -> String {
        match literals {
            [one] if one == "True" => self.read.clone(),
            [one] if one == "False" => format!("not {}", self.read),
            [one] => format!("{} == {one}", self.read),
            several => format!("{} in ({})", self.read, several.join(", ")),
        }
    }

    /// Python's question whether the variable has none of the values.
    pub fn is_none_of(&self, literals: &[String]) -> String {
        match literals {
            [one] if one == "True" => format!("not {}", self.read),
            [one] if one == "False" => self.read.clone(),
            [zero] if ["0", "0.0"].contains(&zero.as_str()) && !self.can_be_negative => {
                format!("{} > 0", self.read)
            }
            [one] => format!("{} != {one}", self.read),
            several => format!("{} not in ({})", self.read, several.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::cases::Known;
    use super::*;

    fn case(values: &[&str]) -> Case {
        let known = values.iter().map(|value| {
            (!value.is_empty()).then(|| Known {
                literal: (*value).to_owned(),
                can_be_asked: *value != "0.5",
                is_default: false,
            })
        });
        Case {
            known: known.collect(),
        }
    }

    #[test]
    fn the_variable_that_tells_most_is_asked() {
        let all = [["1", "a"], ["1", "b"], ["2", "a"], ["2", "b"]].map(|values| case(&values));
        let signatures = ["x", "y", "x", "y"].map(str::to_owned);
        let found = split(&all.each_ref(), &signatures).unwrap();
        assert_eq!(found.variable, 1);
        assert_eq!(found.ways[0], (vec!["a".to_owned()], vec![0, 2]));
    }

    #[test]
    fn what_does_not_apply_everywhere_is_not_asked() {
        let all = [["sgd", "0.9"], ["adam", ""]].map(|values| case(&values));
        let signatures = ["x", "y"].map(str::to_owned);
        assert_eq!(split(&all.each_ref(), &signatures).unwrap().variable, 0);
    }

    #[test]
    fn exceptions_come_first_and_the_rule_last() {
        let all = ["0.1", "0.0", "0.2"].map(|value| case(&[value]));
        let signatures = ["on", "off", "on"].map(str::to_owned);
        let found = split(&all.each_ref(), &signatures).unwrap();
        assert_eq!(found.ways[0].0, ["0.0"]);
        assert_eq!(found.ways[1].1, [0, 2]);
    }

    #[test]
    fn where_no_variable_tells_anything_the_one_that_the_others_hang_on_is_asked() {
        // The second means nothing without layers, the third nothing without a penalty.
        let all = [
            ["0", "", "all"],
            ["0", "", "one"],
            ["2", "0.0", ""],
            ["2", "0.1", "all"],
        ];
        let all = all.map(|values| case(&values));
        let signatures = ["on", "off", "off", "on"].map(str::to_owned);
        assert_eq!(split(&all.each_ref(), &signatures).unwrap().variable, 0);
    }

    #[test]
    fn what_takes_two_variables_is_asked_value_by_value() {
        let all = [["1", "1"], ["1", "2"], ["2", "1"], ["2", "2"]].map(|values| case(&values));
        let signatures = ["x", "y", "y", "x"].map(str::to_owned);
        assert_eq!(split(&all.each_ref(), &signatures).unwrap().ways.len(), 2);
    }

    #[test]
    fn a_value_among_many_is_never_asked_for() {
        let all = ["0.5", "0.0", "1.0"].map(|value| case(&[value]));
        let signatures = ["on", "off", "full"].map(str::to_owned);
        let found = split(&all.each_ref(), &signatures).unwrap();
        assert_eq!(found.ways[2].1, [0]);
    }

    #[test]
    fn questions_are_pythons() {
        let dropout = Variable {
            key: "dropout",
            read: "p[\"dropout\"]".to_owned(),
            can_be_negative: false,
        };
        let literals = |values: &[&str]| -> Vec<String> {
            values.iter().map(|value| (*value).to_owned()).collect()
        };
        assert_eq!(
            dropout.is_none_of(&literals(&["0.0"])),
            "p[\"dropout\"] > 0"
        );
        assert_eq!(
            dropout.is_one_of(&literals(&["False"])),
            "not p[\"dropout\"]"
        );
        assert_eq!(
            dropout.is_one_of(&literals(&["1", "2"])),
            "p[\"dropout\"] in (1, 2)"
        );
    }
}
