//! The product of two matrices, in tiles of four rows and two vectors of columns: what sixteen registers hold without
//! spilling. Both matrices are packed, so that a tile reads them in order.
//!
//! The order of every sum is fixed here, whatever the shape and the machine: to what an element begins with are added,
//! one by one, the sums over [`DEPTH`] products each, which begin at 0.

use super::lanes::{LANES, Machine, Processor, Scratch, add_product, f32x4};

/// Products that are summed before they are added to what is there: panels of so many fit the nearest cache.
const DEPTH: usize = 256;
/// Rows of a tile.
const ROWS: usize = 4;
/// Rows whose packed panels fit the second cache.
const BLOCK: usize = 16 * ROWS;
/// Rows for which packing does not pay: of the kernel it copies as much as one row is multiplied with.
const FEW_ROWS: usize = 2;

/// A matrix, or the transpose of one, over numbers that lie elsewhere.
#[derive(Clone, Copy)]
pub struct Matrix<'a> {
    values: &'a [f32],
    rows: usize,
    columns: usize,
    is_by_columns: bool,
}

impl<'a> Matrix<'a> {
    /// - values: `[rows, columns]`, row-major
    pub fn new(values: &'a [f32], [rows, columns]: [usize; 2]) -> Self {
        Self {
            values: &values[..rows * columns],
            rows,
            columns,
            is_by_columns: false,
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn transposed(self) -> Self {
        Self {
            rows: self.columns,
            columns: self.rows,
            is_by_columns: !self.is_by_columns,
            ..self
        }
    }

    /// Copies a row.
    fn read_row(&self, row: usize, numbers: &mut [f32]) {
        if self.is_by_columns {
            let column = self.values.iter().skip(row).step_by(self.rows);
            numbers
                .iter_mut()
                .zip(column)
                .for_each(|(number, value)| *number = *value);
        } else {
            numbers.copy_from_slice(&self.values[row * self.columns..][..self.columns]);
        }
    }

    /// Copies columns of `N` rows into a panel, column by column. Where there are fewer rows, the rest of the panel
    /// stays as it is.
    fn pack<const N: usize>(&self, first_row: usize, columns: Range, panel: &mut [[f32; N]]) {
        let count = N.min(self.rows - first_row);
        if self.is_by_columns {
            let columns = self.values.chunks_exact(self.rows).skip(columns.from);
            for (packed, column) in panel.iter_mut().zip(columns) {
                match column[first_row..].first_chunk() {
                    Some(rows) => *packed = *rows,
                    None => packed[..count].copy_from_slice(&column[first_row..]),
                }
            }
            return;
        }
        let row = |at| {
            let from = (first_row + at) * self.columns + columns.from;
            &self.values[from..][..columns.len]
        };
        if count == N {
            for at in (0..N).step_by(LANES) {
                pack_rows(std::array::from_fn(|lane| row(at + lane)), at, panel);
            }
        } else {
            (0..count).for_each(|at| pack_row(row(at), at, panel));
        }
    }
}

/// Columns of a matrix.
#[derive(Clone, Copy)]
struct Range {
    from: usize,
    len: usize,
}

/// Copies a row into place `at` of each of a panel's columns.
fn pack_row<const N: usize>(row: &[f32], at: usize, panel: &mut [[f32; N]]) {
    for (packed, &value) in panel.iter_mut().zip(row) {
        packed[at] = value;
    }
}

/// Copies rows into the places from `at` on, in squares of four by four.
fn pack_rows<const N: usize>(rows: [&[f32]; LANES], at: usize, panel: &mut [[f32; N]]) {
    let rows = rows.map(|row| row.as_chunks());
    let (squares, rest) = panel.as_chunks_mut::<LANES>();
    let [a, b, c, d] = rows.map(|(chunks, _)| chunks);
    for ((((square, a), b), c), d) in squares.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        let columns = f32x4::transpose([*a, *b, *c, *d].map(f32x4::new));
        for (packed, column) in square.iter_mut().zip(columns) {
            packed[at..][..LANES].copy_from_slice(&column.to_array());
        }
    }
    for (lane, (_, row)) in rows.into_iter().enumerate() {
        pack_row(row, at + lane, rest);
    }
}

/// `start + a · b`.
///
/// - start: `[b's columns]`, what each row of the product begins with, or nothing for 0
/// - returns: `[a's rows, b's columns]`, row-major
pub fn product(a: Matrix, b: Matrix, start: Option<&[f32]>) -> Vec<f32> {
    product_by(Processor::here(), a, b, start)
}

fn product_by(processor: Processor, a: Matrix, b: Matrix, start: Option<&[f32]>) -> Vec<f32> {
    let width = b.columns;
    let zeros;
    let start = match start {
        Some(start) => &start[..width],
        None => {
            zeros = vec![0.0; width];
            &zeros
        }
    };
    if width == 0 || a.columns == 0 || a.rows <= FEW_ROWS {
        let mut product = start.repeat(a.rows);
        add_few_products(a, b, &mut product);
        return product;
    }
    match processor {
        Processor::Four(machine) => by_tiles::<4, 8>(machine, a, b, start),
        #[cfg(target_arch = "x86_64")]
        Processor::Eight(machine) => by_tiles::<8, 16>(machine, a, b, start),
    }
}

/// - `COLUMNS`: of a tile, two vectors
fn by_tiles<const LANES: usize, const COLUMNS: usize>(
    machine: impl Machine<LANES>,
    a: Matrix,
    b: Matrix,
    start: &[f32],
) -> Vec<f32> {
    let width = b.columns;
    let mut product = Vec::with_capacity(a.rows * width);
    let depth = DEPTH.min(a.columns);
    let mut packed_a = Scratch::new(depth * BLOCK.min(a.rows.next_multiple_of(ROWS)));
    let mut packed_b = Scratch::new(depth * width.next_multiple_of(COLUMNS));
    for from in (0..a.columns).step_by(DEPTH) {
        let len = DEPTH.min(a.columns - from);
        let depth = Range { from, len };
        let b = pack_all::<COLUMNS>(b.transposed(), 0..width, depth, packed_b.numbers());
        for first in (0..a.rows).step_by(BLOCK) {
            let rows_of_a = first..a.rows.min(first + BLOCK);
            if from == 0 {
                // Row by row as they are needed, so that they are still near when the first products are added.
                rows_of_a
                    .clone()
                    .for_each(|_| product.extend_from_slice(start));
            }
            let rows = &mut product[first * width..][..rows_of_a.len() * width];
            let a = pack_all(a, rows_of_a, depth, packed_a.numbers());
            add_products(machine, a, b, len, rows, width);
        }
    }
    product
}

/// Adds the products of few rows, in the same order as tiles do.
fn add_few_products(a: Matrix, b: Matrix, product: &mut [f32]) {
    let width = b.columns;
    let mut factors = vec![0.0; a.columns];
    let mut sums = vec![0.0; width];
    for (at, row) in product.chunks_exact_mut(width.max(1)).enumerate() {
        a.read_row(at, &mut factors);
        for from in (0..a.columns).step_by(DEPTH) {
            let factors = &factors[from..a.columns.min(from + DEPTH)];
            if b.is_by_columns {
                sum_columns(b, from, factors, &mut sums);
            } else {
                sum_rows(b, from, factors, &mut sums);
            }
            for (element, sum) in row.iter_mut().zip(&sums) {
                *element += sum;
            }
        }
    }
}

/// The sums of the products of factors with rows of a row-major matrix, from row `from` on.
fn sum_rows(b: Matrix, from: usize, factors: &[f32], sums: &mut [f32]) {
    sums.fill(0.0);
    let rows = b.values.chunks_exact(b.columns).skip(from);
    for (&factor, row) in factors.iter().zip(rows) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += factor * value;
        }
    }
}

