//! Small questions to the browser.

use std::time::Duration;

use futures_channel::oneshot;
use js_sys::{Array, Object, Promise, Reflect};
use leptos::prelude::{document, set_timeout, window};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, Clipboard, ClipboardItem, Element, File, HtmlAnchorElement, HtmlElement,
    MouseEvent, Response, Storage, Url,
};

use crate::state::studies::StudyId;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn fill_with_random_values(bytes: &mut [u8]) -> Result<JsValue, JsValue>;
}

pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The folder that has all files of this release, with a slash at its end; seen from the page.
pub fn release_folder() -> String {
    let meta = document().query_selector("meta[name=tuneground-version]");
    let content = |meta: Element| meta.get_attribute("content");
    let version = meta.ok().flatten().and_then(content);
    version.map(|it| format!("{it}/")).unwrap_or_default()
}

/// The hash of the address, with its `#`.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Opens the page anew, at the address that it has now.
pub fn reload() {
    // What is open can be opened.
    let _ = window().location().reload();
}

/// Whether this page is there because it was reloaded.
pub fn is_reloaded() -> bool {
    let visits = window()
        .performance()
        .map(|it| it.get_entries_by_type("navigation"));
    let kind = visits.and_then(|it| Reflect::get(&it.get(0), &"type".into()).ok());
    kind.is_some_and(|kind| kind == "reload")
}

/// The address of this page with another hash.
pub fn address_with(hash: &str) -> String {
    let location = window().location();
    let origin = location.origin().unwrap_or_default();
    // Files opened from a disk have no origin of their own.
    let origin = if origin == "null" {
        "file://".to_owned()
    } else {
        origin
    };
    let path = location.pathname().unwrap_or_default();
    let search = location.search().unwrap_or_default();
    format!("{origin}{path}{search}#{hash}")
}

/// Whether this is the second press of a double one, which nobody means as another.
pub fn is_second(press: &MouseEvent) -> bool {
    let count = Reflect::get(press, &"detail".into()).ok();
    count.and_then(|it| it.as_f64()).is_some_and(|it| it > 1.0)
}

/// The address of a file beside this page, with a hash where there is one.
pub fn beside(file: &str, hash: &str) -> String {
    let page = window().location().href().unwrap_or_default();
    let address = Url::new_with_base(file, &page).map(|url| url.href());
    let address = address.unwrap_or_else(|_| file.to_owned());
    match hash {
        "" => address,
        hash => format!("{address}#{hash}"),
    }
}

/// Puts an address into the bar without going there; a browser that does not want to is left alone.
pub fn replace_address(address: &str) {
    if let Ok(history) = window().history() {
        let note = history.state().unwrap_or_default();
        let _ = history.replace_state_with_url(&note, "", Some(address));
    }
}

/// Makes a place of its own in the tab's history for what comes next: Back leads to what the page shows now.
pub fn begin_entry() {
    if let Ok(history) = window().history() {
        let note = history.state().unwrap_or_default();
        let _ = history.push_state_with_url(&note, "", None);
    }
}

/// What [`note`] has left at this place of the tab's history, before it was reloaded.
pub fn noted() -> Option<String> {
    window().history().ok()?.state().ok()?.as_string()
}

/// Leaves a text for when this place of the tab's history is loaded again; a link to it says nothing of that.
pub fn note(text: Option<&str>) {
    if let Ok(history) = window().history() {
        let note = text.map_or(JsValue::NULL, JsValue::from_str);
        let _ = history.replace_state_with_url(&note, "", None);
    }
}

/// Copies a text; `false` where the browser does not let us.
pub async fn copy(text: String) -> bool {
    match clipboard() {
        Some(clipboard) => JsFuture::from(clipboard.write_text(&text)).await.is_ok(),
        None => false,
    }
}

/// Copies a text that is still being written; `false` where the browser does not let us. To be called while a press is
/// heard: Safari lets nobody copy any later.
pub async fn copy_promised(text: &Promise) -> bool {
    let written = || {
        let kinds = Object::new();
        Reflect::set(&kinds, &"text/plain".into(), text).ok()?;
        let item = ClipboardItem::new_with_record_from_str_to_str_promise(&kinds).ok()?;
        Some(clipboard()?.write(&Array::of1(&item)))
    };
    match written() {
        Some(written) => JsFuture::from(written).await.is_ok(),
        None => false,
    }
}

/// Absent where the page was not served securely.
fn clipboard() -> Option<Clipboard> {
    let clipboard = Reflect::get(&window().navigator(), &"clipboard".into()).ok()?;
    let is_there = clipboard.is_object();
    is_there.then(|| clipboard.unchecked_into())
}

/// Hands a text to the visitor as a file; `false` where the browser does not let us.
pub fn download(name: &str, kind: &str, text: &str) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&text.into());
    let blob = Blob::new_with_str_sequence_and_options(&parts, &options);
    blob.is_ok_and(|blob| download_blob(name, &blob))
}

