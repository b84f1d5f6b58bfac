//! Compiles a worker's wasm on the page, for all its workers. The browser does the work off the page's thread.

use js_sys::{Object, Promise, Reflect, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::Response;

#[wasm_bindgen]
extern "C" {
    fn fetch(url: &str, options: &Object) -> Promise;
}

/// Whether what the browser has kept will do, in the words of `fetch`.
#[derive(Clone, Copy)]
enum Cache {
    Default,
    Reload,
}

/// A promise of the compiled `WebAssembly.Module` at this address.
pub fn compile(url: String) -> Promise {
    compile_from(url, Cache::Default)
}

/// The same of what the host has, whatever the browser has kept.
pub fn compile_anew(url: String) -> Promise {
    compile_from(url, Cache::Reload)
}

fn compile_from(url: String, cache: Cache) -> Promise {
    future_to_promise(async move {
        let response = answer(&url, cache).await;
        let response = response.map_err(|it| js_sys::Error::new(&it))?;
        JsFuture::from(compile_response(&response).await?).await
    })
}

/// What is wrong with the first of these files that is not as it should be, as far as asking for it anew tells.
pub async fn trouble(files: &[String]) -> Option<String> {
    for url in files {
        if let Err(trouble) = answer(url, Cache::Reload).await {
            return Some(trouble);
        }
    }
    None
}

/// Each release has a folder of its own, so a page that is older than the site does not find its workers.
const RENEWED: &str = "; if the site was updated after this page was opened, reload the page";

/// The host's answer, if it is no excuse. Many hosts answer with a page where they have no such file.
async fn answer(url: &str, cache: Cache) -> Result<Response, String> {
    let name = url
        .split('?')
        .next()
        .and_then(|path| path.rsplit('/').next());
    let name = name.unwrap_or_default();
    let options = Object::new();
    if let Cache::Reload = cache {
        // A plain object takes every property.
        let _ = Reflect::set(&options, &"cache".into(), &"reload".into());
    }
    let response = JsFuture::from(fetch(url, &options)).await;
    let response = response.and_then(|response| response.dyn_into::<Response>());
    let response =
        response.map_err(|error| format!("{name} could not be fetched ({})", said(&error)))?;
    if !response.ok() {
        let status = response.status();
        return Err(format!("the server answered {status} for {name}{RENEWED}"));
    }
    let mime = response.headers().get("content-type").ok().flatten();
    if mime.is_some_and(|mime| mime.starts_with("text/html")) {
        return Err(format!(
            "the server sent a web page in place of {name}{RENEWED}"
        ));
    }
    Ok(response)
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
