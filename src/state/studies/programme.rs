//! The post's experiments one after the other, unattended.
//!
//! What is kept of a programme is which studies are its own: all else follows from these. It is on as long as its study on
//! the page is trained; whoever pauses, stops or leaves that study, or closes the page, finds the programme where it was.

use super::start::is_same;
use super::{ActiveStudy, Intent, SavedStudy, Storage, Studies, StudyEditor, StudyId};
use crate::protocol::ReportRequest;
use crate::state::{Effect, State, text};
use crate::study::experiments::EXPERIMENTS;
use crate::study::programme::Programme;
use crate::study::{Study, StudyDefinition};

/// What is asked of the programme.
#[derive(Clone, Debug)]
pub enum ProgrammeAction {
    /// What the browser has kept of an earlier visit: [`State::programme_to_keep`].
    Remember(String),
    /// Begin one anew, its first study with this id.
    Start(Programme, StudyId),
    /// Begin the next study, with this id.
    Next(StudyId),
    /// Go on where it was stopped; a study that is to begin has this id.
    Resume(StudyId),
    Stop,
}

/// A programme of this browser.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unattended {
    programme: Programme,
    /// In the order of the experiments, as far as they have begun.
    studies: Vec<StudyId>,
    is_on: bool,
}

/// What there is to say of the programme.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgrammeTold {
    /// "3 of 7: Batch size, 2 of 4 runs".
    pub said: String,
    pub is_on: bool,
    /// Whether all of its studies have ended.
    pub is_over: bool,
}

impl Unattended {
    /// "on short 5 1764111600000-0123456789abcdef".
    fn to_text(&self) -> String {
        let on = if self.is_on { "on" } else { "off" };
        let studies = self.studies.iter().map(|id| format!(" {id}"));
        format!("{on} {}{}", self.programme, studies.collect::<String>())
    }

    fn from_text(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let is_on = words.next()? == "on";
        let programme = format!("{} {}", words.next()?, words.next()?);
        let studies: Result<Vec<StudyId>, _> = words.map(str::parse).collect();
        let studies = studies.ok()?;
        (studies.len() <= EXPERIMENTS.len()).then_some(Self {
            programme: programme.parse().ok()?,
            studies,
            is_on,
        })
    }
}

impl Studies {
    /// Whether a study is one of the programme's.
    fn is_of_programme(&self, id: StudyId) -> bool {
        let own = self.unattended.as_ref();
        own.is_some_and(|own| own.studies.contains(&id))
    }

    /// Turns the programme on or off with the study on the page, if that is its own.
    pub(super) fn follow_active(&mut self, is_on: bool) {
        let active = self.active.as_ref().map(|active| active.id);
        if active.is_some_and(|id| self.is_of_programme(id))
            && let Some(own) = &mut self.unattended
        {
            own.is_on = is_on;
        }
    }

    /// Whether the programme waits for a study, now that this one comes onto the page.
    pub(super) fn is_awaited(&self, id: StudyId) -> bool {
        let own = self.unattended.as_ref().filter(|own| own.is_on);
        own.is_some_and(|own| own.studies.last() == Some(&id))
    }

    fn saved_of(&self, id: StudyId) -> Option<&SavedStudy> {
        self.saved.iter().find(|saved| saved.id == id)
    }

    fn active_of(&self, id: StudyId) -> Option<&ActiveStudy> {
        self.active.as_ref().filter(|active| active.id == id)
    }

    /// A study by its id; nothing where it was deleted.
    fn study_of(&self, id: StudyId) -> Option<Study> {
        match self.active_of(id) {
            Some(active) => Some(active.study.clone()),
            None => {
                let file = self.saved_of(id)?.file.clone();
                Some(Study::heal(file.plan, file.log).0)
            }
        }
    }

    fn has_ended(&self, id: StudyId) -> bool {
        match self.active_of(id) {
            Some(active) => active.study.is_finished(),
            None => self.saved_of(id).is_none_or(|saved| saved.is_finished),
        }
    }
}

impl State {
    pub(super) fn apply_to_programme(&mut self, action: ProgrammeAction) -> Vec<Effect> {
        match action {
            ProgrammeAction::Remember(text) => {
                self.studies.unattended = Unattended::from_text(&text);
                Vec::new()
            }
            ProgrammeAction::Start(programme, id) => {
                self.studies.unattended = Some(Unattended {
                    programme,
                    studies: Vec::new(),
                    is_on: false,
                });
                self.begin_next(id, true)
            }
            ProgrammeAction::Next(id) if self.programme_is_due() => self.begin_next(id, false),
            ProgrammeAction::Next(_) => Vec::new(),
            ProgrammeAction::Resume(id) => self.resume_programme(id),
            ProgrammeAction::Stop => {
                let effects = self.pause_study();
                self.studies.follow_active(false);
                effects
            }
        }
    }

    /// What is kept from visit to visit.
    pub fn programme_to_keep(&self) -> Option<String> {
        self.studies.unattended.as_ref().map(Unattended::to_text)
    }

