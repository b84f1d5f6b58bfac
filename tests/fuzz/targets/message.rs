//! What programs ask of the page, and what workers tell it, in any order.

use tuneground::protocol::{Adapter, DeviceInfo, DeviceKind, RunId, TrainerEvent, WorkerId};
use tuneground::state::page_api::PageRequest;
use tuneground::state::studies::{StudyEditor, StudyId};
use tuneground::state::{Action, DeviceAction, DeviceChoice, Effect, PageEvent, RunCells, State};
use tuneground::study::experiments::EXPERIMENTS;

use super::{END, owned, study, text};

/// A page with a worker, and a study in its editor.
struct Page {
    state: State,
    said: Vec<String>,
}

pub fn check(input: &[u8]) -> String {
    let mut page = Page::open();
    for line in text(input).lines().take(200) {
        page.read(line);
        let runs = &page.state.runs;
        runs.iter().for_each(|run| drop(RunCells::of(run, runs)));
        if let Some(run) = page.state.current_run() {
            run.announcement();
            run.remaining_ms();
            run.suggested_learning_rate();
        }
        page.state.run_progress();
    }
    if let Some(active) = page.state.studies.active() {
        page.said.push(study::shown(active));
    }
    page.said.join(END)
}

impl Page {
    fn open() -> Self {
        let definition = EXPERIMENTS[0].definition(true);
        let base = definition.base.clone();
        let mut state = State::new(DeviceChoice::Auto, base, 3);
        state.studies.editor = StudyEditor::from(&definition);
        let mut page = Self {
            state,
            said: Vec::new(),
        };
        page.send(Action::Device(DeviceAction::Found(Adapter::None {
            reason: String::new(),
        })));
        page
    }

    fn read(&mut self, line: &str) {
        if let Ok(event) = serde_json::from_str::<TrainerEvent>(line) {
            for worker in [WorkerId::MAIN, WorkerId(1), WorkerId(2)] {
                self.send(Action::Worker(worker, event.clone()));
            }
            return;
        }
        let parse = |text: &str| serde_json::from_str(text).map_err(|error| error.to_string());
        match PageRequest::from_json(line, parse) {
            Ok(request) => self.send(Action::Page(request, StudyId::new(1000.0, 7))),
            Err(error) => {
                tell(&PageEvent::error(error.clone()));
                self.said.push(error);
            }
        }
    }

    fn send(&mut self, action: Action) {
        for effect in self.state.apply(action) {
            if let Effect::Publish(event) = &effect {
                tell(event);
            }
            self.said.push(name(&effect));
        }
    }
}

/// What is published has a form that programs can read.
fn tell(event: &PageEvent) {
    let json =
        serde_json::to_value(event.addressed(Some("a"))).expect("what is told has a JSON form");
    assert!(json["tuneground"].is_string(), "it says what it is");
}

/// What kind of effect it is.
fn name(effect: &Effect) -> String {
    let mut told = format!("{effect:?}");
    // "Send(WorkerId(1), Start {…": the name, and that of what it holds.
    let words = told.match_indices(|letter: char| !letter.is_alphanumeric() && letter != ' ');
    let end = words.map(|(at, _)| at).nth(1).unwrap_or(told.len());
    told.truncate(end);
    told
}

pub fn seeds() -> Vec<Vec<u8>> {
    let run_id = RunId(1);
    let device = DeviceInfo {
        kind: DeviceKind::Cpu,
        name: "SIMD".to_owned(),
    };
    let metrics = study::events(1).into_iter().find_map(|event| match event {
        tuneground::study::StudyEvent::EpochEnd { metrics, .. } => Some(metrics),
        _ => None,
    });
    let mut told = vec![
        TrainerEvent::Ready { device },
        TrainerEvent::Loaded {
            train_images: 60_000,
        },
        TrainerEvent::TrainBegin {
            run_id,
            epochs: 2,
            steps_per_epoch: 3,
        },
        TrainerEvent::Progress {
            run_id,
            epoch: 1,
            step: 1,
            images_per_second: 1000.0,
            steps: Vec::new(),
        },
    ];
    told.extend(metrics.map(|metrics| TrainerEvent::EpochEnd {
        run_id,
        metrics,
        images_per_second: 1000.0,
        steps: Vec::new(),
    }));
    let last = [
        TrainerEvent::Paused { run_id },
        TrainerEvent::Resumed { run_id },
        TrainerEvent::TrainEnd {
            run_id,
            outcome: tuneground::metrics::Outcome::Completed,
        },
        TrainerEvent::Failed {
            run_id: None,
            message: "it broke".to_owned(),
        },
        TrainerEvent::LoadFailed {
            message: "HTTP 404".to_owned(),
        },
        TrainerEvent::RatesTested {
            answer: Box::new(tuneground::protocol::RangeAnswer {
                proposed: ["0.003", "0.0001", "0.03"].map(str::to_owned).to_vec(),
                svg: "<svg></svg>".to_owned(),
                explanation: "The loss falls.".to_owned(),
            }),
        },
    ];
    told.extend(last);
    let told: Vec<String> = told
        .iter()
        .map(|event| serde_json::to_string(event).unwrap_or_default())
        .collect();
    ["start", "start-study"]
        .map(|name| {
            let first = format!("{{\"tuneground\": \"{name}\", \"version\": 1}}");
            let stop = name.replace("start", "stop");
            let last = format!("{{\"tuneground\": \"{stop}\"}}");
            [vec![first], told.clone(), vec![last]]
                .concat()
                .join("\n")
                .into_bytes()
        })
        .into_iter()
        .chain(
            [
                r#"{"tuneground": "start", "hyperparameters": {"epochs": 3, "optimizer": "sgd"}}"#,
                r#"{"tuneground": "set", "hyperparameters": {"epochs": 3}}
{"tuneground": "reset", "version": 2}"#,
            ]
            .map(|text| text.as_bytes().to_vec()),
        )
        .collect()
}

pub fn words() -> Vec<String> {
    let mut words = study::words();
    words.extend(owned([
        "tuneground",
        "start",
        "stop",
        "start-study",
        "stop-study",
        "set",
        "reset",
        "measure",
        "ready",
        "unavailable",
        "loading",
        "loaded",
        "load-failed",
        "train-begin",
        "progress",
        "paused",
        "resumed",
        "train-end",
        "warning",
        "failed",
        "run_id",
        "device",
        "epochs",
        "steps_per_epoch",
        "images_per_second",
        "steps",
        "train_images",
        "reason",
        "errors",
        "cpu",
        "web-gpu",
        "hyperparameters",
        "version",
    ]));
    words
}
