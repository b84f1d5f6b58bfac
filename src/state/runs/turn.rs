//! Of the figures in a post one trains at a time. Whose turn it is the browser says: a page asks before a run begins or
//! goes on, and gives the turn away when the run pauses or ends.

use super::control::to_worker;
use crate::protocol::{TrainerCommand, TrainerEvent, WorkerId};
use crate::state::{Effect, RunPhase, State};

/// What is said while another figure has its turn.
pub(super) const WAITS: &str = "Waits for another figure on this page.";

/// Whether it is this page's turn to train.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Turn {
    /// There is nothing to train, or the page takes no turns.
    #[default]
    Unasked,
    /// Asked for.
    Awaited {
        then: Then,
        /// Long enough for somebody to wonder.
        is_late: bool,
    },
    Held,
}

/// What the worker is told when the turn has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    Start,
    Resume,
}

impl Turn {
    pub fn is_awaited(self) -> bool {
        matches!(self, Self::Awaited { .. })
    }

    /// Whether it has to be said that the page waits.
    pub fn is_late(self) -> bool {
        matches!(self, Self::Awaited { is_late: true, .. })
    }
}

impl State {
    /// Whether a run waits for another page's, and has done so for long enough to be told.
    pub fn waits_for_turn(&self) -> bool {
        self.runs.turn.is_late()
    }

    /// What follows on a page that takes turns: nothing makes its worker train before its turn has come.
    ///
    /// - effects: what would follow on a page of its own
    pub(in crate::state) fn take_turns(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut allowed = Vec::new();
        for effect in effects {
            match effect {
                Effect::Send(WorkerId::MAIN, command) if self.runs.turn != Turn::Held => {
                    allowed.extend(self.hold_back(command));
                }
                other => allowed.push(other),
            }
        }
        allowed.extend(self.leave_turn());
        allowed
    }

    /// What comes of a command while it is not this page's turn.
    fn hold_back(&mut self, command: TrainerCommand) -> Vec<Effect> {
        use TrainerCommand as C;
        let will_start = matches!(
            self.runs.turn,
            Turn::Awaited {
                then: Then::Start,
                ..
            }
        );
        match command {
            C::Start { .. } => self.ask_for_turn(Then::Start),
            C::Resume { .. } if will_start => Vec::new(),
            C::Resume { .. } => self.ask_for_turn(Then::Resume),
            // The worker knows nothing of the run.
            C::Pause { .. } if will_start => self.stop_run(),
            C::SetLearningRate { .. } if will_start => Vec::new(),
            C::Load { .. }
            | C::Pause { .. }
            | C::Stop { .. }
            | C::SetLearningRate { .. }
            | C::Film { .. }
            | C::Help { .. }
            | C::TestRates { .. } => vec![to_worker(command)],
        }
    }

    fn ask_for_turn(&mut self, then: Then) -> Vec<Effect> {
        let (is_asked, is_late) = (self.runs.turn.is_awaited(), self.runs.turn.is_late());
        self.runs.turn = Turn::Awaited { then, is_late };
        if is_asked {
            Vec::new()
        } else {
            vec![Effect::AskForTurn]
        }
    }

    /// Whoever does not train lets the next one do it.
    fn leave_turn(&mut self) -> Option<Effect> {
        let is_needed = match (self.runs.turn, self.runs.active().map(|run| &run.phase)) {
            (Turn::Unasked, _) => return None,
            (Turn::Awaited { .. } | Turn::Held, None) | (Turn::Held, Some(RunPhase::Paused)) => {
                false
            }
            (Turn::Awaited { .. } | Turn::Held, Some(_)) => true,
        };
        if is_needed {
            return None;
        }
        self.runs.turn = Turn::Unasked;
        Some(Effect::LeaveTurn)
    }

    /// The turn has come.
    pub(in crate::state) fn have_turn(&mut self) -> Vec<Effect> {
        let Turn::Awaited { then, .. } = self.runs.turn else {
            return Vec::new();
        };
        self.runs.turn = Turn::Held;
        match then {
            Then::Start => self.start_held_back(),
            Then::Resume => self.resume_held_back(),
        }
    }

    fn start_held_back(&mut self) -> Vec<Effect> {
        let mut effects = self.send_active();
        let changed = self.runs.active().and_then(|run| {
            let change = run.learning_rates.last()?;
            Some(TrainerCommand::SetLearningRate {
                run_id: run.id,
                learning_rate: change.learning_rate,
            })
        });
        effects.extend(changed.map(to_worker));
        effects
    }

    fn resume_held_back(&mut self) -> Vec<Effect> {
        let Some((run_id, pace)) = self.runs.active().map(|run| (run.id, run.pace)) else {
            return Vec::new();
        };
        // What the worker is about to say: a run that looked paused would give its turn away.
        self.runs.apply(&TrainerEvent::Resumed { run_id });
        vec![to_worker(TrainerCommand::Resume { run_id, pace })]
    }

    /// The turn has been waited for long enough for somebody to wonder.
    pub(in crate::state) fn turn_is_late(&mut self) -> Vec<Effect> {
        let Turn::Awaited { is_late, .. } = &mut self.runs.turn else {
            return Vec::new();
        };
        *is_late = true;
        vec![Effect::Announce(WAITS.to_owned())]
    }
}
