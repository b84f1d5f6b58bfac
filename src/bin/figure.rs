//! A figure in a post.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::app::figure::mount();
}
