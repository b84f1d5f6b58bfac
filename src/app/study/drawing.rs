//! From a study to its panels.

use std::sync::Arc;

use plotters_canvas::CanvasBackend;
use web_sys::HtmlCanvasElement;

use super::super::canvas::{Size, fit};
use crate::charts::{
    Emphasis, Mark, MarkKind, Panel, PlotArea, Quantity, SharedAxes, Theme, Titles, read_band,
};
use crate::hyperparams::catalog::EPOCHS;
use crate::hyperparams::held_out_name;
use crate::metrics::{BandPoint, History, band};
use crate::state::studies::{self, ActiveStudy, EarlyEnd};

/// What there is to draw of a setting.
#[derive(Clone, Debug)]
pub struct PanelData {
    pub setting: usize,
    pub title: String,
    pub train: Vec<BandPoint>,
    pub test: Vec<BandPoint>,
    pub held_out: &'static str,
    pub marks: Vec<Mark>,
    pub revision: u64,
    pub quantity: Quantity,
}

/// Of a setting, the same as long as nothing has happened in between.
impl PartialEq for PanelData {
    fn eq(&self, other: &Self) -> bool {
        (self.revision, self.quantity) == (other.revision, other.quantity)
    }
}

impl PanelData {
    pub fn of(active: &ActiveStudy, setting: usize, quantity: Quantity) -> Self {
        let (train, test) = bands(&studies::histories(&active.study, setting), quantity);
        Self {
            setting,
            title: active.title(setting),
            train,
            test,
            held_out: held_out_name([&active.study.plan().settings()[setting].hyperparams]),
            marks: marks(active, setting, quantity),
            revision: active.revision(setting),
            quantity,
        }
    }

    /// The values at an epoch.
    pub fn reading(&self, epoch: usize) -> Option<String> {
        let read = |band| read_band(band, self.quantity, epoch);
        let (test, train) = (read(&self.test)?, read(&self.train)?);
        let held_out = self.held_out;
        Some(format!(
            "Epoch {epoch}: {held_out} {test}, training {train}"
        ))
    }

    /// Whether this is still how a setting looks.
    pub fn is_of(&self, revision: u64, quantity: Quantity) -> bool {
        (self.revision, self.quantity) == (revision, quantity)
    }

    pub fn bands(&self) -> [&[BandPoint]; 2] {
        [&self.train, &self.test]
    }
}

/// Of training and of the images held out from it.
pub fn bands(histories: &[&History], quantity: Quantity) -> (Vec<BandPoint>, Vec<BandPoint>) {
    let histories = || histories.iter().copied();
    (
        band(histories(), |epoch| quantity.of_epoch(epoch).0),
        band(histories(), |epoch| quantity.of_epoch(epoch).1),
    )
}

fn marks(active: &ActiveStudy, setting: usize, quantity: Quantity) -> Vec<Mark> {
    let early_ends = studies::early_ends(&active.study, setting).into_iter();
    let mark = |(end, epoch, accuracy): (EarlyEnd, usize, Option<f64>)| Mark {
        kind: match end {
            EarlyEnd::Pruned => MarkKind::Pruned,
            EarlyEnd::Diverged => MarkKind::Diverged,
            EarlyEnd::Failed => MarkKind::Failed,
            EarlyEnd::EarlyStopped => MarkKind::EarlyStopped,
        },
        epoch: epoch as f64,
        value: accuracy
            .filter(|_| quantity == Quantity::Accuracy)
            .unwrap_or(f64::NAN),
    };
    early_ends.map(mark).collect()
}

/// Axes for all panels of a study, so that they can be compared.
pub fn shared_axes(
    active: &ActiveStudy,
    panel_data: &[Arc<PanelData>],
    quantity: Quantity,
    stretched: bool,
) -> SharedAxes {
    let settings = active.study.plan().settings().iter();
    let epochs = settings.filter_map(|setting| setting.hyperparams.get(&EPOCHS).number());
    let epochs = epochs.fold(1.0, f64::max) as usize;
    let bands: Vec<&[BandPoint]> = panel_data.iter().flat_map(|data| data.bands()).collect();
    SharedAxes::of(quantity, stretched, epochs, bands)
}

/// How a panel is to look.
#[derive(Clone, Debug, PartialEq)]
pub struct PanelLook {
    pub axes: SharedAxes,
    pub colors: Theme,
    pub emphasis: Emphasis,
    pub titles: Titles,
    /// Another setting to be seen in this one's panel.
    pub ghost: Option<Arc<PanelData>>,
}

/// Draws a panel on a canvas as sharp as the screen; `None` where there is nothing to draw on.
pub fn draw_panel(
    canvas: &HtmlCanvasElement,
    size: Size,
    data: &PanelData,
    look: &PanelLook,
) -> Option<PlotArea> {
    let ratio = fit(canvas, size, look.colors);
    let ghosts: Vec<&[BandPoint]> = look
        .ghost
        .iter()
        .map(|ghost| ghost.test.as_slice())
        .collect();
    let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
    let panel = Panel {
        titles: look.titles,
        ghosts: &ghosts,
        emphasis: look.emphasis,
        ratio,
        ..plain_panel(data, look.axes, look.colors)
    };
    let area = panel.draw(backend).ok()?;
    // A plain attribute's name is always taken.
    let _ = canvas.set_attribute("data-points", &area.points.to_string());
    Some(area)
}

/// A panel that nothing is added to.
pub fn plain_panel(data: &PanelData, axes: SharedAxes, colors: Theme) -> Panel<'_> {
    Panel {
        title: &data.title,
        titles: Titles::default(),
        place: data.setting,
        axes,
        train: &data.train,
        held_out: data.held_out,
        test: &data.test,
        marks: &data.marks,
        ghosts: &[],
        emphasis: Emphasis::Normal,
        color: 0,
        theme: colors,
        ratio: 1.0,
    }
}

/// How the titles of all panels are written in ones of this size.
pub fn titles(titles: &[String], (width, height): Size) -> Titles {
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    Titles::of(&titles, (f64::from(width), f64::from(height)))
}
