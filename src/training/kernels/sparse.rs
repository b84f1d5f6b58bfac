//! A layer's products over those of its inputs that are not 0, in tiles of up to eight vectors of units, packed.
//!
//! A product with 0 is left out. It would be 0, but for an infinity or what is no number, which make it none: so
//! where there is one, the functions decline, and the plain product has to be made, that a divergence is seen.
//!
//! The order of every sum is fixed here: outputs begin with the bias, gradients with 0; to these are added, by
//! ascending column, each product of an output, and of a gradient, one by one, the sums over [`BLOCK`] rows each.

use super::lanes::{LANES, Machine, Processor, Scratch, add_product, f32x4};
use super::rows::{Entry, Lines, Rows};

/// Vectors of the widest tile, which leave registers for the factors.
const WIDEST: usize = 8;
/// Rows whose gradients are packed at once: they fit the nearest cache.
const BLOCK: usize = 128;
/// Rows for which packing the kernel does not pay.
const FEW_ROWS: usize = 2;
/// Inputs that a layer may have. A packed tile has as many rows, or [`BLOCK`]: where the number is a power of two that
/// stands in the code, an entry's row is found without a look at the bounds, which costs a sixth of the time.
const MOST_INPUTS: usize = 1024;

/// `inputs · kernel + bias`, or nothing where the kernel has a number that is not finite or the layer too many inputs.
///
/// - kernel: `[inputs, units]`, row-major
/// - bias: `[units]`
/// - returns: `[rows, units]`, row-major
pub fn forward(inputs: &Rows, kernel: &[f32], bias: &[f32]) -> Option<Vec<f32>> {
    forward_by(Processor::here(), inputs, kernel, bias)
}

fn forward_by(
    processor: Processor,
    inputs: &Rows,
    kernel: &[f32],
    bias: &[f32],
) -> Option<Vec<f32>> {
    if inputs.columns() > MOST_INPUTS {
        return None;
    }
    if inputs.count() <= FEW_ROWS {
        return is_finite(kernel).then(|| forward_few(inputs, kernel, bias));
    }
    match processor {
        Processor::Four(machine) => Tiles(machine).forward(inputs, kernel, bias),
        #[cfg(target_arch = "x86_64")]
        Processor::Eight(machine) => Tiles(machine).forward(inputs, kernel, bias),
    }
}

/// The same for few rows, for which packing the kernel does not pay; it is finite.
fn forward_few(inputs: &Rows, kernel: &[f32], bias: &[f32]) -> Vec<f32> {
    let units = bias.len();
    let mut outputs = bias.repeat(inputs.count());
    let rows = outputs.chunks_exact_mut(units.max(1));
    for (outputs, entries) in rows.zip(inputs.lines().iter()) {
        for entry in entries {
            let weights = &kernel[entry.at as usize * units..][..units];
            for (output, weight) in outputs.iter_mut().zip(weights) {
                *output += entry.value * weight;
            }
        }
    }
    outputs
}

/// Whether all numbers are, by what they are multiplied by 0.
fn is_finite(values: &[f32]) -> bool {
    const AT_ONCE: usize = 4;
    let (blocks, rest) = values.as_chunks::<{ LANES * AT_ONCE }>();
    let mut zeros = [f32x4::ZERO; AT_ONCE];
    for block in blocks {
        for (zero, four) in zeros.iter_mut().zip(block.as_chunks().0) {
            *zero = add_product(*zero, f32x4::new(*four), f32x4::ZERO);
        }
    }
    let are_zero = zeros.iter().all(|zero| zero.to_array() == [0.0; LANES]);
    are_zero && rest.iter().all(|value| value.is_finite())
}

/// inputsᵀ · the outputs' gradient, or nothing where that has a number that is not finite.
///
/// - outputs: `[rows, units]`, row-major
/// - returns: `[inputs, units]`, row-major
pub fn kernel_gradient(inputs: &Rows, outputs: &[f32], units: usize) -> Option<Vec<f32>> {
    kernel_gradient_by(Processor::here(), inputs, outputs, units)
}

