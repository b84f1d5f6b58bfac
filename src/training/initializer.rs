//! Initial weights, drawn on the host.

use burn::module::Param;
use burn::nn::Linear;
use burn::tensor::{Device, TensorData};
use rand_chacha::ChaCha8Rng;

use super::normal::{normal, truncated_normal};
use super::random::{Purpose, generator, uniform};
use crate::hyperparams::{
    BiasInitializer, CheckedHyperParams, Fan, FanMode, Initializer, InitializerDistribution,
};

/// The deviation of a normal that is cut off at two of its deviations.
const CUT_DEVIATION: f64 = 0.879_625_661_034_239_8;

/// Keras' Dense as it starts. Layer is its place in the network, from 0.
///
/// - kernel: `[fan_in, fan_out]`
/// - bias: `[fan_out]`
pub fn dense(
    params: &CheckedHyperParams,
    layer: usize,
    fan: [usize; 2],
    device: &Device,
) -> Linear {
    let mut rng = generator(params.seed, Purpose::InitialWeights, layer);
    let kernel = draw(params.kernel_initializer, fan, &mut rng);
    let bias = || {
        let mut rng = generator(params.seed, Purpose::InitialBiases, layer);
        let bias = draw_bias(params.bias_initializer, fan[1], &mut rng);
        Param::from_data(TensorData::new(bias, [fan[1]]), device)
    };
    Linear {
        weight: Param::from_data(TensorData::new(kernel, fan), device),
        bias: params.use_bias.then(bias),
    }
}

fn draw_bias(initializer: BiasInitializer, units: usize, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let initializer = match initializer {
        BiasInitializer::Constant(value) => return vec![value as f32; units],
        BiasInitializer::RandomNormal { mean, stddev } => {
            Initializer::RandomNormal { mean, stddev }
        }
        BiasInitializer::TruncatedNormal { mean, stddev } => {
            Initializer::TruncatedNormal { mean, stddev }
        }
    };
    draw(initializer, [1, units], rng)
}

/// A kernel `[fan_in, fan_out]`, row-major; formulas at <https://keras.io/api/layers/initializers/>.
fn draw(initializer: Initializer, fan: [usize; 2], rng: &mut ChaCha8Rng) -> Vec<f32> {
    let count = fan[0] * fan[1];
    let mut fill = |value: &mut dyn FnMut(&mut ChaCha8Rng) -> f32| -> Vec<f32> {
        (0..count).map(|_| value(rng)).collect()
    };
    match initializer {
        Initializer::Uniform(rule) => {
            let draw = of_variance(variance(rule, fan), InitializerDistribution::Uniform);
            fill(&mut |rng| draw(rng))
        }
        Initializer::Normal(rule) => {
            let distribution = InitializerDistribution::TruncatedNormal;
            let draw = of_variance(variance(rule, fan), distribution);
            fill(&mut |rng| draw(rng))
        }
        Initializer::VarianceScaling {
            scale,
            mode,
            distribution,
        } => {
            let draw = of_variance(scale / mode_size(mode, fan), distribution);
            fill(&mut |rng| draw(rng))
        }
        Initializer::RandomNormal { mean, stddev } => {
            let (mean, stddev) = (mean as f32, stddev as f32);
            fill(&mut |rng| mean + stddev * normal(rng))
        }
        Initializer::TruncatedNormal { mean, stddev } => {
            let (mean, stddev) = (mean as f32, stddev as f32);
            fill(&mut |rng| mean + stddev * truncated_normal(rng))
        }
        Initializer::RandomUniform { minval, maxval } => {
            let middle = ((minval + maxval) / 2.0) as f32;
            let limit = ((maxval - minval) / 2.0) as f32;
            fill(&mut |rng| middle + uniform(rng, limit))
        }
        Initializer::Orthogonal { gain } => orthogonal(fan, gain, rng),
        Initializer::Zeros => vec![0.0; count],
    }
}

