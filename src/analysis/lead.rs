//! Whether the best setting's lead over the next one is more than chance.

use super::power::Design;
use super::t_test::TTest;
use crate::metrics::{SampleStats, sorted_by_number};
use crate::protocol::{LeadQuestion, LeadersQuestion};

/// How often chance may pass for a difference, in all comparisons of a study together.
pub const LEVEL: f64 = 0.05;

/// What is known of one setting's lead over another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// How much higher the winner's mean is.
    pub difference: f64,
    /// Whether both met the same seeds and were compared seed by seed.
    pub is_paired: bool,
    /// Seeds of the winner and of the other.
    pub seeds: [usize; 2],
    /// Settings that might have been the winner.
    pub settings: usize,
    /// How often they were looked at, 1 at least.
    pub looks: usize,
    /// Nothing where there is nothing to test by: a side has one seed, or no seed makes a difference.
    pub test: Option<Test>,
}

/// A lead put to Student's t-test of pairs, or to Welch's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// The difference in its standard errors.
    pub t: f64,
    /// Degrees of freedom.
    pub df: f64,
    /// How often chance alone brings two settings as far apart, either way; 0 to 1.
    pub p: f64,
    /// The same where any two of all settings might have been compared, by Holm's correction, at each of the looks.
    pub p_holm: f64,
    /// The 95 % interval of the difference.
    pub interval: [f64; 2],
    /// Seeds of each setting with which a difference like the one measured would be told from chance four times in
    /// five; nothing where those are more than a thousand.
    pub enough_seeds: Option<usize>,
}

/// Two settings compared by their seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Pair {
    difference: f64,
    /// Both met the same seeds, two at least: then what a seed brings to both is no chance between them.
    is_paired: bool,
    seeds: [usize; 2],
    /// Nothing where there is nothing to test by.
    test: Option<TTest>,
    /// Of meaning where there is a test.
    design: Design,
}

/// What is known of the lead; nothing where a setting that is asked about has no result.
///
/// Who leads and who is next was chosen by the same results, so the comparison is one of all that might have been
/// made: of every two settings.
pub fn judge(question: &LeadQuestion) -> Option<Finding> {
    let settings: Vec<Vec<(u32, f64)>> = question.settings.iter().map(|it| in_order(it)).collect();
    let of = |at: usize| settings.get(at).filter(|results| !results.is_empty());
    let pair = Pair::of(of(question.winner)?, of(question.runner_up)?);
    Some(Finding {
        difference: pair.difference,
        is_paired: pair.is_paired,
        seeds: pair.seeds,
        settings: settings.len(),
        looks: question.looks.max(1),
        test: pair.told(&settings, question.looks.max(1)),
    })
}

/// The places of the settings that are not told from the one with the highest mean, best first.
///
/// Every two of them are compared by Holm's correction, at the share of [`LEVEL`] that one look has where all have as much.
/// That all looks together are wrong no oftener than [`LEVEL`] is Bonferroni's inequality, whatever one look has to do with
/// the next: the spending of Lan and DeMets 1983 ("Discrete sequential boundaries for clinical trials", Biometrika
/// 70:659–663), even, and without what their joint distribution would save. Settings that are looked at no more take their
/// comparisons with them, which leaves fewer to be wrong about.
pub fn leaders(question: &LeadersQuestion) -> Vec<usize> {
    let settings: Vec<Vec<(u32, f64)>> = question.settings.iter().map(|it| in_order(it)).collect();
    let mean = |at: usize| SampleStats::of(settings[at].iter().map(|(_, score)| *score)).mean;
    let known = (0..settings.len()).filter(|at| !settings[*at].is_empty());
    let ranked = sorted_by_number(known.collect(), |at| -mean(*at));
    let Some(&best) = ranked.first() else {
        return Vec::new();
    };
    let all = all_p(&settings);
    let level = LEVEL / question.looks.max(1) as f64;
    let is_told = |at: usize| {
        let test = Pair::of(&settings[best], &settings[at]).test;
        at != best && test.is_some_and(|test| holm(&all, test.p()) < level)
    };
    ranked.into_iter().filter(|at| !is_told(*at)).collect()
}

/// By seed, and what is no finite number left out.
fn in_order(results: &[(u32, f64)]) -> Vec<(u32, f64)> {
    let finite = results.iter().filter(|(_, score)| score.is_finite());
    let mut results: Vec<(u32, f64)> = finite.copied().collect();
    results.sort_by_key(|(seed, _)| *seed);
    results
}

/// The p of every two settings, smallest first; 1 where there is nothing to test by.
fn all_p(settings: &[Vec<(u32, f64)>]) -> Vec<f64> {
    let others = |at: usize| settings[at + 1..].iter();
    let p = |one, other| Pair::of(one, other).test.map_or(1.0, |test| test.p());
    let mut all: Vec<f64> = settings
        .iter()
        .enumerate()
        .flat_map(|(at, one)| others(at).map(move |other| p(one, other)))
        .collect();
    all.sort_by(f64::total_cmp);
    all
}

/// One of these p, in their order, corrected for there being so many: the smallest is multiplied by their number, the
/// next by one less, and so on, and none comes to less than one before it (Holm 1979, "A simple sequentially
/// rejective multiple test procedure", Scandinavian Journal of Statistics 6:65–70).
fn holm(all: &[f64], p: f64) -> f64 {
    let up_to = all.iter().take_while(|other| **other <= p);
    let corrected = up_to.zip((1..=all.len()).rev());
    let corrected = corrected.map(|(p, left)| p * left as f64);
    corrected.fold(p, f64::max).min(1.0)
}

/// What this p is multiplied by.
fn steps_at(all: &[f64], p: f64) -> f64 {
    let smaller = all.partition_point(|other| *other < p);
    (all.len() - smaller).max(1) as f64
}

impl Pair {
    fn of(one: &[(u32, f64)], other: &[(u32, f64)]) -> Self {
        let stats = [one, other].map(|of| SampleStats::of(of.iter().map(|(_, score)| *score)));
        let seeds = |of: &[(u32, f64)]| of.iter().map(|(seed, _)| *seed).collect::<Vec<_>>();
        let is_paired = one.len() > 1 && seeds(one) == seeds(other);
        let (test, sd, df) = if is_paired {
            let pairs = one.iter().zip(other);
            let differences = SampleStats::of(pairs.map(|((_, a), (_, b))| a - b));
            (TTest::paired(&differences), differences.sd, 1.0)
        } else {
            let [a, b] = stats.map(|stat| stat.sd.powi(2));
            let df = (a + b).powi(2) / (a * a + b * b);
            (TTest::welch(&stats[0], &stats[1]), (a + b).sqrt(), df)
        };
        let difference = stats[0].mean - stats[1].mean;
        let effect = difference / sd;
        Self {
            difference,
            is_paired,
            seeds: stats.map(|stat| stat.n),
            test,
            design: Design { effect, df },
        }
    }

    /// What the test says, here among these settings, which are looked at so often.
    fn told(&self, settings: &[Vec<(u32, f64)>], looks: usize) -> Option<Test> {
        let test = self.test?;
        let (p, all) = (test.p(), all_p(settings));
        Some(Test {
            t: test.t(),
            df: test.df,
            p,
            p_holm: (holm(&all, p) * looks as f64).min(1.0),
            interval: test.interval(),
            enough_seeds: self.design.seeds(LEVEL / looks as f64 / steps_at(&all, p)),
        })
    }
}

#[cfg(test)]
mod tests;