/// The same of a matrix that lies column by column, four columns at a time.
fn sum_columns(b: Matrix, from: usize, factors: &[f32], sums: &mut [f32]) {
    let column = |at: usize| &b.values[at * b.rows + from..][..factors.len()];
    let (fours, rest) = sums.as_chunks_mut::<LANES>();
    let rest_from = fours.len() * LANES;
    for (four, first) in fours.iter_mut().zip((0..).step_by(LANES)) {
        *four = sum_four(std::array::from_fn(|lane| column(first + lane)), factors);
    }
    for (sum, at) in rest.iter_mut().zip(rest_from..) {
        let products = column(at).iter().zip(factors);
        *sum = products.fold(0.0, |sum, (value, factor)| sum + factor * value);
    }
}

fn sum_four(columns: [&[f32]; LANES], factors: &[f32]) -> [f32; LANES] {
    let [a, b, c, d] = columns.map(|column| column.as_chunks::<LANES>());
    let (factor_fours, factor_rest) = factors.as_chunks::<LANES>();
    let mut sums = f32x4::ZERO;
    let squares = factor_fours.iter().zip(a.0).zip(b.0).zip(c.0).zip(d.0);
    for ((((factors, a), b), c), d) in squares {
        let rows = f32x4::transpose([*a, *b, *c, *d].map(f32x4::new));
        for (factor, row) in factors.iter().zip(rows) {
            sums = add_product(sums, f32x4::splat(*factor), row);
        }
    }
    for (at, factor) in factor_rest.iter().enumerate() {
        let row = f32x4::new([a.1[at], b.1[at], c.1[at], d.1[at]]);
        sums = add_product(sums, f32x4::splat(*factor), row);
    }
    sums.to_array()
}

