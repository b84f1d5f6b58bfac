//! Share → Embed: a figure of runs that are here, as a writer would have it, and what to paste into a post for it.
//!
//! | file | concern |
//! |---|---|
//! | `subject` | which runs there are to show, and what they have in common |
//! | `frame` | how large the frame is, and its code |

mod frame;
mod subject;
#[cfg(test)]
mod tests;

use crate::hyperparams::catalog::DATA;
use crate::hyperparams::{DataId, Kind, ParamSpec, Value};
use crate::metrics::sort_numbers;
use crate::recording::{Made, Recording};
use crate::study::Distribution;

use super::figure::{Control, FigureHeight, FigureLink, MOST_CONTROLS, OnLoad, Show};
use super::link::LONGEST as LONGEST_LINK;
use super::studies::{StudyId, neighbours};
use super::{DeviceChoice, Link, State, Theme, View};
use crate::hyperparams::error::count;
use crate::protocol::DeviceKind;
pub use frame::{Frame, FrameKind};
use subject::Shown;
pub use subject::{Subject, recorded_runs};

/// A figure as somebody is putting it together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Embed {
    pub is_open: bool,
    pub subject: Subject,
    pub show: Show,
    pub controls: Vec<ChosenControl>,
    pub title: String,
    pub caption: String,
    /// `None` follows the reader's system.
    pub theme: Option<Theme>,
    pub load: OnLoad,
    pub frame: Frame,
    /// The day: "2026-11-26".
    date: String,
    /// The study that was on the page when it was last opened.
    study: Option<StudyId>,
}

/// CSS pixels that a figure needs where its parts stand below each other: charts, buttons, and what is said of the run.
const LEAST_HEIGHT: f64 = 460.0;
/// The same of small multiples, which stand below each other too.
const LEAST_HEIGHT_OF_PANELS: f64 = 640.0;
/// What a title, a caption, each control and the word about them add.
const TITLE_HEIGHT: f64 = 34.0;
const CAPTION_HEIGHT: f64 = 54.0;
const CONTROL_HEIGHT: f64 = 42.0;
const HINT_HEIGHT: f64 = 54.0;

impl Embed {
    /// CSS pixels below which the frame does not shrink on a narrow screen.
    pub fn least_height(&self) -> f64 {
        let charts = match self.show {
            Show::Panels => LEAST_HEIGHT_OF_PANELS,
            Show::Both | Show::Accuracy | Show::Loss | Show::HeatMap | Show::Slice => LEAST_HEIGHT,
        };
        let if_any = |height: f64, is_there: bool| if is_there { height } else { 0.0 };
        let controls = self.controls.len() as f64 * CONTROL_HEIGHT;
        charts
            + controls
            + if_any(HINT_HEIGHT, !self.controls.is_empty())
            + if_any(TITLE_HEIGHT, !self.title.trim().is_empty())
            + if_any(CAPTION_HEIGHT, !self.caption.trim().is_empty())
    }
}

/// A hyperparameter that the reader may turn.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenControl {
    pub row: &'static ParamSpec,
    /// The values that it is confined to, as typed; all that the row allows, where nothing is.
    pub values: String,
}

