use super::*;
use crate::hyperparams::{Adafactor, Adaptive, Clipping, Ftrl, Momentum, Muon};
use crate::training::device::open_cpu;
use crate::training::testing::values;

/// An optimizer that does nothing but follow the rule.
fn bare(rule: UpdateRule) -> OptimizerConfig {
    OptimizerConfig {
        rule,
        weight_decay: 0.0,
        clipping: None,
        ema: None,
        gradient_accumulation_steps: 1,
        loss_scale_factor: None,
    }
}

/// Weights after each of `gradients`, starting at 1.
fn path(config: OptimizerConfig, lr: f64, gradients: &[f32]) -> Vec<f32> {
    let device = open_cpu();
    let rule = Rule {
        config: &config,
        is_excluded: false,
    };
    let (mut weights, mut slots) = (Tensor::<1>::ones([1], &device), Slots::default());
    let mut path = Vec::new();
    for gradient in gradients {
        let gradient = Tensor::from_floats([*gradient], &device);
        weights = rule.step(lr, weights, gradient, &mut slots);
        path.extend(values(weights.clone()));
    }
    path
}

#[track_caller]
fn walks(rule: UpdateRule, lr: f64, gradients: &[f32], expected: &[f32]) {
    follows(bare(rule), lr, gradients, expected);
}

#[track_caller]
fn follows(config: OptimizerConfig, lr: f64, gradients: &[f32], expected: &[f32]) {
    let found = path(config, lr, gradients);
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 2e-6, "{found} is not {expected}");
    }
    assert_eq!(found.len(), expected.len());
}

fn sgd(momentum: f64, nesterov: bool) -> UpdateRule {
    UpdateRule::Sgd(Momentum { momentum, nesterov })
}

#[test]
fn sgd_steps_down_the_gradient() {
    walks(sgd(0.0, false), 0.1, &[1.0, 2.0], &[0.9, 0.7]);
}

#[test]
fn momentum_adds_to_the_last_step() {
    // v = -0.1; then 0.9·(-0.1) - 0.2 = -0.29
    walks(sgd(0.9, false), 0.1, &[1.0, 2.0], &[0.9, 0.61]);
}

#[test]
fn nesterov_looks_ahead() {
    // w += m·v - lr·g: v = -0.1 → -0.19; v = -0.29 → -0.461
    walks(sgd(0.9, true), 0.1, &[1.0, 2.0], &[0.81, 0.349]);
}

#[test]
fn rmsprop_divides_by_the_root_with_epsilon_inside() {
    let config = UpdateRule::RmsProp {
        rho: 0.9,
        momentum: 0.0,
        epsilon: 0.3,
        centered: false,
    };
    // v = 0.1 → 0.1/√0.4; v = 0.09 + 0.4 → 0.2/√0.79
    let first = 1.0 - 0.1 / 0.4_f32.sqrt();
    walks(
        config,
        0.1,
        &[1.0, 2.0],
        &[first, first - 0.2 / 0.79_f32.sqrt()],
    );
}

#[test]
fn centered_rmsprop_divides_by_the_variance() {
    let config = UpdateRule::RmsProp {
        rho: 0.5,
        momentum: 0.0,
        epsilon: 1e-7,
        centered: true,
    };
    // v = 0.5, a = 0.5 → √0.25
    walks(config, 0.1, &[1.0], &[0.8]);
}

#[test]
fn rmsprop_with_momentum_keeps_the_scaled_step() {
    let config = UpdateRule::RmsProp {
        rho: 0.0,
        momentum: 0.5,
        epsilon: 1e-7,
        centered: false,
    };
    // Each u is 0.1: M = 0.1, then 0.15.
    walks(config, 0.1, &[3.0, 5.0], &[0.9, 0.75]);
}

#[test]
fn adagrad_starts_at_its_initial_accumulator() {
    let config = UpdateRule::Adagrad {
        initial_accumulator_value: 3.0,
        epsilon: 1e-7,
    };
    // A = 4 → 0.1/2; A = 16 → 0.1·√12/4
    let second = 0.95 - 0.1 * 12.0_f32.sqrt() / 4.0;
    walks(config, 0.1, &[1.0, 12.0_f32.sqrt()], &[0.95, second]);
}

#[test]
fn adams_epsilon_is_added_to_the_uncorrected_root() {
    let config = |epsilon| UpdateRule::Adam {
        moments: moments(0.9, 0.999, epsilon),
        amsgrad: false,
    };
    walks(config(0.0), 0.1, &[5.0, 5.0], &[0.9, 0.8]);
    // α = 0.1·√0.001/0.1, m = 0.1, √v = √0.001
    let root = 0.001_f32.sqrt();
    walks(
        config(root.into()),
        0.1,
        &[1.0],
        &[1.0 - 0.1 * root / (root + root)],
    );
}

