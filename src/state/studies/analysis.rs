//! What an analyst works out of a study's results: which hyperparameters mattered, and whether the winner's lead is
//! chance. It is a worker and much to download, so it is there only while it is asked, and asked rarely while the study
//! goes on.

use super::ActiveStudy;
use super::active::{Analysis, Asked};
use crate::protocol::{Answer, ImportanceQuestion, Lead, LeadQuestion, Question};
use crate::state::{Effect, State};
use crate::study::{FEWEST_RUNS, Importance, ImportanceTable, Interaction, LeadTable};

/// While a study goes on it is asked again when there are so many times the runs: a thousand runs ask a dozen times.
const GROWTH: f64 = 1.5;
/// Of fewer results there is nothing to ask.
const FEWEST_RESULTS: usize = 2;

/// What is known of a lead by now.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum KnownLead {
    Told(Lead),
    /// Nobody can know: a side has one seed, of so many that there are to be.
    OneSeed {
        of: usize,
    },
    /// There is no answer yet.
    Awaited,
    /// There is none to come; why.
    Missing(String),
}

impl ActiveStudy {
    /// The importances, largest first, and the number of runs that they are drawn from.
    pub fn importances(&self) -> Option<&(usize, Vec<Importance>)> {
        self.analysis.importances.as_ref()
    }

    /// What two hyperparameters explain together, largest first, and how many pairs nobody has looked at.
    pub fn interactions(&self) -> &(Vec<Interaction>, usize) {
        &self.analysis.interactions
    }

    /// Why there are no importances of a study of two hyperparameters and more: a sentence, while its runs are too few.
    pub fn importance_awaited(&self) -> Option<String> {
        let have = self.study.results();
        let is_of_many = self.study.plan().definition().varying().len() > 1;
        (is_of_many && have < FEWEST_RUNS).then(|| {
            format!("Which of them matters more is told from {FEWEST_RUNS} runs on that can be compared; {have} can so far.")
        })
    }

    /// What is known of the lead of the first of these settings over the second, which have two seeds or more.
    pub(super) fn lead(&self, pair: [usize; 2]) -> KnownLead {
        let Analysis {
            asked,
            lead,
            trouble,
            ..
        } = &self.analysis;
        match lead {
            Some((of, lead)) if *of == pair => KnownLead::Told(lead.clone()),
            _ if asked.is_some() || self.is_running() || self.wants_analysis() => {
                KnownLead::Awaited
            }
            _ => KnownLead::Missing(trouble.clone().unwrap_or_default()),
        }
    }

    fn wants_analysis(&self) -> bool {
        let Analysis { asked, runs, .. } = &self.analysis;
        let ended = self.study.counts().trained();
        let is_due = if self.is_running() {
            ended as f64 >= *runs as f64 * GROWTH
        } else {
            ended != *runs
        };
        asked.is_none() && is_due && self.study.results() >= FEWEST_RESULTS
    }

    /// What there is to ask now, and what the answer has to be put together with.
    fn question(&self) -> Option<(Question, Asked)> {
        let table = self.study.importance_table();
        let lead = self.study.lead_table();
        if table.is_none() && lead.is_none() {
            return None;
        }
        let asked = Asked {
            rows: table.as_ref().map_or_else(Vec::new, |it| it.rows.clone()),
            runs: table.as_ref().map_or(0, |it| it.target.len()),
            pair: lead
                .as_ref()
                .map(|it| [it.winner, it.runner_up].map(|place| it.settings[place])),
        };
        let question = Question {
            importance: table.map(importance_question),
            lead: lead.map(lead_question),
            ..Question::default()
        };
        Some((question, asked))
    }
}

impl Analysis {
    /// Takes in what was found out. What the answer says nothing of stays as it was.
    fn take(&mut self, asked: Asked, answer: Result<Answer, String>) {
        let Asked { rows, runs, pair } = asked;
        self.trouble = answer.as_ref().err().cloned();
        let answer = answer.unwrap_or_default();
        if !rows.is_empty() && answer.shares.len() == rows.len() {
            self.importances = Some((runs, Importance::ranked(&rows, &answer.shares)));
            let interactions = Interaction::ranked(&rows, &answer.pairs);
            self.interactions = (interactions, answer.pairs_left_out);
        }
        if let (Some(pair), Some(lead)) = (pair, answer.lead) {
            self.lead = Some((pair, lead));
        }
    }
}

fn importance_question(table: ImportanceTable) -> ImportanceQuestion {
    let ImportanceTable {
        columns, target, ..
    } = table;
    ImportanceQuestion { columns, target }
}

fn lead_question(table: LeadTable) -> LeadQuestion {
    let LeadTable {
        results,
        winner,
        runner_up,
        looks,
        ..
    } = table;
    LeadQuestion {
        settings: results,
        winner,
        runner_up,
        looks,
    }
}

impl State {
    /// Whether there is something new to be asked of the study's results.
    pub fn wants_analysis(&self) -> bool {
        let active = self.studies.active();
        active.is_some_and(ActiveStudy::wants_analysis)
    }

    /// Asks an analyst, where that is wanted.
    pub fn ask_analyst(&mut self) -> Vec<Effect> {
        let active = self.studies.active.as_mut();
        let Some(active) = active.filter(|it| it.wants_analysis()) else {
            return Vec::new();
        };
        active.analysis.runs = active.study.counts().trained();
        let Some((question, asked)) = active.question() else {
            return Vec::new();
        };
        active.analysis.asked = Some(asked);
        vec![Effect::Ask(Box::new(question))]
    }

    /// Takes in what an analyst says, or why it says nothing; then the answers before stay.
    pub(super) fn hear_of_analyst(&mut self, answer: Result<Answer, String>) {
        if let Some(active) = &mut self.studies.active
            && let Some(asked) = active.analysis.asked.take()
        {
            active.analysis.take(asked, answer);
        }
    }
}
