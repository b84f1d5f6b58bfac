//! What the panels have in common: what they show, on which axes, and which one somebody looks at; all of it follows
//! from the state.

use std::sync::Arc;

use leptos::prelude::*;

use super::super::browser;
use super::super::canvas::Size;
use super::super::context::Context;
use super::drawing::{PanelData, shared_axes, titles};
use super::{Selection, read, read_untracked};
use crate::charts::{Emphasis, Quantity, SharedAxes, Titles};
use crate::state::studies::{ActiveStudy, PanelState, full_titles};
use crate::state::{Action, PanelSwitch, PanelSwitches, ViewAction, ViewState};

/// What every panel looks at; handed down by context.
#[derive(Clone, Copy)]
pub struct PanelsView {
    /// What is switched on for all of them.
    pub switches: Memo<PanelSwitches>,
    /// The panel that is pointed at, or whose setting is lit elsewhere: seen in the light of all others.
    hovered: Memo<Option<usize>>,
    pub enlarged: Memo<Option<usize>>,
    selection: Selection,
    context: Context,
    panels: Memo<Vec<PanelState>>,
    /// The panels' titles once they have a result.
    titles: Memo<Vec<String>>,
    /// How they are written in panels of a size, and of how many that was found out.
    titles_in: StoredValue<Vec<(Size, usize, Titles)>>,
    panel_data: Memo<Vec<Arc<PanelData>>>,
    pub axes: Memo<Option<SharedAxes>>,
}

impl PanelsView {
    pub fn new(context: Context) -> Self {
        let switches = Memo::new(move |_| context.view(|view| view.study.panels));
        let quantity = Memo::new(move |_| quantity(switches.get()));
        let stretched = Memo::new(move |_| switches.get().stretched);
        let panels = Memo::new(move |_| read(context, ActiveStudy::panels).unwrap_or_default());
        let count = Memo::new(move |_| panels.with(Vec::len));
        let all_titles = Memo::new(move |_| {
            count.get();
            read_untracked(context, |active| full_titles(active.study.plan()))
        });
        let panel_data = Memo::new(move |before: Option<&Vec<Arc<PanelData>>>| {
            let (panels, quantity) = (panels.get(), quantity.get());
            let drawn = read(context, |active| {
                fresh_panel_data(active, panels, quantity, before)
            });
            drawn.unwrap_or_default()
        });
        let axes = Memo::new(move |_| {
            let (quantity, stretched) = (quantity.get(), stretched.get());
            panel_data.with(|panel_data| {
                read(context, |active| {
                    shared_axes(active, panel_data, quantity, stretched)
                })
            })
        });
        Self {
            switches,
            hovered: Memo::new(move |_| {
                let lit = |view: &ViewState| view.study.lit.map(|lit| lit.setting);
                context.view(|view| view.study.hovered.or(lit(view)))
            }),
            enlarged: Memo::new(move |_| context.view(|view| view.study.enlarged)),
            selection: expect_context(),
            context,
            panels,
            titles: all_titles,
            titles_in: StoredValue::new(Vec::new()),
            panel_data,
            axes,
        }
    }

    pub fn panel(self, at: usize) -> Option<PanelState> {
        self.panels.with(|panels| panels.get(at).copied())
    }

    pub fn data(self, at: usize) -> Option<Arc<PanelData>> {
        self.panel_data
            .with(|panel_data| panel_data.get(at).cloned())
    }

    /// Panels are of one size: how all titles fit into it is found out once, not by each panel.
    pub fn titles_in(self, size: Size) -> Titles {
        let count = self.titles.with(Vec::len);
        let known = self.titles_in.with_value(|known| {
            let known = known
                .iter()
                .find(|(of, all, _)| (*of, *all) == (size, count));
            known.map(|(.., titles)| *titles)
        });
        known.unwrap_or_else(|| {
            let found = self.titles.with(|all| titles(all, size));
            self.titles_in.update_value(|known| {
                known.retain(|(of, ..)| *of != size);
                known.push((size, count, found));
            });
            found
        })
    }

    pub fn hover(self, at: Option<usize>) {
        self.context.send(Action::View(ViewAction::Hover(at)));
    }

    pub fn switch(self, switch: PanelSwitch, on: bool) {
        self.context
            .send(Action::View(ViewAction::SetPanels(switch, on)));
    }

    pub fn enlarge(self, at: Option<usize>) {
        self.context.send(Action::View(ViewAction::Enlarge(at)));
    }

    /// Closes the enlarged panel; the focus goes back to where it was opened from.
    pub fn close(self, at: usize) {
        self.enlarge(None);
        if let Some(canvas) = browser::element(&format!("panel-{at}")) {
            let _ = canvas.focus();
        }
    }

    /// While one is pointed at or only the best are wanted, the rest steps back.
    pub fn emphasis(self, at: usize) -> Emphasis {
        let (hovered, best_only) = (self.hovered.get(), self.switches.get().best_only);
        match self.panel(at) {
            Some(panel) if panel.stands_out(hovered) => Emphasis::Highlighted,
            Some(panel) if panel.steps_back(hovered, best_only) => Emphasis::Dimmed,
            Some(_) if self.selection.leaves_out(at) => Emphasis::Dimmed,
            Some(_) | None => Emphasis::Normal,
        }
    }

    /// The pointed-at setting's line, in every other panel.
    pub fn ghost(self, at: usize) -> Option<Arc<PanelData>> {
        let hovered = self.hovered.get().filter(|hovered| *hovered != at)?;
        self.data(hovered)
    }
}

/// What panels show with these switches.
pub fn quantity(switches: PanelSwitches) -> Quantity {
    match switches.loss {
        true => Quantity::Loss,
        false => Quantity::Accuracy,
    }
}

/// What there is to draw now: made anew of what has changed, and as before of what has not.
fn fresh_panel_data(
    active: &ActiveStudy,
    panels: Vec<PanelState>,
    quantity: Quantity,
    before: Option<&Vec<Arc<PanelData>>>,
) -> Vec<Arc<PanelData>> {
    let draw = |panel: PanelState| {
        let old = before.and_then(|before| before.get(panel.setting));
        match old.filter(|old| old.is_of(panel.revision, quantity)) {
            Some(old) => old.clone(),
            None => Arc::new(PanelData::of(active, panel.setting, quantity)),
        }
    };
    panels.into_iter().map(draw).collect()
}
