//! Settings that are drawn by results. An analyst draws them, in a worker of its own; until it has, the study waits.

use super::{ActiveStudy, DrawTicket};
use crate::protocol::Question;
use crate::state::{Effect, State};

impl ActiveStudy {
    fn ticket(&self) -> DrawTicket {
        DrawTicket {
            study: self.id,
            changes: self.changes,
            settings: self.study.plan().settings().len(),
            runs: self.study.trials().len(),
        }
    }
}

impl State {
    /// Asks an analyst for the next settings, where it is time to and none is asked already.
    pub(super) fn draw_settings(&mut self) -> Option<Effect> {
        let active = self.studies.active.as_mut().filter(|it| it.is_running())?;
        let draw = Some(active.study.draw_question()?);
        let ticket = active.ticket();
        if active.drawing == Some(ticket) {
            return None;
        }
        active.drawing = Some(ticket);
        let question = Question {
            draw,
            ..Question::default()
        };
        Some(Effect::Draw(ticket, Box::new(question)))
    }

    /// Takes in what was drawn, or why nothing was: then the study is paused, and asks again when it goes on.
    pub(super) fn hear_of_draw(
        &mut self,
        ticket: DrawTicket,
        points: Result<Vec<Vec<f64>>, String>,
    ) -> Vec<Effect> {
        let active = self.studies.active.as_mut();
        let Some(active) = active.filter(|it| it.drawing == Some(ticket)) else {
            return Vec::new();
        };
        active.drawing = None;
        if active.ticket() != ticket {
            return self.work();
        }
        match points {
            Ok(points) => {
                let drawn = active.study.drawn(&points);
                let mut effects = self.record(drawn);
                effects.extend(self.carry_on());
                effects
            }
            Err(message) if active.is_running() => {
                self.notify(format!(
                    "The next settings could not be drawn: {message}. The study is paused; press Resume to try again."
                ));
                self.pause_study()
            }
            Err(_) => Vec::new(),
        }
    }
}
