//! A study's file and its log.

use std::sync::LazyLock;

use tuneground::export::{Tuner, script};
use tuneground::hyperparams::HyperParams;
use tuneground::hyperparams::catalog::{EPOCHS, LEARNING_RATE, MOMENTUM, OPTIMIZER};
use tuneground::metrics::{EpochMetrics, Outcome};
use tuneground::state::SortKey;
use tuneground::state::studies::{ActiveStudy, StudyId, early_ends, full_titles, histories, shape};
use tuneground::state::{DeviceChoice, State};
use tuneground::study::experiments::EXPERIMENTS;
use tuneground::study::{
    Distribution, FileError, Learner, Plan, Sampler, Span, Study, StudyDefinition, StudyEvent,
    StudyFile, Trial,
};

use super::{END, link, owned, text};

pub fn check_file(input: &[u8]) -> String {
    let text = text(input);
    let file = match StudyFile::from_json(&text) {
        Ok(file) => file,
        Err(FileError::Wrong(errors)) => return link::said(&errors),
        Err(error) => return error.to_string(),
    };
    comes_back(&file);
    let mut page = State::new(DeviceChoice::Auto, HyperParams::default(), 4);
    let effects = page
        .import_study(&text, StudyId::new(1.0, 7))
        .expect("what can be read can be imported");
    let said = page.studies.active().map(shown).unwrap_or_default();
    // A script has a branch for each setting; a study of hundreds is no other than one of a few.
    if file.plan.settings().len() <= 30 {
        for tuner in Tuner::ALL {
            script(&file.plan, tuner);
        }
    }
    format!("{} effects, {said}", effects.len())
}

/// A file that was written is read as the same.
fn comes_back(file: &StudyFile) {
    let json = file.to_json();
    let again = StudyFile::from_json(&json).expect("a study comes back from its file");
    assert_eq!(again.to_json(), json, "a study comes back as it was");
}

fn event_comes_back(event: &StudyEvent) {
    let json = serde_json::to_string(event).expect("an event has a JSON form");
    let again: StudyEvent = serde_json::from_str(&json).expect("an event comes back");
    let again = serde_json::to_string(&again).expect("an event has a JSON form");
    assert_eq!(again, json, "an event comes back as it was");
}

/// What the page shows of a study under way.
pub fn shown(active: &ActiveStudy) -> String {
    let study = &active.study;
    let rows = active.results(SortKey::Final, true);
    active.panels();
    shape(study.plan());
    full_titles(study.plan());
    for setting in 0..study.plan().settings().len() {
        histories(study, setting);
        early_ends(study, setting);
    }
    active.heat_map();
    active.parallel();
    study.to_csv();
    study.importance_table();
    study.lead_table();
    if study.trials().len() <= 12 {
        active.slices();
    }
    let outcomes = rows.iter().map(|row| row.outcome.as_str());
    let outcomes = outcomes.take(8).collect::<Vec<_>>().join(" ");
    format!(
        "{outcomes}: {:?}",
        active.winner().map(|winner| winner.lead)
    )
}

