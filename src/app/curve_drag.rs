//! A drag over a chart, two fingers, and keys enlarge a part of all charts.

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
    /// The fingers on the chart, and what it showed when the last one came.
    fingers: StoredValue<Vec<Finger>>,
    shown: StoredValue<Option<(PlotArea, f64)>>,
}

/// A finger on the chart, in CSS pixels from the canvas' left edge.
struct Finger {
    id: i32,
    from: f64,
    to: f64,
}

/// A press moves by so many CSS pixels before it is a drag.
const SHORTEST: f64 = 5.0;

const HEARD: [&str; 7] = [
    "pointerdown",
    "pointermove",
    "pointerup",
    "pointerleave",
    "pointercancel",
    "dblclick",
    "keydown",
];

impl Drag {
    /// Over what is in `plot`.
    pub fn over(plot: NodeRef<Div>, pointed: Pointed) -> Self {
        let drag = Self {
            pointed,
            columns: RwSignal::new(None),
            fingers: StoredValue::new(Vec::new()),
            shown: StoredValue::new(None),
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
        let (name, pointer): (_, &PointerEvent) = (event.type_(), event.unchecked_ref());
        if name.starts_with("pointer") && pointer.pointer_type() == "touch" {
            return self.hear_finger(&name, pointer);
        }
        match (name.as_str(), self.columns.get_untracked()) {
            ("pointerdown", _) if pointer.button() == 0 => {
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
                } else if name == "pointerup" {
                    self.pointed.show_epoch();
                }
            }
            ("dblclick", _) => self.pointed.window.set(None),
            ("keydown", _) => self.press(event.unchecked_ref()),
            _ => {}
        }
    }

    /// A finger that goes sideways reads the curves, which a mouse or a pen can do without a press; two enlarge.
    fn hear_finger(self, name: &str, event: &PointerEvent) {
        let (id, column) = (event.pointer_id(), f64::from(event.offset_x()));
        let is_tap = self.fingers.with_value(
            |fingers| matches!(&fingers[..], [one] if (one.from - column).abs() < SHORTEST),
        );
        let pair = self.fingers.try_update_value(|fingers| {
            match name {
                "pointerdown" => {
                    fingers.retain(|finger| finger.id != id);
                    fingers.push(Finger {
                        id,
                        from: column,
                        to: column,
                    });
                    for finger in fingers.iter_mut() {
                        finger.from = finger.to;
                    }
                }
                "pointermove" => {
                    for finger in fingers.iter_mut().filter(|finger| finger.id == id) {
                        finger.to = column;
                    }
                }
                _ => fingers.retain(|finger| finger.id != id),
            }
            let [one, other] = &fingers[..] else {
                return None;
            };
            Some(([one.from, other.from], [one.to, other.to]))
        });
        if name == "pointerup" && is_tap {
            self.pointed.show_epoch();
        }
        if name == "pointerdown" {
            let Pointed { canvas, area, .. } = self.pointed;
            self.shown.set_value(drawn(canvas, area));
        }
        let shown = self.shown.get_value();
        if let Some(((from, to), (area, ratio))) = pair.flatten().zip(shown)
            && name == "pointermove"
        {
            let part = area.pinched(from.map(|it| it * ratio), to.map(|it| it * ratio));
            self.pointed
                .window
                .update(|window| *window = part.or(*window));
        }
    }

    fn show(self, part: impl FnOnce(&PlotArea, f64) -> Option<(f64, f64)>) {
        let pointed = self.pointed;
        if let Some((area, ratio)) = drawn(pointed.canvas, pointed.area) {
            let part = part(&area, ratio);
            pointed.window.update(|window| *window = part.or(*window));
        }
    }

    /// + and − show half or twice as much around the cursor, Escape shows all, Enter its epoch inside the run.
    fn press(self, event: &KeyboardEvent) {
        let factor = match event.key().as_str() {
            "+" | "=" => 0.5,
            "-" => 2.0,
            "Enter" => return self.pointed.show_epoch(),
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
