//! Gradients that are too large; <https://keras.io/api/optimizers/#optimizer-class>.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use super::super::kernels::functions::sum;
use crate::hyperparams::Clipping;

/// What can be done to a variable's gradient by itself.
///
/// By its norm: g · c / max(‖g‖, c). By value: each element to [−c, c].
pub fn clip<const D: usize>(gradient: Tensor<D>, clipping: Option<Clipping>) -> Tensor<D> {
    match clipping {
        Some(Clipping::Norm(most)) => {
            let norm = sum(gradient.clone().square()).sqrt();
            gradient
                * norm
                    .clamp_min(most)
                    .recip()
                    .mul_scalar(most)
                    .reshape([1; D])
        }
        Some(Clipping::Value(most)) => gradient.clamp(-most, most),
        Some(Clipping::GlobalNorm(_)) | None => gradient,
    }
}

/// By their common norm: g · c · min(1/‖all‖, 1/c), of the gradients of all variables.
pub fn clip_together<M: Module>(
    model: &M,
    gradients: GradientsParams,
    clipping: Option<Clipping>,
) -> GradientsParams {
    let Some(Clipping::GlobalNorm(most)) = clipping else {
        return gradients;
    };
    let mut squares = Squares {
        gradients: &gradients,
        sum: None,
    };
    model.visit(&mut squares);
    let Some(sum) = squares.sum else {
        return gradients;
    };
    let factor = sum.sqrt().clamp_min(most).recip().mul_scalar(most);
    let mut scaling = Scaling { gradients, factor };
    model.visit(&mut scaling);
    scaling.gradients
}

struct Squares<'a> {
    gradients: &'a GradientsParams,
    sum: Option<Tensor<1>>,
}

impl ModuleVisitor for Squares<'_> {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        let Some(gradient) = self.gradients.get::<D>(param.id) else {
            return;
        };
        let squares = sum(gradient.square());
        self.sum = Some(match self.sum.take() {
            Some(sum) => sum + squares,
            None => squares,
        });
    }
}

struct Scaling {
    gradients: GradientsParams,
    factor: Tensor<1>,
}

impl ModuleVisitor for Scaling {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some(gradient) = self.gradients.remove::<D>(param.id) {
            let scaled = gradient * self.factor.clone().reshape([1; D]);
            self.gradients.register(param.id, scaled);
        }
    }
}
