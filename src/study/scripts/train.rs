//! `train(p, seed)`: the Keras script of all settings at once.

use super::branch::Variable;
use super::cases::{Case, cases, name_activations, sweeps_images};
use super::kept::{KEPT, score};
use super::merge::{Group, Merger};
use super::statements::{Statement, write};
use crate::hyperparams::catalog::{N_LAYERS, TRAIN_IMAGES};
use crate::hyperparams::keras_code::python::Code;
use crate::hyperparams::keras_code::{ALL_IMAGES, Parts, data};
use crate::hyperparams::{Kind, ParamSpec};
use crate::study::Plan;

/// What the tuner needs of the function.
#[derive(Clone, Copy, Debug)]
pub(super) struct Needs {
    /// Whether it hands over callbacks, to hear of each epoch.
    pub callbacks: bool,
    /// Whether the function runs in a process of its own and so has to load its images itself.
    pub own_images: bool,
}

/// The loading of the images where that stands apart, and the function.
pub(super) fn train_code(plan: &Plan, needs: Needs) -> String {
    let images = data(images(plan));
    let parameters = if needs.callbacks {
        "p, seed, more_callbacks=()"
    } else {
        "p, seed"
    };
    let (apart, within) = if needs.own_images {
        let lines = images.trim_end().lines();
        let indented = lines.map(|line| format!("    {line}\n"));
        (String::new(), indented.collect())
    } else {
        (images + "\n", String::new())
    };
    let body = body(plan, needs);
    let (kept, score) = if body.contains("kept(") {
        (KEPT, "final")
    } else {
        ("", "last")
    };
    format!(
        "{apart}{kept}def train({parameters}):\n    \
         \"\"\"Trains the setting `p`; its {score} val_accuracy.\"\"\"\n\
         {within}    keras.utils.set_random_seed(seed)\n{body}"
    )
}

/// All of them where the setting says how many.
fn images(plan: &Plan) -> usize {
    let base = plan.definition().base.get(&TRAIN_IMAGES);
    let number = base.number().filter(|_| !sweeps_images(plan));
    number.map_or(ALL_IMAGES, |number| number as usize)
}

fn body(plan: &Plan, needs: Needs) -> String {
    let merger = merger(&plan.definition().varying());
    let mut cases = cases(plan);
    let mut statements = activations(&merger, &mut cases);
    statements.extend(model(&merger, &cases));
    let call = |code: fn(&Parts) -> &Code| {
        let group = cases.iter().map(|(case, parts)| (case, code(parts)));
        group.collect::<Vec<(&Case, &Code)>>()
    };
    let compile = merger.expression(&call(|parts| &parts.compile), "compile", &mut statements);
    statements.push(Statement::Call(compile));
    let callbacks = callbacks(&merger, &cases, needs, &mut statements);
    if sweeps_images(plan) {
        let images = format!("p[\"{}\"]", TRAIN_IMAGES.key);
        statements.push(Statement::Assign("images".to_owned(), Code::plain(images)));
    }
    let fits: Vec<Code> = cases
        .iter()
        .map(|(_, parts)| fit(parts, callbacks.as_ref(), sweeps_images(plan)))
        .collect();
    let group = cases.iter().zip(&fits).map(|((case, _), fit)| (case, fit));
    let group: Vec<(&Case, &Code)> = group.collect();
    let fit = merger.expression(&group, "history", &mut statements);
    if fit != Code::plain("history") {
        statements.push(Statement::Assign("history".to_owned(), fit));
    }
    let scores: Vec<Code> = cases.iter().map(|(_, parts)| score(parts)).collect();
    let group = cases.iter().zip(&scores);
    let group: Vec<(&Case, &Code)> = group.map(|((case, _), score)| (case, score)).collect();
    let score = merger.expression(&group, "score", &mut statements);
    statements.push(Statement::Return(score));
    write(&statements, 4)
}

