//! Looks at the GPU adapter, from the page or from a worker, without opening it.

use js_sys::{Object, Promise, Reflect, Set, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::protocol::Adapter;

#[wasm_bindgen]
extern "C" {
    type Gpu;

    #[wasm_bindgen(method, js_name = requestAdapter)]
    fn request_adapter(this: &Gpu, options: &Object) -> Promise;

    type GpuAdapter;

    #[wasm_bindgen(method, getter)]
    fn features(this: &GpuAdapter) -> Set;

    #[wasm_bindgen(method, getter)]
    fn info(this: &GpuAdapter) -> JsValue;

    #[wasm_bindgen(method, getter, js_name = isFallbackAdapter)]
    fn is_fallback_adapter(this: &GpuAdapter) -> Option<bool>;
}

/// Words by which software adapters call themselves; not all of them say that they are fallbacks.
const SOFTWARE: [&str; 4] = ["swiftshader", "llvmpipe", "lavapipe", "basic render"];

/// Looks for a usable GPU adapter.
pub async fn probe_adapter() -> Adapter {
    match request_adapter().await {
        Ok(Some(adapter)) => judge(&adapter),
        Ok(None) => none("this browser offers no GPU adapter"),
        Err(reason) => none(reason),
    }
}

fn none(reason: &str) -> Adapter {
    Adapter::None {
        reason: reason.to_owned(),
    }
}

async fn request_adapter() -> Result<Option<GpuAdapter>, &'static str> {
    const ABSENT: &str = "this browser has no WebGPU";
    let property = |of: &JsValue, name: &str| {
        let value = Reflect::get(of, &name.into()).ok();
        value.filter(|value| value.is_object()).ok_or(ABSENT)
    };
    let gpu: Gpu = property(&property(&global(), "navigator")?, "gpu")?.unchecked_into();
    let options = Object::new();
    // The same preference as the trainer's runtime has. Setting a field of a fresh object cannot fail.
    let _ = Reflect::set(
        &options,
        &"powerPreference".into(),
        &"high-performance".into(),
    );
    let adapter = JsFuture::from(gpu.request_adapter(&options)).await;
    let adapter = adapter.map_err(|_| "asking for a GPU adapter failed")?;
    Ok(adapter.is_object().then(|| adapter.unchecked_into()))
}

fn judge(adapter: &GpuAdapter) -> Adapter {
    let name = name(&adapter.info());
    // Without it the runtime's first tensor panics.
    if !adapter.features().has(&"timestamp-query".into()) {
        let reason = format!("{name} does not offer timestamp-query");
        return Adapter::Unsuitable { reason };
    }
    let says_so =
        |of: &JsValue| Reflect::get(of, &"isFallbackAdapter".into()).is_ok_and(|it| it.is_truthy());
    let lower = name.to_ascii_lowercase();
    let is_software = adapter.is_fallback_adapter() == Some(true)
        || says_so(&adapter.info())
        || SOFTWARE.iter().any(|word| lower.contains(word));
    if is_software {
        Adapter::Software { name }
    } else {
        Adapter::Usable { name }
    }
}

/// The adapter as its maker calls it, as far as the browser tells.
fn name(info: &JsValue) -> String {
    let text = |field: &str| {
        let value = Reflect::get(info, &field.into()).ok()?.as_string()?;
        Some(value).filter(|text| !text.is_empty())
    };
    let parts = || Some([text("vendor")?, text("architecture")?].join(" "));
    text("description")
        .or_else(parts)
        .or_else(|| text("vendor"))
        .unwrap_or_else(|| "GPU".to_owned())
}
