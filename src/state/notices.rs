//! What the visitor should know.

use crate::hyperparams::error::cut;

/// Something that the visitor should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    pub id: u32,
    pub message: String,
    pub action: Option<NoticeAction>,
    /// What did not succeed; the notice stands until it does.
    pub about: Option<Attempt>,
}

/// What somebody has tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// To train a single run.
    Train,
    /// To start a study, or to change one.
    Study,
    /// To give the pruner another number.
    Pruner,
    /// To take in a file.
    Import,
    /// To test a winner.
    Test,
    /// To have something worked out of a study's results.
    Results,
    /// To copy a link.
    Link,
    /// To have the browser keep studies.
    Keep,
    /// To have it keep single runs over a reload.
    KeepRuns,
}

/// What a notice offers beside its dismissal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeAction {
    /// Load the images again, or start the worker again.
    Retry,
    /// Bring back the run that was deleted last; then the one before it is offered.
    UndoDelete,
    /// The same of studies.
    UndoDeleteStudy,
}

/// Deletions, one after the other, that can be undone.
pub const MOST_UNDONE: usize = 20;

/// Notices that nobody has dismissed yet, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notices {
    list: Vec<Notice>,
    shown: u32,
}

/// Older ones without an action give way, so that a worker that warns for ever does not fill the page.
const MOST_NOTICES: usize = 5;
/// Characters of a notice at most: whatever it quotes, it does not push the page away.
const LONGEST_NOTICE: usize = 1500;

impl Notices {
    pub fn list(&self) -> &[Notice] {
        &self.list
    }

    /// Shows a notice, unless the same one stands already.
    pub fn show(&mut self, message: impl Into<String>, action: Option<NoticeAction>) {
        self.add(message.into(), action, None);
    }

    /// Says why an attempt has failed, in place of why it failed before.
    pub fn fail(&mut self, about: Attempt, message: impl Into<String>) {
        self.settle(about);
        self.add(message.into(), None, Some(about));
    }

    /// Takes away why an attempt has failed: now it has succeeded.
    pub fn settle(&mut self, about: Attempt) {
        self.list.retain(|notice| notice.about != Some(about));
    }

    fn add(&mut self, message: String, action: Option<NoticeAction>, about: Option<Attempt>) {
        let message = cut(&message, LONGEST_NOTICE);
        if self.list.iter().any(|notice| notice.message == message) {
            return;
        }
        self.shown += 1;
        self.list.push(Notice {
            id: self.shown,
            message,
            action,
            about,
        });
        if self.list.len() > MOST_NOTICES {
            let oldest = self.list.iter().position(|notice| notice.action.is_none());
            self.list.remove(oldest.unwrap_or(0));
        }
    }

    pub fn dismiss(&mut self, id: u32) {
        self.list.retain(|notice| notice.id != id);
    }

    /// Shows a notice with this offer, or none, in place of whatever offered the same.
    pub fn offer(&mut self, message: Option<String>, action: NoticeAction) {
        self.dismiss_all(action);
        if let Some(message) = message {
            self.show(message, Some(action));
        }
    }

    /// Whether something offers this.
    pub fn offers(&self, action: NoticeAction) -> bool {
        self.list.iter().any(|notice| notice.action == Some(action))
    }

    /// Takes away what offers this, because it has just been done or can no longer be.
    pub fn dismiss_all(&mut self, action: NoticeAction) {
        self.list.retain(|notice| notice.action != Some(action));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_notice_stands_once_and_old_ones_give_way() {
        let mut notices = Notices::default();
        notices.show("images are missing", Some(NoticeAction::Retry));
        notices.show("a", None);
        notices.show("a", None);
        assert_eq!(notices.list().len(), 2);
        for number in 0..10 {
            notices.show(number.to_string(), None);
        }
        assert_eq!(notices.list().len(), MOST_NOTICES);
        assert_eq!(notices.list()[0].message, "images are missing");
        assert_eq!(notices.list()[MOST_NOTICES - 1].message, "9");
    }

    #[test]
    fn a_notice_ends_somewhere_whatever_it_quotes() {
        let mut notices = Notices::default();
        notices.show("é".repeat(100_000), None);
        assert_eq!(
            notices.list()[0].message.chars().count(),
            LONGEST_NOTICE + 1
        );
    }

    #[test]
    fn what_failed_is_forgotten_once_it_has_succeeded() {
        let mut notices = Notices::default();
        notices.show("kept", None);
        notices.fail(Attempt::Import, "no study");
        notices.fail(Attempt::Test, "another run");
        notices.fail(Attempt::Import, "no JSON");
        let messages = |notices: &Notices| -> Vec<String> {
            notices.list().iter().map(|it| it.message.clone()).collect()
        };
        assert_eq!(messages(&notices), ["kept", "another run", "no JSON"]);
        notices.settle(Attempt::Import);
        assert_eq!(messages(&notices), ["kept", "another run"]);
    }

    #[test]
    fn a_retry_takes_away_what_offered_it() {
        let mut notices = Notices::default();
        notices.show("kept", None);
        notices.show("kept too", Some(NoticeAction::UndoDelete));
        notices.show("gone", Some(NoticeAction::Retry));
        notices.dismiss_all(NoticeAction::Retry);
        let left: Vec<&str> = notices.list().iter().map(|n| n.message.as_str()).collect();
        assert_eq!(left, ["kept", "kept too"]);
    }
}
