//! The panel "Inside this run": what is chosen in it, and its parts as HTML.

use super::calibration;
use super::confusion::Cells;
use super::diagnosis::Past;
use super::drawing::Drawing;
use super::health::Health;
use super::html::{count, escaped, percent};
use super::images::Validation;
use super::judged::Judged;
use super::mistakes::{Looked, MANY};
use super::network::Network;
use super::outside;
use super::pair::Who;
use super::picture::Picture;
use super::view::View;
use crate::dataset::{Images, ShardEntry, ShardError};
use crate::hyperparams::permalink::pairs;
use crate::hyperparams::{CheckedHyperParams, HyperParams};
use crate::model::{Model, of_run};

/// A part of the panel: the id of its element, and the HTML in it. The id [`WANTS`] asks for another run instead, by its
/// id.
pub type Part = (String, String);

/// In place of an element's id: the weights of the run of this id are wanted.
pub const WANTS: &str = "wants";

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
    picture: Picture,
    past: Past,
    /// The setting of a run that has kept no weights.
    bare: Option<(HyperParams, CheckedHyperParams)>,
    drawing: Drawing,
    cells: Cells,
    opened: Opened,
    /// How many more images than at first.
    more: usize,
    due: Vec<Place>,
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
    Matrix,
    Pair,
    Digits,
    /// An element of the view in which a digit is drawn, or of the picture.
    Drawn(&'static str),
    Wants(String),
}

impl Panel {
    /// Takes in what happened in the page: a word, and what goes with it. What means nothing is ignored.
    ///
    /// - `run`, `other`: id, name and link of a run, whose weights come as bytes; after `run` ids and names of those that it
    ///   can be compared with. One without weights is diagnosed alone
    /// - `past`: how the run went, as [`Past::read`] takes it
    /// - `press`: what a button asks for
    /// - `set`: what a control is for, and its value
    /// - `down`, `move`, `up`, `key`: of a pointer on the pad, by its place, and of the keyboard
    pub fn hear(&mut self, said: &[String], weights: Option<&[u8]>) {
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        match said[..] {
            ["run", id, name, link, ref others @ ..] => {
                let others = others.as_chunks::<2>().0.iter();
                let others = others.map(|[id, name]| ((*id).to_owned(), (*name).to_owned()));
                *self = Self {
                    others: others.collect(),
                    fetched: std::mem::take(&mut self.fetched),
                    ..Self::default()
                };
                self.take_run([id, name, link], weights, false);
            }
            ["past", diverged, ref epochs @ ..] => {
                self.past = Past::read(diverged, epochs);
                self.due.push(Place::Body);
            }
            ["other", id, name, link] => self.take_run([id, name, link], weights, true),
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
            self.bare = Some((hyperparams, setting));
            self.due.push(Place::Body);
            return;
        }
        match of_run(link, weights) {
            Ok(model) => {
                if !is_other {
                    self.images = Validation::of(&model.setting);
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
            ["again"] => {
                self.trouble = None;
                self.due.push(Place::Body);
            }
            ["view", name] => {
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
        if self.trouble.is_none() && self.missing().is_none() {
            self.judge();
        }
        let due = std::mem::take(&mut self.due);
        if due.contains(&Place::Body) {
            return vec![("inside-body".to_owned(), self.body())];
        }
        let parts = due.into_iter().map(|place| match place {
            Place::Body => ("inside-body".to_owned(), String::new()),
            Place::Matrix => ("inside-matrix".to_owned(), self.matrix()),
            Place::Pair => ("inside-pair".to_owned(), self.pair()),
            Place::Digits => ("inside-digits".to_owned(), self.digits()),
            Place::Drawn(id) => (id.to_owned(), self.drawn(id)),
            Place::Wants(id) => (WANTS.to_owned(), id),
        });
        parts.collect()
    }

    fn judge(&mut self) {
        if self.images.is_empty() && !self.waiting.is_empty() {
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
                self.run = Some(looked);
                self.due.push(Place::Body);
            }
        }
        let is_measured = matches!(self.view, View::Health | View::Network);
        if let (true, None, Some(run)) = (is_measured, &self.health, &self.run) {
            self.health = Some(Health::new(&run.model, &run.network, &self.images));
        }
    }

    fn body(&self) -> String {
        if let Some(trouble) = &self.trouble {
            // What cannot be read stays so.
            let can_go_on = !self.waiting.is_empty() || self.run.is_some();
            let again = if can_go_on {
                r#" <button type="button" id="inside-again" data-ask="again">Try again</button>"#
            } else {
                ""
            };
            return format!(
                r#"<p class="error">There is no looking inside: {}.{again}</p>"#,
                escaped(trouble)
            );
        }
        let Some(run) = &self.run else {
            return self.diagnosis();
        };
        let lead = self.lead(run);
        let outside = outside::choice(&run.id);
        let views = self.view.choices();
        let view = match self.view {
            View::Mistakes => format!(
                r#"<div class="inside-columns"><div><div id="inside-matrix">{}</div><div id="inside-pair">{}</div></div><div id="inside-digits" aria-live="polite">{}</div></div>"#,
                self.matrix(),
                self.pair(),
                self.digits()
            ),
            View::Drawing => self.drawing.view(run, &self.images),
            View::Calibration => calibration::view(run),
            View::Health => self.diagnosis() + &self.health(),
            View::Network => self
                .scene()
                .map(|scene| self.picture.view(&scene))
                .unwrap_or_default(),
        };
        format!(
            r#"<p class="inside-lead">{lead}</p>{outside}<div class="inside-choices" role="group" aria-label="What is shown">{views}</div><div id="inside-view">{view}</div>"#
        )
    }

    fn lead(&self, run: &Looked) -> String {
        let (right, all) = (run.judged.right(), self.images.len());
        format!(
            "<b>{}</b> of the {} {} images{} are right; {} are wrong. Mean loss without penalties {:.4}.",
            percent(run.judged.accuracy(), 2),
            count(all),
            self.images.name(),
            self.images.told(),
            count(all - right),
            run.judged.loss
        )
    }
}

mod diagnosed;
mod parts;
#[cfg(test)]
mod tests;
