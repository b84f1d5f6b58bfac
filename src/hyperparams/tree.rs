//! What is said under each of several choices.

use super::Value;
use super::kind::Kind;
use super::spec::ParamSpec;

/// What is told apart of a row's values. Of numbers that is whether they are off: whatever else a number says, it says
/// itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Case {
    Is(Value),
    /// A number that is not the one at which the row is off.
    Other,
}

impl Case {
    pub fn of(row: &ParamSpec, value: &Value) -> Self {
        let is_off = match row.kind {
            Kind::Integer { .. } | Kind::Real { .. } => value.number() == Some(off(row)),
            Kind::OptionalNumber | Kind::Choice(_) | Kind::Switch | Kind::List(_) => true,
        };
        if is_off {
            Self::Is(value.clone())
        } else {
            Self::Other
        }
    }
}

/// The number at which a row is off, if it ever is.
pub(crate) fn off(row: &ParamSpec) -> f64 {
    row.none.unwrap_or(0.0)
}

/// One thing, or several that the value of a row tells apart.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tree<T> {
    Leaf(T),
    Fork(Fork<T>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fork<T> {
    pub row: &'static ParamSpec,
    /// The rule comes last, exceptions before.
    pub ways: Vec<Way<T>>,
}

/// What is said in some of the cases.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Way<T> {
    pub cases: Vec<Case>,
    pub tree: Tree<T>,
}

impl<T: Clone + PartialEq> Tree<T> {
    /// Cases in which the same is said go one way; where that is all of them, the row is not asked.
    pub fn fork(row: &'static ParamSpec, cases: impl IntoIterator<Item = (Case, Self)>) -> Self {
        let mut ways: Vec<Way<T>> = Vec::new();
        for (case, tree) in cases {
            match ways.iter_mut().find(|way| way.tree == tree) {
                Some(way) => way.cases.push(case),
                None => ways.push(Way {
                    cases: vec![case],
                    tree,
                }),
            }
        }
        if ways.len() == 1
            && let Some(way) = ways.pop()
        {
            return way.tree;
        }
        Self::Fork(Fork {
            row,
            ways: rule_last(ways),
        })
    }

    pub fn map<U: Clone + PartialEq>(self, leaf: &dyn Fn(T) -> Tree<U>) -> Tree<U> {
        match self {
            Self::Leaf(said) => leaf(said),
            Self::Fork(fork) => {
                let ways = fork.ways.into_iter().flat_map(|Way { cases, tree }| {
                    let mapped = tree.map(leaf);
                    cases.into_iter().map(move |case| (case, mapped.clone()))
                });
                Tree::fork(fork.row, ways.collect::<Vec<_>>())
            }
        }
    }
}

/// The ways by the number of their cases, that of all other numbers behind them. They are few, and of many types: a
/// sort of its own for each was a fortieth of the playground.
fn rule_last<T>(ways: Vec<Way<T>>) -> Vec<Way<T>> {
    let rank = |way: &Way<T>| (way.cases.contains(&Case::Other), way.cases.len());
    let mut sorted: Vec<Way<T>> = Vec::with_capacity(ways.len());
    for way in ways {
        let before = sorted.partition_point(|other| rank(other) <= rank(&way));
        sorted.insert(before, way);
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::{DROPOUT, OPTIMIZER};

    #[test]
    fn of_a_number_it_matters_whether_it_is_off() {
        assert_eq!(Case::of(&DROPOUT, &0.0.into()), Case::Is(0.0.into()));
        assert_eq!(Case::of(&DROPOUT, &0.5.into()), Case::Other);
        assert_eq!(Case::of(&OPTIMIZER, &"sgd".into()), Case::Is("sgd".into()));
    }

    #[test]
    fn cases_in_which_the_same_is_said_go_one_way_and_most_of_them_last() {
        let said = [("a", 1), ("b", 2), ("c", 1), ("d", 1)];
        let cases = said.map(|(case, said)| (Case::Is(case.into()), Tree::Leaf(said)));
        let Tree::Fork(fork) = Tree::fork(&OPTIMIZER, cases) else {
            panic!("two things are said");
        };
        assert_eq!(fork.ways[0].cases, [Case::Is("b".into())]);
        assert_eq!(fork.ways[1].cases.len(), 3);
        let same = ["a", "b"].map(|case| (Case::Is(case.into()), Tree::Leaf(1)));
        assert_eq!(Tree::fork(&OPTIMIZER, same), Tree::Leaf(1));
    }
}
