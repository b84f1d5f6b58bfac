//! What the panels have in common: what they show, on which axes, and which one somebody looks at.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;

use super::super::browser;
use super::super::canvas::Size;
use super::super::context::Context;
use super::drawing::{Picture, shared_axes, titles};
use super::{read, read_untracked};
use crate::charts::{Emphasis, Quantity, SharedAxes, Titles};
use crate::state::studies::{ActiveStudy, Panel, full_titles};
use crate::state::{Action, ViewAction};

/// What every panel looks at; handed down by context.
#[derive(Clone, Copy)]
pub struct PanelsView {
    pub quantity: RwSignal<Quantity>,
    pub stretched: RwSignal<bool>,
    /// The panel that is pointed at: seen in the light of all others.
    hovered: Memo<Option<usize>>,
    pub enlarged: Memo<Option<usize>>,
    context: Context,
    /// Whether all but the best are dimmed.
    pub best_only: RwSignal<bool>,
    panels: Memo<Vec<Panel>>,
    /// The panels' titles once they have a result.
    titles: StoredValue<Vec<String>>,
    /// How they are written in panels of a size.
    titles_in: StoredValue<BTreeMap<Size, Titles>>,
    pictures: Memo<Vec<Arc<Picture>>>,
    pub axes: Memo<Option<SharedAxes>>,
}

impl PanelsView {
    pub fn new(context: Context) -> Self {
        let quantity = RwSignal::new(Quantity::Accuracy);
        let stretched = RwSignal::new(true);
        let panels = Memo::new(move |_| read(context, ActiveStudy::panels).unwrap_or_default());
        let all_titles = read_untracked(context, |active| full_titles(active.study.plan()));
        let pictures = Memo::new(move |before: Option<&Vec<Arc<Picture>>>| {
            let (panels, quantity) = (panels.get(), quantity.get());
            let drawn = read(context, |active| {
                fresh_pictures(active, panels, quantity, before)
            });
            drawn.unwrap_or_default()
        });
        let axes = Memo::new(move |_| {
            let (quantity, stretched) = (quantity.get(), stretched.get());
            pictures.with(|pictures| {
                read(context, |active| {
                    shared_axes(active, pictures, quantity, stretched)
                })
            })
        });
        Self {
            quantity,
            stretched,
            hovered: Memo::new(move |_| context.view(|view| view.study.hovered)),
            enlarged: Memo::new(move |_| context.view(|view| view.study.enlarged)),
            context,
            best_only: RwSignal::new(false),
            panels,
            titles: StoredValue::new(all_titles),
            titles_in: StoredValue::new(BTreeMap::new()),
            pictures,
            axes,
        }
    }

    pub fn panel(self, at: usize) -> Option<Panel> {
        self.panels.with(|panels| panels.get(at).copied())
    }

    pub fn picture(self, at: usize) -> Option<Arc<Picture>> {
        self.pictures.with(|pictures| pictures.get(at).cloned())
    }

    /// Panels are of one size: how all titles fit into it is found out once, not by each panel.
    pub fn titles_in(self, size: Size) -> Titles {
        let known = self.titles_in.with_value(|known| known.get(&size).copied());
        known.unwrap_or_else(|| {
            let found = self.titles.with_value(|all| titles(all, size));
            self.titles_in.update_value(|known| {
                known.insert(size, found);
            });
            found
        })
    }

    pub fn hover(self, at: Option<usize>) {
        self.context.send(Action::View(ViewAction::Hover(at)));
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
        let hovered = self.hovered.get();
        let Some(panel) = self.panel(at) else {
            return Emphasis::Normal;
        };
        let is_looking = hovered.is_some() || self.best_only.get();
        match panel {
            _ if hovered == Some(at) => Emphasis::Highlighted,
            Panel {
                is_winner: true, ..
            } => Emphasis::Highlighted,
            Panel {
                is_dropped: true, ..
            } => Emphasis::Dimmed,
            Panel { is_top: false, .. } if is_looking => Emphasis::Dimmed,
            _ => Emphasis::Normal,
        }
    }

    /// The pointed-at setting's line, in every other panel.
    pub fn ghost(self, at: usize) -> Option<Arc<Picture>> {
        let hovered = self.hovered.get().filter(|hovered| *hovered != at)?;
        self.picture(hovered)
    }
}

/// Pictures of what has changed, and those before of what has not.
fn fresh_pictures(
    active: &ActiveStudy,
    panels: Vec<Panel>,
    quantity: Quantity,
    before: Option<&Vec<Arc<Picture>>>,
) -> Vec<Arc<Picture>> {
    let draw = |panel: Panel| {
        let old = before.and_then(|before| before.get(panel.setting));
        match old.filter(|old| old.is_of(panel.revision, quantity)) {
            Some(old) => old.clone(),
            None => Arc::new(Picture::of(active, panel.setting, quantity)),
        }
    };
    panels.into_iter().map(draw).collect()
}
