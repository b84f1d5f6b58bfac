//! The learning rate.

use super::source::{Source, real};
use crate::hyperparams::{CheckedHyperParams, Decay, LrSchedule};

/// Whether the rate follows from the step.
pub fn is_scheduled(params: &CheckedHyperParams) -> bool {
    !matches!(params.schedule, LrSchedule::Constant) && !has_plateau(params)
}

pub fn has_plateau(params: &CheckedHyperParams) -> bool {
    matches!(params.schedule, LrSchedule::ReduceOnPlateau(_))
}

/// The rate of the step at hand.
pub fn now(params: &CheckedHyperParams) -> &'static str {
    match params.schedule {
        LrSchedule::Constant => "LEARNING_RATE",
        LrSchedule::ReduceOnPlateau(_) => "self.rate",
        _ => "learning_rate(self.batches)",
    }
}

pub fn write(params: &CheckedHyperParams, source: &mut Source) {
    if !matches!(params.schedule, LrSchedule::Piecewise { .. }) {
        source.real("LEARNING_RATE", params.learning_rate);
    }
    let (name, body) = match &params.schedule {
        LrSchedule::Constant | LrSchedule::ReduceOnPlateau(_) => return,
        LrSchedule::Exponential(decay) => {
            source.real("DECAY_RATE", decay.rate);
            let body = passed(decay) + "    LEARNING_RATE * DECAY_RATE.powf(passed)\n";
            ("ExponentialDecay", body)
        }
        LrSchedule::InverseTime(decay) => {
            source.real("DECAY_RATE", decay.rate);
            let body = passed(decay) + "    LEARNING_RATE / (1.0 + DECAY_RATE * passed)\n";
            ("InverseTimeDecay", body)
        }
        LrSchedule::Piecewise { boundaries, values } => {
            ("PiecewiseConstantDecay", piecewise(boundaries, values))
        }
        LrSchedule::Polynomial {
            decay_steps,
            end_learning_rate,
            power,
            cycle,
        } => {
            source.real("DECAY_STEPS", *decay_steps);
            source.real("END_LEARNING_RATE", *end_learning_rate);
            let left = match cycle {
                true => CYCLE,
                false => "    let left = 1.0 - step.min(DECAY_STEPS) / DECAY_STEPS;\n",
            };
            let end = match power {
                1.0 => "    (LEARNING_RATE - END_LEARNING_RATE) * left + END_LEARNING_RATE\n"
                    .to_owned(),
                power => format!(
                    "    (LEARNING_RATE - END_LEARNING_RATE) * left.powf({}) + END_LEARNING_RATE\n",
                    real(*power)
                ),
            };
            (
                "PolynomialDecay",
                format!("    let step = step as f64;\n{left}{end}"),
            )
        }
        LrSchedule::Cosine {
            decay_steps,
            alpha,
            warmup,
        } => {
            source.real("DECAY_STEPS", *decay_steps);
            let mut body = "    let step = step as f64;\n".to_owned();
            let after = match warmup {
                None => "step",
                Some(warmup) => {
                    source.real("WARMUP_STEPS", warmup.steps as f64);
                    let rise = match warmup.from {
                        0.0 => "LEARNING_RATE * step / WARMUP_STEPS".to_owned(),
                        from => format!(
                            "{from} + (LEARNING_RATE - {from}) * step / WARMUP_STEPS",
                            from = real(from)
                        ),
                    };
                    body +=
                        &format!("    if step < WARMUP_STEPS {{\n        return {rise};\n    }}\n");
                    "(step - WARMUP_STEPS)"
                }
            };
            body += &format!("    let passed = {after}.min(DECAY_STEPS) / DECAY_STEPS;\n");
            body += "    let wave = 0.5 * (1.0 + (PI * passed).cos());\n";
            body += &match alpha {
                0.0 => "    LEARNING_RATE * wave\n".to_owned(),
                alpha => format!(
                    "    LEARNING_RATE * ((1.0 - {alpha}) * wave + {alpha})\n",
                    alpha = real(*alpha)
                ),
            };
            ("CosineDecay", body)
        }
        LrSchedule::CosineRestarts {
            first_decay_steps,
            t_mul,
            m_mul,
            alpha,
        } => {
            source.real("FIRST_DECAY_STEPS", *first_decay_steps);
            let period = match t_mul {
                1.0 => "    let (period, passed) = (passed.floor(), passed.fract());\n".to_owned(),
                t_mul => GROWING.replace("T_MUL", &real(*t_mul)),
            };
            let height = format!("{}.powf(period)", suffixed(*m_mul));
            let body = format!(
                "    let passed = step as f64 / FIRST_DECAY_STEPS;\n{period}    \
                 let wave = 0.5 * (1.0 + (PI * passed).cos());\n    \
                 LEARNING_RATE * ({height} * wave * (1.0 - {alpha}) + {alpha})\n",
                alpha = real(*alpha)
            );
            ("CosineDecayRestarts", body)
        }
    };
    source.item(format!(
        "/// Keras' {name}; steps count from 0.\nfn learning_rate(step: usize) -> f64 {{\n{body}}}\n"
    ));
    if let LrSchedule::Exponential(decay) | LrSchedule::InverseTime(decay) = &params.schedule {
        source.real("DECAY_STEPS", decay.steps);
    }
}

fn passed(decay: &Decay) -> String {
    let floor = if decay.staircase { ".floor()" } else { "" };
    let quotient = match decay.staircase {
        true => "(step as f64 / DECAY_STEPS)",
        false => "step as f64 / DECAY_STEPS",
    };
    format!("    let passed = {quotient}{floor};\n")
}

/// So that the type of a number is known whose method is called.
fn suffixed(value: f64) -> String {
    format!("{}_f64", real(value))
}

fn piecewise(boundaries: &[u64], values: &[f64]) -> String {
    let mut arms = String::new();
    for (boundary, value) in boundaries.iter().zip(values) {
        arms += &format!("        ..={boundary} => {},\n", real(*value));
    }
    if let Some(last) = values.last() {
        arms += &format!("        _ => {},\n", real(*last));
    }
    format!("    match step {{\n{arms}    }}\n")
}

const CYCLE: &str = "    let cycles = (step / DECAY_STEPS).ceil().max(1.0);
    let left = 1.0 - step / (DECAY_STEPS * cycles);
";

const GROWING: &str =
    "    // Keras finds the number of the period in single precision, and so where a restart falls.
    let ln = |value: f64| (value as f32).ln();
    let period = f64::from((ln(1.0 - passed * (1.0 - T_MUL)) / ln(T_MUL)).floor());
    let before = (1.0 - T_MUL_f64.powf(period)) / (1.0 - T_MUL);
    let passed = (passed - before) / T_MUL_f64.powf(period);
";
