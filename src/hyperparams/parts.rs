//! How the batches of a run are cut into parts, whose gradients are worked out one by one and added up in their order.
//! So whoever works them out, the run comes to the same.

use super::CheckedHyperParams;

/// Images of a part at least: of fewer, handing over the gradients would take as long as working them out.
const FEWEST_IMAGES: usize = 250;
/// Parts of a batch at most: all gradients of each are handed over.
const MOST_PARTS: usize = 8;

impl CheckedHyperParams {
    /// Into how many parts a batch of so many images is cut, on a CPU.
    pub fn parts(&self, images: usize) -> usize {
        match self.undivided_because() {
            Some(_) => 1,
            None => (images / FEWEST_IMAGES).clamp(1, MOST_PARTS),
        }
    }

    /// Why batches stay whole, however large they are; nothing where they do not.
    pub fn undivided_because(&self) -> Option<&'static str> {
        if self.batch_norm.is_some() {
            return Some("batch normalization looks at the whole batch");
        }
        let draws = !self.dropout.is_off()
            || !self.input_dropout.is_off()
            || self.gaussian_dropout > 0.0
            || self.gaussian_noise > 0.0;
        draws.then_some("noise and dropout are drawn for the whole batch")
    }
}

#[cfg(test)]
mod tests {
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;

    #[test]
    fn a_batch_is_cut_where_its_parts_are_worth_it() {
        let params = HyperParams::default().check().unwrap();
        let parts = [1, 128, 499, 500, 1000, 2000, 30_000].map(|images| params.parts(images));
        assert_eq!(parts, [1, 1, 1, 2, 4, 8, 8]);
    }

    #[test]
    fn a_batch_stays_whole_where_something_is_drawn_for_it_or_looks_at_it() {
        for (row, value) in [
            (&DROPOUT, 0.2),
            (&INPUT_DROPOUT, 0.2),
            (&GAUSSIAN_DROPOUT, 0.2),
            (&GAUSSIAN_NOISE, 0.2),
        ] {
            let params = HyperParams::default().with(row, value).check().unwrap();
            assert_eq!(params.parts(30_000), 1, "{}", row.key);
            assert!(params.undivided_because().unwrap().contains("drawn"));
        }
        let normalized = HyperParams::default().with(&BATCH_NORM, "after_activation");
        let normalized = normalized.check().unwrap();
        assert_eq!(normalized.parts(30_000), 1);
        assert!(
            normalized
                .undivided_because()
                .unwrap()
                .contains("normalization")
        );
    }
}
