//! The product of two matrices on a GPU, in tiles.
//!
//! A workgroup computes a tile of the product. It brings a strip of each matrix into its shared memory, a few columns
//! of the one and as many rows of the other, and each of its threads multiplies what its own elements of the product
//! need of them; then come the next strips.

#![expect(
    clippy::collapsible_if,
    reason = "what is decided before a kernel is compiled is no condition within it"
)]

use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;
use cubecl::prelude::*;

use super::cube::room;

/// Threads of a workgroup along each side of its tile.
const SIDE: u32 = 16;
const THREADS: usize = (SIDE * SIDE) as usize;
/// Elements of the product that a thread computes, one below the other, [`SIDE`] apart.
const ROWS_OF_THREAD: usize = 4;
/// How deep a strip is.
const STRIP: usize = 16;
/// What a row of shared memory is longer than a tile: neighbours along the depth then lie in different banks.
const GAP: usize = 1;

/// How the elements of a matrix lie in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// Those that are multiplied with each other and summed are neighbours.
    Summed,
    /// The others are.
    Kept,
}

/// What is known of a product before it is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Plan {
    left: Order,
    right: Order,
    /// Elements of the product that a thread computes side by side, [`SIDE`] apart.
    across: usize,
    with: With,
}

/// What is done beside the product, with a tensor that has no other use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct With {
    /// The tensor is added to each row.
    bias: bool,
    /// What is not above 0 becomes 0.
    relu: bool,
    /// What is 0 in the tensor is taken for 0 in the left matrix, or in the right one.
    left_mask: bool,
    right_mask: bool,
    /// A last row holds the sums of the columns of the right matrix.
    column_sums: bool,
}

/// Brings a strip of a matrix into shared memory, `[STRIP, width + GAP]`, with zeros where the matrix ends.
///
/// - first, count: the strip's first row or column that is kept, and how many the matrix has
/// - from, to, depth: what is summed by this strip and by its slice, and of how many
#[cube]
fn load(
    strip: &mut Shared<[f32]>,
    matrix: &[f32],
    mask: &[f32],
    first: usize,
    count: usize,
    from: usize,
    to: usize,
    depth: usize,
    #[comptime] width: usize,
    #[comptime] order: Order,
    #[comptime] is_masked: bool,
) {
    for part in 0..comptime!(width * STRIP / THREADS) {
        let element = UNIT_POS as usize + part * THREADS;
        let mut along = element % width;
        let mut down = element / width;
        if comptime!(order == Order::Summed) {
            along = element / STRIP;
            down = element % STRIP;
        }
        let (at, d) = (first + along, from + down);
        let mut value = 0.0f32;
        if at < count && d < to {
            let mut place = d * count + at;
            if comptime!(order == Order::Summed) {
                place = at * depth + d;
            }
            value = matrix[place];
            if comptime!(is_masked) {
                if mask[place] <= 0.0f32 {
                    value = 0.0f32;
                }
            }
        }
        strip[down * (width + GAP) + along] = value;
    }
}