/// Hands a blob to the visitor as a file; `false` where the browser does not let us.
pub fn download_blob(name: &str, blob: &Blob) -> bool {
    let Ok(address) = Url::create_object_url_with_blob(blob) else {
        return false;
    };
    let anchor = document().create_element("a").ok();
    let anchor: Option<HtmlAnchorElement> = anchor.and_then(|anchor| anchor.dyn_into().ok());
    if let Some(anchor) = &anchor {
        anchor.set_href(&address);
        anchor.set_download(name);
        anchor.click();
    }
    // The download has its own hold on the blob by then.
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        Duration::from_secs(10),
    );
    anchor.is_some()
}

/// The text of a file that the visitor has chosen; nothing where it cannot be read.
pub async fn text_of(file: &File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

/// Has a script that lies beside the page run, once.
pub fn load_script(file: &str) {
    let address = beside(file, "");
    let there = document().query_selector(&format!("script[src=\"{address}\"]"));
    if matches!(there, Ok(Some(_))) {
        return;
    }
    if let (Ok(script), Some(body)) = (document().create_element("script"), document().body()) {
        // Neither fails: the attribute's name is a plain one, and the element is new.
        let _ = script.set_attribute("src", &address);
        let _ = body.append_child(&script);
    }
}

/// The text at an address; nothing where it cannot be had.
pub async fn text_at(address: &str) -> Option<String> {
    let response = JsFuture::from(window().fetch_with_str(address))
        .await
        .ok()?;
    let response: Response = response.dyn_into().ok()?;
    let text = response.ok().then(|| response.text().ok()).flatten()?;
    JsFuture::from(text).await.ok()?.as_string()
}

/// Cores, as far as the browser tells.
pub fn cores() -> usize {
    let cores = window().navigator().hardware_concurrency();
    if cores.is_finite() && cores >= 1.0 {
        cores as usize
    } else {
        1
    }
}

pub async fn sleep(duration: Duration) {
    let (wake, woken) = oneshot::channel::<()>();
    set_timeout(move || drop(wake), duration);
    // That the other end is gone is the signal.
    let _ = woken.await;
}

/// Milliseconds on a clock that only goes forward.
pub fn clock_ms() -> f64 {
    window().performance().map_or_else(now_ms, |it| it.now())
}

/// The day, as the world's clock has it: "2026-11-26".
pub fn today() -> String {
    let now = String::from(js_sys::Date::new_0().to_iso_string());
    now.split('T').next().unwrap_or_default().to_owned()
}

/// What the browser has kept under a name from visit to visit.
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

/// Has the browser keep a text from visit to visit; where it keeps nothing, nothing is kept.
pub fn keep(name: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(name, text);
    }
}

/// Nothing where the browser allows none.
fn storage() -> Option<Storage> {
    window().local_storage().ok()?
}

/// Milliseconds since 1970.
pub fn now_ms() -> f64 {
    js_sys::Date::now()
}

/// What a study that is begun now is known by. Browsers without a generator for keys have one for games.
pub fn new_study_id() -> StudyId {
    let mut bytes = [0; 8];
    let random = match fill_with_random_values(&mut bytes) {
        Ok(_) => u64::from_le_bytes(bytes),
        Err(_) => js_sys::Math::random().to_bits(),
    };
    StudyId::new(now_ms(), random.max(1))
}

pub fn set_body_phase(phase: &str) {
    mark_body("data-phase", phase);
}

/// Has js/start.js say no more. At once: a frame that is out of sight gets no frames to draw in.
pub fn tell_mounted() {
    mark_body("data-mounted", "");
}

fn mark_body(name: &str, value: &str) {
    if let Some(body) = document().body() {
        // A plain attribute's name is always taken.
        let _ = body.set_attribute(name, value);
    }
}

/// Whether an event comes from something that takes keys for itself.
pub fn takes_keys(target: Option<&HtmlElement>, key: &str) -> bool {
    let tag = target.map(|target| target.tag_name().to_ascii_lowercase());
    match tag.as_deref() {
        Some("input" | "select" | "textarea") => true,
        Some("button" | "a" | "summary") => key == " ",
        _ => target.is_some_and(|target| target.has_attribute("data-draw")),
    }
}

/// Puts HTML that a worker has written into an element. Who has the focus there keeps it, if it is there again by its id.
pub fn put(id: &str, html: &str) {
    let focused = document().active_element().map(|it| it.id());
    if let Ok(Some(place)) = document().query_selector(&format!("#{id}")) {
        place.set_inner_html(html);
    }
    let is_lost = document().active_element().map(|it| it.id()) != focused;
    if let Some(again) = focused.filter(|_| is_lost).and_then(|id| element(&id)) {
        // It is on the page, so it takes the focus.
        let _ = again.focus();
    }
}

/// Sets the value of a control, and leaves it where it is.
pub fn set_value(id: &str, value: &str) {
    if let Some(control) = element(id) {
        // A property of an element can be set.
        let _ = Reflect::set(&control, &"value".into(), &value.into());
    }
}

/// Has what follows the window's size look at it, where the browser does not.
pub fn tell_of_size() {
    if let Ok(event) = web_sys::Event::new("resize") {
        // Nobody cancels it.
        let _ = window().dispatch_event(&event);
    }
}
