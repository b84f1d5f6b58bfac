//! A page of somebody else's, with frames of ours in it: on a port and a name of its own, so that it is another origin
//! and another site, and may look at nothing in the frames.

use serde_json::{Value, json};

use super::Playground;
use super::server::{Answer, Server};

/// Serves a page until it is dropped.
pub struct Host {
    server: Server,
}

impl Host {
    /// Serves this page at every path.
    pub fn serve(html: impl Into<String>) -> Self {
        let html = html.into();
        let answer = move |_: &str| Answer {
            status: "200 OK",
            mime: "text/html; charset=utf-8",
            is_cacheable: false,
            is_for_everybody: false,
            body: html.clone().into_bytes(),
            stalls_at: None,
        };
        Self {
            server: Server::start(answer),
        }
    }

    /// Serves a page with a frame for each of these addresses.
    pub fn framing<S: AsRef<str>>(addresses: impl IntoIterator<Item = S>) -> Self {
        let frame = |address: S| format!("<iframe src=\"{}\"></iframe>", escaped(address.as_ref()));
        let frames: String = addresses.into_iter().map(frame).collect();
        Self::serve(format!("<!doctype html><meta charset=\"utf-8\">{frames}"))
    }

    /// The address of the page, at a path without a slash at its beginning.
    pub fn url(&self, path: &str) -> String {
        // The site has the address as its name: two ports of one name would be two origins, but one site, whose frames
        // share a process and what the browser keeps.
        let origin = self.server.origin().replace("127.0.0.1", "localhost");
        format!("{origin}/{path}")
    }
}

/// A text in an attribute's quotes.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;")
}

/// What a host page does with its frames.
impl Playground {
    /// Opens the host's page.
    pub async fn open_host(&self, host: &Host) {
        self.go_to(&host.url("a-post/")).await;
    }

    /// Posts a message to a frame, counted from 0.
    pub async fn tell_frame(&self, frame: usize, message: Value) {
        let script = "frames[arguments[0]].postMessage(arguments[1], '*')";
        self.run(script, &[json!(frame), message]).await;
    }

    /// Waits until the frames have told the host `count` events of this name; the last of them.
    pub async fn host_hears(&self, name: &str, count: usize) -> Value {
        let script =
            "return __messages.filter(one => one.tuneground === arguments[0])[arguments[1] - 1]";
        let what = format!("{count} × {name} at the host");
        self.wait_for(&what, script, &[json!(name), json!(count)])
            .await
    }

    /// Everything that the frames have told the host.
    pub async fn host_heard(&self) -> Vec<Value> {
        let messages = self.run("return window.__messages ?? []", &[]).await;
        messages.as_array().cloned().unwrap_or_default()
    }

    /// Goes into a frame, counted from 0: what is found, clicked and run from now on is the frame's.
    pub async fn enter_frame(&self, frame: u16) {
        let entered = self.chromium.driver.enter_frame(frame).await;
        entered.unwrap_or_else(|error| panic!("frame {frame} cannot be entered: {error}"));
    }

    /// Comes back from all frames to the host.
    pub async fn leave_frames(&self) {
        let left = self.chromium.driver.enter_default_frame().await;
        left.unwrap_or_else(|error| panic!("the frame cannot be left: {error}"));
    }
}
