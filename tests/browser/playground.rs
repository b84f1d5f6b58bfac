//! The page, as a visitor handles it.

use std::cell::Cell;
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{By, Key, WebElement};

use super::{Chromium, PATIENCE, Site, eventually};

/// The page in a browser.
pub struct Playground {
    pub site: Site,
    pub chromium: Chromium,
    /// How many of the page's events were there when the run at hand was asked for.
    pub(super) mark: Cell<usize>,
}

impl Playground {
    pub fn new(site: Site, chromium: Chromium) -> Self {
        Self {
            site,
            chromium,
            mark: Cell::new(0),
        }
    }

    /// Opens the page with this hash and waits until it can train.
    pub async fn open(&self, hash: &str) {
        self.go(hash).await;
        self.wait_for_phase("idle").await;
        // Folds come with the program.
        self.unfold().await;
    }

    /// Opens the page with this hash, whatever comes of it.
    pub async fn go(&self, hash: &str) {
        self.go_to(&format!("{}{hash}", self.site.url(""))).await;
    }

    /// Opens an address anew, even where only its hash differs from the one that is open.
    pub async fn go_to(&self, url: &str) {
        self.visit(url).await;
        self.unfold().await;
    }

    /// Opens an address as it is, with its folds closed. It is a visit of its own: what the page keeps of this tab's for
    /// a reload is forgotten.
    pub async fn visit(&self, url: &str) {
        let forget =
            "try { sessionStorage.clear(); Storage.prototype.setItem = () => {}; } catch {}";
        self.run(forget, &[]).await;
        for url in ["about:blank", url] {
            let gone = self.chromium.driver.goto(url).await;
            gone.unwrap_or_else(|error| panic!("{url} cannot be opened: {error}"));
        }
        self.mark.set(0);
    }

    /// Opens every fold, so that every control can be reached.
    pub async fn unfold(&self) {
        let script = "document.querySelectorAll('details').forEach(fold => { fold.open = true })";
        self.run(script, &[]).await;
    }

    // What a visitor does.

    /// Presses Train (or Pause, or Resume, as the button has it), and takes what follows for the run at hand.
    pub async fn train(&self) {
        self.mark.set(self.events().await.len());
        self.click("#train").await;
    }

    /// Presses Step, and takes what follows for the run at hand.
    pub async fn step(&self) {
        self.mark.set(self.events().await.len());
        self.click("#step").await;
    }

    /// Clicks the first element of `css` that says `label`.
    pub async fn click_labelled(&self, css: &str, label: &str) {
        let script = "const found = [...document.querySelectorAll(arguments[0])] \
                      .find(one => one.innerText.includes(arguments[1])); \
                      found?.click(); return Boolean(found)";
        let what = format!("{css} “{label}”");
        self.wait_for(&what, script, &[json!(css), json!(label)])
            .await;
    }

    /// Clicks an element; one that lies under the bar that stays on top is scrolled into sight first, as a visitor would.
    pub async fn click(&self, css: &str) {
        let element = self.find(css).await;
        if element.click().await.is_ok() {
            return;
        }
        let into_sight =
            "document.querySelector(arguments[0])?.scrollIntoView({ block: 'center' })";
        self.run(into_sight, &[json!(css)]).await;
        let clicked = self.find(css).await.click().await;
        clicked.unwrap_or_else(|error| panic!("{css} cannot be clicked: {error}"));
    }

    /// Presses a key while no field has the focus.
    pub async fn press(&self, key: &str) {
        self.run("document.activeElement?.blur()", &[]).await;
        let pressed = self.find("body").await.send_keys(key).await;
        pressed.unwrap_or_else(|error| panic!("{key} cannot be pressed: {error}"));
    }

    /// Sets a hyperparameter by its field, and leaves the field.
    pub async fn set(&self, key: &str, value: &str) {
        let css = format!("#hp-{key}");
        let field = self.find(&css).await;
        self.unfold().await;
        match field.tag_name().await.as_deref() {
            Ok("select") => self.choose(&css, value).await,
            _ => self.type_into(&css, value).await,
        }
    }

    /// Replaces a text field's content, key by key, and leaves the field.
    pub async fn type_into(&self, css: &str, text: &str) {
        let field = self.find(css).await;
        let typed = async || {
            field.send_keys(Key::Control + "a").await?;
            field.send_keys(Key::Delete + "").await?;
            field.send_keys(text).await?;
            field.send_keys(Key::Tab + "").await
        };
        let typed = typed().await;
        typed.unwrap_or_else(|error| panic!("{css} does not take “{text}”: {error}"));
    }

    /// Chooses the option of a select that has this value.
    pub async fn choose(&self, css: &str, value: &str) {
        self.click(&format!("{css} option[value='{value}']")).await;
    }

    // What a visitor sees.

    pub async fn find(&self, css: &str) -> WebElement {
        let look = async || self.chromium.driver.find(By::Css(css)).await.ok();
        match eventually(Duration::from_secs(20), look).await {
            Some(element) => element,
            None => panic!("there is no {css}; seen: {}", self.snapshot().await),
        }
    }

