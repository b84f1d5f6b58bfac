//! The loop of a worker that answers questions: one in, its answer out.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::scope::{listen, post};

/// Answers the page's questions until the worker is terminated. While it is at one it hears nothing.
pub fn answer_questions<Q: DeserializeOwned, A: Serialize>(
    mut answer: impl FnMut(Q) -> Result<A, String> + 'static,
) {
    console_error_panic_hook::set_once();
    listen(move |message| {
        let question = serde_wasm_bindgen::from_value(message.data());
        let answer = match question {
            Ok(question) => answer(question),
            Err(error) => Err(format!("the question could not be read: {error}")),
        };
        post(&answer);
    });
}
