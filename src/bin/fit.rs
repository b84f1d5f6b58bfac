//! Trains natively with the same core as the page: hyperparameters in as JSON, the History out as JSON,
//! or a study in and its epochs out as CSV.

use std::process::ExitCode;

fn main() -> ExitCode {
    match tuneground::fit::run(std::env::args_os().skip(1)) {
        Ok(report) => {
            print!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("fit: {error}");
            ExitCode::FAILURE
        }
    }
}
