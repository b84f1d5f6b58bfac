//! The network in one picture: its layers with their units at one digit, and one unit enlarged.
//!
//! | file | concern |
//! |---|---|
//! | `plan` | where units stand |
//! | `net` | all of them |
//! | `unit` | one of them |
//! | `weights` | what a unit of the first layer looks for, as an image |

mod net;
mod plan;
mod unit;
mod weights;

use super::health::Health;
use super::html::count;
use super::images::Validation;
use super::mistakes::Looked;
use plan::Plan;

/// Ids of elements.
const NET: &str = "inside-net";
pub const UNIT: &str = "inside-unit";
/// A picture that is as wide at most, in CSS pixels, is still legible on a phone.
const FITS: f64 = 430.0;
const CHOICE: &str = "inside-image";

/// What is drawn anew where the network has other weights.
pub const OF_WEIGHTS: [&str; 2] = [NET, UNIT];

/// What is chosen in the picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Picture {
    /// The image that is shown to the network, by its place among those that it was validated on.
    image: usize,
    /// The layer of the unit that is enlarged, from 0.
    layer: usize,
    /// That unit, from 0.
    unit: usize,
}

/// All that the picture is drawn of.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub run: &'a Looked,
    pub health: &'a Health,
    pub images: &'a Validation,
}

impl Picture {
    /// Takes in what happened, and says which elements have to be told again.
    pub fn hear(&mut self, said: &[&str], scene: &Scene<'_>) -> &'static [&'static str] {
        let before = *self;
        let all = scene.images.len();
        let mut has_new_number = false;
        match *said {
            ["press", "image before"] if all > 0 => {
                self.image = (self.image + all - 1) % all;
                has_new_number = true;
            }
            ["press", "image after"] if all > 0 => {
                self.image = (self.image + 1) % all;
                has_new_number = true;
            }
            ["set", "image", number] => {
                let number: Option<usize> = number.parse().ok();
                let at = number.and_then(|number| number.checked_sub(1));
                self.image = at.filter(|at| *at < all).unwrap_or(self.image);
            }
            ["down", x, y] => self.choose(Plan::of(&scene.health.layers).at(x, y)),
            ["key", key] => self.step(key, &Plan::of(&scene.health.layers)),
            _ => {}
        }
        match *self == before {
            true => &[],
            false if has_new_number => &[NET, UNIT, CHOICE],
            false => &[NET, UNIT],
        }
    }

    fn choose(&mut self, found: Option<[usize; 2]>) {
        [self.layer, self.unit] = found.unwrap_or([self.layer, self.unit]);
    }

    /// Arrows go from unit to unit, and from layer to layer.
    fn step(&mut self, key: &str, plan: &Plan) {
        let last = |layer: usize| plan.shown(layer).saturating_sub(1);
        match key {
            "ArrowUp" => self.unit = self.unit.saturating_sub(1),
            "ArrowDown" => self.unit += 1,
            "ArrowLeft" => self.layer = self.layer.saturating_sub(1),
            "ArrowRight" => self.layer = (self.layer + 1).min(plan.layers() - 1),
            "Home" => self.unit = 0,
            "End" => self.unit = last(self.layer),
            _ => {}
        }
        self.unit = self.unit.min(last(self.layer));
    }

    /// The HTML of one of these elements.
    pub fn part(&self, id: &str, scene: &Scene<'_>) -> String {
        match id {
            NET => net::drawn(self, scene),
            UNIT => unit::enlarged(self, scene),
            _ => self.choice(scene),
        }
    }

    /// All of it. What does not shrink to a phone's width scrolls in its box, by keys, too.
    ///
    /// - enlarged: id of the element around the unit that is enlarged, and what is in it
    pub fn view(&self, scene: &Scene<'_>, around: &str, enlarged: &str) -> String {
        let plan = Plan::of(&scene.health.layers);
        let (class, scrolls, hint) = match plan.width() <= FITS {
            true => (" fits", "", ""),
            false => (
                "",
                r#" tabindex="0" role="region" aria-label="The network, which scrolls sideways""#,
                r#"<p class="help inside-wide">On a narrow screen it goes on to the right: swipe, or use the arrow keys in it.</p>"#,
            ),
        };
        format!(
            r#"<div id="{CHOICE}" class="inside-choices">{}</div><div class="inside-picture"><div class="inside-scroll"{scrolls}>{hint}<div class="inside-net{class}" data-draw="" id="inside-units" tabindex="0" role="application" aria-label="Units of the network" aria-describedby="inside-unit-keys"><div id="{NET}">{}</div></div></div><div id="{around}">{enlarged}</div></div><p class="help" id="inside-unit-keys">Each square of the first layer is what its unit looks for: the weights of its pixels, in one colour above 0 and in another below. A dot is a unit; the fuller it is, the more active is the unit on this digit, next to the most active one of its layer; a dashed one is dead or saturated. Lines are the strongest connections on this digit (weight × activity). Press a unit to enlarge it, or go there with the arrow keys.{}</p>"#,
            self.choice(scene),
            net::drawn(self, scene),
            plan.told(),
        )
    }

    fn choice(&self, scene: &Scene<'_>) -> String {
        format!(
            r#"<button type="button" id="inside-before" data-ask="image before">Digit before</button><button type="button" id="inside-after" data-ask="image after">Next digit</button><label>or the {} image number <input type="number" id="inside-number" data-set="image" min="1" max="{}" value="{}"></label>"#,
            scene.images.name(),
            scene.images.len(),
            self.image + 1
        )
    }
}

/// "; the first 24 of 128 units are shown".
fn first_of(shown: usize, all: usize) -> String {
    match shown < all {
        true => format!("the first {shown} of {} units", count(all)),
        false => format!("{} units", count(all)),
    }
}

#[cfg(test)]
mod tests;
