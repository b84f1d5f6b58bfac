//! The command line.

use std::ffi::OsString;
use std::num::NonZero;
use std::path::PathBuf;
use std::thread::available_parallelism;

use lexopt::prelude::*;

use crate::export::Tuner;
use crate::model::files::Format;
use crate::study::StudyDefinition;
use crate::study::experiments::{EXPERIMENTS, Experiment};
use crate::study::programme::Programme;

/// What `fit --help` prints.
pub const USAGE: &str = "\
Trains on the CPU: one run, whose History it prints as JSON, a study, whose epochs it prints as CSV, or what a figure
shows.

Usage: fit CONFIG.json [--data DIR] [--init MODEL] [--weights OUT.safetensors] [--save MODEL] [--threads N]
       fit CONFIG.json --range-test [--data DIR]
       fit --study STUDY.json [--from RESULTS.json | --keep RESULTS.json] [--data DIR] [--jobs N]
       fit --preset NAME [--quick] [--keep RESULTS.json] [--data DIR] [--jobs N]
       fit --study STUDY.json | --preset NAME [--quick] --script TUNER
       fit --record ADDRESS --date DATE [--data DIR] [--jobs N]
       fit --programme SIZE --out FOLDER [--seeds N] [--data DIR] [--jobs N]

  CONFIG.json   hyperparameters by name, as a link encodes them: {\"learning_rate\": 0.01}
                (what is left out has its default; {} is a run of defaults)
  --data DIR    the folder of the MNIST shards [default: public/mnist]; or images of your own, once for each file: IDX,
                plain or gzip (--data train-images-idx3-ubyte.gz --data train-labels-idx1-ubyte.gz …), one .npz, or a
                folder with pictures in folders 0 to 9
  --init MODEL  start from these weights instead of the seed's: of a model as --save writes it, or of plain safetensors
                (dense_0.kernel, dense_0.bias, …)
  --weights OUT write the final weights there, as such safetensors
  --save MODEL  write the trained model there, with its setting; the name ends with .safetensors,
                .keras or .onnx
  --threads N   how many threads work on each batch of a run; the result is the same [default: one a core]
  --range-test  test learning rates instead: train for up to 100 steps with a rate that grows from 1e-6 to 10, and
                print the losses as CSV, and which rate and which range they propose
  --study STUDY a study as the page exports it; results that it holds are not used, it is trained anew
  --from RESULTS
                a study as the page exports it, whose results are kept as far as they belong to STUDY: only what is
                missing is trained
  --keep RESULTS
                write the study with its results there whenever a run has ended, as the page imports it; if it is there
                already, go on from it
  --preset NAME one of the post's experiments: layers-nodes, optimizer, batch-size, learning-rate,
                momentum, weight-regularization, dropout
  --quick       the experiment on 10,000 images, with batches scaled to match, for half as many epochs
  --script TUNER
                train nothing, and print the study as a Python script for keras-tuner, optuna or ray-tune
  --record ADDRESS
                train the study or the run that a figure's address names, and print the address with the curves
                recorded in it
  --date DATE   the day that is written beside them: 2026-11-26
  --programme SIZE
                the post's seven experiments, each from the winner of the one before: for a glance, short, or as in the
                post (glance, short, post). A file for each study and the report go into FOLDER; what is there already
                is not trained again
  --out FOLDER  where a programme goes
  --seeds N     runs of each of its settings, 1 to 20 [default: 1]
  --jobs N      how many runs of a study to train at once; the results are the same [default: one a core]
";

/// A command line that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Arguments {
    pub command: Command,
    /// A folder of MNIST's shards, or files of images.
    pub data: Vec<PathBuf>,
}

/// What to train.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    Run {
        config: PathBuf,
        init: Option<PathBuf>,
        weights: Option<PathBuf>,
        /// Where the model goes, and how it is written down.
        save: Option<(PathBuf, Format)>,
        /// That work on each batch, at least 1.
        threads: usize,
    },
    Study {
        source: Source,
        results: Results,
        /// Runs at once, at least 1.
        jobs: usize,
    },
    /// A learning-rate range test.
    RangeTest { config: PathBuf },
    /// What a figure's address names, to be recorded in it.
    Record {
        address: String,
        date: String,
        /// Runs at once, at least 1.
        jobs: usize,
    },
    /// The post's experiments one after the other.
    Programme {
        programme: Programme,
        /// A folder for studies and report.
        out: PathBuf,
        /// Runs at once, at least 1.
        jobs: usize,
    },
    /// Nothing: the study is to be a script.
    Script { source: Source, tuner: Tuner },
}

