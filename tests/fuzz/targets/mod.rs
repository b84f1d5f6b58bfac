//! What is fed, and what has to hold of it beyond "no panic": what goes out comes in again as the same.

mod foreign;
mod kept;
mod link;
mod message;
mod model;
mod own;
mod settings;
mod shard;
mod study;

/// Something that reads what others have written.
pub struct Target {
    pub name: &'static str,
    /// What the inputs are.
    pub about: &'static str,
    /// Says what it made of an input; panics where something does not hold.
    pub check: fn(&[u8]) -> String,
    /// Inputs that follow the code: what it writes itself.
    pub seeds: fn() -> Vec<Vec<u8>>,
    /// Words that stand in inputs.
    pub words: fn() -> Vec<String>,
}

pub const TARGETS: [Target; 11] = [
    Target {
        name: "link",
        about: "the hash of an address: hyperparameters, study, device, theme",
        check: link::check,
        seeds: link::seeds,
        words: link::words,
    },
    Target {
        name: "settings",
        about: "pasted settings, as JSON",
        check: settings::check,
        seeds: settings::seeds,
        words: settings::words,
    },
    Target {
        name: "keras",
        about: "pasted configurations of Keras' optimizers and models",
        check: settings::check,
        seeds: settings::keras_seeds,
        words: settings::keras_words,
    },
    Target {
        name: "study",
        about: "an imported study, with its results",
        check: study::check_file,
        seeds: study::files,
        words: study::words,
    },
    Target {
        name: "log",
        about: "a study's log: an event a line",
        check: study::check_log,
        seeds: study::logs,
        words: study::words,
    },
    Target {
        name: "message",
        about: "what programs and workers tell the page: a message a line",
        check: message::check,
        seeds: message::seeds,
        words: message::words,
    },
    Target {
        name: "shard",
        about: "images, zipped or plain",
        check: shard::check,
        seeds: shard::seeds,
        words: Vec::new,
    },
    Target {
        name: "own",
        about: "a visitor's own images: IDX, gzip, npz, and as they are kept",
        check: own::check,
        seeds: own::seeds,
        words: Vec::new,
    },
    Target {
        name: "foreign",
        about: "results of other tools, and their plots",
        check: foreign::check,
        seeds: foreign::seeds,
        words: foreign::words,
    },
    Target {
        name: "model",
        about: "files of models: changes to good ones",
        check: model::check,
        seeds: model::seeds,
        words: Vec::new,
    },
    Target {
        name: "kept",
        about: "what the browser's database has of a study: definition and events",
        check: kept::check,
        seeds: kept::seeds,
        words: study::words,
    },
];

/// What ends a sentence of an answer: a sign that no sentence has of its own.
pub const END: &str = "\u{1e}";

/// Bytes as a browser hands texts over.
fn text(input: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(input)
}

fn owned<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}
