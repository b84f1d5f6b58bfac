//! Which runs the table lists: found by words, sorted, in groups, and the columns that are shown.

use std::cmp::Ordering;

use super::runs::shown;
use super::{Run, Runs, State, text};
use crate::hyperparams::{CATALOG, ParamSpec, catalog};
use crate::protocol::RunId;

/// A column of the table that can be sorted by or left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunColumn {
    Differs,
    Final,
    Best,
    Epochs,
    Time,
    Outcome,
    Device,
}

impl RunColumn {
    pub const ALL: [Self; 7] = [
        Self::Differs,
        Self::Final,
        Self::Best,
        Self::Epochs,
        Self::Time,
        Self::Outcome,
        Self::Device,
    ];

    /// Its name in the page and in what the browser keeps.
    pub fn key(self) -> &'static str {
        match self {
            Self::Differs => "differs",
            Self::Final => "final",
            Self::Best => "best",
            Self::Epochs => "epochs",
            Self::Time => "seconds",
            Self::Outcome => "outcome",
            Self::Device => "device",
        }
    }

    pub fn head(self) -> &'static str {
        match self {
            Self::Differs => "What differs",
            Self::Final => "Final",
            Self::Best => "Best",
            Self::Epochs => "Epochs",
            Self::Time => "Time",
            Self::Outcome => "Outcome",
            Self::Device => "Device",
        }
    }

    fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.key() == key)
    }

    /// Whether the largest comes first at the first press: of numbers, not of texts.
    fn begins_descending(self) -> bool {
        matches!(self, Self::Final | Self::Best | Self::Epochs | Self::Time)
    }

    /// What runs are sorted by, for the columns that have numbers; NaN where a run has none.
    fn number(self, run: &Run) -> Option<f64> {
        let accuracy = |epoch: Option<&crate::metrics::EpochMetrics>| {
            epoch.map_or(f64::NAN, |epoch| epoch.val_accuracy)
        };
        match self {
            Self::Final => Some(accuracy(run.kept_epoch())),
            Self::Best => Some(accuracy(run.history.best())),
            Self::Epochs => Some(run.history.epochs.len() as f64),
            Self::Time => Some(run.elapsed_ms().unwrap_or(f64::NAN)),
            Self::Differs | Self::Outcome | Self::Device => None,
        }
    }
}

/// How somebody looks at the table of runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Listing {
    /// The newest run first where there is none; whether the largest one comes first.
    sort: Option<(RunColumn, bool)>,
    /// What every run that is listed has somewhere.
    words: String,
    /// What runs are put together by: the key of a hyperparameter, [`TAG`], or nothing.
    group: String,
    /// Columns that are left out.
    left_out: Vec<RunColumn>,
    selected: Vec<RunId>,
}

/// Groups by the first word of a run's name that begins with #.
pub const TAG: &str = "#";

/// What is asked of the table; columns by their keys.
#[derive(Clone, Debug)]
pub enum ListingAction {
    /// Press the head of a column: largest number or first letter first, the other way round, as it was.
    Press(String),
    /// Sort by a column, or by none.
    Sort(String),
    Find(String),
    Group(String),
    /// Show a column, or leave it out.
    Show(String, bool),
    Select(RunId, bool),
    /// All that are listed, or none.
    SelectAll(bool),
    /// What the browser has kept: [`Listing::to_keep`].
    Remember(String),
}

/// A run of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub run: RunId,
    /// Above the first run of a group: what its runs have in common, and what they came to. Empty above others.
    pub heading: String,
}

impl Listing {
    /// The column and the direction of the sort: "ascending", "descending" or "none".
    pub fn direction(&self, column: RunColumn) -> &'static str {
        match self.sort {
            Some((by, true)) if by == column => "descending",
            Some((by, false)) if by == column => "ascending",
            _ => "none",
        }
    }

    /// What runs are put together by; empty where by nothing.
    pub fn grouped_by(&self) -> &str {
        &self.group
    }

    pub fn is_shown(&self, column: RunColumn) -> bool {
        !self.left_out.contains(&column)
    }

    pub fn is_selected(&self, id: RunId) -> bool {
        self.selected.contains(&id)
    }

    /// The columns that are left out, by their keys.
    pub fn to_keep(&self) -> String {
        let keys = self.left_out.iter().map(|column| column.key());
        keys.collect::<Vec<_>>().join(" ")
    }

    fn press(&mut self, column: RunColumn) {
        let first = column.begins_descending();
        self.sort = match self.sort {
            Some((by, now)) if by == column => (now == first).then_some((column, !first)),
            _ => Some((column, first)),
        };
    }
}

