//! The images that a worker has.

use crate::dataset::Dataset;
use crate::hyperparams::DataId;

/// MNIST as far as it was asked for, and the visitor's own images that were asked for last.
#[derive(Default)]
pub struct Loaded {
    pub mnist: Dataset,
    own: Option<(DataId, Dataset)>,
    nothing: Dataset,
}

/// MNIST alone.
impl From<Dataset> for Loaded {
    fn from(mnist: Dataset) -> Self {
        Self {
            mnist,
            ..Self::default()
        }
    }
}

impl Loaded {
    /// What there is of these images.
    pub fn of(&self, data: &DataId) -> &Dataset {
        match &self.own {
            _ if data.is_mnist() => &self.mnist,
            Some((own, dataset)) if own == data => dataset,
            _ => &self.nothing,
        }
    }

    /// Takes in own images, in place of others.
    pub fn take(&mut self, data: DataId, dataset: Dataset) {
        self.own = Some((data, dataset));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::dataset::Images;

    fn dataset(count: usize) -> Dataset {
        let labels = vec![0; count];
        let pixels = vec![0; count * 784];
        Dataset {
            test: Arc::new(Images { pixels, labels }),
            ..Dataset::default()
        }
    }

    #[test]
    fn nobody_gets_other_images_than_asked_for() {
        let [one, other] = ["a", "b"].map(|sha256| DataId::new(100, 1, sha256));
        let mut loaded = Loaded::from(dataset(3));
        let count = |loaded: &Loaded, data: &DataId| loaded.of(data).test.len();
        assert_eq!(count(&loaded, &one), 0);
        loaded.take(one.clone(), dataset(1));
        assert_eq!((count(&loaded, &one), count(&loaded, &other)), (1, 0));
        assert_eq!(count(&loaded, &DataId::default()), 3);
        loaded.take(other.clone(), dataset(2));
        assert_eq!((count(&loaded, &one), count(&loaded, &other)), (0, 2));
    }
}
