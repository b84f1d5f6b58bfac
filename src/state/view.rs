//! What the page is used for, and how it looks.

use super::Theme;

/// How somebody looks at the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ViewState {
    pub shown: View,
    /// What was chosen; `None` follows the system.
    pub theme: Option<Theme>,
}

/// What the page is used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    #[default]
    SingleRun,
    Study,
}
