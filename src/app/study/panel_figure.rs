//! One setting's panel, small or large.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::super::canvas::observed_size;
use super::super::context::use_state;
use super::super::frames::use_frames;
use super::super::hover::PointedCanvas;
use super::super::moment::Moment;
use super::super::sight::Sight;
use super::super::theme::ShownTheme;
use super::drawing::{PanelLook, draw_panel};
use super::panels_view::PanelsView;
use crate::charts::{Hover, PlotArea};
use crate::state::StudyAction;

/// The place of a setting's panel, which is there while it is in sight.
#[component]
pub fn PanelFigure(at: usize, sight: Sight) -> impl IntoView {
    view! {
        <figure class="small-multiple" data-setting=at>
            {move || sight.sees(at).then(|| view! { <PanelCanvas at /> })}
        </figure>
    }
}

/// A setting's panel.
#[component]
fn PanelCanvas(at: usize) -> impl IntoView {
    let view: PanelsView = expect_context();
    let context = use_state();
    let canvas = NodeRef::<Canvas>::new();
    draw_on_change(canvas, at, drop);
    let label = move || view.data(at).map(|data| data.title.clone());
    // There is no way back, so it takes two presses.
    let asked = Moment::new();
    let drop_it = move |_| {
        if asked.is_now() {
            context.study(StudyAction::Drop(at));
        } else {
            asked.begin();
        }
    };
    // Where nothing is left to train, there is nothing to stop.
    let is_over = move || {
        let panel = view.panel(at);
        panel.is_none_or(|panel| panel.is_dropped || panel.has_ended)
    };
    view! {
        <canvas
            id=format!("panel-{at}")
            node_ref=canvas
            role="img"
            tabindex="0"
            aria-label=label
            title=move || Some(format!("{}: click to enlarge", label()?))
            on:pointerenter=move |_| view.hover(Some(at))
            on:pointerleave=move |_| view.hover(None)
            on:focus=move |_| view.hover(Some(at))
            on:blur=move |_| view.hover(None)
            on:click=move |_| view.enlarge(Some(at))
            on:keydown=move |event| {
                if event.key() == "Enter" {
                    view.enlarge(Some(at));
                }
            }
        ></canvas>
        <button
            type="button"
            class="icon drop"
            title="Stop training this setting; press twice"
            aria-label=asked.label("Drop this setting", "Press again to drop this setting")
            hidden=is_over
            on:click=drop_it
        >
            {asked.label("×", "Drop?")}
        </button>
    }
}

/// One panel in large, above the others, and its values where somebody points.
#[component]
pub fn Enlarged() -> impl IntoView {
    let view: PanelsView = expect_context();
    move || view.enlarged.get().map(|at| view! { <Large at /> })
}

#[component]
fn Large(at: usize) -> impl IntoView {
    let view: PanelsView = expect_context();
    let canvas = NodeRef::<Canvas>::new();
    let area = RwSignal::new(None::<PlotArea>);
    let hover = RwSignal::new(None::<Hover>);
    draw_on_change(canvas, at, move |drawn| area.set(drawn));
    let title = move || view.data(at).map(|data| data.title.clone());
    let label = Signal::derive(move || title().unwrap_or_default());
    let reading = move || view.data(at)?.reading(hover.get()?.place);
    view! {
        <figure class="enlarged">
            <div class="large">
                <PointedCanvas id="enlarged".to_owned() canvas label area hover />
            </div>
            <figcaption id="enlarged-values" class="help">
                {move || reading().unwrap_or_else(|| "Point at the curves for their values.".to_owned())}
            </figcaption>
            <button type="button" class="quiet" on:click=move |_| view.close(at)>
                "Close"
            </button>
        </figure>
    }
}

/// Draws a panel anew whenever anything that is seen of it has changed, and tells where.
fn draw_on_change(canvas: NodeRef<Canvas>, at: usize, tell: impl Fn(Option<PlotArea>) + 'static) {
    let view: PanelsView = expect_context();
    let ShownTheme { colors, .. } = expect_context();
    let size = observed_size(canvas);
    let data = Memo::new(move |_| view.data(at));
    let titles = Memo::new(move |_| Some(view.titles_in(size.get()?)));
    let look = Memo::new(move |_| {
        Some(PanelLook {
            axes: view.axes.get()?,
            colors: colors.get(),
            emphasis: view.emphasis(at),
            titles: titles.get()?,
            ghost: view.ghost(at),
        })
    });
    use_frames().follow(
        move || Some((canvas.get()?, size.get()?, data.get()?, look.get()?)),
        move |(canvas, size, data, look)| tell(draw_panel(canvas, *size, data, look)),
    );
}
