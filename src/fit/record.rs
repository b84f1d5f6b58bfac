//! A figure's recorded curves: what its link names is trained, and stands in the link from then on.

use std::sync::Arc;

use super::images::Images;
use super::{study_data, train, train_study};
use crate::hyperparams::error::sentence;
use crate::metrics::History;
use crate::protocol::DeviceKind;
use crate::recording::{Made, RecordedRun, Recording};
use crate::state::{FigureLink, recorded_runs};
use crate::study::{FileError, Study, StudyDefinition};

/// Trains what a figure's address names, a study or a run, and gives the address with what that came to.
///
/// # Errors
/// What is wrong with the address or with what it names.
pub fn record(address: &str, date: &str, data: &Images, jobs: usize) -> Result<String, String> {
    let (page, hash) = address
        .split_once('#')
        .ok_or_else(|| format!("an address of a figure has a #, got {address}"))?;
    let (mut link, errors) = FigureLink::parse(hash);
    if !errors.is_empty() {
        return Err(sentence(&errors));
    }
    let base = link.link.hyperparams.clone();
    let (study, errors) = StudyDefinition::from_pairs(&base, &link.study);
    if !errors.is_empty() {
        return Err(sentence(&errors));
    }
    let runs = match study {
        Some(definition) => record_study(definition, data, jobs)?,
        None => vec![record_run(&link, data, jobs)?],
    };
    let made = Made::now(date, DeviceKind::Cpu, &base);
    link.recording = Some(Recording { made, runs });
    Ok(format!("{page}#{}", link.to_hash()))
}

fn record_study(
    definition: StudyDefinition,
    data: &Images,
    jobs: usize,
) -> Result<Vec<RecordedRun>, String> {
    let plan = definition.check();
    let plan = plan.map_err(|errors| FileError::Wrong(errors).to_string())?;
    let dataset = Arc::new(study_data(data, &plan)?);
    let say = |line: &str| eprintln!("{line}");
    let study = train_study(Study::new(plan), &dataset, jobs, &say)?;
    Ok(recorded_runs(&study))
}

fn record_run(link: &FigureLink, data: &Images, threads: usize) -> Result<RecordedRun, String> {
    let checked = link.link.hyperparams.check();
    let checked = checked.map_err(|errors| sentence(&errors))?;
    let dataset = data.dataset(checked.train_images, &checked.data)?;
    let trained = train(checked, dataset, None, threads)?;
    let history = History {
        epochs: trained.epochs,
        first_epoch_steps: Vec::new(),
    };
    Ok(RecordedRun::of("", Vec::new(), &history, trained.outcome))
}