/// Draws about zero.
fn of_variance(
    variance: f64,
    distribution: InitializerDistribution,
) -> Box<dyn Fn(&mut ChaCha8Rng) -> f32> {
    match distribution {
        InitializerDistribution::Uniform => {
            let limit = (3.0 * variance).sqrt() as f32;
            Box::new(move |rng| uniform(rng, limit))
        }
        InitializerDistribution::TruncatedNormal => {
            let stddev = (variance.sqrt() / CUT_DEVIATION) as f32;
            Box::new(move |rng| stddev * truncated_normal(rng))
        }
        InitializerDistribution::UntruncatedNormal => {
            let stddev = variance.sqrt() as f32;
            Box::new(move |rng| stddev * normal(rng))
        }
    }
}

/// Keras' fan of a mode.
fn mode_size(mode: FanMode, [fan_in, fan_out]: [usize; 2]) -> f64 {
    match mode {
        FanMode::In => fan_in as f64,
        FanMode::Out => fan_out as f64,
        FanMode::Average => (fan_in + fan_out) as f64 / 2.0,
    }
}

/// Glorot & Bengio (2010), He et al. (2015), LeCun et al. (1998).
fn variance(rule: Fan, [fan_in, fan_out]: [usize; 2]) -> f64 {
    match rule {
        Fan::Glorot => 2.0 / (fan_in + fan_out) as f64,
        Fan::He => 2.0 / fan_in as f64,
        Fan::Lecun => 1.0 / fan_in as f64,
    }
}

