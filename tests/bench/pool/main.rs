//! The page's pool of workers without the page, as JavaScript drives it: for measuring the workers' start.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails should fail loudly"
)]

#[cfg(target_arch = "wasm32")]
mod driver {
    use js_sys::Function;
    use tuneground::protocol::{DeviceKind, TrainerEvent, WorkerId};
    use tuneground::worker::TrainerPool;
    use wasm_bindgen::prelude::*;

    #[wasm_bindgen]
    pub struct Pool(TrainerPool);

    #[wasm_bindgen]
    impl Pool {
        /// `on_event(id, event)` hears all.
        #[wasm_bindgen(constructor)]
        pub fn new(on_event: Function) -> Self {
            Self(TrainerPool::new("", move |id, event| {
                tell(&on_event, id, &event);
            }))
        }

        pub fn start(&self, id: u32) {
            self.0.start(WorkerId(id), DeviceKind::Cpu);
        }

        pub fn send(&self, id: u32, command: JsValue) -> Result<(), JsValue> {
            let command = serde_wasm_bindgen::from_value(command)?;
            self.0.send(WorkerId(id), command);
            Ok(())
        }

        pub fn end(&self, id: u32) {
            self.0.end(WorkerId(id));
        }
    }

    fn tell(on_event: &Function, id: WorkerId, event: &TrainerEvent) {
        let event = serde_wasm_bindgen::to_value(event).expect("events have a JavaScript form");
        let told = on_event.call2(&JsValue::NULL, &id.0.into(), &event);
        told.expect("the benchmark hears everything");
    }
}

fn main() {}
