//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::prelude::*;

/// What `fit --help` prints.
pub const USAGE: &str = "\
Trains one run on the CPU and prints its History as JSON.

Usage: fit CONFIG.json [--data DIR] [--init W.safetensors] [--weights OUT.safetensors]

  CONFIG.json   hyperparameters by name, as a link encodes them: {\"learning_rate\": 0.01}
                (what is left out has its default; {} is a run of defaults)
  --data DIR    the folder of the MNIST shards [default: public/mnist]
  --init W      start from these weights (dense_0.kernel, dense_0.bias, …) instead of the seed's
  --weights OUT write the final weights there
";

/// A command line that was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments {
    pub config: PathBuf,
    pub data: PathBuf,
    pub init: Option<PathBuf>,
    pub weights: Option<PathBuf>,
}

impl Arguments {
    /// Reads arguments without the program's name; nothing if they ask for help.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Self>, String> {
        let mut parser = lexopt::Parser::from_args(arguments);
        let (mut config, mut data, mut init, mut weights) = (None, None, None, None);
        let said = |error: lexopt::Error| error.to_string();
        while let Some(argument) = parser.next().map_err(said)? {
            let slot = match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("data") => &mut data,
                Long("init") => &mut init,
                Long("weights") => &mut weights,
                Value(path) if config.is_none() => {
                    config = Some(PathBuf::from(path));
                    continue;
                }
                other => return Err(other.unexpected().to_string()),
            };
            *slot = Some(PathBuf::from(parser.value().map_err(said)?));
        }
        let config = config.ok_or("which CONFIG.json? (see fit --help)")?;
        let data = data.unwrap_or_else(|| PathBuf::from("public/mnist"));
        Ok(Some(Self {
            config,
            data,
            init,
            weights,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Arguments>, String> {
        Arguments::parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_shards_are_looked_for_where_they_are_bundled() {
        let arguments = parse("c.json").unwrap().unwrap();
        assert_eq!(arguments.config, PathBuf::from("c.json"));
        assert_eq!(arguments.data, PathBuf::from("public/mnist"));
        assert_eq!((arguments.init, arguments.weights), (None, None));
    }

    #[test]
    fn options_stand_before_or_after_the_config() {
        let arguments = parse("--init a c.json --weights b --data=d")
            .unwrap()
            .unwrap();
        assert_eq!(arguments.init, Some(PathBuf::from("a")));
        assert_eq!(arguments.weights, Some(PathBuf::from("b")));
        assert_eq!(arguments.data, PathBuf::from("d"));
    }

    #[test]
    fn help_is_not_an_error() {
        assert_eq!(parse("--help"), Ok(None));
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (line, word) in [
            ("", "CONFIG.json"),
            ("c.json d.json", "d.json"),
            ("c.json --speed", "--speed"),
            ("c.json --data", "--data"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.contains(word), "{line}: {error}");
        }
    }
}
