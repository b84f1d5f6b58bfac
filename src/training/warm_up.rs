//! Making a device ready for a run while the run's images are on their way: a GPU's programs are compiled when they are
//! asked for the first time.

use burn::tensor::Device;

use super::batch::{Image, ReadError, read};
use super::kernels::functions::sum;
use super::optimizer::ModelOptimizer;
use super::part::{Gradients, Part, gradients};
use super::{Mlp, Objective};
use crate::dataset::IMAGE_PIXELS;
use crate::hyperparams::CheckedHyperParams;

/// Images of the step at most: programs do not depend on their number.
const MOST_IMAGES: usize = 64;

/// Makes a step of this run on blank images, and forgets it.
///
/// - device: a plain one, not autodiff's
///
/// # Errors
/// If the device does not hand over the result.
pub async fn warm_up(params: &CheckedHyperParams, device: &Device) -> Result<(), ReadError> {
    let device = device.clone().autodiff();
    let blank = [0; IMAGE_PIXELS];
    let images: Vec<Image> = vec![(&blank, 0); params.batch_size.min(MOST_IMAGES)];
    let part = Part::plain(&images, images.len(), 0, &device);
    let mut model = Mlp::new(params, &device);
    let objective = Objective::new(params);
    let factor = params.optimizer.loss_scale_factor;
    let Gradients {
        gradients, result, ..
    } = gradients(&model, &objective, factor, part, &mut |_| ());
    let mut optimizer = ModelOptimizer::new(&params.optimizer, &device);
    optimizer.step(params.learning_rate, &mut model, gradients);
    // Nothing is computed that nobody reads.
    let weight = sum(model.output.weight.val().inner());
    read([result.loss, result.hits, weight]).await.map(|_| ())
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::super::device::open_cpu;
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;

    #[test]
    fn any_network_can_be_warmed_up() {
        let plain = HyperParams::default();
        for params in [
            plain.clone(),
            plain.clone().with(&BATCH_SIZE, 1.0),
            plain
                .clone()
                .with(&USE_BIAS, false)
                .with(&OPTIMIZER, "muon"),
            plain
                .clone()
                .with(&BATCH_NORM, "before_activation")
                .with(&DROPOUT, 0.5),
            plain.with(&N_LAYERS, 0.0).with(&LOSS, "mean_squared_error"),
        ] {
            let params = params.check().unwrap();
            let device = open_cpu();
            let warmed = warm_up(&params, &device);
            assert_eq!(pollster::block_on(warmed), Ok(()));
        }
    }
}