/// Saxe et al. (2014): as many random directions as the shorter side has, made orthogonal to each other one
/// by one, which gives the Q of a QR factorization whose R has a positive diagonal.
fn orthogonal([rows, columns]: [usize; 2], gain: f64, rng: &mut ChaCha8Rng) -> Vec<f32> {
    let (count, length) = (rows.min(columns), rows.max(columns));
    let mut directions: Vec<Vec<f64>> = Vec::with_capacity(count);
    for _ in 0..count {
        let mut direction: Vec<f64> = (0..length).map(|_| f64::from(normal(rng))).collect();
        // Twice, because rounding leaves a little of the others in it the first time.
        for _ in 0..2 {
            for other in &directions {
                let along = dot(&direction, other);
                let pairs = direction.iter_mut().zip(other);
                pairs.for_each(|(value, other)| *value -= along * other);
            }
        }
        let norm = dot(&direction, &direction).sqrt();
        direction.iter_mut().for_each(|value| *value /= norm);
        directions.push(direction);
    }
    let at = |row: usize, column: usize| match rows < columns {
        true => directions[row][column],
        false => directions[column][row],
    };
    let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
    cells
        .map(|(row, column)| (gain * at(row, column)) as f32)
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::hyperparams::catalog::*;
    use crate::training::device::open_cpu;
    use crate::training::testing::values;

    const FAN: [usize; 2] = [784, 128];

    fn layer(params: HyperParams, layer: usize) -> Linear {
        dense(&params.check().unwrap(), layer, FAN, &open_cpu())
    }

    fn kernel(seed: u32, at: usize) -> Vec<f32> {
        let params = HyperParams::default().with(&SEED, f64::from(seed));
        values(layer(params, at).weight.val())
    }

    fn drawn(initializer: &str) -> Vec<f32> {
        let params = HyperParams::default().with(&KERNEL_INITIALIZER, initializer);
        values(layer(params, 0).weight.val())
    }

    /// Mean, deviation and the value farthest from zero.
    fn shape(drawn: &[f32]) -> (f64, f64, f64) {
        let count = drawn.len() as f64;
        let mean = drawn.iter().map(|&value| f64::from(value)).sum::<f64>() / count;
        let squares = drawn.iter().map(|&value| (f64::from(value) - mean).powi(2));
        let farthest = drawn
            .iter()
            .fold(0.0_f32, |far, value| far.max(value.abs()));
        (mean, (squares.sum::<f64>() / count).sqrt(), farthest.into())
    }

    #[test]
    fn each_distribution_has_its_deviation_and_its_bound() {
        let (glorot, he, lecun) = (2.0 / 912.0, 2.0 / 784.0, 1.0 / 784.0);
        let uniform = |variance: f64| (variance.sqrt(), (3.0 * variance).sqrt());
        let cut = |variance: f64| (variance.sqrt(), 2.0 * variance.sqrt() / CUT_DEVIATION);
        for (initializer, (deviation, bound)) in [
            ("glorot_uniform", uniform(glorot)),
            ("he_uniform", uniform(he)),
            ("lecun_uniform", uniform(lecun)),
            ("glorot_normal", cut(glorot)),
            ("he_normal", cut(he)),
            ("lecun_normal", cut(lecun)),
            ("truncated_normal", (0.05 * CUT_DEVIATION, 0.1)),
        ] {
            let (mean, found, farthest) = shape(&drawn(initializer));
            // Five standard errors over 100,352 draws: 1.6 % of the deviation for the mean, 1.2 % for itself.
            assert!(mean.abs() < 0.016 * deviation, "{initializer}: {mean}");
            assert!(
                (found / deviation - 1.0).abs() < 0.012,
                "{initializer}: {found}"
            );
            let reach = farthest / bound;
            assert!(
                (0.999..1.000_001).contains(&reach),
                "{initializer}: {farthest}"
            );
        }
    }

    #[test]
    fn a_random_normal_is_cut_off_nowhere() {
        let (mean, deviation, farthest) = shape(&drawn("random_normal"));
        assert!(mean.abs() < 0.0008 && (deviation / 0.05 - 1.0).abs() < 0.012);
        assert!(farthest > 0.18, "{farthest}");
        let moved = HyperParams::default()
            .with(&KERNEL_INITIALIZER, "random_normal")
            .with(&INITIALIZER_MEAN, 0.5)
            .with(&INITIALIZER_STDDEV, 0.1);
        let (mean, deviation, _) = shape(&values(layer(moved, 0).weight.val()));
        assert!((mean - 0.5).abs() < 0.002 && (deviation / 0.1 - 1.0).abs() < 0.012);
    }

    fn scaled(scale: f64, mode: &str, distribution: &str) -> Vec<f32> {
        let params = HyperParams::default()
            .with(&KERNEL_INITIALIZER, "variance_scaling")
            .with(&INITIALIZER_SCALE, scale)
            .with(&INITIALIZER_MODE, mode)
            .with(&INITIALIZER_DISTRIBUTION, distribution);
        values(layer(params, 0).weight.val())
    }

    #[test]
    fn variance_scaling_has_the_named_initializers_among_its_own() {
        for (scale, mode, distribution, name) in [
            (1.0, "fan_avg", "uniform", "glorot_uniform"),
            (1.0, "fan_avg", "truncated_normal", "glorot_normal"),
            (2.0, "fan_in", "uniform", "he_uniform"),
            (2.0, "fan_in", "truncated_normal", "he_normal"),
            (1.0, "fan_in", "truncated_normal", "lecun_normal"),
        ] {
            assert_eq!(scaled(scale, mode, distribution), drawn(name), "{name}");
        }
    }

    #[test]
    fn variance_scaling_by_nodes_and_without_a_cut_has_its_deviation() {
        let (mean, deviation, farthest) = shape(&scaled(0.5, "fan_out", "untruncated_normal"));
        let expected = (0.5_f64 / 128.0).sqrt();
        assert!(mean.abs() < 0.016 * expected, "{mean}");
        assert!((deviation / expected - 1.0).abs() < 0.012, "{deviation}");
        assert!(farthest > 3.5 * expected, "{farthest}");
    }

    #[test]
    fn a_random_uniform_fills_its_range_evenly() {
        let params = HyperParams::default()
            .with(&KERNEL_INITIALIZER, "random_uniform")
            .with(&INITIALIZER_MINVAL, -0.1)
            .with(&INITIALIZER_MAXVAL, 0.3);
        let drawn = values(layer(params, 0).weight.val());
        let (mean, deviation, farthest) = shape(&drawn);
        // Five standard errors over 100,352 draws; the deviation of a uniform is a √12th of its width.
        assert!((mean - 0.1).abs() < 0.0019, "{mean}");
        assert!(
            (deviation / (0.4 / 12.0_f64.sqrt()) - 1.0).abs() < 0.012,
            "{deviation}"
        );
        assert!(
            drawn
                .iter()
                .all(|&value| (-0.100_001..0.3).contains(&value))
                && farthest > 0.299
        );
        let smallest = drawn.iter().copied().fold(0.0, f32::min);
        assert!(smallest < -0.099, "{smallest}");
    }

    #[test]
    fn an_orthogonal_kernel_has_orthogonal_columns_or_rows_of_its_gains_length() {
        let mut rng = generator(1, Purpose::InitialWeights, 0);
        for [rows, columns] in [[20, 6], [6, 20], [8, 8]] {
            let kernel = orthogonal([rows, columns], 2.0, &mut rng);
            let (count, length) = (rows.min(columns), rows.max(columns));
            let direction = |at: usize| -> Vec<f64> {
                let index = |i: usize| {
                    if rows < columns {
                        at * columns + i
                    } else {
                        i * columns + at
                    }
                };
                (0..length).map(|i| f64::from(kernel[index(i)])).collect()
            };
            for a in 0..count {
                for b in 0..count {
                    let expected = if a == b { 4.0 } else { 0.0 };
                    let found = dot(&direction(a), &direction(b));
                    assert!((found - expected).abs() < 1e-5, "{a}·{b} = {found}");
                }
            }
        }
    }

    #[test]
    fn zeros_are_zeros() {
        assert!(drawn("zeros").iter().all(|&value| value == 0.0));
    }

    #[test]
    fn each_layer_and_each_seed_starts_elsewhere_and_repeats() {
        assert_eq!(kernel(1, 0), kernel(1, 0));
        assert_ne!(kernel(1, 0), kernel(1, 1));
        assert_ne!(kernel(1, 0), kernel(2, 0));
    }

    fn biases(initializer: &str, rows: &[(&ParamSpec, f64)]) -> Vec<f32> {
        let params = HyperParams::default().with(&BIAS_INITIALIZER, initializer);
        let params = rows
            .iter()
            .fold(params, |params, (row, value)| params.with(row, *value));
        let layer = dense(&params.check().unwrap(), 0, [1, 100_352], &open_cpu());
        values(layer.bias.unwrap().val())
    }

    #[test]
    fn biases_start_where_they_are_told() {
        let all = |bias: &[f32], value: f32| bias.iter().all(|&one| one == value);
        assert!(all(&biases("zeros", &[]), 0.0));
        assert!(all(&biases("ones", &[]), 1.0));
        let constant = biases("constant", &[(&BIAS_INITIALIZER_VALUE, -0.25)]);
        assert!(all(&constant, -0.25));
    }

    #[test]
    fn random_biases_have_their_mean_their_deviation_and_their_bound() {
        let rows = [
            (&BIAS_INITIALIZER_MEAN, 0.5),
            (&BIAS_INITIALIZER_STDDEV, 0.1),
        ];
        let drawn = biases("random_normal", &rows);
        let (mean, deviation, farthest) = shape(&drawn);
        // Five standard errors over 100,352 draws.
        assert!((mean - 0.5).abs() < 0.0016 && (deviation / 0.1 - 1.0).abs() < 0.012);
        assert!(farthest > 0.8, "{farthest}");
        let cut = biases("truncated_normal", &rows);
        let (mean, deviation, farthest) = shape(&cut);
        assert!((mean - 0.5).abs() < 0.0016 && (deviation / 0.088 - 1.0).abs() < 0.012);
        assert!((0.699..0.700_001).contains(&farthest), "{farthest}");
    }

    #[test]
    fn a_layer_may_have_no_bias() {
        let params = HyperParams::default().with(&USE_BIAS, false);
        assert!(layer(params, 0).bias.is_none());
    }
}
