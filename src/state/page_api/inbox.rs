//! Messages that come faster than they can be done: the first are done at once, some wait, and the oldest of too many
//! are dropped.

use std::collections::VecDeque;

use crate::state::text;

use super::PageRequest;

/// What a message asks, or what is wrong with it.
pub type Mail = Result<PageRequest, String>;

/// Messages that are done at once, where none was for a while.
const AT_ONCE: f64 = 32.0;
/// Messages done in a second beyond these.
const PER_SECOND: f64 = 20.0;
/// Messages that wait at most.
const MOST_WAITING: usize = 64;
/// Milliseconds between two warnings.
const BETWEEN_WARNINGS: f64 = 1000.0;

/// What programs have sent. Its memory has a bound, and so has the work that it gives out in a second, whatever comes.
///
/// All times are in milliseconds, on a clock that only goes forward.
#[derive(Debug)]
pub struct Inbox {
    waiting: VecDeque<Mail>,
    /// How many messages may be done now.
    allowance: f64,
    reckoned_at: f64,
    /// Messages that have been dropped since the last warning.
    dropped: usize,
    warned_at: f64,
}

impl Inbox {
    /// An inbox that nothing has come into before `now`.
    pub fn new(now: f64) -> Self {
        Self {
            waiting: VecDeque::new(),
            allowance: AT_ONCE,
            reckoned_at: now,
            dropped: 0,
            warned_at: now - BETWEEN_WARNINGS,
        }
    }

    /// Takes a message in. Whoever drags a slider means its last place: of `set` messages that wait, one that a later
    /// one outdoes goes.
    pub fn put(&mut self, mail: Mail) {
        if let Ok(request @ PageRequest::Set { .. }) = &mail {
            self.forget_outdone(request);
        }
        self.waiting.push_back(mail);
        if self.waiting.len() > MOST_WAITING {
            self.waiting.pop_front();
            self.dropped += 1;
        }
    }

    /// Beyond another request there is none to look for: its place among them counts.
    fn forget_outdone(&mut self, request: &PageRequest) {
        let is_set = |mail: &&Mail| matches!(mail, Ok(PageRequest::Set { .. }));
        let last = self.waiting.iter().rev().take_while(is_set).count();
        let first = self.waiting.len() - last;
        let is_outdone = |mail: &Mail| mail.as_ref().is_ok_and(|old| request.outdoes(old));
        let outdone = (first..self.waiting.len()).find(|at| is_outdone(&self.waiting[*at]));
        if let Some(at) = outdone {
            self.waiting.remove(at);
        }
    }

    /// The next message that may be done now.
    pub fn next(&mut self, now: f64) -> Option<Mail> {
        let earned = (now - self.reckoned_at).max(0.0) / 1000.0 * PER_SECOND;
        self.allowance = (self.allowance + earned).min(AT_ONCE);
        self.reckoned_at = now;
        if self.allowance < 1.0 {
            return None;
        }
        let mail = self.waiting.pop_front()?;
        self.allowance -= 1.0;
        Some(mail)
    }

    /// What is to be said of dropped messages now.
    pub fn warning(&mut self, now: f64) -> Option<String> {
        let is_due = now - self.warned_at >= BETWEEN_WARNINGS;
        if self.dropped == 0 || !is_due {
            return None;
        }
        self.warned_at = now;
        let dropped = text::plural(std::mem::take(&mut self.dropped), "message");
        Some(format!(
            "{dropped} arrived too fast and were dropped: {PER_SECOND} a second are handled, and at most {MOST_WAITING} wait"
        ))
    }

    /// Whether there is nothing to come back for.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.dropped == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hyperparams::Value;
    use crate::hyperparams::catalog::{EPOCHS, LEARNING_RATE};

    fn epochs(number: usize) -> Mail {
        let hyperparameters = vec![(&EPOCHS, Value::Number(number as f64))];
        Ok(PageRequest::Set { hyperparameters })
    }

    fn start() -> Mail {
        let hyperparameters = None;
        Ok(PageRequest::Start { hyperparameters })
    }

    fn all(inbox: &mut Inbox, now: f64) -> Vec<Mail> {
        std::iter::from_fn(|| inbox.next(now)).collect()
    }

    #[test]
    fn a_few_messages_are_done_at_once_and_in_order() {
        let mut inbox = Inbox::new(0.0);
        let sent = [
            start(),
            Ok(PageRequest::Stop),
            start(),
            Err("no".to_owned()),
        ];
        sent.iter().cloned().for_each(|mail| inbox.put(mail));
        assert_eq!(all(&mut inbox, 0.0), sent);
        assert!(inbox.is_empty());
    }

    #[test]
    fn a_flood_neither_fills_the_inbox_nor_the_page() {
        let mut inbox = Inbox::new(0.0);
        let (mut done, mut warnings) = (0, Vec::new());
        for ms in 0..10_000 {
            inbox.put(start());
            done += all(&mut inbox, f64::from(ms)).len();
            warnings.extend(inbox.warning(f64::from(ms)));
            assert!(inbox.waiting.len() <= MOST_WAITING);
        }
        assert!((200..=232).contains(&done), "{done} in ten seconds");
        assert!((9..=10).contains(&warnings.len()), "{warnings:?}");
        assert!(warnings[1].starts_with("980 messages"), "{warnings:?}");
    }

    #[test]
    fn the_last_word_of_a_flood_is_heard() {
        let mut inbox = Inbox::new(0.0);
        (0..1000).for_each(|_| inbox.put(start()));
        inbox.put(Ok(PageRequest::Stop));
        let mut heard = Vec::new();
        for second in 0..10 {
            heard.extend(all(&mut inbox, f64::from(second) * 1000.0));
        }
        assert_eq!(heard.len(), MOST_WAITING);
        assert_eq!(heard.last(), Some(&Ok(PageRequest::Stop)));
        assert!(inbox.warning(10_000.0).is_some() && inbox.is_empty());
    }

    #[test]
    fn of_a_dragged_slider_the_last_place_counts() {
        let mut inbox = Inbox::new(0.0);
        let rate = vec![(&LEARNING_RATE, Value::Number(0.1))];
        let rate = Ok(PageRequest::Set {
            hyperparameters: rate,
        });
        for mail in [
            epochs(1),
            rate.clone(),
            epochs(2),
            start(),
            epochs(3),
            epochs(4),
        ] {
            inbox.put(mail);
        }
        assert_eq!(all(&mut inbox, 0.0), [rate, epochs(2), start(), epochs(4)]);
        (0..1000).for_each(|number| inbox.put(epochs(number)));
        assert_eq!(all(&mut inbox, 0.0), [epochs(999)]);
        assert_eq!(inbox.warning(0.0), None);
    }

    #[test]
    fn a_clock_that_stands_or_goes_back_gives_nothing_away() {
        let mut inbox = Inbox::new(1000.0);
        (0..64).for_each(|_| inbox.put(start()));
        assert_eq!(all(&mut inbox, 1000.0).len(), 32);
        assert_eq!(all(&mut inbox, 0.0), []);
    }
}