#[test]
fn amsgrad_remembers_the_largest_second_moment() {
    let config = |amsgrad| UpdateRule::Adam {
        moments: moments(0.0, 0.5, 1e-7),
        amsgrad,
    };
    // v = 50, 25.5; α = 0.1·√(1 - 0.25); with amsgrad V stays 50.
    let after_first = 0.9;
    let alpha = 0.1 * 0.75_f32.sqrt();
    walks(
        config(false),
        0.1,
        &[10.0, 1.0],
        &[after_first, after_first - alpha / 25.5_f32.sqrt()],
    );
    walks(
        config(true),
        0.1,
        &[10.0, 1.0],
        &[after_first, after_first - alpha / 50.0_f32.sqrt()],
    );
}

fn moments(beta_1: f64, beta_2: f64, epsilon: f64) -> Adaptive {
    Adaptive {
        beta_1,
        beta_2,
        epsilon,
    }
}

#[test]
fn adadelta_scales_by_its_own_past_steps() {
    let config = UpdateRule::Adadelta {
        rho: 0.5,
        epsilon: 1.0,
    };
    // A = 2, D = 0: δ = -√1/√3·2; D = δ²/2 = 2/3. Then A = 3: δ = -√(5/3)/√4·2.
    let first = 2.0 / 3.0_f32.sqrt();
    let second = (5.0_f32 / 3.0).sqrt();
    walks(
        config,
        0.1,
        &[2.0, 2.0],
        &[1.0 - 0.1 * first, 1.0 - 0.1 * (first + second)],
    );
}

#[test]
fn nadam_looks_ahead_by_its_momentum_schedule() {
    let u = |t: i32| 0.9 * (1.0 - 0.5 * 0.96_f64.powi(t));
    let (m, product) = (0.1, u(1));
    let ahead = u(2) * m / (1.0 - product * u(2)) + (1.0 - u(1)) / (1.0 - product);
    let first = 1.0 - 0.1 * ahead;
    let (m, product) = (0.9 * m + 0.1, product * u(2));
    let ahead = u(3) * m / (1.0 - product * u(3)) + (1.0 - u(2)) / (1.0 - product);
    let second = first - 0.1 * ahead;
    // The gradients are 1, so the corrected second moment is 1 too.
    let nadam = UpdateRule::Nadam(moments(0.9, 0.999, 0.0));
    walks(nadam, 0.1, &[1.0, 1.0], &[first as f32, second as f32]);
}

#[test]
fn adamax_divides_by_the_largest_gradient_it_remembers() {
    // m = 0.4, u = 4, 1 - β₁ = 0.1; then m = 0.36 + 0.1, u = max(2, 1), 1 - β₁² = 0.19.
    let adamax = UpdateRule::Adamax(moments(0.9, 0.5, 0.0));
    let first = 0.9;
    walks(
        adamax,
        0.1,
        &[4.0, 1.0],
        &[first, first - 0.1 * 0.46 / (0.19 * 2.0)],
    );
}

#[test]
fn lion_steps_by_the_sign_alone() {
    let lion = UpdateRule::Lion {
        beta_1: 0.9,
        beta_2: 0.5,
    };
    // m = 0 → sign(0.4); m = 2 → sign(1.8 - 0.1·30); m = -14 → sign(-12.6 + 0).
    walks(lion, 0.1, &[4.0, -30.0, 0.0], &[0.9, 1.0, 1.1]);
}

#[test]
fn adafactor_steps_by_a_share_of_the_weights_and_cuts_long_steps() {
    let config = |clip_threshold| {
        UpdateRule::Adafactor(Adafactor {
            beta_2_decay: -1.0,
            epsilon_1: 1e-30,
            epsilon_2: 1e-3,
            clip_threshold,
        })
    };
    // v = 4, u = 1; then v = 2 + 8, u = 4/√10, cut to 1; each step is a tenth of the weight's size.
    walks(config(1.0), 0.1, &[2.0, 4.0], &[0.9, 0.81]);
    let second = 0.9 - 0.09 * 4.0 / 10.0_f32.sqrt();
    walks(config(2.0), 0.1, &[2.0, 4.0], &[0.9, second]);
    // The rate is at most 1/√t.
    walks(config(1.0), 5.0, &[2.0], &[0.0]);
}

#[test]
fn adafactor_keeps_a_matrix_by_its_rows_and_columns() {
    let device = open_cpu();
    let rule = UpdateRule::Adafactor(Adafactor {
        beta_2_decay: -0.8,
        epsilon_1: 0.0,
        epsilon_2: 1.0,
        clip_threshold: 10.0,
    });
    let rule = Rule {
        config: &bare(rule),
        is_excluded: false,
    };
    let weights = Tensor::<2>::zeros([2, 2], &device);
    let gradient = Tensor::<2>::from_floats([[1.0, 2.0], [2.0, 4.0]], &device);
    let weights = rule.step(0.1, weights, gradient, &mut Slots::default());
    // Rows' means 2.5 and 10, columns' too; v = [[1, 4], [4, 16]], of which g is the root.
    for value in values(weights) {
        assert!((value + 0.1).abs() < 1e-6, "{value}");
    }
}

fn ftrl(l1_regularization_strength: f64) -> UpdateRule {
    UpdateRule::Ftrl(Ftrl {
        learning_rate_power: -0.5,
        initial_accumulator_value: 3.0,
        l1_regularization_strength,
        l2_regularization_strength: 0.5,
        l2_shrinkage_regularization_strength: 0.25,
        beta: 0.1,
    })
}

