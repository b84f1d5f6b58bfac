//! The page, as a program hears it and speaks to it.

use serde_json::{Value, json};

use super::Playground;

/// What a `train-end` event says.
#[derive(Debug)]
pub struct Ending {
    /// The whole event.
    pub event: Value,
}

impl Playground {
    /// Everything that the page has told with its `tuneground` events.
    pub async fn events(&self) -> Vec<Value> {
        let events = self.run("return window.__events ?? []", &[]).await;
        events.as_array().cloned().unwrap_or_default()
    }

    /// The events of one name since the run at hand was asked for.
    pub async fn heard(&self, name: &str) -> Vec<Value> {
        let events = self.events().await.into_iter().skip(self.mark.get());
        events.filter(|event| event["tuneground"] == name).collect()
    }

    /// Waits until `count` events of this name were heard of the run at hand; the last of them.
    pub async fn hear(&self, name: &str, count: usize) -> Value {
        let script = "return __events.slice(arguments[0]) \
                      .filter(event => event.tuneground === arguments[1])[arguments[2] - 1]";
        let arguments = [json!(self.mark.get()), json!(name), json!(count)];
        let what = format!("{count} × {name}");
        self.wait_for(&what, script, &arguments).await
    }

    /// Waits for the end of the run at hand.
    pub async fn wait_for_end(&self) -> Ending {
        let event = self.hear("train-end", 1).await;
        Ending { event }
    }

    /// Takes what follows for the run at hand.
    pub async fn mark_now(&self) {
        self.mark.set(self.events().await.len());
    }

    /// Posts a message to the page, as its own scripts do.
    pub async fn post(&self, message: Value) {
        self.mark_now().await;
        self.run("postMessage(arguments[0], '*')", &[message]).await;
    }

    /// Lets the newest worker of this binary die as one whose wasm traps.
    pub async fn kill_worker(&self, bin: &str) {
        let killed = self.run("return __kill(arguments[0])", &[json!(bin)]).await;
        assert_eq!(killed, json!(true), "no worker {bin} was started");
    }

    /// Whether a worker of this binary was ever started.
    pub async fn started_worker(&self, bin: &str) -> bool {
        let script = "return __workers.some(one => one.url.includes(arguments[0]))";
        self.run(script, &[json!(bin)]).await == json!(true)
    }
}

impl Ending {
    /// The outcome as text, however the event spells it.
    pub fn outcome(&self) -> String {
        self.event["outcome"].to_string()
    }

    /// One number of each epoch, as the page wrote it.
    pub fn curve(&self, key: &str) -> Vec<Value> {
        let epochs = self.event["history"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        epochs.iter().map(|epoch| epoch[key].clone()).collect()
    }

    /// The test accuracy after the last epoch.
    pub fn val_accuracy(&self) -> f64 {
        let last = self.curve("val_accuracy").last().and_then(Value::as_f64);
        last.unwrap_or_else(|| panic!("no epoch in {}", self.event))
    }
}
