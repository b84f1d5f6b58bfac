//! From what code is in each case to statements that ask which case it is.

use super::statements::Statement;
use crate::hyperparams::keras::{literal, symbol};
use crate::hyperparams::python::Code;
use crate::hyperparams::tree::{Case, Fork, Tree, Way};
use crate::hyperparams::{Kind, ParamSpec, Value};

/// What `say` makes of the code in each case; nothing in those in which it is left out.
pub(super) fn each(code: &Code, say: &dyn Fn(Code) -> Statement) -> Vec<Statement> {
    if let Code::Fork(fork) = code {
        return tree(&Tree::Fork(fork.clone()), &|code| {
            code.as_ref().map_or_else(Vec::new, |code| each(code, say))
        });
    }
    if let Some(fork) = lifted(code) {
        return each(&fork, say);
    }
    let mut before = Vec::new();
    let code = expression(code, &mut before);
    before.push(say(code));
    before
}

/// What `say` makes of each leaf.
pub(super) fn tree<T>(of: &Tree<T>, say: &dyn Fn(&T) -> Vec<Statement>) -> Vec<Statement> {
    match of {
        Tree::Leaf(said) => say(said),
        Tree::Fork(Fork { row, ways }) => {
            let said = ways
                .iter()
                .map(|way| (way.cases.as_slice(), tree(&way.tree, say)));
            choice(row, said.collect())
        }
    }
}

/// An expression in which nothing is left to choose; what has to be chosen before is given a name: that of its
/// argument.
fn expression(code: &Code, before: &mut Vec<Statement>) -> Code {
    let mut named = |name: &str, code: &Code| {
        let is_choice = matches!(code, Code::Fork(_)) || lifted(code).is_some();
        if !is_choice {
            return expression(code, before);
        }
        before.extend(each(code, &|code| Statement::Assign(name.to_owned(), code)));
        Code::plain(name)
    };
    match code {
        Code::Call {
            function,
            arguments,
        } => {
            let own = function
                .rsplit('.')
                .next()
                .unwrap_or(function)
                .to_ascii_lowercase();
            let arguments = arguments.iter().map(|(name, code)| {
                let code = named(name.as_deref().unwrap_or(&own), code);
                (name.clone(), code)
            });
            Code::Call {
                function: function.clone(),
                arguments: arguments.collect(),
            }
        }
        Code::Plain(_) | Code::List(_) | Code::Dict(_) | Code::Fork(_) => code.clone(),
    }
}

/// A call of which an argument may be left out, as a choice of calls.
fn lifted(code: &Code) -> Option<Code> {
    let Code::Call { arguments, .. } = code else {
        return None;
    };
    let may_be_left_out = |(_, code): &(Option<String>, Code)| match code {
        Code::Fork(fork) if is_left_out(fork) => Some(fork.clone()),
        _ => None,
    };
    let fork = arguments.iter().find_map(may_be_left_out)?;
    let cases = fork.ways.iter().flat_map(|way| &way.cases);
    let ways = cases.map(|case| (case.clone(), Code::tree(given(code, fork.row, case))));
    Code::of(Tree::fork(fork.row, ways.collect::<Vec<_>>()))
}

fn is_left_out(fork: &Fork<Option<Code>>) -> bool {
    fork.ways.iter().any(|way| match &way.tree {
        Tree::Leaf(code) => code.is_none(),
        Tree::Fork(fork) => is_left_out(fork),
    })
}

/// The code in one case of a row.
fn given(code: &Code, row: &'static ParamSpec, case: &Case) -> Option<Code> {
    match code {
        Code::Fork(fork) => Code::of(way(&Tree::Fork(fork.clone()), row, case)),
        Code::Call {
            function,
            arguments,
        } => {
            let arguments = arguments.iter();
            let arguments =
                arguments.filter_map(|(name, code)| Some((name.clone(), given(code, row, case)?)));
            Some(Code::Call {
                function: function.clone(),
                arguments: arguments.collect(),
            })
        }
        Code::List(_) | Code::Dict(_) | Code::Plain(_) => Some(code.clone()),
    }
}

fn way(of: &Tree<Option<Code>>, row: &'static ParamSpec, case: &Case) -> Tree<Option<Code>> {
    match of {
        Tree::Leaf(code) => Code::tree(code.as_ref().and_then(|code| given(code, row, case))),
        Tree::Fork(fork) if fork.row == row => {
            let own = fork.ways.iter().find(|way| way.cases.contains(case));
            // In a case that does not occur here anything may be said.
            own.or(fork.ways.last())
                .map_or(Tree::Leaf(None), |own| way(&own.tree, row, case))
        }
        Tree::Fork(fork) => {
            let ways = fork.ways.iter().flat_map(|Way { cases, tree }| {
                let tree = way(tree, row, case);
                cases.iter().map(move |case| (case.clone(), tree.clone()))
            });
            Tree::fork(fork.row, ways.collect::<Vec<_>>())
        }
    }
}

/// The ways as an `if`; the last is the rule, and ways on which nothing happens need no words.
fn choice(row: &ParamSpec, mut ways: Vec<(&[Case], Vec<Statement>)>) -> Vec<Statement> {
    let (_, otherwise) = ways.pop().unwrap_or_default();
    let (cases, otherwise) = match ways.as_slice() {
        [(cases, body)] if body.is_empty() => (vec![(is_none_of(row, cases), otherwise)], vec![]),
        _ => {
            let asked = ways.into_iter();
            let asked = asked.map(|(cases, body)| (is_one_of(row, cases), body));
            (asked.collect(), otherwise)
        }
    };
    vec![Statement::If { cases, otherwise }]
}

fn literals(row: &ParamSpec, cases: &[Case]) -> Vec<String> {
    let values = cases.iter().filter_map(|case| match case {
        Case::Is(value) => Some(literal(row, value).write(0, 0)),
        Case::Other => None,
    });
    values.collect()
}

/// Python's question whether a row has one of the values.
fn is_one_of(row: &ParamSpec, cases: &[Case]) -> String {
    let read = symbol(row);
    match (cases, literals(row, cases).as_slice()) {
        ([Case::Is(Value::Switch(true))], _) => read,
        ([Case::Is(Value::Switch(false))], _) => format!("not {read}"),
        (_, [one]) => format!("{read} == {one}"),
        (_, several) => format!("{read} in ({})", several.join(", ")),
    }
}

/// Python's question whether a row has none of the values.
fn is_none_of(row: &ParamSpec, cases: &[Case]) -> String {
    let read = symbol(row);
    let is_never_negative = match row.kind {
        Kind::Real { min, .. } => min >= 0.0,
        Kind::Integer { .. } => true,
        Kind::Choice(_) | Kind::Switch | Kind::OptionalNumber | Kind::List(_) => false,
    };
    match (cases, literals(row, cases).as_slice()) {
        ([Case::Is(Value::Switch(true))], _) => format!("not {read}"),
        ([Case::Is(Value::Switch(false))], _) => read,
        (_, [zero]) if is_never_negative && ["0", "0.0"].contains(&zero.as_str()) => {
            format!("{read} > 0")
        }
        (_, [one]) => format!("{read} != {one}"),
        (_, several) => format!("{read} not in ({})", several.join(", ")),
    }
}
