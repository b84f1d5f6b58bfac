//! What is said of all experiments together, and how all can be had again.

use super::block::{Block, Document, Inline, Row, Table, code, heading, link, strong, text};
use super::experiment::{chapter, judged, named_values};
use super::words::{count, percent};
use super::{Links, Material};
use crate::dataset::SHARDS;
use crate::hyperparams::HyperParams;
use crate::hyperparams::catalog::{EPOCHS, SEED, TRAIN_IMAGES};
use crate::hyperparams::presets::{POST_ADDRESS, POST_AUTHOR, POST_TITLE};
use crate::study::Study;
use crate::study::experiments::EXPERIMENTS;
use crate::study::programme::{Course, Size, Step, Taken};

/// The whole report.
pub fn of(material: &Material) -> Document {
    let studies: Vec<Option<&Study>> = material.studies.iter().map(Option::as_ref).collect();
    let course = material.programme.course(&studies);
    let mut blocks = opening(material, &course);
    blocks.push(Block::Table(overview(&course)));
    blocks.extend(ending(material, &course));
    for (at, step) in course.steps.iter().enumerate() {
        if step.study.is_some() || step.taken.is_some() {
            blocks.extend(chapter(material, at, step));
        }
    }
    blocks.extend(rules());
    blocks.extend(again(material));
    Document {
        title: "Seven experiments, each from the winner of the one before".to_owned(),
        blocks,
    }
}

fn size(size: Size) -> &'static str {
    match size {
        Size::Glance => {
            "for a glance, on 1,000 images for a twentieth of the post’s epochs, which shows how it goes and proves nothing"
        }
        Size::Short => "in their short form, on 10,000 images for half of the post’s epochs",
        Size::Post => "as the post has them, on 60,000 images",
    }
}

fn opening(material: &Material, course: &Course) -> Vec<Block> {
    let day = match material.day {
        "" => String::new(),
        day => format!(" Written on {day}."),
    };
    let said = vec![
        text("The experiments of "),
        link(format!("“{POST_TITLE}”"), POST_ADDRESS),
        text(format!(
            " by {POST_AUTHOR}, {}, with {} a setting, trained by Tuneground.{day}",
            size(material.programme.size),
            count(material.programme.seeds, "seed")
        )),
    ];
    let mut blocks = vec![Block::Paragraph(said)];
    if let Some((at, open)) = course.open() {
        let names = EXPERIMENTS.iter().skip(at).map(|it| it.name);
        let names: Vec<&str> = names.collect();
        let begun = match open.study {
            Some(_) => "the first of them is under way",
            None => "none of them has begun",
        };
        blocks.push(Block::Paragraph(vec![
            strong("This report is not finished. "),
            text(format!("Missing are: {}; {begun}.", names.join(", "))),
        ]));
    }
    blocks
}

/// A row for each experiment.
fn overview(course: &Course) -> Table {
    let mut table = Table::new(&[
        "Experiment",
        "Goes on",
        "#Mean",
        "#n",
        "The post goes on with",
    ]);
    let posts = [
        "2 layers of 128",
        "Adam",
        "30,000",
        ".001",
        ".1",
        "L2 of .0001",
        "(.75 does best)",
    ];
    for (at, (experiment, post)) in EXPERIMENTS.iter().zip(posts).enumerate() {
        let step = course.steps.get(at);
        let name = link(experiment.name, format!("#{}", experiment.key));
        let has_chapter = step.is_some_and(|step| step.study.is_some() || step.taken.is_some());
        let name = if has_chapter {
            name
        } else {
            text(experiment.name)
        };
        let mut cells = vec![name];
        cells.extend(step.map_or_else(not_yet, gone_on));
        cells.push(text(post));
        table.rows.push(Row {
            cells,
            is_marked: false,
        });
    }
    table
}

fn not_yet() -> [Inline; 3] {
    [text("not yet"), text("–"), text("–")]
}

fn gone_on(step: &Step) -> [Inline; 3] {
    let Some(taken) = step.taken else {
        return not_yet();
    };
    let chosen = taken.setting().zip(step.study);
    let result = chosen.and_then(|(setting, study)| {
        let summary = study.summaries().into_iter().nth(setting)?;
        let label = study.plan().settings()[setting].label();
        Some((label, summary.final_val_accuracy?))
    });
    match (result, taken) {
        (Some((label, stats)), _) => [
            code(label),
            text(percent(stats.mean)),
            text(stats.n.to_string()),
        ],
        (None, Taken::Gone) => [text("its study is deleted"), text("–"), text("–")],
        (None, _) => [text("what there was before"), text("–"), text("–")],
    }
}

