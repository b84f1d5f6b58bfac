//! What the page is used for, and how somebody looks at it.

use super::Theme;
use super::curves_view::CurvesView;
use super::listing::Listing;
use super::plot_view::KeptPlots;

/// How somebody looks at the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ViewState {
    pub shown: View,
    /// What was chosen; `None` follows the system.
    pub theme: Option<Theme>,
    pub curves: CurvesView,
    pub runs: Listing,
    pub study: StudyView,
    /// Which plots of each study are open, and how.
    pub plots: KeptPlots,
}

/// What the table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// The study's own order.
    Setting,
    Final,
    Best,
    Gap,
    Seconds,
    Epochs,
}

/// What the page is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    #[default]
    SingleRun,
    Study,
}

/// How somebody looks at the study on the page; another study is looked at anew.
#[derive(Clone, Debug, PartialEq)]
pub struct StudyView {
    /// The panel that is pointed at: seen in the light of all others.
    pub hovered: Option<usize>,
    /// The panel that is shown in large.
    pub enlarged: Option<usize>,
    pub panels: PanelSwitches,
    pub sort: Sort,
    /// Rows of the table that are shown at most.
    pub rows: usize,
    pub brushes: Brushes,
    /// What is lit wherever it is shown.
    pub lit: Option<Lit>,
}

/// What somebody points at, to be seen wherever it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lit {
    pub setting: usize,
    /// One of its runs, where that was pointed at.
    pub run: Option<usize>,
}

/// Rows that are shown before somebody asks for more, and that are added then: a table of a thousand keeps the page
/// from everything else whenever it changes.
pub const PAGE_OF_ROWS: usize = 100;

impl Default for StudyView {
    fn default() -> Self {
        Self {
            hovered: None,
            enlarged: None,
            panels: PanelSwitches::default(),
            sort: Sort::default(),
            rows: PAGE_OF_ROWS,
            brushes: Brushes::default(),
            lit: None,
        }
    }
}

impl StudyView {
    /// What is lit: what somebody points at in a plot or the table, or the setting of the panel that is pointed at.
    pub fn shown_lit(&self) -> Option<Lit> {
        let panel = self.hovered.map(|setting| Lit { setting, run: None });
        self.lit.or(panel)
    }
}

/// What all panels of a study show, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PanelSwitches {
    /// Loss instead of accuracy.
    pub loss: bool,
    /// Accuracy fitted closely, loss on a logarithmic axis.
    pub stretched: bool,
    /// All but the best are dimmed.
    pub best_only: bool,
}

/// One of the [`PanelSwitches`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PanelSwitch {
    Loss,
    Stretched,
    BestOnly,
}

impl Default for PanelSwitches {
    fn default() -> Self {
        Self {
            loss: false,
            stretched: true,
            best_only: false,
        }
    }
}

impl PanelSwitches {
    pub(super) fn set(&mut self, switch: PanelSwitch, on: bool) {
        *match switch {
            PanelSwitch::Loss => &mut self.loss,
            PanelSwitch::Stretched => &mut self.stretched,
            PanelSwitch::BestOnly => &mut self.best_only,
        } = on;
    }
}

/// What a table is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub key: SortKey,
    pub descending: bool,
}

impl Default for Sort {
    fn default() -> Self {
        Self {
            key: SortKey::Setting,
            descending: false,
        }
    }
}

impl Sort {
    /// After a press on a column's head: its order, and pressed again the other way round.
    pub(super) fn press(&mut self, key: SortKey) {
        // What is large is looked for first, in all but the study's own order.
        self.descending = if self.key == key {
            !self.descending
        } else {
            key != SortKey::Setting
        };
        self.key = key;
    }
}

/// What is selected of the settings: by each brushed axis of the parallel coordinates, and by a box in a plot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Brushes {
    /// The axis' place, and between which of its values.
    ranges: Vec<(usize, (f64, f64))>,
    /// The axis along which somebody drags.
    dragged: Option<usize>,
    /// The settings in the box; empty without one.
    boxed: Vec<usize>,
}

impl Brushes {
    /// What an axis is brushed to.
    pub fn range(&self, axis: usize) -> Option<(f64, f64)> {
        let found = self.ranges.iter().find(|(at, _)| *at == axis);
        found.map(|(_, range)| *range)
    }

    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty() && self.boxed.is_empty()
    }

    /// Whether a setting is in the box, if there is one.
    pub fn boxes(&self, setting: usize) -> bool {
        self.boxed.is_empty() || self.boxed.contains(&setting)
    }

    pub(super) fn set_box(&mut self, settings: Vec<usize>) {
        self.boxed = settings;
    }

    /// Whether a value lies within what its axis is brushed to. What is no number lies nowhere.
    pub fn keeps(&self, axis: usize, value: f64) -> bool {
        let range = self.range(axis);
        range.is_none_or(|(one, other)| (one.min(other)..=one.max(other)).contains(&value))
    }

    /// The axis along which somebody drags.
    pub fn dragged(&self) -> Option<usize> {
        self.dragged
    }

    pub(super) fn begin(&mut self, axis: usize, value: f64) {
        self.dragged = Some(axis);
        self.ranges.retain(|(at, _)| *at != axis);
        self.ranges.push((axis, (value, value)));
    }

    pub(super) fn drag(&mut self, value: f64) {
        // The one that was begun last.
        if let (Some(_), Some((_, (_, to)))) = (self.dragged, self.ranges.last_mut()) {
            *to = value;
        }
    }

    /// An axis that was only clicked has no brush any more.
    pub(super) fn end(&mut self) {
        if self.dragged.take().is_some() {
            self.ranges.pop_if(|(_, (from, to))| from == to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_sorted_downwards_first_and_turned_by_another_press() {
        let mut sort = Sort::default();
        let mut pressed = |key| {
            sort.press(key);
            (sort.key, sort.descending)
        };
        assert_eq!(pressed(SortKey::Final), (SortKey::Final, true));
        assert_eq!(pressed(SortKey::Final), (SortKey::Final, false));
        assert_eq!(pressed(SortKey::Gap), (SortKey::Gap, true));
        assert_eq!(pressed(SortKey::Setting), (SortKey::Setting, false));
        assert_eq!(pressed(SortKey::Setting), (SortKey::Setting, true));
    }

    #[test]
    fn a_drag_along_an_axis_brushes_it_and_a_click_takes_the_brush_away() {
        let mut brushes = Brushes::default();
        brushes.begin(1, 0.5);
        brushes.drag(0.7);
        brushes.drag(0.9);
        brushes.end();
        assert_eq!(brushes.range(1), Some((0.5, 0.9)));
        brushes.drag(0.1);
        assert_eq!(brushes.range(1), Some((0.5, 0.9)), "nobody drags any more");
        let kept = [0.4, 0.5, 0.9, f64::NAN].map(|value| brushes.keeps(1, value));
        assert_eq!(kept, [false, true, true, false]);
        assert!(brushes.keeps(0, f64::NAN), "its axis has no brush");
        brushes.begin(2, 3.0);
        brushes.end();
        assert_eq!((brushes.range(2), brushes.dragged()), (None, None));
        brushes.begin(1, 0.6);
        brushes.end();
        assert_eq!(brushes, Brushes::default());
        brushes.set_box(vec![4, 7]);
        assert_eq!([4, 5].map(|setting| brushes.boxes(setting)), [true, false]);
        assert!(!brushes.is_empty());
        brushes.set_box(Vec::new());
        assert!(brushes.boxes(5) && brushes.is_empty());
    }
}