/// An event a line, of a study of a few settings. What does not fit leaves the study as it is.
pub fn check_log(input: &[u8]) -> String {
    static PLAN: LazyLock<Plan> = LazyLock::new(|| plan(3));
    let mut study = Study::new(PLAN.clone());
    let (mut log, mut said) = (Vec::new(), Vec::new());
    for line in text(input).lines() {
        let event = match serde_json::from_str::<StudyEvent>(line) {
            Ok(event) => event,
            Err(error) => {
                said.push(error.to_string());
                continue;
            }
        };
        event_comes_back(&event);
        let before = study.counts();
        match study.admit(&event) {
            Ok(()) => log.push(event),
            Err(error) => {
                assert_eq!(
                    study.counts(),
                    before,
                    "what cannot be leaves all as it was"
                );
                said.push(error.to_string());
            }
        }
        if study.trials().len() <= 30 {
            for trial in 0..study.trials().len() {
                study.verdict(trial);
            }
        }
    }
    let file = StudyFile::new(PLAN.clone(), log);
    let replayed = file
        .study()
        .expect("a log of events that came to pass can be replayed");
    study.interrupt();
    assert_eq!(
        replayed.counts(),
        study.counts(),
        "a log tells the whole study"
    );
    let epochs = |study: &Study| study.trials().iter().map(Trial::epochs).collect::<Vec<_>>();
    assert_eq!(epochs(&replayed), epochs(&study), "a log tells every epoch");
    // Changed, in another order and with other seeds, it has a log that tells of it as a whole.
    static CHANGED: LazyLock<Plan> = LazyLock::new(|| changed(2));
    let revision = replayed.revised(CHANGED.clone());
    let again = Study::replay(CHANGED.clone(), &revision.log).expect("it can be replayed");
    assert_eq!(again.counts(), revision.study.counts(), "its log tells it");
    assert!(
        again.counts().complete <= study.counts().complete,
        "nothing is invented"
    );
    let active = ActiveStudy::resumed(StudyId::new(1.0, 7), replayed, file.log);
    format!("{}{END}{}", said.join(END), shown(&active))
}

/// A study of four settings.
pub fn plan(seeds: usize) -> Plan {
    let definition = EXPERIMENTS[0].definition(true);
    let definition = StudyDefinition {
        seeds,
        // As many as the events tell of.
        base: definition.base.clone().with(&EPOCHS, 2.0),
        ..definition
    };
    definition.check().expect("an experiment can be trained")
}

/// The same with its settings the other way round.
fn changed(seeds: usize) -> Plan {
    let mut definition = plan(seeds).definition().clone();
    definition.space.reverse();
    definition.check().expect("a study can be turned round")
}

pub fn events(trials: usize) -> Vec<StudyEvent> {
    let epoch = |trial: usize, epoch: usize| StudyEvent::EpochEnd {
        trial,
        metrics: EpochMetrics {
            epoch,
            loss: 1.0 / epoch as f64,
            accuracy: 0.5 + 0.01 * (trial + epoch) as f64,
            val_loss: 1.1 / epoch as f64,
            val_accuracy: 0.5 + 0.011 * (trial + epoch) as f64,
            elapsed_ms: 100.0 * epoch as f64,
            learning_rate: Some(0.001),
            penalty: None,
            val_penalty: None,
        },
    };
    let whole = |trial: usize| {
        let outcome = Outcome::Completed;
        let end = StudyEvent::TrialEnd { trial, outcome };
        [
            StudyEvent::TrialBegin { trial },
            epoch(trial, 1),
            epoch(trial, 2),
            end,
        ]
    };
    let mut events: Vec<StudyEvent> = (0..trials).flat_map(whole).collect();
    let message = "it broke".to_owned();
    events.extend([
        StudyEvent::TrialBegin { trial: trials },
        StudyEvent::TrialLost {
            trial: trials,
            message: message.clone(),
        },
        StudyEvent::TrialBegin { trial: trials },
        StudyEvent::TrialFailed {
            trial: trials,
            message,
        },
        StudyEvent::TrialBegin { trial: trials + 1 },
        StudyEvent::TrialRequeued { trial: trials + 1 },
        StudyEvent::TrialSkipped { trial: trials + 1 },
        StudyEvent::TrialTimed {
            trial: trials,
            span: Span {
                worker: 1,
                from_ms: 1.7e12,
                to_ms: 1.7e12 + 2.5,
            },
        },
        StudyEvent::SettingDropped { setting: 1 },
        StudyEvent::SeedsSet { seeds: 4 },
        StudyEvent::LeadersSeeded {
            settings: vec![0, 2],
            seeds: 6,
            look: 6,
            of: 6,
        },
    ]);
    events
}