/// Settings are read from `p`; at last the number of the layer that is being added.
fn merger(rows: &[&'static ParamSpec]) -> Merger {
    let variable = |row: &&'static ParamSpec| Variable {
        key: row.key,
        read: format!("p[\"{}\"]", row.key),
        can_be_negative: matches!(row.kind, Kind::Real { min, .. } if min < 0.0),
    };
    let layer = Variable {
        key: LAYER,
        read: LAYER.to_owned(),
        can_be_negative: false,
    };
    Merger {
        variables: rows.iter().map(variable).chain([layer]).collect(),
    }
}

const LAYER: &str = "layer";

fn activations(merger: &Merger, cases: &mut [(Case, Parts)]) -> Vec<Statement> {
    let functions = name_activations(cases).into_iter();
    let define = |(name, uses): (&'static str, Vec<(Case, Code)>)| {
        let group: Vec<(&Case, &Code)> = uses.iter().map(|(case, code)| (case, code)).collect();
        let mut body = Vec::new();
        let code = merger.expression(&group, "y", &mut body);
        body.push(Statement::Return(code));
        Statement::Define { name, body }
    };
    functions.map(define).collect()
}

/// A list of layers where all settings have the same ones, else the model layer by layer.
fn model(merger: &Merger, cases: &[(Case, Parts)]) -> Vec<Statement> {
    let networks: Vec<(&Case, Network)> = cases
        .iter()
        .map(|(case, parts)| (case, Network::new(&parts.layers)))
        .collect();
    let mut added = merger.sequence(&of_each(&networks, |network| network.input.clone()), ADD);
    added.extend(hidden(merger, &networks));
    let output = of_each(&networks, |network| network.output.clone());
    added.extend(merger.sequence(&output, ADD));
    match listed(&added) {
        Some(layers) => vec![model_of(vec![Code::List(layers)])],
        None => std::iter::once(model_of(Vec::new())).chain(added).collect(),
    }
}

fn of_each<'a, 'b>(
    networks: &Group<'a, Network<'b>>,
    layers: impl Fn(&Network<'b>) -> Vec<&'b Code>,
) -> Vec<(&'a Case, Vec<&'b Code>)> {
    let each = networks.iter();
    each.map(|(case, network)| (*case, layers(network)))
        .collect()
}

const ADD: &str = "model.add";

fn model_of(layers: Vec<Code>) -> Statement {
    let call = Code::call("keras.Sequential");
    let call = layers.into_iter().fold(call, Code::arg);
    Statement::Assign("model".to_owned(), call)
}

/// The layers, if they are added one by one and nothing else happens.
fn listed(added: &[Statement]) -> Option<Vec<Code>> {
    let layer = |statement: &Statement| match statement {
        Statement::Call(Code::Call { arguments, .. }) => Some(arguments.first()?.1.clone()),
        _ => None,
    };
    added.iter().map(layer).collect()
}

/// A network's layers: before the hidden ones, each hidden one with what belongs to it, and the output.
#[derive(Clone)]
struct Network<'a> {
    input: Vec<&'a Code>,
    hidden: Vec<Vec<&'a Code>>,
    output: Vec<&'a Code>,
}

impl<'a> Network<'a> {
    fn new(layers: &'a [Code]) -> Self {
        let is_dense = |layer: &Code| matches!(layer, Code::Call { function, .. } if function == "layers.Dense");
        let mut network = Self {
            input: Vec::new(),
            hidden: Vec::new(),
            output: Vec::new(),
        };
        for layer in layers {
            if is_dense(layer) {
                network.hidden.push(vec![layer]);
            } else {
                let block = network.hidden.last_mut();
                block.unwrap_or(&mut network.input).push(layer);
            }
        }
        network.output = network.hidden.pop().unwrap_or_default();
        network
    }
}

