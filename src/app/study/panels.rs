//! Small multiples: a panel per setting, drawn anew only when something of it changes.

use std::sync::Arc;

use leptos::html::Canvas;
use leptos::prelude::*;

use super::super::canvas::observed_size;
use super::super::desk::{Desk, use_desk};
use super::super::painter::use_painter;
use super::super::theme::ShownTheme;
use super::drawing::{PanelLook, Picture, draw_panel, rows_of_titles, shared_axes};
use super::read;
use crate::charts::{Emphasis, Quantity, SharedAxes};
use crate::state::lab::{ActiveStudy, GridShape, Lab, Panel, full_titles, shape};

/// What every panel looks at; handed down by context.
#[derive(Clone, Copy)]
pub struct PanelsView {
    pub quantity: RwSignal<Quantity>,
    pub stretched: RwSignal<bool>,
    /// The panel that is pointed at: seen in the light of all others.
    hovered: RwSignal<Option<usize>>,
    enlarged: RwSignal<Option<usize>>,
    /// Whether all but the best are dimmed.
    best_only: RwSignal<bool>,
    panels: Memo<Vec<Panel>>,
    /// The panels' titles once they have a result.
    titles: StoredValue<Vec<String>>,
    pictures: Memo<Vec<Arc<Picture>>>,
    axes: Memo<Option<SharedAxes>>,
}

impl PanelsView {
    fn new(desk: Desk) -> Self {
        let quantity = RwSignal::new(Quantity::Accuracy);
        let stretched = RwSignal::new(true);
        let panels = Memo::new(move |_| read(desk, ActiveStudy::panels).unwrap_or_default());
        let titles = read_untracked(desk, |active| full_titles(active.study.plan()));
        let pictures = Memo::new(move |before: Option<&Vec<Arc<Picture>>>| {
            let (panels, quantity) = (panels.get(), quantity.get());
            let drawn = read(desk, |active| {
                fresh_pictures(active, panels, quantity, before)
            });
            drawn.unwrap_or_default()
        });
        let axes = Memo::new(move |_| {
            let (quantity, stretched) = (quantity.get(), stretched.get());
            pictures.with(|pictures| {
                read(desk, |active| {
                    shared_axes(active, pictures, quantity, stretched)
                })
            })
        });
        Self {
            quantity,
            stretched,
            hovered: RwSignal::new(None),
            enlarged: RwSignal::new(None),
            best_only: RwSignal::new(false),
            panels,
            titles: StoredValue::new(titles),
            pictures,
            axes,
        }
    }

    fn panel(self, at: usize) -> Option<Panel> {
        self.panels.with(|panels| panels.get(at).cloned())
    }

    fn picture(self, at: usize) -> Option<Arc<Picture>> {
        self.pictures.with(|pictures| pictures.get(at).cloned())
    }

    /// While one is pointed at or only the best are wanted, the rest steps back.
    fn emphasis(self, at: usize) -> Emphasis {
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
    fn ghost(self, at: usize) -> Option<Arc<Picture>> {
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
        let is_fresh =
            |old: &&Arc<Picture>| old.is_of(panel.revision, quantity) && old.title == panel.title;
        match old.filter(is_fresh) {
            Some(old) => old.clone(),
            None => Arc::new(Picture::of(active, panel.setting, panel.title, quantity)),
        }
    };
    panels.into_iter().map(draw).collect()
}

#[component]
pub fn Panels() -> impl IntoView {
    let desk = use_desk();
    let view = PanelsView::new(desk);
    provide_context(view);
    let grid = read_untracked(desk, |active| shape(active.study.plan()));
    let settings = read_untracked(desk, |active| active.study.plan().settings().len());
    let columns = match grid.columns {
        0 => "repeat(auto-fill, minmax(min(100%, 210px), 1fr))".to_owned(),
        columns => format!("repeat({columns}, minmax(0, 1fr))"),
    };
    view! {
        <section class="panel" aria-label="Curves of the settings">
            <div class="panel-head">
                <h2>"Settings"</h2>
                <Switches />
            </div>
            <Enlarged />
            <Heads grid />
            <div id="panels" class="multiples" style:grid-template-columns=columns>
                {(0..settings).map(|at| view! { <PanelFigure at /> }).collect_view()}
            </div>
        </section>
    }
}

fn read_untracked<T: Default>(desk: Desk, ask: impl FnOnce(&ActiveStudy) -> T) -> T {
    untrack(|| read(desk, ask)).unwrap_or_default()
}

/// What rows and columns stand for.
#[component]
fn Heads(grid: GridShape) -> impl IntoView {
    let said = match (grid.row_heads.first(), grid.column_heads.first()) {
        (Some(row), Some(column)) => {
            let key = |head: &str| head.split('=').next().unwrap_or_default().to_owned();
            Some(format!("Rows: {}. Columns: {}.", key(row), key(column)))
        }
        _ => None,
    };
    said.map(|said| view! { <p class="help">{said}</p> })
}

#[component]
fn Switches() -> impl IntoView {
    let view: PanelsView = expect_context();
    let is_loss = move || view.quantity.get() == Quantity::Loss;
    let choose = move |loss: bool| {
        view.quantity.set(if loss {
            Quantity::Loss
        } else {
            Quantity::Accuracy
        });
    };
    let stretch = move || {
        if is_loss() {
            "Log scale"
        } else {
            "Zoom to fit"
        }
    };
    let switch = |id: &'static str, label: AnyView, is_on: Signal<bool>, set: Callback<bool>| {
        view! {
            <label class="toggle">
                <input
                    id=id
                    type="checkbox"
                    prop:checked=is_on
                    on:change:target=move |event| set.run(event.target().checked())
                />
                {label}
            </label>
        }
    };
    view! {
        <div class="switches">
            {switch(
                "panels-loss",
                "Loss".into_any(),
                Signal::derive(is_loss),
                Callback::new(choose),
            )}
            {switch(
                "panels-stretch",
                stretch.into_any(),
                view.stretched.into(),
                Callback::new(move |on| view.stretched.set(on)),
            )}
            {switch(
                "panels-best",
                "Dim all but the best 3".into_any(),
                view.best_only.into(),
                Callback::new(move |on| view.best_only.set(on)),
            )}
        </div>
    }
}

