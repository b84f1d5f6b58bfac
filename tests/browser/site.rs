//! The built site in `dist/`, served from a sub-path, with damage where a test asks for it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::server::{Answer, Server};

/// Where the site lies on its host: never at the root, so that every test finds out about absolute paths.
const PREFIX: &str = "/some/where/";

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
    is_cacheable: AtomicBool,
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
        format!("{}{PREFIX}{path}", self.server.origin())
    }

    /// Harms a file, given by its path in `dist/`, for all requests from now on.
    pub fn damage(&self, path: &str, damage: Damage) {
        locked(&self.shelf.damages).insert(path.to_owned(), damage);
    }

    /// Lets browsers keep what they get from now on; otherwise they ask anew each time.
    pub fn let_browsers_cache(&self) {
        self.shelf.is_cacheable.store(true, Ordering::Relaxed);
    }

    /// Undoes [`damage`](Self::damage).
    pub fn heal(&self, path: &str) {
        locked(&self.shelf.damages).remove(path);
    }

    /// The paths of all that was asked for so far, in order.
    pub fn requests(&self) -> Vec<String> {
        locked(&self.shelf.requests).clone()
    }

    /// How often a file, given by its path in `dist/`, was asked for.
    pub fn requests_for(&self, path: &str) -> usize {
        let requests = locked(&self.shelf.requests);
        requests.iter().filter(|request| *request == path).count()
    }
}

impl Shelf {
    fn answer(&self, url: &str) -> Answer {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let Some(path) = path.strip_prefix(PREFIX) else {
            return Answer::not_found();
        };
        let path = if path.is_empty() { "index.html" } else { path };
        locked(&self.requests).push(path.to_owned());
        let damage = locked(&self.damages).get(path).cloned();
        let stalls_at = match damage {
            Some(Damage::Stalled(at)) => Some(at),
            _ => None,
        };
        // As hosts do that answer with a page for what they do not have.
        let mime = match &damage {
            Some(Damage::Replaced(bytes)) if bytes.starts_with(b"<!doctype") => mime(".html"),
            _ => mime(path),
        };
        match read(path, damage) {
            Some(body) => Answer {
                status: "200 OK",
                mime,
                is_cacheable: self.is_cacheable.load(Ordering::Relaxed),
                body,
                stalls_at,
            },
            None => Answer::not_found(),
        }
    }
}

/// A file's bytes as they arrive, harmed if need be; `None` for a missing one.
fn read(path: &str, damage: Option<Damage>) -> Option<Vec<u8>> {
    let whole = || fs::read(dist().join(path)).ok();
    match damage {
        None if path.contains("..") => None,
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

/// The file of the built site whose name begins and ends so; Trunk puts a hash in between.
pub fn hashed(begin: &str, end: &str) -> String {
    let files = fs::read_dir(dist()).expect("a built site");
    let names = files.flatten().map(|file| file.file_name());
    let mut names = names.filter_map(|name| name.into_string().ok());
    let found = names.find(|name| name.starts_with(begin) && name.ends_with(end));
    found.unwrap_or_else(|| panic!("dist/ has no {begin}…{end}"))
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
