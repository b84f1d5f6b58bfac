//! Functions of one number. `libm` computes them of what is exact by IEEE 754 alone, on every platform in the same way.

/// What can be done to each element of a tensor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Function {
    Exp,
    Log,
    Log1p,
    Tanh,
    Erf,
    Sigmoid,
    LogSigmoid,
    Power(f32),
}

/// 2 / √π.
#[cfg(feature = "flex")]
const ERF_SLOPE: f32 = std::f32::consts::FRAC_2_SQRT_PI;

#[cfg(feature = "flex")]
impl Function {
    #[inline]
    pub fn value(self, x: f32) -> f32 {
        match self {
            Self::Exp => libm::expf(x),
            Self::Log => libm::logf(x),
            Self::Log1p => libm::log1pf(x),
            Self::Tanh => libm::tanhf(x),
            Self::Erf => libm::erff(x),
            Self::Sigmoid => sigmoid(x),
            Self::LogSigmoid => x.min(0.0) - libm::log1pf(libm::expf(-x.abs())),
            Self::Power(exponent) => libm::powf(x, exponent),
        }
    }

    /// The derivative where the function's value is y.
    #[inline]
    pub fn slope(self, x: f32, y: f32) -> f32 {
        match self {
            Self::Exp => y,
            Self::Log => 1.0 / x,
            Self::Log1p => 1.0 / (1.0 + x),
            Self::Tanh => 1.0 - y * y,
            Self::Erf => ERF_SLOPE * libm::expf(-x * x),
            Self::Sigmoid => y * (1.0 - y),
            Self::LogSigmoid => sigmoid(-x),
            Self::Power(exponent) => exponent * libm::powf(x, exponent - 1.0),
        }
    }
}

/// The exponential is of a negative number, so that it overflows nowhere.
#[cfg(feature = "flex")]
fn sigmoid(x: f32) -> f32 {
    let e = libm::expf(-x.abs());
    if x >= 0.0 {
        1.0 / (1.0 + e)
    } else {
        e / (1.0 + e)
    }
}

#[cfg(all(test, feature = "flex"))]
mod tests {
    use super::*;

    type Formula = fn(f64) -> f64;

    fn log_sigmoid(x: f64) -> f64 {
        -(-x).exp().ln_1p()
    }

    /// The functions with their formulas in float64, and where they are defined.
    fn functions() -> Vec<(Function, Formula, [f32; 4])> {
        let anywhere = [-3.5, -0.25, 0.5, 4.0];
        let positive = [0.01, 0.7, 1.5, 20.0];
        vec![
            (Function::Exp, f64::exp, anywhere),
            (Function::Log, f64::ln, positive),
            (Function::Log1p, f64::ln_1p, positive),
            (Function::Tanh, f64::tanh, anywhere),
            (Function::Erf, libm::erf, anywhere),
            (
                Function::Sigmoid,
                |x: f64| 1.0 / (1.0 + (-x).exp()),
                anywhere,
            ),
            (Function::LogSigmoid, log_sigmoid, anywhere),
            (Function::Power(-0.3), |x: f64| x.powf(-0.3), positive),
        ]
    }

    #[test]
    fn values_and_slopes_are_those_of_the_formulas() {
        const STEP: f64 = 1e-5;
        for (function, formula, inputs) in functions() {
            for x in inputs {
                let at = f64::from(x);
                let y = function.value(x);
                let slope = (formula(at + STEP) - formula(at - STEP)) / (2.0 * STEP);
                for (found, expected) in [(y, formula(at)), (function.slope(x, y), slope)] {
                    let error = (f64::from(found) - expected).abs();
                    assert!(
                        error <= 1e-6 + 1e-6 * expected.abs(),
                        "{function:?}({x}): {found} is not {expected}"
                    );
                }
            }
        }
    }

    #[test]
    fn large_inputs_make_no_infinities_where_there_are_none() {
        assert_eq!(Function::Sigmoid.value(-200.0), 0.0);
        assert_eq!(Function::Sigmoid.value(200.0), 1.0);
        assert_eq!(Function::LogSigmoid.value(-200.0), -200.0);
        assert_eq!(Function::LogSigmoid.value(200.0), 0.0);
    }

    #[test]
    fn what_is_no_number_stays_none() {
        for (function, ..) in functions() {
            assert!(function.value(f32::NAN).is_nan(), "{function:?}");
        }
    }
}
