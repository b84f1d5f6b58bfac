//! The built site in `dist/`, served from a sub-path, with damage where a test asks for it.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::server::{Answer, Server};

/// Where the site lies on its host: never at the root, so that every test finds out about absolute paths.
const PREFIX: &str = "/some/where";

/// What can be wrong with a file on its way.
#[derive(Clone, Debug)]
pub enum Damage {
    /// The host does not have it.
    Missing,
    /// Only so many bytes of it arrive.
    CutShort(usize),
    /// After so many bytes of it nothing more arrives, and the connection stays.
    Stalled(usize),
    /// One byte in its middle is another one.
    Altered,
    /// These bytes are there instead, even where the site has no such file.
    Replaced(Vec<u8>),
}

/// What a host does with files that are as they should be.
#[derive(Clone, Debug, Default)]
pub struct Manners {
    /// Lets pages of any origin read them.
    pub allows_everybody: bool,
    /// Does not know what wasm is.
    pub sends_wasm_as_octets: bool,
    /// Answers with this status and a page where it has no such file.
    pub page_for_missing: Option<&'static str>,
    /// Lets browsers keep what they get; otherwise they ask anew each time.
    pub lets_browsers_cache: bool,
    /// The version of another release that has taken the built one's place.
    pub release: Option<String>,
    /// Answers nothing but 503.
    pub is_down: bool,
}

/// Serves `dist/` until it is dropped.
pub struct Site {
    server: Server,
    shelf: Arc<Shelf>,
}

/// What the server's threads share.
#[derive(Default)]
struct Shelf {
    damages: Mutex<HashMap<String, Damage>>,
    requests: Mutex<Vec<String>>,
    manners: Mutex<Manners>,
}

impl Site {
    pub fn serve() -> Self {
        let index = dist().join("index.html");
        assert!(
            index.is_file(),
            "{} is missing: build the site first, with `cargo xtask build`",
            index.display()
        );
        let shelf = Arc::new(Shelf::default());
        let shared = Arc::clone(&shelf);
        let server = Server::start(move |url| shared.answer(url));
        Self { server, shelf }
    }

    /// The address of a file of the site; of the page itself for "".
    pub fn url(&self, path: &str) -> String {
        format!("{}{PREFIX}/{path}", self.server.origin())
    }

    /// The same of a file that lies beside those of the release.
    pub fn url_in_release(&self, path: &str) -> String {
        self.url(&format!("{}/{path}", release()))
    }

    /// The address of the site's folder without the slash at its end.
    pub fn url_without_slash(&self) -> String {
        format!("{}{PREFIX}", self.server.origin())
    }

    /// Has the host behave otherwise from now on.
    pub fn behave(&self, change: impl FnOnce(&mut Manners)) {
        change(&mut locked(&self.shelf.manners));
    }

    /// Harms a file, given by its path in the release or beside it, for all requests from now on.
    pub fn damage(&self, path: &str, damage: Damage) {
        locked(&self.shelf.damages).insert(path.to_owned(), damage);
    }

    /// Lets browsers keep what they get from now on; otherwise they ask anew each time.
    pub fn let_browsers_cache(&self) {
        self.behave(|host| host.lets_browsers_cache = true);
    }

    /// Undoes [`damage`](Self::damage).
    pub fn heal(&self, path: &str) {
        locked(&self.shelf.damages).remove(path);
    }

    /// The paths of all that was asked for so far, in order.
    pub fn requests(&self) -> Vec<String> {
        locked(&self.shelf.requests).clone()
    }

    /// How often a file, given by its path in the release or beside it, was asked for.
    pub fn requests_for(&self, path: &str) -> usize {
        let requests = locked(&self.shelf.requests);
        requests.iter().filter(|request| *request == path).count()
    }
}

