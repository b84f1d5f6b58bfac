//! `fit`: the same training core without a browser. Hyperparameters in as JSON, the History out as JSON; or
//! a study in, as the page exports it or as one of the post's experiments, and its epochs out as CSV; or a figure's
//! address in, and the same with recorded curves out.

mod arguments;
mod images;
mod kept;
mod programme;
mod range_test;
mod record;
mod report;
mod study;
mod threads;
mod weights;

use std::ffi::OsString;
use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use images::Images;
use kept::Kept;
use programme::Folder;

pub use arguments::{Arguments, Command, Results, Source, USAGE};
pub use report::{Report, ReportedEpoch};
pub use study::{images_needed, train_study};
pub use threads::Threads;
pub use weights::{read_weights, write_weights};

use crate::dataset::Dataset;
use crate::export::script;
use crate::hyperparams::{CheckedHyperParams, DataId, HyperParams, error::sentence};
use crate::model::Model;
use crate::model::files::{self, Format};
use crate::study::{FileError, Plan, Study, StudyFile};
use crate::training::device::open_cpu;
use crate::training::{NamedTensor, Reads, Trained, Trainer, fit_with};

/// Trains as the command line says and returns what to print. A study's progress goes to stderr.
///
/// # Errors
/// What is wrong, for people.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Result<String, String> {
    let Some(Arguments { command, data }) = Arguments::parse(arguments)? else {
        return Ok(USAGE.to_owned());
    };
    let data = Images::open(&data)?;
    match command {
        Command::Run {
            config,
            init,
            weights,
            save,
            threads,
        } => {
            let files = [init.as_deref(), weights.as_deref()];
            run_once(&config, &data, files, save, threads)
        }
        Command::RangeTest { config } => run_range_test(&config, &data),
        Command::Study {
            source,
            results,
            jobs,
        } => run_study(&source, &results, &data, jobs),
        Command::Record {
            address,
            date,
            jobs,
        } => Ok(record::record(&address, &date, &data, jobs)? + "\n"),
        Command::Programme {
            programme,
            out,
            jobs,
        } => {
            let (out, data) = (&out, &data);
            programme::programme(programme, &Folder { out, data, jobs })
        }
        Command::Script { source, tuner } => Ok(script(&read_plan(&source)?, tuner)),
    }
}

/// - files: the weights to begin with, and where the final ones go
/// - save: where the model goes
fn run_once(
    config: &Path,
    data: &Images,
    [init, weights]: [Option<&Path>; 2],
    save: Option<(PathBuf, Format)>,
    threads: usize,
) -> Result<String, String> {
    let hyperparams = data.named_in(read_config(config)?);
    let checked = hyperparams.check().map_err(|errors| sentence(&errors))?;
    let initial = init.map(read_weights).transpose()?;
    let dataset = data.dataset(checked.train_images, &checked.data)?;
    let trained = train(checked, dataset, initial, threads)?;
    if let Some(path) = weights {
        write_weights(path, &trained.weights)?;
    }
    if let Some((path, format)) = save {
        let model = Model::new(hyperparams.clone(), trained.variables.clone());
        let model = model.map_err(|error| error.to_string())?;
        let written = fs::write(&path, files::write(&model, format));
        written.map_err(|error| about(&path, &error))?;
    }
    let report = Report::new(hyperparams, &trained);
    let json = serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?;
    Ok(json + "\n")
}

fn run_range_test(config: &Path, data: &Images) -> Result<String, String> {
    let checked = data.named_in(read_config(config)?).check();
    let checked = checked.map_err(|errors| sentence(&errors))?;
    let dataset = data.dataset(checked.train_images, &checked.data)?;
    range_test::range_test(checked, Arc::new(dataset))
}

fn run_study(
    source: &Source,
    results: &Results,
    data: &Images,
    jobs: usize,
) -> Result<String, String> {
    let plan = named_in(read_plan(source)?, data)?;
    let dataset = Arc::new(study_data(data, &plan)?);
    let say = |line: &str| eprintln!("{line}");
    let study = match results {
        Results::None => train_study(Study::new(plan), &dataset, jobs, &say),
        Results::From(path) => {
            let study = read_results(path)?.revised(plan).study;
            train_study(study, &dataset, jobs, &say)
        }
        Results::Keep(path) => Kept::open(path, plan)?.train(&dataset, jobs),
    };
    Ok(study?.to_csv())
}

/// Trains on the CPU to the end, from the seed's weights or from the given ones.
fn train(
    params: CheckedHyperParams,
    dataset: Dataset,
    initial: Option<Vec<NamedTensor>>,
    threads: usize,
) -> Result<Trained, String> {
    let dataset = Arc::new(dataset);
    let helpers = match params.undivided_because() {
        Some(_) => 0,
        None => threads - 1,
    };
    let mut helpers = Threads::start(helpers, &params, &dataset);
    let mut trainer = Trainer::new(params, dataset, &open_cpu(), Reads::Every(1));
    if let Some(weights) = initial {
        trainer
            .set_weights(weights)
            .map_err(|error| error.to_string())?;
    }
    pollster::block_on(fit_with(trainer, &mut helpers)).map_err(|error| error.to_string())
}

fn read_config(path: &Path) -> Result<HyperParams, String> {
    let text = read_text(path)?;
    serde_json::from_str(&text).map_err(|error| about(path, &error))
}

fn read_plan(source: &Source) -> Result<Plan, String> {
    match source {
        Source::File(path) => Ok(read_study(path)?.plan),
        Source::Preset(definition) => {
            let plan = definition.clone().check();
            plan.map_err(|errors| FileError::Wrong(errors).to_string())
        }
    }
}

fn read_study(path: &Path) -> Result<StudyFile, String> {
    StudyFile::from_json(&read_text(path)?).map_err(|error| about(path, &error))
}

fn read_results(path: &Path) -> Result<Study, String> {
    let StudyFile { plan, log } = read_study(path)?;
    let study = Study::replay(plan, &log);
    study.map_err(|(_, error)| about(path, &error))
}

fn read_text(path: &Path) -> Result<String, String> {
    let text = fs::read_to_string(path).map_err(|error| about(path, &error))?;
    // Editors may put a mark before a text, which is none of it.
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

/// A plan whose settings say what they are trained on.
fn named_in(plan: Plan, data: &Images) -> Result<Plan, String> {
    let mut definition = plan.definition().clone();
    definition.base = data.named_in(definition.base);
    if definition.base == plan.definition().base {
        return Ok(plan);
    }
    let plan = definition.check();
    plan.map_err(|errors| FileError::Wrong(errors).to_string())
}

/// The images of a study.
fn study_data(data: &Images, plan: &Plan) -> Result<Dataset, String> {
    let mut named = DataId::default();
    for setting in plan.settings() {
        named = setting.checked.data.clone();
        data.has(&named)?;
    }
    data.dataset(images_needed(plan), &named)
}

fn about(path: &Path, error: &dyn Display) -> String {
    format!("{}: {error}", path.display())
}
