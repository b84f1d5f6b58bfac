//! Headless Chromium, driven through chromedriver.

use std::ffi::OsString;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

use super::{PATIENCE, eventually};

/// What WebGPU finds in the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Adapter {
    /// Nothing, as headless Chromium comes.
    None,
    /// The adapter that Chromium has in software.
    Software,
}

/// One browser with one empty profile; both programs end with it, however the test ends.
pub struct Chromium {
    pub driver: WebDriver,
    _chromedriver: Ended,
    has_quit: bool,
}

/// A program that ends when its handle goes.
pub(super) struct Ended(pub(super) Child);

impl Drop for Ended {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing left to do.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Chromium {
    /// Starts a browser in which every page runs `inject.js` first.
    pub async fn start(adapter: Adapter) -> Self {
        let port = free_port();
        let chromedriver = start_chromedriver(port);
        wait_until_it_listens(port).await;
        let driver = WebDriver::builder(format!("http://127.0.0.1:{port}"), wishes(adapter))
            .request_timeout(PATIENCE)
            .await
            .expect("chromedriver starts Chromium");
        let patient = driver.set_script_timeout(PATIENCE).await;
        patient.expect("a patient driver");
        let chromium = Self {
            driver,
            _chromedriver: chromedriver,
            has_quit: false,
        };
        chromium.inject(include_str!("inject.js")).await;
        chromium
    }

    /// Ends the browser as it likes best, so that it tidies up after itself.
    pub async fn quit(mut self) {
        let quit = self.driver.clone().quit().await;
        quit.expect("Chromium quits");
        self.has_quit = true;
    }

    /// The id of the browser's first process.
    pub fn process(&self) -> u32 {
        let id = self.driver.capabilities().get("goog:processID");
        let id = id.and_then(|id| id.as_u64());
        id.expect("chromedriver tells the process") as u32
    }

    /// Runs `script` in every page from now on, before the page's own scripts.
    pub async fn inject(&self, script: &str) {
        let arguments = json!({ "source": script });
        let cdp = self.driver.cdp();
        cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", arguments)
            .await
            .expect("Chromium takes a script for new pages");
    }
}

/// In the middle of a panic there is no asking any more, only ending.
impl Drop for Chromium {
    fn drop(&mut self) {
        if self.has_quit {
            return;
        }
        if let Some(process) = self.driver.capabilities().get("goog:processID") {
            // Where it has died already, that is what was wanted.
            let _ = Command::new("kill").arg(process.to_string()).status();
        }
        let _ = self.driver.clone().leak();
    }
}

fn wishes(adapter: Adapter) -> thirtyfour::Capabilities {
    // Chromium answers to this name too.
    let mut wishes = DesiredCapabilities::chrome();
    let mut arguments = vec![
        "--headless=new",
        // Continuous integration often runs as root, where Chromium's sandbox does not start.
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--no-first-run",
        "--window-size=1440,1000",
    ];
    arguments.extend(match adapter {
        Adapter::None => ["--disable-gpu"].as_slice(),
        Adapter::Software => &["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
    });
    for argument in arguments {
        wishes.add_arg(argument).expect("an argument is text");
    }
    wishes
        .set_browser_log_level(LoggingPrefsLogLevel::All)
        .expect("a log level is text");
    wishes.into()
}

fn start_chromedriver(port: u16) -> Ended {
    let child = Command::new(chromedriver())
        .arg(format!("--port={port}"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver is installed (Debian: chromium-driver)");
    Ended(child)
}

pub(super) async fn wait_until_it_listens(port: u16) {
    let connect = async || {
        let address = ("127.0.0.1", port);
        tokio::net::TcpStream::connect(address).await.ok()
    };
    eventually(Duration::from_secs(30), connect)
        .await
        .expect("chromedriver listens within 30 seconds");
}

/// A port that nobody listens on.
pub(super) fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("a bound port has an address");
    address.port()
}

/// `CHROMEDRIVER`, where it is set, else the one on the `PATH`.
fn chromedriver() -> OsString {
    std::env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into())
}
