//! Settings as text, out and in: JSON, and what Keras and Python print. What reads and writes Python is no part of the page,
//! but of the program that goes its errands: few visitors need it, and Keras has many ways to say the same.

mod python;

use serde_json::{Map, Value as Json};

use crate::hyperparams::error::{MOST_NAMED, capped, cut};
use crate::hyperparams::{HyperParams, catalog, keras_config};
use crate::protocol::{Delivery, Errand, NamedValues};
use crate::study::StudyFile;

/// Settings that were taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Pasted {
    pub hyperparams: HyperParams,
    /// Sentences about what is a little different here.
    pub notes: Vec<String>,
}

/// The form as JSON that [`paste`] reads back: every row that applies.
pub fn to_json(params: &HyperParams) -> String {
    // Numbers, texts and switches always have a JSON form.
    serde_json::to_string_pretty(params).unwrap_or_default()
}

/// What the page asks to have its form as a Keras script, or as a program for burn.
pub fn code_errand(form: &HyperParams, is_burn: bool) -> Errand {
    let form = named(form);
    Errand::Code { form, is_burn }
}

/// What the page asks to have a text read over its form.
pub fn errand(form: &HyperParams, text: String) -> Errand {
    let form = named(form);
    Errand::Paste { form, text }
}

/// What comes of it.
pub fn run_errand(form: NamedValues, text: &str) -> Delivery {
    match paste(&unnamed(form), text) {
        Ok(Pasted { hyperparams, notes }) => Delivery::Pasted {
            form: named(&hyperparams),
            notes,
        },
        Err(errors) => Delivery::Refused(errors),
    }
}

impl Pasted {
    pub fn new(form: NamedValues, notes: Vec<String>) -> Self {
        let hyperparams = unnamed(form);
        Self { hyperparams, notes }
    }
}

/// What was said, also of what does not apply.
fn named(params: &HyperParams) -> NamedValues {
    let said = params.said_rows();
    said.flat_map(|row| [row.key.to_owned(), params.get(row).to_string()])
        .collect()
}

/// The hyperparameters that were said so.
pub fn unnamed(values: NamedValues) -> HyperParams {
    let mut params = HyperParams::default();
    for pair in values.chunks(2) {
        if let [key, value] = pair
            && let Some(row) = catalog::spec(key)
        {
            params.set(row, value.as_str());
        }
    }
    params
}

/// The hyperparameters with the settings that a text names: JSON or a Python dictionary, of names with values or as
/// Keras writes optimizers and models. The others stay as they are.
///
/// # Errors
/// A sentence for everything that is wrong with the text; none of its settings is to be taken then.
pub fn paste(params: &HyperParams, text: &str) -> Result<Pasted, Vec<String>> {
    let settings = object(text).map_err(|error| vec![error])?;
    if settings.get("format").and_then(Json::as_str) == Some(StudyFile::FORMAT) {
        let study = "This is the file of a study, not the settings of one run: use “Import a study”, in Studies.";
        return Err(vec![study.to_owned()]);
    }
    let reading = keras_config::read(params, &settings);
    if reading.errors.is_empty() {
        Ok(Pasted {
            hyperparams: reading.hyperparams,
            notes: reading.notes,
        })
    } else {
        Err(sentences(&reading.errors))
    }
}

/// What settings look like.
const EXAMPLE: &str = "{\"learning_rate\": 0.01, \"epochs\": 5}";

/// # Errors
/// A sentence on what the text is instead.
fn object(text: &str) -> Result<Map<String, Json>, String> {
    // Editors may put a mark before a text, which is none of it.
    let text = text.trim_start_matches('\u{feff}');
    if text.trim().is_empty() {
        return Err(format!(
            "There is nothing to read: paste settings, such as {EXAMPLE}."
        ));
    }
    let json = serde_json::from_str(text);
    let json =
        json.or_else(|error| serde_json::from_str(&python::to_json(text)).map_err(|_| error));
    match json {
        Ok(Json::Object(settings)) => Ok(settings),
        Ok(Json::Array(_)) => Err(format!(
            "This is a list. Settings are names with their values, in braces: {EXAMPLE}."
        )),
        Ok(_) => Err(format!(
            "This is a single value. Settings are names with their values, in braces: {EXAMPLE}."
        )),
        Err(error) => Err(format!(
            "This is not a JSON object: {}.",
            cut(&error.to_string(), 200)
        )),
    }
}

