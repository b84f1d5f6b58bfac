//! The hash of an address.

use tuneground::hyperparams::presets::PRESETS;
use tuneground::state::studies::{Dimension, StudyEditor};
use tuneground::state::{DeviceChoice, Form, Link, State};
use tuneground::study::experiments::EXPERIMENTS;
use tuneground::study::{Study, StudyDefinition};

use super::{END, owned, text};
use crate::fuzz::words;

pub fn check(input: &[u8]) -> String {
    let text = text(input);
    let (link, errors) = Link::parse(&text);
    let hash = link.to_hash();
    let (again, _) = Link::parse(&hash);
    // Values that cannot be read are kept to be shown and named; what separates them is anybody's guess.
    if link.study.as_ref().is_none_or(can_be_read) {
        assert_eq!(again.to_hash(), hash, "a link comes back from its hash");
    }
    State::open(link.clone(), &errors, 4);
    // The form asks each row by itself, which takes long.
    if errors.is_empty() {
        let trouble = Form::from(link.hyperparams.clone()).trouble();
        assert_eq!(trouble.is_some(), link.hyperparams.check().is_err());
    }
    let told = [
        said(&errors),
        warnings(&link),
        link.study.as_ref().map(look).unwrap_or_default(),
    ];
    told.join(END)
}

fn can_be_read(study: &StudyDefinition) -> bool {
    study.space.iter().all(|one| one.errors().is_empty())
}

/// Each error as a sentence of its own.
pub fn said(errors: &[impl ToString]) -> String {
    let errors = errors.iter().map(ToString::to_string);
    errors.collect::<Vec<_>>().join(END)
}

fn warnings(link: &Link) -> String {
    let warnings = link.hyperparams.warnings().into_iter();
    let told = warnings.map(|warning| format!("{} {}", warning.key, warning.message));
    told.collect::<Vec<_>>().join(END)
}

/// What the page shows of a study before it is started.
pub fn look(definition: &StudyDefinition) -> String {
    let editor = StudyEditor::from(definition);
    let errors: Vec<String> = editor
        .dimensions
        .iter()
        .flat_map(Dimension::errors)
        .collect();
    let edited = editor.definition(&definition.base);
    edited.product();
    editor.free_rows(&definition.base);
    match definition.clone().check() {
        Ok(plan) => {
            let study = Study::new(plan);
            assert!(study.ask().is_some(), "a study has something to train");
            let page = State::new(DeviceChoice::Auto, definition.base.clone(), 4);
            page.estimate(&study);
            format!("a study: {}", errors.join(END))
        }
        Err(wrong) => said(&wrong),
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let of = |link: Link| link.to_hash().into_bytes();
    let presets = PRESETS.iter().map(|preset| Link {
        hyperparams: preset.hyperparams(),
        ..Link::default()
    });
    let experiments = EXPERIMENTS.iter().map(|experiment| {
        let study = experiment.definition(true);
        Link {
            hyperparams: study.base.clone(),
            study: Some(study),
            ..Link::default()
        }
    });
    presets.chain(experiments).map(of).collect()
}

pub fn words() -> Vec<String> {
    let mut words = words::of_catalog();
    words.extend(owned([
        "study.vary",
        "study.seeds",
        "study.sampler",
        "study.setting",
        "study.pruner",
        "study.name",
        "device",
        "theme",
        "grid",
        "shuffled-grid",
        "random 5",
        "quasi-random 5",
        "tpe 12 3",
        "gp 12 3",
        "cma_es 12 3",
        "median 3 1",
        "successive-halving 1 3",
        "hyperband 1 9 3",
        "percentile 25 4 2",
        "threshold 0.5 2",
        "patience 3 0",
        "log",
        "x4",
        "x1000",
        "x1000000000000",
        "0.1..0.5",
        "1e-5..0.1 log x4",
        "%2C",
        "%00",
        "%ff",
        "%",
        "+",
        "cpu",
        "webgpu",
        "auto",
        "light",
        "dark",
        "learning_rate:0.1, 0.01",
        "hidden_units:128, 64; 32",
        "=",
        "&",
        "#",
        ";",
        ":",
    ]));
    words
}
