//! The film of the run: frames come in, and the one that is chosen is looked at as any run's weights are.

use super::{Panel, Place, Waiting};
use crate::inside::drawing;
use crate::inside::images::Validation;
use crate::inside::outside;
use crate::inside::picture;
use crate::inside::reel::{AT, EPOCH, PLAY, Reel, Standing};
use crate::inside::view::View;
use crate::model::{Model, of_run};

impl Panel {
    /// Milliseconds until something is to be done that nobody asks for; nothing while nothing is.
    pub fn due_in(&self, now_ms: f64) -> Option<f64> {
        if self.trouble.is_some() {
            return None;
        }
        if self.is_mapping() {
            return Some(0.0);
        }
        let chore = self.unmeasured().map(|_| self.reel.pause(now_ms));
        let frame = self.reel.due_in(now_ms);
        frame.into_iter().chain(chore).reduce(f64::min)
    }

    /// Does what is due at this time; it takes effect with the next [`parts`](Self::parts).
    pub fn turn(&mut self, now_ms: f64) {
        if self.due_in(now_ms).is_none() {
            return;
        }
        let said = |reel: &Reel| (reel.play_label(), reel.told());
        let before = said(&self.reel);
        let may_measure = self.unmeasured().is_some() && self.reel.pause(now_ms) <= 0.0;
        if may_measure && !self.reel.is_awaited() && std::mem::take(&mut self.has_shown) {
            return self.measure();
        }
        let place = self.reel.turn(now_ms);
        if let Some(frame) = place.and_then(|at| self.reel.film.frames().get(at)) {
            let [id, name, link] = self.about.clone();
            // It was read before, when it came.
            if let Ok(model) = of_run(&link, Some(&frame.weights)) {
                self.has_shown = true;
                self.seen = Some(self.past.until(frame.epoch));
                self.waiting.retain(|waiting| waiting.is_other);
                self.waiting.push(Waiting {
                    id,
                    name,
                    model,
                    is_other: false,
                });
            }
        } else if before != said(&self.reel) {
            self.tell_film();
        } else if self.is_mapping() {
            self.map_on();
        } else if may_measure {
            self.measure();
        }
    }

    /// What was due is told, which has taken from one time to the other.
    pub fn has_told(&mut self, from_ms: f64, to_ms: f64) {
        self.reel.has_told(from_ms, to_ms);
    }

    /// A run comes in, of which frames may follow.
    pub(super) fn begin_film(&mut self, standing: &str, about: [&str; 3]) {
        self.about = about.map(ToOwned::to_owned);
        self.reel = Reel::new(Standing::named(standing));
    }

    /// Takes in the weights after so many epochs, and what the curves say of the last one.
    pub(super) fn take_frame(&mut self, epoch: &str, numbers: &str, weights: Option<&[u8]>) {
        let Ok(epoch) = epoch.parse() else {
            return;
        };
        self.past.note(epoch, numbers);
        self.push_frame(epoch, weights, |_| true);
    }

    /// The run has come to its end; these are the weights that it has kept, where it has kept some.
    pub(super) fn end_film(&mut self, standing: &str, weights: Option<&[u8]>) {
        self.reel.end(Standing::named(standing), weights.is_some());
        self.has_kept = weights.is_some();
        if self.has_kept {
            let epoch = self.past.epochs.len();
            // What was chosen or averaged is no update of the epoch before.
            self.push_frame(epoch, weights, |model| !keeps_another(model));
        }
        self.due.push(Place::Body);
    }

    fn push_frame(
        &mut self,
        epoch: usize,
        weights: Option<&[u8]>,
        is_next: impl Fn(&Model) -> bool,
    ) {
        match of_run(&self.about[2], weights) {
            Ok(model) => {
                if self.reel.film.frames().is_empty() {
                    self.images = Validation::of(&model.setting);
                }
                let is_next = is_next(&model);
                let bytes = weights.unwrap_or_default().to_vec();
                self.reel.film.push(epoch, bytes, &model, is_next);
            }
            Err(error) => self.fail(error),
        }
    }

    pub(super) fn press_film(&mut self, asked: &str) -> bool {
        let is_mine = !self.reel.film.frames().is_empty() && self.reel.press(asked);
        if is_mine {
            self.tell_film();
        }
        is_mine
    }

    pub(super) fn scrub(&mut self, epoch: &str) {
        if let (Ok(epoch), false) = (epoch.parse(), self.reel.film.frames().is_empty()) {
            self.reel.scrub(epoch);
            self.tell_film();
        }
    }

    pub(super) fn tell_film(&mut self) {
        if !self.reel.film.frames().is_empty() {
            self.due.extend([Place::Film(PLAY), Place::Film(AT)]);
        }
    }

    /// The parts that tell of another epoch.
    pub(super) fn tell_epoch(&mut self) {
        self.leave_map();
        self.due.extend([Place::Lead, Place::Film(PLAY)]);
        self.due.extend([Place::Film(AT), Place::Film(EPOCH)]);
        match self.view {
            View::Mistakes => self.due.extend([Place::Matrix, Place::Pair, Place::Digits]),
            View::Drawing => self.due.push(Place::Drawn(drawing::SAID)),
            View::Calibration | View::Health => self.due.push(Place::View),
            // Nothing is drawn of it before somebody asks.
            View::Surface => {}
            View::Network => {
                self.due.extend(picture::OF_WEIGHTS.map(Place::Drawn));
            }
        }
    }

    /// The film's controls, and what can be done with the weights that the run has kept.
    pub(super) fn film(&self) -> String {
        let controls = self.reel.controls(self.run.is_some());
        match self.has_kept {
            true => controls + &outside::choice(&self.about[0]),
            false => controls,
        }
    }

    /// An element of the film's controls: its id, and what is in it.
    pub(super) fn film_part(&self, id: &'static str) -> (String, String) {
        let shown = self.reel.shown().unwrap_or_default();
        match id {
            // The page sets a control's value where it is asked to.
            EPOCH => (format!("={EPOCH}"), shown.to_string()),
            PLAY => (PLAY.to_owned(), self.reel.play_label().to_owned()),
            _ => (AT.to_owned(), self.reel.told()),
        }
    }
}

/// Whether what a run keeps at its end may be other than its last epoch's weights.
fn keeps_another(model: &Model) -> bool {
    let setting = &model.setting;
    setting.early_stopping.is_some() || setting.optimizer.ema.is_some()
}

#[cfg(test)]
pub mod tests;
