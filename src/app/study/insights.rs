//! Heat map, lines with error bars, parallel coordinates, importance.

use leptos::prelude::*;

#[component]
pub fn Insights() -> impl IntoView {}
