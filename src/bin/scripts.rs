//! Writes studies as scripts for other tuners, in a worker that is there for one of them: few visitors want any.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::worker::answer_questions(|(file, tuner): (String, String)| {
        tuneground::export::script_of(&file, &tuner)
    });
}
