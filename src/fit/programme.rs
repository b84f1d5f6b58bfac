//! The post's seven experiments one after the other, into a folder: a file for each study, and the report in both forms.
//!
//! What is in the folder is what has been done: a programme that was broken off goes on from its files.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use super::images::Images;
use super::kept::{Kept, write};
use super::{about, study_data};
use crate::dataset::Dataset;
use crate::report::{Links, Material, file_name, html, markdown};
use crate::study::experiments::EXPERIMENTS;
use crate::study::programme::Programme;
use crate::study::{FileError, Study};

/// Where a programme is kept, and how it is trained.
pub struct Folder<'a> {
    pub out: &'a Path,
    pub data: &'a Images,
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
        let kept = Kept::open(&path, plan)?;
        eprintln!("{} of {}: {}", at + 1, EXPERIMENTS.len(), experiment.name);
        if images.is_none() && !kept.study.is_finished() {
            images = Some(Arc::new(study_data(folder.data, kept.study.plan())?));
        }
        let study = match &images {
            Some(images) => kept.train(images, folder.jobs)?,
            None => kept.study,
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