fn sentences(errors: &[String]) -> Vec<String> {
    let named = capped(errors, MOST_NAMED).into_iter();
    let end = |error: String| {
        if error.ends_with('?') {
            error
        } else {
            error + "."
        }
    };
    named.map(end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;
    use crate::hyperparams::presets::PRESETS;

    fn errors(text: &str) -> Vec<String> {
        paste(&HyperParams::default(), text).unwrap_err()
    }

    #[test]
    fn every_preset_comes_back_over_any_other() {
        for preset in &PRESETS {
            let params = preset.hyperparams();
            for other in &PRESETS {
                let pasted = paste(&other.hyperparams(), &to_json(&params))
                    .unwrap()
                    .hyperparams;
                assert!(pasted.differences(&params).is_empty(), "{}", preset.key);
                assert_eq!(pasted.check(), params.check(), "{}", preset.key);
            }
        }
    }

    #[test]
    fn an_errand_comes_to_the_same_as_reading_it_here() {
        // Adam makes something of neither, and both stay; AdamW's own default of weight_decay is said.
        let form = HyperParams::default()
            .with(&MOMENTUM, 0.9)
            .with(&OPTIMIZER, "adam")
            .with(&LEARNING_RATE, "fast")
            .with(&WEIGHT_DECAY, 0.004);
        let keras = r#"{"class_name": "AdamW", "config": {"learning_rate": 0.01}}"#;
        for text in [keras, r#"{"epochs": 3}"#] {
            let Errand::Paste { form: sent, text } = errand(&form, text.to_owned()) else {
                unreachable!();
            };
            let Delivery::Pasted { form: back, notes } = run_errand(sent, &text) else {
                unreachable!();
            };
            assert_eq!(Ok(Pasted::new(back, notes)), paste(&form, &text));
        }
        let refused = run_errand(named(&form), "{\"epochs\": 0}");
        let errors = paste(&form, "{\"epochs\": 0}").unwrap_err();
        assert_eq!(refused, Delivery::Refused(errors));
    }

    #[test]
    fn an_errand_for_code_has_all_that_was_said() {
        let form = HyperParams::default()
            .with(&OPTIMIZER, "adam")
            .with(&BETA_1, 0.8)
            .with(&EPOCHS, 0.0);
        for burn in [false, true] {
            let Errand::Code {
                form: sent,
                is_burn,
            } = code_errand(&form, burn)
            else {
                unreachable!();
            };
            assert_eq!(to_json(&unnamed(sent)), to_json(&form));
            assert_eq!(is_burn, burn);
        }
    }

    #[test]
    fn what_is_not_named_stays() {
        let params = HyperParams::default().with(&EPOCHS, 3.0);
        let pasted = paste(&params, r#"{"optimizer": "SGD", "momentum": 0.9}"#).unwrap();
        let expected = params.with(&OPTIMIZER, "sgd").with(&MOMENTUM, 0.9);
        assert_eq!(pasted.hyperparams, expected);
    }

    #[test]
    fn every_error_is_named() {
        let errors = errors(
            r#"{"epochs": 0, "speed": 9, "seed": null, "dropout": {"rate": 1}, "n_nodes": 64, "loss": "l"}"#,
        );
        assert_eq!(errors.len(), 5, "{errors:?}");
        for (key, words) in [
            ("epochs", "got 0"),
            ("speed", "is not a hyperparameter"),
            ("seed", "must be a whole number"),
            ("dropout", "must be a number"),
            ("loss", "must be one of"),
        ] {
            let names = |error: &String| error.starts_with(key) && error.contains(words);
            assert!(errors.iter().any(names), "{key}: {errors:?}");
        }
    }

    #[test]
    fn what_is_no_json_object_says_where_it_breaks() {
        for text in [
            "epochs: 3",
            "{epochs: 3}",
            "{\"epochs\": 3",
            "{\"epochs\": 1e999}",
        ] {
            let errors = errors(text);
            assert_eq!(errors.len(), 1, "{text}");
            assert!(
                errors[0].starts_with("This is not a JSON object: "),
                "{errors:?}"
            );
        }
    }

    #[test]
    fn what_is_something_else_is_said_to_be_that() {
        for (text, says) in [
            ("", "There is nothing to read"),
            ("\u{feff} \n", "There is nothing to read"),
            ("[]", "This is a list."),
            ("[1, 2]", "This is a list."),
            ("(1, 2)", "This is a list."),
            ("3", "This is a single value."),
            (
                r#"{"format": "tuneground-study", "version": 1, "search_space": []}"#,
                "use “Import a study”",
            ),
        ] {
            let errors = errors(text);
            assert_eq!(errors.len(), 1, "{text}: {errors:?}");
            assert!(errors[0].contains(says), "{text}: {errors:?}");
        }
    }

    #[test]
    fn what_python_prints_is_read_and_so_is_a_text_with_a_mark_before_it() {
        let params = HyperParams::default();
        for text in [
            "{'name': 'sgd', 'learning_rate': 0.05000000074505806, 'clipnorm': None, 'nesterov': True}",
            "\u{feff}{\"optimizer\": \"sgd\", \"lr\": 0.05, \"nesterov\": true}",
        ] {
            let expected = params
                .clone()
                .with(&OPTIMIZER, "sgd")
                .with(&LEARNING_RATE, 0.05)
                .with(&NESTEROV, true);
            assert_eq!(
                paste(&params, text).unwrap().hyperparams,
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn a_text_without_end_is_not_quoted_whole() {
        let errors = errors(&format!("\"{}\"", "x".repeat(100_000)));
        assert!(errors[0].chars().count() < 300);
    }

    #[test]
    fn settings_that_contradict_each_other_are_named() {
        let errors = errors(r#"{"clipnorm": 1, "clipvalue": 1}"#);
        assert!(errors[0].starts_with("clipvalue"), "{errors:?}");
    }

    #[test]
    fn a_page_of_garbage_does_not_become_a_page_of_errors() {
        let garbage: Vec<String> = (0..1000).map(|at| format!("\"k{at}\": 1")).collect();
        let errors = errors(&format!("{{{}}}", garbage.join(",")));
        assert_eq!(errors.len(), MOST_NAMED + 1);
        assert_eq!(errors.last().unwrap(), "… and 990 more.");
    }
}
