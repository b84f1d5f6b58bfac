//! Drawing a digit, or trying an image: the parts of the panel, and what happens in them.

use std::fmt::Write;

use super::changed::Change;
use super::html::{count, digit, sure};
use super::images::Validation;
use super::ink::PAD;
use super::mistakes::Looked;
use super::network::Network;
use super::pad::Pad;
use crate::dataset::ink;

/// Ids of elements.
const VIEW: &str = "inside-view";
const INK: &str = "inside-ink";
pub const SAID: &str = "inside-said";
const ALIKE: &str = "inside-alike";

/// How many images are shown that look like it.
const MOST_ALIKE: usize = 8;

/// Coordinates of a pointer are in ten-thousandths of the pad's sides.
const WHOLE: f32 = 10_000.0;

/// What can be done to an image: name, label, smallest and largest value, step and unit.
const SLIDERS: [(&str, &str, i32, i32, i32); 4] = [
    ("turn", "Turn (degrees)", -45, 45, 5),
    ("right", "Shift to the right (pixels)", -8, 8, 1),
    ("down", "Shift down (pixels)", -8, 8, 1),
    ("noise", "Noise (% of full ink)", 0, 100, 5),
];

/// The view in which a digit is drawn.
#[derive(Debug, Default)]
pub struct Drawing {
    pad: Pad,
}

