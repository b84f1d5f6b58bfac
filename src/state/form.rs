//! The hyperparameters being edited.

use super::{Enabling, text};
use crate::hyperparams::{
    CATALOG, CheckedHyperParams, HyperParams, InvalidParam, Kind, ParamSpec, ParamWarning, Value,
};

/// What stands in the form. Wrong values are kept as typed until somebody mends them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    hyperparams: HyperParams,
}

impl From<HyperParams> for Form {
    fn from(hyperparams: HyperParams) -> Self {
        Self { hyperparams }
    }
}

impl Form {
    pub fn hyperparams(&self) -> &HyperParams {
        &self.hyperparams
    }

    pub fn value(&self, row: &ParamSpec) -> Value {
        self.hyperparams.get(row)
    }

    pub fn set(&mut self, row: &ParamSpec, value: impl Into<Value>) {
        self.hyperparams.set(row, value);
    }

    pub fn reset(&mut self, row: &ParamSpec) {
        self.hyperparams.reset(row);
    }

    /// Makes the choices that bring a row into play.
    pub fn enable(&mut self, enabling: &Enabling) {
        enabling.apply(&mut self.hyperparams);
    }

    /// Whether a row means anything under the other choices.
    pub fn applies(&self, row: &ParamSpec) -> bool {
        (row.applies)(&self.hyperparams)
    }

    pub fn is_changed(&self, row: &ParamSpec) -> bool {
        self.hyperparams.is_changed(row)
    }

    /// What a fold says of the rows in it: "2 changed, 1 wrong".
    pub fn fold_note(&self, rows: &[&ParamSpec], warnings: &[ParamWarning]) -> String {
        let count = |holds: &dyn Fn(&ParamSpec) -> bool| {
            let rows = rows.iter().filter(|row| self.applies(row));
            rows.filter(|row| holds(row)).count()
        };
        let warned = |row: &ParamSpec| warnings.iter().any(|warning| warning.key == row.key);
        let counts = [
            (count(&|row| self.is_changed(row)), "changed"),
            (count(&|row| self.error(row).is_some()), "wrong"),
            (count(&warned), "doubtful"),
        ];
        let notes = counts.into_iter().filter(|(count, _)| *count > 0);
        let notes: Vec<String> = notes
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        notes.join(", ")
    }

    /// Whether a fold has something in it that keeps the form from being trained with.
    pub fn has_wrong(&self, rows: &[&ParamSpec]) -> bool {
        rows.iter().any(|row| self.error(row).is_some())
    }

    /// Whether a fold has something in it that is not a default.
    pub fn has_changed(&self, rows: &[&ParamSpec]) -> bool {
        let mut rows = rows.iter().filter(|row| self.applies(row));
        rows.any(|row| self.is_changed(row))
    }

    /// What would be trained; nothing while anything is wrong.
    pub fn checked(&self) -> Option<CheckedHyperParams> {
        self.hyperparams.check().ok()
    }

    /// What is wrong with a row that applies: its value, or how it stands to others.
    pub fn error(&self, row: &ParamSpec) -> Option<InvalidParam> {
        if !self.applies(row) {
            return None;
        }
        let contradiction = || {
            let mut found = self.hyperparams.contradictions().into_iter();
            found.find(|error| error.key == row.key)
        };
        row.check(&self.value(row)).err().or_else(contradiction)
    }

