//! Many settings' code as one: what is the same everywhere stays, what is a swept hyperparameter's value
//! becomes that hyperparameter, and where the code itself differs Python asks which setting it is.

use super::branch::{Variable, split};
use super::cases::Case;
use super::shape::{Name, Slot, argument, argument_names, heads, parts_of, signatures, slots};
use super::statements::Statement;
use crate::hyperparams::catalog::*;
use crate::hyperparams::keras_code::python::Code;

/// What several settings have in one place.
pub(super) type Group<'a, T> = [(&'a Case, T)];

/// Writes code that covers several settings.
pub(super) struct Merger {
    pub variables: Vec<Variable>,
}

/// Where 0 means "off" and Keras wants None for it.
const OFF_IS_NONE: [&ParamSpec; 5] = [
    &WEIGHT_DECAY,
    &CLIPNORM,
    &CLIPVALUE,
    &GLOBAL_CLIPNORM,
    &EMA_OVERWRITE_FREQUENCY,
];

impl Merger {
    /// An expression; what it needs beforehand is added to `before`. `name` is what it would be called.
    pub fn expression(
        &self,
        group: &Group<&Code>,
        name: &str,
        before: &mut Vec<Statement>,
    ) -> Code {
        self.leaf(group, name)
            .or_else(|| self.call(group, before))
            .unwrap_or_else(|| self.chosen(group, name, before))
    }

    /// The variable of this name if it has the value everywhere, else what is the same everywhere, else any
    /// variable that has the value everywhere.
    fn leaf(&self, group: &Group<&Code>, name: &str) -> Option<Code> {
        let texts: Vec<String> = group.iter().map(|(_, code)| code.write(0, 0)).collect();
        let (_, first) = group.first()?;
        if matches!(first, Code::Call { .. }) {
            return None;
        }
        let fits = |at: &usize| {
            let has = |((case, _), text): (&(&Case, &Code), &String)| {
                case.known[*at]
                    .as_ref()
                    .is_some_and(|known| known.literal == *text)
            };
            group.iter().zip(&texts).all(has)
        };
        let fitting: Vec<usize> = (0..self.variables.len()).filter(fits).collect();
        let read = |at: usize| Code::plain(&self.variables[at].read);
        if let Some(at) = self.named(name).find(|at| fitting.contains(at)) {
            return Some(read(at));
        }
        if texts.iter().all(|text| *text == texts[0]) {
            return Some((*first).clone());
        }
        fitting.first().copied().map(read)
    }

    /// The variables that an argument of this name may come from: `momentum`, then `batch_norm_momentum`.
    fn named(&self, name: &str) -> impl Iterator<Item = usize> {
        let ends = format!("_{name}");
        let keys = || self.variables.iter().map(|one| one.key).enumerate();
        let exact = keys().filter(|(_, key)| *key == name);
        let longer = keys().filter(|(_, key)| key.ends_with(&ends));
        let found: Vec<usize> = exact.chain(longer).map(|(at, _)| at).collect();
        found.into_iter()
    }

    /// A call that differs in its arguments' values alone.
    fn call(&self, group: &Group<&Code>, before: &mut Vec<Statement>) -> Option<Code> {
        let calls: Option<Vec<_>> = group.iter().map(|(_, code)| parts_of(code)).collect();
        let calls = calls?;
        let (function, _) = calls.first()?;
        if calls.iter().any(|(other, _)| other != function) {
            return None;
        }
        let names = argument_names(calls.iter().map(|(_, arguments)| *arguments));
        let mut arguments = Vec::new();
        for name in &names {
            let cases = group.iter().map(|(case, _)| *case);
            let given = calls.iter().map(|(_, all)| argument(all, name));
            let given: Vec<(&Case, Option<&Code>)> = cases.zip(given).collect();
            arguments.push((name, self.given(&given, name)?));
        }
        let merged = arguments.into_iter().map(|(name, given)| {
            let code = match given {
                Given::Code(code) => code,
                Given::Group(codes) => {
                    let group: Vec<(&Case, &Code)> =
                        codes.iter().map(|(case, code)| (*case, code)).collect();
                    self.expression(&group, &name.label(function), before)
                }
            };
            (name, code)
        });
        let start = Code::call(*function);
        Some(merged.fold(start, |call, (name, code)| match name {
            Name::Position(_) => call.arg(code),
            Name::Keyword(name) => call.with(name, code),
        }))
    }