/// Packs rows of a matrix, panel after panel.
fn pack_all<'a, const N: usize>(
    matrix: Matrix,
    rows: std::ops::Range<usize>,
    columns: Range,
    room: &'a mut [f32],
) -> &'a [[f32; N]] {
    let panels = room.as_chunks_mut().0;
    for (panel, first) in panels.chunks_exact_mut(columns.len).zip(rows.step_by(N)) {
        matrix.pack(first, columns, panel);
    }
    panels
}

/// Adds the products of packed panels to rows of `width` elements.
fn add_products<const LANES: usize, const COLUMNS: usize>(
    machine: impl Machine<LANES>,
    a: &[[f32; ROWS]],
    b: &[[f32; COLUMNS]],
    depth: usize,
    rows: &mut [f32],
    width: usize,
) {
    for (b, column) in b.chunks_exact(depth).zip((0..width).step_by(COLUMNS)) {
        let panels = a.chunks_exact(depth);
        for (a, rows) in panels.zip(rows.chunks_mut(ROWS * width)) {
            add_tile(machine, a, b, rows, width, column);
        }
    }
}

/// Adds the products of two panels to a tile: as much of it as there is.
// Not inlined: V8 allocates registers better in a function of its own.
#[inline(never)]
fn add_tile<const LANES: usize, const COLUMNS: usize>(
    machine: impl Machine<LANES>,
    a: &[[f32; ROWS]],
    b: &[[f32; COLUMNS]],
    rows: &mut [f32],
    width: usize,
    column: usize,
) {
    machine.run(
        #[inline(always)]
        || {
            let mut tile = [[machine.splat(0.0); 2]; ROWS];
            for (a, b) in a.iter().zip(b) {
                let [left, right] = halves(machine, b);
                for (sums, &a) in tile.iter_mut().zip(a) {
                    let a = machine.splat(a);
                    sums[0] = machine.add_product(sums[0], a, left);
                    sums[1] = machine.add_product(sums[1], a, right);
                }
            }
            for (row, sums) in rows.chunks_exact_mut(width).zip(tile) {
                add_sums::<LANES, COLUMNS, _>(machine, sums, &mut row[column..]);
            }
        },
    );
}

#[inline(always)]
fn add_sums<const LANES: usize, const COLUMNS: usize, M: Machine<LANES>>(
    machine: M,
    sums: [M::Vector; 2],
    row: &mut [f32],
) {
    if let Some(row) = row.first_chunk_mut::<COLUMNS>() {
        let before = halves(machine, row);
        let [left, right] = [0, 1].map(|half| machine.store(machine.add(before[half], sums[half])));
        row[..LANES].copy_from_slice(&left);
        row[LANES..].copy_from_slice(&right);
        return;
    }
    let sums = sums.map(|sums| machine.store(sums));
    for (value, sum) in row.iter_mut().zip(sums.as_flattened()) {
        *value += sum;
    }
}

