//! The page with the studies; `app` sends for it.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::app::mount();
}
