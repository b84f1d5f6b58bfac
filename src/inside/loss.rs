//! Keras' losses of one image, without penalties; <https://keras.io/api/losses/>.

use libm::{exp, log};

use super::activation::softplus;
use super::network::Said;
use crate::dataset::CLASSES;
use crate::hyperparams::{Activation, Loss};

/// `keras.config.epsilon()`: probabilities are clipped to it before their logarithm is taken.
const EPSILON: f64 = 1e-7;

/// What an image costs that shows `label`.
pub fn loss(loss: Loss, output: Activation, said: &Said, label: u8) -> f64 {
    let outputs = said.outputs.map(f64::from);
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
                false => log_shares(output, said, 1.0 - EPSILON, true),
            };
            let even = label_smoothing / CLASSES as f64;
            -sum(&|digit, _| (target(digit) * (1.0 - label_smoothing) + even) * logs[digit])
        }
        Loss::KlDivergence => {
            let logs = log_shares(output, said, 1.0, false);
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
fn log_shares(
    output: Activation,
    said: &Said,
    highest: f64,
    is_normalized: bool,
) -> [f64; CLASSES] {
    if output == Activation::Softmax {
        let logs = log_softmax(said.logits.map(f64::from));
        return logs.map(|it| it.clamp(log(EPSILON), log(highest)));
    }
    let outputs = said.outputs.map(f64::from);
    let whole: f64 = if is_normalized {
        outputs.iter().sum()
    } else {
        1.0
    };
    outputs.map(|p| log((p / whole).clamp(EPSILON, highest)))
}

fn log_softmax(row: [f64; CLASSES]) -> [f64; CLASSES] {
    let largest = row.into_iter().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = row.into_iter().map(|x| exp(x - largest)).sum();
    row.map(|x| x - largest - log(sum))
}
