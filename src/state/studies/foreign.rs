//! Studies that were trained by other programs, for as long as the page is open.

use std::sync::Arc;

use super::{ActiveStudy, Curves, Studies, StudyId};
use crate::protocol::{Found, FoundStudy, Plot, PlotSource};
use crate::state::text::plural;
use crate::state::{State, View};
use crate::study::Study;

/// A study that was trained elsewhere.
#[derive(Clone, Debug, PartialEq)]
pub struct ForeignStudy {
    pub id: StudyId,
    /// Shared: to copy its texts one by one is more to download.
    pub found: Arc<FoundStudy>,
    /// How often it was read again, with other answers to what is in doubt.
    pub changes: u32,
}

impl State {
    /// Takes in what was found in files, and shows it.
    ///
    /// - id: what the first of the studies is known by
    pub fn bring(&mut self, found: Vec<Vec<String>>, id: StudyId) {
        let (mut runs, mut notes) = (0, Vec::new());
        let before = self.studies.foreign.len();
        for texts in found {
            match Found::of(texts) {
                None => {}
                Some(Found::Run(kept)) => runs += self.runs.bring(&kept),
                Some(Found::Note(note)) => notes.push(note),
                Some(Found::Study(found)) => {
                    let at = self.studies.foreign.len() as f64;
                    self.studies.foreign.push(ForeignStudy {
                        id: StudyId::new(id.begun_ms() + at, id.random()),
                        found: Arc::new(found),
                        changes: 0,
                    });
                }
            }
        }
        // One notice, for of many the first would be gone.
        if !notes.is_empty() {
            self.notify(notes.join(" "));
        }
        match (runs, self.studies.foreign.len() > before) {
            (0, false) => {}
            (_, false) => self.view.shown = View::SingleRun,
            (0, true) => self.view.shown = View::Study,
            (_, true) => {
                self.view.shown = View::Study;
                let runs = plural(runs, "run");
                self.notify(format!(
                    "{runs} of the files: in the table and the charts of Single run."
                ));
            }
        }
    }

    /// A study that was read again.
    pub(super) fn reread(&mut self, id: StudyId, found: Vec<Vec<String>>) {
        let known = self.studies.foreign.iter_mut().find(|it| it.id == id);
        if let Some(known) = known
            && let Some(Found::Study(study)) = found.into_iter().next().and_then(Found::of)
        {
            known.found = Arc::new(study);
            known.changes += 1;
        }
    }

    /// What a plot of a study is drawn of: that, and the one that it is compared with.
    pub fn plot_sources(&self, id: StudyId, plot: Plot, curves: Curves) -> Vec<PlotSource> {
        let mut sources = Vec::new();
        sources.extend(self.plot_source(id, curves));
        if matches!(plot, Plot::History | Plot::Edf)
            && let Some(against) = self.view.plots.of(id).against
        {
            sources.extend(self.plot_source(against, curves));
        }
        sources
    }

    fn plot_source(&self, id: StudyId, curves: Curves) -> Option<PlotSource> {
        let studies = &self.studies;
        if let Some(foreign) = studies.foreign(id) {
            return Some(PlotSource::Foreign(foreign.found.results.clone()));
        }
        let saved;
        let study = match studies.active().filter(|active| active.id == id) {
            Some(active) => active,
            None => {
                let file = &studies.saved().iter().find(|saved| saved.id == id)?.file;
                let (study, log) = Study::heal(file.plan.clone(), file.log.clone());
                saved = ActiveStudy::resumed(id, study, log);
                &saved
            }
        };
        Some(PlotSource::Own(study.plot_results(curves, self.clock_ms)))
    }
}

impl Studies {
    /// Studies that were trained elsewhere, in the order in which they came.
    pub fn foreign_ones(&self) -> &[ForeignStudy] {
        &self.foreign
    }

    pub fn foreign(&self, id: StudyId) -> Option<&ForeignStudy> {
        self.foreign.iter().find(|it| it.id == id)
    }

