//! The order in which an epoch sees the training images.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// The half of the generator's key that is not the run's seed. It keeps the shuffle apart from all else
/// that is drawn with the same seed (initial weights, dropout, noise).
const PURPOSE: [u8; 24] = *b"tuneground shuffle order";

/// The indices of the first `count` training images in the order that epoch number `epoch` (from 0) takes
/// them; in their original order without `shuffle`. A batch is a run of `batch_size` of them.
///
/// The order depends on the arguments alone and is the same on every platform: ChaCha8 keyed by the seed,
/// with a stream of its own for each epoch, and an index draw that is written out below.
///
/// # Panics
///
/// If `count` does not fit in 32 bits.
#[expect(clippy::expect_used, reason = "MNIST has sixty thousand images")]
#[must_use]
pub fn epoch_order(count: usize, seed: u64, epoch: u64, shuffle: bool) -> Vec<u32> {
    let count = u32::try_from(count).expect("more images than 32-bit indices can name");
    let mut order: Vec<u32> = (0..count).collect();
    if shuffle {
        let mut rng = shuffle_rng(seed, epoch);
        // Fisher–Yates, from the back.
        for last in (1..count).rev() {
            let chosen = below(&mut rng, last + 1);
            order.swap(last as usize, chosen as usize);
        }
    }
    order
}

fn shuffle_rng(seed: u64, epoch: u64) -> ChaCha8Rng {
    let mut key = [0; 32];
    key[..8].copy_from_slice(&seed.to_le_bytes());
    key[8..].copy_from_slice(&PURPOSE);
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(epoch);
    rng
}

/// A number from 0 to `bound - 1`, each equally likely; `bound` is at least 1.
///
/// Lemire, "Fast random integer generation in an interval" (2019): the high half of `draw * bound`, with the
/// few draws rejected that would favour some numbers. Written here because a library's draw may change with
/// its version, and with it every shuffle ever linked to.
fn below(rng: &mut ChaCha8Rng, bound: u32) -> u32 {
    let rejected = bound.wrapping_neg() % bound;
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(bound);
        if product as u32 >= rejected {
            return (product >> 32) as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_values_of_a_shuffle_never_change() {
        // Checked against a separate implementation of ChaCha8 and the draw.
        let first = |epoch| epoch_order(60_000, 42, epoch, true)[..5].to_vec();
        assert_eq!(first(0), [59521, 18307, 57177, 29815, 6955]);
        assert_eq!(first(1), [38929, 40962, 42325, 49573, 30395]);
        let all = epoch_order(10, 0, 0, true);
        assert_eq!(all, [5, 2, 1, 7, 9, 6, 0, 3, 8, 4]);
    }

    #[test]
    fn a_shuffle_takes_every_image_once() {
        let mut order = epoch_order(1000, 7, 3, true);
        order.sort_unstable();
        assert_eq!(order, (0..1000).collect::<Vec<_>>());
    }

    #[test]
    fn without_shuffling_the_order_is_the_original_one() {
        assert_eq!(epoch_order(4, 7, 3, false), [0, 1, 2, 3]);
    }

    #[test]
    fn each_epoch_and_each_seed_has_an_order_of_its_own() {
        let order = epoch_order(100, 7, 0, true);
        assert_ne!(order, epoch_order(100, 7, 1, true));
        assert_ne!(order, epoch_order(100, 8, 0, true));
        assert_eq!(order, epoch_order(100, 7, 0, true));
    }

    #[test]
    fn no_image_and_one_image_have_one_order_each() {
        assert!(epoch_order(0, 1, 0, true).is_empty());
        assert_eq!(epoch_order(1, 1, 0, true), [0]);
    }

    #[test]
    fn drawn_numbers_are_spread_evenly() {
        let mut rng = shuffle_rng(1, 0);
        let mut counts = [0_u32; 3];
        for _ in 0..30_000 {
            counts[below(&mut rng, 3) as usize] += 1;
        }
        // Six standard deviations of a fair draw are 490.
        assert!(
            counts.iter().all(|count| count.abs_diff(10_000) < 490),
            "{counts:?}"
        );
    }
}
