//! The product of two matrices on a GPU, in tiles.
//!
//! A thread computes a tile of the product, and reads what it needs of both matrices from the GPU's memory. Neighbours
//! read the same rows and neighbouring columns at the same time, so the caches serve most of it. Nothing is shared and
//! nobody waits for anybody: where there is no graphics card and a processor plays one, waiting is what costs most.

#![expect(
    clippy::collapsible_if,
    reason = "what is decided before a kernel is compiled is no condition within it"
)]

use burn_cubecl::kernel::into_contiguous;
use burn_cubecl::tensor::CubeTensor;
use cubecl::prelude::*;

use super::cube::room;

/// A thread's tile. Its rows and columns are as far apart as its workgroup has threads, so that neighbours read
/// neighbouring elements.
const TILE_ROWS: usize = 8;
const TILE_COLUMNS: usize = 4;

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
    /// Whether a bias is added to each row.
    bias: bool,
    /// Whether what is not above 0 becomes 0.
    relu: bool,
    /// Whether a last row holds the sums of the columns of the right matrix.
    column_sums: bool,
}

/// Where the rows or columns of a thread's tile begin in their matrix. Those beyond its end are the last one again: they
/// are multiplied for nothing, and not written.
///
/// - first, apart: the tile's first one, and how far the next one is
/// - count: how many the matrix has
#[cube]
fn beginnings(
    first: usize,
    apart: usize,
    count: usize,
    depth: usize,
    #[comptime] order: Order,
    #[comptime] tile: usize,
) -> Array<usize> {
    let mut beginnings = Array::<usize>::new(tile);
    #[unroll]
    for i in 0..tile {
        let mut at = min(first + i * apart, count - 1);
        if comptime!(order == Order::Summed) {
            at *= depth;
        }
        beginnings[i] = at;
    }
    beginnings
}

/// How far elements that are summed lie apart.
#[cube]
fn stride(count: usize, #[comptime] order: Order) -> usize {
    let mut stride = 1;
    if comptime!(order == Order::Kept) {
        stride = count;
    }
    stride
}

/// Adds the products of one row's elements and one column's, for each of a tile.
///
/// - left_at, right_at: how far they are from where the rows and columns begin
#[cube]
fn add_products(
    sums: &mut Array<f32>,
    column_sums: &mut Array<f32>,
    left: &[f32],
    right: &[f32],
    rows: &Array<usize>,
    columns: &Array<usize>,
    left_at: usize,
    right_at: usize,
    #[comptime] plan: Plan,
) {
    let mut rights = Array::<f32>::new(TILE_COLUMNS);
    #[unroll]
    for j in 0..TILE_COLUMNS {
        rights[j] = right[columns[j] + right_at];
        if comptime!(plan.column_sums) {
            column_sums[j] += rights[j];
        }
    }
    #[unroll]
    for i in 0..TILE_ROWS {
        let value = left[rows[i] + left_at];
        #[unroll]
        for j in 0..TILE_COLUMNS {
            sums[i * TILE_COLUMNS + j] += value * rights[j];
        }
    }
}

/// `left · right`, or the part of it that is summed over a slice of the depth, one slice after the other.
///
/// - output: `[slices, rows, columns]`, with a row more where there are column sums
#[cube(launch)]
fn product_kernel(
    left: &[f32],
    right: &[f32],
    bias: &[f32],
    output: &mut [f32],
    rows: u32,
    columns: u32,
    depth: u32,
    slice: u32,
    #[comptime] plan: Plan,
) {
    let (rows, columns, depth) = (rows as usize, columns as usize, depth as usize);
    let (across, down) = (CUBE_DIM_X as usize, CUBE_DIM_Y as usize);
    let first_row = CUBE_POS_Y as usize * down * TILE_ROWS + UNIT_POS_Y as usize;
    let first_column = CUBE_POS_X as usize * across * TILE_COLUMNS + UNIT_POS_X as usize;
    let lefts = beginnings(
        first_row,
        down,
        rows,
        depth,
        comptime!(plan.left),
        TILE_ROWS,
    );
    let rights = beginnings(
        first_column,
        across,
        columns,
        depth,
        comptime!(plan.right),
        TILE_COLUMNS,
    );
    let left_stride = stride(rows, comptime!(plan.left));
    let right_stride = stride(columns, comptime!(plan.right));

    let mut sums = Array::<f32>::new(comptime!(TILE_ROWS * TILE_COLUMNS));
    let mut column_sums = Array::<f32>::new(TILE_COLUMNS);
    #[unroll]
    for at in 0..comptime!(TILE_ROWS * TILE_COLUMNS) {
        sums[at] = 0.0f32;
    }
    #[unroll]
    for j in 0..TILE_COLUMNS {
        column_sums[j] = 0.0f32;
    }

    let mut d = (CUBE_POS_Z * slice) as usize;
    let end = min(d + slice as usize, depth);
    // Two at a time: fewer rounds of the loop, and four at a time have no registers left.
    while d + 1 < end {
        #[unroll]
        for next in 0..2 {
            add_products(
                &mut sums,
                &mut column_sums,
                left,
                right,
                &lefts,
                &rights,
                (d + next) * left_stride,
                (d + next) * right_stride,
                plan,
            );
        }
        d += 2;
    }
    if d < end {
        add_products(
            &mut sums,
            &mut column_sums,
            left,
            right,
            &lefts,
            &rights,
            d * left_stride,
            d * right_stride,
            plan,
        );
    }

    let mut all_rows = rows;
    if comptime!(plan.column_sums) {
        all_rows = rows + 1;
    }
    let start = CUBE_POS_Z as usize * all_rows * columns;
    #[unroll]
    for j in 0..TILE_COLUMNS {
        let column = first_column + j * across;
        if column < columns {
            let mut of_column = 0.0f32;
            if comptime!(plan.bias) {
                of_column = bias[column];
            }
            #[unroll]
            for i in 0..TILE_ROWS {
                let row = first_row + i * down;
                if row < rows {
                    let mut value = sums[i * TILE_COLUMNS + j] + of_column;
                    if comptime!(plan.relu) {
                        // What is no number is not below 0 and stays as it is.
                        value = select(value <= 0.0f32, 0.0f32, value);
                    }
                    output[start + row * columns + column] = value;
                }
            }
            if comptime!(plan.column_sums) {
                if first_row == 0 {
                    output[start + rows * columns + column] = column_sums[j];
                }
            }
        }
    }
}

