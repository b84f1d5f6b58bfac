//! What is computed of logits and targets, on burn's GPU backend: one pass over the rows, and one over its results.

#![expect(
    clippy::collapsible_if,
    reason = "what is decided before a kernel is compiled is no condition within it"
)]

use burn::backend::autodiff::checkpoint::strategy::CheckpointStrategy;
use burn::backend::tensor::FloatTensor;
use burn::backend::{Autodiff, Cube};
use burn_cubecl::CubeBackend;
use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;
use cubecl::prelude::*;

use super::super::cube::room;
use super::{Functions, crossentropy};

/// Threads of a workgroup.
const THREADS: usize = 256;

impl<C: CheckpointStrategy> Functions for Autodiff<Cube, C> {
    fn crossentropy(
        logits: FloatTensor<Self>,
        targets: FloatTensor<Self>,
        clip: Option<[f64; 2]>,
    ) -> (FloatTensor<Self>, FloatTensor<Self>) {
        crossentropy::recorded::<Cube, C>(logits, targets, clip)
    }
}

impl Functions for CubeBackend {
    fn crossentropy(
        logits: CubeTensor,
        targets: CubeTensor,
        clip: Option<[f64; 2]>,
    ) -> (CubeTensor, CubeTensor) {
        let (logits, targets) = (into_contiguous(logits), into_contiguous(targets));
        let [rows, classes] = extent(&logits);
        let gradient = room(&logits, [rows, classes]);
        let losses = room(&logits, [rows]);
        let loss = room(&logits, [1]);
        let share = 1.0 / rows as f32;
        let [low, high] = clip.unwrap_or_default().map(|bound| bound as f32);
        crossentropy_kernel::launch(
            &logits.client,
            CubeCount::Static(rows.div_ceil(THREADS) as u32, 1, 1),
            CubeDim::new_1d(THREADS as u32),
            logits.clone().into_buffer_arg(),
            targets.into_buffer_arg(),
            gradient.clone().into_buffer_arg(),
            losses.clone().into_buffer_arg(),
            rows as u32,
            classes as u32,
            low,
            high,
            share,
            clip.is_some(),
        );
        sum_kernel::launch(
            &logits.client,
            CubeCount::Static(1, 1, 1),
            CubeDim::new_1d(THREADS as u32),
            losses.into_buffer_arg(),
            loss.clone().into_buffer_arg(),
            rows as u32,
        );
        (loss, gradient)
    }

    fn hits(outputs: CubeTensor, targets: CubeTensor) -> CubeTensor {
        let (outputs, targets) = (into_contiguous(outputs), into_contiguous(targets));
        let [rows, classes] = extent(&outputs);
        let hits = room(&outputs, [1]);
        hits_kernel::launch(
            &outputs.client,
            CubeCount::Static(1, 1, 1),
            CubeDim::new_1d(THREADS as u32),
            outputs.clone().into_buffer_arg(),
            targets.into_buffer_arg(),
            hits.clone().into_buffer_arg(),
            rows as u32,
            classes as u32,
        );
        hits
    }
}

fn extent(matrix: &CubeTensor) -> [usize; 2] {
    let shape = matrix.meta.shape();
    [shape[0], shape[1]]
}

/// A row a thread: what the row adds to the loss, and the loss' gradient by its logits.
#[cube(launch)]
fn crossentropy_kernel(
    logits: &[f32],
    targets: &[f32],
    gradient: &mut [f32],
    losses: &mut [f32],
    rows: u32,
    classes: u32,
    low: f32,
    high: f32,
    share: f32,
    #[comptime] is_clipped: bool,
) {
    let row = ABSOLUTE_POS;
    if row < rows as usize {
        let first = row * classes as usize;
        let mut largest = logits[first];
        for class in 1..classes {
            let logit = logits[first + class as usize];
            if logit > largest {
                largest = logit;
            }
        }
        let mut sum = 0.0f32;
        for class in 0..classes {
            sum += (logits[first + class as usize] - largest).exp();
        }
        let log_sum = sum.ln();
        let mut loss = 0.0f32;
        let mut learned = 0.0f32;
        for class in 0..classes {
            let at = first + class as usize;
            let target = targets[at];
            let log_p = logits[at] - largest - log_sum;
            let mut told = log_p;
            let mut kept = target;
            if comptime!(is_clipped) {
                if log_p < low {
                    told = low;
                    kept = 0.0f32;
                }
                if log_p > high {
                    told = high;
                    kept = 0.0f32;
                }
            }
            loss -= told * target;
            learned += kept;
        }
        for class in 0..classes {
            let at = first + class as usize;
            let log_p = logits[at] - largest - log_sum;
            let mut kept = targets[at];
            if comptime!(is_clipped) {
                if log_p < low || log_p > high {
                    kept = 0.0f32;
                }
            }
            gradient[at] = (log_p.exp() * learned - kept) * share;
        }
        losses[row] = loss * share;
    }
}

/// The sum of what each thread of a workgroup has, for the first of them.
#[cube]
fn total(value: f32) -> f32 {
    let mut parts = Shared::<[f32]>::new_slice(THREADS);
    let unit = UNIT_POS as usize;
    parts[unit] = value;
    sync_cube();
    let mut total = 0.0f32;
    if unit == 0 {
        for part in 0..THREADS {
            total += parts[part];
        }
    }
    total
}

/// One workgroup adds all numbers.
#[cube(launch)]
fn sum_kernel(values: &[f32], output: &mut [f32], count: u32) {
    let mut sum = 0.0f32;
    let mut at = UNIT_POS;
    while at < count {
        sum += values[at as usize];
        at += THREADS as u32;
    }
    let sum = total(sum);
    if UNIT_POS == 0 {
        output[0] = sum;
    }
}

/// One workgroup looks at all rows.
#[cube(launch)]
fn hits_kernel(outputs: &[f32], targets: &[f32], hits: &mut [f32], rows: u32, classes: u32) {
    let mut sum = 0.0f32;
    let mut row = UNIT_POS;
    while row < rows {
        let first = (row * classes) as usize;
        let mut best = outputs[first];
        let mut target = targets[first];
        for class in 1..classes {
            let at = first + class as usize;
            if outputs[at] > best {
                best = outputs[at];
                target = targets[at];
            }
        }
        sum += target;
        row += THREADS as u32;
    }
    let sum = total(sum);
    if UNIT_POS == 0 {
        hits[0] = sum;
    }
}
