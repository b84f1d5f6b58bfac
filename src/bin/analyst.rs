//! The analyst: statistics of studies, in a worker of its own.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::worker::answer_questions(|question| Ok(tuneground::analysis::answer(&question)));
}
