//! The loss around the weights, when somebody asks for it.

use super::{MAP, Panel, Place};
use crate::inside::network::Network;
use crate::inside::surface::Surface;
use crate::inside::view::View;
use crate::model::of_run;

/// Epochs of a path, at most, beside the last one.
const MOST_EPOCHS: usize = 30;
/// Two epochs are a line.
const LEAST_EPOCHS: usize = 3;

impl Panel {
    /// Whether a map is being worked out.
    pub(super) fn is_mapping(&self) -> bool {
        self.surface.as_ref().is_some_and(|it| !it.is_done())
    }

    /// Goes on with it.
    pub(super) fn map_on(&mut self) {
        if let Some(surface) = &mut self.surface {
            surface.go_on();
            self.due.push(Place::Map);
        }
    }

    /// Nobody waits for it any more.
    pub(super) fn stop_mapping(&mut self) {
        if self.is_mapping() {
            self.surface = None;
        }
    }

    pub(super) fn press_map(&mut self, asked: &str) {
        if self.run.is_none() {
            return;
        }
        // It is of these weights.
        self.reel.stay();
        match asked {
            "path" => self.map_path(),
            "other" => {
                self.seed += 1;
                self.map_random();
            }
            _ => self.map_random(),
        }
        self.tell_film();
        self.due.push(Place::Map);
    }

    fn map_random(&mut self) {
        self.is_line = false;
        let run = self.run.as_ref();
        self.surface = run.map(|run| Surface::random(&run.network, &self.images, self.seed));
    }

    fn map_path(&mut self) {
        let film = &self.reel.film;
        let picked = film.picked(MOST_EPOCHS).into_iter();
        let frames = picked.filter_map(|at| film.frames().get(at));
        // They were read before, when they came.
        let epochs: Vec<(usize, Network)> = frames
            .filter_map(|frame| {
                let model = of_run(&self.about[2], Some(&frame.weights)).ok()?;
                Some((frame.epoch, Network::new(&model)))
            })
            .collect();
        let run = self.run.as_ref();
        self.surface = run.and_then(|run| Surface::of_path(&run.network, &self.images, &epochs));
        self.is_line = self.surface.is_none();
    }

    /// The view with what can be asked for.
    pub(super) fn surface(&self) -> String {
        let path = match self.reel.film.frames().len() >= LEAST_EPOCHS {
            true => {
                r#"<button type="button" id="inside-path" data-ask="surface path">Along the run’s path</button>"#
            }
            false => "",
        };
        format!(
            r#"<div class="inside-choices"><button type="button" id="inside-compute" data-ask="surface random">Compute</button>{path}<button type="button" id="inside-other" data-ask="surface other">Other random directions</button></div><div id="{MAP}">{}</div>"#,
            self.map()
        )
    }

    pub(super) fn map(&self) -> String {
        match &self.surface {
            Some(surface) => surface.view(),
            None if self.is_line => r#"<p class="help">The epochs of this film lie on a line, or are one and the same: there is no plane through them.</p>"#.to_owned(),
            None => r#"<p class="help">The loss of a network around its weights, along two directions through them. It takes some seconds; a film of the run’s epochs (from three on) can be drawn along its own directions, too.</p>"#.to_owned(),
        }
    }

    /// The map is of other weights than those that are shown.
    pub(super) fn leave_map(&mut self) {
        self.surface = None;
        self.is_line = false;
        if self.view == View::Surface {
            self.due.push(Place::Map);
        }
    }
}

#[cfg(test)]
mod tests;
