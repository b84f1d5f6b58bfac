//! A file server of a few lines: one thread a connection, one request each.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// What a path is answered with.
pub struct Answer {
    pub status: &'static str,
    pub mime: &'static str,
    /// Whether a browser may keep it for a while.
    pub is_cacheable: bool,
    /// Whether pages of any origin may read it.
    pub is_for_everybody: bool,
    pub body: Vec<u8>,
    /// How much of the body comes before nothing more does, until the browser gives up.
    pub stalls_at: Option<usize>,
}

impl Answer {
    pub fn not_found() -> Self {
        Self {
            status: "404 Not Found",
            mime: "text/plain",
            is_cacheable: false,
            is_for_everybody: false,
            body: b"not found".to_vec(),
            stalls_at: None,
        }
    }
}

/// Serves on a free port of this machine until it is dropped.
pub struct Server {
    address: SocketAddr,
    closing: Arc<AtomicBool>,
}

impl Server {
    /// Answers each `GET` with what `answer` says to its path, query and all.
    pub fn start(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("a bound port has an address");
        let closing = Arc::new(AtomicBool::new(false));
        let (answer, closed) = (Arc::new(answer), Arc::clone(&closing));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if closed.load(Ordering::Relaxed) {
                    return;
                }
                let answer = Arc::clone(&answer);
                thread::spawn(move || serve(&stream, &*answer));
            }
        });
        Self { address, closing }
    }

    /// `http://127.0.0.1:PORT`, without a slash at its end.
    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Relaxed);
        // One last visitor wakes the listener, so that it sees that it is closed.
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(stream: &TcpStream, answer: &impl Fn(&str) -> Answer) {
    let Some(path) = read_path(stream) else {
        return;
    };
    let Answer {
        status,
        mime,
        is_cacheable,
        is_for_everybody,
        body,
        stalls_at,
    } = answer(&path);
    let caching = if is_cacheable {
        "max-age=600"
    } else {
        "no-store"
    };
    let everybody = if is_for_everybody {
        "Access-Control-Allow-Origin: *\r\n"
    } else {
        ""
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {mime}\r\nContent-Length: {}\r\n\
         Cache-Control: {caching}\r\n{everybody}Connection: close\r\n\r\n",
        body.len(),
    );
    let mut stream = stream;
    // A browser that went away in between is nobody's failure.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&body[..stalls_at.unwrap_or(body.len()).min(body.len())]);
    if stalls_at.is_some() {
        // Ends with the connection; a browser has nothing more to say.
        let _ = stream.read(&mut [0]);
    }
}

/// The path of a request, once all its headers are read.
fn read_path(stream: &TcpStream) -> Option<String> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next()?.ok()?;
    for header in lines {
        if header.ok()?.is_empty() {
            break;
        }
    }
    request.split(' ').nth(1).map(str::to_owned)
}
