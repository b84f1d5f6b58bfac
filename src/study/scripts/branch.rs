//! Which swept hyperparameter tells settings apart, and how Python asks for it.

use std::collections::BTreeSet;

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

/// The variable that tells the signatures apart best; nothing where none tells anything.
pub(super) fn split(cases: &[&Case], signatures: &[String]) -> Option<Split> {
    let variables = cases.first()?.known.len();
    let known = (0..variables).filter_map(|at| ways(at, cases, signatures));
    let doubt = |split: &Split| {
        let kinds = |(_, members): &(_, Vec<usize>)| {
            let signatures = members.iter().map(|at| &signatures[*at]);
            signatures.collect::<BTreeSet<_>>().len()
        };
        let kinds: usize = split.ways.iter().map(kinds).sum();
        // Fewer questions are better, too.
        (kinds, split.ways.len())
    };
    known.min_by_key(doubt)
}

/// The values of a variable that lead to the same signatures go the same way.
fn ways(variable: usize, cases: &[&Case], signatures: &[String]) -> Option<Split> {
    let mut values: Vec<(&str, Vec<usize>)> = Vec::new();
    for (at, case) in cases.iter().enumerate() {
        let literal = case.known[variable].as_ref()?.literal.as_str();
        match values.iter_mut().find(|(value, _)| *value == literal) {
            Some((_, members)) => members.push(at),
            None => values.push((literal, vec![at])),
        }
    }
    let leads_to = |members: &[usize]| -> BTreeSet<&String> {
        members.iter().map(|at| &signatures[*at]).collect()
    };
    let mut ways: Vec<(Vec<String>, Vec<usize>)> = Vec::new();
    for (value, members) in values {
        let same = |(_, others): &&mut (_, Vec<usize>)| leads_to(others) == leads_to(&members);
        match ways.iter_mut().find(same) {
            Some((literals, others)) => {
                literals.push(value.to_owned());
                others.extend(members);
            }
            None => ways.push((vec![value.to_owned()], members)),
        }
    }
    // What has most values is the rule, the others are the exceptions.
    ways.sort_by_key(|(literals, _)| literals.len());
    (ways.len() > 1).then_some(Split { variable, ways })
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
