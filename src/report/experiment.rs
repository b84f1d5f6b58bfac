//! What is said of one experiment.

use super::block::{Block, Inline, Row, Table, code, heading, link, strong, text};
use super::figure::figure;
use super::results::{finding, table};
use super::words::{count, duration, percent};
use super::{Links, Material, file_name};
use crate::analysis::{points, verdict};
use crate::hyperparams::permalink::encoded;
use crate::hyperparams::{HyperParams, ParamSpec, held_out_name};
use crate::study::programme::{Step, Taken};
use crate::study::{Comparison, Plan, Study};

/// Its chapter.
///
/// - at: its place, from 0
pub fn chapter(material: &Material, at: usize, step: &Step) -> Vec<Block> {
    let experiment = step.experiment;
    let name = format!("{}. {}", at + 1, experiment.name);
    let mut blocks = vec![heading(experiment.key, name)];
    let Some(study) = step.study else {
        let missing = match step.taken {
            Some(_) => {
                "The study of this experiment has been deleted. What it had chosen is in the settings of the next one."
            }
            None => "This experiment has not begun.",
        };
        blocks.push(Block::Paragraph(vec![text(missing)]));
        return blocks;
    };
    blocks.push(Block::Paragraph(opening(
        material,
        &file_name(at, experiment.key),
        study,
    )));
    if step.taken.is_none() {
        blocks.push(Block::Paragraph(vec![
            strong("It is not finished. "),
            text(standing(study)),
        ]));
    }
    let chosen = step.taken.and_then(Taken::setting);
    if study.trials().iter().any(|trial| trial.epochs() > 0) {
        blocks.push(Block::Picture {
            svg: figure(study, chosen),
            text: format!(
                "{}: accuracy by epoch, a panel for each setting",
                experiment.name
            ),
        });
    }
    let definition = study.plan().definition();
    let reported = experiment.reported_for(definition);
    // Its numbers are those of its own settings, in their order.
    let reported = reported.filter(|all| all.len() == study.plan().settings().len());
    blocks.push(Block::Table(table(study, chosen, reported)));
    if let Some(taken) = step.taken {
        blocks.push(Block::Paragraph(choice(study, taken)));
    }
    blocks.extend(lead(study).map(|said| Block::Paragraph(vec![text(said)])));
    blocks.extend(left_out(study).map(|said| Block::Paragraph(vec![text(said)])));
    let post = [
        strong("The post: "),
        text(format!("{} {}", experiment.conclusion, experiment.caveat)),
    ];
    blocks.push(Block::Paragraph(post.into()));
    blocks.push(Block::Details {
        line: "All that its runs have in common".to_owned(),
        blocks: vec![Block::Table(settings(study.plan()))],
    });
    blocks
}

/// What is swept, how much was trained, and where the study can be opened.
///
/// - file: its name beside the report
fn opening(material: &Material, file: &str, study: &Study) -> Vec<Inline> {
    let definition = study.plan().definition();
    let seconds = study
        .trials()
        .iter()
        .filter_map(|trial| trial.history.last());
    let seconds: f64 = seconds.map(|epoch| epoch.elapsed_ms / 1e3).sum();
    let size = format!(
        "{} of {}, trained for {} in all. ",
        count(study.plan().settings().len(), "setting"),
        count(study.seeds(), "seed"),
        duration(seconds)
    );
    let mut said = vec![text(size)];
    match material.links {
        Links::Page(address) if address.starts_with("http") => {
            let address = format!("{address}#{}", hash(study));
            said.push(link("Open this study", address));
            said.push(text(
                ", to be trained again: its runs come to the same numbers on a CPU.",
            ));
        }
        Links::Page(_) => {}
        Links::Files => {
            said.push(link("The study with its results", file));
            said.push(text(", to be imported into a page."));
        }
    }
    if !definition.note.is_empty() {
        said.push(text(format!(" Note: {}", definition.note)));
    }
    said
}

fn hash(study: &Study) -> String {
    let definition = study.plan().definition();
    let pairs = encoded(definition.to_pairs());
    format!("{}&{pairs}", definition.base.to_base_permalink())
}

fn standing(study: &Study) -> String {
    let counts = study.counts();
    format!(
        "{} of {} have ended.",
        counts.ended(),
        count(study.runs(), "run")
    )
}

