//! Runs by what one of their hyperparameters is.

use crate::protocol::{PlotAxis, PlotResults};

/// Runs that have a value in common, or values of one range.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// "optimizer: adam".
    pub name: String,
    pub runs: Vec<usize>,
}

/// More values of a number than this are told by ranges.
const MOST: usize = 8;
const RANGES: usize = 4;

/// All runs that have ended with a number, by the value of a hyperparameter: in the order of its values, and those in which it means
/// nothing last. Of a number with many values a group is a range, each with as many values as the others or one less.
pub fn groups(results: &PlotResults, axis: usize) -> Vec<Group> {
    let Some(along) = results.axes.get(axis) else {
        return Vec::new();
    };
    let place = |run: usize| {
        let setting = results.settings.get(results.runs[run].setting)?;
        setting.places.get(axis).copied().flatten()
    };
    let ended: Vec<(usize, Option<usize>)> = results
        .runs
        .iter()
        .enumerate()
        .filter(|(_, run)| run.score.is_finite())
        .map(|(run, _)| (run, place(run)))
        .collect();
    let mut met: Vec<usize> = ended.iter().filter_map(|(_, place)| *place).collect();
    met.sort_unstable();
    met.dedup();
    let parts = match along.is_names || met.len() <= MOST {
        true => met.len(),
        false => RANGES,
    };
    let bound = |part: usize| met.len() * part / parts.max(1);
    let of = |places: &[usize]| Group {
        name: format!("{}: {}", along.name, range(along, places)),
        runs: runs(&ended, |place| place.is_some_and(|it| places.contains(&it))),
    };
    let mut groups: Vec<Group> = (0..parts)
        .map(|part| of(&met[bound(part)..bound(part + 1)]))
        .collect();
    let without = runs(&ended, |place| place.is_none());
    if !without.is_empty() {
        groups.push(Group {
            name: format!("without {}", along.name),
            runs: without,
        });
    }
    groups
}

fn runs(ended: &[(usize, Option<usize>)], is_in: impl Fn(Option<usize>) -> bool) -> Vec<usize> {
    let found = ended.iter().filter(|(_, place)| is_in(*place));
    found.map(|(run, _)| *run).collect()
}

/// "0.01", "0.01 to 0.1".
fn range(along: &PlotAxis, places: &[usize]) -> String {
    let label = |place: Option<&usize>| place.and_then(|it| along.labels.get(*it)).cloned();
    let [from, to] = [places.first(), places.last()].map(|it| label(it).unwrap_or_default());
    match from == to {
        true => from,
        false => format!("{from} to {to}"),
    }
}
