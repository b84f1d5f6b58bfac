//! Parallel coordinates: three or more hyperparameters, with brushes.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::PointerEvent;

use super::super::canvas::observed_size;
use super::super::context::use_state;
use super::super::frames::use_frames;
use super::super::theme::ShownTheme;
use super::insight_drawing::draw_parallel;
use super::read_at_ends;
use crate::charts::ParallelArea;
use crate::state::studies::ActiveStudy;
use crate::state::{Action, ViewAction};

/// Drag along an axis to keep the settings between two values; click it to keep all again.
#[component]
pub fn ParallelView() -> impl IntoView {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    let parallel = read_at_ends(context, ActiveStudy::parallel);
    let brushes = Memo::new(move |_| context.view(|view| view.study.brushes.clone()));
    let lit = Memo::new(move |_| context.view(|view| Some(view.study.lit?.setting)));
    let area = StoredValue::new(None::<ParallelArea>);
    let canvas = NodeRef::<Canvas>::new();
    let size = observed_size(canvas);
    use_frames().follow(
        move || {
            Some((
                canvas.get()?,
                size.get()?,
                parallel.get()?,
                (brushes.get(), lit.get()),
                colors.get(),
            ))
        },
        move |(canvas, size, parallel, brushes, colors)| {
            area.set_value(draw_parallel(canvas, *size, parallel, brushes, *colors));
        },
    );
    let at = move |event: &PointerEvent| {
        area.with_value(|area| {
            let area = area.as_ref()?;
            let (x, y) = (f64::from(event.offset_x()), f64::from(event.offset_y()));
            area.at(x * area.ratio, y * area.ratio)
        })
    };
    let brush = move |action| context.send(Action::View(action));
    let begin = move |event: PointerEvent| {
        if let Some((axis, value)) = at(&event) {
            brush(ViewAction::BeginBrush(axis, value));
        }
    };
    let drag = move |event: PointerEvent| {
        let y = f64::from(event.offset_y());
        let dragged = context.peek(|state| state.view.study.brushes.dragged());
        let value = dragged.and_then(|axis| {
            area.with_value(|area| {
                let area = area.as_ref()?;
                area.value(axis, y * area.ratio)
            })
        });
        if let Some(value) = value {
            brush(ViewAction::DragBrush(value));
        }
    };
    let end = move |_| brush(ViewAction::EndBrush);
    view! {
        <figure class="insight parallel">
            <canvas
                id="parallel"
                node_ref=canvas
                role="img"
                aria-label="All settings across the swept hyperparameters; the table has the numbers"
                on:pointerdown=begin
                on:pointermove=drag
                on:pointerup=end
                on:pointerleave=end
            ></canvas>
            <figcaption class="help">
                "Drag along an axis to select the settings between two values; click it to select all."
            </figcaption>
        </figure>
    }
}
