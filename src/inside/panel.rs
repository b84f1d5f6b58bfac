//! The panel "Inside this run": what is chosen in it, and its parts as HTML.

use super::confusion::Cells;
use super::diagnosis::Past;
use super::drawing::Drawing;
use super::health::Health;
use super::images::Validation;
use super::judged::Judged;
use super::mistakes::{Looked, MANY};
use super::network::Network;
use super::pair::Who;
use super::picture::{self, Picture};
use super::reel::Reel;
use super::story::Story;
use super::surface::Surface;
use super::view::View;
use crate::dataset::{Dataset, Images, ShardEntry, ShardError};
use crate::hyperparams::permalink::pairs;
use crate::hyperparams::{CheckedHyperParams, DataId, HyperParams};
use crate::model::{Model, of_run};
use stepped::Steps;

/// A part of the panel: the id of its element, and the HTML in it. The id [`WANTS`] asks for another run instead, by its
/// id; an id after `=` sets the value of a control, and leaves it where it is.
pub type Part = (String, String);

/// In place of an element's id: the weights of the run of this id are wanted.
pub const WANTS: &str = "wants";

/// Ids of elements: the sentence at the head, health over epochs and over steps, and the loss around the weights.
const LEAD: &str = "inside-lead";
const STORY: &str = "inside-story";
const STEPS: &str = "inside-steps";
const MAP: &str = "inside-map";
/// … and around what a screen reader tells of.
const HEARD: &str = "inside-heard";

/// Which images are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Opened {
    /// The most confident mistakes.
    #[default]
    Mistakes,
    /// Those of a cell: the digit shown, and the one said.
    Cell([usize; 2]),
    Pair(Who),
}