/// `left · right`, or the part of it that is summed over a slice of the depth, one slice after the other.
///
/// - Across: as the plan has it
/// - output: `[slices, rows, columns]`, with a row more where there are column sums
#[cube(launch)]
fn product_kernel<Across: Size>(
    left: &[f32],
    right: &[f32],
    beside: &[f32],
    output: &mut [f32],
    rows: u32,
    columns: u32,
    depth: u32,
    slice: u32,
    #[comptime] plan: Plan,
) {
    let side = comptime!(SIDE as usize);
    let across = comptime!(plan.across);
    let tile_rows = comptime!(side * ROWS_OF_THREAD);
    let tile_columns = comptime!(side * across);
    let (rows, columns, depth) = (rows as usize, columns as usize, depth as usize);
    let (x, y) = (UNIT_POS_X as usize, UNIT_POS_Y as usize);
    let first_row = CUBE_POS_Y as usize * tile_rows;
    let first_column = CUBE_POS_X as usize * tile_columns;
    let from = (CUBE_POS_Z * slice) as usize;
    let to = min(from + slice as usize, depth);

    let mut left_strip = Shared::<[f32]>::new_slice(comptime!(STRIP * (tile_rows + GAP)));
    let mut right_strip = Shared::<[f32]>::new_slice(comptime!(STRIP * (tile_columns + GAP)));
    let mut sums = Array::<Vector<f32, Across>>::new(ROWS_OF_THREAD);
    let mut column_sums = Vector::<f32, Across>::new(0.0f32);
    #[unroll]
    for i in 0..ROWS_OF_THREAD {
        sums[i] = Vector::new(0.0f32);
    }

    let mut at = from;
    while at < to {
        load(
            &mut left_strip,
            left,
            beside,
            first_row,
            rows,
            at,
            to,
            depth,
            tile_rows,
            comptime!(plan.left),
            comptime!(plan.with.left_mask),
        );
        load(
            &mut right_strip,
            right,
            beside,
            first_column,
            columns,
            at,
            to,
            depth,
            tile_columns,
            comptime!(plan.right),
            comptime!(plan.with.right_mask),
        );
        sync_cube();
        for down in 0..STRIP {
            let left_row = down * comptime!(tile_rows + GAP) + y;
            let right_row = down * comptime!(tile_columns + GAP) + x;
            let mut rights = Vector::<f32, Across>::empty();
            #[unroll]
            for j in 0..across {
                rights.insert(j, right_strip[right_row + j * side]);
            }
            #[unroll]
            for i in 0..ROWS_OF_THREAD {
                sums[i] += Vector::new(left_strip[left_row + i * side]) * rights;
            }
            if comptime!(plan.with.column_sums) {
                column_sums += rights;
            }
        }
        sync_cube();
        at += STRIP;
    }

    let mut all_rows = rows;
    if comptime!(plan.with.column_sums) {
        all_rows = rows + 1;
    }
    let start = CUBE_POS_Z as usize * all_rows * columns;
    #[unroll]
    for j in 0..across {
        let column = first_column + x + j * side;
        if column < columns {
            #[unroll]
            for i in 0..ROWS_OF_THREAD {
                let row = first_row + y + i * side;
                if row < rows {
                    let mut value = sums[i].extract(j);
                    if comptime!(plan.with.bias) {
                        value += beside[column];
                    }
                    if comptime!(plan.with.relu) {
                        // What is no number is not below 0 and stays as it is.
                        if value <= 0.0f32 {
                            value = 0.0f32;
                        }
                    }
                    output[start + row * columns + column] = value;
                }
            }
            if comptime!(plan.with.column_sums) {
                if first_row == 0 && y == 0 {
                    output[start + rows * columns + column] = column_sums.extract(j);
                }
            }
        }
    }
}

/// The sums of as many slices as there are; the last elements go into a second output.
#[cube(launch)]
fn sum_slices_kernel(
    slices: &[f32],
    output: &mut [f32],
    rest: &mut [f32],
    count: u32,
    length: u32,
    rest_length: u32,
) {
    let at = ABSOLUTE_POS;
    let (length, all) = (length as usize, (length + rest_length) as usize);
    if at < all {
        let mut sum = 0.0f32;
        for slice in 0..count {
            sum += slices[slice as usize * all + at];
        }
        if at < length {
            output[at] = sum;
        } else {
            rest[at - length] = sum;
        }
    }
}

/// A matrix in a product: its elements and how they lie.
pub struct Matrix {
    tensor: CubeTensor,
    order: Order,
}

impl Matrix {
    /// - tensor: `[rows, columns]`
    pub fn new(tensor: CubeTensor, order: Order) -> Self {
        Self {
            tensor: into_contiguous(tensor),
            order,
        }
    }

    /// How many of its rows or columns are kept, and how many elements are summed.
    fn extent(&self) -> [usize; 2] {
        let shape = self.tensor.meta.shape();
        match self.order {
            Order::Summed => [shape[0], shape[1]],
            Order::Kept => [shape[1], shape[0]],
        }
    }
}

/// What is done with a product at its end.
pub struct End {
    /// Added to each row, `[columns]`.
    pub bias: Option<CubeTensor>,
    /// Whether what is not above 0 becomes 0.
    pub relu: bool,
}

/// `left · right`, and what is done with it.
///
/// - returns: `[rows, columns]`
pub fn product(left: Matrix, right: Matrix, end: End) -> CubeTensor {
    let ([rows, depth], [columns, _]) = (left.extent(), right.extent());
    let with = With {
        bias: end.bias.is_some(),
        relu: end.relu,
        ..With::default()
    };
    let output = room(&left.tensor, [rows, columns]);
    let slices = Slices {
        count: 1,
        length: depth,
    };
    launch(left, right, end.bias, &output, slices, with);
    output
}