    /// What would be wrong with this once these were set, and is not so far.
    pub fn errors_with(&self, given: &[(&'static ParamSpec, Value)]) -> Vec<InvalidParam> {
        let mut then = self.hyperparams.clone();
        for (row, value) in given {
            then.set(row, value.clone());
        }
        let known = self.hyperparams.errors();
        let mut errors: Vec<InvalidParam> = given
            .iter()
            .filter_map(|(row, _)| row.check(&then.get(row)).err())
            .collect();
        for error in then.errors() {
            if !known.contains(&error) && !errors.contains(&error) {
                errors.push(error);
            }
        }
        errors
    }

    /// Why this cannot be trained with: a sentence for the Train button.
    pub fn trouble(&self) -> Option<String> {
        let labels: Vec<&str> = CATALOG
            .iter()
            .filter(|row| self.error(row).is_some())
            .map(|row| row.label)
            .collect();
        match labels.as_slice() {
            [] => None,
            [label] => Some(format!("{label} is out of range.")),
            labels => Some(format!("{} are out of range.", text::list(labels))),
        }
    }

    /// The row's value where it is a number that is allowed.
    pub fn number(&self, row: &ParamSpec) -> Option<f64> {
        let value = self.value(row);
        row.check(&value).ok().and(value.number())
    }
}

/// Whether what somebody typed already says this value; if so, a field must not be rewritten under
/// their hands ("0.0" on the way to "0.01" says 0).
pub fn says(row: &ParamSpec, typed: &str, value: &Value) -> bool {
    row.read(Value::from(typed)) == *value
}

/// What a field shows once somebody has typed a number with a comma: what it was read as; nothing where that is what
/// they see.
pub fn settled(row: &ParamSpec, typed: &str, value: &Value) -> Option<String> {
    let is_read = typed.contains(',') && matches!(value, Value::Number(_));
    let is_optional = matches!(row.kind, Kind::OptionalNumber) && typed.contains(',');
    let is_right = row.check(value).is_ok();
    ((is_read || is_optional) && is_right).then(|| value.to_string())
}

/// What a field says of a wrong value: "Must be a number from 0 to 1, got “fast”."
pub fn error_text(error: &InvalidParam) -> String {
    let clause = error.clause();
    let mut letters = clause.chars();
    let first = letters
        .next()
        .into_iter()
        .map(|letter| letter.to_ascii_uppercase());
    format!("{}{}.", first.collect::<String>(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::catalog::*;

    #[test]
    fn a_wrong_value_is_kept_as_typed_and_named() {
        let mut form = Form::default();
        form.set(&LEARNING_RATE, "fast");
        assert_eq!(form.value(&LEARNING_RATE), Value::from("fast"));
        assert!(form.error(&LEARNING_RATE).is_some());
        assert_eq!(form.number(&LEARNING_RATE), None);
        assert_eq!(form.trouble().unwrap(), "Learning rate is out of range.");
    }

    #[test]
    fn all_wrong_rows_are_named() {
        let mut form = Form::default();
        form.set(&LEARNING_RATE, "");
        form.set(&EPOCHS, 0.0);
        form.set(&SEED, 0.5);
        let trouble = form.trouble().unwrap();
        assert!(trouble.starts_with("Learning rate, Epochs and Seed are out of range"));
    }

    #[test]
    fn a_wrong_value_in_a_row_that_does_not_apply_disturbs_nobody() {
        let mut form = Form::default();
        form.set(&MOMENTUM, "much");
        assert_eq!((form.error(&MOMENTUM), form.trouble()), (None, None));
        form.set(&OPTIMIZER, "sgd");
        assert!(form.error(&MOMENTUM).is_some());
    }

    #[test]
    fn what_would_be_wrong_is_found_whether_or_not_it_applies_and_beside_what_is_wrong_already() {
        let mut form = Form::default();
        form.set(&SEED, 0.5);
        let keys = |form: &Form, given: &[(&'static ParamSpec, Value)]| -> Vec<String> {
            let errors = form.errors_with(given);
            errors.into_iter().map(|error| error.key).collect()
        };
        assert_eq!(keys(&form, &[(&EPOCHS, 3.0.into())]), [""; 0]);
        let wrong = [(&EPOCHS, 0.0.into()), (&MOMENTUM, "much".into())];
        assert_eq!(keys(&form, &wrong), ["epochs", "momentum"]);
        assert_eq!(keys(&form, &[(&SEED, 0.5.into())]), ["seed"]);
        form.reset(&SEED);
        form.set(&KERNEL_INITIALIZER, "random_uniform");
        let given = [
            (&INITIALIZER_MINVAL, 0.5.into()),
            (&INITIALIZER_MAXVAL, 0.1.into()),
        ];
        assert_eq!(keys(&form, &given), ["initializer_minval"]);
    }

    #[test]
    fn a_fold_counts_what_differs_among_the_rows_it_shows() {
        let mut form = Form::default();
        form.set(&MOMENTUM, 0.9);
        form.set(&LEARNING_RATE, 0.1);
        let optimizer: [&ParamSpec; 3] = [&OPTIMIZER, &LEARNING_RATE, &MOMENTUM];
        assert_eq!(form.fold_note(&optimizer, &[]), "1 changed", "no momentum");
        assert_eq!(form.fold_note(&[&N_LAYERS], &[]), "");
        form.reset(&LEARNING_RATE);
        assert_eq!(form.fold_note(&optimizer, &[]), "");
        assert!(!form.has_changed(&optimizer));
    }

    #[test]
    fn a_fold_counts_what_is_wrong_and_what_is_doubtful() {
        let mut form = Form::default();
        let rows: [&ParamSpec; 2] = [&LEARNING_RATE, &WEIGHT_DECAY];
        form.set(&OPTIMIZER, "adamw");
        form.set(&WEIGHT_DECAY, 0.0);
        let warnings = form.hyperparams().warnings();
        assert_eq!(form.fold_note(&rows, &warnings), "1 changed, 1 doubtful");
        form.set(&LEARNING_RATE, "fast");
        assert_eq!(form.fold_note(&rows, &[]), "2 changed, 1 wrong");
        assert!(form.has_wrong(&rows) && form.has_changed(&rows));
    }

    #[test]
    fn a_decimal_comma_is_shown_as_it_was_read_once_typing_ends() {
        let typed = |row: &'static ParamSpec, typed: &str| {
            let mut form = Form::default();
            form.set(row, typed);
            settled(row, typed, &form.value(row))
        };
        assert_eq!(typed(&LEARNING_RATE, "0,01"), Some("0.01".to_owned()));
        assert_eq!(typed(&RELU_MAX_VALUE, "6,5"), Some("6.5".to_owned()));
        assert_eq!(typed(&LEARNING_RATE, "1e-2"), None, "it stays as typed");
        assert_eq!(typed(&LEARNING_RATE, "fast, very"), None);
        assert_eq!(typed(&HIDDEN_UNITS, "64, 32"), None);
    }

    #[test]
    fn a_number_on_its_way_is_not_rewritten() {
        let zero = Value::Number(0.0);
        assert!(says(&LEARNING_RATE, "0.0", &zero));
        assert!(says(
            &LEARNING_RATE,
            "not a number",
            &Value::from("not a number")
        ));
        assert!(!says(&LEARNING_RATE, "0.1", &zero));
    }
}
