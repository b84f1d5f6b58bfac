//! What can be done to an image, to see how much of it a network bears.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::dataset::IMAGE_PIXELS;

const SIDE: usize = 28;

/// A turn, a shift and noise, in this order.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Change {
    /// Degrees, clockwise.
    pub turn: f64,
    /// Pixels to the right.
    pub right: f64,
    /// Pixels down.
    pub down: f64,
    /// The standard deviation of the noise, as a share of full ink; always the same noise.
    pub noise: f64,
}

impl Change {
    /// - image: `[784]`, 0 to 255
    /// - returns: the same
    pub fn apply(self, image: &[u8]) -> Vec<u8> {
        if self == Self::default() {
            return image.to_vec();
        }
        let turn = self.turn.to_radians();
        let (sin, cos) = (libm::sin(turn), libm::cos(turn));
        let mut random = ChaCha8Rng::seed_from_u64(0);
        let pixel = |at: usize| {
            // Where this pixel comes from: back by the shift, then back by the turn around the middle.
            let x = (at % SIDE) as f64 - 13.5 - self.right;
            let y = (at / SIDE) as f64 - 13.5 - self.down;
            let ink = sample(image, 13.5 + cos * x + sin * y, 13.5 - sin * x + cos * y);
            let noise = 255.0 * self.noise * normal(&mut random);
            (ink + noise).round().clamp(0.0, 255.0) as u8
        };
        (0..IMAGE_PIXELS).map(pixel).collect()
    }
}

/// What lies between four pixels; there is no ink outside.
fn sample(image: &[u8], x: f64, y: f64) -> f64 {
    let (left, top) = (x.floor(), y.floor());
    let at = |x: f64, y: f64| {
        let inside = 0.0..SIDE as f64;
        let is_inside = inside.contains(&x) && inside.contains(&y);
        let place = is_inside.then_some(y as usize * SIDE + x as usize);
        place.map_or(0.0, |place| f64::from(image[place]))
    };
    let (right, down) = (x - left, y - top);
    let upper = at(left, top) * (1.0 - right) + at(left + 1.0, top) * right;
    let lower = at(left, top + 1.0) * (1.0 - right) + at(left + 1.0, top + 1.0) * right;
    upper * (1.0 - down) + lower * down
}

/// About a normal number of deviation 1: the sum of twelve even ones, less six.
fn normal(random: &mut ChaCha8Rng) -> f64 {
    let even = |_| f64::from(random.next_u32()) / f64::from(u32::MAX);
    (0..12).map(even).sum::<f64>() - 6.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ink at one place.
    fn dot(x: usize, y: usize) -> Vec<u8> {
        let mut image = vec![0; IMAGE_PIXELS];
        image[y * SIDE + x] = 200;
        image
    }

    #[test]
    fn an_image_is_shifted_and_turned_clockwise_around_its_middle() {
        let change = Change {
            right: 2.0,
            down: -1.0,
            ..Change::default()
        };
        assert_eq!(change.apply(&dot(10, 10)), dot(12, 9));
        let quarter = Change {
            turn: 90.0,
            ..Change::default()
        };
        // From the top to the right.
        assert_eq!(quarter.apply(&dot(13, 3)), dot(24, 13));
        assert_eq!(Change::default().apply(&dot(1, 2)), dot(1, 2));
        let far = Change {
            right: 8.0,
            ..Change::default()
        };
        assert_eq!(far.apply(&dot(24, 3)), vec![0; IMAGE_PIXELS]);
    }

    #[test]
    fn noise_is_as_strong_as_is_said_and_always_the_same() {
        let noisy = Change {
            noise: 0.1,
            ..Change::default()
        };
        let gray = vec![128; IMAGE_PIXELS];
        let found = noisy.apply(&gray);
        assert_eq!(found, noisy.apply(&gray));
        let squares = found
            .iter()
            .map(|pixel| (f64::from(*pixel) - 128.0).powi(2));
        let deviation = (squares.sum::<f64>() / IMAGE_PIXELS as f64).sqrt();
        assert!((deviation - 25.5).abs() < 2.0, "{deviation}");
    }
}