    pub(super) fn forget_foreign(&mut self, id: StudyId) {
        self.foreign.retain(|it| it.id != id);
    }

    /// The studies that this one can be compared with, and what they are called.
    pub fn others(&self, id: StudyId) -> Vec<(StudyId, &str)> {
        let mut all = Vec::new();
        let on_page = self.active().map(|active| active.id);
        if let Some(active) = self.active() {
            all.push((active.id, active.study.plan().definition().name.as_str()));
        }
        for it in &self.foreign {
            all.push((it.id, it.found.name.as_str()));
        }
        for saved in &self.saved {
            // The one on the page is saved, too.
            if Some(saved.id) != on_page {
                all.push((saved.id, saved.name.as_str()));
            }
        }
        all.retain(|(other, _)| *other != id);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::HyperParams;
    use crate::metrics::EpochMetrics;
    use crate::protocol::PlotResults;
    use crate::state::kept_foreign;
    use crate::state::{Action, DeviceChoice, PlotChoice, RunCells, StudyAction, ViewAction};
    use crate::study::testing::{epoch, plan, whole_trial};

    fn study(name: &str) -> FoundStudy {
        let results = PlotResults {
            name: name.to_owned(),
            ..PlotResults::default()
        };
        FoundStudy {
            name: name.to_owned(),
            results: results.to_text(),
            ..FoundStudy::default()
        }
    }

    fn run(epochs: Vec<EpochMetrics>) -> Found {
        let about = "read from “history.json”, a Keras history".to_owned();
        Found::Run(kept_foreign("history".to_owned(), about, epochs))
    }

    fn page() -> State {
        State::new(DeviceChoice::Cpu, HyperParams::default(), 2)
    }

    fn texts(found: Vec<Found>) -> Vec<Vec<String>> {
        found.into_iter().map(Found::texts).collect()
    }

    fn bring(page: &mut State, found: Vec<Found>) {
        page.apply(Action::Bring(texts(found), StudyId::new(5.0, 7)));
    }

    fn said(page: &State) -> Vec<&str> {
        page.notices
            .list()
            .iter()
            .map(|it| it.message.as_str())
            .collect()
    }

    #[test]
    fn a_run_from_elsewhere_is_in_the_table_and_on_the_charts_and_in_nothing_that_trains() {
        let mut page = page();
        page.runs.start(HyperParams::default());
        page.forget_runs();
        let mut unknown = epoch(2, 0.9);
        unknown.val_accuracy = f64::NAN;
        bring(
            &mut page,
            vec![
                run(vec![epoch(1, 0.8), unknown]),
                Found::Note("“x” was not taken: it is empty.".to_owned()),
            ],
        );
        assert_eq!(page.view.shown, View::SingleRun);
        assert_eq!(said(&page), ["“x” was not taken: it is empty."]);
        assert_eq!(page.shown_runs().len(), 1);
        let it = page.runs.iter().next().unwrap();
        let cells = RunCells::of(it, &page.runs);
        assert_eq!(
            (cells.epochs.as_str(), cells.outcome.as_str()),
            ("2 of 2", "trained elsewhere")
        );
        assert_eq!(
            (cells.last.as_str(), cells.best.as_str()),
            ("–", "80.00 % at 1")
        );
        assert_eq!([cells.device, cells.time], ["", ""]);
        assert_eq!(cells.marks, ["read from “history.json”, a Keras history"]);
        assert!(!it.is_active() && it.came_to().is_none());
        assert!(
            it.recorded_over(Vec::new()).is_none(),
            "no figure can train it"
        );
        assert_eq!(page.subjects()[0].1, "The setting in the form");
    }

    #[test]
    fn a_run_from_elsewhere_tells_no_other_run_apart() {
        let mut page = page();
        let other = HyperParams::default().with(&crate::hyperparams::catalog::EPOCHS, 3.0);
        let own = page.runs.start(other);
        let before = page.runs.differences(page.runs.get(own).unwrap());
        bring(&mut page, vec![run(vec![epoch(1, 0.8)])]);
        assert_eq!(page.runs.differences(page.runs.get(own).unwrap()), before);
        let foreign = page.runs.iter().last().unwrap();
        assert!(page.runs.differences(foreign).is_empty());
    }

    #[test]
    fn a_run_from_elsewhere_outlives_a_reload_as_it_was() {
        let mut page = page();
        let mut unknown = epoch(1, 0.9);
        (unknown.accuracy, unknown.val_loss) = (f64::NAN, f64::NAN);
        bring(&mut page, vec![run(vec![unknown])]);
        let kept = page.runs.to_keep().unwrap();
        let mut after = crate::state::Runs::default();
        after.take_kept(&kept);
        let shown = |runs: &crate::state::Runs| {
            let run = runs.iter().next().unwrap();
            format!(
                "{} {:?} {:?}",
                run.name,
                run.history,
                RunCells::of(run, runs)
            )
        };
        assert_eq!(shown(&after), shown(&page.runs));
    }

    #[test]
    fn studies_from_elsewhere_are_listed_read_again_compared_and_forgotten() {
        let mut page = page();
        bring(
            &mut page,
            ["one", "two"]
                .map(|name| Found::Study(study(name)))
                .to_vec(),
        );
        assert_eq!(page.view.shown, View::Study);
        let ids: Vec<StudyId> = page.studies.foreign_ones().iter().map(|it| it.id).collect();
        assert_ne!(ids[0], ids[1]);
        let names = |page: &State, id| {
            let others = page.studies.others(id).into_iter();
            others.map(|(_, name)| name.to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(&page, ids[0]), ["two"]);
        let choice = PlotChoice::Against(Some(ids[1]));
        page.apply(Action::View(ViewAction::Plot(ids[0], choice)));
        assert!(
            page.view.plots.of(ids[0]).is_open(Plot::History),
            "there is something to see"
        );
        let sources = |page: &State, plot| page.plot_sources(ids[0], plot, Curves::None).len();
        assert_eq!(
            (sources(&page, Plot::History), sources(&page, Plot::Rank)),
            (2, 1)
        );
        page.apply(Action::Study(StudyAction::Reread(
            ids[0],
            texts(vec![Found::Study(study("other"))]),
        )));
        let known = page.studies.foreign(ids[0]).unwrap();
        assert_eq!((known.found.name.as_str(), known.changes), ("other", 1));
        page.apply(Action::Study(StudyAction::Forget(ids[1])));
        assert_eq!(
            sources(&page, Plot::History),
            1,
            "what is gone is not compared with"
        );
        assert!(names(&page, ids[0]).is_empty());
        assert_eq!(page.plot_sources(ids[1], Plot::Edf, Curves::None), []);
    }

    #[test]
    fn the_study_on_the_page_and_saved_ones_are_compared_by_their_results() {
        let mut page = page();
        let study = |id: f64| {
            let mut active = ActiveStudy::new(StudyId::new(id, 7), plan(1));
            for event in whole_trial(1, &[0.8; 10]) {
                active.record(event).unwrap();
            }
            active
        };
        let saved = study(1.0);
        page.studies.save(&saved);
        let active = study(2.0);
        page.studies.save(&active);
        page.studies.active = Some(active);
        let [saved, active] = [1.0, 2.0].map(|id| StudyId::new(id, 7));
        assert_eq!(page.studies.others(active).len(), 1);
        page.apply(Action::View(ViewAction::Plot(
            active,
            PlotChoice::Against(Some(saved)),
        )));
        let results = page
            .plot_sources(active, Plot::Edf, Curves::None)
            .into_iter();
        let scores = results.map(|it| it.results().runs[1].score);
        assert_eq!(scores.collect::<Vec<_>>(), [0.8, 0.8]);
    }

    #[test]
    fn runs_that_come_with_studies_are_told_of() {
        let mut page = page();
        bring(
            &mut page,
            vec![run(vec![epoch(1, 0.8)]), Found::Study(study("one"))],
        );
        assert_eq!(
            said(&page),
            ["1 run of the files: in the table and the charts of Single run."]
        );
    }
}
