//! What is wrong with the run, and how healthy its layers are.

use super::{Panel, Place};
use crate::inside::diagnosis::{self, Case};
use crate::inside::health;
use crate::inside::view::View;
use crate::model::of_run;

/// Of a long film so many epochs are measured before they are drawn.
const TOLD_EVERY: usize = 8;

impl Panel {
    fn case(&self) -> Option<Case<'_>> {
        let past = self.seen.as_ref().unwrap_or(&self.past);
        let of_weights = self.run.as_ref().map(|run| Case {
            params: &run.model.hyperparams,
            setting: &run.model.setting,
            past,
            inside: self.health.as_ref().map(|health| (&run.judged, health)),
        });
        let bare = self.bare.as_ref().map(|(params, setting)| Case {
            params,
            setting,
            past,
            inside: None,
        });
        of_weights.or(bare)
    }

    pub(super) fn diagnosis(&self) -> String {
        self.case()
            .map(|case| diagnosis::view(&case))
            .unwrap_or_default()
    }

    pub(super) fn health(&self) -> String {
        let (Some(health), Some(case)) = (&self.health, self.case()) else {
            return String::new();
        };
        let ratios = health.layers.iter().map(|layer| case.update_ratio(layer));
        health::view(health, &ratios.collect::<Vec<_>>())
    }

    /// Health over the epochs of the film; nothing where there is none.
    pub(super) fn story(&self) -> String {
        match &self.health {
            Some(health) if !self.reel.film.frames().is_empty() => {
                self.story.view(&self.reel.film, health, self.reel.shown())
            }
            _ => String::new(),
        }
    }

    /// The place of the frame that is to be measured next, while somebody looks at the story.
    pub(super) fn unmeasured(&self) -> Option<usize> {
        let is_looked_at = self.view == View::Health && self.health.is_some();
        let missing = || self.story.missing(&self.reel.film);
        is_looked_at.then(missing).flatten()
    }

    /// Measures another frame.
    pub(super) fn measure_next(&mut self) {
        let film = &self.reel.film;
        let next = self.unmeasured();
        let frame = next.and_then(|at| film.frames().get(at));
        // It was read before, when it came.
        let model = frame.and_then(|frame| of_run(&self.about[2], Some(&frame.weights)).ok());
        if let (Some(frame), Some(model)) = (frame, model) {
            self.story.measure(frame.epoch, &model, &self.images, film);
            if self.unmeasured().is_none() || self.story.len().is_multiple_of(TOLD_EVERY) {
                self.due.push(Place::Story);
            }
        }
    }
}
