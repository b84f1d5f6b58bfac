//! From inputs to other inputs.

use std::ops::Range;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::pieces::{numbers, pair, piece, starts};
use super::words::{LETTERS, NUMBERS};

/// Bytes of a usual mutant at most; longer inputs are slow, and say little that shorter ones do not.
const LONGEST: usize = 1 << 14;
/// Bytes of one mutant in [`RARELY`].
const LONGEST_OF_ALL: usize = 1 << 20;
const RARELY: usize = 5000;

/// Makes mutants, the same ones for the same seed.
pub struct Mutator {
    random: ChaCha8Rng,
    words: Vec<String>,
}

impl Mutator {
    pub fn new(seed: u64, words: Vec<String>) -> Self {
        let random = ChaCha8Rng::seed_from_u64(seed);
        Self { random, words }
    }

    /// A number below `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        (self.random.next_u64() % (end.max(1) as u64)) as usize
    }

    /// One of the pool, changed a few times.
    pub fn mutant(&mut self, pool: &[Vec<u8>]) -> Vec<u8> {
        let at = self.below(pool.len());
        let mut input = pool.get(at).cloned().unwrap_or_default();
        let longest = match self.below(RARELY) {
            0 => LONGEST_OF_ALL,
            _ => LONGEST,
        };
        // Mostly one or two changes, at times many.
        let changes = 1 + self.below(2) + self.below(40) / 36 * self.below(12);
        for _ in 0..changes {
            self.change(&mut input, pool, longest);
            input.truncate(longest);
        }
        input
    }

    fn change(&mut self, input: &mut Vec<u8>, pool: &[Vec<u8>], longest: usize) {
        match self.below(18) {
            0 => self.change_byte(input),
            1 => self.insert_bytes(input),
            2 => self.cut(input),
            3 => self.cross(input, pool),
            4 => self.edge(input),
            5 => self.nest(input, longest),
            6 => self.repeat(input, longest),
            7 | 8 => self.drop_piece(input),
            9 | 10 => self.double_piece(input),
            11 => self.borrow_piece(input, pool),
            12 => self.swap_pieces(input),
            13 | 14 => self.replace_number(input),
            _ => self.replace_word(input),
        }
    }

    fn change_byte(&mut self, input: &mut [u8]) {
        let at = self.below(input.len());
        if let Some(byte) = input.get_mut(at) {
            *byte = match self.random.next_u64() {
                any if any & 1 == 0 => *byte ^ (1 << ((any >> 8) & 7)),
                any => (any >> 8) as u8,
            };
        }
    }

    fn insert_bytes(&mut self, input: &mut Vec<u8>) {
        let at = self.below(input.len() + 1);
        let letter = LETTERS[self.below(LETTERS.len())];
        insert(input, at, letter.as_bytes());
    }

    fn cut(&mut self, input: &mut Vec<u8>) {
        let start = self.below(input.len());
        let end = match self.below(3) {
            0 => input.len(),
            _ => (start + 1 + self.below(20)).min(input.len()),
        };
        input.drain(start.min(end)..end);
    }

    /// The beginning of one and the end of another.
    fn cross(&mut self, input: &mut Vec<u8>, pool: &[Vec<u8>]) {
        let other = &pool[self.below(pool.len())];
        let from = self.below(other.len());
        input.truncate(self.below(input.len() + 1));
        input.extend_from_slice(&other[from..]);
    }

    /// What editors and systems do to texts.
    fn edge(&mut self, input: &mut Vec<u8>) {
        match self.below(4) {
            0 => insert(input, 0, "\u{feff}".as_bytes()),
            1 => {
                *input = input
                    .split(|&byte| byte == b'\n')
                    .collect::<Vec<_>>()
                    .join(&b"\r\n"[..])
            }
            2 => input.push(0),
            _ => input.extend_from_slice(b" "),
        }
    }

    fn nest(&mut self, input: &mut Vec<u8>, longest: usize) {
        let Some(range) = self.piece(input) else {
            return;
        };
        let depth = 1 << self.below(13);
        let depth = depth.min(longest.saturating_sub(input.len()) / 12);
        let (open, close): (&[u8], &[u8]) = match self.below(3) {
            0 => (b"[", b"]"),
            1 => (b"{\"values\":", b"}"),
            _ => (b"(", b")"),
        };
        insert(input, range.end, &close.repeat(depth));
        insert(input, range.start, &open.repeat(depth));
    }

    fn repeat(&mut self, input: &mut Vec<u8>, longest: usize) {
        let Some(range) = self.pair(input) else {
            return;
        };
        let times = 1 << self.below(17);
        let room = longest.saturating_sub(input.len()) / range.len().max(1);
        let repeated = input[range.clone()].repeat(times.min(room));
        insert(input, range.end, &repeated);
    }

    fn drop_piece(&mut self, input: &mut Vec<u8>) {
        if let Some(range) = self.pair(input) {
            input.drain(range);
        }
    }

    fn double_piece(&mut self, input: &mut Vec<u8>) {
        if let Some(range) = self.pair(input) {
            let copy = input[range.clone()].to_vec();
            insert(input, range.end, &copy);
        }
    }

    fn borrow_piece(&mut self, input: &mut Vec<u8>, pool: &[Vec<u8>]) {
        let other = &pool[self.below(pool.len())];
        let (Some(from), Some(to)) = (self.piece(other), self.piece(input)) else {
            return;
        };
        input.splice(to, other[from].iter().copied());
    }

    fn swap_pieces(&mut self, input: &mut Vec<u8>) {
        let (Some(one), Some(other)) = (self.piece(input), self.piece(input)) else {
            return;
        };
        let (first, second) = if one.start < other.start {
            (one, other)
        } else {
            (other, one)
        };
        if first.end <= second.start {
            let (early, late) = (
                input[first.clone()].to_vec(),
                input[second.clone()].to_vec(),
            );
            input.splice(second, early);
            input.splice(first, late);
        }
    }

    fn replace_number(&mut self, input: &mut Vec<u8>) {
        let numbers = numbers(input);
        if numbers.is_empty() {
            return;
        }
        let range = numbers[self.below(numbers.len())].clone();
        let number = match self.below(4) {
            0 => self.below(1 << 16).to_string(),
            1 => self.below(12).to_string(),
            2 => format!("{}", self.below(1000) as f64 / 1000.0),
            _ => NUMBERS[self.below(NUMBERS.len())].to_owned(),
        };
        input.splice(range, number.into_bytes());
    }

    /// A word of the target in place of a word, or of what stands in quotes.
    fn replace_word(&mut self, input: &mut Vec<u8>) {
        let Some(mut range) = self.piece(input) else {
            return;
        };
        if input[range.clone()].starts_with(b"\"") && range.len() >= 2 {
            range = range.start + 1..range.end - 1;
        }
        let word = match self.below(self.words.len() + 4).checked_sub(4) {
            Some(at) => self.words[at].clone().into_bytes(),
            None => self.below(300).to_string().into_bytes(),
        };
        input.splice(range, word);
    }

    fn piece(&mut self, input: &[u8]) -> Option<Range<usize>> {
        let starts = starts(input);
        let start = *starts.get(self.below(starts.len()))?;
        Some(piece(input, start))
    }

    fn pair(&mut self, input: &[u8]) -> Option<Range<usize>> {
        let starts = starts(input);
        let start = *starts.get(self.below(starts.len()))?;
        Some(pair(input, start))
    }
}

fn insert(input: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    input.splice(at..at, bytes.iter().copied());
}
