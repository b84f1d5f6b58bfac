//! Bounds of variables, restored after every step; <https://keras.io/api/layers/constraints/>

use burn::module::Param;
use burn::tensor::Tensor;

use super::kernels::functions::sum_dim;
use super::mlp::Mlp;
use crate::hyperparams::{Axis, Constraint, Penalties};

/// `keras.config.epsilon()`, in every denominator.
const KERAS_EPSILON: f64 = 1e-7;

/// Brings the variables of the penalized layers and of the normalizations back into their bounds.
pub fn constrain(model: &mut Mlp, penalties: Penalties) {
    let Penalties {
        constraint,
        bias_constraint,
        ..
    } = penalties;
    if constraint.is_some() || bias_constraint.is_some() {
        for layer in model.penalized_mut(penalties.layers) {
            bound(&mut layer.weight, constraint, bounded);
            if let Some(bias) = &mut layer.bias {
                bound(bias, bias_constraint, bounded_vector);
            }
        }
    }
    for norm in model.norms_mut() {
        let config = norm.config;
        for (variable, config) in [
            (&mut norm.gamma, config.gamma),
            (&mut norm.beta, config.beta),
        ] {
            if let (Some(variable), Some(config)) = (variable, config) {
                bound(variable, config.constraint, bounded_vector);
            }
        }
    }
}

/// Replaces a variable by what a bound makes of it, which is no part of what is differentiated.
fn bound<const D: usize>(
    variable: &mut Param<Tensor<D>>,
    constraint: Option<Constraint>,
    bounded: fn(Tensor<D>, Constraint) -> Tensor<D>,
) {
    if let Some(constraint) = constraint {
        *variable = variable.clone().map(|weights| {
            let bounded = bounded(weights.inner(), constraint);
            Tensor::from_inner(bounded).require_grad()
        });
    }
}

/// A vector `[units]` has one norm.
fn bounded_vector(vector: Tensor<1>, constraint: Constraint) -> Tensor<1> {
    let [units] = vector.dims();
    bounded(vector.reshape([units, 1]), constraint).reshape([units])
}

fn bounded(kernel: Tensor<2>, constraint: Constraint) -> Tensor<2> {
    match constraint {
        Constraint::MaxNorm { max_value, axis } => {
            let norms = norms(&kernel, axis);
            let wanted = norms.clone().clamp(0.0, max_value);
            kernel * (wanted / norms.add_scalar(KERAS_EPSILON))
        }
        Constraint::UnitNorm { axis } => {
            let norms = norms(&kernel, axis);
            kernel / norms.add_scalar(KERAS_EPSILON)
        }
        Constraint::MinMaxNorm {
            min_value,
            max_value,
            rate,
            axis,
        } => {
            let norms = norms(&kernel, axis);
            let wanted = norms.clone().clamp(min_value, max_value).mul_scalar(rate)
                + norms.clone().mul_scalar(1.0 - rate);
            kernel * (wanted / norms.add_scalar(KERAS_EPSILON))
        }
        Constraint::NonNeg => kernel.clamp_min(0.0),
    }
}

/// Norms over the axis, which is kept: `[1, fan_out]`, `[fan_in, 1]` or `[1, 1]`.
fn norms(kernel: &Tensor<2>, axis: Axis) -> Tensor<2> {
    let squares = kernel.clone().square();
    let sums = match axis {
        Axis::Inputs => sum_dim(squares, 0),
        Axis::Outputs => sum_dim(squares, 1),
        Axis::Both => sum_dim(sum_dim(squares, 0), 1),
    };
    sums.sqrt()
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::training::device::open_cpu;
    use crate::training::testing::values;

    /// Columns of norm 5 and 1, rows of norm √10 and 4.
    const KERNEL: [[f32; 2]; 2] = [[3.0, 1.0], [4.0, 0.0]];

    #[track_caller]
    fn becomes(constraint: Constraint, expected: [f32; 4]) {
        let kernel = Tensor::from_floats(KERNEL, &open_cpu());
        let found = values(bounded(kernel, constraint));
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
        }
    }

    #[test]
    fn max_norm_shortens_the_weights_of_a_node_that_are_too_long() {
        let (max_value, axis) = (2.0, Axis::Inputs);
        becomes(
            Constraint::MaxNorm { max_value, axis },
            [1.2, 1.0, 1.6, 0.0],
        );
    }

    #[test]
    fn norms_may_run_over_an_inputs_weights_or_over_all() {
        let root = 10.0_f32.sqrt();
        let axis = Axis::Outputs;
        becomes(
            Constraint::UnitNorm { axis },
            [3.0 / root, 1.0 / root, 1.0, 0.0],
        );
        let all = 26.0_f32.sqrt();
        let axis = Axis::Both;
        becomes(
            Constraint::UnitNorm { axis },
            [3.0 / all, 1.0 / all, 4.0 / all, 0.0],
        );
    }

    #[test]
    fn min_max_norm_goes_a_share_of_the_way() {
        let constraint = Constraint::MinMaxNorm {
            min_value: 2.0,
            max_value: 3.0,
            rate: 0.5,
            axis: Axis::Inputs,
        };
        // 5 → 4 and 1 → 1.5.
        becomes(constraint, [2.4, 1.5, 3.2, 0.0]);
    }

    #[test]
    fn a_vector_is_measured_as_a_whole() {
        let constraint = Constraint::MaxNorm {
            max_value: 2.0,
            axis: Axis::Inputs,
        };
        let vector = Tensor::from_floats([3.0, -4.0], &open_cpu());
        let found = values(bounded_vector(vector, constraint));
        for (found, expected) in found.iter().zip([1.2, -1.6]) {
            assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
        }
    }

    #[test]
    fn non_neg_cuts_negative_weights_off() {
        let kernel = Tensor::from_floats([[-1.0, 0.5]], &open_cpu());
        assert_eq!(values(bounded(kernel, Constraint::NonNeg)), [0.0, 0.5]);
    }
}