/// What is asked while a figure is put together.
#[derive(Clone, Debug)]
pub enum EmbedAction {
    /// Begin, on this day.
    Open(String),
    Close,
    /// Choose for a field, or type into it.
    Set(EmbedField, String),
    AddControl(&'static ParamSpec),
    RemoveControl(&'static ParamSpec),
    /// Type the values that a control is confined to.
    Confine(&'static ParamSpec, String),
}

/// What there is to choose or to type, beside the controls. A choice is known by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmbedField {
    Subject,
    Show,
    Title,
    Caption,
    Theme,
    Load,
    Frame,
    Aspect,
    Height,
}

/// A figure that is ready to be pasted.
#[derive(Clone, Debug, PartialEq)]
pub struct Embedding {
    pub link: FigureLink,
    /// The same as a hash, without its `#`.
    pub hash: String,
    /// What is not as somebody may expect it.
    pub notes: Vec<String>,
}

impl ChosenControl {
    /// What may be typed, in values of this row.
    pub fn example(row: &'static ParamSpec) -> String {
        let values = neighbours(row, &row.default.value()).into_iter();
        let values = values.map(|value| value.to_string());
        let separator = match row.kind {
            Kind::List(_) => "; ",
            _ => ", ",
        };
        let values = values.filter(|value| !value.is_empty());
        let values: Vec<String> = values.take(3).collect();
        let list = values.join(separator);
        let is_allowed = Distribution::parse(row, &list).errors().is_empty();
        match (row.kind, values.as_slice()) {
            _ if !is_allowed => "all values".to_owned(),
            (_, []) => "all values".to_owned(),
            (Kind::Integer { .. } | Kind::Real { .. }, [low, .., high]) => {
                format!("all values; or {list}; or {low}..{high} x4")
            }
            _ => format!("all values; or {list}"),
        }
    }

    /// What is wrong with the values; the reader may choose freely then.
    pub fn error(&self) -> Option<String> {
        if self.values.trim().is_empty() {
            return None;
        }
        let values = Distribution::parse(self.row, &self.values);
        values.errors().first().map(ToString::to_string)
    }

    fn control(&self) -> Control {
        let is_confined = !self.values.trim().is_empty() && self.error().is_none();
        let values = is_confined.then(|| Distribution::parse(self.row, &self.values).grid());
        Control {
            row: self.row,
            values: values.unwrap_or_default(),
        }
    }
}

impl Embed {
    /// Whether one more control may be added.
    pub fn has_room(&self) -> bool {
        self.controls.len() < MOST_CONTROLS
    }

    fn set(&mut self, field: EmbedField, text: String) {
        match field {
            EmbedField::Subject => choose(&mut self.subject, Subject::named(&text)),
            EmbedField::Show => {
                let show = Show::ALL.iter().find(|show| show.name() == text);
                choose(&mut self.show, show.copied());
            }
            EmbedField::Load => {
                let load = OnLoad::ALL.iter().find(|load| load.name() == text);
                choose(&mut self.load, load.copied());
            }
            EmbedField::Title => self.title = text,
            EmbedField::Caption => self.caption = text,
            EmbedField::Theme => self.theme = Theme::named(&text),
            EmbedField::Frame => choose(&mut self.frame.kind, FrameKind::named(&text)),
            EmbedField::Aspect => self.frame.aspect = text,
            EmbedField::Height => self.frame.height = text,
        }
    }
}

fn choose<T>(place: &mut T, choice: Option<T>) {
    if let Some(choice) = choice {
        *place = choice;
    }
}

impl State {
    /// What is asked while a figure is put together.
    pub fn apply_to_embed(&mut self, action: EmbedAction) {
        match action {
            EmbedAction::Open(date) => self.open_embed(date),
            EmbedAction::Close => self.embed.is_open = false,
            EmbedAction::Set(EmbedField::Subject, name) => {
                if let Some(subject) = Subject::named(&name) {
                    self.take_subject(subject);
                }
            }
            EmbedAction::Set(field, text) => self.embed.set(field, text),
            EmbedAction::AddControl(row) => {
                let is_there = self.embed.controls.iter().any(|one| one.row == row);
                if !is_there && self.embed.has_room() {
                    let values = self.shown(self.embed.subject).values_of(row);
                    self.embed.controls.push(ChosenControl { row, values });
                }
            }
            EmbedAction::RemoveControl(row) => {
                self.embed.controls.retain(|control| control.row != row);
            }
            EmbedAction::Confine(row, values) => {
                let mut controls = self.embed.controls.iter_mut();
                if let Some(control) = controls.find(|control| control.row == row) {
                    control.values = values;
                }
            }
        }
    }

    /// Begins with what is looked at; what was typed before is there again, if it was about the same.
    fn open_embed(&mut self, date: String) {
        let is_of_study = self.view.shown == View::Study && self.studies.active().is_some();
        let subject = match (is_of_study, self.embed.subject) {
            (true, _) => Subject::Study,
            (false, Subject::Runs) => Subject::Runs,
            (false, Subject::Run(_) | Subject::Study) => Subject::Run(None),
        };
        let is_run = |subject| matches!(subject, Subject::Run(_));
        let is_alike = |one, other| one == other || (is_run(one) && is_run(other));
        let study = self.studies.active().map(|active| active.id);
        let is_another = subject == Subject::Study && self.embed.study != study;
        self.embed.study = study;
        if is_another {
            self.embed.caption.clear();
        }
        if self.embed.date.is_empty() || is_another || !is_alike(subject, self.embed.subject) {
            self.embed.title.clear();
            self.embed.show = self.shows_of(subject).first().copied().unwrap_or_default();
        }
        self.take_subject(subject);
        self.embed.date = date;
        self.embed.is_open = true;
    }

    /// Another subject leaves what it can be drawn as too, and a title that somebody has typed.
    fn take_subject(&mut self, subject: Subject) {
        let shows = self.shows_of(subject);
        if shows != self.shows_of(self.embed.subject) {
            self.embed.show = shows.first().copied().unwrap_or_default();
        }
        self.embed.subject = subject;
        let active = self.studies.active();
        let studys = active.map(|active| active.study.plan().definition().name.clone());
        let studys = studys.unwrap_or_default();
        let is_typed = !self.embed.title.is_empty() && self.embed.title != studys;
        match subject {
            _ if is_typed => {}
            Subject::Study => self.embed.title = studys,
            Subject::Run(_) | Subject::Runs => self.embed.title.clear(),
        }
    }

    /// The figure as it has been put together.
    pub fn embedding(&self) -> Embedding {
        let embed = &self.embed;
        let shown = self.shown(embed.subject);
        let Shown { base, study, .. } = &shown;
        let mut notes = shown.notes.clone();
        let data = base.text(&DATA).and_then(DataId::parse).unwrap_or_default();
        if !data.is_mnist() {
            notes.push("These are your own images, which readers do not have: they see what is recorded, and cannot train it".to_owned());
        }
        let controls = embed.controls.iter().map(ChosenControl::control);
        let recording = self.recording_of(&shown);
        let device = match &recording {
            // There the curves come out the same to the last bit.
            Some(recording) if recording.made.device == DeviceKind::Cpu => DeviceChoice::Cpu,
            _ => self.devices.choice,
        };
        let mut link = FigureLink {
            link: Link {
                hyperparams: base.clone(),
                study: study.clone(),
                device,
                theme: embed.theme,
                ..Link::default()
            },
            show: embed.show,
            controls: controls.collect(),
            title: embed.title.trim().to_owned(),
            caption: embed.caption.trim().to_owned(),
            load: embed.load,
            height: match embed.frame.kind {
                FrameKind::Aspect | FrameKind::Height => FigureHeight::Frame,
                FrameKind::Content => FigureHeight::Content,
            },
            recording,
            ..FigureLink::default()
        };
        let mut hash = link.to_hash();
        if hash.len() > LONGEST_LINK {
            link.recording = None;
            notes.push(format!(
                "Nothing is recorded: the link must have at most {} characters, and would have {}",
                count(LONGEST_LINK),
                count(hash.len())
            ));
            hash = link.to_hash();
        }
        Embedding { link, hash, notes }
    }

    fn recording_of(&self, shown: &Shown) -> Option<Recording> {
        let made = match &shown.made {
            Some(before) => before.over(&shown.base),
            None => Made::now(&self.embed.date, shown.device, &shown.base),
        };
        let runs = shown.runs.clone();
        (!runs.is_empty()).then_some(Recording { made, runs })
    }
}

impl Shown {
    /// A row's values among the runs, as a list; nothing where they agree.
    fn values_of(&self, row: &'static ParamSpec) -> String {
        let values = self.runs.iter().filter_map(|run| {
            let named = run.values.iter().find(|(other, _)| *other == row);
            named.map(|(_, value)| value.clone())
        });
        let mut values: Vec<Value> = values.collect();
        let numbers: Option<Vec<f64>> = values.iter().map(Value::number).collect();
        if let Some(mut numbers) = numbers {
            sort_numbers(&mut numbers);
            values = numbers.into_iter().map(Value::from).collect();
        }
        let values = Distribution::list(row, values).grid();
        if values.len() < 2 {
            return String::new();
        }
        Distribution::list(row, values).to_string()
    }
}
