//! What comes next where that depends on results: settings that are drawn by them, and seeds for the settings that lead. An
//! analyst says it, in a worker of its own; until it has, the study waits.

use super::{ActiveStudy, DrawTicket};
use crate::protocol::{Answer, Question};
use crate::state::{Attempt, Effect, State};

impl ActiveStudy {
    fn ticket(&self, is_of_leaders: bool) -> DrawTicket {
        DrawTicket {
            study: self.id,
            changes: self.changes,
            settings: self.study.plan().settings().len(),
            runs: self.study.trials().len(),
            is_of_leaders,
            is_in_race: self.study.has_open_race(),
        }
    }

    /// Whether it is being looked who leads.
    pub fn looks_for_leaders(&self) -> bool {
        self.drawing.is_some_and(|ticket| ticket.is_of_leaders)
    }

    fn ask(&mut self, question: Question) -> Option<Effect> {
        let ticket = self.ticket(question.leaders.is_some());
        if self.drawing == Some(ticket) {
            return None;
        }
        self.drawing = Some(ticket);
        Some(Effect::Draw(ticket, Box::new(question)))
    }
}

impl State {
    /// Asks an analyst for the next settings, or who leads, where it is time to and nobody is asked already.
    pub(super) fn draw_settings(&mut self) -> Option<Effect> {
        let active = self.studies.active.as_mut().filter(|it| it.is_running())?;
        let draw = active.study.draw_question();
        let is_due = draw.is_none() && active.study.wants_leaders();
        let leaders = is_due.then(|| active.study.leaders_question()).flatten();
        if draw.is_none() && leaders.is_none() {
            return None;
        }
        active.ask(Question {
            draw,
            leaders,
            ..Question::default()
        })
    }

    /// Begins to give the leaders more seeds: first it is looked who they are.
    pub(super) fn seed_leaders(&mut self) -> Vec<Effect> {
        let active = self.studies.active.as_mut();
        let ask = |active: &mut ActiveStudy| {
            let leaders = Some(active.study.leaders_question()?);
            active.ask(Question {
                leaders,
                ..Question::default()
            })
        };
        active.and_then(ask).into_iter().collect()
    }

    /// Takes in what was drawn or who leads, or why nothing was: then a study that goes on is paused, and asks again when it
    /// is resumed.
    pub(super) fn hear_of_draw(
        &mut self,
        ticket: DrawTicket,
        answer: Result<Answer, String>,
    ) -> Vec<Effect> {
        let active = self.studies.active.as_mut();
        let Some(active) = active.filter(|it| it.drawing == Some(ticket)) else {
            return Vec::new();
        };
        active.drawing = None;
        if active.ticket(ticket.is_of_leaders) != ticket {
            return self.work();
        }
        if answer.is_ok() {
            self.notices.settle(Attempt::Results);
        }
        let study = &active.study;
        let event = answer.map(|answer| match ticket.is_of_leaders {
            true => study.led_by(&answer.leaders),
            false => Some(study.drawn(&answer.points)),
        });
        match (event, active.is_running()) {
            (Ok(Some(event)), _) => {
                let mut effects = self.record(event);
                effects.extend(self.carry_on());
                effects
            }
            (Ok(None), _) => {
                self.notify(
                    "No seeds were added: the winner is told from every other setting already, also where the 5 % are shared \
                     by several looks.",
                );
                Vec::new()
            }
            (Err(message), true) => {
                let what = match ticket.is_of_leaders {
                    true => "Who leads could not be worked out",
                    false => "The next settings could not be drawn",
                };
                let said =
                    format!("{what}: {message}. The study is paused; press Resume to try again.");
                self.notices.fail(Attempt::Results, said);
                self.pause_study()
            }
            (Err(message), false) if ticket.is_of_leaders => {
                let said = format!(
                    "Who leads could not be worked out: {message}. No seeds were added; press the button to try again."
                );
                self.notices.fail(Attempt::Results, said);
                Vec::new()
            }
            (Err(_), false) => Vec::new(),
        }
    }
}
