//! Which plots of a study are open, and how they are shown; kept for each study.

use super::studies::StudyId;
use crate::protocol::Plot;

/// How somebody looks at the plots of one study.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PlotsView {
    /// In the order in which they were opened.
    pub open: Vec<Plot>,
    /// The hyperparameters of plots over two, by their places; nothing picked is the first two.
    axes: Option<[usize; 2]>,
    /// Intermediate values as means over the runs of each setting.
    pub by_setting: bool,
    /// Intermediate values of the loss.
    pub loss: bool,
    /// The hyperparameter by whose values distributions are told apart, by its place.
    pub split: Option<usize>,
    /// The study that this one is compared with; chosen anew on each visit.
    pub against: Option<StudyId>,
}

/// What somebody chooses of the plots.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlotChoice {
    /// Open one, or close it.
    Toggle(Plot),
    /// Another hyperparameter across (0) or up (1).
    Axis(usize, usize),
    BySetting(bool),
    Loss(bool),
    Split(Option<usize>),
    /// Compare with this study, or with none.
    Against(Option<StudyId>),
}

impl PlotsView {
    pub fn is_open(&self, plot: Plot) -> bool {
        self.open.contains(&plot)
    }

    /// Across and up.
    pub fn axes(&self) -> [usize; 2] {
        self.axes.unwrap_or([0, 1])
    }

    fn choose(&mut self, choice: PlotChoice) {
        match choice {
            PlotChoice::Toggle(plot) if self.is_open(plot) => self.open.retain(|it| *it != plot),
            PlotChoice::Toggle(plot) => self.open.push(plot),
            PlotChoice::Axis(of, to) => {
                let mut axes = self.axes();
                // Whoever wants the other one's has the two change places.
                let (of, other) = if of == 0 { (0, 1) } else { (1, 0) };
                if axes[other] == to {
                    axes[other] = axes[of];
                }
                axes[of] = to;
                self.axes = Some(axes);
            }
            PlotChoice::BySetting(on) => self.by_setting = on,
            PlotChoice::Loss(on) => self.loss = on,
            PlotChoice::Split(axis) => self.split = axis,
            PlotChoice::Against(id) => {
                self.against = id;
                let both = [Plot::History, Plot::Edf];
                // Only these show two studies.
                if id.is_some() && !both.iter().any(|plot| self.is_open(*plot)) {
                    self.open.extend(both);
                }
            }
        }
    }

    /// "history edf 0,1 by-setting loss split-2".
    fn to_text(&self) -> String {
        let mut words: Vec<String> = self.open.iter().map(|it| it.name().to_owned()).collect();
        words.extend(self.axes.map(|[across, up]| format!("{across},{up}")));
        words.extend(self.by_setting.then(|| BY_SETTING.to_owned()));
        words.extend(self.loss.then(|| LOSS.to_owned()));
        words.extend(self.split.map(|axis| format!("{SPLIT}{axis}")));
        words.join(" ")
    }

    /// What of it can be read.
    fn from_text(text: &str) -> Self {
        let mut view = Self::default();
        for word in text.split(' ') {
            match (Plot::named(word), word.split_once(',')) {
                (Some(plot), _) if !view.is_open(plot) => view.open.push(plot),
                (None, Some((across, up))) => {
                    if let (Ok(across), Ok(up)) = (across.parse(), up.parse()) {
                        view.axes = Some([across, up]);
                    }
                }
                _ => {}
            }
            view.by_setting |= word == BY_SETTING;
            view.loss |= word == LOSS;
            let split = word.strip_prefix(SPLIT).and_then(|axis| axis.parse().ok());
            view.split = split.or(view.split);
        }
        view
    }
}

const BY_SETTING: &str = "by-setting";
const LOSS: &str = "loss";
const SPLIT: &str = "split-";
/// Studies that are remembered, those that were changed last.
const MOST: usize = 40;

/// How somebody looks at the plots of each study.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeptPlots(Vec<(StudyId, PlotsView)>);

impl KeptPlots {
    /// Of a study; at first none is open.
    pub fn of(&self, id: StudyId) -> PlotsView {
        let found = self.0.iter().find(|(of, _)| *of == id);
        found.map_or_else(PlotsView::default, |(_, view)| view.clone())
    }

    pub(super) fn choose(&mut self, id: StudyId, choice: PlotChoice) {
        let mut view = self.of(id);
        view.choose(choice);
        self.0.retain(|(of, _)| *of != id);
        self.0.push((id, view));
        let surplus = self.0.len().saturating_sub(MOST);
        self.0.drain(..surplus);
    }

    /// For the browser to keep: a line for each study.
    pub fn to_keep(&self) -> String {
        let line = |(id, view): &(StudyId, PlotsView)| format!("{id} {}", view.to_text());
        self.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// What the browser has kept; lines that nobody can read are left out.
    pub fn from_kept(text: &str) -> Self {
        let line = |line: &str| {
            let (id, view) = line.split_once(' ')?;
            Some((id.parse().ok()?, PlotsView::from_text(view)))
        };
        Self(text.lines().filter_map(line).take(MOST).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(begun: f64) -> StudyId {
        StudyId::new(begun, 7)
    }

    #[test]
    fn what_is_chosen_holds_for_one_study_and_is_read_as_it_was_kept() {
        let mut kept = KeptPlots::default();
        for choice in [
            PlotChoice::Toggle(Plot::Edf),
            PlotChoice::Toggle(Plot::History),
            PlotChoice::Toggle(Plot::Contour),
            PlotChoice::Toggle(Plot::Edf),
            PlotChoice::BySetting(true),
            PlotChoice::Split(Some(0)),
            PlotChoice::Axis(1, 2),
        ] {
            kept.choose(id(1.0), choice);
        }
        kept.choose(id(2.0), PlotChoice::Loss(true));
        let view = kept.of(id(1.0));
        assert_eq!(view.open, [Plot::History, Plot::Contour]);
        assert_eq!(
            (view.axes(), view.by_setting, view.loss, view.split),
            ([0, 2], true, false, Some(0))
        );
        assert_eq!(kept.of(id(3.0)), PlotsView::default());
        assert_eq!(KeptPlots::from_kept(&kept.to_keep()), kept);
    }

    #[test]
    fn the_same_hyperparameter_is_never_on_both_axes() {
        let mut view = PlotsView::default();
        view.choose(PlotChoice::Axis(0, 1));
        assert_eq!(view.axes(), [1, 0]);
        view.choose(PlotChoice::Axis(0, 2));
        view.choose(PlotChoice::Axis(1, 2));
        assert_eq!(view.axes(), [0, 2]);
    }

    #[test]
    fn of_many_studies_the_last_are_kept_and_garbage_is_left_out() {
        let mut kept = KeptPlots::default();
        for at in 0..60 {
            kept.choose(id(f64::from(at)), PlotChoice::Toggle(Plot::Rank));
        }
        assert_eq!(kept.to_keep().lines().count(), MOST);
        assert!(kept.of(id(59.0)).is_open(Plot::Rank) && !kept.of(id(0.0)).is_open(Plot::Rank));
        let garbage = format!(
            "x history\n\n{} history history nothing 1,x,2 , split- split-x",
            id(5.0)
        );
        let garbage = KeptPlots::from_kept(&garbage);
        assert_eq!(garbage.0.len(), 1);
        assert_eq!(garbage.0[0].1.open, [Plot::History]);
        assert_eq!(garbage.0[0].1.axes(), [0, 1]);
        assert_eq!(garbage.0[0].1.split, None);
    }
}
