//! The schedule's curve, beside its control.

use leptos::prelude::*;

use super::context::use_state;
use crate::state::LrCurve;

/// The learning rate over the run that the form describes; nothing while the form is wrong.
#[component]
pub fn LrCurveView() -> impl IntoView {
    let context = use_state();
    let curve = Memo::new(move |_| context.form(|form| LrCurve::of(&form.checked()?)));
    move || curve.get().map(|curve| view! { <Picture curve /> })
}

#[component]
fn Picture(curve: LrCurve) -> impl IntoView {
    let (first, end) = (curve.highest, curve.last);
    let label = format!(
        "The learning rate over {}: at most {first}, at the end {end}",
        curve.steps
    );
    let guess = curve
        .is_a_guess
        .then_some("Drawn as if every epoch got better; a plateau lowers it.");
    view! {
        <div id="lr-curve" class="lr-curve" role="img" aria-label=label>
            <p class="ends">
                <span>"at most " {first}</span>
                <span>"at the end " {end}</span>
            </p>
            <svg
                viewBox=format!("0 -2 {} {}", LrCurve::WIDTH, LrCurve::HEIGHT + 4.0)
                preserveAspectRatio="none"
                aria-hidden="true"
            >
                <polyline points=curve.points />
            </svg>
            <p class="help">{guess.map_or(curve.steps, str::to_owned)}</p>
        </div>
    }
}
