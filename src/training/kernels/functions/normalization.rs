//! Batch normalization; Ioffe & Szegedy (2015).

use super::super::sums::{column_sums, column_sums_of};

/// Mean and population variance of each column.
///
/// - values: `[rows, units]`, row-major
pub fn statistics(values: &[f32], units: usize) -> [Vec<f32>; 2] {
    let units = units.max(1);
    let count = values.len() / units;
    let average = |mut sums: Vec<f32>| {
        sums.iter_mut().for_each(|sum| *sum /= count as f32);
        sums
    };
    let mean = average(column_sums(values, units));
    let squares = column_sums_of(count, units, |sums, row| {
        let row = &values[row * units..][..units];
        for ((sum, value), mean) in sums.iter_mut().zip(row).zip(&mean) {
            let centered = value - mean;
            *sum += centered * centered;
        }
    });
    let variance = average(squares);
    [mean, variance]
}

/// A layer as it stood in the forward pass: what it normalized by, `[units]` each.
#[derive(Clone, Copy)]
pub struct Layer<'a> {
    pub gamma: &'a [f32],
    pub mean: &'a [f32],
    pub variance: &'a [f32],
    pub epsilon: f32,
}

/// The gradients by a layer's inputs `[rows, units]`, by γ and by β `[units]`.
pub struct Gradients {
    pub inputs: Vec<f32>,
    pub gamma: Vec<f32>,
    pub beta: Vec<f32>,
}

impl Layer<'_> {
    /// γ (x − mean) / √(variance + ε) + β.
    ///
    /// - values: x, `[rows, units]`
    pub fn forward(&self, values: &[f32], beta: &[f32]) -> Vec<f32> {
        let deviations: Vec<f32> = self.deviations().collect();
        let mut outputs = values.to_vec();
        for row in outputs.chunks_exact_mut(self.units()) {
            let centers = self.mean.iter().zip(&deviations);
            let factors = self.gamma.iter().zip(beta);
            for ((value, (mean, deviation)), (gamma, beta)) in
                row.iter_mut().zip(centers).zip(factors)
            {
                *value = (*value - mean) / deviation * gamma + beta;
            }
        }
        outputs
    }

    /// - values: x, `[rows, units]`
    /// - gradients: by the layer's outputs, `[rows, units]`
    pub fn backward(&self, values: &[f32], gradients: &[f32]) -> Gradients {
        let units = self.units();
        let inverses: Vec<f32> = self.deviations().map(|deviation| 1.0 / deviation).collect();
        let mut normalized = values.to_vec();
        for row in normalized.chunks_exact_mut(units) {
            for ((value, mean), inverse) in row.iter_mut().zip(self.mean).zip(&inverses) {
                *value = (*value - mean) * inverse;
            }
        }
        let count = values.len() / units;
        let gamma = column_sums_of(count, units, |sums, row| {
            let [x, g] = [&normalized, gradients].map(|of| &of[row * units..][..units]);
            for ((sum, x), g) in sums.iter_mut().zip(x).zip(g) {
                *sum += x * g;
            }
        });
        let beta = column_sums(gradients, units);
        let rows = count as f32;
        let mut inputs = normalized;
        for (row, gradients) in inputs
            .chunks_exact_mut(units)
            .zip(gradients.chunks_exact(units))
        {
            let scales = self.gamma.iter().zip(&inverses);
            let sums = gamma.iter().zip(&beta);
            for (((value, g), (factor, inverse)), (gamma, beta)) in
                row.iter_mut().zip(gradients).zip(scales).zip(sums)
            {
                *value = factor * inverse * ((g - beta / rows) - *value * (gamma / rows));
            }
        }
        Gradients {
            inputs,
            gamma,
            beta,
        }
    }

    fn units(&self) -> usize {
        self.mean.len().max(1)
    }

    fn deviations(&self) -> impl Iterator<Item = f32> {
        let variances = self.variance.iter();
        variances.map(|variance| (variance + self.epsilon).sqrt())
    }
}
