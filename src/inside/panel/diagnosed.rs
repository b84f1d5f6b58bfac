//! What is wrong with the run, and how healthy its layers are.

use super::{Panel, Place};
use crate::inside::diagnosis::{self, Case};
use crate::inside::health;
use crate::inside::story::Along;
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
                let shown = self.reel.shown();
                self.story
                    .view(&self.reel.film, health, Along::Epochs, shown)
            }
            _ => String::new(),
        }
    }

    /// What is to be measured next, while somebody looks at it: along what, and the place of its frame.
    pub(super) fn unmeasured(&self) -> Option<(Along, usize)> {
        let is_looked_at = self.view == View::Health && self.health.is_some();
        let steps = || Some((Along::Steps, self.steps.story.missing(&self.steps.film)?));
        let epochs = || Some((Along::Epochs, self.story.missing(&self.reel.film)?));
        is_looked_at.then(|| steps().or_else(epochs)).flatten()
    }

    /// Measures another frame, or some where there is a pause after it.
    pub(super) fn measure(&mut self) {
        let frames = if self.reel.is_live() { TOLD_EVERY } else { 1 };
        for _ in 0..frames {
            self.measure_next();
        }
        self.reel.takes_time();
    }

    fn measure_next(&mut self) {
        let Some((along, at)) = self.unmeasured() else {
            return;
        };
        let (film, story, place) = match along {
            Along::Epochs => (&self.reel.film, &mut self.story, Place::Story),
            Along::Steps => (&self.steps.film, &mut self.steps.story, Place::Steps),
        };
        let frame = film.frames().get(at);
        // It was read before, when it came.
        let model = frame.and_then(|frame| of_run(&self.about[2], Some(&frame.weights)).ok());
        if let (Some(frame), Some(model)) = (frame, model) {
            story.measure(frame.epoch, &model, &self.images, film);
            if story.missing(film).is_none() || story.len().is_multiple_of(TOLD_EVERY) {
                self.due.push(place);
            }
        }
    }
}
