use super::*;
use crate::training::device::open_cpu;
use crate::training::testing::values;

const SHAPE: [usize; 2] = [3, 4];

/// Numbers of both signs, no two of them alike.
const INPUTS: [[f32; 4]; 3] = [
    [0.3, -1.2, 0.8, 2.1],
    [-0.4, 0.9, -2.2, 0.1],
    [1.5, -0.7, 0.2, -0.3],
];

/// What outputs are multiplied by before they are summed, so that each counts differently.
const FACTORS: [[f32; 4]; 3] = [
    [1.0, -2.0, 0.5, 3.0],
    [0.7, 1.1, -0.9, 2.0],
    [-1.3, 0.4, 1.7, -0.6],
];

type Operation = fn(Tensor<2>) -> Tensor<2>;

/// Outputs times factors, summed; on the host, so that only the operation is put to the test.
fn told(operation: Operation, inputs: &[f32]) -> f64 {
    let device = open_cpu();
    let inputs = Tensor::<1>::from_floats(inputs, &device).reshape(SHAPE);
    let outputs = values(operation(inputs) * Tensor::from_floats(FACTORS, &device));
    outputs.iter().map(|&output| f64::from(output)).sum()
}

#[track_caller]
fn has_its_gradient(operation: Operation) {
    const STEP: f32 = 1.0 / 64.0;
    let device = open_cpu().autodiff();
    let inputs = Tensor::<2>::from_floats(INPUTS, &device).require_grad();
    let outputs = operation(inputs.clone()) * Tensor::from_floats(FACTORS, &device);
    let gradients = outputs.flatten::<1>(0, 1).backward();
    let found = values(inputs.grad(&gradients).unwrap());
    let at: Vec<f32> = INPUTS.concat();
    for (place, found) in found.into_iter().enumerate() {
        let moved = |step: f32| {
            let mut inputs = at.clone();
            inputs[place] += step;
            told(operation, &inputs)
        };
        let expected = (moved(STEP) - moved(-STEP)) / f64::from(2.0 * STEP);
        let error = (f64::from(found) - expected).abs();
        assert!(error < 3e-3, "{place}: {found} is not {expected}");
    }
}

#[test]
fn gradients_are_those_of_central_differences() {
    has_its_gradient(exp);
    has_its_gradient(tanh);
    has_its_gradient(log_sigmoid);
    has_its_gradient(softmax);
    has_its_gradient(log_softmax);
    has_its_gradient(|x| repeated(sum_dim(x, 0), 0, 3));
    has_its_gradient(|x| repeated(mean_dim(x, 1), 1, 4));
    has_its_gradient(|x| repeated(sum(x.clone()).reshape([1, 1]), 1, 4) * x);
    has_its_gradient(|x| {
        let device = x.device();
        let gamma = Tensor::from_floats([1.0, 0.5, -2.0, 1.5], &device);
        let beta = Tensor::from_floats([0.1, 0.0, 1.0, -0.5], &device);
        batch_norm(x, gamma, beta, 0.1).0
    });
}

#[test]
fn scale_and_offset_of_a_normalization_have_their_gradients() {
    let device = open_cpu().autodiff();
    let tensor = |values: [f32; 4]| Tensor::<1>::from_floats(values, &device).require_grad();
    let (gamma, beta) = (tensor([1.0; 4]), tensor([0.0; 4]));
    let inputs = Tensor::from_floats(INPUTS, &device);
    let (outputs, _) = batch_norm(inputs, gamma.clone(), beta.clone(), 0.1);
    let normalized = values(outputs.clone().inner());
    let outputs = outputs * Tensor::from_floats(FACTORS, &device);
    let gradients = outputs.flatten::<1>(0, 1).backward();
    let of_gamma = values(gamma.grad(&gradients).unwrap());
    let of_beta = values(beta.grad(&gradients).unwrap());
    for unit in 0..4 {
        let factors = || FACTORS.iter().map(|row| row[unit]);
        let column = normalized.iter().skip(unit).step_by(4);
        let along: f32 = column
            .zip(factors())
            .map(|(value, factor)| value * factor)
            .sum();
        assert!((of_gamma[unit] - along).abs() < 1e-5);
        assert!((of_beta[unit] - factors().sum::<f32>()).abs() < 1e-5);
    }
}

/// The loss, and its gradient by the logits.
fn crossentropy_and_gradient(
    logits: Tensor<2>,
    targets: Tensor<2>,
    clip: Option<[f64; 2]>,
) -> (f32, Vec<f32>) {
    let logits = Tensor::from_inner(logits).require_grad();
    let loss = crossentropy(logits.clone(), Tensor::from_inner(targets), clip);
    let gradients = loss.backward();
    (
        values(loss.inner())[0],
        values(logits.grad(&gradients).unwrap()),
    )
}

#[test]
fn crossentropy_is_what_its_parts_come_to() {
    let device = open_cpu();
    let targets = [
        [0.7, 0.1, 0.1, 0.1],
        [0.0, 0.0, 1.0, 0.0],
        [0.0, 1.0, 0.0, 0.0],
    ];
    let tensor = |values: [[f32; 4]; 3]| Tensor::<2>::from_floats(values, &device);
    let (loss, gradient) = crossentropy_and_gradient(tensor(INPUTS), tensor(targets), None);
    let terms = values(log_softmax(tensor(INPUTS)) * tensor(targets));
    let expected = -terms.iter().sum::<f32>() / 3.0;
    assert!((loss - expected).abs() < 1e-6);
    let expected = values((softmax(tensor(INPUTS)) - tensor(targets)).div_scalar(3.0));
    for (found, expected) in gradient.into_iter().zip(expected) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }
}

#[test]
fn what_is_clipped_is_told_as_the_bound_and_teaches_nothing() {
    let device = open_cpu();
    let logits = Tensor::<2>::from_floats([[9.0, 0.0], [0.0, 0.0]], &device);
    let targets = Tensor::from_floats([[0.0, 1.0], [0.0, 1.0]], &device);
    let (loss, gradient) = crossentropy_and_gradient(logits, targets, Some([-4.0, 0.0]));
    let expected = (4.0 + 2.0_f32.ln()) / 2.0;
    assert!((loss - expected).abs() < 1e-6);
    assert_eq!(gradient[..2], [0.0, 0.0]);
    assert!((gradient[2] - 0.25).abs() < 1e-6 && (gradient[3] + 0.25).abs() < 1e-6);
}

#[test]
fn a_view_is_taken_in_its_own_order() {
    let view = Tensor::<2>::from_floats(INPUTS, &open_cpu()).transpose();
    let sums = values(sum_dim(view.clone(), 1));
    for (unit, found) in sums.into_iter().enumerate() {
        let expected: f32 = INPUTS.iter().map(|row| row[unit]).sum();
        assert!((found - expected).abs() < 1e-6, "{unit}: {found}");
    }
    let outputs = values(tanh(view));
    assert!((outputs[1] - (-0.4_f32).tanh()).abs() < 1e-6, "{outputs:?}");
}

#[test]
fn a_number_that_is_none_travels() {
    let device = open_cpu();
    let mut inputs = INPUTS;
    inputs[1][2] = f32::NAN;
    let tensor = || Tensor::<2>::from_floats(inputs, &device);
    assert!(values(sum(tensor()))[0].is_nan());
    let rows = values(softmax(tensor()));
    assert!(rows[..4].iter().all(|p| p.is_finite()) && rows[4..8].iter().all(|p| p.is_nan()));
    let loss = crossentropy(tensor(), tensor().zeros_like(), None);
    assert!(values(loss)[0].is_nan());
}
