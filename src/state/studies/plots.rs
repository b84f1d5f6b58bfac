//! What the program that draws plots is told of a study.

use std::collections::HashMap;

use super::ActiveStudy;
use super::insights::{Along, Order, ParallelLine, Spacing};
use crate::hyperparams::ParamSpec;
use crate::hyperparams::catalog::{EPOCHS, TRAIN_IMAGES};
use crate::protocol::{PlotAxis, PlotResults, PlotRun, PlotSetting, PlotSpan};
use crate::state::Brushes;
use crate::study::{Span, StudyEvent, Trial};

/// Which curves are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curves {
    None,
    Accuracy,
    Loss,
}

impl ActiveStudy {
    /// All that plots are drawn of. Curves are much, and only one plot shows them.
    ///
    /// - clock_ms: now, where anybody tells the time: runs under way have lasted until then
    pub fn plot_results(&self, curves: Curves, clock_ms: Option<f64>) -> PlotResults {
        let plan = self.study.plan();
        let along = self.along(Order::BySize);
        let under_way: HashMap<usize, Span> = self.under_way(clock_ms).into_iter().collect();
        let ends = self.ends();
        let run = |trial: &Trial| PlotRun {
            setting: trial.setting,
            seed: trial.seed,
            name: String::new(),
            state: trial.standing().to_owned(),
            score: trial
                .result()
                .map_or(f64::NAN, |result| result.val_accuracy),
            end: ends.get(&trial.number).copied(),
            curve: curve(trial, curves),
            span: trial
                .span
                .or_else(|| under_way.get(&trial.number).copied())
                .map(plot_span),
        };
        let setting = |at: usize| PlotSetting {
            label: plan.settings()[at].label(),
            places: along.iter().map(|along| along.places[at]).collect(),
        };
        PlotResults {
            name: plan.definition().name.clone(),
            is_lower_better: false,
            is_number: false,
            terms: self.terms(),
            score: format!(
                "{} {} accuracy",
                plan.definition().score.adjective(),
                self.held_out()
            ),
            held_out: self.held_out().to_owned(),
            is_loss: curves == Curves::Loss,
            settings: (0..plan.settings().len()).map(setting).collect(),
            axes: along.iter().map(axis).collect(),
            runs: self.study.trials().iter().map(run).collect(),
        }
    }

    /// What it has in common with another study where their results may be compared.
    fn terms(&self) -> Vec<String> {
        let definition = self.study.plan().definition();
        let varying = definition.varying();
        let rows: [&'static ParamSpec; 2] = [&EPOCHS, &TRAIN_IMAGES];
        let term = |row: &'static ParamSpec| {
            let name = row.label.to_ascii_lowercase();
            match varying.iter().any(|it| it.key == row.key) {
                true => format!("several {name}"),
                false => format!("{} {name}", definition.base.get(row)),
            }
        };
        rows.map(term).to_vec()
    }

    /// Settings that are not selected: those that have a result, where brushes of the parallel coordinates leave them out,
    /// and those outside a plot's box.
    pub fn brushed_out(&self, brushes: &Brushes) -> Vec<usize> {
        if brushes.is_empty() {
            return Vec::new();
        }
        let lines = self.parallel().map_or_else(Vec::new, |it| it.lines);
        let is_out = |line: &ParallelLine| {
            let values = line.values.iter().chain([&line.val_accuracy]);
            let mut values = values.enumerate();
            values.any(|(at, value)| !brushes.keeps(at, *value))
        };
        let by_brush: Vec<usize> = lines
            .iter()
            .filter(|line| is_out(line))
            .map(|line| line.setting)
            .collect();
        let settings = 0..self.study.plan().settings().len();
        let is_out = |setting: &usize| by_brush.contains(setting) || !brushes.boxes(*setting);
        settings.filter(is_out).collect()
    }

    /// How far the study is, as plots show it: drawn of the same, they look the same.
    ///
    /// - every_epoch: whether what is under way counts, epoch by epoch
    pub fn plot_stamp(&self, every_epoch: bool) -> (usize, u64) {
        let ended = self.study.counts().ended();
        (
            ended,
            if every_epoch {
                self.total_revision()
            } else {
                0
            },
        )
    }

    /// The place of each run that has ended in the order of their ends.
    fn ends(&self) -> HashMap<usize, usize> {
        use StudyEvent as E;
        let mut ends = HashMap::new();
        for event in self.log() {
            let ended = match event {
                E::TrialEnd { trial, .. }
                | E::TrialPruned { trial }
                | E::TrialFailed { trial, .. } => *trial,
                _ => continue,
            };
            let next = ends.len();
            ends.entry(ended).or_insert(next);
        }
        ends
    }
}

