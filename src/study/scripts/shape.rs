//! The shape of code, apart from the values in it: functions, arguments' names, the order of a list.

use crate::hyperparams::keras_code::python::Code;

/// An argument's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    Position(usize),
    Keyword(String),
}

impl Name {
    /// What it is called: by its name, or after the function whose first argument it is.
    pub fn label(&self, function: &str) -> String {
        match self {
            Self::Position(_) => function.rsplit('.').next().unwrap_or("").to_lowercase(),
            Self::Keyword(name) => name.clone(),
        }
    }
}

pub(super) type Arguments = [(Option<String>, Code)];

pub(super) fn parts_of(code: &Code) -> Option<(&str, &Arguments)> {
    match code {
        Code::Call {
            function,
            arguments,
        } => Some((function, arguments)),
        _ => None,
    }
}

fn names_of(arguments: &Arguments) -> Vec<Name> {
    let numbered = arguments.iter().enumerate();
    let name = |(at, (name, _)): (usize, &(Option<String>, Code))| match name {
        Some(name) => Name::Keyword(name.clone()),
        None => Name::Position(at),
    };
    numbered.map(name).collect()
}

/// Of all calls, each once; positions first, as Python wants it.
pub(super) fn argument_names<'a>(calls: impl Iterator<Item = &'a Arguments>) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for name in calls.flat_map(names_of) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.sort_by_key(|name| matches!(name, Name::Keyword(_)));
    names
}

pub(super) fn argument<'a>(arguments: &'a Arguments, name: &Name) -> Option<&'a Code> {
    let mut all = names_of(arguments).into_iter().zip(arguments);
    let (_, (_, code)) = all.find(|(other, _)| other == name)?;
    Some(code)
}

/// A call's function, or another expression's text.
fn head_of(code: &Code) -> String {
    parts_of(code).map_or_else(|| code.write(0, 0), |(function, _)| function.to_owned())
}

pub(super) fn heads(codes: &[&Code]) -> Vec<String> {
    codes.iter().map(|code| head_of(code)).collect()
}

/// What has to agree before expressions can be one.
pub(super) fn signatures(codes: &[&Code]) -> Vec<String> {
    let heads = heads(codes);
    if heads.iter().any(|head| *head != heads[0]) {
        return heads;
    }
    let named = |code: &Code| match parts_of(code) {
        Some((_, arguments)) => format!("{:?}", names_of(arguments)),
        None => code.write(0, 0),
    };
    codes.iter().map(|code| named(code)).collect()
}

/// A place in sequences: that of a head, numbered where it comes more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot(String, usize);

impl Slot {
    pub fn of<'a>(&self, codes: &[&'a Code]) -> Option<&'a Code> {
        let mut same = codes.iter().filter(|code| head_of(code) == self.0);
        same.nth(self.1).copied()
    }
}

fn slots_of(codes: &[&Code]) -> Vec<Slot> {
    let heads = heads(codes);
    let number = |at: usize| {
        heads[..at]
            .iter()
            .filter(|head| **head == heads[at])
            .count()
    };
    (0..heads.len())
        .map(|at| Slot(heads[at].clone(), number(at)))
        .collect()
}

/// The slots of all sequences in an order that suits each; nothing if there is none.
pub(super) fn slots<'a>(sequences: impl Iterator<Item = &'a Vec<&'a Code>>) -> Option<Vec<Slot>> {
    let sequences: Vec<Vec<Slot>> = sequences.map(|codes| slots_of(codes)).collect();
    let mut order: Vec<Slot> = Vec::new();
    for sequence in &sequences {
        let mut place = 0;
        for slot in sequence {
            match order.iter().position(|known| known == slot) {
                Some(at) => place = at + 1,
                None => {
                    order.insert(place, slot.clone());
                    place += 1;
                }
            }
        }
    }
    let follows = |sequence: &Vec<Slot>| {
        let mut rest = order.iter();
        sequence.iter().all(|slot| rest.any(|known| known == slot))
    };
    sequences.iter().all(follows).then_some(order)
}
