//! Names as others write them: `HeNormal`, `learningRate`, `lr`; and for what is no name, the one that is nearest.

use super::choice::Choice;

/// The choice that somebody means, however it is written.
pub(super) fn choice_called(choices: &'static [Choice], name: &str) -> Option<&'static str> {
    // "1, none" and "none, 1" are two; "none" and "None" are one.
    let exact = |choice: &&Choice| choice.value.eq_ignore_ascii_case(name);
    let is_it = |choice: &&Choice| {
        [choice.value, choice.label]
            .map(plain)
            .contains(&plain(name))
    };
    let other = |own: &&Choice| own.aliases.contains(&plain(name).as_str());
    let found = choices.iter().find(exact);
    let found = found.or_else(|| choices.iter().find(is_it));
    let found = found.or_else(|| choices.iter().find(other));
    found.map(|choice| choice.value)
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

/// Small letters and digits alone.
pub fn plain(name: &str) -> String {
    let kept = name.chars().filter(|letter| letter.is_alphanumeric());
    kept.map(|letter| letter.to_ascii_lowercase()).collect()
}