    /// Whether the next study is to begin now.
    pub fn programme_is_due(&self) -> bool {
        let studies = &self.studies;
        let own = studies.unattended.as_ref().filter(|own| own.is_on);
        let last = own.filter(|own| own.studies.len() < EXPERIMENTS.len());
        let last = last.and_then(|own| studies.active_of(*own.studies.last()?));
        last.is_some_and(|active| active.study.is_finished())
    }

    /// What there is to say of it.
    pub fn programme_told(&self) -> Option<ProgrammeTold> {
        // Before they are read it cannot be told from one whose studies are deleted.
        let is_read = self.studies.storage != Storage::Opening;
        let own = self.studies.unattended.as_ref().filter(|_| is_read)?;
        let (at, all) = (own.studies.len(), EXPERIMENTS.len());
        let last = *own.studies.last()?;
        let name = EXPERIMENTS.get(at.checked_sub(1)?)?.name;
        let is_over = at == all && self.studies.has_ended(last);
        let runs = match self.studies.active_of(last) {
            Some(active) => text::runs_trained(active.study.counts(), active.is_stopped()),
            None => self
                .studies
                .saved_of(last)
                .map_or_else(|| "its study is deleted".to_owned(), SavedStudy::standing),
        };
        // Who follows a link to another study has left it where it was.
        let is_on = own.is_on && self.studies.active_of(last).is_some();
        let stopped = if is_on { "" } else { "Stopped. " };
        Some(ProgrammeTold {
            said: match is_over {
                true => "All seven have ended.".to_owned(),
                false => format!("{stopped}{at} of {all}: {name}, {runs}"),
            },
            is_on: is_on && !is_over,
            is_over,
        })
    }

    /// How long a programme takes from its start: "about 6 min on this machine"; nothing before the machine was measured.
    pub fn programme_time(&self, programme: Programme) -> Option<String> {
        let seconds = |definition: StudyDefinition| {
            let plan = definition.check().ok()?;
            self.seconds_left(&Study::new(plan))
        };
        let all = programme.course(&[]);
        let seconds: Option<f64> = all.to_begin().map(seconds).sum();
        let time = text::duration(seconds? * 1e3);
        Some(format!("about {time} on this machine"))
    }

    /// What its report is made of, but for what the page knows.
    pub fn programme_report(&self) -> Option<ReportRequest> {
        let own = self.studies.unattended.as_ref()?;
        let file = |id: &StudyId| match self.studies.active_of(*id) {
            Some(active) => active.file().to_json(),
            None => self
                .studies
                .saved_of(*id)
                .map_or_else(String::new, |saved| saved.file.to_json()),
        };
        Some(ReportRequest {
            programme: own.programme.to_string(),
            studies: own.studies.iter().map(file).collect(),
            device: self.study_device().label().to_owned(),
            ..ReportRequest::default()
        })
    }

    /// - is_first: whether form and editor are to hold it in any case
    fn begin_next(&mut self, id: StudyId, is_first: bool) -> Vec<Effect> {
        let Some(own) = self.studies.unattended.clone() else {
            return Vec::new();
        };
        let studies: Vec<Option<Study>> = own
            .studies
            .iter()
            .map(|id| self.studies.study_of(*id))
            .collect();
        let known: Vec<Option<&Study>> = studies.iter().map(Option::as_ref).collect();
        let course = own.programme.course(&known);
        let (Some((at, _)), Some(definition)) = (course.open(), course.next()) else {
            return Vec::new();
        };
        let Ok(plan) = self.studies.named(definition).check() else {
            return Vec::new();
        };
        let follows = is_first || self.holds_active();
        let definition = plan.definition().clone();
        let mut effects = self.begin_study(plan, id);
        if follows {
            self.studies.editor = StudyEditor {
                quick: self.studies.editor.quick,
                ..StudyEditor::from(&definition)
            };
            effects.extend(self.fill_form(definition.base));
        }
        let mut begun = own.studies;
        begun.truncate(at);
        begun.push(id);
        self.studies.unattended = Some(Unattended {
            programme: own.programme,
            studies: begun,
            is_on: true,
        });
        effects
    }

    /// Whether the editor holds the study on the page, so that nothing of anybody's is lost with what is in it.
    fn holds_active(&self) -> bool {
        let definition = self.studies.editor.definition(self.form.hyperparams());
        let active = self.studies.active.as_ref();
        active.is_some_and(|active| is_same(active, &definition))
    }

    fn resume_programme(&mut self, id: StudyId) -> Vec<Effect> {
        let Some(own) = &mut self.studies.unattended else {
            return Vec::new();
        };
        own.is_on = true;
        let last = own.studies.last().copied();
        match last.filter(|last| !self.studies.has_ended(*last)) {
            Some(last) if self.studies.active_of(last).is_some() => self.resume_study(),
            Some(last) => vec![Effect::Read(last, Intent::Open)],
            None => self.begin_next(id, false),
        }
    }
}
