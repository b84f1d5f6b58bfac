//! Keras' losses of one image, without penalties; <https://keras.io/api/losses/>.

use libm::{exp, log};

use super::activation::{back, sigmoid, softplus};
use super::network::Said;
use crate::dataset::CLASSES;
use crate::hyperparams::{Activation, Loss};

/// A number for each digit.
pub type Row = [f64; CLASSES];

/// `keras.config.epsilon()`: probabilities are clipped to it before their logarithm is taken.
const EPSILON: f64 = 1e-7;

/// What an image costs that shows `label`.
pub fn loss(loss: Loss, output: Activation, said: &Said, label: u8) -> f64 {
    let [logits, outputs] = [said.logits, said.outputs].map(|row| row.map(f64::from));
    exact(loss, output, [&logits, &outputs], label)
}

/// The same of numbers that were not rounded.
///
/// - rows: what a network says before and after the output activation
pub fn exact(loss: Loss, output: Activation, rows: [&Row; 2], label: u8) -> f64 {
    let [logits, outputs] = rows.map(|row| *row);
    let target = |digit: usize| f64::from(u8::from(digit == usize::from(label)));
    let sum = |term: &dyn Fn(usize, f64) -> f64| -> f64 {
        let terms = outputs.iter().enumerate();
        terms.map(|(digit, p)| term(digit, *p)).sum()
    };
    let mean = |term: &dyn Fn(usize, f64) -> f64| sum(term) / CLASSES as f64;
    match loss {
        Loss::CategoricalCrossentropy {
            from_logits,
            label_smoothing,
        } => {
            let logs = match from_logits {
                true => log_softmax(outputs),
                false => log_shares(output, [&logits, &outputs], 1.0 - EPSILON, true),
            };
            let even = label_smoothing / CLASSES as f64;
            -sum(&|digit, _| (target(digit) * (1.0 - label_smoothing) + even) * logs[digit])
        }
        Loss::KlDivergence => {
            let logs = log_shares(output, [&logits, &outputs], 1.0, false);
            sum(&|digit, _| {
                let target = target(digit).clamp(EPSILON, 1.0);
                target * (log(target) - logs[digit])
            })
        }
        Loss::MeanSquaredError => mean(&|digit, p| (p - target(digit)) * (p - target(digit))),
        Loss::MeanAbsoluteError => mean(&|digit, p| (p - target(digit)).abs()),
        Loss::Huber { delta } => mean(&|digit, p| {
            let size = (p - target(digit)).abs();
            match size > delta {
                true => delta * size - 0.5 * delta * delta,
                false => 0.5 * size * size,
            }
        }),
        Loss::CategoricalHinge => {
            let margins = outputs
                .iter()
                .enumerate()
                .map(|(digit, p)| (1.0 - target(digit)) * p);
            let best_other = margins.fold(f64::NEG_INFINITY, f64::max);
            (1.0 + best_other - outputs[usize::from(label)]).max(0.0)
        }
        Loss::BinaryCrossentropy {
            from_logits,
            label_smoothing,
        } => -mean(&|digit, p| {
            let target = target(digit) * (1.0 - label_smoothing) + 0.5 * label_smoothing;
            let [yes, no] = match from_logits {
                true => [-softplus(-p), -softplus(p)],
                false => {
                    let p = p.clamp(EPSILON, 1.0 - EPSILON);
                    [log(p), log(1.0 - p)]
                }
            };
            target * yes + (1.0 - target) * no
        }),
    }
}

/// The logarithms of the outputs, clipped to `[ε, highest]`. Of a softmax they come from the logits, and stay exact where
/// a probability is tiny.
///
/// - is_normalized: whether outputs are divided by their sum first
fn log_shares(output: Activation, rows: [&Row; 2], highest: f64, is_normalized: bool) -> Row {
    let [logits, outputs] = rows;
    if output == Activation::Softmax {
        let logs = log_softmax(*logits);
        return logs.map(|it| it.clamp(log(EPSILON), log(highest)));
    }
    let whole = whole(outputs, is_normalized);
    outputs.map(|p| log((p / whole).clamp(EPSILON, highest)))
}

/// What outputs are divided by.
fn whole(outputs: &Row, is_normalized: bool) -> f64 {
    match is_normalized {
        true => outputs.iter().sum(),
        false => 1.0,
    }
}

fn log_softmax(row: Row) -> Row {
    let largest = row.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = row.into_iter().map(|x| exp(x - largest)).sum();
    row.map(|x| x - largest - log(sum))
}

/// The gradient of [`exact`] by what a network says before the output activation. Where a probability is clipped the loss is
/// flat, as in Keras.
pub fn gradient(loss: Loss, output: Activation, rows: [&Row; 2], label: u8) -> Row {
    let [_, outputs] = rows;
    let right = usize::from(label);
    let target = |digit: usize| f64::from(u8::from(digit == right));
    let errors: Row = std::array::from_fn(|digit| outputs[digit] - target(digit));
    let of_each = |term: &dyn Fn(usize) -> f64| std::array::from_fn(term);
    let share = 1.0 / CLASSES as f64;
    let by_outputs: Row = match loss {
        Loss::CategoricalCrossentropy {
            from_logits,
            label_smoothing,
        } => {
            let even = label_smoothing * share;
            let targets = of_each(&|digit| target(digit) * (1.0 - label_smoothing) + even);
            if from_logits {
                let logs = log_softmax(*outputs);
                of_each(&|digit| exp(logs[digit]) - targets[digit])
            } else if output == Activation::Softmax {
                return of_clipped_shares(rows, targets, 1.0 - EPSILON);
            } else {
                of_clipped(outputs, targets, 1.0 - EPSILON, true)
            }
        }
        Loss::KlDivergence => {
            let targets = of_each(&|digit| target(digit).clamp(EPSILON, 1.0));
            if output == Activation::Softmax {
                return of_clipped_shares(rows, targets, 1.0);
            }
            of_clipped(outputs, targets, 1.0, false)
        }
        Loss::MeanSquaredError => errors.map(|error| 2.0 * error * share),
        Loss::MeanAbsoluteError => errors.map(|error| sign(error) * share),
        Loss::Huber { delta } => errors.map(|error| error.clamp(-delta, delta) * share),
        Loss::CategoricalHinge => of_hinge(outputs, right),
        Loss::BinaryCrossentropy {
            from_logits,
            label_smoothing,
        } => of_each(&|digit| {
            let target = target(digit) * (1.0 - label_smoothing) + 0.5 * label_smoothing;
            let p = outputs[digit];
            match from_logits {
                true => (sigmoid(p) - target) * share,
                false if !(EPSILON..=1.0 - EPSILON).contains(&p) => 0.0,
                false => ((1.0 - target) / (1.0 - p) - target / p) * share,
            }
        }),
    };
    back(output, rows, &by_outputs)
}

