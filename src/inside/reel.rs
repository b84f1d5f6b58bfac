//! A film with somebody before it: which epoch is shown, whether it plays, and its controls as HTML.

use super::film::Film;

/// Milliseconds that a frame is shown at least while the film plays.
const FRAME_MS: f64 = 400.0;
/// While the run trains nobody is to notice that it is looked at: after what is shown by itself there is a pause of so many times what
/// it took to work that out…
const PAUSES: f64 = 9.0;
/// … or of so many milliseconds.
const PAUSE_MS: f64 = 100.0;

/// Ids of elements.
pub const EPOCH: &str = "inside-epoch";
pub const AT: &str = "inside-at";
pub const PLAY: &str = "inside-play";

/// How a run stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It is being trained, or paused.
    Live,
    /// It has ended, and its setting leads to the same weights again.
    #[default]
    Ended,
    /// It has ended, and its setting alone does not.
    Lost,
}

impl Standing {
    pub fn named(name: &str) -> Self {
        match name {
            "live" => Self::Live,
            "lost" => Self::Lost,
            _ => Self::Ended,
        }
    }
}

/// The film of a run, and where in it somebody is.
#[derive(Debug, Default)]
pub struct Reel {
    pub film: Film,
    pub standing: Standing,
    /// The last epoch that the run may come to.
    pub epochs: usize,
    /// Whether the last frame is what the run has kept at its end.
    pub is_kept: bool,
    /// The latest frame is shown whenever there is one.
    follows: bool,
    plays: bool,
    /// The epoch that somebody has chosen.
    chosen: usize,
    /// The epoch of the frame that is shown.
    shown: Option<usize>,
    /// Nothing is shown by itself before this time.
    next_ms: f64,
    /// Something is being told.
    is_due: bool,
}

impl Reel {
    /// That of a run before its first frame.
    pub fn new(standing: Standing) -> Self {
        Self {
            standing,
            follows: true,
            ..Self::default()
        }
    }

    pub fn is_live(&self) -> bool {
        self.standing == Standing::Live
    }

    /// The epoch of the frame that is shown.
    pub fn shown(&self) -> Option<usize> {
        self.shown
    }

    /// Whether what is shown changes by itself.
    pub fn moves(&self) -> bool {
        self.plays || (self.follows && self.is_live())
    }

    /// The run has come to its end: there will be no more frames.
    pub fn end(&mut self, standing: Standing, is_kept: bool) {
        self.standing = standing;
        self.is_kept = is_kept;
        self.chosen = if self.follows {
            usize::MAX
        } else {
            self.chosen
        };
    }

    /// Takes in what a control asks for; false where it is none of the film's.
    pub fn press(&mut self, asked: &str) -> bool {
        let at = self.film.at(self.target());
        match asked {
            "play" => self.play(),
            "back" => self.choose(at.saturating_sub(1)),
            "on" => self.choose(at + 1),
            _ => return false,
        }
        true
    }

    /// Stays at the frame that is shown.
    pub fn stay(&mut self) {
        self.chosen = self.shown.unwrap_or_else(|| self.target());
        (self.plays, self.follows) = (false, false);
    }

    fn play(&mut self) {
        if self.moves() {
            self.stay();
        } else if self.film.at(self.target()) + 1 < self.film.frames().len() {
            (self.plays, self.follows) = (true, false);
        } else if self.is_live() {
            self.follows = true;
        } else {
            (self.plays, self.follows) = (true, false);
            self.chosen = 0;
        }
    }

    /// Goes to the frame at a place, or to the last one.
    fn choose(&mut self, at: usize) {
        let frames = self.film.frames();
        if let Some(frame) = frames.get(at).or(frames.last()) {
            self.scrub(frame.epoch);
        }
    }

    /// Goes to an epoch, or the last one before it that there is. Whoever goes to the end follows a run that trains.
    pub fn scrub(&mut self, epoch: usize) {
        self.plays = false;
        self.chosen = epoch;
        // Somebody waits.
        self.next_ms = 0.0;
        let last = self.film.frames().last();
        self.follows = self.is_live() && last.is_some_and(|last| epoch >= last.epoch);
    }

    fn target(&self) -> usize {
        match self.follows {
            true => usize::MAX,
            false => self.chosen,
        }
    }

    /// The epoch of the frame that is to be shown.
    fn wanted(&self) -> Option<usize> {
        let frame = self.film.frames().get(self.film.at(self.target()))?;
        Some(frame.epoch)
    }

    /// Milliseconds until something is to be shown; nothing while nothing is.
    pub fn due_in(&self, now_ms: f64) -> Option<f64> {
        let is_behind = self.wanted() != self.shown;
        match is_behind || self.plays {
            true if self.moves() => Some((self.next_ms - now_ms).max(0.0)),
            true => Some(0.0),
            false => None,
        }
    }

