//! What the parts of the form have in common.

use leptos::prelude::*;

use crate::hyperparams::ParamWarning;
use crate::state::Search;

/// What every part of the form looks at; handed down by context.
#[derive(Clone, Copy)]
pub struct FormView {
    /// What stands in the search box.
    pub search: RwSignal<Search>,
    pub warnings: Memo<Vec<ParamWarning>>,
}
