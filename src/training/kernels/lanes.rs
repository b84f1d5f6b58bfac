//! Four numbers at a time, and room for them.

pub use wide::f32x4;

/// Numbers that are computed at a time: what a wasm vector holds.
pub const LANES: usize = 4;

/// Numbers in a cache line.
const LINE: usize = 16;

/// `sum + a · b`, rounded after the product and after the sum. A fused operation would round once, and so come to
/// other bits on the machines that have one.
#[inline(always)]
pub fn add_product(sum: f32x4, a: f32x4, b: f32x4) -> f32x4 {
    sum + a * b
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
