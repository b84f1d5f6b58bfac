//! Draws a study's plots, in a worker that stays as long as one of them is open.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        let judge = tuneground::analysis::told_apart;
        let mut plots = tuneground::charts::plots::Plots::new(judge);
        tuneground::worker::answer_questions(move |request| Ok(plots.answer(request)));
    }
}
