//! What may be wrong with a run, one after the other.

use super::{Case, Change, Finding};
use crate::hyperparams::catalog::{
    ACTIVATION, BATCH_SIZE, DROPOUT, EPOCHS, HIDDEN_UNITS, KERNEL_INITIALIZER, LEARNING_RATE,
    LR_SCHEDULE,
};
use crate::hyperparams::number::rounded;
use crate::hyperparams::{ActivationKind, Initializer, Value};
use crate::inside::health::Quiet;
use crate::inside::html::{percent, short};

pub type Rule = fn(&Case<'_>) -> Option<Finding>;

/// Why it does not learn, the surest first.
pub const CAUSES: [Rule; 8] = [
    zeros,
    batch_of_one,
    dead,
    diverged,
    vanishing,
    too_low,
    too_high,
    unfinished,
];

/// What is wrong although it learns.
pub const FLAWS: [Rule; 1] = [overfits];

/// A layer of which so many units are dead passes nothing on.
const MOSTLY: f64 = 0.8;
/// Gradients of the first layer that are so many times smaller than the last one's.
const FAINT: f64 = 30.0;
/// Updates of less than this share of the weights get nowhere in a run.
const CRAWL: f64 = 1e-4;
/// Updates of more tear up what was learned.
const TEAR: f64 = 0.1;
/// A validation loss so many times its best has turned.
const TURNED: f64 = 1.15;

fn zeros(case: &Case<'_>) -> Option<Finding> {
    let has_hidden = !case.setting.hidden_layers.is_empty();
    let is_zero = case.setting.kernel_initializer == Initializer::Zeros && has_hidden;
    is_zero.then(|| Finding {
        name: "zeros",
        title: "The weights began as zeros",
        because: match case.hidden().first() {
            Some(layer) => format!(
                "All weights began equal, so all units of a layer get the same gradients and stay the same unit. Those of the first layer are spread by {} about their mean now.",
                short(layer.weights.deviation)
            ),
            None => "All weights began equal, so all units of a layer get the same gradients and stay the same unit.".to_owned(),
        },
        change: case.change(&KERNEL_INITIALIZER, "glorot_uniform"),
    })
}

fn batch_of_one(case: &Case<'_>) -> Option<Finding> {
    let is_it = case.setting.batch_norm.is_some()
        && case.setting.batch_size == 1
        && !case.setting.hidden_layers.is_empty();
    is_it.then(|| Finding {
        name: "batch of one",
        title: "Batch normalization sees one image at a time",
        because: "The batch size is 1. An image less the mean of a batch that is that image is 0, so nothing of it is left, and no gradient passes.".to_owned(),
        change: case.change(&BATCH_SIZE, 32.0),
    })
}

fn dead(case: &Case<'_>) -> Option<Finding> {
    let share = |quiet: Option<Quiet>, units: usize| match quiet {
        Some(Quiet::Dead(dead)) => dead as f64 / units as f64,
        _ => 0.0,
    };
    let mut layers = case.hidden().iter().enumerate();
    let (at, layer) = layers.find(|(_, layer)| share(layer.quiet, layer.units.len()) >= MOSTLY)?;
    Some(Finding {
        name: "dead",
        title: "Most ReLUs of a layer are dead",
        because: format!(
            "In layer {} {} of the units are 0 at every image of the sample, so no gradient reaches their weights. Mostly a few steps that were too large have pushed them there.",
            at + 1,
            percent(share(layer.quiet, layer.units.len()), 0)
        ),
        change: lower(case),
    })
}

fn diverged(case: &Case<'_>) -> Option<Finding> {
    let place = case.past.diverged.as_ref()?;
    Some(Finding {
        name: "too high",
        title: "The learning rate is too high",
        because: format!(
            "The loss was no longer a finite number {place}, at a rate of {}: each step overshot by more than the one before.",
            rate(case)
        ),
        change: lower(case),
    })
}

fn vanishing(case: &Case<'_>) -> Option<Finding> {
    use ActivationKind::{HardSigmoid, Sigmoid, Softsign, Tanh};
    let hidden = case.hidden();
    let is_flat = |kind| matches!(kind, Sigmoid | HardSigmoid | Tanh | Softsign);
    let flat = hidden.iter().filter(|layer| is_flat(layer.activation));
    if flat.count() < 3 {
        return None;
    }
    let (_, health) = case.inside?;
    let [first, .., last] = &health.layers[..] else {
        return None;
    };
    let is_faint = first.gradient_norm * FAINT < last.gradient_norm;
    is_faint.then(|| {
        let mut change = case.change(&ACTIVATION, "relu");
        // Layers that have activations of their own get this one, too.
        if case.params.is_changed(&HIDDEN_UNITS) {
            let units = hidden.iter().map(|layer| layer.units.len().to_string());
            let units = units.collect::<Vec<_>>().join(",");
            change.setting = change.setting.with(&HIDDEN_UNITS, units.as_str());
        }
        Finding {
            name: "vanishing",
            title: "Gradients vanish on their way back",
            because: format!(
                "The gradient of the first layer has a norm of {}, that of the output layer {}: each of {} layers passes on no more than the slope of its activation, which is {} at most.",
                short(first.gradient_norm),
                short(last.gradient_norm),
                hidden.len(),
                match first.activation {
                    Sigmoid => "¼",
                    HardSigmoid => "⅙",
                    _ => "1",
                }
            ),
            change,
        }
    })
}

/// By the updates where the optimizer is plain SGD, else by the curves: the loss falls as evenly at the end as at the
/// beginning, and has not come far.
fn too_low(case: &Case<'_>) -> Option<Finding> {
    let (_, health) = case.inside?;
    let ratios = health.layers.iter().map(|layer| case.update_ratio(layer));
    let ratios: Option<Vec<f64>> = ratios.collect();
    let because = match ratios {
        Some(ratios) => {
            let largest = ratios.into_iter().fold(0.0, f64::max);
            (largest < CRAWL && case.setting.learning_rate < 1.0).then(|| {
                format!(
                    "An update moves no layer's weights by more than {} of their norm (rate × gradient norm / weight norm); about a thousandth is common.",
                    short(largest)
                )
            })
        }
        None => {
            let falls = falls(&case.past.all(0))?;
            let is_even = falls[1] > 0.3 * falls[0] && case.setting.learning_rate < 5e-4;
            is_even.then(|| {
                format!(
                    "The loss falls from epoch to epoch, at the end as evenly as at the beginning: by {} in the first and by {} in the last, at a rate of {}.",
                    short(falls[0]),
                    short(falls[1]),
                    rate(case)
                )
            })
        }
    };
    because.map(|because| Finding {
        name: "too low",
        title: "The learning rate is too low",
        because,
        change: higher(case),
    })
}

/// By how much the loss falls from the first epoch to the second and from the last but one to the last, if it always falls.
fn falls(losses: &[f64]) -> Option<[f64; 2]> {
    let falls: Vec<f64> = losses.windows(2).map(|pair| pair[0] - pair[1]).collect();
    let always = falls.iter().all(|fall| *fall > 0.0);
    let ends = [*falls.first()?, *falls.last()?];
    (always && falls.len() > 1).then_some(ends)
}

/// By the updates where the optimizer is plain SGD, by weights that were blown up, or by a loss that rises.
fn too_high(case: &Case<'_>) -> Option<Finding> {
    let layers = case.inside.map_or(&[][..], |(_, health)| &health.layers);
    let ratio = layers.iter().filter_map(|layer| case.update_ratio(layer));
    let ratio = ratio.fold(0.0, f64::max);
    let wide = layers.iter().map(|layer| layer.weights.deviation);
    let wide = wide.fold(0.0, f64::max);
    let losses = case.past.all(0);
    let rate = rate(case);
    let because = if ratio > TEAR {
        format!(
            "An update moves a layer's weights by {} of their norm (rate × gradient norm / weight norm); about a thousandth is common.",
            short(ratio)
        )
    } else if wide > 1.0 {
        format!(
            "At a rate of {rate} the weights of a layer were blown up to a spread of {}: activations are at their ends, and an update cannot bring them back.",
            short(wide)
        )
    } else if rises(&losses) * 3 >= losses.len() && losses.len() > 2 {
        format!(
            "At a rate of {rate} the training loss rose in {} of {} epochs: steps overshoot.",
            rises(&losses),
            losses.len() - 1
        )
    } else {
        return None;
    };
    Some(Finding {
        name: "too high",
        title: "The learning rate is too high",
        because,
        change: lower(case),
    })
}

/// How often a number is larger than the one before it.
fn rises(numbers: &[f64]) -> usize {
    numbers.windows(2).filter(|pair| pair[1] > pair[0]).count()
}

fn unfinished(case: &Case<'_>) -> Option<Finding> {
    let [.., before, last] = case.past.epochs[..] else {
        return None;
    };
    // A fiftieth in an epoch is worth another one.
    (last[0] < 0.98 * before[0]).then(|| Finding {
        name: "unfinished",
        title: "It was still learning when it ended",
        because: format!(
            "The training loss fell from {} to {} in the last of {} epochs.",
            short(before[0]),
            short(last[0]),
            case.past.epochs.len()
        ),
        change: case.change(&EPOCHS, (3 * case.past.epochs.len()) as f64),
    })
}

fn overfits(case: &Case<'_>) -> Option<Finding> {
    let losses = case.past.all(2);
    let (best, least) = losses
        .iter()
        .enumerate()
        .min_by(|one, other| one.1.total_cmp(other.1))?;
    let [loss, accuracy, last, val_accuracy] = *case.past.last()?;
    let has_turned = last > TURNED * least && loss < case.past.epochs[best][0];
    let gap = accuracy - val_accuracy;
    let has_hidden = !case.setting.hidden_layers.is_empty();
    (has_turned && gap > 0.01 && has_hidden).then(|| Finding {
        name: "overfits",
        title: "It overfits",
        because: format!(
            "The validation loss was lowest in epoch {} ({}) and rose to {} while the training loss went on falling to {}; {} more of the training images are right than of the others.",
            best + 1,
            short(*least),
            short(last),
            short(loss),
            percent(gap, 1)
        ),
        change: case.change(&DROPOUT, (case.setting.dropout.rate + 0.3).min(0.6)),
    })
}

/// The learning rate as it is written elsewhere.
fn rate(case: &Case<'_>) -> Value {
    Value::from(case.setting.learning_rate)
}

fn lower(case: &Case<'_>) -> Change {
    // Above 1 a tenth would often be the same again.
    at_rate(case, (case.setting.learning_rate / 10.0).min(0.1))
}

fn higher(case: &Case<'_>) -> Change {
    at_rate(case, case.setting.learning_rate * 10.0)
}

fn at_rate(case: &Case<'_>, rate: f64) -> Change {
    let applies = case.params.applicable().any(|row| *row == LEARNING_RATE);
    match applies {
        true => case.change(&LEARNING_RATE, rounded(rate, 3)),
        // Its schedule names all rates, one by one.
        false => case.change(&LR_SCHEDULE, "constant"),
    }
}