impl State {
    pub(super) fn apply_to_listing(&mut self, action: ListingAction) {
        let listed = match action {
            ListingAction::SelectAll(true) => self.listed(),
            _ => Vec::new(),
        };
        let listing = &mut self.view.runs;
        match action {
            ListingAction::Press(key) => {
                if let Some(column) = RunColumn::named(&key) {
                    listing.press(column);
                }
            }
            ListingAction::Sort(key) => {
                let column = RunColumn::named(&key);
                listing.sort = column.map(|column| (column, column.begins_descending()));
            }
            ListingAction::Find(words) => listing.words = words,
            ListingAction::Group(group) => listing.group = group,
            ListingAction::Show(key, is_shown) => {
                let column = RunColumn::named(&key);
                listing.left_out.retain(|it| Some(*it) != column);
                if !is_shown {
                    listing.left_out.extend(column);
                }
            }
            ListingAction::Select(id, is_selected) => {
                listing.selected.retain(|it| *it != id);
                if is_selected {
                    listing.selected.push(id);
                }
            }
            ListingAction::SelectAll(_) => listing.selected = listed,
            ListingAction::Remember(kept) => {
                listing.left_out = kept.split(' ').filter_map(RunColumn::named).collect();
            }
        }
    }

    /// The lines of the table, from above.
    pub fn lines(&self) -> Vec<Line> {
        let mut groups: Vec<(String, Vec<RunId>)> = Vec::new();
        for run in self.listed().iter().filter_map(|id| self.runs.get(*id)) {
            let group = self.group_of(run);
            match groups.iter_mut().find(|(name, _)| *name == group) {
                Some((_, members)) => members.push(run.id),
                None => groups.push((group, vec![run.id])),
            }
        }
        let mut lines = Vec::new();
        for (name, members) in groups {
            let mut heading = match self.view.runs.group.as_str() {
                "" => String::new(),
                _ => self.told_of_group(&name, &members),
            };
            for run in members {
                let heading = std::mem::take(&mut heading);
                lines.push(Line { run, heading });
            }
        }
        lines
    }

    /// The runs that are meant where nobody says which, the oldest first: those that are selected, or all that are
    /// listed.
    pub fn meant_runs(&self) -> Vec<&Run> {
        let selected = self.selected_runs();
        let meant = match selected.is_empty() {
            true => self.listed(),
            false => selected,
        };
        let runs = self.runs.iter();
        runs.filter(|run| meant.contains(&run.id)).collect()
    }

    /// Those of the runs that are listed which are selected.
    pub fn selected_runs(&self) -> Vec<RunId> {
        let mut listed = self.listed();
        listed.retain(|id| self.view.runs.is_selected(*id));
        listed
    }

    /// Whether all runs that are listed are selected; not where there is none.
    pub fn are_all_selected(&self) -> bool {
        let selected = self.selected_runs().len();
        selected > 0 && selected == self.listed().len()
    }

    /// Whether the runs are so few that they are in sight together, and the table shows them as it does by itself: then
    /// nobody looks for what changes that.
    pub fn needs_no_tools(&self) -> bool {
        const FEW: usize = 3;
        let as_it_is = Listing {
            selected: self.view.runs.selected.clone(),
            ..Listing::default()
        };
        self.runs.iter().count() < FEW
            && self.view.runs == as_it_is
            && self.selected_runs().is_empty()
    }

    /// What runs can be put together by, and what it is called: tags, if there are any, and the hyperparameters in which
    /// not all agree.
    pub fn groupings(&self) -> Vec<(&'static str, &'static str)> {
        let own = self.runs.own();
        let has_tags = self.runs.iter().any(|run| tag(run).is_some());
        let tags = has_tags.then_some((TAG, "tag"));
        let differs = |row: &&ParamSpec| {
            let values = own.iter().map(|run| run.hyperparams.get(row));
            values.clone().zip(values.skip(1)).any(|(a, b)| a != b)
        };
        let rows = CATALOG.iter().copied().filter(differs);
        let rows = rows.map(|row| (row.key, row.label));
        tags.into_iter().chain(rows).collect()
    }

