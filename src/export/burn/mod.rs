//! A run as a program for burn, complete from the files of MNIST to the last callback.
//!
//! Where burn has a part that means what Keras means by it, the program uses that; where it has none, or one that means
//! something else, the rule is written out, and a comment says so. What is off leaves no line. The pieces are Rust as it
//! is written by hand: numbers stand in constants at the top, so that most of them are the same for all settings.
//!
//! | file | concern |
//! |---|---|
//! | `source` | items, constants and what is imported |
//! | `data` | the head, `main` and the images |
//! | `network` | the layers and the way through them; `start` has how they start, `norm` their normalization |
//! | `activation`, `loss` | functions of tensors |
//! | `bounds` | penalties and constraints |
//! | `training` | a step, an epoch, a run; `callbacks` has what watches it, `rate` the learning rate |
//! | `optimizer`, `rules` | which optimizer, and Keras' rules |

mod activation;
mod bounds;
mod callbacks;
mod data;
mod loss;
mod network;
mod norm;
mod optimizer;
mod rate;
mod rules;
mod source;
mod start;
mod training;

use crate::hyperparams::error::sentence;
use crate::hyperparams::{CheckedHyperParams, HyperParams};
use source::Source;

/// A setting as a Rust program, for whoever tells a visitor.
///
/// # Errors
/// What is wrong with the hyperparameters, in one line.
pub fn burn_program(params: &HyperParams) -> Result<String, String> {
    let params = params.check().map_err(|errors| sentence(&errors))?;
    Ok(program(&params))
}

fn program(params: &CheckedHyperParams) -> String {
    let mut source = Source::default();
    data::write(params, &mut source);
    network::write(params, &mut source);
    activation::write(params, &mut source);
    bounds::write(params, &mut source);
    loss::write(params, &mut source);
    training::write(params, &mut source);
    optimizer::write(params, &mut source);
    callbacks::write(params, &mut source);
    source.finish(&data::head(params))
}

/// The name of a hidden layer's field; the last one is the output's.
fn dense(params: &CheckedHyperParams, at: usize) -> String {
    match at < params.hidden_layers.len() {
        true => format!("dense_{}", at + 1),
        false => "output".to_owned(),
    }
}

/// Whether several batches make an update.
fn accumulates(params: &CheckedHyperParams) -> bool {
    params.optimizer.gradient_accumulation_steps > 1
}

#[cfg(test)]
mod tests;
