//! The parts of views.

use super::{HEARD, LEAD, Opened, Panel, STEPS, STORY};
use crate::inside::calibration;
use crate::inside::confusion;
use crate::inside::html::{count, escaped, percent};
use crate::inside::mistakes::{self, Looked, MANY};
use crate::inside::pair;
use crate::inside::picture::{self, Scene};
use crate::inside::view::View;

impl Panel {
    /// What the picture of the network is drawn of; nothing before it was measured.
    pub(super) fn scene(&self) -> Option<Scene<'_>> {
        Some(Scene {
            run: self.run.as_ref()?,
            health: self.health.as_ref()?,
            images: &self.images,
        })
    }

    /// An element of the view in which a digit is drawn, or of the picture.
    pub(super) fn drawn(&self, id: &str) -> String {
        let html = match self.view {
            View::Network => self.scene().map(|scene| self.picture.part(id, &scene)),
            _ => {
                let run = self.run.as_ref();
                run.map(|run| self.drawing.part(id, run, &self.images))
            }
        };
        html.unwrap_or_default()
    }

    pub(super) fn matrix(&self) -> String {
        let cell = match self.opened {
            Opened::Cell(cell) => Some(cell),
            _ => None,
        };
        let counts = self.run.as_ref().map(|run| run.judged.confusion());
        counts.map_or_else(String::new, |counts| {
            confusion::table(&counts, self.cells, cell)
        })
    }

    pub(super) fn pair(&self) -> String {
        let chosen = self.other.as_ref().map(|run| run.id.as_str());
        let choice = pair::choice(&self.others, chosen);
        let who = match self.opened {
            Opened::Pair(who) => Some(who),
            _ => None,
        };
        match (&self.run, &self.other) {
            (Some(run), Some(other)) => choice + &pair::counts(run, other, who),
            _ => choice,
        }
    }

    pub(super) fn digits(&self) -> String {
        let Some(run) = &self.run else {
            return String::new();
        };
        let judged = &run.judged;
        let (title, places) = match (self.opened, &self.other) {
            (Opened::Cell([row, column]), _) => {
                let is_it = |at: usize| {
                    usize::from(self.images.labels[at]) == row
                        && usize::from(judged.said[at].digit) == column
                };
                let title = match row == column {
                    true => format!("{row} said to be {column}, the surest first"),
                    false => format!("{row} taken for {column}, the surest first"),
                };
                (title, judged.surest(is_it))
            }
            (Opened::Pair(who), Some(other)) => {
                let names = [escaped(&run.name), escaped(&other.name)];
                let places = judged.surest(|at| who.is_it(judged, &other.judged, at));
                (who.title([&names[0], &names[1]]), places)
            }
            _ => {
                let title = "The most confident mistakes".to_owned();
                (title, judged.surest(|at| !judged.is_right(at)))
            }
        };
        let who: Vec<&Looked> = match (self.opened, &self.other) {
            (Opened::Pair(_), Some(other)) => vec![run, other],
            _ => vec![run],
        };
        mistakes::list(&title, &places, MANY + self.more, &self.images, &who)
    }

    pub(super) fn body(&self) -> String {
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
        let film = self.film();
        let Some(run) = &self.run else {
            return match self.reel.is_live() {
                true => film,
                false => film + &self.diagnosis(),
            };
        };
        let lead = self.lead(run);
        let views = self.view.choices();
        let view = self.view();
        format!(
            r#"<p class="inside-lead" id="{LEAD}">{lead}</p>{film}<div class="inside-choices" role="group" aria-label="What is shown">{views}</div><div id="inside-view">{view}</div>"#
        )
    }

    /// What the chosen view shows.
    pub(super) fn view(&self) -> String {
        let Some(run) = &self.run else {
            return String::new();
        };
        match self.view {
            View::Mistakes => format!(
                r#"<div class="inside-columns"><div><div id="inside-matrix">{}</div><div id="inside-pair">{}</div></div><div id="{HEARD}">{}</div></div>"#,
                self.matrix(),
                self.pair(),
                self.heard()
            ),
            View::Drawing => self.drawing.view(run, &self.images),
            View::Calibration => calibration::view(run),
            View::Health => format!(
                r#"{}{}<div class="inside-story" id="{STORY}">{}</div><div class="inside-story" id="{STEPS}">{}</div>"#,
                self.diagnosis(),
                self.health(),
                self.story(),
                self.steps()
            ),
            View::Surface => self.surface(),
            View::Network => self
                .scene()
                .map(|scene| self.picture.view(&scene, HEARD, &self.heard()))
                .unwrap_or_default(),
        }
    }

    /// What a screen reader tells of whenever it changes, unless that goes on by itself: a film would flood it.
    pub(super) fn heard(&self) -> String {
        let (id, html) = match self.view {
            View::Network => (picture::UNIT, self.drawn(picture::UNIT)),
            _ => ("inside-digits", self.digits()),
        };
        let live = if self.reel.moves() { "off" } else { "polite" };
        format!(r#"<div id="{id}" aria-live="{live}">{html}</div>"#)
    }

    pub(super) fn lead(&self, run: &Looked) -> String {
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