/// What has come of all of them.
fn ending(material: &Material, course: &Course) -> Vec<Block> {
    if course.steps.iter().all(|step| step.taken.is_none()) {
        return Vec::new();
    }
    let title = match course.open() {
        Some(_) => "What it has come to so far",
        None => "What it has come to",
    };
    let base = &course.base;
    let chosen = base.applicable().filter(|row| {
        let is_size = [&EPOCHS, &TRAIN_IMAGES, &SEED]
            .iter()
            .any(|own| own.key == row.key);
        !is_size && base.get(row) != HyperParams::default().get(row)
    });
    let mut said = vec![text(
        "These hyperparameters have gone on; all others have their defaults. ",
    )];
    if let Links::Page(address) = material.links
        && address.starts_with("http")
    {
        let address = format!("{address}#{}", base.to_permalink());
        said.push(link("Open them as a single run", address));
        said.push(text("."));
    }
    let judged = course.steps.iter().find_map(|step| step.study).map(judged);
    let judged = judged.unwrap_or_default();
    let caution = format!(
        "Every choice was made by the {judged}, on the same images as all others: so the accuracy of what was chosen \
         is a little better than it would be on images that nobody has looked at."
    );
    vec![
        heading("result", title),
        Block::Paragraph(said),
        Block::Table(named_values(base, chosen)),
        Block::Paragraph(vec![text(caution)]),
    ]
}

/// How it was chosen and compared.
fn rules() -> Vec<Block> {
    let rules = [
        "From each experiment the setting of the highest mean goes on, as in the post, whether or not its lead is told from chance; beside it stands which it is.",
        "Of several that share the highest mean the one goes on that there was before, else the first.",
        "Where an experiment does not try what there was before (no dropout, Adam where momentum is swept), its best setting has to come to more than the programme had come to without it, in runs of as many epochs on as many images.",
        "Settings of which a run diverged or seems to predict one digit, or whose runs have all failed, are not compared. Where none is left, all stays as it was.",
        "Every setting meets the same seeds. Differences from the best are tested seed by seed by Student’s t-test where both met the same seeds, else by Welch’s. Holm’s correction is for all pairs of settings of the experiment, since best and second best were picked by the results that are tested; intervals are of the one comparison.",
        "The interval of a mean is Student’s, over seeds. One seed has none.",
    ];
    let rules = rules.iter().map(|rule| vec![text(*rule)]).collect();
    vec![heading("rules", "How it was chosen"), Block::List(rules)]
}

/// What is needed to have all of it again.
fn again(material: &Material) -> Vec<Block> {
    let studies = material.studies.iter().flatten();
    let mut seeds: Vec<u32> = studies
        .flat_map(Study::trials)
        .map(|trial| trial.seed)
        .collect();
    seeds.sort_unstable();
    seeds.dedup();
    let seeds: Vec<String> = seeds.iter().map(u32::to_string).collect();
    let command = format!(
        "fit --programme {} --seeds {} --out FOLDER",
        material.programme.size.name(),
        material.programme.seeds
    );
    let items = vec![
        vec![text(format!("Tuneground, release {}.", material.release))],
        vec![text(format!(
            "Trained on: {}. On a CPU curves repeat to the last bit, on every machine; on a GPU nearly.",
            material.device
        ))],
        vec![text(format!("Seeds: {}.", seeds.join(", ")))],
        vec![text("Without a browser: "), code(command), text(".")],
        vec![text(
            "MNIST, as it is bundled, with these sums of its unzipped shards:",
        )],
    ];
    let mut shards = Table::new(&["Shard", "#Images", "SHA-256"]);
    shards.rows = SHARDS
        .iter()
        .map(|shard| Row {
            cells: vec![
                code(shard.file),
                text(shard.images.to_string()),
                code(shard.sha256),
            ],
            is_marked: false,
        })
        .collect();
    vec![
        heading("again", "How to have it again"),
        Block::List(items),
        Block::Table(shards),
    ]
}
