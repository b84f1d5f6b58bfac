//! The views of the panel.

use super::html::toggle;

/// What is shown of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    #[default]
    Mistakes,
    Drawing,
    Calibration,
    Health,
    Network,
    Surface,
}

impl View {
    const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Mistakes, "mistakes", "What it gets wrong"),
        (Self::Drawing, "drawing", "Draw a digit"),
        (Self::Calibration, "calibration", "How sure it is"),
        (Self::Health, "health", "Health"),
        (Self::Network, "network", "Network"),
        (Self::Surface, "surface", "Loss surface"),
    ];

    pub fn named(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(_, known, _)| *known == name);
        found.map(|(view, ..)| *view)
    }

    /// A button for each of them.
    pub fn choices(self) -> String {
        let views = Self::ALL.map(|(view, name, label)| {
            let id = format!("inside-{name}");
            toggle(&id, &format!("view {name}"), view == self, label)
        });
        views.concat()
    }
}
