//! Settings as JSON, out and in.

use serde_json::{Map, Value as Json};

use crate::hyperparams::{HyperParams, InvalidParam, Value, catalog};

/// Errors that are named one by one; a page of garbage has many.
const MOST_ERRORS: usize = 8;

/// The form as JSON that [`paste`] reads back: every row that applies.
pub fn to_json(params: &HyperParams) -> String {
    // Numbers, texts and switches always have a JSON form.
    serde_json::to_string_pretty(params).unwrap_or_default()
}

/// The hyperparameters with the settings that a JSON object names; the others stay as they are.
///
/// # Errors
/// A sentence for everything that is wrong with the text; none of its settings is to be taken then.
pub fn paste(params: &HyperParams, text: &str) -> Result<HyperParams, Vec<String>> {
    let named: Map<String, Json> = serde_json::from_str(text)
        .map_err(|error| vec![format!("This is no JSON object: {error}.")])?;
    let (mut pasted, mut errors) = (params.clone(), Vec::new());
    for (key, json) in named {
        if let Err(error) = set(&mut pasted, &key, json) {
            errors.push(error);
        }
    }
    if errors.is_empty() {
        errors = pasted.contradictions();
    }
    if errors.is_empty() {
        Ok(pasted)
    } else {
        Err(sentences(&errors))
    }
}

fn set(params: &mut HyperParams, key: &str, json: Json) -> Result<(), InvalidParam> {
    let written = Value::from(json.to_string());
    let read = serde_json::from_value::<Value>(json);
    let Some(row) = catalog::row(key) else {
        let given = read.as_ref().unwrap_or(&written);
        return Err(InvalidParam::unknown_key(key, given));
    };
    let value = read.map_err(|_| InvalidParam::new(row.key, &written, row.allowed()))?;
    let value = row.read(value);
    row.check(&value)?;
    params.set(row, value);
    Ok(())
}

fn sentences(errors: &[InvalidParam]) -> Vec<String> {
    let named = errors.iter().take(MOST_ERRORS);
    let mut sentences: Vec<String> = named.map(|error| format!("{error}.")).collect();
    if errors.len() > MOST_ERRORS {
        sentences.push(format!("And {} more.", errors.len() - MOST_ERRORS));
    }
    sentences
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
                let pasted = paste(&other.hyperparams(), &to_json(&params)).unwrap();
                assert!(pasted.differences(&params).is_empty(), "{}", preset.key);
                assert_eq!(pasted.check(), params.check(), "{}", preset.key);
            }
        }
    }

    #[test]
    fn what_is_not_named_stays() {
        let params = HyperParams::default().with(&EPOCHS, 3.0);
        let pasted = paste(&params, r#"{"optimizer": "SGD", "momentum": 0.9}"#).unwrap();
        let expected = params.with(&OPTIMIZER, "sgd").with(&MOMENTUM, 0.9);
        assert_eq!(pasted, expected);
    }

    #[test]
    fn every_error_is_named() {
        let errors = errors(
            r#"{"epochs": 0, "speed": 9, "seed": null, "dropout": {"rate": 1}, "n_nodes": 64, "loss": "l"}"#,
        );
        assert_eq!(errors.len(), 5, "{errors:?}");
        for (key, words) in [
            ("epochs", "found 0"),
            ("speed", "found 9; there is no hyperparameter of this name"),
            ("seed", "allowed is a whole number"),
            ("dropout", "allowed is a number"),
            ("loss", "allowed is one of"),
        ] {
            let names = |error: &String| error.starts_with(key) && error.contains(words);
            assert!(errors.iter().any(names), "{key}: {errors:?}");
        }
    }

    #[test]
    fn what_is_no_json_object_says_where_it_breaks() {
        for text in [
            "",
            "epochs: 3",
            "[1, 2]",
            "3",
            "{\"epochs\": 3",
            "{\"epochs\": 1e999}",
        ] {
            let errors = errors(text);
            assert_eq!(errors.len(), 1, "{text}");
            assert!(
                errors[0].starts_with("This is no JSON object: "),
                "{errors:?}"
            );
        }
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
        assert_eq!(errors.len(), MOST_ERRORS + 1);
        assert_eq!(errors.last().unwrap(), "And 992 more.");
    }
}
