//! Many normally distributed numbers at a time: what noise takes of millions of pixels a step.
//!
//! Box & Muller, "A Note on the Generation of Random Normal Deviates" (1958): a radius and an angle, both drawn at
//! random, make two numbers. Unlike the ziggurat it has neither a table nor a case apart, so that four pairs are made
//! at once by the vectors that a browser has. Logarithm, sine and cosine are polynomials, written down here: so they
//! come to the same bits everywhere.

use rand_chacha::rand_core::Rng;
use wide::bytemuck::cast;
use wide::{f32x4, i32x4, u32x4};

/// Numbers that are made at a time: four pairs.
const AT_ONCE: usize = 8;

/// ln (1 + x) / x between √½ − 1 and √2 − 1, to eight millionths: the polynomial through its Chebyshev nodes.
const LOGARITHM: [f32; 6] = [
    1.000_004_6,
    -0.499_903_6,
    0.332_567_8,
    -0.253_978_3,
    0.220_703,
    -0.143_383_1,
];
/// (sin x − x) / x³ and (cos x − 1 + x²/2) / x⁴ as polynomials of x², up to π/4: Moshier, Cephes (1984), `sinf`.
const SINE: [f32; 3] = [-0.166_666_55, 0.008_332_161, -0.000_195_152_96];
const COSINE: [f32; 3] = [0.041_666_646, -0.001_388_731_6, 0.000_024_433_157];

/// Adds noise of mean 0 and this deviation to every value.
pub fn add_noise(values: &mut [f32], stddev: f32, rng: &mut impl Rng) {
    let scale = f32x4::splat(stddev);
    let (eights, rest) = values.as_chunks_mut::<AT_ONCE>();
    for eight in eights {
        let ([low, high], []) = eight.as_chunks_mut::<4>() else {
            continue;
        };
        let [x, y] = eight_normals(rng);
        *low = (f32x4::new(*low) + scale * x).to_array();
        *high = (f32x4::new(*high) + scale * y).to_array();
    }
    if !rest.is_empty() {
        let drawn = eight_normals(rng).map(|four| (scale * four).to_array());
        for (value, noise) in rest.iter_mut().zip(drawn.as_flattened()) {
            *value += noise;
        }
    }
}

#[inline(always)]
fn eight_normals(rng: &mut impl Rng) -> [f32x4; 2] {
    let radius = minus_logarithm(random_bits(rng)).sqrt();
    // Two bits say which quarter of the circle it is, 22 where in it: as far from its middle as π/4 at most.
    let bits = random_bits(rng);
    let within: i32x4 = cast((bits << 2_u32) >> 10_u32);
    let within = f32x4::from_i32x4(within) - f32x4::splat(2_097_151.5);
    let angle = within * f32x4::splat(std::f32::consts::FRAC_PI_4 / 2_097_152.0);
    let square = angle * angle;
    let sine = angle + angle * square * polynomial(square, SINE);
    let cosine = f32x4::splat(1.0) - square * f32x4::splat(0.5)
        + square * square * polynomial(square, COSINE);
    // From the axis, cosine and sine of the whole angle are (cosine ∓ sine) / √2; the radius, √(−2 ln u), has that √2.
    [
        with_sign(radius * (cosine + sine), bits),
        with_sign(radius * (cosine - sine), bits << 1_u32),
    ]
}

/// −ln u, of u evenly distributed over (0, 1] with 24 bits: never 0, so never without end, and never less than none.
#[inline(always)]
fn minus_logarithm(bits: u32x4) -> f32x4 {
    let whole: i32x4 = cast(bits >> 8_u32);
    let u = (f32x4::from_i32x4(whole) + f32x4::splat(0.5)) * f32x4::splat(1.0 / 16_777_216.0);
    // u = 2^power · rest, the rest between √½, whose bits these are, and √2.
    let u: i32x4 = cast(u);
    let power = (u - i32x4::splat(0x3f35_04f3)) >> 23;
    let rest: f32x4 = cast(u - (power << 23));
    let beyond_one = rest - f32x4::splat(1.0);
    let of_power = f32x4::from_i32x4(power) * f32x4::splat(std::f32::consts::LN_2);
    -(of_power + beyond_one * polynomial(beyond_one, LOGARITHM))
}

