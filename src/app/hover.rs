//! The values under the pointer.

use leptos::html::Canvas;
use leptos::prelude::*;
use web_sys::{KeyboardEvent, PointerEvent};

use super::desk::use_desk;
use super::drawing::{colors, curves};
use super::theme::ShownTheme;
use crate::charts::{PlotArea, Quantity, Reading, read_out};
use crate::state::{Playground, shown_value, text};

/// Where somebody points at a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hover {
    /// From 1.
    epoch: usize,
    /// Value at the pointer.
    value: f64,
    /// Of the epoch, in CSS pixels from the canvas' left edge.
    left: f64,
    /// The read-out stands on the pointer's other side there.
    is_right_half: bool,
}

type Area = RwSignal<Option<PlotArea>>;

impl Hover {
    pub fn at_pointer(event: &PointerEvent, canvas: NodeRef<Canvas>, area: Area) -> Option<Self> {
        let (area, ratio) = drawn(canvas, area)?;
        let epoch = area.nearest_epoch(f64::from(event.offset_x()) * ratio);
        let value = area.y.value(f64::from(event.offset_y()) * ratio);
        Self::at_epoch(epoch, value, &area, ratio)
    }

    fn at_epoch(epoch: usize, value: f64, area: &PlotArea, ratio: f64) -> Option<Self> {
        let pixel = f64::from(area.x.pixel(epoch as f64)?);
        Some(Self {
            epoch,
            value,
            left: pixel / ratio,
            is_right_half: pixel * 2.0 > area.x.from_px + area.x.to_px,
        })
    }

    /// Left and right move on by an epoch; the keys mean nothing else then.
    pub fn by_key(
        event: &KeyboardEvent,
        hover: RwSignal<Option<Self>>,
        canvas: NodeRef<Canvas>,
        area: Area,
    ) {
        let Some((area, ratio)) = drawn(canvas, area) else {
            return;
        };
        let now = hover.get_untracked();
        let epoch = now.map_or(0, |hover| hover.epoch);
        let epoch = match event.key().as_str() {
            "ArrowRight" => epoch + 1,
            "ArrowLeft" => epoch.saturating_sub(1),
            _ => return,
        };
        event.prevent_default();
        event.stop_propagation();
        let epoch = epoch.clamp(1, area.x.to as usize);
        let value = now.map_or(area.y.to, |hover| hover.value);
        hover.set(Self::at_epoch(epoch, value, &area, ratio));
    }
}

/// What was drawn, and how many of its pixels are one CSS pixel.
fn drawn(canvas: NodeRef<Canvas>, area: Area) -> Option<(PlotArea, f64)> {
    let canvas = canvas.get_untracked()?;
    let ratio = f64::from(canvas.width()) / f64::from(canvas.client_width().max(1));
    Some((area.get_untracked()?, ratio))
}

/// A line at the epoch, and every run's values there, nearest first.
#[component]
pub fn HoverView(quantity: Quantity, hover: RwSignal<Option<Hover>>) -> impl IntoView {
    let desk = use_desk();
    let readings = Memo::new(move |_| {
        let hover = hover.get()?;
        let read =
            |it: &Playground| read_out(&curves(&it.runs), quantity, hover.epoch, hover.value);
        Some((hover, desk.playground.with(read)))
    });
    let held_out = move || desk.playground.with(|it| it.runs.held_out_shown());
    move || {
        let (hover, readings) = readings
            .get()
            .filter(|(_, readings)| !readings.is_empty())?;
        let left = format!("{}px", hover.left);
        Some(view! {
            <div class="crosshair" style:left=left.clone()></div>
            <div class="read-out" class:flipped=hover.is_right_half style:left=left>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Epoch " {hover.epoch}</th>
                            <th scope="col">{held_out}</th>
                            <th scope="col">"training"</th>
                            <th scope="col">"learning rate"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {readings
                            .into_iter()
                            .map(|reading| view! { <ReadingView reading quantity /> })
                            .collect_view()}
                    </tbody>
                </table>
            </div>
        })
    }
}

#[component]
fn ReadingView(reading: Reading, quantity: Quantity) -> impl IntoView {
    let ShownTheme(theme) = expect_context();
    let color = colors(theme.get_untracked()).run(reading.color).css();
    view! {
        <tr>
            <th scope="row">
                <span class="swatch" style:background-color=color></span>
                {reading.name}
            </th>
            <td>{shown_value(quantity == Quantity::Accuracy, reading.test)}</td>
            <td>{shown_value(quantity == Quantity::Accuracy, reading.train)}</td>
            <td>{reading.learning_rate.map(text::rate)}</td>
        </tr>
    }
}
