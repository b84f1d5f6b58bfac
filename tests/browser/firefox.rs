//! Headless Firefox, driven through geckodriver: another engine, for what every engine has to do. No script runs before
//! the page's own there, so that only what is seen tells how it goes.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::{By, DesiredCapabilities, WebDriver};

use super::chromium::{Ended, free_port, wait_until_it_listens};
use super::{PATIENCE, eventually};

/// One browser with one empty profile.
pub struct Firefox {
    driver: WebDriver,
    _geckodriver: Ended,
}

impl Firefox {
    pub async fn start() -> Self {
        let port = free_port();
        let geckodriver = std::env::var_os("GECKODRIVER").unwrap_or_else(|| "geckodriver".into());
        let child = Command::new(geckodriver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("geckodriver is installed (cargo install geckodriver)");
        let geckodriver = Ended(child);
        wait_until_it_listens(port).await;
        let mut wishes = DesiredCapabilities::firefox();
        wishes
            .set_headless()
            .expect("Firefox can go without a screen");
        let driver = WebDriver::builder(format!("http://127.0.0.1:{port}"), wishes)
            .request_timeout(PATIENCE)
            .await
            .expect("geckodriver starts Firefox");
        Self {
            driver,
            _geckodriver: geckodriver,
        }
    }

    pub async fn open(&self, url: &str) {
        for url in ["about:blank", url] {
            let gone = self.driver.goto(url).await;
            gone.unwrap_or_else(|error| panic!("{url} cannot be opened: {error}"));
        }
    }

    pub async fn click(&self, css: &str) {
        let element = self.driver.find(By::Css(css)).await;
        let element = element.unwrap_or_else(|error| panic!("there is no {css}: {error}"));
        let clicked = element.click().await;
        clicked.unwrap_or_else(|error| panic!("{css} cannot be clicked: {error}"));
    }

    /// Waits until a script returns something that counts as true.
    pub async fn wait_for(&self, what: &str, script: &str, arguments: &[Value]) {
        let look = async || {
            let ran = self.driver.execute(script, arguments.to_vec()).await;
            ran.is_ok_and(|it| *it.json() == json!(true)).then_some(())
        };
        if eventually(PATIENCE.min(Duration::from_secs(120)), look)
            .await
            .is_none()
        {
            let seen = "return document.body.innerText";
            let seen = self.driver.execute(seen, Vec::<Value>::new()).await;
            panic!(
                "waited for {what}; seen: {:?}",
                seen.map(|it| it.json().clone())
            );
        }
    }

    /// Waits until the visible text of `css` contains `words`.
    pub async fn see(&self, css: &str, words: &str) {
        let script = "const text = document.querySelector(arguments[0])?.innerText ?? ''; \
                      return text.includes(arguments[1])";
        let what = format!("“{words}” in {css}");
        self.wait_for(&what, script, &[json!(css), json!(words)])
            .await;
    }

    pub async fn quit(self) {
        let quit = self.driver.clone().quit().await;
        quit.expect("Firefox quits");
    }
}