/// c₀ + c₁ x + c₂ x² + …, by Horner's scheme.
#[inline(always)]
fn polynomial<const N: usize>(x: f32x4, coefficients: [f32; N]) -> f32x4 {
    let mut from_the_highest = coefficients.into_iter().rev().map(f32x4::splat);
    let highest = from_the_highest.next().unwrap_or_default();
    from_the_highest.fold(highest, |sum, it| sum * x + it)
}

/// Positive numbers, negative where the highest bit is set.
#[inline(always)]
fn with_sign(positive: f32x4, bits: u32x4) -> f32x4 {
    let positive: u32x4 = cast(positive);
    cast(positive ^ (bits & u32x4::splat(1 << 31)))
}

#[inline(always)]
fn random_bits(rng: &mut impl Rng) -> u32x4 {
    let [a, b] = [rng.next_u64(), rng.next_u64()];
    u32x4::new([a as u32, (a >> 32) as u32, b as u32, (b >> 32) as u32])
}

#[cfg(test)]
mod tests {
    use rand_xoshiro::Xoshiro256PlusPlus;
    use rand_xoshiro::rand_core::SeedableRng;

    use super::*;

    /// A generator that gives these bits for ever.
    struct Fixed(u64);

    impl rand_chacha::rand_core::TryRng for Fixed {
        type Error = std::convert::Infallible;

        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(self.0 as u32)
        }

        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(self.0)
        }

        fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
            bytes.fill(0);
            Ok(())
        }
    }

    #[test]
    fn the_logarithm_is_that_of_its_uniform_number() {
        for bits in [
            0,
            0x100,
            0x1234_5678,
            0x8000_0000,
            0xb504_f300,
            0xb505_0000,
            u32::MAX,
        ] {
            let found = minus_logarithm(u32x4::splat(bits)).to_array()[0];
            let u = (f64::from(bits >> 8) + 0.5) / 16_777_216.0;
            let expected = -u.ln();
            let error = (f64::from(found) - expected).abs();
            assert!(
                found >= 0.0 && error < 1e-5 * expected.max(0.1),
                "{bits:x}: {found} {expected}"
            );
        }
    }

    #[test]
    fn every_extreme_of_the_bits_gives_a_finite_number() {
        for bits in [0, u64::MAX, 0xff, 1 << 63, 0x7fff_ffff_7fff_ffff] {
            let mut values = [0.0; 11];
            add_noise(&mut values, 1.0, &mut Fixed(bits));
            // √(−2 ln 2⁻²⁵) is the farthest.
            assert!(
                values.iter().all(|it| it.abs() < 5.89),
                "{bits:x}: {values:?}"
            );
        }
    }

    /// A pair's radius and angle are independent: the sum of squares is exponential, each quarter as likely.
    #[test]
    fn pairs_lie_all_around_the_middle() {
        const PAIRS: usize = 200_000;
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
        let mut values = vec![0.0_f32; 2 * PAIRS];
        add_noise(&mut values, 1.0, &mut rng);
        let mut eighths = [0_usize; 8];
        for eight in values.as_chunks::<AT_ONCE>().0 {
            for at in 0..4 {
                let angle = eight[at].atan2(eight[at + 4]) + std::f32::consts::PI;
                eighths[(angle / std::f32::consts::FRAC_PI_4) as usize % 8] += 1;
            }
        }
        for count in eighths {
            // Five standard errors of a share of 1/8: 5 · √(n · 7/64).
            assert!(count.abs_diff(PAIRS / 8) < 740, "{eighths:?}");
        }
    }

    #[test]
    fn the_first_numbers_never_change() {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(42);
        let mut values = [0.0_f32; 3];
        add_noise(&mut values, 1.0, &mut rng);
        assert_eq!(values.map(f32::to_bits), FIRST);
    }

    const FIRST: [u32; 3] = [1_056_191_445, 3_206_758_284, 1_055_437_273];
}
