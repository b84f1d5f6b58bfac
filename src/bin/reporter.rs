//! Writes a programme's report, in a worker that is there for one of them.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::worker::answer_questions(run);
}

#[cfg(target_arch = "wasm32")]
fn run(errand: tuneground::protocol::Errand) -> Result<tuneground::protocol::Delivery, String> {
    use tuneground::protocol::{Delivery, Errand};
    match errand {
        Errand::Report(request) => tuneground::report::answer(&request).map(Delivery::Script),
        _ => Err("this program writes reports alone".to_owned()),
    }
}