/// −1, 0 or 1.
fn sign(x: f64) -> f64 {
    f64::from(i8::from(x > 0.0) - i8::from(x < 0.0))
}

/// Through a softmax, of −Σ t log p, where the logarithm is clipped.
fn of_clipped_shares([logits, _]: [&Row; 2], targets: Row, highest: f64) -> Row {
    let logs = log_softmax(*logits);
    let free = log(EPSILON)..=log(highest);
    let count = |digit: usize| f64::from(u8::from(free.contains(&logs[digit]))) * targets[digit];
    let counted: Row = std::array::from_fn(count);
    let sum: f64 = counted.iter().sum();
    std::array::from_fn(|digit| exp(logs[digit]) * sum - counted[digit])
}

/// Of −Σ t log (p / Σ p), where the logarithm is clipped, by p.
fn of_clipped(outputs: &Row, targets: Row, highest: f64, is_normalized: bool) -> Row {
    let whole = whole(outputs, is_normalized);
    let by_log = |digit: usize| {
        let share = outputs[digit] / whole;
        let is_free = (EPSILON..=highest).contains(&share);
        f64::from(u8::from(is_free)) * targets[digit]
    };
    let counted: Row = std::array::from_fn(by_log);
    let of_sum: f64 = match is_normalized {
        true => counted.iter().sum::<f64>() / whole,
        false => 0.0,
    };
    std::array::from_fn(|digit| match counted[digit] {
        0.0 => of_sum,
        count => of_sum - count / outputs[digit],
    })
}

/// One up for the best of the others, one down for the right one, where the margin is not kept.
fn of_hinge(outputs: &Row, right: usize) -> Row {
    let margin = |digit: usize| if digit == right { 0.0 } else { outputs[digit] };
    let best = (0..CLASSES).fold(0, |best, digit| {
        if margin(digit) > margin(best) {
            digit
        } else {
            best
        }
    });
    let mut gradient = [0.0; CLASSES];
    if 1.0 + margin(best) - outputs[right] > 0.0 {
        if best != right {
            gradient[best] = 1.0;
        }
        gradient[right] = -1.0;
    }
    gradient
}

#[cfg(test)]
mod tests {
    use super::super::activation::{KINDS, exactly};
    use super::*;

    const LOSSES: [Loss; 10] = [
        Loss::CategoricalCrossentropy {
            from_logits: false,
            label_smoothing: 0.0,
        },
        Loss::CategoricalCrossentropy {
            from_logits: false,
            label_smoothing: 0.2,
        },
        Loss::CategoricalCrossentropy {
            from_logits: true,
            label_smoothing: 0.1,
        },
        Loss::KlDivergence,
        Loss::MeanSquaredError,
        Loss::MeanAbsoluteError,
        Loss::Huber { delta: 0.3 },
        Loss::CategoricalHinge,
        Loss::BinaryCrossentropy {
            from_logits: false,
            label_smoothing: 0.1,
        },
        Loss::BinaryCrossentropy {
            from_logits: true,
            label_smoothing: 0.0,
        },
    ];

    /// The logits of three images: of one that is hardly known, of one that is known, and of one taken for another. No two are
    /// equal, nor is any where a loss or an activation has an edge.
    const LOGITS: [Row; 3] = [
        [
            0.31, -0.22, 0.13, 0.46, -0.15, 0.28, -0.37, 0.18, 0.09, -0.41,
        ],
        [-2.1, 0.7, 6.4, -1.3, 0.55, -0.6, 1.2, -3.3, 0.85, -0.9],
        [0.62, 2.4, -1.7, -0.35, 1.15, 3.2, 0.05, -2.6, -0.8, 0.9],
    ];

    #[test]
    fn gradients_are_what_differences_come_to() {
        for output in KINDS {
            for loss in LOSSES {
                for logits in LOGITS {
                    let cost = |logits: &Row| {
                        let mut outputs = *logits;
                        exactly(output, &mut outputs);
                        exact(loss, output, [logits, &outputs], 2)
                    };
                    let mut outputs = logits;
                    exactly(output, &mut outputs);
                    let found = gradient(loss, output, [&logits, &outputs], 2);
                    for digit in 0..CLASSES {
                        let (mut more, mut less) = (logits, logits);
                        more[digit] += 1e-5;
                        less[digit] -= 1e-5;
                        let expected = (cost(&more) - cost(&less)) / 2e-5;
                        let off = (found[digit] - expected).abs();
                        assert!(
                            off < 1e-7 * (1.0 + expected.abs()) || expected.is_nan(),
                            "{loss:?} of {output:?} by {digit}: {} is not {expected}",
                            found[digit]
                        );
                    }
                }
            }
        }
    }
}
