//! Rules that treat each element of a variable by itself, such as an optimizer's: written once, and applied to
//! tensors, or on the CPU to four numbers at a time, in one pass over all that the rule reads and writes.

use std::ops::{Add, Div, Mul, Sub};

use burn::tensor::Tensor;

use super::functions;

/// What a rule computes with: a tensor, or four numbers of one. Nearly all of it is exact by IEEE, so both come to the
/// same bits.
pub trait Elements:
    Clone + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    fn full_like(&self, value: f64) -> Self;
    fn add_scalar(self, value: f64) -> Self;
    fn mul_scalar(self, value: f64) -> Self;
    fn div_scalar(self, value: f64) -> Self;
    fn square(self) -> Self;
    fn sqrt(self) -> Self;
    fn abs(self) -> Self;
    /// -1, 0 or 1; of what is no number 0.
    fn sign(self) -> Self;
    /// The greater one.
    fn max_pair(self, other: Self) -> Self;
    /// At least `low` and at most `high`.
    fn clamp(self, low: f64, high: f64) -> Self;
    /// To this power; the only one that is not exact by IEEE, but is `libm`'s in both.
    fn power(self, exponent: f64) -> Self;
}

impl<const D: usize> Elements for Tensor<D> {
    fn full_like(&self, value: f64) -> Self {
        Tensor::full_like(self, value)
    }

    fn add_scalar(self, value: f64) -> Self {
        Tensor::add_scalar(self, value)
    }

    fn mul_scalar(self, value: f64) -> Self {
        Tensor::mul_scalar(self, value)
    }

    fn div_scalar(self, value: f64) -> Self {
        Tensor::div_scalar(self, value)
    }

    fn square(self) -> Self {
        Tensor::<D>::square(self)
    }

    fn sqrt(self) -> Self {
        Tensor::sqrt(self)
    }

    fn abs(self) -> Self {
        Tensor::abs(self)
    }

    fn sign(self) -> Self {
        Tensor::sign(self)
    }

    fn max_pair(self, other: Self) -> Self {
        Tensor::max_pair(self, other)
    }

    fn clamp(self, low: f64, high: f64) -> Self {
        Tensor::clamp(self, low, high)
    }

    fn power(self, exponent: f64) -> Self {
        functions::power(self, exponent)
    }
}

/// What a rule remembers of a variable, in the variable's shape or 1 along an axis; the meaning is the rule's.
#[derive(Clone)]
pub struct Memory<T>(pub [Option<T>; 3]);

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self([None, None, None])
    }
}

impl<T: Elements> Memory<T> {
    /// Takes something out, so that the update can work in place; the first time it is `start`.
    pub fn take(&mut self, slot: usize, start: impl FnOnce() -> T) -> T {
        self.0[slot].take().unwrap_or_else(start)
    }

    /// Puts a new value back and returns a handle to it.
    pub fn keep(&mut self, slot: usize, value: T) -> T {
        self.0[slot].insert(value).clone()
    }

    /// memory · past + (1 − memory) · now, which is kept; the past begins at 0.
    pub fn average(&mut self, slot: usize, memory: f64, now: T) -> T {
        let past = self.take(slot, || now.full_like(0.0));
        self.keep(slot, past.mul_scalar(memory) + now.mul_scalar(1.0 - memory))
    }
}

/// A rule that treats each element by itself, and remembers the same of each. It is small and copied, for a loop knows
/// of what is its own that nobody changes it meanwhile.
pub trait ElementRule: Copy {
    /// - w: the variable; g: its gradient
    /// - returns: the variable after the update
    fn update<T: Elements>(&self, w: T, g: T, memory: &mut Memory<T>) -> T;
}

#[cfg(feature = "flex")]
mod four {
    use super::super::lanes::f32x4;
    use super::Elements;

    impl Elements for f32x4 {
        fn full_like(&self, value: f64) -> Self {
            Self::splat(value as f32)
        }

        fn add_scalar(self, value: f64) -> Self {
            self + Self::splat(value as f32)
        }

        fn mul_scalar(self, value: f64) -> Self {
            self * Self::splat(value as f32)
        }

        fn div_scalar(self, value: f64) -> Self {
            self / Self::splat(value as f32)
        }

        fn square(self) -> Self {
            self * self
        }

        fn sqrt(self) -> Self {
            f32x4::sqrt(self)
        }

        fn abs(self) -> Self {
            f32x4::abs(self)
        }

        fn sign(self) -> Self {
            let zero = Self::ZERO;
            let positive = self.simd_gt(zero).select(Self::ONE, zero);
            self.simd_lt(zero).select(-Self::ONE, positive)
        }

        fn max_pair(self, other: Self) -> Self {
            self.simd_lt(other).select(other, self)
        }

        fn clamp(self, low: f64, high: f64) -> Self {
            let (low, high) = (Self::splat(low as f32), Self::splat(high as f32));
            // What is no number is on neither side.
            let raised = self.simd_lt(low).select(low, self);
            self.simd_gt(high).select(high, raised)
        }

        fn power(self, exponent: f64) -> Self {
            let exponent = exponent as f32;
            Self::new(self.to_array().map(|value| libm::powf(value, exponent)))
        }
    }
}