    /// The visible text of the first element that `css` finds; "" where there is none.
    pub async fn text(&self, css: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        let text = self.run(script, &[json!(css)]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// The value of a hyperparameter's field; for a switch "true" or "false".
    pub async fn field(&self, key: &str) -> String {
        let script = "const field = document.getElementById(arguments[0]); \
                      return field.type === 'checkbox' ? String(field.checked) : field.value";
        let value = self.run(script, &[json!(format!("hp-{key}"))]).await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the visible text of `css` contains `words`, whatever their case.
    pub async fn see(&self, css: &str, words: &str) -> String {
        let script = "const text = document.querySelector(arguments[0])?.innerText ?? ''; \
                      return text.toLowerCase().includes(arguments[1]) && text";
        let what = format!("“{words}” in {css}");
        let words = json!(words.to_lowercase());
        let text = self.wait_for(&what, script, &[json!(css), words]).await;
        text.as_str().unwrap_or_default().to_owned()
    }

    pub async fn wait_for_phase(&self, phase: &str) {
        let script = "return document.body?.dataset.phase === arguments[0]";
        self.wait_for(&format!("phase {phase}"), script, &[json!(phase)])
            .await;
    }

    /// How many points the accuracy chart shows, once it has nothing more to draw.
    pub async fn points(&self) -> i64 {
        let script = "await new Promise(done => setTimeout(done, 300)); \
                      return Number(document.querySelector('#chart-accuracy').dataset.points)";
        let points = self.run_async(script, &[]).await;
        points.as_i64().unwrap_or_default()
    }

    pub async fn wait_for_enabled(&self, css: &str) {
        let script = "return document.querySelector(arguments[0])?.disabled === false";
        self.wait_for(&format!("{css} to be enabled"), script, &[json!(css)])
            .await;
    }

    /// The visible texts of one column of the table of runs, top to bottom.
    pub async fn column(&self, cell: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll( \
                      `#runs tr[data-run] [data-cell=\"${arguments[0]}\"]`)] \
                      .map(cell => cell.querySelector('input')?.value ?? cell.innerText)";
        let texts = self.run(script, &[json!(cell)]).await;
        let texts = texts.as_array().cloned().unwrap_or_default();
        texts
            .iter()
            .map(|text| text.as_str().unwrap_or_default().trim().to_owned())
            .collect()
    }

    // How it is asked.

    /// Runs a script in the page, with `arguments`; what it returns.
    pub async fn run(&self, script: &str, arguments: &[Value]) -> Value {
        let ran = self.chromium.driver.execute(script, arguments.to_vec());
        match ran.await {
            Ok(returned) => returned.json().clone(),
            Err(error) => panic!("`{script}` failed: {error}"),
        }
    }

    /// The same for the body of an async function, however long it takes.
    pub async fn run_async(&self, script: &str, arguments: &[Value]) -> Value {
        // The driver passes its own callback as the last argument.
        let script = format!(
            "const tell = arguments[arguments.length - 1]; (async function () {{ {script} }}) \
             .apply(null, arguments).then(tell, error => tell({{ failed: String(error) }}))"
        );
        let ran = self
            .chromium
            .driver
            .execute_async(script, arguments.to_vec());
        match ran.await {
            Ok(returned) => returned.json().clone(),
            Err(error) => panic!("an async script failed: {error}"),
        }
    }

    /// Runs a script again and again until what it returns is truthy.
    pub async fn wait_for(&self, what: &str, script: &str, arguments: &[Value]) -> Value {
        let look = async || Some(self.run(script, arguments).await).filter(truthy);
        match eventually(PATIENCE, look).await {
            Some(seen) => seen,
            None => panic!("waited for {what}; seen: {}", self.snapshot().await),
        }
    }

    /// What the page looks like, for the message of a failed test.
    async fn snapshot(&self) -> String {
        let script = "const text = css => document.querySelector(css)?.innerText; return { \
                      phase: document.body.dataset.phase, device: text('#device-badge'), \
                      notices: text('#notices'), progress: text('#progress'), runs: text('#runs'), \
                      events: window.__events?.slice(-5), errors: window.__errors }";
        let seen = self.run(script, &[]).await;
        serde_json::to_string_pretty(&seen).unwrap_or_default()
    }

    /// Forgets what the console said: the test has caused it.
    pub async fn expect_console_errors(&self) {
        self.console_errors().await;
        self.run("window.__errors = []", &[]).await;
    }

    /// Ends the browser.
    pub async fn close(self) {
        self.chromium.quit().await;
    }

    /// What nobody should see in the console; refused resources do not count where a test refuses them.
    pub async fn console_errors(&self) -> Vec<String> {
        let mut errors: Vec<String> = self
            .run("return window.__errors ?? []", &[])
            .await
            .as_array()
            .into_iter()
            .flatten()
            .map(ToString::to_string)
            .collect();
        let log = self.chromium.driver.browser_log().await.unwrap_or_default();
        let severe = log.into_iter().filter(|entry| entry.level == "SEVERE");
        errors.extend(
            severe
                .filter(|entry| entry.source.as_deref() != Some("network"))
                .map(|entry| entry.message),
        );
        errors
    }
}

fn truthy(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value != &json!("") && value != &json!(0)
}
