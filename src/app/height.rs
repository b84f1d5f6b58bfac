//! How high the page is, told to the page around it.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{request_animation_frame, window};
use wasm_bindgen::prelude::*;
use web_sys::ResizeObserver;

use super::context::Context;
use super::{browser, page_api};
use crate::state::PageEvent;
use crate::state::page_api::{ContentHeight, Layout};

/// Tells the host whenever what is on the page has become higher or lower, from now on; a page of its own tells nobody.
pub fn follow(context: Context) {
    // What is in it has the height that it takes; the page around it may have the frame's.
    let Some(content) = browser::element("app").filter(|_| page_api::parent().is_some()) else {
        return;
    };
    let heights = Rc::new(RefCell::new(ContentHeight::default()));
    let observed = content.clone();
    let look = Closure::<dyn FnMut()>::new(move || {
        let (content, heights) = (content.clone(), heights.clone());
        after_what_follows(move || {
            let Some(layout) = measure(&content) else {
                return;
            };
            let height = heights.borrow_mut().look(layout);
            if let Some(height) = height {
                publish(context, layout, height);
            }
        });
    });
    if let Ok(observer) = ResizeObserver::new(look.as_ref().unchecked_ref()) {
        observer.observe(&observed);
        // As long as the page; the browser keeps an observer that observes.
        look.forget();
    }
}

/// Drawings whose height follows their width get it in the frame after the one that has told the width: until then the
/// page is as high as it never stays.
fn after_what_follows(act: impl FnOnce() + 'static) {
    request_animation_frame(move || request_animation_frame(act));
}

/// Tells the host once more, which may not have listened before.
pub fn tell(context: Context) {
    let content = browser::element("app").filter(|_| page_api::parent().is_some());
    if let Some(layout) = content.and_then(|content| measure(&content)) {
        publish(context, layout, layout.whole_height());
    }
}

fn publish(context: Context, layout: Layout, height: u32) {
    let width = layout.width as u32;
    context.publish(&PageEvent::Resize { width, height });
    page_api::post_height(height);
}

fn measure(content: &web_sys::Element) -> Option<Layout> {
    let window = window();
    let bottom = content.get_bounding_client_rect().bottom();
    Some(Layout {
        frame_width: window.inner_width().ok()?.as_f64()?,
        width: f64::from(window.document()?.document_element()?.client_width()),
        height: bottom + window.scroll_y().ok()?,
    })
}
