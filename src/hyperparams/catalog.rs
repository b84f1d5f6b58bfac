//! The catalogue: one row per hyperparameter, in the order of the screen.
//!
//! Control, range, default, help, permalink key, JSON key and check all come from the row. Each concept's file declares
//! its own rows; the parent module lists the concepts.

use std::sync::LazyLock;

use super::concept::Concept;
use super::near::{nearest, plain};

/// So that `use catalog::*` names every row.
pub use super::*;

/// Every hyperparameter.
pub static CATALOG: &[&ParamSpec] = &ALL;

const ALL: [&ParamSpec; count(&CONCEPTS)] = {
    let mut all = [CONCEPTS[0].rows[0][0]; count(&CONCEPTS)];
    let (mut at, mut concept) = (0, 0);
    while concept < CONCEPTS.len() {
        let lists = CONCEPTS[concept].rows;
        let mut list = 0;
        while list < lists.len() {
            let mut row = 0;
            while row < lists[list].len() {
                all[at] = lists[list][row];
                (at, row) = (at + 1, row + 1);
            }
            list += 1;
        }
        concept += 1;
    }
    all
};

/// How many rows some concepts have.
const fn count(concepts: &[Concept]) -> usize {
    let (mut count, mut concept) = (0, 0);
    while concept < concepts.len() {
        let lists = concepts[concept].rows;
        let mut list = 0;
        while list < lists.len() {
            count += lists[list].len();
            list += 1;
        }
        concept += 1;
    }
    count
}

/// The specification of the hyperparameter with this key.
pub fn spec(key: &str) -> Option<&'static ParamSpec> {
    CATALOG.iter().copied().find(|row| row.key == key)
}

/// The names of each row in plain letters, made once: a page of garbage asks for thousands.
static NAMES: LazyLock<Vec<(String, &'static ParamSpec)>> = LazyLock::new(|| {
    let rows = CATALOG.iter().copied();
    rows.flat_map(|row| names_of(row).map(move |name| (plain(name), row)))
        .collect()
});

/// The row that somebody means: by its key or its label, however that is written, or by another name of it;
/// nothing where several go by it.
pub fn spec_called(name: &str) -> Option<&'static ParamSpec> {
    let name = plain(name);
    let named = NAMES.iter().filter(|(own, _)| *own == name);
    let mut found = named.map(|(_, row)| *row);
    let row = found.next();
    row.filter(|row| found.all(|other| other == *row))
}

/// A clause with the key that is near to one that no row has.
pub fn did_you_mean(key: &str) -> Option<String> {
    let near = spec_called(key)
        .map(|row| row.key)
        .or_else(|| nearest_key(key))?;
    Some(format!("did you mean {near}?"))
}

/// What is wrong with a key that no row has.
pub(super) fn unknown_key(key: &str) -> InvalidParam {
    InvalidParam::unknown_key(key, did_you_mean(key))
}

fn nearest_key(key: &str) -> Option<&'static str> {
    let names = NAMES.iter().map(|(name, row)| (name.as_str(), row.key));
    nearest(&plain(key), names)
}

