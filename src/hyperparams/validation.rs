//! What a run is validated on.

use super::HyperParams;
use super::catalog::VALIDATION_SPLIT;

impl HyperParams {
    /// Whether a share of the training images is held out, and takes the place of the test set.
    pub(crate) fn holds_out(&self) -> bool {
        let split = self.number(&VALIDATION_SPLIT);
        split.is_some_and(|split| split > 0.0)
    }
}

/// What people call the images on which these runs are validated: "test", or "validation" where they are held out
/// of the training images. Everything that is shown or said of them takes its word from here.
pub fn held_out_name<'a>(runs: impl IntoIterator<Item = &'a HyperParams>) -> &'static str {
    let (mut tested, mut validated) = (false, false);
    for run in runs {
        tested |= !run.holds_out();
        validated |= run.holds_out();
    }
    match (tested, validated) {
        (true, true) => "test or validation",
        (false, true) => "validation",
        (_, false) => "test",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_of_the_test_set_unless_they_are_held_out() {
        let plain = HyperParams::default();
        let split = plain.clone().with(&VALIDATION_SPLIT, 0.2);
        assert_eq!(held_out_name([&plain]), "test");
        assert_eq!(held_out_name([&split, &split]), "validation");
        assert_eq!(held_out_name([&split, &plain]), "test or validation");
        assert_eq!(held_out_name([]), "test");
    }
}