    /// The runs that every word is found in, in their order.
    fn listed(&self) -> Vec<RunId> {
        let listing = &self.view.runs;
        let words = listing.words.to_ascii_lowercase();
        let mut listed: Vec<&Run> = Vec::new();
        for run in self.runs.iter().rev() {
            let mut words = words.split_whitespace().peekable();
            let text = match words.peek() {
                Some(_) => text_of(run, &self.runs).to_ascii_lowercase(),
                None => String::new(),
            };
            if !words.all(|word| text.contains(word)) {
                continue;
            }
            // Into its place: there are few, and a library's sort would be 8 KB of the page.
            let comes_after = |other: &&Run| !self.precedes(run, other);
            let at = listed.iter().rposition(comes_after);
            listed.insert(at.map_or(0, |at| at + 1), run);
        }
        listed.iter().map(|run| run.id).collect()
    }

    /// Whether a run comes before one that is newer. Those without a number come last, whichever comes first.
    fn precedes(&self, run: &Run, newer: &Run) -> bool {
        let Some((column, is_descending)) = self.view.runs.sort else {
            return false;
        };
        let text = |run: &Run| match column {
            RunColumn::Differs => self.runs.differences(run).join(", "),
            RunColumn::Outcome => run.outcome(),
            _ => run.device.label().to_owned(),
        };
        let order = match (column.number(run), column.number(newer)) {
            (Some(a), Some(b)) if a.is_nan() || b.is_nan() => return b.is_nan() && !a.is_nan(),
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => text(run).cmp(&text(newer)),
        };
        let is_first = match is_descending {
            true => Ordering::Greater,
            false => Ordering::Less,
        };
        order == is_first
    }

    fn group_of(&self, run: &Run) -> String {
        let by = self.view.runs.group.as_str();
        if by == TAG {
            return tag(run).unwrap_or("No tag").to_owned();
        }
        match catalog::spec(by) {
            _ if run.foreign.is_some() => "Trained elsewhere".to_owned(),
            Some(row) if (row.applies)(&run.hyperparams) => {
                format!("{} {}", row.label, shown(row, &run.hyperparams))
            }
            Some(row) => format!("Without {}", row.label.to_ascii_lowercase()),
            None => String::new(),
        }
    }

    /// "Optimizer Adam · 3 runs, final 97.10 % on average, ± 0.20 %".
    fn told_of_group(&self, name: &str, members: &[RunId]) -> String {
        let runs = members.iter().filter_map(|id| self.runs.get(*id));
        let finals = runs.filter_map(|run| RunColumn::Final.number(run));
        let finals: Vec<f64> = finals.filter(|it| it.is_finite()).collect();
        let mut told = format!("{name} · {}", text::plural(members.len(), "run"));
        let count = finals.len() as f64;
        if count > 0.0 {
            let mean = finals.iter().sum::<f64>() / count;
            told += &format!(", final {}", text::percent(mean));
            if count > 1.0 {
                let squares = finals.iter().map(|it| (it - mean).powi(2)).sum::<f64>();
                let deviation = (squares / (count - 1.0)).sqrt();
                told += &format!(" on average, ± {}", text::percent(deviation));
            }
        }
        told
    }
}

/// Everything that a run can be found by: what its row says, and each of its hyperparameters as a link has it.
fn text_of(run: &Run, runs: &Runs) -> String {
    let mut text = vec![run.name.clone(), run.outcome()];
    text.extend(runs.differences(run));
    if run.foreign.is_none() {
        text.push(run.device.label().to_owned());
        let rows = CATALOG.iter().filter(|row| (row.applies)(&run.hyperparams));
        text.extend(rows.map(|row| format!("{}={}", row.key, run.hyperparams.get(row))));
    }
    text.join("\n")
}

/// The first word of its name that begins with #.
fn tag(run: &Run) -> Option<&str> {
    let mut words = run.name.split_whitespace();
    words.find(|word| word.starts_with(TAG))
}