/// The results that a study begins with.
#[derive(Clone, Debug, PartialEq)]
pub enum Results {
    None,
    /// Those of another study, as far as they belong to it.
    From(PathBuf),
    /// Its own, if the file is there, which all that come are written to.
    Keep(PathBuf),
}

/// Where a study's definition is.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    File(PathBuf),
    /// One of the post's experiments.
    Preset(StudyDefinition),
}

impl Arguments {
    /// Reads arguments without the program's name; nothing if they ask for help.
    ///
    /// # Errors
    /// What cannot be understood.
    pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Self>, String> {
        let Some(given) = Given::read(arguments).map_err(|error| error.to_string())? else {
            return Ok(None);
        };
        let mut data = given.data.clone();
        if data.is_empty() {
            data.push(PathBuf::from("public/mnist"));
        }
        let command = given.command()?;
        Ok(Some(Self { command, data }))
    }
}

/// What was given, before it is known whether it goes together.
#[derive(Default)]
struct Given {
    config: Option<PathBuf>,
    study: Option<PathBuf>,
    from: Option<PathBuf>,
    keep: Option<PathBuf>,
    preset: Option<String>,
    quick: bool,
    range_test: bool,
    data: Vec<PathBuf>,
    init: Option<PathBuf>,
    weights: Option<PathBuf>,
    save: Option<PathBuf>,
    jobs: Option<String>,
    threads: Option<String>,
    script: Option<String>,
    record: Option<String>,
    date: Option<String>,
    programme: Option<String>,
    out: Option<PathBuf>,
    seeds: Option<String>,
}

impl Given {
    fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Option<Self>, lexopt::Error> {
        let mut parser = lexopt::Parser::from_args(arguments);
        let mut given = Self::default();
        while let Some(argument) = parser.next()? {
            let slot = match argument {
                Short('h') | Long("help") => return Ok(None),
                Long("quick") => {
                    given.quick = true;
                    continue;
                }
                Long("range-test") => {
                    given.range_test = true;
                    continue;
                }
                Long("data") => {
                    given.data.push(PathBuf::from(parser.value()?));
                    continue;
                }
                Long("preset") => {
                    given.preset = Some(parser.value()?.string()?);
                    continue;
                }
                Long("jobs") => {
                    given.jobs = Some(parser.value()?.string()?);
                    continue;
                }
                Long("threads") => {
                    given.threads = Some(parser.value()?.string()?);
                    continue;
                }
                Long("record") => {
                    given.record = Some(parser.value()?.string()?);
                    continue;
                }
                Long("date") => {
                    given.date = Some(parser.value()?.string()?);
                    continue;
                }
                Long("programme") => {
                    given.programme = Some(parser.value()?.string()?);
                    continue;
                }
                Long("seeds") => {
                    given.seeds = Some(parser.value()?.string()?);
                    continue;
                }
                Long("script") => {
                    given.script = Some(parser.value()?.string()?);
                    continue;
                }
                Value(path) if given.config.is_none() => {
                    given.config = Some(PathBuf::from(path));
                    continue;
                }
                Long("out") => &mut given.out,
                Long("study") => &mut given.study,
                Long("from") => &mut given.from,
                Long("keep") => &mut given.keep,
                Long("init") => &mut given.init,
                Long("weights") => &mut given.weights,
                Long("save") => &mut given.save,
                other => return Err(other.unexpected()),
            };
            *slot = Some(PathBuf::from(parser.value()?));
        }
        Ok(Some(given))
    }

