//! What is on the screen, or nearly: what nobody sees need not be there.

use std::ops::Range;

use js_sys::{Array, Function, Object, Reflect};
use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::Element;

#[wasm_bindgen]
extern "C" {
    /// The browser's.
    type IntersectionObserver;
    #[wasm_bindgen(constructor, catch)]
    fn new(tell: &Function, options: &Object) -> Result<IntersectionObserver, JsValue>;
    #[wasm_bindgen(method)]
    fn observe(this: &IntersectionObserver, element: &Element);
    #[wasm_bindgen(method)]
    fn disconnect(this: &IntersectionObserver);

    /// What it tells of an element.
    type Entry;
    #[wasm_bindgen(method, getter)]
    fn target(this: &Entry) -> Element;
    #[wasm_bindgen(method, getter, js_name = isIntersecting)]
    fn is_intersecting(this: &Entry) -> bool;
}

/// How far beyond the edges of the screen is in sight: half a screen, so that scrolling finds things there.
const MARGIN: &str = "50% 0px";

/// The browser's telling, until it is dropped.
struct Watch {
    observer: IntersectionObserver,
    _tell: Closure<dyn FnMut(Array)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Which children of an element are in sight; a handful of indices, so copied freely.
#[derive(Clone, Copy)]
pub struct Sight {
    first: usize,
    seen: StoredValue<Vec<RwSignal<bool>>>,
}

/// Does something once, when an element first comes into view.
pub fn once_seen(element: NodeRef<leptos::html::Main>, act: impl Fn() + 'static) {
    let watch = StoredValue::new_local(None::<Watch>);
    let act = StoredValue::new_local(Some(act));
    Effect::new(move |_| {
        let Some(element) = element.get() else {
            return;
        };
        let tell = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            let mut entries = entries.iter().map(JsValue::unchecked_into::<Entry>);
            if !entries.any(|entry| entry.is_intersecting()) {
                return;
            }
            watch.with_value(|watch| {
                watch
                    .as_ref()
                    .inspect(|it| it.observer.disconnect())
                    .is_some()
            });
            if let Some(act) = act.try_update_value(Option::take).flatten() {
                act();
            }
        });
        // A browser without it shows what is there; nothing is trained unasked.
        if let Ok(observer) =
            IntersectionObserver::new(tell.as_ref().unchecked_ref(), &Object::new())
        {
            observer.observe(&element);
            watch.set_value(Some(Watch {
                observer,
                _tell: tell,
            }));
        }
    });
}

impl Sight {
    /// Of the children of `parent`, which are called by these numbers, from when it is on the page; as long as the
    /// component lives.
    pub fn of_children(parent: NodeRef<Div>, numbers: Range<usize>) -> Self {
        let first = numbers.start;
        let seen = numbers.map(|_| RwSignal::new(false)).collect();
        let sight = Self {
            first,
            seen: StoredValue::new(seen),
        };
        let watch = StoredValue::new_local(None::<Watch>);
        Effect::new(move |_| {
            if let Some(parent) = parent.get() {
                watch.set_value(sight.watch(&parent));
            }
        });
        on_cleanup(move || drop(watch.try_update_value(Option::take)));
        sight
    }

    /// Whether the child of this number is in sight.
    pub fn sees(self, number: usize) -> bool {
        let at = number.checked_sub(self.first);
        let seen = self.seen.with_value(|seen| seen.get(at?).copied());
        seen.is_some_and(|seen| seen.get())
    }

    /// Everything is in sight where a browser does not tell.
    fn watch(self, parent: &Element) -> Option<Watch> {
        let tell = Closure::<dyn FnMut(Array)>::new(move |entries: Array| {
            for entry in entries.iter().map(JsCast::unchecked_into::<Entry>) {
                self.tell(&entry.target(), entry.is_intersecting());
            }
        });
        let options = Object::new();
        // A plain object takes every property.
        let _ = Reflect::set(&options, &"rootMargin".into(), &MARGIN.into());
        let observer = IntersectionObserver::new(tell.as_ref().unchecked_ref(), &options).ok();
        let children =
            std::iter::successors(parent.first_element_child(), Element::next_element_sibling);
        for (at, child) in children.enumerate() {
            // A plain attribute's name is always taken.
            let _ = child.set_attribute(PLACE, &at.to_string());
            match &observer {
                Some(observer) => observer.observe(&child),
                None => self.tell(&child, true),
            }
        }
        Some(Watch {
            observer: observer?,
            _tell: tell,
        })
    }

    fn tell(self, child: &Element, is_seen: bool) {
        let place = child
            .get_attribute(PLACE)
            .and_then(|place| place.parse::<usize>().ok());
        // Who has the focus does not lose it by scrolling.
        let has_focus = document()
            .active_element()
            .is_some_and(|it| child.contains(Some(&it)));
        let signal = self.seen.try_with_value(|seen| seen.get(place?).copied());
        if let Some(signal) = signal.flatten()
            && signal.get_untracked() != (is_seen || has_focus)
        {
            signal.set(is_seen || has_focus);
        }
    }
}

/// The attribute that has a child's place.
const PLACE: &str = "data-place";