    /// An argument that some settings may leave out; nothing where the whole call has to differ.
    fn given<'a>(&self, given: &Group<'a, Option<&Code>>, name: &Name) -> Option<Given<'a>> {
        let there = given
            .iter()
            .filter_map(|(case, code)| Some((*case, (*code)?.clone())));
        let there: Vec<(&Case, Code)> = there.collect();
        if there.len() == given.len() {
            return Some(Given::Group(there));
        }
        let label = name.label("");
        if let Some(code) = self.filled(given, &label) {
            return Some(Given::Code(code));
        }
        let can_be_none = |name: &str| {
            name == "activation" || name.ends_with("_regularizer") || name.ends_with("_constraint")
        };
        let none = || Code::plain("None");
        let all = given.iter().map(|(case, code)| {
            let code = code.cloned();
            (*case, code.unwrap_or_else(none))
        });
        can_be_none(&label).then(|| Given::Group(all.collect()))
    }

    /// A variable of this name that is left out only where it has Keras' own default.
    fn filled(&self, given: &Group<Option<&Code>>, name: &str) -> Option<Code> {
        let fits = |at: usize| {
            given.iter().all(|(case, code)| {
                let known = case.known[at].as_ref();
                known.is_some_and(|known| match code {
                    Some(code) => known.literal == code.write(0, 0),
                    None => known.is_default,
                })
            })
        };
        let variable = self.named(name).find(|at| fits(*at))?;
        let absent = given.iter().find(|(_, code)| code.is_none());
        let default = absent.and_then(|(case, _)| case.known[variable].as_ref());
        let is_zero = default.is_some_and(|known| ["0", "0.0"].contains(&known.literal.as_str()));
        let Variable { key, read, .. } = &self.variables[variable];
        let is_off = is_zero && OFF_IS_NONE.iter().any(|row| row.key == *key);
        let or_none = if is_off { " or None" } else { "" };
        Some(Code::plain(format!("{read}{or_none}")))
    }

    /// A name that has been given the setting's own expression.
    fn chosen(&self, group: &Group<&Code>, name: &str, before: &mut Vec<Statement>) -> Code {
        let codes: Vec<&Code> = group.iter().map(|(_, code)| *code).collect();
        let signatures = signatures(&codes);
        let assigned = self.branch(group, &signatures, &mut |part| {
            let mut statements = Vec::new();
            let code = self.expression(part, name, &mut statements);
            statements.push(Statement::Assign(name.to_owned(), code));
            statements
        });
        before.extend(assigned);
        Code::plain(name)
    }

    /// What `emit` says of each part of the group, the parts being those whose signatures agree.
    pub fn branch<'a, T: Clone>(
        &self,
        group: &Group<'a, T>,
        signatures: &[String],
        emit: &mut dyn FnMut(&Group<'a, T>) -> Vec<Statement>,
    ) -> Vec<Statement> {
        if signatures.iter().all(|one| *one == signatures[0]) {
            return emit(group);
        }
        let cases: Vec<&Case> = group.iter().map(|(case, _)| *case).collect();
        let Some(split) = split(&cases, signatures) else {
            // Settings that nothing tells apart are the same setting.
            return emit(&group[..1]);
        };
        let variable = &self.variables[split.variable];
        let mut ways: Vec<(Vec<String>, Vec<Statement>)> = Vec::new();
        for (literals, members) in split.ways {
            let part: Vec<_> = members.iter().map(|at| group[*at].clone()).collect();
            let signatures: Vec<_> = members.iter().map(|at| signatures[*at].clone()).collect();
            ways.push((literals, self.branch(&part, &signatures, emit)));
        }
        vec![choice(variable, ways)]
    }

    /// One call of `add` for each item; items that only some settings have are asked for.
    pub fn sequence(&self, group: &Group<Vec<&Code>>, add: &str) -> Vec<Statement> {
        let Some(slots) = slots(group.iter().map(|(_, codes)| codes)) else {
            let names = group.iter().map(|(_, codes)| heads(codes).join(" "));
            let names: Vec<String> = names.collect();
            return self.branch(group, &names, &mut |part| self.sequence(part, add));
        };
        let slot = |head: &Slot| {
            let items = group.iter().map(|(case, codes)| (*case, head.of(codes)));
            self.slot(&items.collect::<Vec<_>>(), add)
        };
        slots.iter().flat_map(slot).collect()
    }

    fn slot(&self, items: &Group<Option<&Code>>, add: &str) -> Vec<Statement> {
        let there = items.iter().map(|(_, code)| code.is_some().to_string());
        let there: Vec<String> = there.collect();
        self.branch(items, &there, &mut |part| {
            let codes = part
                .iter()
                .filter_map(|(case, code)| Some((*case, (*code)?)));
            let codes: Vec<(&Case, &Code)> = codes.collect();
            if codes.is_empty() {
                return Vec::new();
            }
            let mut statements = Vec::new();
            let code = self.expression(&codes, "value", &mut statements);
            statements.push(Statement::Call(Code::call(add).arg(code)));
            statements
        })
    }
}

/// An argument of a call that is to cover several settings.
enum Given<'a> {
    Code(Code),
    Group(Vec<(&'a Case, Code)>),
}

/// The ways as an `if`; the last is the rule, and ways on which nothing happens need no words.
fn choice(variable: &Variable, mut ways: Vec<(Vec<String>, Vec<Statement>)>) -> Statement {
    let (_, otherwise) = ways.pop().unwrap_or_default();
    if let [(literals, body)] = ways.as_slice()
        && body.is_empty()
    {
        let condition = variable.is_none_of(literals);
        return Statement::If {
            cases: vec![(condition, otherwise)],
            otherwise: Vec::new(),
        };
    }
    let cases = ways
        .into_iter()
        .map(|(literals, body)| (variable.is_one_of(&literals), body));
    Statement::If {
        cases: cases.collect(),
        otherwise,
    }
}
