//! Compiles a worker's wasm on the page, for all its workers. The browser does the work off the page's thread.

use js_sys::{Promise, Reflect, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Response;

#[wasm_bindgen]
extern "C" {
    fn fetch(url: &str) -> Promise;
}

/// A promise of the compiled `WebAssembly.Module` at this address.
pub fn compile(url: String) -> Promise {
    future_to_promise(async move {
        let response: Response = JsFuture::from(fetch(&url)).await?.dyn_into()?;
        if !response.ok() {
            let reason = format!("the server answered {} for {url}", response.status());
            return Err(js_sys::Error::new(&reason).into());
        }
        JsFuture::from(compile_response(&response).await?).await
    })
}

/// As it streams in, where the host says that it is wasm; browsers insist on that.
async fn compile_response(response: &Response) -> Result<Promise, JsValue> {
    let mime = response.headers().get("content-type")?;
    if mime.is_some_and(|mime| mime.eq_ignore_ascii_case("application/wasm")) {
        let response: &JsValue = response;
        return Ok(WebAssembly::compile_streaming(&Promise::resolve(response)));
    }
    let bytes = JsFuture::from(response.array_buffer()?).await?;
    Ok(WebAssembly::compile(&bytes))
}

/// What a rejected promise was rejected with, in words.
pub fn said(error: &JsValue) -> String {
    // Not every thrown value is an error.
    let message = Reflect::get(error, &"message".into()).ok();
    let message = message.and_then(|message| message.as_string());
    message.unwrap_or_else(|| format!("{error:?}"))
}