impl Drawing {
    /// Takes in what happened, and says which elements have to be told again.
    pub fn hear(&mut self, said: &[&str], images: &Validation) -> &'static [&'static str] {
        match *said {
            ["down", x, y] => {
                self.pad.down(share(x, y));
                &[INK, SAID]
            }
            ["move", x, y] => {
                self.pad.move_to(share(x, y));
                &[INK, SAID]
            }
            ["up"] => {
                self.pad.up();
                &[ALIKE]
            }
            ["key", key] => match self.pad.press(key) {
                true => &[INK, SAID, ALIKE],
                false => &[],
            },
            ["press", "undo"] => {
                self.pad.undo();
                &[INK, SAID, ALIKE]
            }
            ["press", "clear"] => {
                self.pad.clear();
                &[VIEW]
            }
            ["set", "image", number] => {
                let number: Option<usize> = number.parse().ok();
                let at = number.and_then(|number| number.checked_sub(1));
                self.pad.picked = at.filter(|at| *at < images.len());
                &[INK, SAID, ALIKE]
            }
            ["set", name, value] => {
                let Ok(value) = value.parse::<i32>() else {
                    return &[];
                };
                match self.change(name, f64::from(value)) {
                    true => &[SAID, ALIKE],
                    false => &[],
                }
            }
            _ => &[],
        }
    }

    /// Puts an image onto the pad, as it is.
    pub fn try_image(&mut self, at: usize) {
        self.pad.clear();
        self.pad.picked = Some(at);
    }

    fn change(&mut self, name: &str, value: f64) -> bool {
        let Change {
            turn,
            right,
            down,
            noise,
        } = &mut self.pad.change;
        match name {
            "turn" => *turn = value.clamp(-180.0, 180.0),
            "right" => *right = value.clamp(-28.0, 28.0),
            "down" => *down = value.clamp(-28.0, 28.0),
            "noise" => *noise = value.clamp(0.0, 100.0) / 100.0,
            _ => return false,
        }
        true
    }

    /// The HTML of one of these elements.
    pub fn part(&self, id: &str, run: &Looked, images: &Validation) -> String {
        match id {
            INK => self.ink(images),
            SAID => self.said(&run.network, images),
            ALIKE => self.alike(images),
            _ => self.view(run, images),
        }
    }

    /// All of it.
    pub fn view(&self, run: &Looked, images: &Validation) -> String {
        let (name, all) = (images.name(), images.len());
        let picked = self
            .pad
            .picked
            .map(|at| (at + 1).to_string())
            .unwrap_or_default();
        let mut sliders = String::new();
        for (slider, label, low, high, step) in SLIDERS {
            // Writing to a text cannot fail.
            let _ = write!(
                sliders,
                r#"<label>{label}<input type="range" data-set="{slider}" min="{low}" max="{high}" step="{step}" value="0"></label>"#
            );
        }
        format!(
            r#"<div class="inside-drawing"><div class="inside-left"><div id="inside-pad" class="inside-pad" data-draw="" tabindex="0" role="application" aria-label="Pad to draw a digit on" aria-describedby="inside-keys"><svg viewBox="0 0 {PAD} {PAD}"><g id="{INK}">{}</g></svg></div><p class="help" id="inside-keys">Draw with a mouse, a finger or a pen. On the keyboard arrows move the pen, space sets it down and lifts it, Backspace takes the last stroke back.</p><div class="inside-choices"><button type="button" id="inside-clear" data-ask="clear">Clear</button><button type="button" id="inside-undo" data-ask="undo">Undo the last stroke</button></div><label>Or a {name} image, by its number<input type="number" data-set="image" min="1" max="{all}" value="{picked}" placeholder="1 to {}"></label><div class="inside-sliders">{sliders}</div></div><div id="{SAID}">{}</div><div id="{ALIKE}">{}</div></div><p class="help">A network of dense layers knows digits only as MNIST has them: of one size, in the middle of the image, upright. It has no idea of shift, size or turn, so what people read at once may mean nothing to it: try it with the sliders. How sure it says to be is no measure of that.</p>"#,
            self.ink(images),
            count(all),
            self.said(&run.network, images),
            self.alike(images),
        )
    }

    /// What is drawn, or picked, on the pad.
    fn ink(&self, images: &Validation) -> String {
        let mut svg = String::new();
        if let Some(image) = self.pad.picked.and_then(|at| images.image(at)) {
            let inner = digit(image).replacen("<svg ", r#"<svg width="280" height="280" "#, 1);
            return inner;
        }
        for stroke in &self.pad.strokes {
            svg += r#"<path class="stroke" d=""#;
            for (at, [x, y]) in stroke.iter().enumerate() {
                let _ = write!(svg, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
            }
            // A dot is a line of no length.
            svg += r#"h0"/>"#;
        }
        let [x, y] = self.pad.pen;
        let class = if self.pad.is_pen_down {
            "pen down"
        } else {
            "pen"
        };
        let _ = write!(svg, r#"<circle class="{class}" cx="{x}" cy="{y}" r="6"/>"#);
        svg
    }

    /// The image that the network gets: normalized, and with what is done to it.
    fn image(&self, images: &Validation) -> Option<Vec<u8>> {
        let image = match self.pad.picked {
            Some(at) => images.image(at)?.to_vec(),
            None => self.pad.image()?,
        };
        Some(self.pad.change.apply(&image))
    }

    fn said(&self, network: &Network, images: &Validation) -> String {
        let Some(image) = self.image(images) else {
            return r#"<p class="help">Nothing is drawn yet.</p>"#.to_owned();
        };
        let inputs: Vec<f32> = image.iter().map(|pixel| ink(*pixel)).collect();
        let Some(said) = network.say(&inputs).pop() else {
            return String::new();
        };
        let probabilities = network.probabilities(&said);
        let (is_probability, shares) = (
            probabilities.is_some(),
            probabilities.unwrap_or(said.outputs),
        );
        let label = self.pad.picked.and_then(|at| images.labels.get(at));
        let is = label.map_or_else(String::new, |label| format!(" (it is {label})"));
        let mut html = format!(
            r#"<p class="inside-guess" aria-live="polite">It says <b>{}</b>{is}</p><figure>{}<figcaption class="help">what the network gets</figcaption></figure><table class="shares"><caption class="visually-hidden">{}</caption><tbody>"#,
            said.digit,
            digit(&image),
            if is_probability {
                "Probability of each digit"
            } else {
                "Output for each digit"
            }
        );
        for (digit, share) in shares.into_iter().enumerate() {
            let width = (f64::from(share) * 100.0).clamp(0.0, 100.0);
            let text = sure(share, is_probability);
            let _ = write!(
                html,
                r#"<tr><th scope="row">{digit}</th><td><svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{width:.2}" height="10"/></svg></td><td>{text}</td></tr>"#
            );
        }
        html + "</tbody></table>"
    }

    fn alike(&self, images: &Validation) -> String {
        let Some(image) = self.image(images) else {
            return String::new();
        };
        let mut html = format!(
            r#"<h3>The {} images most like it</h3><ul class="digits">"#,
            images.name()
        );
        for at in images.nearest(&image, MOST_ALIKE) {
            if let (Some(image), Some(label)) = (images.image(at), images.labels.get(at)) {
                let _ = write!(
                    html,
                    "<li>{}<p>a <b>{label}</b>, number {}</p></li>",
                    digit(image),
                    at + 1
                );
            }
        }
        html + "</ul>"
    }
}

/// Shares of the pad's sides.
fn share(x: &str, y: &str) -> [f32; 2] {
    [x, y].map(|text| text.parse::<i32>().unwrap_or_default() as f32 / WHOLE)
}
