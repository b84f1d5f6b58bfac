//! From a study to panels and figures.

use std::sync::Arc;
use std::time::Duration;

use plotters_canvas::CanvasBackend;
use wasm_bindgen::JsCast;
use web_sys::HtmlCanvasElement;

use super::super::browser;
use super::super::canvas::{Size, fit};
use crate::charts::{
    Emphasis, Figure, Mark, MarkKind, Panel, PlotArea, Quantity, SharedAxes, Theme, Titles,
    canvas_ratio, flowing_columns, read_band, svg,
};
use crate::hyperparams::catalog::EPOCHS;
use crate::hyperparams::held_out_name;
use crate::metrics::{BandPoint, History, band};
use crate::state::studies::{self, ActiveStudy, Ending};

/// What there is to draw of a setting.
#[derive(Clone, Debug)]
pub struct Picture {
    setting: usize,
    pub title: String,
    pub train: Vec<BandPoint>,
    pub test: Vec<BandPoint>,
    held_out: &'static str,
    pub marks: Vec<Mark>,
    revision: u64,
    quantity: Quantity,
}

/// Two pictures of a setting are the same if nothing has happened between them.
impl PartialEq for Picture {
    fn eq(&self, other: &Self) -> bool {
        (self.revision, self.quantity) == (other.revision, other.quantity)
    }
}

impl Picture {
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

    fn bands(&self) -> [&[BandPoint]; 2] {
        [&self.train, &self.test]
    }
}

/// Of training and of the images held out from it.
fn bands(histories: &[&History], quantity: Quantity) -> (Vec<BandPoint>, Vec<BandPoint>) {
    let histories = || histories.iter().copied();
    match quantity {
        Quantity::Accuracy => (
            band(histories(), |epoch| epoch.accuracy),
            band(histories(), |epoch| epoch.val_accuracy),
        ),
        Quantity::Loss => (
            band(histories(), |epoch| epoch.loss),
            band(histories(), |epoch| epoch.val_loss),
        ),
    }
}

fn marks(active: &ActiveStudy, setting: usize, quantity: Quantity) -> Vec<Mark> {
    let endings = studies::endings(&active.study, setting).into_iter();
    let mark = |(ending, epoch, accuracy): (Ending, usize, Option<f64>)| Mark {
        kind: match ending {
            Ending::Pruned => MarkKind::Pruned,
            Ending::Diverged => MarkKind::Diverged,
            Ending::Failed => MarkKind::Failed,
            Ending::EarlyStopped => MarkKind::EarlyStopped,
        },
        epoch: epoch as f64,
        value: accuracy
            .filter(|_| quantity == Quantity::Accuracy)
            .unwrap_or(f64::NAN),
    };
    endings.map(mark).collect()
}

/// Axes for all panels of a study, so that they can be compared.
pub fn shared_axes(
    active: &ActiveStudy,
    pictures: &[Arc<Picture>],
    quantity: Quantity,
    stretched: bool,
) -> SharedAxes {
    let settings = active.study.plan().settings().iter();
    let epochs = settings.filter_map(|setting| setting.hyperparams.get(&EPOCHS).number());
    let epochs = epochs.fold(1.0, f64::max) as usize;
    let bands: Vec<&[BandPoint]> = pictures
        .iter()
        .flat_map(|picture| picture.bands())
        .collect();
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
    pub ghost: Option<Arc<Picture>>,
}

/// Draws a panel on a canvas as sharp as the screen; `None` where there is nothing to draw on.
pub fn draw_panel(
    canvas: &HtmlCanvasElement,
    size: Size,
    picture: &Picture,
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
        ..plain_panel(picture, look.axes, look.colors)
    };
    let area = panel.draw(backend).ok()?;
    // A plain attribute's name is always taken.
    let _ = canvas.set_attribute("data-points", &area.points.to_string());
    Some(area)
}

