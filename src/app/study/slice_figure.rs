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
    /// Whether it is not all that is swept.
    is_one_of_several: bool,
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
    let ringed = match is_one_of_several {
        true => "Ringed: the best mean over all settings with that value.",
        false => "Ringed: the best mean.",
    };
    let at_rest = format!("{ringed} Point at a value to see its numbers.");
    let said = move || reading().unwrap_or_else(|| at_rest.clone());
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
