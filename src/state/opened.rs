//! What the page's link said, whatever has been changed since.

use super::Link;
use crate::hyperparams::HyperParams;

/// What stands in the link that the page was opened with, or that was followed last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opened {
    /// By which programs tell this page from others.
    pub id: Option<String>,
    /// What a program goes back to.
    pub hyperparams: HyperParams,
}

impl From<&Link> for Opened {
    fn from(link: &Link) -> Self {
        Self {
            id: link.id.clone(),
            hyperparams: link.hyperparams.clone(),
        }
    }
}
