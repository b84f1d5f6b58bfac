//! What an input may cost, and how that is measured.

#![allow(
    unsafe_code,
    reason = "an allocator that counts what it hands out has to be one"
)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::time::{Duration, Instant};

/// Bytes that an input may have allocated at one time.
pub const MOST_BYTES: usize = 64 << 20;
/// Time that an input may take.
pub const LONGEST: Duration = Duration::from_secs(1);
/// Bytes that nobody gets at all: such an input ends the program, instead of the machine.
const REFUSED: usize = 2 << 30;

thread_local! {
    static LIVE: Cell<usize> = const { Cell::new(0) };
    static PEAK: Cell<usize> = const { Cell::new(0) };
    static IS_HUNTING: Cell<bool> = const { Cell::new(false) };
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The system's allocator, which counts what the calling thread holds.
pub struct Counting;

fn take(bytes: usize) -> bool {
    let counted = LIVE.try_with(|live| {
        let held = live.get().saturating_add(bytes);
        if held > REFUSED {
            return false;
        }
        live.set(held);
        PEAK.with(|peak| peak.set(peak.get().max(held)));
        true
    });
    counted.unwrap_or(true)
}

fn give_back(bytes: usize) {
    // What another thread has allocated may be freed here.
    let _ = LIVE.try_with(|live| live.set(live.get().saturating_sub(bytes)));
}

// SAFETY: every call goes on to the system's allocator as it came, or answers null, which means "no memory".
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if take(layout.size()) {
            // SAFETY: the caller's promises are those of the system's allocator.
            unsafe { System.alloc(layout) }
        } else {
            std::ptr::null_mut()
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if take(layout.size()) {
            // SAFETY: as above.
            unsafe { System.alloc_zeroed(layout) }
        } else {
            std::ptr::null_mut()
        }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        give_back(layout.size());
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // While it moves, both are held.
        if !take(size) {
            return std::ptr::null_mut();
        }
        give_back(layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// What came of an input.
#[derive(Debug)]
pub struct Ran {
    /// What the target said, or the panic.
    pub said: Result<String, String>,
    pub took: Duration,
    /// Held at one time, beyond what was held before.
    pub bytes: usize,
}

/// Why an input is a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// With its place in the source.
    Panic(String),
    Slow,
    Heavy,
}

impl Fault {
    /// Whether another input shows the same fault: a panic at the same place.
    pub fn is_like(&self, other: &Self) -> bool {
        let place = |text: &str| text.split(": ").next().map(str::to_owned);
        match (self, other) {
            (Self::Panic(one), Self::Panic(other)) => place(one) == place(other),
            (one, other) => one == other,
        }
    }
}

/// Gives `input` to `check` and measures.
pub fn run(check: fn(&[u8]) -> String, input: &[u8]) -> Ran {
    note_panics();
    let before = LIVE.with(Cell::get);
    PEAK.with(|peak| peak.set(before));
    let start = Instant::now();
    IS_HUNTING.with(|it| it.set(true));
    let said = catch_unwind(AssertUnwindSafe(|| check(input)));
    IS_HUNTING.with(|it| it.set(false));
    Ran {
        took: start.elapsed(),
        bytes: PEAK.with(Cell::get).saturating_sub(before),
        said: said.map_err(|_| PANIC.with(|panic| panic.take())),
    }
}

/// What is wrong with an input, if anything. What takes long is tried again: a busy machine is no hang.
pub fn fault(check: fn(&[u8]) -> String, input: &[u8], ran: &Ran) -> Option<Fault> {
    if let Err(panic) = &ran.said {
        return Some(Fault::Panic(panic.clone()));
    }
    if ran.bytes > MOST_BYTES {
        return Some(Fault::Heavy);
    }
    let is_slow = |took: Duration| took > LONGEST;
    let stays_slow = is_slow(ran.took) && (0..3).all(|_| is_slow(run(check, input).took));
    stays_slow.then_some(Fault::Slow)
}

/// A panic under the hunt is kept with its place; elsewhere it is told as ever.
fn note_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !IS_HUNTING.with(Cell::get) {
                return usual(info);
            }
            let place = info.location().map(ToString::to_string);
            let message = info.payload_as_str().unwrap_or("no message");
            let told = format!("{}: {message}", place.unwrap_or_default());
            PANIC.with(|panic| panic.replace(told));
        }));
    });
}
