//! One input after the other, against the limits.

use std::collections::HashSet;
use std::fs::File;
use std::time::{Duration, Instant};

use super::corpus::{self, name_of};
use super::limits::{Fault, Ran, fault, run};
use super::mutate::Mutator;
use super::shrink::shrink;
use super::targets::{END, Target};

/// Inputs that are mutated at most; a new one takes the place of an old one then.
const LARGEST_POOL: usize = 2000;
/// Faults of different kinds after which a target is given up.
const MOST_FAULTS: usize = 5;
/// Inputs that are tried to make a found one smaller.
const SHRINKING: usize = 2000;

/// Sentences of an answer that count.
const MOST_SENTENCES: usize = 40;

/// What a hunt came to.
#[derive(Debug, Default)]
pub struct Report {
    pub inputs: usize,
    pub took: Duration,
    pub slowest: Duration,
    /// The most bytes held for one input.
    pub heaviest: usize,
    /// Sentences of answers that differ in more than numbers and quoted names.
    pub answers: usize,
    pub findings: Vec<Finding>,
}

/// An input that does harm.
#[derive(Debug)]
pub struct Finding {
    pub fault: Fault,
    pub input: Vec<u8>,
}

/// A hunt under way.
struct Hunt<'a> {
    target: &'a Target,
    pool: Vec<Vec<u8>>,
    heard: HashSet<u64>,
    report: Report,
}

/// Gives a target the repository's inputs and then `inputs` mutants. Where a `witness` is given, each input is
/// written there before it is tried: a stack that overflows takes the program with it.
pub fn hunt(target: &Target, inputs: usize, seed: u64, witness: Option<&File>) -> Report {
    let start = Instant::now();
    let mut hunt = Hunt {
        target,
        pool: Vec::new(),
        heard: HashSet::new(),
        report: Report::default(),
    };
    let mut begin = (target.seeds)();
    begin.extend(corpus::seeds(target.name));
    begin.extend(corpus::found(target.name));
    for input in begin {
        hunt.try_one(&input, witness);
        hunt.pool.push(input);
    }
    let mut mutator = Mutator::new(seed ^ name_of(target.name.as_bytes()), (target.words)());
    while hunt.report.inputs < inputs && hunt.report.findings.len() < MOST_FAULTS {
        let input = mutator.mutant(&hunt.pool);
        if hunt.try_one(&input, witness) {
            hunt.learn(input, &mut mutator);
        }
    }
    hunt.report.took = start.elapsed();
    hunt.report.answers = hunt.heard.len();
    hunt.report
}

impl Hunt<'_> {
    /// Whether the answer is new.
    fn try_one(&mut self, input: &[u8], witness: Option<&File>) -> bool {
        note(witness, input);
        let ran = run(self.target.check, input);
        let report = &mut self.report;
        report.inputs += 1;
        report.slowest = report.slowest.max(ran.took);
        report.heaviest = report.heaviest.max(ran.bytes);
        if let Some(fault) = fault(self.target.check, input, &ran) {
            self.find(fault, input, witness);
        }
        self.is_news(&ran)
    }

    fn is_news(&mut self, ran: &Ran) -> bool {
        let said = ran.said.as_deref().unwrap_or_default();
        let news = sentences(said).filter(|sentence| self.heard.insert(*sentence));
        news.count() > 0
    }

    fn learn(&mut self, input: Vec<u8>, mutator: &mut Mutator) {
        // A long one costs each of its mutants its length.
        if input.len() > 1 << 13 {
            return;
        }
        if self.pool.len() < LARGEST_POOL {
            self.pool.push(input);
        } else {
            let at = mutator.below(self.pool.len());
            self.pool[at] = input;
        }
    }

    fn find(&mut self, fault: Fault, input: &[u8], witness: Option<&File>) {
        let findings = &mut self.report.findings;
        if findings.iter().any(|known| known.fault.is_like(&fault)) {
            return;
        }
        let check = self.target.check;
        // What is slow takes long to be tried again.
        let trials = if fault == Fault::Slow { 60 } else { SHRINKING };
        let input = shrink(input, trials, |shorter| {
            note(witness, shorter);
            let ran = run(check, shorter);
            super::limits::fault(check, shorter, &ran).is_some_and(|found| found.is_like(&fault))
        });
        findings.push(Finding { fault, input });
    }
}

/// The sentences of an answer, each as a number.
fn sentences(said: &str) -> impl Iterator<Item = u64> {
    let sentences = said.split(END).take(MOST_SENTENCES);
    sentences.map(|sentence| name_of(gist(sentence).as_bytes()))
}

/// A sentence without what is the input's own: names and numbers, and all from the first quote to the last.
fn gist(sentence: &str) -> String {
    const QUOTES: [char; 4] = ['"', '`', '“', '”'];
    // "KEY must be …, got VALUE", where the key may be anything.
    let starts = [" must be ", " is not a hyperparameter"].map(|start| sentence.find(start));
    let sentence = &sentence[starts.into_iter().flatten().min().unwrap_or_default()..];
    let head = sentence.find(QUOTES).unwrap_or(sentence.len());
    // What is shortened may have lost its last quote.
    let tail = sentence.rfind(QUOTES).filter(|_| !sentence.contains('…'));
    let tail = tail.unwrap_or(sentence.len());
    let words = [&sentence[..head], &sentence[tail..]].map(|part| {
        let words = part.split(|letter: char| !letter.is_alphanumeric());
        let words = words.filter(|word| word.bytes().all(|byte| byte.is_ascii_alphabetic()));
        words.collect::<String>()
    });
    words.concat()
}

fn note(witness: Option<&File>, input: &[u8]) {
    #[cfg(unix)]
    if let Some(file) = witness {
        use std::os::unix::fs::FileExt;
        let length = (input.len() as u64).to_le_bytes();
        // A witness that cannot be written is no reason to stop.
        let _ = file.write_all_at(&[&length, input].concat(), 0);
    }
    #[cfg(not(unix))]
    let _ = (witness, input);
}
