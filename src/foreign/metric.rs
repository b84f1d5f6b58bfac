//! What columns and curves are, by their names.

/// A curve that a run has here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Series {
    Loss,
    Accuracy,
    ValLoss,
    ValAccuracy,
    LearningRate,
}

impl Series {
    pub const ALL: [Self; 5] = [
        Self::Loss,
        Self::Accuracy,
        Self::ValLoss,
        Self::ValAccuracy,
        Self::LearningRate,
    ];

    /// What a name of Keras' stands for: Keras calls an accuracy by its class where it was given as one.
    pub fn of(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        if ["lr", "learning_rate"].contains(&name.as_str()) {
            return Some(Self::LearningRate);
        }
        let inner = name.strip_prefix("val_");
        match (inner.unwrap_or(&name), inner.is_some()) {
            ("loss", false) => Some(Self::Loss),
            ("loss", true) => Some(Self::ValLoss),
            (plain, _) if !ACCURACIES.contains(&plain) => None,
            (_, false) => Some(Self::Accuracy),
            (_, true) => Some(Self::ValAccuracy),
        }
    }
}

/// The most usual first.
const ACCURACIES: [&str; 5] = [
    "accuracy",
    "acc",
    "sparse_categorical_accuracy",
    "categorical_accuracy",
    "binary_accuracy",
];

/// Of these curves the one of the most usual name that stands for the series.
pub fn best_named<T>(curves: &[(String, T)], series: Series) -> Option<usize> {
    let names = || curves.iter().map(|(name, _)| name.to_ascii_lowercase());
    let is_of = |wanted: &str| {
        names().position(|name| {
            name.trim_start_matches("val_") == wanted && Series::of(&name) == Some(series)
        })
    };
    let usual = ACCURACIES.iter().find_map(|wanted| is_of(wanted));
    usual.or_else(|| names().position(|name| Series::of(&name) == Some(series)))
}

/// Words by which a column is taken for a result.
const RESULTS: [&str; 16] = [
    "acc",
    "accuracy",
    "loss",
    "auc",
    "f1",
    "error",
    "score",
    "rmse",
    "mae",
    "mse",
    "precision",
    "recall",
    "bleu",
    "reward",
    "perplexity",
    "wer",
];

/// Parts of names of results that are to be small.
const SMALL: [&str; 7] = ["loss", "error", "rmse", "mae", "mse", "perplexity", "wer"];

/// A name's words: of `val/top1_acc` "val", "top1" and "acc".
fn words(name: &str) -> Vec<String> {
    let name = name.to_ascii_lowercase();
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// How much a column's name sounds like a result that a study is judged by; 0 where it does not. What was measured on
/// held-out data says more than what was trained on, and an accuracy more than a loss.
pub fn sounds_like_result(name: &str) -> usize {
    let words = words(name);
    // "acc5", "valloss" and "validation", but not "accumulation".
    let has = |parts: &[&str]| {
        let is_part =
            |word: &str, part: &&str| word == *part || part.len() > 2 && word.ends_with(part);
        let numberless = words
            .iter()
            .map(|word| word.trim_end_matches(|it: char| it.is_ascii_digit()));
        let mut both = words.iter().map(String::as_str).chain(numberless);
        both.any(|word| parts.iter().any(|part| is_part(word, part)))
    };
    if !has(&RESULTS) || words.first().is_some_and(|word| word == "parameters") {
        return 0;
    }
    let is_val = words
        .iter()
        .any(|word| word.starts_with("val") || word == "eval" || word == "dev");
    let held_out = match (is_val, has(&["test"])) {
        (true, _) => 6,
        (false, true) => 4,
        (false, false) => 1,
    };
    let is_great = has(&["acc", "accuracy", "auc", "f1", "score"]);
    held_out + usize::from(is_great) + usize::from(!has(&["train"]))
}

/// Whether less is better, as far as a name tells and, where it tells nothing, the numbers: shares are taken for what is
/// to be great.
pub fn is_to_be_small(name: &str, numbers: &[f64]) -> bool {
    let words = words(name);
    let is_small = |word: &String| SMALL.iter().any(|part| word.ends_with(part));
    if words.iter().any(is_small) {
        return true;
    }
    let is_named = sounds_like_result(name) > 0;
    !is_named && !are_shares(numbers)
}

/// Whether all numbers lie between 0 and 1.
pub fn are_shares(numbers: &[f64]) -> bool {
    let mut finite = numbers.iter().filter(|number| number.is_finite());
    finite.all(|number| (0.0..=1.0).contains(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_are_known_by_keras_names() {
        for (name, expected) in [
            ("loss", Some(Series::Loss)),
            ("val_loss", Some(Series::ValLoss)),
            ("acc", Some(Series::Accuracy)),
            ("val_sparse_categorical_accuracy", Some(Series::ValAccuracy)),
            ("lr", Some(Series::LearningRate)),
            ("Accuracy", Some(Series::Accuracy)),
            ("val_lr", None),
            ("auc", None),
        ] {
            assert_eq!(Series::of(name), expected, "{name}");
        }
        let both = ["binary_accuracy", "val_accuracy", "accuracy"].map(|it| (it.to_owned(), ()));
        assert_eq!(best_named(&both, Series::Accuracy), Some(2));
        assert_eq!(best_named(&both, Series::Loss), None);
    }

    #[test]
    fn what_was_held_out_is_judged_by_first_and_settings_are_no_results() {
        let order = ["val_acc", "val_loss", "test_acc", "accuracy", "train_loss"];
        let scores = order.map(sounds_like_result);
        assert!(
            scores.windows(2).all(|pair| pair[0] > pair[1]),
            "{scores:?}"
        );
        for name in [
            "learning_rate",
            "batch_size",
            "optimizer",
            "epochs",
            "parameters.val",
            "dropout",
        ] {
            assert_eq!(sounds_like_result(name), 0, "{name}");
        }
    }

    #[test]
    fn a_loss_is_to_be_small_and_an_accuracy_in_percent_is_not() {
        assert!(is_to_be_small("val_loss", &[0.5]) && is_to_be_small("test/RMSE", &[3.0]));
        assert!(!is_to_be_small("val_acc", &[97.0]));
        assert!(!is_to_be_small("value", &[0.9, f64::NAN]) && is_to_be_small("value", &[1.9]));
    }
}