/// The hidden layers: in a loop where their number is swept, else one by one.
fn hidden(merger: &Merger, networks: &Group<Network>) -> Vec<Statement> {
    if let Some(variable) = counting(merger, networks) {
        return vec![in_a_loop(merger, variable, networks)];
    }
    let counts = networks
        .iter()
        .map(|(_, network)| network.hidden.len().to_string());
    let counts: Vec<String> = counts.collect();
    merger.branch(networks, &counts, &mut |part| {
        let count = part.first().map_or(0, |(_, network)| network.hidden.len());
        let block =
            |at: usize| merger.sequence(&of_each(part, |network| network.hidden[at].clone()), ADD);
        repeated((0..count).map(block).collect())
    })
}

/// The blocks one by one; in a loop if they are alike and have more to them than layers.
fn repeated(blocks: Vec<Vec<Statement>>) -> Vec<Statement> {
    let are_alike = blocks.iter().all(|block| *block == blocks[0]);
    let count = blocks.len();
    match blocks.first() {
        Some(body) if count > 1 && are_alike && listed(body).is_none() => {
            vec![Statement::For {
                variable: "_",
                over: format!("range({count})"),
                body: body.clone(),
            }]
        }
        _ => blocks.into_iter().flatten().collect(),
    }
}

/// The variable that is the number of hidden layers in all settings.
fn counting<'a>(merger: &'a Merger, networks: &Group<Network>) -> Option<&'a Variable> {
    let at = merger
        .variables
        .iter()
        .position(|one| one.key == N_LAYERS.key)?;
    let counts = |(case, network): &(&Case, Network)| {
        let known = case.known[at].as_ref();
        known.is_some_and(|known| known.literal == network.hidden.len().to_string())
    };
    networks.iter().all(counts).then(|| &merger.variables[at])
}

fn in_a_loop(merger: &Merger, count: &Variable, networks: &Group<Network>) -> Statement {
    let mut blocks: Vec<(Case, Vec<&Code>)> = Vec::new();
    for (case, network) in networks {
        let numbered = network.hidden.iter().enumerate();
        blocks.extend(numbered.map(|(at, block)| (case.at_layer(at), block.clone())));
    }
    let group = blocks.iter().map(|(case, block)| (case, block.clone()));
    let body = merger.sequence(&group.collect::<Vec<_>>(), ADD);
    let is_asked = write(&body, 0).contains(&format!("if {LAYER} "));
    Statement::For {
        variable: if is_asked { LAYER } else { "_" },
        over: format!("range({})", count.read),
        body,
    }
}

/// The list for `fit`; nothing where there are none.
fn callbacks(
    merger: &Merger,
    cases: &[(Case, Parts)],
    needs: Needs,
    before: &mut Vec<Statement>,
) -> Option<Code> {
    const NAME: &str = "watching";
    let group = cases
        .iter()
        .map(|(case, parts)| (case, parts.callbacks.iter().collect()));
    let group: Vec<(&Case, Vec<&Code>)> = group.collect();
    let appended = merger.sequence(&group, &format!("{NAME}.append"));
    if needs.callbacks && appended.is_empty() {
        return Some(Code::plain("more_callbacks"));
    }
    let more = needs.callbacks.then(|| Code::plain("*more_callbacks"));
    if let Some(own) = listed(&appended) {
        let all: Vec<Code> = own.into_iter().chain(more).collect();
        return (!all.is_empty()).then_some(Code::List(all));
    }
    let start = Code::List(more.into_iter().collect());
    before.push(Statement::Assign(NAME.to_owned(), start));
    before.extend(appended);
    Some(Code::plain(NAME))
}

/// The call of `fit`, silent, on as many images as the setting says.
fn fit(parts: &Parts, callbacks: Option<&Code>, is_cut: bool) -> Code {
    let mut call = parts.fit.clone();
    if let Code::Call { arguments, .. } = &mut call
        && is_cut
    {
        for (_, argument) in arguments.iter_mut().filter(|(name, _)| name.is_none()) {
            *argument = Code::plain(format!("{}[:images]", argument.write(0, 0)));
        }
    }
    call.with_some("callbacks", callbacks.cloned())
        .with("verbose", Code::whole(0_u32))
}