fn kernel_gradient_by(
    processor: Processor,
    inputs: &Rows,
    outputs: &[f32],
    units: usize,
) -> Option<Vec<f32>> {
    match processor {
        Processor::Four(machine) => Tiles(machine).kernel_gradient(inputs, outputs, units),
        #[cfg(target_arch = "x86_64")]
        Processor::Eight(machine) => Tiles(machine).kernel_gradient(inputs, outputs, units),
    }
}

/// The kernels, tile by tile.
struct Tiles<M>(M);

impl<M> Tiles<M> {
    fn forward<const LANES: usize>(
        self,
        inputs: &Rows,
        kernel: &[f32],
        bias: &[f32],
    ) -> Option<Vec<f32>>
    where
        M: Machine<LANES>,
    {
        let mut outputs = vec![0.0; inputs.count() * bias.len()];
        let mut room = Scratch::new(MOST_INPUTS * WIDEST * LANES);
        for tile in Tile::all(self.0, bias.len()) {
            let (room, outputs) = (room.numbers(), &mut outputs[..]);
            match tile.vectors() {
                1 => tile.forward::<1>(inputs, kernel, bias, room, outputs),
                2 => tile.forward::<2>(inputs, kernel, bias, room, outputs),
                3..=4 => tile.forward::<4>(inputs, kernel, bias, room, outputs),
                _ => tile.forward::<WIDEST>(inputs, kernel, bias, room, outputs),
            }?;
        }
        Some(outputs)
    }

    fn kernel_gradient<const LANES: usize>(
        self,
        inputs: &Rows,
        outputs: &[f32],
        units: usize,
    ) -> Option<Vec<f32>>
    where
        M: Machine<LANES>,
    {
        let mut gradient = vec![0.0; inputs.columns() * units];
        let mut room = Scratch::new(BLOCK * WIDEST * LANES);
        let mut columns = Columns::default();
        for (block, outputs) in outputs.chunks(BLOCK * units.max(1)).enumerate() {
            columns.take(inputs, block * BLOCK);
            for tile in Tile::all(self.0, units) {
                let (room, gradient) = (room.numbers(), &mut gradient[..]);
                match tile.vectors() {
                    1 => tile.add_gradient::<1>(columns.lines(), outputs, room, gradient),
                    2 => tile.add_gradient::<2>(columns.lines(), outputs, room, gradient),
                    3..=4 => tile.add_gradient::<4>(columns.lines(), outputs, room, gradient),
                    _ => tile.add_gradient::<WIDEST>(columns.lines(), outputs, room, gradient),
                }?;
            }
        }
        Some(gradient)
    }
}

/// Neighbouring units.
#[derive(Clone, Copy)]
struct Tile<M, const LANES: usize> {
    machine: M,
    units: usize,
    from: usize,
    count: usize,
}

impl<const LANES: usize, M: Machine<LANES>> Tile<M, LANES> {
    fn all(machine: M, units: usize) -> impl Iterator<Item = Self> {
        let width = WIDEST * LANES;
        (0..units).step_by(width).map(move |from| Self {
            machine,
            units,
            from,
            count: width.min(units - from),
        })
    }

    /// As many as hold the units.
    fn vectors(&self) -> usize {
        self.count.div_ceil(LANES)
    }

    /// The tile's part of a row; beyond it, zeros.
    #[inline(always)]
    fn load<const N: usize>(&self, row: &[f32]) -> [M::Vector; N] {
        let row = &row[self.from..][..self.count];
        match row.as_chunks().0.first_chunk::<N>() {
            Some(vectors) => std::array::from_fn(|at| self.machine.load(vectors[at])),
            None => self.load_rest(row).map(|vector| self.machine.load(vector)),
        }
    }