fn names_of(row: &ParamSpec) -> impl Iterator<Item = &'static str> {
    [row.key, row.label]
        .into_iter()
        .chain(row.aliases.iter().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The defaults, and each choice in their place.
    fn each_choice() -> Vec<HyperParams> {
        let choices = |row: &&'static ParamSpec| match row.kind {
            Kind::Choice(choices) => choices,
            _ => &[],
        };
        let chosen = CATALOG.iter().flat_map(|row| {
            let choices = choices(row).iter();
            choices.map(|choice| HyperParams::default().with(row, choice.value))
        });
        chosen.chain([HyperParams::default()]).collect()
    }

    /// So that only what was set has to be checked.
    #[test]
    fn every_default_is_allowed_whatever_is_chosen() {
        for params in each_choice() {
            for row in CATALOG {
                let default = row.default_in(&params).value();
                assert_eq!(row.check(&default), Ok(()), "{}", row.key);
            }
        }
    }

    #[test]
    fn a_value_is_the_same_when_it_is_looked_at_without_a_copy() {
        for params in each_choice() {
            for row in CATALOG {
                let value = params.get(row);
                assert_eq!(params.number(row), value.number(), "{}", row.key);
                assert_eq!(params.text(row), value.text(), "{}", row.key);
                assert_eq!(params.switch(row), value.switch(), "{}", row.key);
            }
        }
    }

    #[test]
    fn every_key_is_one_rows_own() {
        for row in CATALOG {
            let same = CATALOG.iter().filter(|other| other.key == row.key);
            assert_eq!(same.count(), 1, "{}", row.key);
        }
    }

    #[test]
    fn every_row_tells_what_it_does_and_where_keras_says_so() {
        for row in CATALOG {
            assert!(
                row.help.ends_with('.') && row.help.len() > 20,
                "{}",
                row.key
            );
            assert!(row.docs.starts_with("https://keras.io/"), "{}", row.key);
        }
    }

    #[test]
    fn a_log_scale_stands_on_a_positive_range() {
        for row in CATALOG {
            let (Kind::Real { min, .. }, scale) = (row.kind, row.scale()) else {
                continue;
            };
            match scale {
                Scale::Log => assert!(min > 0.0, "{}", row.key),
                Scale::ZeroThenLog { .. } => assert!(min == 0.0, "{}", row.key),
                Scale::Linear => {}
            }
        }
    }

    #[test]
    fn what_is_typed_is_read_as_the_row_means_it() {
        for (row, typed, read) in [
            (&LEARNING_RATE, " 1e-3 ", Value::Number(0.001)),
            (&OPTIMIZER, "RMSprop", Value::from("rmsprop")),
            (&NESTEROV, "true", Value::Switch(true)),
            (&LEARNING_RATE, "fast", Value::from("fast")),
            (&LEARNING_RATE, "0,001", Value::Number(0.001)),
            (&CLIPNORM, "1,000", Value::from("1,000")),
            (&EARLY_STOPPING_BASELINE, "0,5", Value::from("0.5")),
        ] {
            assert_eq!(row.read(Value::from(typed)), read);
        }
    }

    #[test]
    fn a_number_whose_comma_is_not_read_is_answered_with_how_to_write_it() {
        for (row, text, hint) in [
            (
                &CLIPNORM,
                "1,000",
                "write 1.000 with a point, or 1000 without a comma",
            ),
            (&TRAIN_IMAGES, "60,000", "write 60000 without a comma"),
        ] {
            let error = row.check(&row.read(Value::from(text))).unwrap_err();
            assert_eq!(error.hint.as_deref(), Some(hint));
        }
    }

    #[test]
    fn a_row_is_known_by_other_spellings_and_names() {
        for (name, key) in [
            ("learning_rate", "learning_rate"),
            ("learningRate", "learning_rate"),
            ("Learning rate", "learning_rate"),
            ("lr", "learning_rate"),
            ("batch-size", "batch_size"),
            ("num_epochs", "epochs"),
            ("dropout_rate", "dropout"),
            ("beta1", "beta_1"),
            ("eps", "epsilon"),
        ] {
            assert_eq!(spec_called(name).map(|row| row.key), Some(key), "{name}");
        }
        assert_eq!(spec_called("patience"), None, "there are two");
        // It lowers the learning rate in one library and the weights in another.
        assert_eq!(spec_called("decay"), None);
    }

    #[test]
    fn no_other_name_of_a_row_has_two_meanings() {
        for row in CATALOG {
            for name in row.aliases {
                assert_eq!(spec_called(name), Some(*row), "{name}");
            }
        }
    }

    #[test]
    fn a_choice_is_known_by_other_spellings_and_names() {
        for (row, name, value) in [
            (&KERNEL_INITIALIZER, "HeNormal", "he_normal"),
            (&KERNEL_INITIALIZER, "He normal", "he_normal"),
            (&OPTIMIZER, "RMSProp", "rmsprop"),
            (&ACTIVATION, "LeakyReLU", "leaky_relu"),
            (&ACTIVATION, "swish", "silu"),
            (&LOSS, "mse", "mean_squared_error"),
            (&LR_SCHEDULE, "CosineDecayRestarts", "cosine_decay_restarts"),
            (&DROPOUT_NOISE_SHAPE, "[None, 1]", "none, 1"),
            (&CONSTRAINT_AXIS, "0, 1", "0, 1"),
        ] {
            assert_eq!(row.read(Value::from(name)), Value::from(value), "{name}");
        }
    }

    #[test]
    fn a_key_with_a_slip_is_answered_with_the_one_that_is_near() {
        for (key, near) in [
            ("learning_rat", Some("learning_rate")),
            ("lerning_rate", Some("learning_rate")),
            ("droput", Some("dropout")),
            ("lr", Some("learning_rate")),
            ("flux", None),
            ("k1", None),
        ] {
            let expected = near.map(|near| format!("did you mean {near}?"));
            assert_eq!(did_you_mean(key), expected, "{key}");
        }
    }

    impl ParamSpec {
        fn scale(&self) -> Scale {
            match self.kind {
                Kind::Integer { scale, .. } | Kind::Real { scale, .. } => scale,
                _ => Scale::Linear,
            }
        }
    }
}
