//! A found input, made smaller while it stays as bad.

/// Leaves out ever shorter parts while `is_bad` holds; gives up after so many trials.
pub fn shrink(input: &[u8], mut trials: usize, is_bad: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut smallest = input.to_vec();
    let mut part = smallest.len().div_ceil(2);
    while part > 0 && trials > 0 {
        let mut at = 0;
        while at < smallest.len() && trials > 0 {
            trials -= 1;
            let end = (at + part).min(smallest.len());
            let shorter = [&smallest[..at], &smallest[end..]].concat();
            if is_bad(&shorter) {
                smallest = shorter;
            } else {
                at = end;
            }
        }
        part /= 2;
    }
    smallest
}
