//! Parallel coordinates: three or more hyperparameters, with brushes.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::PointerEvent;

use super::super::canvas::observed_size;
use super::super::context::use_state;
use super::super::painter::use_painter;
use super::super::theme::ShownTheme;
use super::insight_drawing::{Brushes, draw_parallel};
use super::insights::read_at_ends;
use crate::charts::ParallelArea;
use crate::state::studies::ActiveStudy;

/// Drag along an axis to keep the settings between two values; click it to keep all again.
#[component]
pub fn ParallelView() -> impl IntoView {
    let context = use_state();
    let ShownTheme { colors, .. } = expect_context();
    let parallel = read_at_ends(context, ActiveStudy::parallel);
    let brushes = RwSignal::new(Brushes::new());
    let dragged = RwSignal::new(None::<usize>);
    let area = StoredValue::new(None::<ParallelArea>);
    let canvas = NodeRef::<Canvas>::new();
    let size = observed_size(canvas);
    use_painter().follow(
        move || {
            Some((
                canvas.get()?,
                size.get()?,
                parallel.get()?,
                brushes.get(),
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
    let begin = move |event: PointerEvent| {
        if let Some((axis, value)) = at(&event) {
            dragged.set(Some(axis));
            // An axis that is only clicked has no brush any more.
            brushes.update(|brushes| {
                brushes.insert(axis, (value, value));
            });
        }
    };
    let drag = move |event: PointerEvent| {
        let Some(axis) = dragged.get_untracked() else {
            return;
        };
        let y = f64::from(event.offset_y());
        let value = area.with_value(|area| {
            let area = area.as_ref()?;
            area.value(axis, y * area.ratio)
        });
        if let Some(value) = value {
            brushes.update(|brushes| {
                if let Some((_, to)) = brushes.get_mut(&axis) {
                    *to = value;
                }
            });
        }
    };
    let end = move |_| {
        if let Some(axis) = dragged.get_untracked() {
            dragged.set(None);
            brushes.update(|brushes| {
                if brushes.get(&axis).is_some_and(|(from, to)| from == to) {
                    brushes.remove(&axis);
                }
            });
        }
    };
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
                "Drag along an axis to keep the settings between two values; click it to keep all."
            </figcaption>
        </figure>
    }
}
