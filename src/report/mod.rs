//! A programme's report: what its studies came to, what went on and why, as one HTML file that opens without a connection,
//! and as Markdown with its pictures inside.
//!
//! ```text
//! studies ──Programme::course──► chapters ──► blocks ──► html, markdown
//! ```
//!
//! | file | concern |
//! |---|---|
//! | `chapters` | what is said of all experiments together, and how all can be had again |
//! | `experiment` | what is said of one |
//! | `results` | the table of an experiment's settings |
//! | `figure` | its curves |
//! | `block` | what a document consists of |
//! | `html`, `markdown` | a document in either form |
//! | `words` | numbers for people |

mod block;
mod chapters;
mod experiment;
mod figure;
mod html;
mod markdown;
mod results;
#[cfg(test)]
mod tests;
mod words;

use crate::protocol::ReportRequest;
use crate::study::programme::Programme;
use crate::study::{Study, StudyFile};

/// What a report is made of.
#[derive(Clone, Copy, Debug)]
pub struct Material<'a> {
    pub programme: Programme,
    /// One for each experiment in the post's order, as far as they have begun; nothing for one that is gone.
    pub studies: &'a [Option<Study>],
    /// What the runs were trained on, for people: "CPU".
    pub device: &'a str,
    /// Of what release of Tuneground: its version or the name of its files.
    pub release: &'a str,
    /// The day of the report; may be empty.
    pub day: &'a str,
    pub links: Links<'a>,
}

/// Where a study can be opened from the report.
#[derive(Clone, Copy, Debug)]
pub enum Links<'a> {
    /// On the page of this address, without its hash.
    Page(&'a str),
    /// As a file beside the report, to be imported into a page: [`file_name`] names it.
    Files,
}

/// The name of an experiment's study beside a report: "3-batch-size.json".
///
/// - at: the experiment's place, from 0
pub fn file_name(at: usize, key: &str) -> String {
    format!("{}-{key}.json", at + 1)
}

/// The report as an HTML document that needs nothing beside it.
pub fn html(material: &Material) -> String {
    html::written(&chapters::of(material))
}

/// The report as Markdown, its pictures as addresses that hold them.
pub fn markdown(material: &Material) -> String {
    markdown::written(&chapters::of(material))
}

/// The report that the page asks for.
///
/// # Errors
/// What is wrong with the request.
pub fn answer(request: &ReportRequest) -> Result<String, String> {
    let programme = request.programme.parse::<Programme>()?;
    let read = |text: &String| {
        if text.is_empty() {
            return Ok(None);
        }
        let file = StudyFile::from_json(text).map_err(|error| error.to_string())?;
        let study = file.study().map_err(|(_, error)| error.to_string())?;
        Ok(Some(study))
    };
    let studies = request.studies.iter().map(read);
    let studies = studies.collect::<Result<Vec<_>, String>>()?;
    let material = Material {
        programme,
        studies: &studies,
        device: &request.device,
        // The name of the folder that all of its files are in.
        release: request.release.trim_matches(['.', '/']),
        day: &request.day,
        links: Links::Page(&request.address),
    };
    Ok(match request.is_markdown {
        true => markdown(&material),
        false => html(&material),
    })
}
