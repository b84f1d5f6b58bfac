//! What no file says: proposed, and asked.

use super::Choices;

/// An answer to a doubt: what somebody has chosen where that is one of the options, or what is proposed. With it comes
/// the doubt as it is told.
pub fn settled(
    choices: &Choices,
    question: &str,
    options: &[String],
    proposed: &str,
) -> (String, Vec<String>) {
    let chosen = choices.iter().rev().find(|(of, _)| of == question);
    let chosen = chosen
        .map(|(_, answer)| answer)
        .filter(|it| options.contains(it));
    let chosen = chosen.map_or_else(|| proposed.to_owned(), Clone::clone);
    let mut doubt = vec![question.to_owned(), chosen.clone()];
    doubt.extend(options.iter().cloned());
    (chosen, doubt)
}

/// Whether less of a result is better, as somebody has said of this one or as it is proposed; with the doubt.
pub fn settled_direction(choices: &Choices, of: &str, is_small: bool) -> (bool, Vec<String>) {
    let options = ["more", "less"].map(str::to_owned);
    let (chosen, doubt) = settled(
        choices,
        &format!("Better in “{of}” is"),
        &options,
        &options[usize::from(is_small)],
    );
    (chosen == "less", doubt)
}
