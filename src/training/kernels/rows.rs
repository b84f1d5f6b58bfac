//! Matrices of which most is 0, such as a batch of digits: of 784 pixels some 150 are ink.

/// Numbers that are passed over together where all are 0.
const GROUP: usize = 8;

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
    /// - number: what an element stands for; `T`'s default stands for 0
    pub fn new<'a, T: Copy + PartialEq + Default + 'a>(
        columns: usize,
        rows: impl ExactSizeIterator<Item = &'a [T]> + Clone,
        number: impl Fn(T) -> f32,
    ) -> Option<Self> {
        let mut starts = Vec::with_capacity(rows.len() + 1);
        let most = rows.len() * columns / 2;
        let mut count = 0;
        starts.push(count);
        for row in rows.clone() {
            count += count_of(row);
            if count > most {
                return None;
            }
            starts.push(count);
        }
        let mut entries = Vec::with_capacity(count);
        let mut row_entries = vec![Entry::default(); columns + 1];
        for row in rows {
            let count = compress(&row[..columns], &number, &mut row_entries);
            entries.extend_from_slice(&row_entries[..count]);
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

/// How many numbers are not 0; counted in bytes, of which a vector has the most.
fn count_of<T: Copy + PartialEq + Default>(row: &[T]) -> usize {
    let of_part = |part: &[T]| {
        let are_there = part.iter().map(|&value| u8::from(value != T::default()));
        usize::from(are_there.sum::<u8>())
    };
    row.chunks(usize::from(u8::MAX)).map(of_part).sum()
}

/// Writes a row's entries and returns how many there are; there has to be room for one more.
fn compress<T: Copy + PartialEq + Default>(
    row: &[T],
    number: impl Fn(T) -> f32,
    entries: &mut [Entry],
) -> usize {
    let mut count = 0;
    let mut take = |at: usize, value: T| {
        // Written in any case and kept if it counts: a jump that nobody foresees costs more.
        entries[count] = Entry {
            at: at as u32,
            value: number(value),
        };
        count += usize::from(value != T::default());
    };
    let (groups, rest) = row.as_chunks::<GROUP>();
    for (group, values) in groups.iter().enumerate() {
        if *values != [T::default(); GROUP] {
            for (at, &value) in values.iter().enumerate() {
                take(group * GROUP + at, value);
            }
        }
    }
    for (at, &value) in rest.iter().enumerate() {
        take(groups.len() * GROUP + at, value);
    }
    count
}
