//! What the browser's database has of studies.

use serde::Deserialize;
use serde_json::json;
use tuneground::hyperparams::HyperParams;
use tuneground::state::studies::{Intent, StoredStudy, StudyId};
use tuneground::state::{DeviceChoice, Effect, State};
use tuneground::study::{StudyEvent, StudyFile};

use super::{END, study, text};

/// A record of a study: the first line of an input; an event a line follows.
#[derive(Deserialize)]
struct Record {
    id: StudyId,
    definition: String,
    paused: bool,
}

pub fn check(input: &[u8]) -> String {
    let Some(stored) = read(&text(input)) else {
        return "no record".to_owned();
    };
    let id = stored.id;
    let mut page = State::new(DeviceChoice::Auto, HyperParams::default(), 3);
    let effects = page.take_stored(vec![stored.clone()]);
    page.refresh_study(stored);
    if effects.contains(&Effect::Read(id, Intent::GoOn)) {
        page.go_on_with_study(id);
    } else {
        page.open_study(id);
    }
    let notices = page.notices.list().iter();
    let notices: Vec<&str> = notices.map(|notice| notice.message.as_str()).collect();
    let shown = page.studies.active().map(|active| {
        let json = active.file().to_json();
        let again = StudyFile::from_json(&json).expect("what is kept can be exported and imported");
        assert_eq!(again.to_json(), json, "a healed log needs no other healing");
        study::shown(active)
    });
    format!("{}{END}{}", notices.join(END), shown.unwrap_or_default())
}

/// As the database hands it over: without the events that cannot be read.
fn read(text: &str) -> Option<StoredStudy> {
    let mut lines = text.lines();
    let record: Record = serde_json::from_str(lines.next()?).ok()?;
    let events = lines.filter_map(|line| serde_json::from_str::<StudyEvent>(line).ok());
    Some(StoredStudy {
        id: record.id,
        definition: record.definition,
        paused: record.paused,
        events: events.collect(),
    })
}

pub fn seeds() -> Vec<Vec<u8>> {
    let definition = StudyFile::new(study::plan(3), Vec::new()).to_json();
    let record = |paused: bool| {
        // Studies of before have a number for an id.
        let id = if paused {
            json!(1.0)
        } else {
            json!("1-00000000000000ab")
        };
        let record = json!({"id": id, "definition": definition, "paused": paused});
        record.to_string()
    };
    let of = |log: &Vec<u8>, paused: bool| [record(paused).as_bytes(), b"\n", log].concat();
    let logs = study::logs();
    vec![
        of(&logs[0], false),
        of(&logs[1], true),
        record(false).into_bytes(),
    ]
}
