//! Gradients that are too large; <https://keras.io/api/optimizers/#optimizer-class>.

use burn::module::{Module, ModuleVisitor, Param};
use burn::optim::GradientsParams;
use burn::tensor::Tensor;

use super::super::kernels::functions::{scaled, sum_of_squares};
use crate::hyperparams::Clipping;

/// What a variable's gradient is multiplied by, so that its norm is at most this: c / max(‖g‖, c).
///
/// - returns: `[1]`
pub fn factor_by_norm<const D: usize>(gradient: &Tensor<D>, most: f64) -> Tensor<1> {
    factor(sum_of_squares(gradient.clone()), most)
}

/// - squares: the square of a norm, `[1]`
fn factor(squares: Tensor<1>, most: f64) -> Tensor<1> {
    squares.sqrt().clamp_min(most).recip().mul_scalar(most)
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
    let factor = factor(sum, most);
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
        let squares = sum_of_squares(gradient);
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
            let scaled = scaled(gradient, self.factor.clone());
            self.gradients.register(param.id, scaled);
        }
    }
}
