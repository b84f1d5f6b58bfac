//! A canvas in its place on the page: its size, and a backend as sharp as the screen.

use leptos::ev;
use leptos::html::{Canvas, ElementType};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, HtmlCanvasElement, ResizeObserver};

use crate::charts::Theme;

/// Width and height in CSS pixels.
pub type Size = (i32, i32);

/// The size of the canvas, told again when it or the screen's density changes; reading it at each frame
/// would make the browser lay out the page twice.
pub fn observed_size(canvas: NodeRef<Canvas>) -> RwSignal<Option<Size>> {
    observed(canvas)
}

/// The same of any element.
pub fn observed<E>(canvas: NodeRef<E>) -> RwSignal<Option<Size>>
where
    E: ElementType,
    E::Output: JsCast + AsRef<Element> + Clone + 'static,
{
    let size = RwSignal::new(None);
    let look = move || {
        let canvas = canvas.try_get_untracked().flatten();
        size.try_set(canvas.map(|canvas| {
            let element: &Element = canvas.as_ref();
            (element.client_width(), element.client_height())
        }));
    };
    let on_window = window_event_listener(ev::resize, move |_| look());
    let watch = StoredValue::new_local(None::<(ResizeObserver, Closure<dyn FnMut()>)>);
    Effect::new(move |_| {
        let Some(canvas) = canvas.get() else {
            return;
        };
        let on_resize = Closure::<dyn FnMut()>::new(look);
        if let Ok(observer) = ResizeObserver::new(on_resize.as_ref().unchecked_ref()) {
            observer.observe(canvas.as_ref());
            watch.set_value(Some((observer, on_resize)));
        }
    });
    on_cleanup(move || {
        on_window.remove();
        watch.try_update_value(|watch| {
            if let Some((observer, _)) = watch.take() {
                observer.disconnect();
            }
        });
    });
    size
}

/// Gives the canvas as many pixels as the screen has in its place; pixels in a CSS pixel. Styles know by `data-surface`
/// what was drawn on: on paper, what is dark is turned around.
pub fn fit(canvas: &HtmlCanvasElement, (width, height): Size, colors: Theme) -> f64 {
    let surface = if colors.is_dark() { "dark" } else { "light" };
    // A plain attribute's name is always taken.
    let _ = canvas.set_attribute("data-surface", surface);
    let ratio = window().device_pixel_ratio().clamp(1.0, 4.0);
    let pixels = |css: i32| (f64::from(css) * ratio).round().max(1.0) as u32;
    let size = (pixels(width), pixels(height));
    if (canvas.width(), canvas.height()) != size {
        canvas.set_width(size.0);
        canvas.set_height(size.1);
    }
    ratio
}