/// What goes on, and why.
fn choice(study: &Study, taken: Taken) -> Vec<Inline> {
    let label = |setting: usize| code(study.plan().settings()[setting].label());
    let before = "what there was before goes on";
    match taken {
        Taken::Best { setting } => vec![
            strong("Goes on: "),
            label(setting),
            text(", which has the highest mean."),
        ],
        Taken::Tied {
            setting,
            of,
            is_as_before,
        } => {
            let which = match is_as_before {
                true => "it is the one that there was before",
                false => "it is the first of them",
            };
            let why = format!(". {of} settings share the highest mean, and {which}.");
            vec![strong("Goes on: "), label(setting), text(why)]
        }
        Taken::Kept {
            best,
            mean,
            before: Some(other),
        } => vec![
            strong("Nothing goes on: "),
            text(format!(
                "{before}. It is not among these settings, and without them the programme had come to {}; the best of them, ",
                percent(other)
            )),
            label(best),
            text(format!(
                ", has come to {}, which is no more.",
                percent(mean)
            )),
        ],
        Taken::Kept {
            best,
            mean,
            before: None,
        } => vec![
            strong("Nothing goes on: "),
            text(format!(
                "{before}. It is not among these settings, and nothing that was trained as long on as many images tells what it comes to; the best of them, "
            )),
            label(best),
            text(format!(", has come to {}.", percent(mean))),
        ],
        Taken::Nothing | Taken::Gone => vec![
            strong("Nothing goes on: "),
            text(format!(
                "{before}, since no setting has a result that could be compared."
            )),
        ],
    }
}

/// Whether the best setting's lead is more than chance, in the page's words.
fn lead(study: &Study) -> Option<String> {
    let Comparison::Winner(winner) = study.comparison()? else {
        return None;
    };
    let runner_up = winner.runner_up?;
    let label = |setting: usize| study.plan().settings()[setting].label();
    let table = study.lead_table();
    let found = table.and_then(|table| finding(&table, runner_up.setting));
    let difference = winner.val_accuracy.mean - runner_up.val_accuracy.mean;
    let rest = match found {
        Some(found) => verdict(&found),
        None => ". One seed says nothing about chance: that it goes on is not decided by more than luck.".to_owned(),
    };
    Some(format!(
        "{} is {} percentage points ahead of {}{rest}",
        label(winner.setting),
        points(difference),
        label(runner_up.setting)
    ))
}

fn left_out(study: &Study) -> Option<String> {
    let left_out = study.left_out();
    let counted = [
        (
            left_out.one_digit,
            "seems to predict one digit",
            "seem to predict one digit",
        ),
        (left_out.diverged, "has diverged", "have diverged"),
    ];
    let said = counted.iter().filter(|(count, ..)| *count > 0);
    let said: Vec<String> = said
        .map(|(number, one, many)| {
            let what = if *number == 1 { one } else { many };
            format!("{} {what}", count(*number, "setting"))
        })
        .collect();
    (!said.is_empty()).then(|| format!("Not compared: {}.", said.join("; ")))
}

/// Every hyperparameter that its runs have in common, with its value.
fn settings(plan: &Plan) -> Table {
    let definition = plan.definition();
    let varying = definition.varying();
    let is_common = |row: &&'static ParamSpec| varying.iter().all(|swept| swept.key != row.key);
    let rows = definition.base.applicable().filter(is_common);
    named_values(&definition.base, rows)
}

/// Hyperparameters with their values.
pub fn named_values(of: &HyperParams, rows: impl Iterator<Item = &'static ParamSpec>) -> Table {
    let mut table = Table::new(&["Hyperparameter", "Name", "Value"]);
    table.rows = rows
        .map(|row| Row {
            cells: vec![
                text(row.label),
                code(row.key),
                text(of.get(row).to_string()),
            ],
            is_marked: false,
        })
        .collect();
    table
}

/// What its runs are judged by: "final test accuracy".
pub fn judged(study: &Study) -> String {
    let plan = study.plan();
    let held_out = held_out_name(plan.settings().iter().map(|it| &it.hyperparams));
    format!(
        "{} {held_out} accuracy",
        plan.definition().score.adjective()
    )
}
