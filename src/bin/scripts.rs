//! Goes the page's errands, in a worker that is there for one of them: it writes settings as Keras scripts or programs for
//! burn and studies as scripts for other tuners, and reads settings and results as others write them down. Few visitors want any of it.

fn main() {
    #[cfg(target_arch = "wasm32")]
    tuneground::worker::answer_questions(run);
}

#[cfg(target_arch = "wasm32")]
fn run(errand: tuneground::protocol::Errand) -> Result<tuneground::protocol::Delivery, String> {
    use tuneground::protocol::{Delivery, Errand};
    match errand {
        Errand::Script { study, tuner } => {
            tuneground::export::script_of(&study, &tuner).map(Delivery::Script)
        }
        Errand::Code { form, is_burn } => {
            let form = tuneground::state::unnamed(form);
            let script = match is_burn {
                true => tuneground::export::burn_program(&form),
                false => tuneground::export::keras_script(&form),
            };
            script.map(Delivery::Script)
        }
        Errand::Report(_) => Err("reports are written by another program".to_owned()),
        Errand::Paste { form, text } => Ok(tuneground::state::run_errand(form, &text)),
        Errand::Read { files, choices } => {
            let found = tuneground::foreign::read(&files, &choices);
            let kept = |run: tuneground::foreign::Run| {
                tuneground::state::kept_foreign(run.name, run.about, run.epochs)
            };
            Ok(Delivery::Found(found.told(kept)))
        }
    }
}
