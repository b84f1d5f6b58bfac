//! Matrices of which most is 0, such as a batch of digits: of 784 pixels some 150 are ink.

use wide::{f32x4, u8x16};

/// Numbers that a mask tells of.
const GROUP: usize = 64;
/// Numbers that are looked at together.
const AT_ONCE: usize = 16;
/// Rows that are fetched together.
const FETCHED: usize = 16;
/// Bytes that a processor fetches together.
const CACHE_LINE: usize = 64;

/// A number that may be 0.
pub trait Element: Copy + Default {
    /// A bit for each, from the lowest on, which is set where it is not 0.
    fn mask(values: &[Self; AT_ONCE]) -> u32;
}

impl Element for u8 {
    fn mask(values: &[Self; AT_ONCE]) -> u32 {
        let are_zero = u8x16::new(*values).simd_eq(u8x16::ZERO).to_bitmask();
        !are_zero & 0xffff
    }
}

impl Element for f32 {
    fn mask(values: &[Self; AT_ONCE]) -> u32 {
        let fours = values.as_chunks::<4>().0.iter().rev();
        fours.fold(0, |mask, four| {
            mask << 4 | f32x4::new(*four).simd_ne(f32x4::ZERO).to_bitmask()
        })
    }
}

/// The numbers of a matrix that are not 0, row by row.
#[derive(Clone, Debug)]
pub struct Rows {
    columns: usize,
    /// Where each row begins among the entries, and where the last one ends.
    starts: Vec<usize>,
    entries: Vec<Entry>,
}

/// A number that is not 0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Entry {
    /// Its column, or its row where columns are gone through.
    pub at: u32,
    pub value: f32,
}

impl Rows {
    /// Takes rows of `columns` numbers each, or nothing if more than half of the numbers are not 0: then the plain
    /// product is the faster one.
    ///
    /// - number: what an element stands for; 0 for 0
    pub fn new<'a, T: Element + 'a>(
        columns: usize,
        rows: impl ExactSizeIterator<Item = &'a [T]> + Clone,
        number: impl Fn(T) -> f32,
    ) -> Option<Self> {
        let most = rows.len() * columns / 2;
        let groups = columns.div_ceil(GROUP);
        let mut starts = Vec::with_capacity(rows.len() + 1);
        let mut masks = Vec::with_capacity(rows.len() * groups);
        let mut count = 0;
        starts.push(count);
        for row in fetched(rows.clone()) {
            count += add_masks(&row[..columns], &mut masks);
            if count > most {
                return None;
            }
            starts.push(count);
        }
        let mut entries = Vec::with_capacity(count);
        for (row, masks) in fetched(rows).zip(masks.chunks_exact(groups.max(1))) {
            add_entries(&row[..columns], masks, &number, &mut entries);
        }
        Some(Self {
            columns,
            starts,
            entries,
        })
    }

    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.starts.len() - 1
    }

    pub fn columns(&self) -> usize {
        self.columns
    }

    pub fn lines(&self) -> Lines<'_> {
        Lines::new(&self.starts, &self.entries)
    }

    /// Some of the rows, from number `first` on; the last ones may be fewer.
    pub fn part(&self, first: usize, count: usize) -> Lines<'_> {
        let end = self.count().min(first + count);
        Lines::new(&self.starts[first..=end], &self.entries)
    }

    /// All numbers, row-major.
    pub fn to_dense(&self) -> Vec<f32> {
        let mut dense = vec![0.0; self.count() * self.columns];
        let rows = dense.chunks_mut(self.columns.max(1));
        for (row, entries) in rows.zip(self.lines().iter()) {
            for entry in entries {
                row[entry.at as usize] = entry.value;
            }
        }
        dense
    }
}

/// Neighbouring rows of a matrix, or columns.
#[derive(Clone, Copy)]
pub struct Lines<'a> {
    starts: &'a [usize],
    entries: &'a [Entry],
}

impl<'a> Lines<'a> {
    /// - starts: where each line begins among the entries, and where the last one ends
    pub fn new(starts: &'a [usize], entries: &'a [Entry]) -> Self {
        Self { starts, entries }
    }

    /// The entries of all lines.
    pub fn entries(self) -> &'a [Entry] {
        let (first, last) = (self.starts.first(), self.starts.last());
        &self.entries[first.copied().unwrap_or(0)..last.copied().unwrap_or(0)]
    }

    /// The entries of each line, in ascending order.
    pub fn iter(self) -> impl Iterator<Item = &'a [Entry]> {
        let bounds = self.starts.windows(2);
        bounds.map(move |bounds| &self.entries[bounds[0]..bounds[1]])
    }
}

/// Rows that may lie anywhere, each cache line of which has been touched before they come: so a processor waits for
/// many of them at once, and not for one after the other where their numbers are needed.
fn fetched<'a, T: Element + 'a>(
    rows: impl Iterator<Item = &'a [T]> + Clone,
) -> impl Iterator<Item = &'a [T]> {
    let mut ahead = rows.clone();
    rows.enumerate().map(move |(at, row)| {
        if at % FETCHED == 0 {
            let lines = ahead.by_ref().take(FETCHED);
            let lines = lines.flat_map(|row| row.iter().step_by(CACHE_LINE / size_of::<T>()));
            lines.for_each(|&value| {
                std::hint::black_box(value);
            });
        }
        row
    })
}

/// Adds the masks of a row's groups; how many of its numbers are not 0.
fn add_masks<T: Element>(row: &[T], masks: &mut Vec<u64>) -> usize {
    let (whole, rest) = row.as_chunks();
    let before = masks.len();
    masks.extend(whole.iter().map(mask));
    if !rest.is_empty() {
        let mut last = [T::default(); GROUP];
        last[..rest.len()].copy_from_slice(rest);
        masks.push(mask(&last));
    }
    let counts = masks[before..].iter().map(|mask| mask.count_ones());
    counts.sum::<u32>() as usize
}

fn mask<T: Element>(group: &[T; GROUP]) -> u64 {
    let parts = group.as_chunks().0.iter().rev();
    parts.fold(0, |mask, part| mask << AT_ONCE | u64::from(T::mask(part)))
}

/// Adds the entries of a row, bit by bit of its masks: so what is 0 costs nothing.
fn add_entries<T: Element>(
    row: &[T],
    masks: &[u64],
    number: impl Fn(T) -> f32,
    entries: &mut Vec<Entry>,
) {
    for (&mask, (first, group)) in masks
        .iter()
        .zip((0..).step_by(GROUP).zip(row.chunks(GROUP)))
    {
        let mut left = mask;
        entries.extend((0..mask.count_ones()).map(|_| {
            let at = left.trailing_zeros();
            left &= left.wrapping_sub(1);
            Entry {
                at: first + at,
                value: number(group[at as usize]),
            }
        }));
    }
}
