//! One swept hyperparameter, and its values where somebody points.

use leptos::html::Canvas;
use leptos::prelude::*;

use super::super::canvas::observed_size;
use super::super::frames::use_frames;
use super::super::hover::PointedCanvas;
use super::super::theme::ShownTheme;
use super::insight_drawing::draw_slice;
use crate::charts::{Hover, SliceArea};
use crate::state::studies::Slice;

#[component]
pub fn SliceFigure(
    /// Which of the slices it is.
    at: usize,
    label: String,
    slice: Memo<Option<Slice>>,
) -> impl IntoView {
    let canvas = NodeRef::<Canvas>::new();
    let area = RwSignal::new(None::<SliceArea>);
    let hover = RwSignal::new(None::<Hover>);
    let ShownTheme { colors, .. } = expect_context();
    let size = observed_size(canvas);
    use_frames().follow(
        move || Some((canvas.get()?, size.get()?, slice.get()?, colors.get())),
        move |(canvas, size, slice, colors)| area.set(draw_slice(canvas, *size, slice, *colors)),
    );
    let reading = move || slice.with(|slice| slice.as_ref()?.reading(hover.get()?.place));
    let said = move || reading().unwrap_or_else(|| "Point at a value for its numbers.".to_owned());
    view! {
        <figure class="insight">
            <div class="slice">
                <PointedCanvas id=format!("slice-{at}") canvas label area hover />
            </div>
            <figcaption id=format!("slice-{at}-values") class="help">
                {said}
            </figcaption>
        </figure>
    }
}
