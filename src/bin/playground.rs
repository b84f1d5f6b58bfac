//! The playground: the page with everything on it.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::app::mount();
}