impl Shelf {
    fn answer(&self, url: &str) -> Answer {
        let manners = locked(&self.manners).clone();
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let Some(path) = path.strip_prefix(PREFIX) else {
            return Answer::not_found();
        };
        let path = match path.strip_prefix('/') {
            // Some hosts send the page there too.
            None | Some("") => "index.html",
            Some(path) => path,
        };
        let (folder, path) = in_release(path, manners.release.as_deref());
        locked(&self.requests).push(path.to_owned());
        if manners.is_down {
            return Answer {
                status: "503 Service Unavailable",
                ..Answer::not_found()
            };
        }
        let damage = locked(&self.damages).get(path).cloned();
        let stalls_at = match damage {
            Some(Damage::Stalled(at)) => Some(at),
            _ => None,
        };
        // As hosts do that answer with a page for what they do not have.
        let mime = match &damage {
            Some(Damage::Replaced(bytes)) if bytes.starts_with(b"<!doctype") => mime(".html"),
            _ if manners.sends_wasm_as_octets && path.ends_with(".wasm") => mime(""),
            _ => mime(path),
        };
        let answer = |status, mime, body| Answer {
            status,
            mime,
            is_cacheable: manners.lets_browsers_cache,
            is_for_everybody: manners.allows_everybody,
            body,
            stalls_at,
        };
        let body = folder.and_then(|folder| read(&folder.join(path), damage));
        match (body, manners.page_for_missing) {
            (Some(body), _) => answer("200 OK", mime, renewed(path, body, manners.release)),
            (None, Some(status)) => {
                let page = read(&dist().join("index.html"), None).unwrap_or_default();
                answer(status, self::mime(".html"), page)
            }
            (None, None) => Answer::not_found(),
        }
    }
}

/// Where a file lies, and its path there. Of the folders that are named like a release there is one.
fn in_release<'a>(path: &'a str, renewed: Option<&str>) -> (Option<PathBuf>, &'a str) {
    let built = release();
    match path.split_once('/') {
        Some((folder, path)) if folder == renewed.unwrap_or(&built) => {
            (Some(dist().join(&built)), path)
        }
        Some((folder, path)) if is_version(folder) => (None, path),
        _ => (Some(dist()), path),
    }
}

fn is_version(folder: &str) -> bool {
    folder.len() == 16 && folder.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// What of a site names its release, with the name of the other release that has taken its place.
fn renewed(path: &str, body: Vec<u8>, version: Option<String>) -> Vec<u8> {
    match version {
        Some(version) if path.ends_with(".html") || path == "sw.js" => {
            let text = String::from_utf8_lossy(&body);
            text.replace(&release(), &version).into_bytes()
        }
        _ => body,
    }
}

/// A file's bytes as they arrive, harmed if need be; `None` for a missing one.
fn read(path: &Path, damage: Option<Damage>) -> Option<Vec<u8>> {
    let whole = || fs::read(path).ok();
    match damage {
        None if path.components().any(|part| part == Component::ParentDir) => None,
        None | Some(Damage::Stalled(_)) => whole(),
        Some(Damage::Missing) => None,
        Some(Damage::Replaced(bytes)) => Some(bytes),
        Some(Damage::CutShort(length)) => {
            let mut bytes = whole()?;
            bytes.truncate(length);
            Some(bytes)
        }
        Some(Damage::Altered) => {
            let mut bytes = whole()?;
            let middle = bytes.len() / 2;
            *bytes.get_mut(middle)? ^= 1;
            Some(bytes)
        }
    }
}

/// The version of the built site, which is the name of the folder with its files.
pub fn release() -> String {
    let page = fs::read_to_string(dist().join("index.html")).expect("a built site");
    let version = page.split("\"tuneground-version\" content=\"").nth(1);
    let version = version.and_then(|rest| rest.split('"').next());
    version.expect("a page names its version").to_owned()
}

/// A file of the release.
pub fn released(path: &str) -> PathBuf {
    dist().join(release()).join(path)
}

/// The folder of the built site.
pub fn dist() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("dist")
}

fn mime(path: &str) -> &'static str {
    let extension = path.rsplit('.').next().unwrap_or_default();
    match extension {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        // Also what a host says of a `.gz` that it does not unpack on the way.
        _ => "application/octet-stream",
    }
}

/// What a mutex guards, even when the thread of a failed test held it last.
fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