pub fn files() -> Vec<Vec<u8>> {
    let of = |definition: StudyDefinition, log: Vec<StudyEvent>| {
        let plan = definition.check().expect("an experiment can be trained");
        StudyFile::new(plan, log).to_json().into_bytes()
    };
    let bare = EXPERIMENTS
        .iter()
        .map(|experiment| of(experiment.definition(true), Vec::new()));
    let told = StudyFile::new(plan(3), events(2)).to_json().into_bytes();
    bare.chain([told, learning().to_json().into_bytes()])
        .collect()
}

/// A study whose last setting but one was drawn by the results of the ten before it.
fn learning() -> StudyFile {
    let definition = StudyDefinition {
        sampler: Sampler::Adaptive {
            learner: Learner::Tpe,
            settings: 12,
            round: 2,
        },
        space: vec![
            Distribution::parse(&LEARNING_RATE, "0.0001..1 log"),
            Distribution::list(&OPTIMIZER, ["sgd", "adam"]),
            Distribution::parse(&MOMENTUM, "0..0.9"),
        ],
        seeds: 1,
        ..plan(1).definition().clone()
    };
    let plan = definition
        .check()
        .expect("a study of ranges can be trained");
    let mut log = events(10);
    log.truncate(40);
    log.push(StudyEvent::SettingsDrawn {
        settings: vec!["learning_rate:0.02; optimizer:sgd; momentum:0.5".to_owned()],
    });
    log.push(StudyEvent::TrialBegin { trial: 10 });
    StudyFile::new(plan, log)
}

pub fn logs() -> Vec<Vec<u8>> {
    let line = |event: &StudyEvent| serde_json::to_string(event).unwrap_or_default();
    let of = |trials: usize| {
        events(trials)
            .iter()
            .map(line)
            .collect::<Vec<_>>()
            .join("\n")
    };
    [1, 3, 9].map(|trials| of(trials).into_bytes()).to_vec()
}

pub fn words() -> Vec<String> {
    let mut words = link::words();
    words.extend(owned([
        "format",
        "version",
        "name",
        "hyperparameters",
        "search_space",
        "hyperparameter",
        "values",
        "low",
        "high",
        "count",
        "log",
        "sampler",
        "kind",
        "settings",
        "seeds",
        "pruner",
        "events",
        "event",
        "trial",
        "metrics",
        "outcome",
        "message",
        "setting",
        "trial-begin",
        "epoch-end",
        "trial-end",
        "trial-pruned",
        "trial-failed",
        "trial-lost",
        "trial-requeued",
        "trial-skipped",
        "setting-dropped",
        "seeds-set",
        "settings-drawn",
        "leaders-seeded",
        "setting-tested",
        "look",
        "of",
        "note",
        "numbering",
        "sampler-stopped",
        "tpe",
        "gp",
        "cma_es",
        "round",
        "completed",
        "early-stopped",
        "stopped",
        "diverged",
        "epoch",
        "step",
        "best_epoch",
        "loss",
        "accuracy",
        "val_loss",
        "val_accuracy",
        "elapsed_ms",
        "listed",
        "shuffled-grid",
        "quasi-random",
        "median",
        "asha",
        "hyperband",
        "percentile",
        "threshold",
        "patience",
        "startup_trials",
        "warmup_epochs",
        "min_epochs",
        "reduction_factor",
        "tuneground-study",
        "null",
        "{\"event\":\"trial-begin\",\"trial\":0}\n",
        "{\"event\":\"sampler-stopped\"}\n",
        "{\"event\":\"settings-drawn\",\"settings\":[]}\n",
        "{\"event\":\"leaders-seeded\",\"settings\":[0,1],\"seeds\":4,\"look\":1,\"of\":6}\n",
        "{\"event\":\"leaders-seeded\",\"settings\":[],\"seeds\":4,\"look\":2,\"of\":6}\n",
        "{\"event\":\"setting-tested\",\"setting\":0,\"accuracy\":0.5}\n",
        "{\"event\":\"trial-requeued\",\"trial\":0}\n",
    ]));
    words
}
