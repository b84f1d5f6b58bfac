//! The curves of an experiment's settings, as the post has them: small multiples on the same axes.

use crate::charts::{
    Emphasis, Mark, MarkKind, Panel, PanelGrid, Quantity, SharedAxes, Theme, Titles, svg,
};
use crate::hyperparams::catalog::EPOCHS;
use crate::hyperparams::held_out_name;
use crate::metrics::{BandPoint, EpochMetrics, History, Outcome, band};
use crate::study::{Study, Trial, TrialState};

/// A panel's width and height, in CSS pixels.
const PANEL: (f64, f64) = (232.0, 176.0);
const COLUMNS: usize = 4;

/// What is drawn of a setting.
struct Curves {
    title: String,
    train: Vec<BandPoint>,
    test: Vec<BandPoint>,
    marks: Vec<Mark>,
}

/// The SVG of a study, in the colours of a light page; `chosen` stands out.
pub fn figure(study: &Study, chosen: Option<usize>) -> String {
    let settings = study.plan().settings();
    let curves: Vec<Curves> = (0..settings.len())
        .map(|it| Curves::of(study, it))
        .collect();
    let bands = curves
        .iter()
        .flat_map(|it| [it.train.as_slice(), it.test.as_slice()]);
    let bands: Vec<&[BandPoint]> = bands.collect();
    let epochs = study.plan().definition().base.get(&EPOCHS).number();
    let epochs = epochs.unwrap_or(1.0) as usize;
    let axes = SharedAxes::of(Quantity::Accuracy, true, epochs, bands);
    let held_out = held_out_name(settings.iter().map(|setting| &setting.hyperparams));
    let panel = |(place, curves)| {
        let panel = panel(place, curves, axes, held_out);
        Some(Panel {
            emphasis: match chosen == Some(place) {
                true => Emphasis::Highlighted,
                false => Emphasis::Normal,
            },
            ..panel
        })
    };
    let panels: Vec<Option<Panel>> = curves.iter().enumerate().map(panel).collect();
    let name = &study.plan().definition().name;
    let grid = PanelGrid {
        title: name,
        panels: &panels,
        held_out,
        columns: match settings.len() % 3 {
            0 => 3,
            _ => COLUMNS,
        },
        row_headers: &[],
        column_headers: &[],
        pad: 0.0,
        theme: Theme::LIGHT,
        ratio: 1.0,
    };
    svg(grid.size(PANEL), name, |backend, ratio| {
        let grid = PanelGrid { ratio, ..grid };
        grid.draw(backend).map(|_| ())
    })
}

fn panel<'a>(place: usize, of: &'a Curves, axes: SharedAxes, held_out: &'a str) -> Panel<'a> {
    Panel {
        title: &of.title,
        titles: Titles::default(),
        place,
        axes,
        train: &of.train,
        held_out,
        test: &of.test,
        marks: &of.marks,
        ghosts: &[],
        emphasis: Emphasis::Normal,
        color: 0,
        theme: Theme::LIGHT,
        ratio: 1.0,
    }
}

impl Curves {
    fn of(study: &Study, setting: usize) -> Self {
        let begun = study.trials_of(setting).filter(|trial| trial.epochs() > 0);
        let histories: Vec<&History> = begun.map(|trial| &trial.history).collect();
        let over = |pick: fn(&EpochMetrics) -> f64| band(histories.iter().copied(), pick);
        let label = study.plan().settings()[setting].label();
        let result = study.summaries().into_iter().nth(setting);
        let result = result.and_then(|it| it.final_val_accuracy);
        Self {
            title: match result {
                Some(result) => format!("{label} val_acc={:.4}", result.mean),
                None => label,
            },
            train: over(|epoch| epoch.accuracy),
            test: over(|epoch| epoch.val_accuracy),
            marks: study.trials_of(setting).filter_map(mark).collect(),
        }
    }
}

fn mark(trial: &Trial) -> Option<Mark> {
    let kind = match trial.state {
        TrialState::Pruned => MarkKind::Pruned,
        TrialState::Failed { .. } => MarkKind::Failed,
        TrialState::Complete { outcome } => match outcome {
            Outcome::Diverged { .. } => MarkKind::Diverged,
            Outcome::EarlyStopped { .. } => MarkKind::EarlyStopped,
            Outcome::Completed | Outcome::Stopped => return None,
        },
        TrialState::Waiting | TrialState::Running | TrialState::Skipped => return None,
    };
    let last = trial.history.last();
    Some(Mark {
        kind,
        epoch: trial.epochs() as f64,
        value: last.map_or(f64::NAN, |epoch| epoch.val_accuracy),
    })
}