/// A setting's panel.
#[component]
fn PanelFigure(at: usize) -> impl IntoView {
    let view: PanelsView = expect_context();
    let desk = use_desk();
    let canvas = NodeRef::<Canvas>::new();
    draw_on_change(canvas, at);
    let label = move || view.picture(at).map(|picture| picture.title.clone());
    let drop_it = move |_| desk.act_in_lab(|lab: &mut Lab| lab.drop_setting(at));
    let is_dropped = move || view.panel(at).is_none_or(|panel| panel.is_dropped);
    view! {
        <figure class="small-multiple" data-setting=at>
            <canvas
                node_ref=canvas
                role="img"
                tabindex="0"
                aria-label=label
                title="Click to enlarge"
                on:pointerenter=move |_| view.hovered.set(Some(at))
                on:pointerleave=move |_| view.hovered.set(None)
                on:focus=move |_| view.hovered.set(Some(at))
                on:blur=move |_| view.hovered.set(None)
                on:click=move |_| view.enlarged.set(Some(at))
                on:keydown=move |event| {
                    if event.key() == "Enter" {
                        view.enlarged.set(Some(at));
                    }
                }
            ></canvas>
            <button
                type="button"
                class="icon drop"
                title="Train no more of this setting"
                aria-label="Drop this setting"
                hidden=is_dropped
                on:click=drop_it
            >
                "×"
            </button>
        </figure>
    }
}

/// One panel in large, above the others.
#[component]
fn Enlarged() -> impl IntoView {
    let view: PanelsView = expect_context();
    let shown = move |at: usize| {
        let canvas = NodeRef::<Canvas>::new();
        draw_on_change(canvas, at);
        view! {
            <figure class="enlarged">
                <canvas
                    id="enlarged"
                    node_ref=canvas
                    role="img"
                    aria-label=move || view.picture(at).map(|picture| picture.title.clone())
                ></canvas>
                <button type="button" class="quiet" on:click=move |_| view.enlarged.set(None)>
                    "Close"
                </button>
            </figure>
        }
    };
    move || view.enlarged.get().map(shown)
}

/// Draws a panel anew whenever anything that is seen of it has changed.
fn draw_on_change(canvas: NodeRef<Canvas>, at: usize) {
    let view: PanelsView = expect_context();
    let ShownTheme(theme) = expect_context();
    let size = observed_size(canvas);
    let picture = Memo::new(move |_| view.picture(at));
    let title_rows =
        Memo::new(move |_| Some(rows_of_titles(&view.titles.get_value(), size.get()?)));
    let look = Memo::new(move |_| {
        Some(PanelLook {
            axes: view.axes.get()?,
            theme: theme.get(),
            emphasis: view.emphasis(at),
            title_rows: title_rows.get()?,
            ghost: view.ghost(at),
        })
    });
    use_painter().follow(
        move || Some((canvas.get()?, size.get()?, picture.get()?, look.get()?)),
        |(canvas, size, picture, look)| {
            draw_panel(canvas, *size, picture, look);
        },
    );
}