#[inline(always)]
fn halves<const LANES: usize, const COLUMNS: usize, M: Machine<LANES>>(
    machine: M,
    row: &[f32; COLUMNS],
) -> [M::Vector; 2] {
    let halves = row.as_chunks::<LANES>().0;
    [machine.load(halves[0]), machine.load(halves[1])]
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Dice, assert_same};
    use super::*;

    /// Element by element, in the order that is promised.
    fn plain(
        a: &[f32],
        b: &[f32],
        [rows, depth, columns]: [usize; 3],
        start: Option<&[f32]>,
    ) -> Vec<f32> {
        let element = |at: usize| {
            let (row, column) = (at / columns, at % columns);
            let mut element = start.map_or(0.0, |start| start[column]);
            for from in (0..depth).step_by(DEPTH) {
                let mut sum = 0.0;
                for at in from..depth.min(from + DEPTH) {
                    sum += a[row * depth + at] * b[at * columns + column];
                }
                element += sum;
            }
            element
        };
        (0..rows * columns).map(element).collect()
    }

    fn transpose(values: &[f32], [rows, columns]: [usize; 2]) -> Vec<f32> {
        let element = |at: usize| values[at % rows * columns + at / rows];
        (0..rows * columns).map(element).collect()
    }

    /// All four ways in which the matrices may lie, with and without a start.
    fn compare(dice: &mut Dice, shape: [usize; 3], numbers: impl Fn(&mut Dice, usize) -> Vec<f32>) {
        let [rows, depth, columns] = shape;
        let a = numbers(dice, rows * depth);
        let b = numbers(dice, depth * columns);
        let start = numbers(dice, columns);
        let (by_columns_a, by_columns_b) = (
            transpose(&a, [rows, depth]),
            transpose(&b, [depth, columns]),
        );
        let of_a = [
            Matrix::new(&a, [rows, depth]),
            Matrix::new(&by_columns_a, [depth, rows]).transposed(),
        ];
        let of_b = [
            Matrix::new(&b, [depth, columns]),
            Matrix::new(&by_columns_b, [columns, depth]).transposed(),
        ];
        for start in [None, Some(&start[..])] {
            let expected = plain(&a, &b, shape, start);
            for a in of_a {
                for b in of_b {
                    let what = format!("{shape:?}, {}, {}", a.is_by_columns, b.is_by_columns);
                    for processor in Processor::all() {
                        assert_same(&product_by(processor, a, b, start), &expected, &what);
                    }
                }
            }
        }
    }

    #[test]
    fn a_product_is_the_plain_one_to_the_last_bit() {
        let mut dice = Dice::new(1);
        for shape in [
            [1, 784, 128],
            [1, 10, 130],
            [2, 259, 11],
            [3, 259, 11],
            [7, 300, 7],
            [4, 256, 8],
            [65, 257, 9],
            [128, 10, 128],
            [3, 1, 1],
        ] {
            compare(&mut dice, shape, Dice::numbers);
        }
        for _ in 0..60 {
            let shape = [90, 600, 40].map(|bound| 1 + dice.below(bound));
            compare(&mut dice, shape, Dice::numbers);
        }
    }

    #[test]
    fn zeros_denormals_infinities_and_nans_travel_as_in_the_plain_product() {
        let mut dice = Dice::new(2);
        for every in [2, 10, 100] {
            for _ in 0..10 {
                let shape = [20, 300, 20].map(|bound| 1 + dice.below(bound));
                compare(&mut dice, shape, |dice, count| {
                    dice.odd_numbers(count, every)
                });
            }
        }
    }

    #[test]
    fn without_rows_columns_or_depth_there_is_nothing_to_add() {
        let mut dice = Dice::new(3);
        for shape in [[0, 3, 2], [3, 0, 2], [3, 2, 0]] {
            compare(&mut dice, shape, Dice::numbers);
        }
    }
}
