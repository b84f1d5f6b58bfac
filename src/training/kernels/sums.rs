//! Sums whose order the code fixes.

/// Numbers that are summed before they are added to what is there.
const DEPTH: usize = 256;

/// The sums of each column: one by one the sums over [`DEPTH`] rows each, which begin at 0.
///
/// - values: `[rows, width]`, row-major
/// - returns: `[width]`
pub fn column_sums(values: &[f32], width: usize) -> Vec<f32> {
    let mut sums = vec![0.0; width];
    if width == 0 {
        return sums;
    }
    let mut block_sums = vec![0.0; width];
    for block in values.chunks(DEPTH * width) {
        block_sums.fill(0.0);
        for row in block.chunks_exact(width) {
            add(&mut block_sums, row);
        }
        add(&mut sums, &block_sums);
    }
    sums
}

fn add(sums: &mut [f32], row: &[f32]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += value;
    }
}
