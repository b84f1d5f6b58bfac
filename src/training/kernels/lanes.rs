//! Several numbers at a time, and room for them.
//!
//! A kernel is written once, over a [`Machine`]. A processor that has more lanes computes more elements at a time, each
//! from the same products in the same order: so all machines come to the same bits.

pub use wide::f32x4;

/// Numbers that are computed at a time wherever a kernel does not choose: what a wasm vector holds.
pub const LANES: usize = 4;

/// Numbers in a cache line.
const LINE: usize = 16;

/// What computes `LANES` numbers at a time.
pub trait Machine<const LANES: usize>: Copy {
    type Vector: Copy;

    fn splat(self, value: f32) -> Self::Vector;
    fn load(self, values: [f32; LANES]) -> Self::Vector;
    fn store(self, vector: Self::Vector) -> [f32; LANES];
    fn add(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;
    fn multiply(self, a: Self::Vector, b: Self::Vector) -> Self::Vector;

    /// `sum + a · b`, rounded after the product and after the sum. A fused operation would round once, and so come to
    /// other bits on the machines that have one.
    #[inline(always)]
    fn add_product(self, sum: Self::Vector, a: Self::Vector, b: Self::Vector) -> Self::Vector {
        self.add(sum, self.multiply(a, b))
    }

    /// Does work by the machine's instructions: what is inlined into it is compiled for them. So the work is written
    /// `#[inline(always)]`: where it became a function of its own, each of its operations would be a call.
    fn run<R>(self, work: impl FnOnce() -> R) -> R;
}

/// What this processor computes with.
#[derive(Clone, Copy)]
pub enum Processor {
    Four(Four),
    #[cfg(target_arch = "x86_64")]
    Eight(eight::Eight),
}

impl Processor {
    pub fn here() -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(eight) = eight::Eight::here() {
            return Self::Eight(eight);
        }
        Self::Four(Four)
    }

    /// Each one that this processor could be.
    #[cfg(test)]
    pub fn all() -> [Self; 2] {
        [Self::Four(Four), Self::here()]
    }
}

/// Four lanes, which every processor that we know has.
#[derive(Clone, Copy)]
pub struct Four;

impl Machine<LANES> for Four {
    type Vector = f32x4;

    #[inline(always)]
    fn splat(self, value: f32) -> f32x4 {
        f32x4::splat(value)
    }

    #[inline(always)]
    fn load(self, values: [f32; LANES]) -> f32x4 {
        f32x4::new(values)
    }

    #[inline(always)]
    fn store(self, vector: f32x4) -> [f32; LANES] {
        vector.to_array()
    }

    #[inline(always)]
    fn add(self, a: f32x4, b: f32x4) -> f32x4 {
        a + b
    }

    #[inline(always)]
    fn multiply(self, a: f32x4, b: f32x4) -> f32x4 {
        a * b
    }

    #[inline(always)]
    fn run<R>(self, work: impl FnOnce() -> R) -> R {
        work()
    }
}

#[cfg(target_arch = "x86_64")]
mod eight {
    use pulp::x86::V3;
    use pulp::{Simd, f32x8};

    use super::Machine;

    /// Eight lanes: AVX2.
    #[derive(Clone, Copy)]
    pub struct Eight(V3);

    impl Eight {
        /// Nothing where the processor has no AVX2.
        pub fn here() -> Option<Self> {
            V3::try_new().map(Self)
        }
    }

    impl Machine<8> for Eight {
        type Vector = f32x8;

        #[inline(always)]
        fn splat(self, value: f32) -> f32x8 {
            self.0.splat_f32x8(value)
        }

        #[inline(always)]
        fn load(self, [a, b, c, d, e, f, g, h]: [f32; 8]) -> f32x8 {
            f32x8(a, b, c, d, e, f, g, h)
        }

        #[inline(always)]
        fn store(self, f32x8(a, b, c, d, e, f, g, h): f32x8) -> [f32; 8] {
            [a, b, c, d, e, f, g, h]
        }

        #[inline(always)]
        fn add(self, a: f32x8, b: f32x8) -> f32x8 {
            self.0.add_f32s(a, b)
        }

        #[inline(always)]
        fn multiply(self, a: f32x8, b: f32x8) -> f32x8 {
            self.0.mul_f32s(a, b)
        }

        #[inline(always)]
        fn run<R>(self, work: impl FnOnce() -> R) -> R {
            self.0.vectorize(work)
        }
    }
}

/// `sum + a · b`, as [`Machine::add_product`] rounds it.
#[inline(always)]
pub fn add_product(sum: f32x4, a: f32x4, b: f32x4) -> f32x4 {
    Four.add_product(sum, a, b)
}

/// Room for numbers that are packed for a kernel. It begins with a cache line, for a load across two costs twice.
pub struct Scratch(Vec<f32>);

impl Scratch {
    /// Room for so many numbers, which are 0.
    pub fn new(len: usize) -> Self {
        Self(vec![0.0; len + LINE])
    }

    pub fn numbers(&mut self) -> &mut [f32] {
        let len = self.0.len() - LINE;
        let from = self.0.as_ptr().align_offset(LINE * size_of::<f32>());
        &mut self.0[from.min(LINE)..][..len]
    }
}
