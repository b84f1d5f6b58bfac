//! Networks that name the same digit whatever they are shown.

/// The test images of each digit.
pub const TEST_IMAGES_BY_DIGIT: [usize; 10] =
    [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009];

/// The digit whose share of the test images an accuracy is. No two digits have the same, and a network that has
/// learned anything is far above; but a share alone is no proof.
pub fn one_digit(test_accuracy: f64) -> Option<usize> {
    let images: usize = TEST_IMAGES_BY_DIGIT.iter().sum();
    let right = test_accuracy * images as f64;
    // Accuracies are means of 32-bit numbers, so they are whole images only nearly.
    let is_share = |count: &usize| (right - *count as f64).abs() < 0.1;
    TEST_IMAGES_BY_DIGIT.iter().position(is_share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_each_digit_is_known() {
        let shares = [
            0.098, 0.1135, 0.1032, 0.101, 0.0982, 0.0892, 0.0958, 0.1028, 0.0974, 0.1009,
        ];
        for (digit, share) in shares.into_iter().enumerate() {
            assert_eq!(one_digit(share), Some(digit));
            assert_eq!(one_digit(f64::from(share as f32)), Some(digit));
        }
    }

    #[test]
    fn any_other_accuracy_says_nothing() {
        for accuracy in [0.0, 0.1, 0.0981, 0.94, 1.0, f64::NAN, f64::INFINITY] {
            assert_eq!(one_digit(accuracy), None, "{accuracy}");
        }
    }
}
