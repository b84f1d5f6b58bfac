//! The analyst's loop: a question in, its answer out.

use super::scope::{listen, post};
use crate::analysis::answer;
use crate::protocol::Answer;

/// Answers the page's questions until the worker is terminated. While it is at one it hears nothing.
pub fn serve_questions() {
    console_error_panic_hook::set_once();
    listen(|message| {
        let question = serde_wasm_bindgen::from_value(message.data());
        let answer: Result<Answer, String> = match question {
            Ok(question) => Ok(answer(&question)),
            Err(error) => Err(format!("the question could not be read: {error}")),
        };
        post(&answer);
    });
}