#[test]
fn ftrl_follows_from_all_gradients_and_holds_weights_at_zero() {
    // n = 4; z = 1 + 0.5 − (2 − √3)/0.1; q = 2/0.1 + 2·(0.5 + 0.5).
    let z = 1.5 - (2.0 - 3.0_f32.sqrt()) / 0.1;
    walks(ftrl(0.0), 0.1, &[1.0], &[-z / 22.0]);
    walks(ftrl(0.5), 0.1, &[1.0], &[(-0.5 - z) / 22.0]);
    walks(ftrl(2.0), 0.1, &[1.0], &[0.0]);
}

#[test]
fn lamb_steps_by_a_share_of_the_weights_length() {
    let lamb = UpdateRule::Lamb(moments(0.9, 0.999, 0.0));
    walks(lamb.clone(), 0.1, &[5.0, 5.0], &[0.9, 0.81]);
    let rule = Rule {
        config: &bare(lamb),
        is_excluded: false,
    };
    let zeros = Tensor::<1>::zeros([2], &open_cpu());
    let gradient = Tensor::from_floats([3.0, -2.0], &open_cpu());
    let weights = rule.step(0.1, zeros, gradient, &mut Slots::default());
    for (value, expected) in values(weights).into_iter().zip([-0.1, 0.1]) {
        assert!((value - expected).abs() < 1e-6, "{value}");
    }
}

/// Iterations of these coefficients bring singular values to 1.
fn muon() -> Muon {
    Muon {
        momentum: 0.5,
        nesterov: false,
        ns_steps: 20,
        coefficients: [1.5, -0.5, 0.0],
        rms_rate: Some(0.2),
        excludes_output: false,
        adam: moments(0.9, 0.999, 0.0),
        adam_lr_ratio: 0.5,
        adam_weight_decay: 0.2,
    }
}

#[test]
fn muon_makes_the_steps_of_a_kernel_orthogonal_and_leaves_all_else_to_adam() {
    let device = open_cpu();
    let config = bare(UpdateRule::Muon(muon()));
    let rule = |is_excluded| Rule {
        config: &config,
        is_excluded,
    };
    let weights = Tensor::<2>::zeros([3, 2], &device);
    let gradient = Tensor::<2>::from_floats([[3.0, 0.0], [0.0, 0.5], [0.0, 0.0]], &device);
    let stepped = rule(false).step(
        0.1,
        weights.clone(),
        gradient.clone(),
        &mut Slots::default(),
    );
    let length = 0.1 * 0.2 * 3.0_f32.sqrt();
    let expected = [-length, 0.0, 0.0, -length, 0.0, 0.0];
    for (value, expected) in values(stepped).into_iter().zip(expected) {
        assert!((value - expected).abs() < 1e-5, "{value} is not {expected}");
    }
    // A vector, and a kernel that is excluded: Adam's first step is the rate, in which it has its share.
    walks(UpdateRule::Muon(muon()), 0.1, &[5.0], &[0.98 - 0.05]);
    let gradient = gradient.add_scalar(1.0);
    let stepped = rule(true).step(0.1, weights, gradient, &mut Slots::default());
    for value in values(stepped) {
        assert!((value + 0.05).abs() < 1e-6, "{value}");
    }
}

#[test]
fn weight_decay_shrinks_weights_before_the_step() {
    let config = OptimizerConfig {
        weight_decay: 0.5,
        ..bare(sgd(0.0, false))
    };
    // 1·(1 - 0.05) - 0.1; then 0.85·0.95.
    follows(config, 0.1, &[1.0, 0.0], &[0.85, 0.8075]);
}

/// What is left of a gradient, as the step from 0 that it makes at a rate of 1.
fn clipped(clipping: Clipping, gradient: &[f32]) -> Vec<f32> {
    let gradient = Tensor::<1>::from_floats(gradient, &open_cpu());
    let rule = Rule {
        config: &OptimizerConfig {
            clipping: Some(clipping),
            ..bare(sgd(0.0, false))
        },
        is_excluded: false,
    };
    let stepped = rule.step(1.0, gradient.zeros_like(), gradient, &mut Slots::default());
    values(stepped.neg())
}

#[test]
fn clipnorm_shortens_a_long_gradient_and_leaves_a_short_one() {
    let found = clipped(Clipping::Norm(1.0), &[3.0, 4.0]);
    assert!((found[0] - 0.6).abs() < 1e-6 && (found[1] - 0.8).abs() < 1e-6);
    assert_eq!(clipped(Clipping::Norm(5.5), &[3.0, 4.0]), [3.0, 4.0]);
    assert_eq!(clipped(Clipping::Norm(1.0), &[0.0]), [0.0]);
}

#[test]
fn clipvalue_cuts_each_element_off() {
    let found = clipped(Clipping::Value(0.5), &[-3.0, 0.25, 0.75]);
    assert_eq!(found, [-0.5, 0.25, 0.5]);
}
