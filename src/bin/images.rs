//! Takes the visitor's own images in, in a worker that is there for one set of them.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::worker::bring_images();
}
