//! Softmax, row by row, and what follows from it. Rows are of at least one number.

use super::super::sums::sum;

/// The softmax of each row.
///
/// - values: `[rows, width]`, row-major
pub fn softmax(values: &[f32], width: usize) -> Vec<f32> {
    let mut outputs = values.to_vec();
    for row in outputs.chunks_exact_mut(width.max(1)) {
        let of_row = exponentials(row);
        row.iter_mut().for_each(|value| *value /= of_row.sum);
    }
    outputs
}

/// The gradient by what softmax was taken of: p (g − Σ g p).
///
/// - outputs: p, `[rows, width]`
/// - gradients: g, `[rows, width]`
pub fn softmax_gradient(outputs: &[f32], gradients: &[f32], width: usize) -> Vec<f32> {
    let mut found: Vec<f32> = outputs.iter().zip(gradients).map(|(p, g)| p * g).collect();
    let rows = found.chunks_exact_mut(width.max(1));
    let outputs = outputs.chunks_exact(width.max(1));
    for ((row, outputs), gradients) in rows.zip(outputs).zip(gradients.chunks_exact(width.max(1))) {
        let along = sum(row);
        for ((value, p), g) in row.iter_mut().zip(outputs).zip(gradients) {
            *value = p * (g - along);
        }
    }
    found
}

/// The logarithm of the softmax of each row.
///
/// - values: `[rows, width]`
pub fn log_softmax(values: &[f32], width: usize) -> Vec<f32> {
    let mut outputs = values.to_vec();
    let rows = values.chunks_exact(width.max(1));
    for (row, values) in outputs.chunks_exact_mut(width.max(1)).zip(rows) {
        let of_row = exponentials(row);
        for (output, value) in row.iter_mut().zip(values) {
            *output = of_row.log_p(*value);
        }
    }
    outputs
}

/// The gradient by what the logarithm of softmax was taken of: g − p Σ g.
///
/// - outputs: log p, `[rows, width]`
/// - gradients: g, `[rows, width]`
pub fn log_softmax_gradient(outputs: &[f32], gradients: &[f32], width: usize) -> Vec<f32> {
    let mut found = gradients.to_vec();
    let outputs = outputs.chunks_exact(width.max(1));
    for (row, outputs) in found.chunks_exact_mut(width.max(1)).zip(outputs) {
        let of_row = sum(row);
        for (g, log_p) in row.iter_mut().zip(outputs) {
            *g -= libm::expf(*log_p) * of_row;
        }
    }
    found
}

/// The loss −Σ y clip(log p), averaged over the rows, and its gradient (p Σ y − y) / rows over the entries that are not
/// clipped.
///
/// - logits, targets: `[rows, width]`
pub fn crossentropy(
    logits: &[f32],
    targets: &[f32],
    width: usize,
    [low, high]: [f32; 2],
) -> (f32, Vec<f32>) {
    let width = width.max(1);
    let mut gradient = logits.to_vec();
    let (mut of_rows, mut learned) = (Vec::new(), vec![0.0; width]);
    let share = 1.0 / (logits.len() / width) as f32;
    let rows = logits.chunks_exact(width).zip(targets.chunks_exact(width));
    for (row, (logits, targets)) in gradient.chunks_exact_mut(width).zip(rows) {
        let of_row = exponentials(row);
        let mut told = 0.0;
        for ((learned, logit), y) in learned.iter_mut().zip(logits).zip(targets) {
            let log_p = of_row.log_p(*logit);
            let clipped = log_p.clamp(low, high);
            told += clipped * y;
            *learned = if clipped == log_p { *y } else { 0.0 };
        }
        of_rows.push(told);
        let sum_learned = sum(&learned);
        for (value, learned) in row.iter_mut().zip(&learned) {
            *value = (*value / of_row.sum * sum_learned - learned) * share;
        }
    }
    (-sum(&of_rows) * share, gradient)
}

/// What the exponentials of a row have come to.
struct Exponentials {
    largest: f32,
    /// Of the exponentials.
    sum: f32,
    log_sum: f32,
}

impl Exponentials {
    /// The logarithm of the softmax of a row's number.
    fn log_p(&self, value: f32) -> f32 {
        (value - self.largest) - self.log_sum
    }
}

/// Replaces each number of a row by exp(number − largest).
fn exponentials(row: &mut [f32]) -> Exponentials {
    let larger = |a: f32, b: &f32| if *b > a { *b } else { a };
    let largest = row.iter().fold(f32::NEG_INFINITY, larger);
    row.iter_mut()
        .for_each(|value| *value = libm::expf(*value - largest));
    let sum = sum(row);
    Exponentials {
        largest,
        sum,
        log_sum: libm::logf(sum),
    }
}
