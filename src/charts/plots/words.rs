//! What is said of runs, settings and plots.

use super::sheet::Owner;
use crate::protocol::PlotResults;

/// "1 run", "12 runs".
pub fn plural(number: usize, noun: &str) -> String {
    let end = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{end}")
}

/// How many runs are shown, and behind that who is missing: "12 runs; not in it: 3 pruned, 1 waiting".
pub fn counted(results: &PlotResults) -> String {
    let shown = results.runs.iter().filter(|run| run.score.is_finite());
    let shown = plural(shown.count(), "run");
    match left_out(results) {
        none if none.is_empty() => shown,
        out => format!("{shown}; not in it: {out}"),
    }
}

/// Runs without a result, by how they stand.
fn left_out(results: &PlotResults) -> String {
    let mut states: Vec<(&str, usize)> = Vec::new();
    let out = results.runs.iter().filter(|run| !run.score.is_finite());
    for run in out {
        match states.iter_mut().find(|(state, _)| *state == run.state) {
            Some((_, count)) => *count += 1,
            None => states.push((&run.state, 1)),
        }
    }
    let states = states
        .iter()
        .map(|(state, count)| format!("{count} {state}"));
    states.collect::<Vec<_>>().join(", ")
}

/// A setting's values.
pub fn label(results: &PlotResults, setting: usize) -> String {
    let found = results.settings.get(setting);
    found.map_or_else(String::new, |setting| setting.label.clone())
}

/// "Run 5, learning_rate=0.01, seed 3"; one that has a name, by that.
pub fn named(results: &PlotResults, run: usize) -> String {
    let it = &results.runs[run];
    let label = label(results, it.setting);
    match it.name.as_str() {
        "" => format!("Run {}, {label}, seed {}", run + 1, it.seed),
        name if label.is_empty() => name.to_owned(),
        name => format!("{name}, {label}"),
    }
}

/// "5", or its name.
pub fn number(results: &PlotResults, run: usize) -> String {
    match results.runs[run].name.as_str() {
        "" => (run + 1).to_string(),
        name => name.to_owned(),
    }
}

/// A run, as the owner of a mark.
pub fn owner(results: &PlotResults, run: usize) -> Owner {
    Owner {
        run: Some(run),
        setting: results.runs[run].setting,
    }
}

/// What is said of a plot without results.
pub const NOTHING: &str = "No run has ended with a number yet.";