fn plain_panel(picture: &Picture, axes: SharedAxes, colors: Theme) -> Panel<'_> {
    Panel {
        title: &picture.title,
        titles: Titles::default(),
        place: picture.setting,
        axes,
        train: &picture.train,
        held_out: picture.held_out,
        test: &picture.test,
        marks: &picture.marks,
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

/// Size of a panel in an exported figure, in CSS pixels.
const EXPORTED_PANEL: (f64, f64) = (280.0, 200.0);
/// Rows of an exported figure at most: panels that had more flow instead, or no canvas would hold them.
const MOST_ROWS: usize = 40;

/// Panels side by side on paper, where they may flow.
const ON_PAPER: usize = 4;

/// All panels of a study as one figure, with its title and legend.
pub struct StudyFigure {
    title: String,
    held_out: &'static str,
    pictures: Vec<Arc<Picture>>,
    axes: SharedAxes,
    shape: studies::GridShape,
    colors: Theme,
}

impl StudyFigure {
    pub fn new(active: &ActiveStudy, quantity: Quantity, stretched: bool, colors: Theme) -> Self {
        let settings = 0..active.study.plan().settings().len();
        let picture = |setting| Arc::new(Picture::of(active, setting, quantity));
        Self::of(
            active,
            settings.map(picture).collect(),
            quantity,
            stretched,
            colors,
        )
    }

    /// The same with pictures that are there already.
    pub fn of(
        active: &ActiveStudy,
        pictures: Vec<Arc<Picture>>,
        quantity: Quantity,
        stretched: bool,
        colors: Theme,
    ) -> Self {
        let shape = studies::shape(active.study.plan());
        let is_long = shape.row_heads.len() > MOST_ROWS;
        Self {
            title: active.study.plan().definition().name.clone(),
            held_out: active.held_out(),
            axes: shared_axes(active, &pictures, quantity, stretched),
            shape: if is_long {
                studies::GridShape::default()
            } else {
                shape
            },
            pictures,
            colors,
        }
    }

    /// The same of single runs, each with its panel's title.
    pub fn of_runs(
        title: String,
        held_out: &'static str,
        runs: &[(String, History)],
        quantity: Quantity,
        colors: Theme,
    ) -> Self {
        let picture = |(setting, (title, history)): (usize, &(String, History))| {
            let (train, test) = bands(&[history], quantity);
            Arc::new(Picture {
                setting,
                title: title.clone(),
                train,
                test,
                held_out,
                marks: Vec::new(),
                revision: 0,
                quantity,
            })
        };
        let pictures: Vec<Arc<Picture>> = runs.iter().enumerate().map(picture).collect();
        let epochs = runs.iter().map(|(_, history)| history.epochs.len()).max();
        let curves: Vec<&[BandPoint]> = pictures.iter().flat_map(|one| one.bands()).collect();
        Self {
            title,
            held_out,
            axes: SharedAxes::of(quantity, true, epochs.unwrap_or(1).max(1), curves),
            pictures,
            shape: studies::GridShape::default(),
            colors,
        }
    }

    fn with_figure<T>(&self, ratio: f64, act: impl FnOnce(Figure) -> T) -> T {
        let panels = self.pictures.iter();
        let panels: Vec<Option<Panel>> = panels
            .map(|picture| Some(plain_panel(picture, self.axes, self.colors)))
            .collect();
        act(Figure {
            title: &self.title,
            panels: &panels,
            held_out: self.held_out,
            columns: match self.shape.columns {
                0 => flowing_columns(panels.len(), EXPORTED_PANEL),
                columns => columns,
            },
            row_headers: &self.shape.row_heads,
            column_headers: &self.shape.column_heads,
            theme: self.colors,
            ratio,
        })
    }

    pub fn svg(&self) -> String {
        let size = self.with_figure(1.0, |figure| figure.size(EXPORTED_PANEL));
        svg(size, &self.title, |backend, ratio| {
            self.with_figure(ratio, |figure| figure.draw(backend).map(|_| ()))
        })
    }

    /// A document for each row of panels, so that paper is turned between rows; the first has title and heads.
    pub fn rows(&self) -> Vec<String> {
        let studies::GridShape {
            columns,
            column_heads,
            row_heads,
        } = &self.shape;
        let columns = if *columns == 0 { ON_PAPER } else { *columns };
        let rows = self.pictures.chunks(columns).enumerate();
        let part = |(row, pictures): (usize, &[Arc<Picture>])| {
            let first = |heads: &[String]| if row == 0 { heads.to_vec() } else { Vec::new() };
            Self {
                title: if row == 0 {
                    self.title.clone()
                } else {
                    String::new()
                },
                held_out: self.held_out,
                pictures: pictures.to_vec(),
                axes: self.axes,
                shape: studies::GridShape {
                    columns,
                    column_heads: first(column_heads),
                    row_heads: row_heads.get(row).cloned().into_iter().collect(),
                },
                colors: self.colors,
            }
        };
        rows.map(part).map(|part| part.svg()).collect()
    }

    /// Draws itself on a canvas of its own, as sharp as browsers have room for, row by row: a thousand panels would
    /// keep the page from everything else. The first row takes longest: only then do browsers make room for the
    /// canvas. `None` where this browser has no room.
    pub async fn canvas(&self) -> Option<HtmlCanvasElement> {
        let size = self.with_figure(1.0, |figure| figure.size(EXPORTED_PANEL));
        let ratio = canvas_ratio(size);
        let pixels = |css: u32| (f64::from(css) * ratio) as u32;
        let canvas = leptos::prelude::document().create_element("canvas").ok()?;
        let canvas: HtmlCanvasElement = canvas.dyn_into().ok()?;
        canvas.set_width(pixels(size.0));
        canvas.set_height(pixels(size.1));
        for row in 0..self.with_figure(ratio, |figure| figure.rows()) {
            let backend = CanvasBackend::with_canvas_object(canvas.clone())?;
            let draw = |figure: Figure| figure.draw_rows(backend, row..row + 1).ok();
            self.with_figure(ratio, draw)?;
            browser::sleep(Duration::ZERO).await;
        }
        Some(canvas)
    }
}
