//! The Keras scripts are Python, and say what the form says.
//!
//! A small Python program parses them, which needs no Keras; it reads what a script says with Keras' own
//! defaults for what it leaves out.

use std::io::Write;
use std::process::{Command, Stdio};

use tuneground::hyperparams::catalog::OPTIMIZER;
use tuneground::hyperparams::presets::{PRESETS, Preset};
use tuneground::hyperparams::{CATALOG, CheckedHyperParams, HyperParams, Kind, Row, Text, Value};

/// So many that each row is turned in one of them, those that apply only after three choices too.
const FORMS: usize = 800;

/// Forms at random, the same ones in every run.
struct Dice(u64);

impl Dice {
    /// A number from 0 up to and without `end`, by Knuth's linear congruential generator.
    fn below(&mut self, end: usize) -> usize {
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    fn value(&mut self, row: &Row) -> Value {
        match row.kind {
            Kind::Integer { min, max, .. } => {
                let span = (max - min).min([3, 40, 5000, u32::MAX - 1][self.below(4)]) as usize;
                Value::Number(f64::from(min) + self.below(span + 1) as f64)
            }
            Kind::Real { min, max, .. } => {
                let steps = self.pick(&[1, 10, 1000, 1_000_000]);
                let share = self.below(steps + 1) as f64 / steps as f64;
                // As many digits as people write.
                let number: f64 = format!("{:.3e}", min + (max - min) * share)
                    .parse()
                    .unwrap();
                Value::Number(number.clamp(min, max))
            }
            Kind::Choice(choices) => Value::from(self.pick(choices).value),
            Kind::Switch => Value::Switch(self.below(2) == 1),
            Kind::Text(text) => Value::from(self.text(text)),
        }
    }

    fn text(&mut self, kind: Text) -> &'static str {
        self.pick(match kind {
            Text::HiddenUnits => &["", "128", "256, 64:tanh", "[32:gelu, 16:elu,8:leaky_relu]"],
            Text::Steps => &["4, 11", "[100,2000]"],
            Text::Rates => &["0.2, 1e-3, 0", "1,0.5,0.25"],
            Text::OptionalNumber => &["", "None", "6", "0.25"],
        })
    }

    /// Forms that can be trained with. Each optimizer has its turn; of the rows about a third is turned, of
    /// those that come to apply by that another third.
    fn forms(&mut self) -> Vec<HyperParams> {
        let Kind::Choice(optimizers) = OPTIMIZER.kind else {
            panic!("the optimizer is a choice");
        };
        let turns = optimizers.iter().cycle().take(FORMS);
        turns.map(|turn| self.form(turn.value)).collect()
    }

    fn form(&mut self, optimizer: &str) -> HyperParams {
        loop {
            let mut form = HyperParams::default().with(&OPTIMIZER, optimizer);
            for row in CATALOG.iter().chain(CATALOG) {
                let is_open = (row.applies)(&form) && !form.is_changed(row);
                if row.key != OPTIMIZER.key && is_open && self.below(3) == 0 {
                    form.set(row, self.value(row));
                }
            }
            if form.check().is_ok() {
                return form;
            }
        }
    }
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
    forms.extend(Dice(1).forms());
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
    let forms = Dice(1).forms();
    for row in CATALOG {
        let turned = |form: &HyperParams| (row.applies)(form) && form.is_changed(row);
        assert!(forms.iter().any(turned), "{}", row.key);
    }
}
