//! What is said of a winner's lead.

use super::analysis::KnownLead;

/// "0.61 percentage points ahead of n_nodes=64 (…): more than chance."
///
/// Where more is known than the difference by now, the sentence tells of the results that this was found of.
pub(super) fn lead_text(difference: f64, known: &KnownLead, runner_up: &str) -> String {
    let (difference, rest) = match known {
        KnownLead::Told(lead) => (lead.difference, lead.verdict.clone()),
        KnownLead::OneSeed { of: 1 } => (
            difference,
            ". One seed says nothing about chance: add seeds.".to_owned(),
        ),
        KnownLead::OneSeed { of } => (
            difference,
            format!(", by one seed of {of} so far{WHETHER} is told once both have two."),
        ),
        KnownLead::Awaited => (difference, format!("{WHETHER} is not known yet.")),
        KnownLead::Missing(trouble) => (
            difference,
            format!("{WHETHER} could not be worked out: {trouble}."),
        ),
    };
    let points = difference * 100.0;
    format!("{points:.2} percentage points ahead of {runner_up}{rest}")
}

const WHETHER: &str = ". Whether that is more than chance";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Lead;

    #[test]
    fn a_lead_is_told_with_what_is_known_of_it() {
        let told = KnownLead::Told(Lead {
            difference: 0.0052,
            verdict: " (paired over 5 seeds): more than chance.".to_owned(),
        });
        let missing = KnownLead::Missing("it broke".to_owned());
        for (known, expected) in [
            (
                told,
                "0.52 percentage points ahead of l2=0 (paired over 5 seeds): more than chance.",
            ),
            (
                KnownLead::OneSeed { of: 3 },
                "0.61 percentage points ahead of l2=0, by one seed of 3 so far. Whether that is more than chance is \
                 told once both have two.",
            ),
            (
                KnownLead::OneSeed { of: 1 },
                "0.61 percentage points ahead of l2=0. One seed says nothing about chance: add seeds.",
            ),
            (
                KnownLead::Awaited,
                "0.61 percentage points ahead of l2=0. Whether that is more than chance is not known yet.",
            ),
            (
                missing,
                "0.61 percentage points ahead of l2=0. Whether that is more than chance could not be worked out: it \
                 broke.",
            ),
        ] {
            assert_eq!(lead_text(0.0061, &known, "l2=0"), expected);
        }
    }
}
