//! A drag over a chart, and keys, enlarge a part of all charts.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Event, KeyboardEvent, PointerEvent};

use super::hover::drawn;
use super::legend::Pointed;
use crate::charts::PlotArea;

#[derive(Clone, Copy)]
pub struct Drag {
    pointed: Pointed,
    /// From where to where, in CSS pixels from the canvas' left edge.
    columns: RwSignal<Option<(f64, f64)>>,
}

/// A press moves by so many CSS pixels before it is a drag.
const SHORTEST: f64 = 5.0;

const HEARD: [&str; 6] = [
    "pointerdown",
    "pointermove",
    "pointerup",
    "pointerleave",
    "dblclick",
    "keydown",
];

impl Drag {
    /// Over what is in `plot`.
    pub fn over(plot: NodeRef<Div>, pointed: Pointed) -> Self {
        let drag = Self {
            pointed,
            columns: RwSignal::new(None),
        };
        Effect::new(move |_| {
            let Some(plot) = plot.get() else {
                return;
            };
            let hear = Closure::<dyn FnMut(Event)>::new(move |event: Event| drag.hear(&event));
            for name in HEARD {
                // A listener is always taken.
                let _ = plot.add_event_listener_with_callback(name, hear.as_ref().unchecked_ref());
            }
            // Charts stay as long as their page.
            hear.forget();
        });
        drag
    }

    fn hear(self, event: &Event) {
        let pointer: &PointerEvent = event.unchecked_ref();
        match (event.type_().as_str(), self.columns.get_untracked()) {
            // A finger that goes sideways reads the curves; a mouse or a pen can do that without a press.
            ("pointerdown", _) if pointer.pointer_type() != "touch" && pointer.button() == 0 => {
                let column = f64::from(pointer.offset_x());
                self.columns.set(Some((column, column)));
            }
            ("pointermove", Some((from, _))) => {
                let column = f64::from(pointer.offset_x());
                self.columns.set(Some((from, column)));
            }
            ("pointerup" | "pointerleave", Some((from, to))) => {
                self.columns.set(None);
                if (from - to).abs() >= SHORTEST {
                    self.show(|area, ratio| area.between(from * ratio, to * ratio));
                }
            }
            ("dblclick", _) => self.pointed.window.set(None),
            ("keydown", _) => self.press(event.unchecked_ref()),
            _ => {}
        }
    }

    fn show(self, part: impl FnOnce(&PlotArea, f64) -> Option<(f64, f64)>) {
        let pointed = self.pointed;
        if let Some((area, ratio)) = drawn(pointed.canvas, pointed.area) {
            let part = part(&area, ratio);
            pointed.window.update(|window| *window = part.or(*window));
        }
    }

    /// + and − show half or twice as much around the cursor, Escape shows all.
    fn press(self, event: &KeyboardEvent) {
        let factor = match event.key().as_str() {
            "+" | "=" => 0.5,
            "-" => 2.0,
            "Escape" => {
                self.columns.set(None);
                return self.pointed.window.set(None);
            }
            _ => return,
        };
        let place = self.pointed.place.get_untracked();
        self.show(|area, _| area.scaled(place, factor));
    }

    /// What is drawn over the chart: the part that a drag goes over, the cursor and the values there.
    pub fn overlay(self) -> String {
        let band = self.columns.get().map_or(String::new(), |(from, to)| {
            let (left, width) = (from.min(to), (from - to).abs());
            format!(
                "<rect class=\"band\" x=\"{left}\" y=\"12\" width=\"{width}\" height=\"100%\"/>"
            )
        });
        band + &self.pointed.over().unwrap_or_default()
    }
}