    fn load_rest<const N: usize>(&self, row: &[f32]) -> [[f32; LANES]; N] {
        let mut vectors = [[0.0; LANES]; N];
        vectors.as_flattened_mut()[..self.count].copy_from_slice(row);
        vectors
    }

    #[inline(always)]
    fn store<const N: usize>(&self, vectors: [M::Vector; N], row: &mut [f32]) {
        let row = &mut row[self.from..][..self.count];
        match row.as_chunks_mut().0.first_chunk_mut::<N>() {
            Some(places) => self.put(vectors, places),
            None => {
                let vectors = vectors.map(|vector| self.machine.store(vector));
                row.copy_from_slice(&vectors.as_flattened()[..self.count]);
            }
        }
    }

    /// Vector by vector: a copy of the whole is a call.
    #[inline(always)]
    fn put<const N: usize>(&self, vectors: [M::Vector; N], places: &mut [[f32; LANES]; N]) {
        for (place, vector) in places.iter_mut().zip(vectors) {
            *place = self.machine.store(vector);
        }
    }

    /// Copies the tile's part of each row, or nothing where one of its numbers is not finite or there is no room for
    /// `ROWS` of them.
    #[inline(always)]
    fn pack<'a, const N: usize, const ROWS: usize>(
        &self,
        rows: &[f32],
        room: &'a mut [f32],
    ) -> Option<&'a [[[f32; LANES]; N]; ROWS]> {
        let machine = self.machine;
        let packed = room.as_chunks_mut().0.as_chunks_mut().0;
        let packed: &mut [_; ROWS] = packed.first_chunk_mut()?;
        let zero = machine.splat(0.0);
        let mut zeros = [zero; N];
        for (packed, row) in packed.iter_mut().zip(rows.chunks_exact(self.units)) {
            let vectors = self.load(row);
            self.put(vectors, packed);
            for (sum, vector) in zeros.iter_mut().zip(vectors) {
                *sum = machine.add_product(*sum, vector, zero);
            }
        }
        let mut zeros = zeros.into_iter();
        let is_finite = zeros.all(|sum| machine.store(sum) == [0.0; LANES]);
        is_finite.then_some(packed)
    }

    fn forward<const N: usize>(
        &self,
        inputs: &Rows,
        kernel: &[f32],
        bias: &[f32],
        room: &mut [f32],
        outputs: &mut [f32],
    ) -> Option<()> {
        self.machine.run(
            #[inline(always)]
            || {
                let kernel = self.pack::<N, MOST_INPUTS>(kernel, room)?;
                let start = self.load(bias);
                let rows = outputs.chunks_exact_mut(self.units);
                for (entries, outputs) in inputs.lines().iter().zip(rows) {
                    self.store(self.add_products(start, entries, kernel), outputs);
                }
                Some(())
            },
        )
    }

    fn add_gradient<const N: usize>(
        &self,
        columns: Lines,
        outputs: &[f32],
        room: &mut [f32],
        gradient: &mut [f32],
    ) -> Option<()> {
        let machine = self.machine;
        machine.run(
            #[inline(always)]
            || {
                let outputs = self.pack::<N, BLOCK>(outputs, room)?;
                let rows = gradient.chunks_exact_mut(self.units);
                for (entries, gradient) in columns.iter().zip(rows) {
                    if entries.is_empty() {
                        continue;
                    }
                    let mut sums = self.add_products([machine.splat(0.0); N], entries, outputs);
                    for (sum, before) in sums.iter_mut().zip(self.load::<N>(gradient)) {
                        *sum = machine.add(before, *sum);
                    }
                    self.store(sums, gradient);
                }
                Some(())
            },
        )
    }

    /// Adds to `sums` the products of each entry with the row of `factors` that it names.
    #[inline(always)]
    fn add_products<const N: usize, const ROWS: usize>(
        &self,
        mut sums: [M::Vector; N],
        entries: &[Entry],
        factors: &[[[f32; LANES]; N]; ROWS],
    ) -> [M::Vector; N] {
        let machine = self.machine;
        for entry in entries {
            let value = machine.splat(entry.value);
            let factors = &factors[entry.at as usize % ROWS];
            for (sum, factor) in sums.iter_mut().zip(factors) {
                *sum = machine.add_product(*sum, value, machine.load(*factor));
            }
        }
        sums
    }
}

