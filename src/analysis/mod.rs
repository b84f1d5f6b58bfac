//! What is worked out of a study's results apart from the page, because it takes long or is much to download.
//!
//! | file | concern |
//! |---|---|
//! | `importance` | how much of the results' variance each hyperparameter explains, and each two together |
//! | `lead` | whether the lead of the best setting is more than chance |
//! | `t_test` | two settings compared by their seeds |
//! | `power` | how many seeds would tell |
//! | `across` | the best settings of two studies, compared |
//! | `verdict` | what is said of a lead |
//! | `tpe`, `gp`, `cma_es` | which settings to try next, by one sampler each |
//! | `line`, `chance`, `normal`, `tried` | what they have in common: ranges, numbers drawn, the normal distribution, what is new |

mod across;
mod chance;
mod cma_es;
mod gp;
mod importance;
mod lead;
mod line;
mod normal;
mod power;
mod t_test;
mod tpe;
mod tried;
mod verdict;

use crate::metrics::SampleStats;
use crate::protocol::{Answer, DrawQuestion, Lead, Learner, Question};
pub use across::told_apart;
use importance::Share;
pub use lead::{Finding, Test, judge};
pub use verdict::{of as verdict, p, points};

/// A coordinate on each axis.
type Point = Vec<f64>;

/// Answers what is asked. The same question always has the same answer.
pub fn answer(question: &Question) -> Answer {
    let explained = question
        .importance
        .as_ref()
        .and_then(|it| importance::explained(&it.columns, &it.target));
    let (shares, pairs, pairs_left_out) =
        explained.map_or_else(Default::default, |it| (it.alone, it.pairs, it.left_out));
    let pair = |([one, other], share): ([usize; 2], Share)| {
        vec![one as f64, other as f64, share.0, share.1]
    };
    let finding = question.lead.as_ref().and_then(lead::judge);
    Answer {
        shares,
        pairs: pairs.into_iter().map(pair).collect(),
        pairs_left_out,
        lead: finding.map(|finding| Lead {
            difference: finding.difference,
            verdict: verdict::of(&finding),
        }),
        leaders: question
            .leaders
            .as_ref()
            .map_or_else(Vec::new, lead::leaders),
        points: question.draw.as_ref().map_or_else(Vec::new, draw),
    }
}

/// The 95 % interval of the mean of what these were drawn from, by Student's distribution; nothing of a single value, or where
/// all are the same.
pub fn mean_interval(of: &SampleStats) -> Option<[f64; 2]> {
    t_test::TTest::paired(of).map(|test| test.interval())
}

fn draw(question: &DrawQuestion) -> Vec<Point> {
    match question.learner {
        Learner::Tpe => tpe::draw(question),
        Learner::Gp => gp::draw(question),
        Learner::CmaEs => cma_es::draw(question),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{ImportanceQuestion, LeadQuestion, LeadersQuestion};

    #[test]
    fn one_question_asks_for_both() {
        let values = || (0..16).map(f64::from);
        let columns = vec![
            values().map(|at| (at / 4.0).floor()).collect(),
            values().map(|at| at % 4.0).collect(),
        ];
        let target = values().map(|at| (at / 4.0).floor()).collect();
        let lead = LeadQuestion {
            settings: vec![vec![(0, 0.9), (1, 0.92)], vec![(0, 0.8), (1, 0.83)]],
            winner: 0,
            runner_up: 1,
            looks: 0,
        };
        let leaders = LeadersQuestion {
            settings: lead.settings.clone(),
            looks: 1,
        };
        let question = Question {
            importance: Some(ImportanceQuestion { columns, target }),
            lead: Some(lead),
            leaders: Some(leaders),
            draw: None,
        };
        let answer = answer(&question);
        assert_eq!((answer.shares.len(), answer.pairs.len()), (2, 1));
        assert_eq!(answer.leaders, [0]);
        assert_eq!(
            (&answer.pairs[0][..2], answer.pairs_left_out),
            (&[0.0, 1.0][..], 0)
        );
        let lead = answer.lead.as_ref().unwrap();
        assert!((lead.difference - 0.095).abs() < 1e-9);
        assert!(lead.verdict.starts_with(" (paired over 2 seeds, df 1; "));
        let json = serde_json::to_string(&answer).unwrap();
        assert_eq!(serde_json::from_str::<Answer>(&json).unwrap(), answer);
    }

    #[test]
    fn what_is_not_asked_or_cannot_be_told_has_no_answer() {
        let nothing = Answer::default();
        let asked = |importance, lead| {
            answer(&Question {
                importance,
                lead,
                ..Question::default()
            })
        };
        assert_eq!(asked(None, None), nothing);
        let flat = ImportanceQuestion {
            columns: vec![vec![1.0; 8], vec![2.0; 8]],
            target: vec![0.5; 8],
        };
        let nobody = LeadQuestion {
            settings: Vec::new(),
            winner: 0,
            runner_up: 1,
            looks: 0,
        };
        assert_eq!(asked(Some(flat), Some(nobody)), nothing);
    }
}