    fn command(self) -> Result<Command, String> {
        if self.programme.is_some() || self.out.is_some() || self.seeds.is_some() {
            return self.programme();
        }
        if self.quick && self.preset.is_none() {
            return Err("--quick goes with --preset".to_owned());
        }
        if self.script.is_some() && (self.config.is_some() || self.jobs.is_some()) {
            return Err("--script goes with --study or --preset, and without --jobs".to_owned());
        }
        if self.threads.is_some() && self.config.is_none() {
            return Err("--threads goes with a single run; a study takes --jobs".to_owned());
        }
        if self.from.is_some() && (self.study.is_none() || self.script.is_some()) {
            return Err("--from goes with --study, and without --script".to_owned());
        }
        let is_of_study = self.study.is_some() || self.preset.is_some();
        if self.keep.is_some() && (!is_of_study || self.from.is_some() || self.script.is_some()) {
            return Err(
                "--keep goes with --study or --preset, and without --from and --script".to_owned(),
            );
        }
        if self.record.is_some() || self.date.is_some() {
            return self.recording();
        }
        if self.range_test {
            return self.range_test();
        }
        let results = match (self.from, self.keep) {
            (Some(path), _) => Results::From(path),
            (None, Some(path)) => Results::Keep(path),
            (None, None) => Results::None,
        };
        match (self.config, self.study, self.preset) {
            (Some(config), None, None) if self.jobs.is_none() => Ok(Command::Run {
                config,
                init: self.init,
                weights: self.weights,
                save: self.save.map(saved).transpose()?,
                threads: count("--threads", self.threads)?,
            }),
            (Some(_), None, None) => Err("--jobs goes with --study or --preset".to_owned()),
            (None, None, None) => {
                Err("which CONFIG.json, --study or --preset? (see fit --help)".to_owned())
            }
            (None, ..) if self.init.is_some() || self.weights.is_some() || self.save.is_some() => {
                Err(
                    "--init, --weights and --save go with a single run, not with a study"
                        .to_owned(),
                )
            }
            (None, Some(path), None) => study(Source::File(path), results, self.jobs, self.script),
            (None, None, Some(name)) => {
                study(preset(&name, self.quick)?, results, self.jobs, self.script)
            }
            _ => Err("one at a time: CONFIG.json, --study or --preset (see fit --help)".to_owned()),
        }
    }
}

impl Given {
    fn range_test(self) -> Result<Command, String> {
        let others = [&self.study, &self.init, &self.weights];
        let others = others.iter().any(|other| other.is_some());
        let others =
            others || self.preset.is_some() || self.jobs.is_some() || self.script.is_some();
        match self.config {
            Some(config) if !others && self.threads.is_none() => Ok(Command::RangeTest { config }),
            _ => Err("--range-test goes with CONFIG.json and --data alone".to_owned()),
        }
    }

    fn programme(self) -> Result<Command, String> {
        let (Some(size), Some(out)) = (self.programme, self.out) else {
            return Err("--programme and --out go together, and --seeds with them".to_owned());
        };
        let files = [
            &self.config,
            &self.study,
            &self.from,
            &self.keep,
            &self.init,
            &self.weights,
        ];
        let texts = [
            &self.preset,
            &self.script,
            &self.record,
            &self.date,
            &self.threads,
        ];
        if files.iter().any(|it| it.is_some())
            || texts.iter().any(|it| it.is_some())
            || self.quick
            || self.range_test
        {
            return Err("--programme goes with --out, --seeds, --data and --jobs alone".to_owned());
        }
        let seeds = self.seeds.unwrap_or_else(|| "1".to_owned());
        let programme = format!("{size} {seeds}").parse::<Programme>()?;
        let jobs = count("--jobs", self.jobs)?;
        Ok(Command::Programme {
            programme,
            out,
            jobs,
        })
    }

    fn recording(self) -> Result<Command, String> {
        let others = [
            &self.config,
            &self.study,
            &self.init,
            &self.weights,
            &self.save,
        ];
        let (Some(address), Some(date)) = (self.record, self.date) else {
            return Err("--record and --date go together".to_owned());
        };
        if others.iter().any(|other| other.is_some())
            || self.preset.is_some()
            || self.script.is_some()
            || self.range_test
        {
            return Err("--record goes with --date, --data and --jobs alone".to_owned());
        }
        if !is_date(&date) {
            return Err(format!(
                "--date must be a day such as 2026-11-26, got {date}"
            ));
        }
        let jobs = count("--jobs", self.jobs)?;
        Ok(Command::Record {
            address,
            date,
            jobs,
        })
    }
}

/// A model's file, whose name has to tell its format before anything is trained.
fn saved(path: PathBuf) -> Result<(PathBuf, Format), String> {
    match Format::of(&path.to_string_lossy()) {
        Some(format) => Ok((path, format)),
        None => Err(format!(
            "--save must be a file whose name ends with {}, got {}",
            Format::endings(),
            path.display()
        )),
    }
}

fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
    lengths == [4, 2, 2] && parts.iter().all(is_number)
}

/// What an option counts: from 1 on, one a core where nothing is said.
fn count(option: &str, given: Option<String>) -> Result<usize, String> {
    let Some(written) = given else {
        return Ok(available_parallelism().map_or(1, NonZero::get));
    };
    let count = written.parse::<NonZero<usize>>().map(NonZero::get);
    count.map_err(|_| format!("{option} must be a whole number from 1 on, got {written}"))
}

