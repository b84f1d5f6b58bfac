//! Losses.

use super::source::{Source, real};
use crate::hyperparams::{Activation, CheckedHyperParams, Loss, Reduction};

/// Whether the loss takes what comes before the output's activation: it is more exact from logits.
pub fn takes_logits(params: &CheckedHyperParams) -> bool {
    let is_softmax = params.output_activation == Activation::Softmax;
    match params.loss {
        Loss::CategoricalCrossentropy { from_logits, .. } => is_softmax && !from_logits,
        Loss::KlDivergence => is_softmax,
        Loss::MeanSquaredError
        | Loss::MeanAbsoluteError
        | Loss::CategoricalHinge
        | Loss::Huber { .. }
        | Loss::BinaryCrossentropy { .. } => false,
    }
}

/// A loss, image by image.
struct Body {
    about: String,
    lines: Vec<String>,
    /// Of each image `[batch, 1]`.
    each: &'static str,
}

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    let Body { about, lines, each } = body(params);
    let lines: String = lines
        .into_iter()
        .map(|line| format!("    {line}\n"))
        .collect();
    let (of, whole) = match takes_logits(params) {
        true => ("logits", each),
        false => ("outputs", each),
    };
    let (about_reduction, reduce) = match params.reduction {
        Reduction::Mean => ("", "mean"),
        Reduction::Sum => (
            "/// Keras' reduction=\"sum\": of a batch's images.\n",
            "sum",
        ),
    };
    source.item(format!(
        "{about}{about_reduction}fn loss({of}: Tensor<2>, digits: Tensor<2>) -> Tensor<1> {{\n{lines}    {whole}.{reduce}()\n}}\n"
    ));
}

fn body(params: &CheckedHyperParams) -> Body {
    let is_logits = takes_logits(params);
    let doc = |text: &str| {
        text.lines()
            .map(|line| format!("/// {line}\n"))
            .collect::<String>()
    };
    let lines = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| (*line).to_owned())
            .collect::<Vec<_>>()
    };
    match params.loss {
        Loss::CategoricalCrossentropy {
            from_logits,
            label_smoothing,
        } => {
            let mut all = smoothed(label_smoothing, "10.0");
            let about = match (from_logits, is_logits) {
                (true, _) => {
                    all.push("let log_p = log_softmax(outputs, 1);".to_owned());
                    "Keras' cross-entropy from logits."
                }
                (false, true) => {
                    all.push(CLIPPED.replace("HIGHEST", "(1.0 - 1e-7_f64).ln()"));
                    "Keras' cross-entropy of a softmax. Probabilities are clipped to [1e-7, 1 - 1e-7] before their\n\
                     logarithm is taken, or rather that is, and no gradient flows through what is clipped; burn's\n\
                     `CrossEntropyLoss` clips nothing."
                }
                (false, false) => {
                    all.extend(lines(&[
                        "let p = outputs.clone() / outputs.sum_dim(1);",
                        "let log_p = p.clamp(1e-7, 1.0 - 1e-7).log();",
                    ]));
                    "Keras' cross-entropy divides the outputs by their sum and clips them before it takes logarithms."
                }
            };
            Body {
                about: doc(about),
                lines: all,
                each: "-(digits * log_p).sum_dim(1)",
            }
        }
        Loss::KlDivergence => {
            let log_p = match is_logits {
                true => CLIPPED.replace("HIGHEST", "0.0"),
                false => "let log_p = outputs.clamp(1e-7, 1.0).log();".to_owned(),
            };
            Body {
                about: doc("Keras' KL divergence: both sides are clipped to [1e-7, 1]."),
                lines: vec!["let digits = digits.clamp(1e-7, 1.0);".to_owned(), log_p],
                each: "(digits.clone() * (digits.log() - log_p)).sum_dim(1)",
            }
        }
        Loss::MeanSquaredError => Body {
            about: String::new(),
            lines: Vec::new(),
            each: "(outputs - digits).square().mean_dim(1)",
        },
        Loss::MeanAbsoluteError => Body {
            about: String::new(),
            lines: Vec::new(),
            each: "(outputs - digits).abs().mean_dim(1)",
        },
        Loss::CategoricalHinge => Body {
            about: doc(
                "Keras' categorical hinge. Among the others the entry of the right digit is 0, so that their\n\
                 largest is never below.",
            ),
            lines: lines(&[
                "let others = ((-digits.clone() + 1.0) * outputs.clone()).max_dim(1);",
                "let right = (digits * outputs).sum_dim(1);",
            ]),
            each: "relu(others - right + 1.0)",
        },
        Loss::Huber { delta } => {
            let delta_text = real(delta);
            Body {
                about: doc("Half the square of an error up to delta, a straight line beyond."),
                lines: vec![
                    "let size = (outputs - digits).abs();".to_owned(),
                    format!("let is_far = size.clone().greater_elem({delta_text});"),
                    format!(
                        "let far = size.clone() * {delta_text} - {};",
                        real(0.5 * delta * delta)
                    ),
                    "let near = size.square() * 0.5;".to_owned(),
                ],
                each: "near.mask_where(is_far, far).mean_dim(1)",
            }
        }
        Loss::BinaryCrossentropy {
            from_logits,
            label_smoothing,
        } => {
            let mut all = smoothed(label_smoothing, "2.0");
            let about = match from_logits {
                true => {
                    all.extend(lines(&[
                        "let yes = log_sigmoid(outputs.clone());",
                        "let no = log_sigmoid(-outputs);",
                    ]));
                    "Of each digit by itself, is it this one or not, from logits."
                }
                false => {
                    all.extend(lines(&[
                        "let p = outputs.clamp(1e-7, 1.0 - 1e-7);",
                        "let (yes, no) = (p.clone().log(), (-p + 1.0).log());",
                    ]));
                    "Of each digit by itself, is it this one or not. Keras clips outputs to [1e-7, 1 - 1e-7]."
                }
            };
            all.push("let all = digits.clone() * yes + (-digits + 1.0) * no;".to_owned());
            Body {
                about: doc(about),
                lines: all,
                each: "-all.mean_dim(1)",
            }
        }
    }
}

/// - among: how many share what is given up
fn smoothed(smoothing: f64, among: &str) -> Vec<String> {
    let line = || {
        let share = real(smoothing);
        format!("let digits = digits * (1.0 - {share}) + {share} / {among};")
    };
    (smoothing > 0.0).then(line).into_iter().collect()
}

const CLIPPED: &str = "let log_p = log_softmax(logits, 1).clamp(1e-7_f64.ln(), HIGHEST);";