/// `left · right`, where what is 0 in a tensor is taken for 0 in the left matrix.
///
/// - mask: as the left matrix
/// - returns: `[rows, columns]`
pub fn masked_product(left: Matrix, right: Matrix, mask: Option<CubeTensor>) -> CubeTensor {
    let ([rows, depth], [columns, _]) = (left.extent(), right.extent());
    let with = With {
        left_mask: mask.is_some(),
        ..With::default()
    };
    let output = room(&left.tensor, [rows, columns]);
    let slices = Slices {
        count: 1,
        length: depth,
    };
    launch(left, right, mask, &output, slices, with);
    output
}

/// `left · right` and the sums of the columns of the right matrix, where what is 0 in a tensor is taken for 0 in that.
///
/// - mask: as the right matrix
/// - returns: `[rows, columns]`, `[columns]`
pub fn product_and_column_sums(
    left: Matrix,
    right: Matrix,
    mask: Option<CubeTensor>,
) -> (CubeTensor, CubeTensor) {
    let ([rows, depth], [columns, _]) = (left.extent(), right.extent());
    let with = With {
        right_mask: mask.is_some(),
        column_sums: true,
        ..With::default()
    };
    let slices = Slices::of(rows, columns, depth);
    let count = slices.count;
    let parts = room(&left.tensor, [count * (rows + 1), columns]);
    let output = room(&left.tensor, [rows, columns]);
    let sums = room(&left.tensor, [columns]);
    launch(left, right, mask, &parts, slices, with);
    sum_slices_kernel::launch(
        &output.client,
        CubeCount::Static(workgroups((rows + 1) * columns, THREADS), 1, 1),
        CubeDim::new_1d(SIDE * SIDE),
        parts.into_buffer_arg(),
        output.clone().into_buffer_arg(),
        sums.clone().into_buffer_arg(),
        count as u32,
        (rows * columns) as u32,
        columns as u32,
    );
    (output, sums)
}

/// Slices of the depth, which workgroups sum over side by side.
struct Slices {
    count: usize,
    length: usize,
}

impl Slices {
    /// Few tiles leave most of a GPU idle, so the depth is cut into as many slices as keep it busy.
    fn of(rows: usize, columns: usize, depth: usize) -> Self {
        const WORKGROUPS: usize = 64;
        const LEAST: usize = 4 * STRIP;
        let side = SIDE as usize;
        let tiles = rows.div_ceil(side * ROWS_OF_THREAD)
            * columns.div_ceil(side * columns_of_thread(columns));
        let wanted = WORKGROUPS.div_ceil(tiles.max(1));
        let length = depth.div_ceil(wanted).max(LEAST).next_multiple_of(STRIP);
        Self {
            count: depth.div_ceil(length).max(1),
            length,
        }
    }
}

/// A narrow product has no work for more.
fn columns_of_thread(columns: usize) -> usize {
    match columns {
        0..=16 => 1,
        _ => 4,
    }
}

fn workgroups(elements: usize, of_each: usize) -> u32 {
    elements.div_ceil(of_each) as u32
}

fn launch(
    left: Matrix,
    right: Matrix,
    beside: Option<CubeTensor>,
    output: &CubeTensor,
    slices: Slices,
    with: With,
) {
    let ([rows, depth], [columns, _]) = (left.extent(), right.extent());
    let across = columns_of_thread(columns);
    let plan = Plan {
        left: left.order,
        right: right.order,
        across,
        with,
    };
    let beside = beside.map_or_else(|| right.tensor.clone(), into_contiguous);
    let side = SIDE as usize;
    product_kernel::launch(
        &output.client,
        CubeCount::Static(
            workgroups(columns, side * across),
            workgroups(rows, side * ROWS_OF_THREAD),
            slices.count as u32,
        ),
        CubeDim::new_2d(SIDE, SIDE),
        across,
        left.tensor.into_buffer_arg(),
        right.tensor.into_buffer_arg(),
        beside.into_buffer_arg(),
        output.clone().into_buffer_arg(),
        rows as u32,
        columns as u32,
        depth as u32,
        slices.length as u32,
        plan,
    );
}