    /// Whether somebody waits for what they have gone to.
    pub fn is_awaited(&self) -> bool {
        self.next_ms <= 0.0
    }

    /// Milliseconds until something may be worked out that nobody waits for.
    pub fn pause(&self, now_ms: f64) -> f64 {
        match self.is_live() {
            true => (self.next_ms - now_ms).max(0.0),
            false => 0.0,
        }
    }

    /// Something was worked out that nobody waits for: what follows by itself waits, too.
    pub fn takes_time(&mut self) {
        self.is_due = true;
    }

    /// The place of the frame that is to be shown now, where another one is shown.
    pub fn turn(&mut self, now_ms: f64) -> Option<usize> {
        if self.due_in(now_ms)? > 0.0 {
            return None;
        }
        if self.plays && self.wanted() == self.shown {
            let next = self.film.at(self.chosen) + 1;
            match self.film.frames().get(next) {
                Some(frame) => self.chosen = frame.epoch,
                None => {
                    self.plays = false;
                    self.follows = self.is_live();
                }
            }
        }
        let wanted = self.wanted().filter(|it| Some(*it) != self.shown)?;
        self.shown = Some(wanted);
        self.is_due = true;
        Some(self.film.at(wanted))
    }

    /// What was to be shown, if anything was, is told, which has taken from one time to the other.
    pub fn has_told(&mut self, from_ms: f64, to_ms: f64) {
        if !std::mem::take(&mut self.is_due) {
            return;
        }
        let frame = if self.plays { from_ms + FRAME_MS } else { 0.0 };
        let took = (to_ms - from_ms).max(0.0);
        let pause = match self.is_live() {
            true => to_ms + (took * PAUSES).max(PAUSE_MS),
            false => to_ms,
        };
        self.next_ms = pause.max(frame);
    }

    /// The film's controls; what is said in their place where there is none.
    pub fn controls(&self, has_weights: bool) -> String {
        let Some(first) = self.film.frames().first() else {
            return self.without_film(has_weights);
        };
        let last = self.film.frames().last().map_or(0, |frame| frame.epoch);
        format!(
            r#"<div class="inside-film" role="group" aria-label="Film of the epochs"><button type="button" id="{PLAY}" data-ask="play">{}</button><button type="button" id="inside-back" data-ask="back">Back</button><button type="button" id="inside-on" data-ask="on">Forward</button><label for="{EPOCH}">Epoch</label><input type="range" id="{EPOCH}" data-set="epoch" min="{}" max="{}" value="{}" aria-describedby="{AT}"><span id="{AT}">{}</span></div>"#,
            self.play_label(),
            first.epoch,
            self.epochs.max(last),
            self.shown.unwrap_or(first.epoch),
            self.told()
        )
    }

    pub fn play_label(&self) -> &'static str {
        match (self.moves(), self.is_live()) {
            (true, _) => "Pause",
            (false, true) if self.film.at(self.chosen) + 1 >= self.film.frames().len() => "Follow",
            _ => "Play",
        }
    }

    /// Which epoch is shown, in words.
    pub fn told(&self) -> String {
        let last = self.film.frames().last().map_or(0, |frame| frame.epoch);
        let shown = self.shown.unwrap_or_default();
        let mut told = match shown {
            0 => "before the first epoch".to_owned(),
            _ if self.is_kept && shown == last => format!("{shown}, as the run has kept it"),
            _ => format!("{shown} of {}", self.epochs.max(last)),
        };
        if self.follows && self.is_live() {
            told += ", the latest";
        }
        let every = self.film.every();
        if every > 1 {
            told += &format!(" (one in {every} is kept, so that all are within 64 MB)");
        }
        told
    }

    fn without_film(&self, has_weights: bool) -> String {
        let again = |said: &str| {
            format!(
                r#" <button type="button" id="inside-train-again" data-action="train-again" data-again="">{said}</button></p>"#
            )
        };
        match (self.standing, has_weights) {
            (Standing::Live, _) => r#"<p class="help">Its weights come at the end of each epoch; those of the next one are on their way, or come when a paused run goes on.</p>"#.to_owned(),
            (Standing::Ended, true) => format!(
                r#"<p class="help">These are the weights that it has kept. Those of its epochs are kept while this panel is open.{}"#,
                again("Train again to see every epoch")
            ),
            (Standing::Ended, false) => format!(
                r#"<p class="help">The weights of this run are not here. Those of the latest runs that have come to their end are kept, up to 64 MB, until the page is closed.{}"#,
                again("Train again to look inside")
            ),
            (Standing::Lost, true) => String::new(),
            (Standing::Lost, false) => r#"<p class="help">The weights of this run are gone, as the page was left or there were too many, and its setting alone does not lead to them: load its model’s file again, or the one that it began with.</p>"#.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