fn curve(trial: &Trial, curves: Curves) -> Vec<f64> {
    let epochs = trial.history.epochs.iter();
    match curves {
        Curves::None => Vec::new(),
        Curves::Accuracy => epochs.map(|epoch| epoch.val_accuracy).collect(),
        Curves::Loss => epochs.map(|epoch| epoch.val_loss).collect(),
    }
}

fn axis(along: &Along) -> PlotAxis {
    let swept = &along.swept;
    PlotAxis {
        name: swept.row.key.to_owned(),
        is_log: swept.spacing == Spacing::Log,
        is_names: swept.spacing == Spacing::Names,
        labels: swept.labels.clone(),
        values: swept.values.clone(),
    }
}

fn plot_span(span: Span) -> PlotSpan {
    PlotSpan {
        worker: span.worker,
        from_ms: span.from_ms,
        to_ms: span.to_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::studies::StudyId;
    use crate::study::testing::{diverged_trial, plan, whole_trial};

    fn active(events: impl IntoIterator<Item = StudyEvent>) -> ActiveStudy {
        let mut active = ActiveStudy::new(StudyId::new(1.0, 7), plan(1));
        for event in events {
            active.record(event).unwrap();
        }
        active
    }

    #[test]
    fn runs_are_told_with_the_order_of_their_ends_and_settings_with_their_places() {
        let events = [
            whole_trial(1, &[0.5, 0.8]),
            diverged_trial(0).to_vec(),
            whole_trial(3, &[0.5, 0.9]),
        ];
        let active = active(events.concat());
        let results = active.plot_results(Curves::Accuracy, None);
        let ends: Vec<_> = results.runs.iter().map(|run| run.end).collect();
        assert_eq!(ends, [Some(1), Some(0), None, Some(2)]);
        assert_eq!(results.runs[3].curve, [0.5, 0.9]);
        assert_eq!((results.runs[3].score, results.runs[1].score), (0.9, 0.8));
        assert!(results.runs[0].score.is_nan());
        assert_eq!(results.runs[0].state, "diverged");
        let names: Vec<&str> = results.axes.iter().map(|axis| axis.name.as_str()).collect();
        assert_eq!(names, ["learning_rate", "n_nodes"]);
        assert!(results.axes[0].is_log);
        assert_eq!(results.axes[0].labels, ["0.01", "0.1"]);
        // The first setting has the larger rate.
        assert_eq!(results.settings[0].places, [Some(1), Some(0)]);
        assert_eq!(results.settings[0].label, "learning_rate=0.1 n_nodes=64");
        assert_eq!(results.score, "final test accuracy");
        assert_eq!(results.terms, ["10 epochs", "10000 training images"]);
        assert!(
            active.plot_results(Curves::None, None).runs[3]
                .curve
                .is_empty()
        );
        let losses = active.plot_results(Curves::Loss, None);
        assert_eq!((losses.runs[3].curve[1], losses.is_loss), (0.55, true));
    }

    #[test]
    fn a_run_is_timed_from_its_beginning_to_its_end_and_one_under_way_until_now() {
        let mut active = active([StudyEvent::TrialBegin { trial: 0 }]);
        active.begin(0, 3, Some(1000.0));
        let span = |active: &ActiveStudy, now| active.plot_results(Curves::None, now).runs[0].span;
        let until = |to_ms| {
            Some(PlotSpan {
                worker: 3,
                from_ms: 1000.0,
                to_ms,
            })
        };
        assert_eq!(span(&active, Some(1500.0)), until(1500.0));
        for event in whole_trial(0, &[0.9]).into_iter().skip(1) {
            active.record(event).unwrap();
        }
        let timed = active.timed(0, Some(2500.0)).unwrap();
        active.record(timed).unwrap();
        assert_eq!(span(&active, Some(9000.0)), until(2500.0));
        assert_eq!(active.timed(0, Some(2600.0)), None, "once");
    }

    #[test]
    fn a_clock_that_is_set_back_and_none_make_no_wrong_times() {
        let mut active = active([StudyEvent::TrialBegin { trial: 0 }]);
        active.begin(0, 1, Some(1000.0));
        let Some(StudyEvent::TrialTimed { span, .. }) = active.timed(0, Some(10.0)) else {
            panic!("it is timed");
        };
        assert_eq!((span.from_ms, span.to_ms), (1000.0, 1000.0));
        active.begin(0, 1, None);
        assert_eq!(active.timed(0, None), None);
    }
}
