//! The analyst: statistics of studies, in a worker of its own.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::worker::serve_questions();
}