fn study(
    source: Source,
    results: Results,
    jobs: Option<String>,
    script: Option<String>,
) -> Result<Command, String> {
    if let Some(name) = script {
        let tuner = Tuner::named(&name).ok_or_else(|| {
            let names = Tuner::ALL.map(Tuner::name).join(", ");
            format!("--script must be one of {names}, got {name}")
        })?;
        return Ok(Command::Script { source, tuner });
    }
    let jobs = count("--jobs", jobs)?;
    Ok(Command::Study {
        source,
        results,
        jobs,
    })
}

fn preset(name: &str, quick: bool) -> Result<Source, String> {
    match Experiment::named(name) {
        Some(experiment) => Ok(Source::Preset(experiment.definition(quick))),
        None => {
            let keys = EXPERIMENTS.each_ref().map(|experiment| experiment.key);
            let keys = keys.join(", ");
            Err(format!("--preset must be one of {keys}, got {name}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Option<Arguments>, String> {
        Arguments::parse(line.split_whitespace().map(OsString::from))
    }

    fn command(line: &str) -> Command {
        parse(line).unwrap().unwrap().command
    }

    #[test]
    fn a_figure_is_recorded_with_its_date() {
        let recorded = Command::Record {
            address: "figure.html#epochs=3".to_owned(),
            date: "2026-11-26".to_owned(),
            jobs: 2,
        };
        let line = "--record figure.html#epochs=3 --date 2026-11-26 --jobs 2";
        assert_eq!(command(line), recorded);
        for wrong in [
            "--record figure.html#",
            "--date 2026-11-26",
            "--record f# --date today",
            "--record f# --date 2026-11-26 --quick",
            "--record f# --date 2026-11-26 c.json",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_range_test_is_of_a_single_setting() {
        let config = PathBuf::from("c.json");
        let test = Command::RangeTest { config };
        assert_eq!(command("c.json --range-test --data d"), test);
        for wrong in [
            "--range-test",
            "c.json --range-test --threads 2",
            "c.json --range-test --weights w",
            "--study s.json --range-test",
            "--preset momentum --quick --range-test",
        ] {
            let told = parse(wrong).unwrap_err();
            assert!(told.starts_with("--range-test goes with"), "{told}");
        }
        assert!(parse("--record f# --date 2026-11-26 --range-test").is_err());
    }

    #[test]
    fn a_programme_has_a_size_and_a_folder() {
        let Command::Programme {
            programme,
            out,
            jobs,
        } = command("--programme short --out f --seeds 3 --jobs 2")
        else {
            panic!("it is a programme");
        };
        assert_eq!(programme.to_string(), "short 3");
        assert_eq!((out, jobs), (PathBuf::from("f"), 2));
        for (wrong, said) in [
            ("--programme short", "go together"),
            ("--out f", "go together"),
            ("c.json --seeds 3", "go together"),
            ("--programme long --out f", "glance, short or post"),
            ("--programme short --out f --seeds 99", "from 1 to 20"),
            ("--programme short --out f --quick", "alone"),
            ("--programme short --out f --range-test", "alone"),
            ("--programme short --out f c.json", "alone"),
        ] {
            let told = parse(wrong).unwrap_err();
            assert!(told.contains(said), "{wrong}: {told}");
        }
    }

    #[test]
    fn the_shards_are_looked_for_where_they_are_bundled() {
        let arguments = parse("c.json").unwrap().unwrap();
        assert_eq!(arguments.data, [PathBuf::from("public/mnist")]);
        let run = Command::Run {
            config: PathBuf::from("c.json"),
            init: None,
            weights: None,
            save: None,
            threads: available_parallelism().unwrap().get(),
        };
        assert_eq!(arguments.command, run);
    }

    #[test]
    fn options_stand_before_or_after_the_config() {
        let line = "--init a c.json --weights b --save m.Safetensors --data=d --threads 3";
        let arguments = parse(line);
        let run = Command::Run {
            config: PathBuf::from("c.json"),
            init: Some(PathBuf::from("a")),
            weights: Some(PathBuf::from("b")),
            save: Some((PathBuf::from("m.Safetensors"), Format::Safetensors)),
            threads: 3,
        };
        let expected = Arguments {
            command: run,
            data: vec![PathBuf::from("d")],
        };
        assert_eq!(arguments, Ok(Some(expected)));
    }

    #[test]
    fn a_model_goes_into_a_file_whose_name_tells_its_format() {
        for name in ["model", "model.h5", "safetensors"] {
            let told = parse(&format!("c.json --save {name}")).unwrap_err();
            let expected = format!("got {name}");
            assert!(
                told.starts_with("--save must be a file whose name ends with"),
                "{told}"
            );
            assert!(told.ends_with(&expected), "{told}");
        }
        assert!(parse("--preset momentum --save m.safetensors").is_err());
        for format in Format::ALL {
            assert!(USAGE.contains(&format!(".{}", format.extension())));
        }
    }

    #[test]
    fn a_study_may_go_on_from_the_results_of_another() {
        let Command::Study { results, .. } = command("--study s.json --from r.json") else {
            panic!("it is a study");
        };
        assert_eq!(results, Results::From(PathBuf::from("r.json")));
        for wrong in [
            "--from r.json",
            "c.json --from r.json",
            "--preset momentum --from r.json",
            "--study s.json --from r.json --script optuna",
        ] {
            let told = parse(wrong).unwrap_err();
            assert!(told.starts_with("--from goes with --study"), "{told}");
        }
    }

    #[test]
    fn a_study_may_keep_its_results() {
        for line in [
            "--study s.json --keep r.json",
            "--preset momentum --keep r.json",
        ] {
            let Command::Study { results, .. } = command(line) else {
                panic!("it is a study");
            };
            assert_eq!(results, Results::Keep(PathBuf::from("r.json")));
        }
        for wrong in [
            "--keep r.json",
            "c.json --keep r.json",
            "--study s.json --keep r.json --from o.json",
            "--study s.json --keep r.json --script optuna",
        ] {
            let told = parse(wrong).unwrap_err();
            assert!(
                told.starts_with("--keep goes with --study or --preset"),
                "{told}"
            );
        }
    }

    #[test]
    fn a_study_is_a_file_or_a_preset() {
        let study = |source, jobs| Command::Study {
            source,
            results: Results::None,
            jobs,
        };
        let file = Source::File(PathBuf::from("s.json"));
        assert_eq!(command("--study s.json --jobs 3"), study(file, 3));
        for experiment in &EXPERIMENTS {
            for (flag, quick) in [("", false), ("--quick", true)] {
                let line = format!("{flag} --jobs 1 --preset {}", experiment.key);
                let preset = Source::Preset(experiment.definition(quick));
                assert_eq!(command(&line), study(preset, 1));
            }
        }
    }

    #[test]
    fn a_study_can_be_a_script_for_each_tuner() {
        for tuner in Tuner::ALL {
            let line = format!("--study s.json --script {}", tuner.name());
            let source = Source::File(PathBuf::from("s.json"));
            assert_eq!(command(&line), Command::Script { source, tuner });
            assert!(USAGE.contains(tuner.name()));
        }
    }

    #[test]
    fn a_study_takes_every_core_unless_told_otherwise() {
        let Command::Study { jobs, .. } = command("--study s.json") else {
            panic!("a study")
        };
        assert_eq!(jobs, available_parallelism().unwrap().get());
    }

    #[test]
    fn the_help_names_every_preset() {
        for experiment in &EXPERIMENTS {
            assert!(USAGE.contains(experiment.key), "{}", experiment.key);
        }
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
            ("c.json --jobs 2", "--jobs goes with"),
            (
                "c.json --threads 0",
                "--threads must be a whole number from 1 on, got 0",
            ),
            (
                "--study s.json --threads 2",
                "--threads goes with a single run",
            ),
            ("c.json --quick", "--quick goes with --preset"),
            ("--study s.json --quick", "--quick goes with --preset"),
            ("--study s.json --init w", "not with a study"),
            ("--preset dropout --weights w", "not with a study"),
            ("--preset dropout --study s.json", "one at a time"),
            ("--preset dropout c.json", "one at a time"),
            ("--preset dropout --jobs 0", "got 0"),
            ("--preset dropout --jobs many", "got many"),
            ("c.json --script optuna", "--script goes with"),
            ("--preset dropout --script tpe", "got tpe"),
            ("--preset speed", "got speed"),
        ] {
            let error = parse(line).unwrap_err();
            assert!(error.contains(word), "{line}: {error}");
        }
    }

    #[test]
    fn an_unknown_preset_is_told_all_there_are() {
        let error = parse("--preset speed").unwrap_err();
        let all = "layers-nodes, optimizer, batch-size, learning-rate, momentum, weight-regularization, dropout";
        assert_eq!(error, format!("--preset must be one of {all}, got speed"));
    }
}