/// Threads of a workgroup that sums slices.
const THREADS_OF_SUM: usize = 256;

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
#[derive(Default)]
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
    let plan = Plan {
        left: left.order,
        right: right.order,
        bias: end.bias.is_some(),
        relu: end.relu,
        column_sums: false,
    };
    let output = room(&left.tensor, [rows, columns]);
    let slices = Slices {
        count: 1,
        length: depth,
    };
    launch(left, right, end.bias, &output, slices, plan);
    output
}

/// `left · right` and the sums of the columns of the right matrix.
///
/// - returns: `[rows, columns]`, `[columns]`
pub fn product_and_column_sums(left: Matrix, right: Matrix) -> (CubeTensor, CubeTensor) {
    let ([rows, depth], [columns, _]) = (left.extent(), right.extent());
    let plan = Plan {
        left: left.order,
        right: right.order,
        bias: false,
        relu: false,
        column_sums: true,
    };
    let slices = Slices::of(rows, columns, depth);
    let count = slices.count;
    let parts = room(&left.tensor, [count * (rows + 1), columns]);
    let output = room(&left.tensor, [rows, columns]);
    let sums = room(&left.tensor, [columns]);
    launch(left, right, None, &parts, slices, plan);
    sum_slices_kernel::launch(
        &output.client,
        CubeCount::Static(workgroups((rows + 1) * columns, THREADS_OF_SUM), 1, 1),
        CubeDim::new_1d(THREADS_OF_SUM as u32),
        parts.into_buffer_arg(),
        output.clone().into_buffer_arg(),
        sums.clone().into_buffer_arg(),
        count as u32,
        (rows * columns) as u32,
        columns as u32,
    );
    (output, sums)
}

/// Threads of a workgroup along the columns of the product, and along its rows.
fn threads(columns: usize) -> [usize; 2] {
    match columns {
        // A narrow product has no work for more.
        0..=16 => [4, 16],
        _ => [16, 8],
    }
}

fn workgroups(elements: usize, of_each: usize) -> u32 {
    elements.div_ceil(of_each) as u32
}

/// Workgroups along the columns of the product, and along its rows.
fn tiles(rows: usize, columns: usize) -> [u32; 2] {
    let [across, down] = threads(columns);
    [
        workgroups(columns, across * TILE_COLUMNS),
        workgroups(rows, down * TILE_ROWS),
    ]
}

/// Slices of the depth, which workgroups sum over side by side.
struct Slices {
    count: usize,
    length: usize,
}

impl Slices {
    /// Few tiles leave most of a GPU idle, so the depth is cut into as many slices as keep it busy.
    fn of(rows: usize, columns: usize, depth: usize) -> Self {
        const WORKGROUPS: u32 = 64;
        const LEAST: usize = 64;
        let [across, down] = tiles(rows, columns);
        let wanted = WORKGROUPS.div_ceil((across * down).max(1)) as usize;
        let length = depth.div_ceil(wanted).max(LEAST);
        Self {
            count: depth.div_ceil(length).max(1),
            length,
        }
    }
}

fn launch(
    left: Matrix,
    right: Matrix,
    bias: Option<CubeTensor>,
    output: &CubeTensor,
    slices: Slices,
    plan: Plan,
) {
    let ([rows, depth], [columns, _]) = (left.extent(), right.extent());
    let bias = bias.map_or_else(|| right.tensor.clone(), into_contiguous);
    let [across, down] = tiles(rows, columns);
    let threads = threads(columns).map(|threads| threads as u32);
    product_kernel::launch(
        &output.client,
        CubeCount::Static(across, down, slices.count as u32),
        CubeDim::new_2d(threads[0], threads[1]),
        left.tensor.into_buffer_arg(),
        right.tensor.into_buffer_arg(),
        bias.into_buffer_arg(),
        output.clone().into_buffer_arg(),
        rows as u32,
        columns as u32,
        depth as u32,
        slices.length as u32,
        plan,
    );
}
