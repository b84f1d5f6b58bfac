//! The Keras scripts are Python, and say what the form says.
//!
//! A small Python program parses them, which needs no Keras; it reads what a script says with Keras' own
//! defaults for what it leaves out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

#[path = "keras_code/dice.rs"]
mod dice;

use std::io::Write;
use std::process::{Command, Stdio};

use dice::Dice;
use tuneground::hyperparams::catalog::OPTIMIZER;
use tuneground::hyperparams::presets::{PRESETS, Preset};
use tuneground::hyperparams::{CATALOG, CheckedHyperParams, HyperParams, Kind};

/// So many that each row is turned in one of them, those that apply only after three choices too.
const FORMS: usize = 800;

/// Each optimizer has its turn.
fn random_forms() -> Vec<HyperParams> {
    let Kind::Choice(optimizers) = OPTIMIZER.kind else {
        panic!("the optimizer is a choice");
    };
    let mut dice = Dice(1);
    let turns = optimizers.iter().cycle().take(FORMS);
    turns.map(|turn| dice.form(turn.value)).collect()
}

/// What scripts say, parsed by Python.
fn read_back(scripts: &[String]) -> Vec<serde_json::Value> {
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keras_code/read_back.py");
    let python = Command::new("python3")
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    let mut python = python.unwrap_or_else(|error| {
        panic!("python3 is needed to parse the generated scripts, and cannot be started: {error}")
    });
    let input = serde_json::to_vec(scripts).unwrap();
    let mut stdin = python.stdin.take().unwrap();
    stdin.write_all(&input).unwrap();
    drop(stdin);
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "a script is not what it should be");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What a script cannot say: which layers carry penalties, where none does.
fn without_the_unsaid(mut params: CheckedHyperParams) -> CheckedHyperParams {
    let penalties = &mut params.penalties;
    let hidden = params.hidden_layers.len();
    let is_carried =
        penalties.layers.has_output() || (0..hidden).any(|at| penalties.layers.has_hidden(at));
    let is_off = [penalties.kernel, penalties.bias, penalties.activity]
        .iter()
        .all(|regularizer| regularizer.is_off())
        && penalties.constraint.is_none()
        && penalties.bias_constraint.is_none();
    if !is_carried || is_off {
        let nothing = HyperParams::default().check().unwrap().penalties;
        *penalties = nothing;
    }
    params
}

fn assert_said(form: &HyperParams, script: &str, said: serde_json::Value) {
    let read: HyperParams = serde_json::from_value(said).unwrap();
    assert_eq!(read.get(&OPTIMIZER), form.get(&OPTIMIZER), "{script}");
    let checked = |params: &HyperParams| {
        let checked = params.check();
        without_the_unsaid(checked.unwrap_or_else(|errors| panic!("{errors:?}\n{script}")))
    };
    assert_eq!(checked(&read), checked(form), "{script}");
}

#[test]
fn every_script_reads_back_to_the_form_it_was_made_from() {
    let mut forms: Vec<HyperParams> = PRESETS.iter().map(Preset::hyperparams).collect();
    forms.extend(random_forms());
    let scripts: Vec<String> = forms
        .iter()
        .map(|form| form.to_keras_code().unwrap())
        .collect();
    let said = read_back(&scripts);
    assert_eq!(said.len(), forms.len());
    for ((form, script), said) in forms.iter().zip(&scripts).zip(said) {
        assert_said(form, script, said);
    }
}

#[test]
fn the_random_forms_turn_every_row() {
    let forms = random_forms();
    // Images of one's own come from outside.
    for row in CATALOG.iter().filter(|row| row.key != "data") {
        let turned = |form: &HyperParams| (row.applies)(form) && form.is_changed(row);
        assert!(forms.iter().any(turned), "{}", row.key);
    }
}
