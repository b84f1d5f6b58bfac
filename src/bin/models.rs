//! Writes and reads models' files, in a worker that is there for one of them.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::worker::file_models(tuneground::state::kept_loaded);
}
