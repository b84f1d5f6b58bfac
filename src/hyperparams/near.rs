//! Names as others write them: `HeNormal`, `learningRate`, `lr`; and for what is no name, the one that is nearest.

use std::sync::LazyLock;

use super::{CATALOG, Choice, ParamSpec};

/// The names of each row in plain letters, made once: a page of garbage asks for thousands.
static NAMES: LazyLock<Vec<(String, &'static ParamSpec)>> = LazyLock::new(|| {
    let rows = CATALOG.iter().copied();
    rows.flat_map(|row| names_of(row).map(move |name| (plain(name), row)))
        .collect()
});

/// The row that somebody means: by its key or its label, however that is written, or by another name of it;
/// nothing where several go by it.
pub fn row_called(name: &str) -> Option<&'static ParamSpec> {
    let name = plain(name);
    let named = NAMES.iter().filter(|(own, _)| *own == name);
    let mut found = named.map(|(_, row)| *row);
    let row = found.next();
    row.filter(|row| found.all(|other| other == *row))
}

/// The choice that somebody means, however it is written.
pub(super) fn choice_called(choices: &'static [Choice], name: &str) -> Option<&'static str> {
    // "1, none" and "none, 1" are two; "none" and "None" are one.
    let exact = |choice: &&Choice| choice.value.eq_ignore_ascii_case(name);
    let is_it = |choice: &&Choice| {
        [choice.value, choice.label]
            .map(plain)
            .contains(&plain(name))
    };
    let other = |own: &&Choice| {
        ALSO.iter()
            .any(|(also, value)| *value == own.value && *also == plain(name))
    };
    let found = choices.iter().find(exact);
    let found = found.or_else(|| choices.iter().find(is_it));
    let found = found.or_else(|| choices.iter().find(other));
    found.map(|choice| choice.value)
}

/// Other names of choices, in plain letters; each has one meaning here.
const ALSO: [(&str, &str); 15] = [
    ("swish", "silu"),
    ("xavieruniform", "glorot_uniform"),
    ("xaviernormal", "glorot_normal"),
    ("kaiminguniform", "he_uniform"),
    ("kaimingnormal", "he_normal"),
    ("zero", "zeros"),
    ("one", "ones"),
    // The labels of this page are one-hot; the loss is the same.
    ("sparsecategoricalcrossentropy", "categorical_crossentropy"),
    ("crossentropyloss", "categorical_crossentropy"),
    ("kld", "kl_divergence"),
    ("kullbackleiblerdivergence", "kl_divergence"),
    ("mse", "mean_squared_error"),
    ("mae", "mean_absolute_error"),
    ("plateau", "reduce_lr_on_plateau"),
    ("valacc", "val_accuracy"),
];

/// A clause about a key that no row has, with the nearest that there is.
pub fn no_such_key(key: &str) -> String {
    let known = "there is no hyperparameter of this name";
    match row_called(key)
        .map(|row| row.key)
        .or_else(|| nearest_key(key))
    {
        Some(near) => format!("{known}; did you mean {near}?"),
        None => known.to_owned(),
    }
}

fn nearest_key(key: &str) -> Option<&'static str> {
    let names = NAMES.iter().map(|(name, row)| (name.as_str(), row.key));
    nearest(&plain(key), names)
}

/// The nearest of some names in [plain letters](plain), with what it stands for; nothing where none is near.
pub fn nearest<'a>(
    word: &str,
    names: impl Iterator<Item = (&'a str, &'static str)>,
) -> Option<&'static str> {
    let most = slips(word);
    // What is longer or shorter by more cannot be near, and needs no table of distances.
    let names = names.filter(|(name, _)| most > 0 && name.len().abs_diff(word.len()) <= 4 * most);
    let distances = names.map(|(name, value)| (strsim::osa_distance(word, name), value));
    let near = distances.filter(|(distance, _)| *distance <= most);
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, value)| value)
}

/// Letters that may be wrong in a word: none in a short one.
pub fn slips(word: &str) -> usize {
    match word.chars().count() {
        0..4 => 0,
        4..8 => 1,
        // The words of a page of garbage are not looked at.
        8..60 => 2,
        _ => 0,
    }
}

fn names_of(row: &ParamSpec) -> impl Iterator<Item = &'static str> {
    [row.key, row.label]
        .into_iter()
        .chain(row.aliases.iter().copied())
}

/// Small letters and digits alone.
pub fn plain(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::Value;
    use crate::hyperparams::catalog::*;

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
            assert_eq!(row_called(name).map(|row| row.key), Some(key), "{name}");
        }
        assert_eq!(row_called("patience"), None, "there are two");
        // It lowers the learning rate in one library and the weights in another.
        assert_eq!(row_called("decay"), None);
    }

    #[test]
    fn no_other_name_of_a_row_has_two_meanings() {
        for row in CATALOG {
            for name in row.aliases {
                assert_eq!(row_called(name), Some(*row), "{name}");
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
            ("learning_rat", "did you mean learning_rate?"),
            ("lerning_rate", "did you mean learning_rate?"),
            ("droput", "did you mean dropout?"),
            ("lr", "did you mean learning_rate?"),
            ("flux", "of this name"),
            ("k1", "of this name"),
        ] {
            assert!(
                no_such_key(key).ends_with(near),
                "{key}: {}",
                no_such_key(key)
            );
        }
    }
}