/// The columns of up to [`BLOCK`] rows.
#[derive(Default)]
struct Columns {
    /// Where each column begins among the entries, and where the last one ends.
    starts: Vec<usize>,
    /// Where the next entry of each column goes.
    next: Vec<usize>,
    entries: Vec<Entry>,
}

impl Columns {
    /// Takes the block that begins with row `first`; rows count from there.
    fn take(&mut self, rows: &Rows, first: usize) {
        let block = rows.part(first, BLOCK);
        self.starts.clear();
        self.starts.resize(rows.columns() + 1, 0);
        for entry in block.entries() {
            self.starts[entry.at as usize + 1] += 1;
        }
        let mut count = 0;
        for start in &mut self.starts {
            count += *start;
            *start = count;
        }
        self.next.clone_from(&self.starts);
        self.entries.resize(count, Entry::default());
        for (row, entries) in block.iter().enumerate() {
            for entry in entries {
                let next = &mut self.next[entry.at as usize];
                self.entries[*next] = Entry {
                    at: row as u32,
                    value: entry.value,
                };
                *next += 1;
            }
        }
    }

    fn lines(&self) -> Lines<'_> {
        Lines::new(&self.starts, &self.entries)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Dice, assert_same};
    use super::*;

    /// Numbers of which about one in `every` is not 0.
    fn sparse(dice: &mut Dice, count: usize, every: usize) -> Vec<f32> {
        let number = |dice: &mut Dice| match dice.below(every) {
            0 => dice.number(),
            _ => 0.0,
        };
        (0..count).map(|_| number(dice)).collect()
    }

    fn rows(values: &[f32], columns: usize) -> Option<Rows> {
        Rows::new(columns, values.chunks_exact(columns), |value| value)
    }

    /// Element by element, in the order that is promised.
    fn plain_forward(inputs: &[f32], kernel: &[f32], bias: &[f32]) -> Vec<f32> {
        let units = bias.len();
        let depth = kernel.len() / units;
        let element = |at: usize| {
            let (row, unit) = (at / units, at % units);
            (0..depth).fold(bias[unit], |sum, at| {
                sum + inputs[row * depth + at] * kernel[at * units + unit]
            })
        };
        (0..inputs.len() / depth * units).map(element).collect()
    }

    fn plain_gradient(inputs: &[f32], outputs: &[f32], units: usize) -> Vec<f32> {
        let count = outputs.len() / units;
        let depth = inputs.len() / count;
        let element = |at: usize| {
            let (input, unit) = (at / units, at % units);
            let product = |row: usize| inputs[row * depth + input] * outputs[row * units + unit];
            (0..count).step_by(BLOCK).fold(0.0, |sum, from| {
                let block = from..count.min(from + BLOCK);
                sum + block.fold(0.0, |sum, row| sum + product(row))
            })
        };
        (0..depth * units).map(element).collect()
    }

    fn compare(dice: &mut Dice, [count, depth, units]: [usize; 3]) {
        let inputs = sparse(dice, count * depth, 5);
        let (kernel, bias) = (dice.numbers(depth * units), dice.numbers(units));
        let gradient = dice.numbers(count * units);
        let Some(rows) = rows(&inputs, depth) else {
            return;
        };
        let what = format!("{count} rows of {depth}, {units} units");
        for processor in Processor::all() {
            let outputs = forward_by(processor, &rows, &kernel, &bias).unwrap();
            assert_same(&outputs, &plain_forward(&inputs, &kernel, &bias), &what);
            let found = kernel_gradient_by(processor, &rows, &gradient, units).unwrap();
            assert_same(&found, &plain_gradient(&inputs, &gradient, units), &what);
        }
    }

    #[test]
    fn a_product_over_what_is_not_zero_is_the_plain_one_to_the_last_bit() {
        let mut dice = Dice::new(1);
        for shape in [
            [1, 784, 128],
            [2, 784, 131],
            [3, 784, 1024],
            [300, 30, 7],
            [128, 20, 32],
            [129, 16, 33],
            [5, 1024, 10],
        ] {
            compare(&mut dice, shape);
        }
        for _ in 0..60 {
            let shape = [300, 90, 80].map(|bound| 1 + dice.below(bound));
            compare(&mut dice, shape);
        }
    }

    #[test]
    fn matrices_come_back_from_their_rows_as_they_were() {
        let mut dice = Dice::new(2);
        for _ in 0..40 {
            let (count, columns) = (dice.below(20), 1 + dice.below(50));
            let values = sparse(&mut dice, count * columns, 6);
            if let Some(rows) = rows(&values, columns) {
                assert_eq!((rows.count(), rows.columns()), (count, columns));
                assert_eq!(rows.to_dense(), values);
            }
        }
    }

    #[test]
    fn a_matrix_that_is_more_than_half_full_has_no_rows() {
        let half = [0.0, 1.0, 0.0, 2.0];
        assert!(rows(&half, 2).is_some());
        assert!(rows(&[0.0, 1.0, 3.0, 2.0], 2).is_none());
        // An infinity and what is no number count, whatever they are multiplied with.
        assert!(rows(&[f32::NAN, f32::INFINITY, 1.0, 0.0], 4).is_none());
    }

    #[test]
    fn denormals_infinities_and_nans_of_the_inputs_travel_as_in_the_plain_product() {
        let mut dice = Dice::new(3);
        for every in [3, 30] {
            let mut inputs = sparse(&mut dice, 40 * 50, 5);
            for input in inputs.iter_mut().filter(|input| **input != 0.0) {
                *input = dice.odd_numbers(1, every)[0];
            }
            let (kernel, bias) = (dice.numbers(50 * 9), dice.odd_numbers(9, 3));
            let rows = rows(&inputs, 50).unwrap();
            let gradient = dice.numbers(40 * 9);
            for processor in Processor::all() {
                let outputs = forward_by(processor, &rows, &kernel, &bias).unwrap();
                assert_same(&outputs, &plain_forward(&inputs, &kernel, &bias), "outputs");
                let found = kernel_gradient_by(processor, &rows, &gradient, 9).unwrap();
                assert_same(&found, &plain_gradient(&inputs, &gradient, 9), "gradient");
            }
        }
    }

    /// 0 × ∞ is no number, so a pixel that is 0 must not hide that a weight has gone.
    #[test]
    fn what_is_not_finite_beside_a_zero_is_left_to_the_plain_product() {
        let rows = rows(&[0.0, 1.0], 2).unwrap();
        // Few rows are multiplied as they lie, more are packed.
        let more = Rows::new(2, [[0.0, 1.0]; 3].iter().map(|row| &row[..]), |value| value).unwrap();
        for odd in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for processor in Processor::all() {
                for rows in [&rows, &more] {
                    assert_eq!(forward_by(processor, rows, &[odd, 1.0], &[0.0]), None);
                }
                assert_eq!(kernel_gradient_by(processor, &rows, &[odd], 1), None);
            }
        }
        assert_eq!(
            forward(&rows, &[f32::MAX, 1.0], &[f32::INFINITY]),
            Some(vec![f32::INFINITY])
        );
    }

    #[test]
    fn more_inputs_than_a_tile_has_room_for_are_left_to_the_plain_product() {
        let columns = MOST_INPUTS + 1;
        let rows = rows(&vec![0.0; columns], columns).unwrap();
        assert_eq!(forward(&rows, &vec![1.0; columns], &[0.0]), None);
        assert_eq!(kernel_gradient(&rows, &[1.0], 1), Some(vec![0.0; columns]));
    }
}