/// Everything that is known of the panel; the page knows nothing of it.
#[derive(Debug, Default)]
pub struct Panel {
    run: Option<Looked>,
    other: Option<Looked>,
    /// Id, name and link of the run.
    about: [String; 3],
    reel: Reel,
    /// Whether what it has kept at its end is in the page.
    has_kept: bool,
    /// Runs that it can be compared with: id and name.
    others: Vec<(String, String)>,
    images: Validation,
    /// What runs whose images are not there yet have kept.
    waiting: Vec<Waiting>,
    fetched: Vec<(&'static str, Images)>,
    trouble: Option<String>,
    view: View,
    /// Of the run, once somebody has asked for it.
    health: Option<Health>,
    story: Story,
    steps: Steps,
    /// A frame was shown since something was measured: epochs that follow each other fast leave time for that, too.
    has_shown: bool,
    /// The loss around the weights that are shown, once somebody has asked for it.
    surface: Option<Surface>,
    /// The run's epochs span no plane.
    is_line: bool,
    /// Of its random directions.
    seed: u64,
    picture: Picture,
    past: Past,
    /// As far as the epoch of the film that is shown.
    seen: Option<Past>,
    /// The setting of a run that has kept no weights.
    bare: Option<(HyperParams, CheckedHyperParams)>,
    drawing: Drawing,
    cells: Cells,
    opened: Opened,
    /// How many more images than at first.
    more: usize,
    due: Vec<Place>,
    /// The film went on by itself when parts were told last.
    moved: bool,
}

#[derive(Debug)]
struct Waiting {
    id: String,
    name: String,
    model: Model,
    is_other: bool,
}

/// A part that has to be told again.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Body,
    Lead,
    /// What the chosen view has beneath the choice of views.
    View,
    /// A control of the film.
    Film(&'static str),
    Story,
    Steps,
    Map,
    Matrix,
    Pair,
    Digits,
    /// What a screen reader tells of, as a whole.
    Heard,
    /// An element of the view in which a digit is drawn, or of the picture.
    Drawn(&'static str),
    Wants(String),
}

impl Panel {
    /// Takes in what happened in the page: a word, and what goes with it. What means nothing is ignored.
    ///
    /// - `run`: how it stands, `live`, `ended` or, where its setting does not lead to its weights, `lost`; id, name and link of a
    ///   run, whose weights come as bytes; ids and names of those that it can be compared with. One without weights is
    ///   diagnosed alone
    /// - `other`: id, name and link of one that it is compared with, and its weights
    /// - `frame`: after how many epochs a run that is live has the weights that come as bytes, and that epoch as
    ///   [`Past::read`] takes it
    /// - `step`: after how many steps it has the weights that come as bytes, where somebody has asked for those
    /// - `end`: how a run that was live stands now, with the weights that it has kept
    /// - `past`: how the run went, as [`Past::read`] takes it
    /// - `press`: what a button asks for
    /// - `set`: what a control is for, and its value
    /// - `down`, `move`, `up`, `key`: of a pointer on the pad, by its place, and of the keyboard
    pub fn hear(&mut self, said: &[String], weights: Option<&[u8]>) {
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        match said[..] {
            ["run", standing, id, name, link, ref others @ ..] => {
                let others = others.as_chunks::<2>().0.iter();
                let others = others.map(|[id, name]| ((*id).to_owned(), (*name).to_owned()));
                *self = Self {
                    others: others.collect(),
                    fetched: std::mem::take(&mut self.fetched),
                    ..Self::default()
                };
                self.begin_film(standing, [id, name, link]);
                self.take_run([id, name, link], weights, false);
            }
            ["past", diverged, ref epochs @ ..] => {
                self.past = Past::read(diverged, epochs);
                let shown = self.reel.shown();
                self.seen = shown.map(|epoch| self.past.until(epoch));
                self.due.push(Place::Body);
            }
            ["other", id, name, link] => self.take_run([id, name, link], weights, true),
            ["frame", epoch, numbers] => self.take_frame(epoch, numbers, weights),
            ["step", step] => self.take_step(step, weights),
            ["end", standing] => self.end_film(standing, weights),
            ["set", "epoch", epoch] => self.scrub(epoch),
            ["press", asked] if self.press_film(asked) => {}
            ["press", asked] => self.press(asked),
            ["set", "with", id] => self.compare_with(id),
            _ => self.draw(&said),
        }
    }

    fn take_run(&mut self, [id, name, link]: [&str; 3], weights: Option<&[u8]>, is_other: bool) {
        let (hyperparams, _) = HyperParams::from_permalink(pairs(link));
        if weights.is_none()
            && let Ok(setting) = hyperparams.check()
        {
            self.reel.epochs = setting.epochs;
            self.bare = Some((hyperparams, setting));
            self.due.push(Place::Body);
            return;
        }
        match of_run(link, weights) {
            Ok(model) => {
                if !is_other {
                    self.images = Validation::of(&model.setting);
                    self.has_kept = true;
                }
                self.waiting.push(Waiting {
                    id: id.to_owned(),
                    name: name.to_owned(),
                    model,
                    is_other,
                });
            }
            Err(error) => self.fail(error),
        }
    }

    fn press(&mut self, asked: &str) {
        let words: Vec<&str> = asked.split(' ').collect();
        match words[..] {
            ["cells", name] => {
                self.cells = Cells::named(name).unwrap_or_default();
                self.due.push(Place::Matrix);
            }
            ["cell", row, column] => {
                if let (Ok(row), Ok(column)) = (row.parse(), column.parse()) {
                    self.open(Opened::Cell([row, column]));
                }
            }
            ["who", name] => {
                if let Some(who) = Who::named(name) {
                    self.open(Opened::Pair(who));
                }
            }
            ["more"] => {
                self.more += 4 * MANY;
                self.due.push(Place::Digits);
            }
            ["steps"] => {
                self.await_steps();
                self.due.push(Place::Steps);
            }
            ["again"] => {
                self.trouble = None;
                self.due.push(Place::Body);
            }
            ["surface", what] => self.press_map(what),
            ["view", name] => {
                self.stop_mapping();
                if let Some(view) = View::named(name) {
                    self.view = view;
                    self.due.push(Place::Body);
                }
            }
            ["try", at] => {
                let at = at.parse().ok().filter(|at| *at < self.images.len());
                if let Some(at) = at {
                    self.drawing.try_image(at);
                    self.view = View::Drawing;
                    self.due.push(Place::Body);
                }
            }
            _ => self.draw(&["press", asked]),
        }
    }

    fn draw(&mut self, said: &[&str]) {
        if self.view == View::Network {
            let mut picture = self.picture;
            let due = self.scene().map(|scene| picture.hear(said, &scene));
            self.picture = picture;
            let due = due.unwrap_or_default();
            return self.due.extend(due.iter().map(|id| Place::Drawn(id)));
        }
        let due = self.drawing.hear(said, &self.images);
        self.due.extend(due.iter().map(|id| Place::Drawn(id)));
    }

    /// Shows other images; the same ones again means the mistakes.
    fn open(&mut self, opened: Opened) {
        let is_same = self.opened == opened;
        self.opened = if is_same { Opened::Mistakes } else { opened };
        self.more = 0;
        self.due.extend([Place::Matrix, Place::Pair, Place::Digits]);
    }

    fn compare_with(&mut self, id: &str) {
        self.other = None;
        if matches!(self.opened, Opened::Pair(_)) {
            self.opened = Opened::Mistakes;
        }
        self.due.extend([Place::Matrix, Place::Pair, Place::Digits]);
        if self.others.iter().any(|(known, _)| known == id) {
            self.due.push(Place::Wants(id.to_owned()));
        }
    }

    /// The next shard that is needed and not there.
    pub fn missing(&self) -> Option<ShardEntry> {
        let is_needed =
            !self.waiting.is_empty() && self.trouble.is_none() && self.images.is_empty();
        let shards = if is_needed { self.images.shards() } else { &[] };
        let is_missing =
            |entry: &&ShardEntry| !self.fetched.iter().any(|(file, _)| *file == entry.file);
        shards.iter().find(is_missing).copied()
    }

    /// The visitor's own images that are needed and not there.
    pub fn missing_own(&self) -> Option<DataId> {
        let is_needed =
            !self.waiting.is_empty() && self.trouble.is_none() && self.images.is_empty();
        self.images.own().filter(|_| is_needed).cloned()
    }

    /// Takes them in, or why they cannot be had.
    pub fn take_own(&mut self, found: Result<Dataset, String>) {
        match found {
            Ok(dataset) => self.images.fill_own(&dataset),
            Err(error) => self.fail(error),
        }
    }

    /// Takes in a shard, or why it cannot be had.
    pub fn take_shard(&mut self, entry: &ShardEntry, images: Result<Images, ShardError>) {
        match images {
            Ok(images) => self.fetched.push((entry.file, images)),
            Err(error) => self.fail(error.to_string()),
        }
    }

    fn fail(&mut self, why: String) {
        self.trouble = Some(why);
        self.due.push(Place::Body);
    }

    /// What has changed since it was last asked; looking at images takes a while.
    pub fn parts(&mut self) -> Vec<Part> {
        let is_missing = self.missing().is_some() || self.missing_own().is_some();
        if self.trouble.is_none() && !is_missing {
            self.judge();
        }
        let mut due = std::mem::take(&mut self.due);
        let has_turned = self.reel.moves() != self.moved;
        if has_turned && self.run.is_some() && matches!(self.view, View::Mistakes | View::Network) {
            // It comes with what is told anew in it.
            due.retain(|it| ![Place::Digits, Place::Drawn(picture::UNIT)].contains(it));
            due.push(Place::Heard);
        }
        self.moved = self.reel.moves();
        // Several messages may have asked for the same.
        let mut told = Vec::new();
        due.retain(|place| {
            let is_new = !told.contains(place);
            told.push(place.clone());
            is_new
        });
        if due.contains(&Place::Body) {
            return vec![("inside-body".to_owned(), self.body())];
        }
        let parts = due.into_iter().map(|place| match place {
            Place::Body => ("inside-body".to_owned(), String::new()),
            Place::Lead => (
                LEAD.to_owned(),
                self.run
                    .as_ref()
                    .map_or_else(String::new, |run| self.lead(run)),
            ),
            Place::View => ("inside-view".to_owned(), self.view()),
            Place::Film(id) => self.film_part(id),
            Place::Map => (MAP.to_owned(), self.map()),
            Place::Story => (STORY.to_owned(), self.story()),
            Place::Steps => (STEPS.to_owned(), self.steps()),
            Place::Matrix => ("inside-matrix".to_owned(), self.matrix()),
            Place::Pair => ("inside-pair".to_owned(), self.pair()),
            Place::Digits => ("inside-digits".to_owned(), self.digits()),
            Place::Heard => (HEARD.to_owned(), self.heard()),
            Place::Drawn(id) => (id.to_owned(), self.drawn(id)),
            Place::Wants(id) => (WANTS.to_owned(), id),
        });
        parts.collect()
    }

    fn judge(&mut self) {
        let are_shards = self.images.own().is_none();
        if are_shards && self.images.is_empty() && !self.waiting.is_empty() {
            let (mut pixels, mut labels) = (Vec::new(), Vec::new());
            for entry in self.images.shards() {
                let found = self.fetched.iter().find(|(file, _)| *file == entry.file);
                if let Some((_, shard)) = found {
                    pixels.extend_from_slice(&shard.pixels);
                    labels.extend_from_slice(&shard.labels);
                }
            }
            self.images.fill(&pixels, &labels);
        }
        for waiting in std::mem::take(&mut self.waiting) {
            let network = Network::new(&waiting.model);
            let looked = Looked {
                is_at_home: Validation::of(&waiting.model.setting).is_like(&self.images),
                judged: Judged::new(&network, &self.images),
                network,
                model: waiting.model,
                id: waiting.id,
                name: waiting.name,
            };
            if waiting.is_other {
                self.other = Some(looked);
                self.due.extend([Place::Pair, Place::Digits]);
            } else {
                let is_another_epoch = self.run.is_some();
                self.run = Some(looked);
                self.health = None;
                match is_another_epoch {
                    true => self.tell_epoch(),
                    false => self.due.push(Place::Body),
                }
            }
        }
        let is_measured = matches!(self.view, View::Health | View::Network);
        if let (true, None, Some(run)) = (is_measured, &self.health, &self.run) {
            self.health = Some(Health::new(&run.model, &run.network, &self.images));
        }
    }
}

mod diagnosed;
mod filmed;
mod mapped;
mod parts;
mod stepped;
#[cfg(test)]
mod tests;
