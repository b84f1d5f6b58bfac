//! Draws a study's plots, in a worker that stays as long as one of them is open.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        let mut plots = tuneground::charts::plots::Plots::default();
        tuneground::worker::answer_questions(move |request| Ok(plots.answer(request)));
    }
}
