//! The post's seven experiments one after the other, into a folder: a file for each study, and the report in both forms.
//!
//! What is in the folder is what has been done: a programme that was broken off goes on from its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::study::{images_needed, train_kept};
use super::{about, read_data};
use crate::dataset::Dataset;
use crate::report::{Links, Material, file_name, html, markdown};
use crate::study::experiments::EXPERIMENTS;
use crate::study::programme::Programme;
use crate::study::{FileError, Plan, Study, StudyEvent, StudyFile, TrialState};

/// Where a programme is kept, and how it is trained.
pub struct Folder<'a> {
    pub out: &'a Path,
    /// Of the shards.
    pub data: &'a Path,
    /// Runs at once.
    pub jobs: usize,
}

/// Trains what is missing, writes the reports and tells where they are.
///
/// # Errors
/// What is wrong with the folder or a file in it, for people.
pub fn programme(programme: Programme, folder: &Folder) -> Result<String, String> {
    fs::create_dir_all(folder.out).map_err(|error| about(folder.out, &error))?;
    let mut studies: Vec<Option<Study>> = Vec::new();
    let mut images: Option<Arc<Dataset>> = None;
    for (at, experiment) in EXPERIMENTS.iter().enumerate() {
        let path = folder.out.join(file_name(at, experiment.key));
        let known: Vec<Option<&Study>> = studies.iter().map(Option::as_ref).collect();
        let definition = programme.course(&known).next();
        let definition = definition.ok_or("an experiment has no end")?;
        let plan = definition.check();
        let plan = plan.map_err(|errors| FileError::Wrong(errors).to_string())?;
        let (study, log) = begun(&path, plan)?;
        eprintln!("{} of {}: {}", at + 1, EXPERIMENTS.len(), experiment.name);
        let needed = images_needed(study.plan());
        if images.is_none() && !study.is_finished() {
            images = Some(Arc::new(read_data(folder.data, needed)?));
        }
        let study = match &images {
            Some(images) if !study.is_finished() => train(study, log, images, folder.jobs, &path)?,
            _ => study,
        };
        studies.push(Some(study));
        write_reports(programme, &studies, folder.out)?;
    }
    Ok(format!(
        "{}\n{}\n",
        folder.out.join(HTML).display(),
        folder.out.join(MARKDOWN).display()
    ))
}

const HTML: &str = "report.html";
const MARKDOWN: &str = "report.md";

/// A study as its file has left it, with what was under way back in line; where there is none, from its start.
fn begun(path: &Path, plan: Plan) -> Result<(Study, Vec<StudyEvent>), String> {
    if !path.exists() {
        return Ok((Study::new(plan), Vec::new()));
    }
    let text = fs::read_to_string(path).map_err(|error| about(path, &error))?;
    let file = StudyFile::from_json(&text).map_err(|error| about(path, &error))?;
    if !file.plan.trains_as(&plan) {
        return Err(about(
            path,
            &"this study is another one than the programme comes to here: name another folder, or remove it",
        ));
    }
    let mut study = file.study().map_err(|(_, error)| about(path, &error))?;
    let mut log = file.log;
    let running = study.trials().iter();
    let running = running.filter(|trial| trial.state == TrialState::Running);
    let running: Vec<usize> = running.map(|trial| trial.number).collect();
    for trial in running {
        let event = StudyEvent::TrialRequeued { trial };
        study.apply(&event).map_err(|error| about(path, &error))?;
        log.push(event);
    }
    Ok((study, log))
}

/// Trains what is missing of a study; its file has every run that has ended.
///
/// - log: what has happened in it before
fn train(
    study: Study,
    log: Vec<StudyEvent>,
    images: &Arc<Dataset>,
    jobs: usize,
    path: &Path,
) -> Result<Study, String> {
    let plan = study.plan().clone();
    let trouble = Mutex::new(None);
    let say = |line: &str, since: &[StudyEvent]| {
        eprintln!("{line}");
        let file = StudyFile::new(plan.clone(), [&log, since].concat());
        if let Err(error) = write(path, &file.to_json()) {
            *trouble.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    };
    let study = train_kept(study, images, jobs, &say)?;
    match trouble.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(study),
    }
}

fn write_reports(
    programme: Programme,
    studies: &[Option<Study>],
    out: &Path,
) -> Result<(), String> {
    let material = Material {
        programme,
        studies,
        device: "CPU",
        release: env!("CARGO_PKG_VERSION"),
        day: "",
        links: Links::Files,
    };
    write(&out.join(HTML), &html(&material))?;
    write(&out.join(MARKDOWN), &markdown(&material))
}

/// Whole or not at all: who is broken off in between leaves the file of before.
fn write(path: &Path, text: &str) -> Result<(), String> {
    let new = PathBuf::from(format!("{}.new", path.display()));
    fs::write(&new, text).map_err(|error| about(&new, &error))?;
    fs::rename(&new, path).map_err(|error| about(path, &error))
}
